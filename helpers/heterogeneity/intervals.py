"""A confidence interval for τ² that owns up to how little a few studies say about it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from helpers._validate import real_number, studies
from helpers.heterogeneity._weights import centred, plain
from helpers.heterogeneity.estimators import solve_generalised_q


def tau_squared_interval(effects: ArrayLike, std_errors: ArrayLike, level: float = 0.95) -> tuple[Any, Any]:
    """Q-profile confidence interval for τ² (Viechtbauer 2007): exact under the normal–normal model.

    The generalised Q statistic at the true τ² is χ² with K − 1 degrees of freedom; the interval holds
    every τ² at which it lies between the two equal-tailed quantiles. The upper end is not capped. Where
    even Q at τ² = 0 is below the lower quantile no τ² qualifies: the result is then ``(0, 0)``.
    Returns ``(low, high)``, numbers or arrays of the batch shape; errors as in `cochran_q`, and
    ``ValueError`` unless 0 < level < 1.
    """
    from scipy.special import gammainccinv, gammaincinv

    tail = (1 - real_number(level, "level", above=0, below=1)) / 2
    y, s = studies(effects, std_errors)
    K = y.shape[-1]
    rows, variances, half_df = centred(y, s).reshape(-1, K), (s**2).reshape(-1, K), (K - 1) / 2
    ends = [
        solve_generalised_q(rows, variances, np.full(len(rows), target), "Q-profile").reshape(y.shape[:-1])
        for target in (2 * gammainccinv(half_df, tail), 2 * gammaincinv(half_df, tail))
    ]
    return plain(ends[0]), plain(ends[1])
