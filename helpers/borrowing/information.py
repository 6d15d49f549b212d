"""How much a prior knows, by the curvature of its log density averaged over itself.

A mixture knows what its components know on average, less what is lost by not knowing which of them holds:
with scores s_k = d log p_k/dθ, −E (log p)'' = Σ w_k E_k[s_k²] − E Var(s_k | θ), k drawn given θ.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy.special import betaln, expit, log_expit

from helpers._panels import last_coefficients, refine, spread, warn_unresolved
from helpers._validate import FloatArray, described
from helpers.borrowing.arguments import as_mixture, belief
from helpers.distributions import BetaMixture, Distribution
from helpers.priors import Beta, StudentT

_NODES, _ROUNDS = 16, 40
_CLOSE = 1e-12  # last coefficients on a panel, against what the components know on average
_ABOUT = np.array([-9.0, -4, -1, 0, 1, 4, 9])
_WIDE, _FAR = 40.0, 1e150


def root_information(prior: Distribution) -> float:
    """√(−E d² log p(θ)/dθ²) of a prior of an effect, in 1/unit: 1/sd of a normal."""
    prior = belief(prior, "prior")
    if isinstance(prior, StudentT):
        return math.sqrt((prior.df + 1) / (prior.df + 3)) / prior.scale
    mixture = as_mixture(prior)
    if mixture is None:
        raise ValueError(
            "prior must be a Normal, a StudentT or a mixture of normals for method 'information' (of a rate, "
            f"a Beta or a BetaMixture); found {described(prior)}; use method 'moments'"
        )
    used = np.asarray(mixture.weights) > 0
    w, means, sds = (np.asarray(part)[used] for part in (mixture.weights, mixture.means, mixture.sds))
    unit = float(sds.min())  # scores in units of the narrowest component, so that nothing overflows
    with np.errstate(over="ignore"):  # components so far apart do not meet
        m, s = (np.clip(part / unit, -_FAR, _FAR) for part in (means - means[0], sds))

    def lost(x: FloatArray) -> FloatArray:
        z = (x[..., None] - m) / s
        return _unsure(np.log(w) - 0.5 * z * z - np.log(s) - 0.5 * math.log(2 * math.pi), -z / s)

    near = (m + s * _ABOUT[:, None]).ravel()
    edges = np.concatenate([near, m - _WIDE * s, m + _WIDE * s])
    average = float(w @ s**-2.0)
    return math.sqrt(max(average - _integral(lost, edges, average), 0.0)) / unit


def rate_visitors(prior: Beta | BetaMixture, method: str) -> float:
    """Visitors that a prior of a rate is worth; a Beta is worth a + b."""
    if isinstance(prior, Beta):
        return prior.a + prior.b
    w, a, b = prior.parts()
    if method == "moments":
        return prior.mean * (1 - prior.mean) / prior.sd**2 - 1
    if w.size == 1:
        return float(a[0] + b[0])
    if min(a.min(), b.min()) < 1:
        raise ValueError(
            "prior must have no a or b below 1 for method 'information': a density that rises without bound "
            f"has no average curvature; found {described(prior)}; use method 'moments'"
        )
    # By parts, θ(1 − θ)(log p)'' has the average −Σ w (a + b) + p(0) + p(1) + E θ(1 − θ) Var(s_k | θ).
    constant, ends = betaln(a, b), float((w * b)[a == 1].sum() + (w * a)[b == 1].sum())

    def lost(u: FloatArray) -> FloatArray:
        rate, rest = expit(u)[..., None], expit(-u)[..., None]
        log_p = np.log(w) + a * log_expit(u)[..., None] + b * log_expit(-u)[..., None] - constant
        return _unsure(log_p, (a - 1) * rest - (b - 1) * rate) * (1 / (rate * rest))[..., 0]

    centre, width = np.log(a) - np.log(b), np.sqrt(1 / a + 1 / b)
    edges = np.clip((centre + width * _ABOUT[:, None]).ravel(), -700, 700)
    average = float(w @ (a + b))
    return average - ends - _integral(lost, np.append(edges, [-700.0, 700.0]), average)


def _unsure(log_p: FloatArray, scores: FloatArray) -> FloatArray:
    """Density times the variance of the scores over the components, which run along the last axis."""
    top = log_p.max(axis=-1, keepdims=True)
    share = np.exp(log_p - top)
    total = share.sum(axis=-1, keepdims=True)
    share /= total
    mean = (share * scores).sum(axis=-1, keepdims=True)
    return (np.exp(top) * total)[..., 0] * (share * (scores - mean) ** 2).sum(axis=-1)


def _integral(function: Any, edges: FloatArray, average: float) -> float:
    """Over all panels between ``edges``, halved until a polynomial follows the function on each."""

    def look(panels: FloatArray) -> tuple[FloatArray, FloatArray]:
        x, weights = spread(panels, _NODES)
        values = function(x)
        rest = last_coefficients(values, 2) * 0.5 * np.diff(panels)[..., 0]
        return rest / (_CLOSE * average), (weights * values).sum(axis=-1)

    found = refine(np.unique(edges), look, _ROUNDS)
    if found.rest:
        warn_unresolved("the information of prior", found.rest * _CLOSE, "Use components that differ less.")
    return float(found.values.sum())
