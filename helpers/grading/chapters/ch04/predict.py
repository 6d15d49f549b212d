"""04.2: a prediction."""

from __future__ import annotations

from helpers.grading.exercise import Exercise, Mistake
from helpers.grading.kinds.words.choice import Choice

PREDICT = Exercise(
    id="04.2",
    title="Predict before you drag",
    points=1,
    minutes=4,
    reference="Vandiviere",
    kind=Choice(
        {
            "Aronson": "Aronson 1948: −0.94, with the largest standard error of the three (0.60)",
            "Vandiviere": "Vandiviere et al. 1973: −1.63, with standard error 0.48",
            "Madras": "TPT Madras 1980: 0.01, with the smallest standard error (0.06)",
        },
        confidence=True,
    ),
    keep=True,
    mistakes=[
        Mistake(
            "Aronson",
            "Aronson has the largest *weight* on the mean, nearly half. But it has hardly anywhere to go: it "
            "lies next to the mean already. Drag τ and watch the length of the lines.",
            "Movement = weight × distance. The weight depends on the standard error alone; the distance "
            "does not.",
            name="weight for movement",
        ),
        Mistake(
            "Madras",
            "Madras lies far out, and being extreme earns it no pull. It is measured best, so it listens "
            "least: of its distance to the mean it gives up about a hundredth.",
            "Movement = weight × distance, and the weight is s²/(s² + τ²).",
            name="precision pulls",
        ),
    ],
    praise="Yes. Vandiviere has a smaller weight on the mean than Aronson and a much longer way to go: "
    "weight × distance.",
)
