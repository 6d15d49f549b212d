"""13.2: a prediction."""

from __future__ import annotations

from helpers.grading.declare import prediction

guess = prediction(
    "Predict before you drag",
    """Yes. Its forecast of F is the prior, centred at 0: the square has moved to the top of the hump, and no
    other forecast has moved at all.

    Ask of each model: what does its forecast for F depend on, and whose forecast does F's own number enter?
    """,
    points=1,
    minutes=4,
    right="none",
    options={
        "partial": "partial pooling",
        "complete": "complete pooling",
        "none": "no pooling",
    },
)

guess.mistake(
    "partial",
    """Partial pooling allows hospitals to differ, so it loses less than complete pooling. But 0 is far from
    all it has seen, and its score falls by a few points. Is there a model to which the others mean nothing?

    Its forecast for F is a hump around 8.7 with a standard deviation of 2.7.
    """,
    name="allowed to differ",
)

guess.mistake(
    "complete",
    """Complete pooling expects every hospital at the common mean. It was sure about F before, and the further
    F moves away, the more it costs: distance counts squared.""",
    name="one number does not matter",
)
