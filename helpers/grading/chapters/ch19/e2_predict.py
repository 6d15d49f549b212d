"""19.2: a prediction."""

from __future__ import annotations

from helpers.grading.declare import prediction

guess = prediction(
    "Predict before you drag",
    """It falls, from .103 to about .086. Fat tails do not promise everybody more. They say that most
    headlines are much alike; and then a small lead is mostly luck.""",
    points=1,
    minutes=4,
    right="falls",
    options={"falls": "it falls", "stays": "it stays where it is", "rises": "it rises"},
)

guess.mistake(
    "rises",
    """It would if the whole population were wider. But the scale is fitted again at each place of the handle:
    fatter tails come with a narrower middle.

    Where do the smallest lifts lie, in the middle or in the tails?
    """,
    name="fat tails promise everybody more",
)

guess.mistake(
    "stays",
    """The tails are far away, but the middle is not what it was: a population with fat tails and the same
    data has a narrower one, and small lifts are shrunk towards 0 by it.""",
    name="tails concern the tails alone",
)
