"""02.5: a reply to the team lead."""

from __future__ import annotations

from helpers.grading.declare import free_text
from helpers.grading.kinds.words.text import Criterion, says

# Patterns stay within one clause: CLAUSE stops at its end, but not at the point of “.22”.
CLAUSE = r"(?:[^.;]|\.\d)*"
AVERAGE = [r"\b(average|averag\w+|mean|common|overall|pooled|net|combined|on balance|same effect for)\b"]
DIFFERS = [
    r"\binteract\w*",
    r"\b(differ\w*|var(y|ies|ied|ying)|heterogen\w*|not the same|unequal)\b",
    r"\b(some|certain)\b" + CLAUSE + r"\b(gain|benefit|win|profit|help\w*|positive)",
    r"\b(cancel\w*|offset\w*|balance out|opposite|both directions)\b",
]
NOT_NOTHING = [
    r"(\b(not|no|never|hardly)\b|n't\b)"
    + CLAUSE
    + r"\b(mean|show|prove|say|follow|evidence|conclude|same as)",
    r"(\bnot\b|n't\b)" + CLAUSE + r"\b(no effect|zero|nothing|absence|useless|bury|drop)",
    r"\babsence of evidence",
    r"\b(cannot|can't|can not)\b" + CLAUSE + r"\b(conclude|say|bury|drop|infer|claim)",
]

# A stretch without a word that turns its sense round, or that reports what somebody else said.
_TURNS = (
    r"\b(?:not|never|cannot|nothing|how|whether|if|but|though|however|wrong|false|mistaken?"
    r"|says?|writes?|claims?|conclud\w+|conclusion|infer\w*|reading)\b|n't"
)
STRETCH = r"(?:(?!" + _TURNS + r")(?:[^.;]|\.\d))*?"
PLAINLY = r"(?:^|[.;])" + STRETCH
NOTHING = r"\b(does nothing|has no effect|is useless|does not work|doesn't work)\b(?! (in )?(every|for|all))"
AGREES = [
    PLAINLY + r"\b(agree|right|correct)\b" + STRETCH + r"\b(no effect|nothing|bury|drop)",
    PLAINLY + r"\b(redesign|treatment|checkout|it) " + NOTHING,
    r"\b(therefore|thus|hence|so),? (the )?(redesign|treatment|checkout|it) " + NOTHING,
    PLAINLY + r"\b(bury|drop) (it|the redesign|the checkout)\b",
]
LARGE = r"\b(large|big|huge|strong|enormous|substantial)"
SIZE = [
    PLAINLY + LARGE + r" (difference|interaction|heterogeneity|spread)s?\b",
    PLAINLY + r"\b(differ|vary)\b" + CLAUSE + r"\b(enormously|hugely|strongly|massively)\b",
]

reply = free_text(
    "A reply to the team lead",
    "All three ideas are there.",
    points=2,
    minutes=6,
    model="""The treatment row asks about one effect common to all segments, an average, and that average is
    small. The interaction row says that the effect is not the same in all segments: some gain, others
    lose, and in the average they cancel. A small average does not mean that the redesign has no effect.
    How far the segments differ the table does not say; I would estimate that before deciding.""",
    rubric=[
        Criterion(
            "the treatment row is about an average over the segments",
            AVERAGE,
            "Of whose effect does the treatment row speak: of each segment's, or of what they have in "
            "common?",
        ),
        Criterion(
            "the effect differs between the segments, and gains and losses cancel",
            DIFFERS,
            "What does the row segment:treatment say, and how can six effects of either sign look like none?",
        ),
        Criterion(
            "p = .22 does not show that there is no effect",
            NOT_NOTHING,
            "Does a p-value of .22 show that something is absent?",
        ),
    ],
)

reply.mistake(
    says(AGREES),
    """You follow the team lead to “no effect”. Look at the row below: could six effects that are all zero
    scatter as far as these?

    The treatment row averages. Gains and losses cancel in an average.
    """,
    name="no average effect is no effect",
)

reply.mistake(
    says(SIZE),
    """You read a *size* off the table. F grows with the visitors, too: with enough of them a tiny
    difference gives a huge F. The table says that the segments differ, not by how much.""",
    name="significance for size",
)
