"""04.2: a prediction."""

from __future__ import annotations

from helpers.grading.declare import prediction

predict = prediction(
    "Predict before you drag",
    """Yes. Vandiviere has a smaller weight on the mean than Aronson and a much longer way to go: weight ×
    distance.""",
    points=1,
    minutes=4,
    right="Vandiviere",
    options={
        "Aronson": "Aronson 1948: −0.94, with the largest standard error of the three (0.60)",
        "Vandiviere": "Vandiviere et al. 1973: −1.63, with standard error 0.48",
        "Madras": "TPT Madras 1980: 0.01, with the smallest standard error (0.06)",
    },
)

predict.mistake(
    "Aronson",
    """Aronson has the largest *weight* on the mean, nearly half. But it has hardly anywhere to go: it
    lies next to the mean already. Drag τ and watch the length of the lines.

    Movement = weight × distance. At a given τ the weight depends on the standard error alone; the
    distance does not.
    """,
    name="weight for movement",
)

predict.mistake(
    "Madras",
    """Madras lies far out, and being extreme earns it no pull. It is measured best, so it listens least:
    of its distance to the mean it gives up about a hundredth.

    Movement = weight × distance, and the weight is s²/(s² + τ²).
    """,
    name="precision pulls",
)
