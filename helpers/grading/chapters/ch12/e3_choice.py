"""12.3: which check can fail."""

from __future__ import annotations

from helpers.grading.declare import choice

which = choice(
    "Which check can fail?",
    """Yes. Nothing in the model was fitted to that number, and it is what the guarantee pays for.

    For each: was some unknown of the model fitted to exactly this number?
    """,
    points=1,
    minutes=4,
    right="flops",
    options={
        "mean": "the mean of the estimates, against that of replicates",
        "sd": "the standard deviation of the estimates, against that of replicates",
        "rhat": "R-hat of μ and τ, against 1.01",
        "flops": "the number of estimates below a quarter, against that of replicates",
    },
)

which.mistake(
    "mean",
    """μ was fitted to the mean. Its replicates lie around it, on either side, whatever the data look
    like.""",
    name="fitted mean",
)
which.mistake(
    "sd",
    """τ was fitted so that the spread comes out right. A population with the wrong *shape* still has the
    right standard deviation.""",
    name="fitted spread",
)
which.mistake(
    "rhat",
    """R-hat can fail, but it asks something else: whether the chains agree. A sampler can find the
    posterior of a wrong model to the last digit.""",
    name="diagnostic for a check",
)
