"""05.4: the sentence for the board."""

from __future__ import annotations

from helpers.grading.declare import sentence

answer = sentence(
    "The sentence for the board",
    """An honest answer, and a useful one: it says what is known, and which belief decides.

    The board wants a probability. Give the range over priors that people would defend, say what moves
    it, and hold it against their bar.
    """,
    points=2,
    minutes=5,
    right="b b b",
    slots={
        "chance": [
            "The chance that the redesign works in market four is .905;",
            "The chance that the redesign works in market four is somewhere from .89 to .96;",
            "About market four nothing can be said;",
        ],
        "ground": [
            "our prior is uninformative, so this is what the data say,",
            "where in that range depends on how different you expect markets to be,",
            "with three markets no model can be fitted,",
        ],
        "advice": [
            "and your bar of .90 is cleared.",
            "and your bar of .90 lies inside: three markets do not settle it.",
            "and you should wait until the heterogeneity is significant.",
        ],
    },
)

answer.mistake(
    {"ground": "a"},
    """With three markets no prior for τ is uninformative. Another one that sounds just as modest gave
    .825, and a third .947, from the same three estimates.

    Look at the table of the decision: four “uninformative” priors, four answers.
    """,
    name="uninformative",
)

answer.mistake(
    {"chance": "a"},
    """.905 is the answer under *one* prior scale. Halve the scale and it is .955, a quarter more and it is
    .891: who reads three digits will think the data gave them.""",
    name="one prior, three digits",
)

answer.mistake(
    {"chance": "c"},
    "Too timid. All three priors say .89 or more: that is something, and a board can use it.",
    name="nothing can be said",
)

answer.mistake(
    {"ground": "c"},
    """A model has been fitted, to these three markets, and gave the numbers of this chapter. Three are few
    for τ: the prior speaks along with them. That is no reason to say nothing, but one to say whose belief
    it is.
    """,
    name="no model can be fitted",
)

answer.mistake(
    {"advice": "a"},
    """A range that begins at .89 does not clear a bar of .90.

    If the answer lies on both sides of the bar, say so.
    """,
    name="cleared",
)

answer.mistake(
    {"advice": "c"},
    """Whether heterogeneity is *significant* is not the board's question, and with four or five markets
    such a test has little power (chapter 3). Waiting can pay, but for what it tells about market four.""",
    name="wait for significance",
)
