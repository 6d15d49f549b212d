"""14.2: a prediction."""

from __future__ import annotations

from helpers.grading.declare import prediction

predict = prediction(
    "Predict before you drag",
    """Yes, to under 3 %. A group with much data of its own has little to learn from the others.""",
    points=1,
    minutes=4,
    right="little",
    options={
        "more": "it rises above 50 %, because more data make better models",
        "same": "it stays near a third, because all estimates improve alike",
        "little": "it falls below 5 %",
    },
)

predict.mistake(
    "more",
    """More data make every way to estimate better, and the plain one most. Pooling pays where the groups' own
    data are *few*.

    Drag the visitors to 8 000 and see: under 3 %.
    """,
    name="more data, more gain",
)

predict.mistake(
    "same",
    """All standard errors fall, but τ stays where it is, and only their ratio counts. With s a quarter of
    what it was, s²/(s² + τ²) falls from .42 to .04.""",
    name="the ratio stays",
)
