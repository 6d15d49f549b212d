"""06.3: a prediction."""

from __future__ import annotations

from helpers.grading.declare import prediction

predict = prediction(
    "Predict before you drag",
    """Yes, about 60 %. A says that variants differ a lot; so the population counts for fewer visitors,
    and A keeps more of its own.""",
    points=1,
    minutes=5,
    right="less",
    options={
        "less": "A goes less than 67 % of the way",
        "same": "A goes 72 % of the way, give or take 5",
        "more": "A goes more than 77 % of the way",
    },
)

predict.mistake(
    "same",
    """With κ known the share would depend on the ten visitors alone, true. But κ is learned from the
    variants, and A is one of them. Drag, and watch the spread of the arms.

    Does a variant at 9 of 10 make you think that the four lie close together, or far apart? The further
    apart, the less each borrows.
    """,
    name="concentration taken as known",
)

predict.mistake(
    "more",
    """Being extreme earns no larger share of the pull: chapter 4 showed it for market C. Here it even
    earns a smaller one. Ask what such a variant says about the *population*.

    A at 9 of 10 has further to go. But it also says that variants can lie far apart, and then each keeps
    more of its own.
    """,
    name="extremes pulled harder",
)
