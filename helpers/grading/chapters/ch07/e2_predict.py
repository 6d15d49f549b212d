"""07.2: a prediction."""

from __future__ import annotations

from helpers.grading.exercise import Exercise, Mistake
from helpers.grading.kinds.words.choice import Choice

PREDICT = Exercise(
    id="07.2",
    title="Predict before you drag",
    points=1,
    minutes=5,
    reference="falls",
    kind=Choice(
        {
            "rises": "The gap between promised and kept rises",
            "stays": "The gap stays within 0.01",
            "falls": "The gap between promised and kept falls",
        },
        confidence=True,
    ),
    keep=True,
    mistakes=[
        Mistake(
            "rises",
            "The promise does rise. But what is *kept* rises faster: where arms truly differ, the largest "
            "estimate is large because its arm is good. Drag τ and watch both readings.",
            "The gap is the share s²/(s² + τ²) of the lead. The lead grows like √(s² + τ²), the share falls "
            "like its square.",
            name="larger promise, larger disappointment",
        ),
        Mistake(
            "stays",
            "The noise is the same, true. But noise alone does not make the gap; it is the noise that got an "
            "arm *selected*. The more the true effects differ, the less the selection goes by noise.",
            "The gap is s²/√(s² + τ²) times the mean of the largest of twelve standard normals.",
            name="same noise, same gap",
        ),
    ],
    praise="Yes. The more the arms truly differ, the less luck it takes to win. The curse is worst where all "
    "arms are equal.",
)
