"""Which of several Beta-distributed rates is the larger, given their parameters."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import betainc, betaln, expit

from helpers._panels import even_panels, spread
from helpers._validate import FloatArray
from helpers.posterior.rates.beta_functions import log_beta_in_logit

POINTS = 48
FAR = -100  # log odds below which a rate's chance of being smaller is a power of it, to 1e-30
STEP = np.array([-8.0, -4, -1.5, 1.5, 4, 8])  # where pieces end, in widths about a narrower rate
NODES = 200_000  # handled at once
SDS = 8.7  # of a normal, beyond which nothing is left


def reach_in_logit(a: FloatArray, b: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Where log odds of a Beta(a, b) live: middle, scale, and how far down and up they go."""
    scale = np.minimum(np.sqrt(1 / a + 1 / b), 2.0)
    return np.log(a) - np.log(b), scale, SDS * scale + 40 / a, SDS * scale + 40 / b


def _nodes(
    k: int, narrow: list[int], a: FloatArray, b: FloatArray, pieces: int
) -> tuple[FloatArray, FloatArray]:
    """Log odds and weights, (e, N) each, that integrate over rate k and resolve the steps of ``narrow``."""
    middle, scale, down, up = reach_in_logit(a, b)
    low, high = -np.arcsinh(down[k] / scale[k]), np.arcsinh(up[k] / scale[k])
    steps = middle[narrow] + scale[narrow] * STEP[:, None, None] - middle[k]
    steps = np.clip(np.arcsinh(steps / scale[k]), low, high).reshape(-1, low.size)
    edges = np.sort(np.concatenate([even_panels(low, high, pieces), steps.T], axis=1), axis=1)
    v, weight = spread(edges, POINTS // 2 if narrow else POINTS)
    u = middle[k][:, None] + scale[k][:, None] * np.sinh(v)
    log_density = log_beta_in_logit(u, a[k][:, None], b[k][:, None])
    return u, np.exp(log_density) * scale[k][:, None] * np.cosh(v) * weight


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
    _, scale, down, up = reach_in_logit(a, b)
    narrow = scale[others] < 0.5 * scale[k]
    reach = (np.arcsinh(down / scale) + np.arcsinh(up / scale))[k]
    reach /= 2 * np.arcsinh(SDS)  # 1 where neither parameter is small
    pieces = 2 ** np.ceil(np.log2(np.maximum(2 * reach - 1, 1))).astype(int)
    layout = np.column_stack([pieces, narrow.T])  # pairs of parameters of one layout are handled together
    for kind in np.unique(layout, axis=0):
        same = np.flatnonzero((layout == kind).all(axis=1))
        steep = [j for j, is_narrow in zip(others, kind[1:], strict=True) if is_narrow]
        size = POINTS * (kind[0] + len(STEP) * len(steep))
        for part in np.array_split(same, math.ceil(same.size * size / NODES)):
            u, weight = _nodes(k, steep, a[:, part], b[:, part], int(kind[0]))
            total = weight.sum(axis=1)  # 1, but for the rule's error
            for j in others:
                weight = weight * _chance_below(u, a[j, part, None], b[j, part, None])
            answer[part] = weight.sum(axis=1) / total
    return answer
