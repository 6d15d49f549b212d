"""01.3: a prediction."""

from __future__ import annotations

from helpers.grading.declare import prediction

predict = prediction(
    "Predict before you drag",
    """Yes. Lucky markets gain more chance of a star than unlucky ones have to lose, and real losses earn
    stars too. So *more* votes can mean *less* agreement.""",
    points=1,
    minutes=4,
    right="rises",
    options={
        "falls": "It falls.",
        "stays": "It stays within 0.1 of where it is.",
        "rises": "It rises.",
    },
)

predict.mistake(
    "falls",
    """You may have thought that differing markets support each other less. They do; but a vote asks each
    market alone, and no market knows what the others said. Drag and watch the average.

    Some markets now have larger true effects and some smaller. Which of the two changes the vote more?
    """,
    name="disagreement costs votes",
)

predict.mistake(
    "stays",
    """The mean of the true effects does stay. But a chance of significance is not a straight line in the
    effect: going up by 0.3 wins more than going down by 0.3 loses. Drag and watch.

    A market in five or so is significant at the start, so most have little to lose. And a large *loss* is
    significant too.
    """,
    name="same mean, same vote",
)
