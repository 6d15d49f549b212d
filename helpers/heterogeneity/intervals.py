"""Confidence intervals for τ² and I² that own up to how little a few studies say about them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from helpers._validate import real_number, studies
from helpers.heterogeneity._weights import centred, effective_weight, plain
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


def i_squared_interval(effects: ArrayLike, std_errors: ArrayLike, level: float = 0.95) -> tuple[Any, Any]:
    """Confidence interval for I², each end in [0, 1): that of τ², as a share of the total variance.

    ``I² = τ²/(τ² + v)`` at the ends of `tau_squared_interval`, with the typical variance
    ``v = (K − 1)Σw / ((Σw)² − Σw²)``, w = 1/std_error² (Higgins & Thompson 2002, eq. 9), as metafor's
    ``confint`` does. The share rises with τ², so it is exact where that interval is. `i_squared` can lie
    outside: Q weighs the studies as if τ² were 0. Where no τ² qualifies the result is ``(0, 0)``.
    Returns ``(low, high)``, numbers or arrays of the batch shape; errors as in `tau_squared_interval`.
    """
    ends = tau_squared_interval(effects, std_errors, level)
    _, s = studies(effects, std_errors)
    typical = (s.shape[-1] - 1) / effective_weight(1 / s**2)
    low, high = (plain(np.asarray(end) / (end + typical)) for end in ends)
    return low, high
