"""03.3: a prediction."""

from __future__ import annotations

from helpers.grading.declare import prediction

predict = prediction(
    "Predict before you drag",
    """Yes. One market doing *better* makes the outlook for market nine *worse*, because it makes markets
    less alike.""",
    points=1,
    minutes=5,
    right="falls",
    options={
        "rises": "The lower limit rises",
        "stays": "The lower limit stays within 0.05",
        "falls": "The lower limit falls",
    },
)

predict.mistake(
    "rises",
    """The mean does rise. But a limit has two ingredients, and the other one is a spread. Now drag C and
    watch τ̂.

    One better market makes the markets less alike. The distance from the mean to the limit grows faster
    than the mean.
    """,
    name="better news, better prospects",
)

predict.mistake(
    "stays",
    """That is nearly true of the interval for the *average* market, whose lower limit barely moves. The
    next market's limit has τ̂ in it at full size. Drag C and watch both.

    The interval for the next market is mean ± t·√(τ̂² + se²). Which of the three changes most?
    """,
    name="confidence for prediction",
)
