"""09.5: the sentence for the head of marketing."""

from __future__ import annotations

from helpers.grading.declare import sentence

answer = sentence(
    "The sentence for the head of marketing",
    """That can be defended line by line: what the data say about age, and what follows for money.

    Which of these do the 200 rows support, and which of them does the decision need?
    """,
    points=2,
    minutes=5,
    right="b a c",
    slots={
        "age": [
            "Age has no effect on upgrading:",
            "How much age matters these 200 calls leave open:",
            "Getting older makes subscribers upgrade:",
        ],
        "ground": [
            "ten more years multiply the odds by 0.9 to 1.6 (94 %),",
            "the interval includes zero, so the coefficient is zero,",
            "a posterior probability of .87 is close to significant,",
        ],
        "advice": [
            "so run the pilot again until the interval excludes zero.",
            "so buy the ages: a positive coefficient is worth having.",
            "so call everybody: even known exactly, ages would gain less than they cost.",
        ],
    },
)

answer.mistake(
    {"age": "a"},
    """No effect is one possibility, and not the likeliest. The interval reaches from slightly below zero to
    far above it: *not known* is not *none*.""",
    name="absence",
)

answer.mistake(
    {"age": "c"},
    """Nobody handed out ages at random. Older subscribers differ in much else; the model predicts by age, it
    does not say what age does. (Of the voucher it could be said.)""",
    name="causal",
)

answer.mistake(
    {"ground": "b"},
    """Zero is one of many values in the interval, no more supported than others there. Say what the interval
    holds, in a unit that people know.""",
    name="interval as a test",
)

answer.mistake(
    {"ground": "c"},
    """“Close to significant” is no result. And a sign says nothing about size: the decision turns on how many
    upgrades ten years are worth.""",
    name="close to significant",
)

answer.mistake(
    {"advice": "a"},
    """Whether an interval excludes zero is not what the newspaper has to decide. And data taken until it does
    will, sooner or later, exclude it by chance. Ask what knowing more would earn.""",
    name="until significant",
)

answer.mistake(
    {"advice": "b"},
    """Worth having, but worth what? Calling by age adds 4 300 for 20 000 subscribers; the broker wants
    20 000.""",
    name="positive is enough",
)
