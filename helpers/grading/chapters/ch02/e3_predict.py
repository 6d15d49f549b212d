"""02.3: a prediction."""

from __future__ import annotations

from helpers.grading.declare import prediction

predict = prediction(
    "Predict before you drag",
    """Yes. The common effect moves as well, up towards the segments that gain: a deviant segment inflates
    the squares on the far side together with its own.""",
    points=1,
    minutes=5,
    right="more",
    options={
        "less": "By less than 379.",
        "exactly": "By 379, give or take 10.",
        "more": "By more than 379.",
    },
)

predict.mistake(
    "less",
    """It would fall by less if the other squares grew. Some do, but watch the dotted line: it follows the
    segment you drag, and on its new place it lies nearer to most of the others.

    Which segments are on the right of the common effect, and where does it move?
    """,
    name="others make up for it",
)

predict.mistake(
    "exactly",
    """The square of the segment you drag nearly vanishes. But all squares are measured from the common
    effect, and every segment has a hand in that. Drag and watch the dotted line.

    High-value is one of the two largest segments. Where does the common effect go when it moves?
    """,
    name="one segment, one square",
)
