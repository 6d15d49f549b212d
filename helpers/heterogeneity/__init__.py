"""How different are the effects, and what do they say together?

In the order in which the questions come: *are* they different (`two_way_anova`, `cochran_q`), what
share of the spread is real (`i_squared`, `i_squared_interval`, `h_squared`), how large is the
difference (`tau_squared`, `tau_squared_interval`), what is the pooled effect and where would the next
one fall (`pool`), and how often all this misleads (`q_exceedance`, `fixed_effect_coverage`).

Throughout, ``effects`` and ``std_errors`` have shape ``(..., K)`` with K ≥ 2 studies on the last
axis; leading axes are a batch, and what is described as a number is then an array of the batch shape.
"""

from __future__ import annotations

from helpers.heterogeneity.anova import two_way_anova
from helpers.heterogeneity.estimators import TAU_METHODS, tau_squared
from helpers.heterogeneity.intervals import i_squared_interval, tau_squared_interval
from helpers.heterogeneity.pooling import PooledEffect, pool
from helpers.heterogeneity.repeated import fixed_effect_coverage, q_exceedance
from helpers.heterogeneity.spread import QTest, cochran_q, h_squared, i_squared

__all__ = [
    "TAU_METHODS",
    "PooledEffect",
    "QTest",
    "cochran_q",
    "fixed_effect_coverage",
    "h_squared",
    "i_squared",
    "i_squared_interval",
    "pool",
    "q_exceedance",
    "tau_squared",
    "tau_squared_interval",
    "two_way_anova",
]
