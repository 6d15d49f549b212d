"""12.7: the sentence for the sales team."""

from __future__ import annotations

from helpers.grading.declare import sentence

answer = sentence(
    "The sentence for the sales team",
    """Yes: one model, fit for one purpose and not for another, and why.

    Which claim rests on the middle of the distribution, which on a tail that the data hardly reach?
    """,
    points=2,
    minutes=5,
    right="b b c",
    slots={
        "chance": [
            "About the next headline nothing can be said, since a check failed;",
            "The next headline beats its rivals with probability .35 under every model we tried;",
            "The next headline beats its rivals with probability .35, and flops with probability .00065;",
        ],
        "ground": [
            "R-hat and effective sample size are in order,",
            "but models that agree in the middle differ twentyfold about flops,",
            "the Student-t model passes all checks and is therefore right,",
        ],
        "advice": [
            "so sell the guarantee.",
            "so use none of these models for anything.",
            "so do not sell the guarantee at this price.",
        ],
    },
)

answer.mistake(
    {"chance": "a"},
    """Too timid. The failed check is about the tail; how the middle divides at zero was the same under
    every model.""",
    name="a failed check spoils all",
)
answer.mistake(
    {"chance": "c"},
    """.00065 is the word of the one model whose check failed, about the very place where it failed.""",
    name="the failed tail",
)
answer.mistake(
    {"ground": "a"},
    """Those tell whether the sampler found the posterior of this model. Whether the model is any good in its
    tail they cannot tell.""",
    name="diagnostics for checks",
)
answer.mistake(
    {"ground": "c"},
    """Passing makes a model not yet refuted. Another one passed as many checks with Normal tails, once the
    noise was taken as counts.""",
    name="passing is being right",
)
answer.mistake(
    {"advice": "a"},
    """At one flop in a thousand sales breaks even. Most of the models say more than that, and nobody can tell
    which is right.""",
    name="sell",
)
answer.mistake(
    {"advice": "b"},
    """The editor's question has a stable answer. A model is fit or unfit *for a purpose*.""",
    name="unfit for one, unfit for all",
)
