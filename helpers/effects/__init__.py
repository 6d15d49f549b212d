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
from helpers.effects.split import sample_ratio_mismatch
from helpers.effects.summaries import from_summary, ratio_metric, relative_lift_of_means

__all__ = [
    "Effect",
    "from_summary",
    "log_odds_ratio",
    "log_risk_ratio",
    "mean_difference",
    "per_group",
    "ratio_metric",
    "relative_lift",
    "relative_lift_of_means",
    "risk_difference",
    "sample_ratio_mismatch",
]
