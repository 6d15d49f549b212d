"""Eight estimators of τ², the variance of the true effects between studies.

They agree when the studies are many and alike, and disagree when they are few or unequal. The names
are those of the R package metafor, whose results the tests reproduce.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from helpers._roots import Rows, bracketed_root
from helpers._validate import FloatArray, one_of, studies
from helpers.heterogeneity._likelihood import maximise_likelihood
from helpers.heterogeneity._weights import centred, effective_weight, plain, weighted_squares


def tau_squared(effects: ArrayLike, std_errors: ArrayLike, method: str = "DL") -> Any:
    """Estimate the between-study variance τ² ≥ 0, in squared units of the effects.

    ``method`` is one of

    - ``"DL"`` DerSimonian & Laird (1986): the moment estimator from Cochran's Q;
    - ``"PM"`` Paule & Mandel (1982): the τ² at which the generalised Q equals K − 1;
    - ``"EB"`` Morris (1983), empirical Bayes: solves the same equation as PM;
    - ``"REML"`` restricted maximum likelihood (Viechtbauer 2005);
    - ``"ML"`` maximum likelihood (Hardy & Thompson 1996);
    - ``"HE"`` Hedges (1983), or Hedges & Olkin (1985): the plain variance of the effects less the
      mean squared standard error;
    - ``"HS"`` Hunter & Schmidt (1990): (Q − K)/Σw, biased low;
    - ``"SJ"`` Sidik & Jonkman (2005): never 0 unless all effects are equal.

    REML and ML return the *global* maximum, τ² = 0 included, also where the likelihood has two peaks.
    Returns a number, or an array of the batch shape. Raises ``ValueError`` on unknown ``method`` or
    bad studies (as `cochran_q`), ``RuntimeError`` naming the method if a root is not found.
    """
    one_of(method, "method", TAU_METHODS)
    y, s = studies(effects, std_errors)
    K = y.shape[-1]
    rows_y, variances = centred(y, s).reshape(-1, K), (s**2).reshape(-1, K)
    return plain(_ESTIMATORS[method](rows_y, variances).reshape(y.shape[:-1]))


def solve_generalised_q(y: FloatArray, v: FloatArray, target: FloatArray, method: str) -> FloatArray:
    """The τ² ≥ 0 at which Σ (y − μ̂)²/(v + τ²) equals ``target``, or 0 if it is below already.

    ``y`` and ``v`` have shape (n, K), ``target`` and the result (n,). The generalised Q falls strictly
    in τ², so there is one root; it lies below Σ(y − ȳ)²/target, because Q ≤ Σ(y − ȳ)²/τ².
    """

    def excess(t: FloatArray, rows: Rows) -> FloatArray:
        return weighted_squares(y[rows], 1 / (v[rows] + t[:, None])) - target[rows]

    tau2 = np.zeros(len(y))
    rows = np.flatnonzero(weighted_squares(y, 1 / v) > target)
    # The factor keeps rounding from pushing the far end across the root when the v are negligible.
    high = 1.001 * ((y[rows] - y[rows].mean(axis=-1, keepdims=True)) ** 2).sum(axis=-1) / target[rows]
    tau2[rows] = bracketed_root(excess, rows, np.zeros(rows.size), high, method)
    return tau2


def _dersimonian_laird(y: FloatArray, v: FloatArray) -> FloatArray:
    w = 1 / v
    q, df = weighted_squares(y, w), y.shape[-1] - 1
    return np.asarray(np.maximum(0.0, (q - df) / effective_weight(w)))


def _paule_mandel(y: FloatArray, v: FloatArray, method: str = "PM") -> FloatArray:
    return solve_generalised_q(y, v, np.full(len(y), float(y.shape[-1] - 1)), method)


def _empirical_bayes(y: FloatArray, v: FloatArray) -> FloatArray:
    return _paule_mandel(y, v, "EB")


def _hedges(y: FloatArray, v: FloatArray) -> FloatArray:
    return np.asarray(np.maximum(0.0, y.var(axis=-1, ddof=1) - v.mean(axis=-1)))


def _hunter_schmidt(y: FloatArray, v: FloatArray) -> FloatArray:
    w = 1 / v
    return np.asarray(np.maximum(0.0, (weighted_squares(y, w) - y.shape[-1]) / w.sum(axis=-1)))


def _sidik_jonkman(y: FloatArray, v: FloatArray) -> FloatArray:
    start = y.var(axis=-1)
    # τ0² Σ (y − μ̂)²/(v + τ0²)/(K − 1): with τ0² = 0 the product is 0, whatever the sum.
    return np.asarray(start * weighted_squares(y, 1 / (v + start[:, None])) / (y.shape[-1] - 1))


def _reml(y: FloatArray, v: FloatArray) -> FloatArray:
    return maximise_likelihood(y, v, restricted=True)


def _ml(y: FloatArray, v: FloatArray) -> FloatArray:
    return maximise_likelihood(y, v, restricted=False)


_ESTIMATORS: dict[str, Callable[[FloatArray, FloatArray], FloatArray]] = {
    "DL": _dersimonian_laird,
    "PM": _paule_mandel,
    "REML": _reml,
    "ML": _ml,
    "EB": _empirical_bayes,
    "HE": _hedges,
    "HS": _hunter_schmidt,
    "SJ": _sidik_jonkman,
}

TAU_METHODS = tuple(_ESTIMATORS)
