"""Each study's own effect θ_k: given τ and μ, the estimate drawn towards μ with weight s²/(s² + τ²)."""

from __future__ import annotations

import numpy as np

from helpers._validate import FloatArray
from helpers.posterior.normal.given_tau import BLOCK
from helpers.posterior.normal.nodes import Nodes


def effect_components(nodes: Nodes, y: FloatArray, s2: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Mean and sd of θ at every node, for one study a row: ``y``, ``s2`` (b,), result (b, M)."""
    spread = nodes.tau * nodes.tau
    shrink = s2[:, None] / (s2[:, None] + spread)
    mean = y[:, None] + shrink * (nodes.mean - y[:, None])
    return mean, np.sqrt(shrink * (spread + shrink * nodes.variance))


def effect_moments(nodes: Nodes, y: FloatArray, s2: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Posterior mean and sd of every θ_k: ``y``, ``s2`` (b, K), results (b, K).

    At a node, θ has mean y + B(m − y) and variance B(τ² + B·V), where B = s²/(s² + τ²) and μ has mean m and
    variance V. So all moments are products of B and B² with weights. Lest a study drawn far towards μ lose
    digits, they are taken about the mean at the heaviest node, B₀ and m₀: B(m − y) − B₀(m₀ − y) = Bd + Dg
    with d = m − m₀, D = B − B₀ and g = m₀ − y.
    """
    t2 = nodes.tau * nodes.tau
    each = np.arange(len(y))
    heaviest = np.argmax(nodes.weight, axis=1)
    d = nodes.mean - nodes.mean[each, heaviest][:, None]
    gap = nodes.mean[each, heaviest][:, None] - y
    shrink0 = s2 / (s2 + t2[each, heaviest][:, None])
    weight, weight_d = nodes.weight, nodes.weight * d
    with_shrink = np.stack([weight * t2, weight_d], axis=1)
    with_square = np.stack([weight * (nodes.variance + d * d), weight_d], axis=1)
    sums = np.empty((6, *y.shape))
    step = max(BLOCK // t2.size, 1)
    for k in range(0, y.shape[1], step):
        part = slice(k, k + step)
        shrink = s2[:, part, None] + t2[:, None, :]
        np.divide(s2[:, part, None], shrink, out=shrink)
        difference = shrink - shrink0[:, part, None]
        sums[0:2, :, part] = np.moveaxis(with_shrink @ shrink.mT, 1, 0)
        shrink *= shrink
        sums[2:4, :, part] = np.moveaxis(with_square @ shrink.mT, 1, 0)
        sums[4, :, part] = (difference @ weight[..., None])[..., 0]
        difference *= difference
        sums[5, :, part] = (difference @ weight[..., None])[..., 0]
    shrink_t2, shrink_d, square_own, square_d, moved, moved_square = sums
    first = shrink_d + gap * moved
    second = square_own + gap * (2 * (square_d - shrink0 * shrink_d) + gap * moved_square)
    return y + shrink0 * gap + first, np.sqrt(shrink_t2 + second - first * first)
