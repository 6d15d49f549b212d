"""15.2: a prediction."""

from __future__ import annotations

from helpers.grading.declare import prediction

guess = prediction(
    "Predict before you drag",
    """Yes, to about 94. With less noise in them, the same estimates say that markets differ *more*:
    what noise explained before is spread now. And market nine has had no visitor in either world.""",
    points=1,
    minutes=4,
    right="falls",
    options={
        "doubles": "doubles, to about 230",
        "edges up": "rises a little, to about 125",
        "falls": "falls, to about 94",
    },
)

guess.mistake(
    "doubles",
    """The visitors doubled in *eight* markets, and so did what those are worth to their own eight
    effects. The ninth lies about τ away from the mean of the eight, however precisely those are known.

    Worth is 2σ²/Var(θ_new), and Var(θ_new) = Var μ + E τ². Which of the two terms can more visitors
    shrink, and is it the large one?
    """,
    name="visitors are visitors",
)

guess.mistake(
    "edges up",
    """That is what would happen if τ were *known*: the mean gets a little sharper, and the ceiling
    stays. But τ is learnt from the same estimates. If they lie as far apart as before and have less noise
    in them, what does that say about τ?""",
    name="as if the spread were known",
)
