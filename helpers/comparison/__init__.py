"""Which model foresees what it has not seen? From draws by WAIC and PSIS-LOO, exactly, and side by side.

Scores are log densities: higher is better, and a difference counts where it is large beside its own error.
"""

from __future__ import annotations

from helpers.comparison.elpd import Elpd
from helpers.comparison.exact import leave_one_observation_out, leave_one_study_out
from helpers.comparison.sampled import loo, lppd, waic
from helpers.comparison.table import compare

__all__ = ["Elpd", "compare", "leave_one_observation_out", "leave_one_study_out", "loo", "lppd", "waic"]
