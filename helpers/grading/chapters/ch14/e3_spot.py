"""14.3: a mixed model that is too sure."""

from __future__ import annotations

from helpers.grading.declare import choice

spot = choice(
    "Spot the error: all shops alike",
    """Yes. Zero is the best single guess; the data leave larger spreads open, and the interval has to make
    room for them.""",
    points=2,
    minutes=5,
    right="plugged",
    options={
        "few": "fifty shops are too few for a mixed model",
        "plugged": "the interval takes τ = 0 for a fact, and only the data's best guess is 0",
        "search": "τ cannot be exactly 0, so the search must have failed",
        "shops": "each shop should have been reported on its own, with ± 0.50",
    },
)

spot.mistake(
    "few",
    """Fifty are plenty: its *estimates* are as good as those of the posterior. Look at what it says about how
    sure they are.""",
    name="too few",
)
spot.mistake(
    "search",
    """It can: where the estimates scatter no more than their noise, the likelihood is highest at 0. Even a
    search without fault ends there in every fourth such world.

    So the estimate may be right. What has been made of it?
    """,
    name="failed search",
)
spot.mistake(
    "shops",
    """That would throw away what the shops know of each other, most of the squared error with it. The pooled
    numbers may stand; look at their interval.""",
    name="back to no pooling",
)
