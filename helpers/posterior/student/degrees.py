"""The coordinate of df: df = low + 2·sinh² x, where ``low`` is the low end of its prior.

Near that end it is quadratic, so that √(df/(df − 2)) is smooth even where low = 2; far out it is a logarithm.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from helpers._validate import FloatArray
from helpers.priors import Prior

LEFT = 1e-10  # share of the prior over df, from where on df is as good as infinite


def freedom(prior: Prior, x: Any) -> Any:
    """df at x, at most the highest."""
    low, high = prior.support
    return np.minimum(low + 2 * np.sinh(x) ** 2, high)


def log_prior(prior: Prior, x: Any) -> Any:
    """Log density of x under the prior."""
    return prior._logpdf(freedom(prior, x)) + np.log(2 * np.sinh(2 * x))


def last_place(prior: Prior) -> float:
    """The x up to which df is tried."""
    return math.asinh(math.sqrt((_last(prior) - prior.support[0]) / 2))


def _last(prior: Prior) -> float:
    low, high = prior.support
    if math.isfinite(high):
        return high
    df: FloatArray = low * 10.0 ** np.linspace(0.5, 8, 31)
    return float(df[np.argmax((prior._sf(df) / df < LEFT) | (df == df[-1]))])
