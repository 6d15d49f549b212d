"""08.2: a prediction."""

from __future__ import annotations

from helpers.grading.declare import prediction

predict = prediction(
    "Predict before you drag",
    """Yes. The less the data hold each effect in its place, the more the blocks lean on each other, and the
    more harm a stale value does.""",
    points=1,
    minutes=4,
    right="twice",
    options={
        "nearer": "it comes nearer to the exact one",
        "same": "it stays about half too large",
        "twice": "it is about twice the exact one",
    },
)

predict.mistake(
    "nearer",
    """The other way round. With few visitors an effect is drawn near μ and not near its estimate; then it
    matters whether that μ is the newest. Drag the visitors and see.

    With four times the visitors the two samplers nearly agree: there each effect is held by its own data.
    """,
    name="weak data hide it",
)

predict.mistake(
    "same",
    """The error is no fixed percentage of the program. It depends on how strongly the unknowns depend on each
    other, and that depends on the data. Drag the visitors and see.""",
    name="a constant factor",
)
