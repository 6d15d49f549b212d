"""04.2: a prediction."""

from __future__ import annotations

from helpers.grading.exercise import Exercise, Misconception
from helpers.grading.kinds.choice import Choice

PREDICT = Exercise(
    id="04.2",
    title="Predict before you drag",
    points=1,
    minutes=4,
    reference="C",
    kind=Choice(
        {
            "A": "Market A: 0.48, the largest standard error (0.42)",
            "C": "Market C: 1.38, with standard error 0.33",
            "H": "Market H: 0.00, the smallest standard error (0.16)",
        },
        confidence=True,
    ),
    keep=True,
    misconceptions=[
        Misconception(
            "A",
            "A has the largest *weight* on the mean, nearly half. But it has nowhere to go: it lies next "
            "to the mean already. Drag τ and watch the length of the lines.",
            "Movement = weight × distance. The weight depends on the standard error alone; the distance "
            "does not.",
            name="weight for movement",
        ),
        Misconception(
            "H",
            "H is measured best, so it listens least: of its distance to the mean it gives up about an "
            "eighth.",
            "Movement = weight × distance, and the weight is s²/(s² + τ²).",
            name="precision pulls",
        ),
    ],
    praise="Yes. C has a smaller weight on the mean than A, and by far the longer way to go: weight × "
    "distance.",
)
