"""10.7: the sentence for the product manager."""

from __future__ import annotations

from helpers.grading.declare import sentence

answer = sentence(
    "The sentence for the product manager",
    """It says which number to use, why the other one exists, and what follows for the money.

    One of the two fits did not visit the place that the question is about. Say so without the word
    divergence.
    """,
    points=2,
    minutes=5,
    right="b a b",
    slots={
        "chance": [
            "The chance that the markets are alike is .07, give or take the sampling error;",
            "The chance that the markets are alike is about .20;",
            "The chance that the markets are alike lies between .07 and .20, depending on the model;",
        ],
        "ground": [
            "the other figure came from a run that could not reach small spreads and said so,",
            "the other figure came from another model, with other assumptions,",
            "the other figure came from too few draws, and more of them would have cured it,",
        ],
        "advice": [
            "so hold: the bar of .15 is not cleared.",
            "so the replication is worth its price, as the bar is .15.",
            "so the sampling error decides, and the bar of .15 cannot be applied.",
        ],
    },
)

answer.mistake(
    {"chance": "a"},
    """That is the figure of the run with effects. Its sampling error is computed from the draws that it
    has, and knows nothing of the place that it has none from.""",
    name="the biased run",
)
answer.mistake(
    {"chance": "c"},
    """There is one model and one posterior. A range over two coordinate systems averages a right answer
    with a wrong one.""",
    name="a range over coordinates",
)
answer.mistake(
    {"ground": "b"},
    "The two lines say the same about the markets: multiply the offset by τ, add μ, and you have the other.",
    name="another model",
)
answer.mistake(
    {"ground": "c"},
    """More draws of a chain that does not enter the neck would give the same wrong figure with a smaller
    error. It had paths that broke, a low E-BFMI and few effective draws.""",
    name="more draws",
)
answer.mistake({"advice": "a"}, "Hold the figure that you trust against the bar. It is above.", name="hold")
answer.mistake(
    {"advice": "c"},
    "The sampling error of the good run is about .01, and the bar is .05 away.",
    name="sampling error decides",
)
