"""20.2: a prediction about predictions."""

from __future__ import annotations

from helpers.grading.declare import prediction

guess = prediction(
    "Predict before you drag",
    """It falls from .10 to .006. What was expected and what came grow with the number of predictions, the
    luck between them only with its root.""",
    points=1,
    minutes=4,
    right="far",
    options={
        "same": "It stays near .10: the shares are the same",
        "third": "It falls to about a third, .03",
        "far": "It falls far below a third, under .01",
    },
)

guess.mistake(
    "same",
    """The shares are the same; what chance does to a share is not. Three times as many predictions scatter
    less about what was promised.

    By what factor does the standard deviation of a share fall?
    """,
    name="the same share, the same evidence",
)

guess.mistake(
    "third",
    """The gap between promised and right, in standard deviations, grows by √3. How fast does the tail of a
    bell fall out there? Faster than in proportion.""",
    name="the tail in proportion",
)
