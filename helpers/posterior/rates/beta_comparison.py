"""Which of several Beta-distributed rates is the larger, given their parameters."""

from __future__ import annotations

import numpy as np
from scipy.special import betainc, betaln, expit

from helpers.posterior.quadrature import even_panels, spread
from helpers.posterior.rates.beta_functions import log_beta_in_logit
from helpers.priors.base import FloatArray

POINTS = 48
FAR = -100  # log odds below which a rate's chance of being smaller is a power of it, to 1e-30
MOST = 64  # pieces
CHUNK = 4000  # pairs of parameters handled at once


def reach_in_logit(a: FloatArray, b: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Where log odds of a Beta(a, b) live: middle, scale, and how far down and up they go."""
    scale = np.minimum(np.sqrt(1 / a + 1 / b), 2.0)
    return np.log(a) - np.log(b), scale, 8.7 * scale + 40 / a, 8.7 * scale + 40 / b


def _nodes(a: FloatArray, b: FloatArray, pieces: int) -> tuple[FloatArray, FloatArray]:
    """Log odds and weights that integrate over Beta(a, b): (e,) to (e, pieces·POINTS)."""
    middle, scale, down, up = reach_in_logit(a, b)
    ends = -np.arcsinh(down / scale), np.arcsinh(up / scale)
    v, weight = spread(even_panels(*ends, pieces), POINTS)
    u = middle[:, None] + scale[:, None] * np.sinh(v)
    density = np.exp(log_beta_in_logit(u, a[:, None], b[:, None])) * scale[:, None] * np.cosh(v)
    return u, density * weight


def _pieces(k: int, others: list[int], a: FloatArray, b: FloatArray) -> FloatArray:
    """How many resolve the steps of ``others`` in a wider rate k, and a rate k whose log odds reach far."""
    _, scale, down, up = (part[k] for part in reach_in_logit(a, b))
    narrowest = np.sqrt(1 / a[others] + 1 / b[others]).min(axis=0)
    reach = (np.arcsinh(down / scale) + np.arcsinh(up / scale)) / (2 * np.arcsinh(8.7))  # 1 if none is small
    return np.clip(np.maximum(scale / narrowest, 2 * reach - 1), 1, MOST)


def _chance_below(u: FloatArray, a: FloatArray, b: FloatArray) -> FloatArray:
    """P(p < expit(u)) for p ~ Beta(a, b): exact too where float64 has no rate left between 0 or 1 and p."""
    low = u < 0
    first, second, depth = np.where(low, a, b), np.where(low, b, a), -np.abs(u)
    power = np.exp(first * np.minimum(depth, FAR) - np.log(first) - betaln(a, b))
    tail = np.where(depth < FAR, power, betainc(first, second, expit(depth)))
    return np.where(low, tail, 1 - tail)


def chance_above_all(k: int, others: list[int], a: FloatArray, b: FloatArray) -> FloatArray:
    """P(p_k > p_j for all j in ``others``) for parameters ``a``, ``b`` (K, e): shape (e,)."""
    answer = np.ones(a.shape[1])
    if not others:
        return answer
    doublings = np.ceil(np.log2(_pieces(k, others, a, b))).astype(int)  # pairs that need as many, together
    for count in np.unique(doublings):
        same = np.flatnonzero(doublings == count)
        step = max(CHUNK >> count, 1)
        for start in range(0, len(same), step):
            part = same[start : start + step]
            u, weight = _nodes(a[k, part], b[k, part], 1 << count)
            for j in others:
                weight = weight * _chance_below(u, a[j, part, None], b[j, part, None])
            answer[part] = weight.sum(axis=1)
    return answer
