"""10.4: a table of shrinkage, spotted."""

from __future__ import annotations

from helpers.grading.declare import choice

spot = choice(
    "Spot the error: school B barely shrinks",
    """Yes. The share has no estimate in it, so it cannot be small because the estimate is close to the
    mean. The 5.5 % is a quotient of two differences near zero, and any noise in either moves it by tens
    of percent.""",
    points=2,
    minutes=5,
    right="ratio",
    options={
        "precise": "B has one of the smaller standard errors, and precise schools shrink less",
        "extreme": "extreme estimates are indeed pulled by a larger share, but 5.5 % is too little for B",
        "ratio": "all go about the same share; 5.5 % is a quotient of two numbers near zero",
        "sampler": "the sampler had not converged, so the posterior mean of B is wrong",
    },
)

spot.mistake(
    "precise",
    """B's standard error, 10.2, is among the smaller ones. But so are E's and G's, and the table gives
    these 77 and 74 %. From 9.4 to 17.6 is not enough to get from 5 to 88.

    Write down the share for B and for H at τ = 5.
    """,
    name="precise schools",
)
spot.mistake(
    "extreme",
    """That is what the sentence says, and it is the error. Look for the estimate in s²/(s² + τ²).

    Extreme estimates move *further*, because the same share of a longer way is longer.
    """,
    name="extreme ones by more",
)
spot.mistake(
    "sampler",
    """The printed posterior mean of B is 7.80, the exact one 7.65: not the point. Would a perfect
    sampler mend the column? Its denominator is the distance of B's estimate, 7.94, from a mean of 7.86.""",
    name="the sampler",
)
