"""From raw outcomes, counts or summaries to an estimated effect with its standard error.

Every effect is "treated against control": positive means that the treated arm has more. Before any of
them, `sample_ratio_mismatch` asks whether the traffic was split as it was meant to be.
"""

from __future__ import annotations

from helpers.effects.estimates import (
    Effect,
    log_odds_ratio,
    log_risk_ratio,
    mean_difference,
    per_group,
    relative_lift,
    risk_difference,
)

__all__ = [
    "Effect",
    "log_odds_ratio",
    "log_risk_ratio",
    "mean_difference",
    "per_group",
    "relative_lift",
    "risk_difference",
]
