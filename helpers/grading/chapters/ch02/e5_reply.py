"""02.5: a reply to the team lead."""

from __future__ import annotations

from helpers.grading.declare import free_text
from helpers.grading.kinds.words.sayings import THEY_AGREE, THEY_DIFFER, WERE_THEY_ALIKE
from helpers.grading.kinds.words.text import Idea, against, claims

AVERAGE = Idea(
    "the treatment row is about an average over the segments",
    "Of whose effect does the treatment row speak: of each segment's, or of what they have in common?",
    mentioned=[
        "average|avg|overall|pooled|net|common|population|summary|summarise|summarize|collapse|aggregate|main",
        "the|a|grand|in|small|weighted mean",
        "mean effect|over|of|across",
        "one|single effect|number|value",
        "same effect for",
        "all|everybody|everyone|segments together|as_one|combined",
        "in_general|altogether|on_balance|as_a_whole|in_total",
    ],
)
DIFFERS = Idea(
    "the effect differs between the segments",
    "What does the row `segment:treatment` say of the six effects?",
    said=[*THEY_DIFFER, "one number not enough"],
    opposite=THEY_AGREE,
    aside=[*WERE_THEY_ALIKE, "differ* from_zero|from_nil"],
    mentioned=["cancel|offset"],
)
SOMETHING = Idea(
    "it does not follow that the redesign has no effect",
    "Does a p-value of .22 show that something is absent?",
    said=[
        "cancel|offset|outweigh|compensate|balance_out",
        "hide|mask|conceal|obscure",
        "come_out|be|average near|close_to zero|nil|nothing",
        "absence_of_evidence",
        "there is|must an|some effect",
        "redesign|treatment|checkout|it has an|some effect",
        "redesign|treatment|checkout|it do something",
        "not|never prove|proof|accept null",
        "compatible|consistent large|big|strong|real",
    ],
    opposite=[
        "no_effect|zero_effect|no_impact|zero_impact|no_influence|no_benefit|no_difference",
        "no_real|no_true|no_visible|no_clear effect|impact",
        "without|absence|lack effect|effects|impact",
        "effect|it is zero|nil|absent",
        "do|have nothing",
        "nothing_happen|nothing_change|nothing_going_on",
        "useless|ineffective|worthless|dead|pointless|failure",
        "redesign|treatment|checkout|it not_work|not_do_anything",
        "bury|scrap|kill|drop|abandon|discard|shelve|forget|retire|throw it|redesign|thing|checkout|this|for",
        "be|get buried|scrapped|killed|dropped|abandoned|discarded|shelved|retired",
        "nobody affected",
        "zero|nil|nothing everywhere|in_each|in_every|in_any|in_all|for_all|for_each",
        "your|the|his conclusion|verdict|decision follow|hold|right|correct",
        "you|he are|is right|correct",
        "i agree",
    ],
    aside=[
        "no_effect|no_impact on_average|overall|in_the_mean",
        "no_average|no_overall|no_net|no_common|no_mean effect|impact",
        "average|overall|mean|net effect zero|nil",
        "on_average|overall no_effect|no_impact|nothing",
        "no_difference between|among|in|across",
        "it not_work equally|everywhere|alike|for_all|for_everyone|in_all|in_every",
    ],
    mentioned=["hasty|hastily|premature"],
)

reply = free_text(
    "A reply to the team lead",
    "All three ideas are there, and the conclusion holds.",
    points=2,
    minutes=6,
    model="""The treatment row asks about one effect common to all segments, an average, and that average is
    small. The interaction row says that the effect is not the same in all segments: some gain, others
    lose, and in the average they cancel. A small average does not mean that the redesign has no effect.
    How far the segments differ the table does not say; I would estimate that before deciding.""",
    rubric=[AVERAGE, DIFFERS, SOMETHING],
)

reply.mistake(
    against(SOMETHING),
    """You follow the team lead to “no effect”. Look at the row below: could six effects that are all zero
    scatter as far as these?

    The treatment row averages. Gains and losses cancel in an average.
    """,
    name="no average effect is no effect",
)

reply.mistake(
    against(DIFFERS),
    """You say that the effect is the same in all segments. That is what the row `segment:treatment` tests,
    and with F = 10.4 it speaks against it.""",
    name="same effect everywhere",
)

reply.mistake(
    claims(
        "treatment|your|his|first|upper row|line|test asks|about|tests whether|if|that segments differ",
        "interaction|other|second|lower row|line asks|about|tests|is average|mean|overall",
        "treatment|your|his|first row not_ask|not_about average|mean|overall",
    ),
    """You have the two rows the wrong way round. Which of them has the segments in its name, and so asks
    whether the effect depends on them?""",
    name="rows exchanged",
)

reply.mistake(
    claims(
        "different baseline|baselines",
        "segments|customers differ|different baseline|revenue|spending before",
        "segments|customers spend differently",
    ),
    """Segments that merely *spend* differently show in the row `segment`. The row `segment:treatment` asks
    whether the treatment *works* differently in them.""",
    name="baselines for effects",
)

reply.mistake(
    claims(
        "differ|vary enormously|hugely|massively|strongly|by_a_lot",
        "large|big|huge|enormous|massive difference|spread|heterogeneity",
        "worlds_apart",
    ),
    """You read a *size* off the table. F grows with the visitors, too: with enough of them a tiny
    difference gives a huge F. The table says that the segments differ, not by how much.""",
    name="significance for size",
)
