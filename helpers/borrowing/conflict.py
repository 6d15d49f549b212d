"""Prior–data conflict: whether a new estimate could well have come from what was believed."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from helpers._validate import described, real_array
from helpers.distributions import Distribution


def conflict_tail(new_effect: ArrayLike, predictive: Distribution) -> Any:
    """P(|X − median| ≥ |x − median|), X ~ ``predictive``, x = ``new_effect``: small means conflict.

    ``predictive`` is that of the *estimate*, noise included: ``post.new_estimate(se)`` for the exact
    engine, ``predictive_estimate(prior, se)`` for a prior; or that of a count, ``post.new_count(n)`` or
    ``predictive_count(prior, n)``, in which the count itself and its mirror image have a probability.
    ``new_effect`` is a number or an array that broadcasts with a batch of predictives (Evans & Moshonov
    2006, Bayesian Analysis 1:893–914; distance from the median in place of density). Raises ``ValueError``
    for an improper predictive.
    """
    x = real_array(new_effect, "new_effect")
    if not isinstance(predictive, Distribution):
        raise TypeError(
            f"predictive must be a distribution, such as post.new_estimate(se); found {described(predictive)}"
        )
    if not predictive.proper:
        raise ValueError(f"predictive must be proper; {described(predictive)} predicts nothing")
    median = np.asarray(predictive.quantile(0.5))
    try:
        distance = np.abs(x - median)
    except ValueError:
        raise ValueError(
            f"new_effect must broadcast with the batch of predictive, {median.shape}; found {x.shape}"
        ) from None
    both = predictive.cdf(median - distance) + predictive.prob_at_least(median + distance)
    return np.minimum(both, 1.0)[()]
