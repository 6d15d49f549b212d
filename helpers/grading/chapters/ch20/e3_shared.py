"""20.3: twelve variants, one control."""

from __future__ import annotations

from helpers.grading.declare import choice

pick = choice(
    "Spot the error: twelve tests that agree",
    """Yes. All twelve differences have the same control mean in them, luck included. If it was low by chance,
    all twelve come out high together: they agree, and the average is surer than it may be.

    Write down two of the differences. What stands in both?
    """,
    points=2,
    minutes=4,
    right="control",
    options={
        "few": "Twelve experiments are too few to estimate τ.",
        "control": "The twelve effects are no separate experiments: one control mean is in each of them.",
        "weights": "Effects with nearly equal standard errors must be averaged without weights.",
        "small": "With 2 000 visitors an arm each single effect is too noisy to be pooled.",
    },
)

pick.mistake(
    "few",
    """Few they are, and the report would say how unsure τ is. But here τ comes out too *small* for a reason
    that twelve hundred variants would share.""",
    name="too few for τ",
)

pick.mistake(
    "weights",
    """Weights that are nearly equal give nearly the plain average: no harm in either. Look at what the twelve
    numbers have in common.""",
    name="the weights",
)

pick.mistake(
    "small",
    """Noisy effects are what pooling is for, as long as each has noise of its *own*. Has it here?""",
    name="too noisy to pool",
)
