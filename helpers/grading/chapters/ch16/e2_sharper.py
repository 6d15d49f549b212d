"""16.2: a prediction."""

from __future__ import annotations

from helpers.grading.declare import prediction

predict = prediction(
    "Predict before you drag",
    """Yes. The estimate has not moved, but now it is a surprise: its distance from the pooled mean is 1.4
    standard deviations of the forecast at first, and 3.0 once the noise is gone. The tail falls from .17 to
    .002, the gate shuts, and the chance goes from over .999 to .16. A pass was no agreement.""",
    points=1,
    minutes=4,
    right="shuts",
    options={
        "surer": "passes still, and the chance comes closer to 1",
        "same": "passes still, and the chance hardly moves",
        "shuts": "shuts, and the chance falls below .2",
    },
)

predict.mistake(
    "surer",
    """A sharper test counts more, but what it says is −0.10, and it says it more firmly. Is −0.10 ± 0.10 as
    easy to square with 0.31 ± 0.09 as −0.10 ± 0.29 was?

    Divide the distance of the two by the sd of the forecast: the root of 0.09² plus the new test's own.
    """,
    name="more data, more certain",
)

predict.mistake(
    "same",
    """The estimate stays where it is, but the gate does not look at the estimate alone. It looks at the
    distance in units of the forecast's sd, and that shrinks with the noise.

    The root of 0.09² + 0.29² is 0.30; that of 0.09² + 0.10² is 0.13.
    """,
    name="the estimate has not moved",
)
