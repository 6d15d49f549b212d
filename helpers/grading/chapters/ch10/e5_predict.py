"""10.5: a prediction."""

from __future__ import annotations

from helpers.grading.declare import prediction

predict = prediction(
    "Predict before you drag",
    """Yes, some fifteen to twenty-five times as dear. Every offset is an effect that the data hold fast,
    divided by a τ that they do not.""",
    points=1,
    minutes=4,
    right="dear",
    options={
        "cheaper": "fewer: offsets are the better way to write it",
        "same": "about as many: the posterior is the same",
        "dear": "more than ten times as many",
    },
)

predict.mistake(
    "cheaper",
    """Better where the data are weak. With 64 times the visitors each market is known by its own data.
    What happens to (θ − μ)/τ when θ stands still and τ moves?""",
    name="offsets are better",
)
predict.mistake(
    "same",
    """The posterior of the effects is the same. The sampler does not walk there, it walks in the
    coordinates that you give it, and pays by the step. Drag and see.""",
    name="same posterior, same price",
)
