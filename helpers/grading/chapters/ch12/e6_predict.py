"""12.6: a prediction."""

from __future__ import annotations

from helpers.grading.declare import prediction

predict = prediction(
    "Predict before you drag",
    """Yes, to 4 %. A share beyond a limit is a tail, and tails shrink much faster than the scale.""",
    points=1,
    minutes=4,
    right="quarter",
    options={
        "half": "comes down to about a half of it, 9 %",
        "quarter": "comes down to about a quarter of it, 4 %",
        "little": "stays above 14 %, because τ may still be large",
    },
)

predict.mistake(
    "half",
    """Half the scale, half the share: for the *width* of a distribution that is so. But the limit has
    moved from about one and a half standard deviations to more than two, where far less is left.

    Drag and see: 4 %.
    """,
    name="tails shrink like scales",
)

predict.mistake(
    "little",
    """It is the other way round: with these scales μ carries most of the spread, 20² against 10².
    Halve the scale of *τ* instead, and the share stays above 14 %.""",
    name="the wrong scale rules",
)
