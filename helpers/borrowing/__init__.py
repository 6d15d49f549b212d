"""How much to borrow from past experiments, and what to do when past and present disagree."""

from __future__ import annotations

from helpers.borrowing.amounts import (
    BorrowingWarning,
    matching_alpha,
    power_prior,
    prior_effective_sample_size,
    robust_mixture,
    shrinkage_weights,
)
from helpers.borrowing.characteristics import OperatingCharacteristics, operating_characteristics
from helpers.borrowing.conflict import conflict_tail
from helpers.borrowing.gate import Gate, conflict_gate
from helpers.borrowing.rates import power_prior_rate, predictive_count, update_rate
from helpers.borrowing.updating import critical_estimate, predictive_estimate, probability_above, update

__all__ = [
    "BorrowingWarning",
    "Gate",
    "OperatingCharacteristics",
    "conflict_gate",
    "conflict_tail",
    "critical_estimate",
    "matching_alpha",
    "operating_characteristics",
    "power_prior",
    "power_prior_rate",
    "predictive_count",
    "predictive_estimate",
    "prior_effective_sample_size",
    "probability_above",
    "robust_mixture",
    "shrinkage_weights",
    "update",
    "update_rate",
]
