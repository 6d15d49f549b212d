"""05.2: a prediction."""

from __future__ import annotations

from helpers.grading.declare import prediction

predict = prediction(
    "Predict before you drag",
    """Yes, to 0.63. The tail of the likelihood loses a factor of τ with every market, and with it the
    uniform prior its hold.""",
    points=1,
    minutes=4,
    right="halves",
    options={
        "stays": "stays above 1.0",
        "halves": "comes down to about 0.6",
        "collapses": "falls below 0.3",
    },
)

predict.mistake(
    "stays",
    """One estimate more looks like little. But it takes a whole factor 1/τ off the right tail of the
    likelihood, and the tail is where most of the mean of 1.10 came from. Drag and see.

    The likelihood of K markets falls like 1/τ^K. With K = 3 half of the mean comes from values of τ
    above 2; with K = 4 a fifth.
    """,
    name="one market is little",
)

predict.mistake(
    "collapses",
    """Market D lies between A and B, so it does speak for less spread. But four estimates from 0.48 to
    1.38 still leave a lot of room, and this prior fills it.

    Look at the whole curve, not at its peak: the mean is pulled up by the right tail.
    """,
    name="agreement settles it",
)
