"""What the next experiment may show, how large it should be, and what a programme of them learns."""

from __future__ import annotations

from helpers.planning.chances import (
    assurance,
    assurance_ceiling,
    binary_sigma,
    minimum_detectable_effect,
    power,
    standard_error,
)
from helpers.planning.loop import LoopResult, planning_loop
from helpers.planning.programme import Programme
from helpers.planning.rules import ShareOfCeiling
from helpers.planning.sizes import Plan, best_sample_size, expected_gain, experiment_cost, sample_size

__all__ = [
    "LoopResult",
    "Plan",
    "Programme",
    "ShareOfCeiling",
    "assurance",
    "assurance_ceiling",
    "best_sample_size",
    "binary_sigma",
    "expected_gain",
    "experiment_cost",
    "minimum_detectable_effect",
    "planning_loop",
    "power",
    "sample_size",
    "standard_error",
]
