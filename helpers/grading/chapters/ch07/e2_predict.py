"""07.2: a prediction."""

from __future__ import annotations

from helpers.grading.declare import prediction

predict = prediction(
    "Predict before you drag",
    """Yes. The more the arms truly differ, the less luck it takes to win. The curse is worst where all
    arms are equal.""",
    points=1,
    minutes=5,
    right="falls",
    options={
        "rises": "The gap between promised and kept rises",
        "stays": "The gap stays within 0.01",
        "falls": "The gap between promised and kept falls",
    },
)

predict.mistake(
    "rises",
    """The promise does rise. But what is *kept* rises faster: where arms truly differ, the largest
    estimate is large because its arm is good. Drag τ and watch both readings.

    The gap is the share s²/(s² + τ²) of the lead. The lead grows like √(s² + τ²), the share falls like
    its square.
    """,
    name="larger promise, larger disappointment",
)

predict.mistake(
    "stays",
    """The noise is the same, true. But noise alone does not make the gap; it is the noise that got an arm
    *selected*. The more the true effects differ, the less the selection goes by noise.

    The gap is s²/√(s² + τ²) times the mean of the largest of twelve standard normals.
    """,
    name="same noise, same gap",
)
