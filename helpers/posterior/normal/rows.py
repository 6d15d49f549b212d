"""The normal random-effects model as a batch of rows, on the axis of τ."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np

from helpers._panels import spread
from helpers._validate import FloatArray
from helpers.posterior.axis import Axis
from helpers.posterior.normal.given_tau import condition
from helpers.posterior.normal.mu_prior import Components, centre, components
from helpers.posterior.normal.nodes import Nodes
from helpers.priors import Flat, Prior

GROWTH = 8.0  # of panels away from a singularity near their end, for 48 nodes each


@dataclass(frozen=True)
class Rows:
    """Problems that share their priors: ``y``, ``s2`` (b, K), the prior of μ, and the axis of τ."""

    y: FloatArray
    s2: FloatArray
    mu_prior: Components | None
    axis: Axis

    def take(self, rows: Any) -> Self:
        return replace(self, y=self.y[rows], s2=self.s2[rows], axis=self.axis.take(rows))

    def log_density(self, x: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Log of prior times likelihood in x, and that of its fastest-growing moment; (b, N) each."""
        tau, slope = self.axis.value(x)
        log_slope = np.log(slope)
        log_density = self.density_at(tau) + log_slope
        return log_density, log_density + self.axis.order * log_slope

    def density_at(self, tau: FloatArray) -> FloatArray:
        """Log of prior times likelihood at ``tau`` itself; (b, N)."""
        given = condition(self.y, self.s2, tau, self.mu_prior).log_likelihood
        return (given[..., 0] if given.shape[-1] == 1 else _log_sum(given)) + self.axis.prior._logpdf(tau)

    def for_effects(self, edges: FloatArray) -> FloatArray:
        """``edges`` (b, P + 1) and more of them, where densities of θ and θ_new ask for more nodes.

        Given τ their variances are v + τ² or close to it, with v the variance of μ at τ = 0: they bend on
        the scale √v, which may be small beside every standard error. Panels grow from there by a factor,
        as suits a singularity at τ = ±i·√v.
        """
        precision = (1 / self.s2).sum(axis=1)
        if self.mu_prior is not None:
            precision += 1 / self.mu_prior.variances.min()
        first = GROWTH * np.arcsinh(precision**-0.5 / self.axis.scale)
        low, high = edges[:, :1], edges[:, -1:]
        steps = max(math.ceil(float((np.log(high[:, 0] / first) / math.log(GROWTH)).max())), 0)
        more = np.clip(first[:, None] * GROWTH ** np.arange(steps), low, high)
        return np.sort(np.concatenate([edges, more], axis=1), axis=1)

    def nodes(self, edges: FloatArray) -> tuple[Nodes, FloatArray]:
        """The rule on panels ``edges`` (b, P + 1), and what it integrates at its Gauss nodes.

        The latter are the densities of 1 and of τ^order, normalised, (2, b, P·n): to be checked for
        resolution. A power law beyond the last edge is integrated in closed form.
        """
        x, w = spread(edges)
        count = x.shape[1]
        x, w = self.axis.with_end(x, w, edges[:, -1])
        tau, slope = self.axis.value(x)
        given = condition(self.y, self.s2, tau, self.mu_prior)
        density = given.log_likelihood + self.axis.prior._logpdf(tau)[..., None]
        peak = density.max(axis=(1, 2))
        density -= peak[:, None, None]
        np.exp(density, out=density)
        density *= slope[..., None]
        weight = density * w[..., None]
        total = weight.sum(axis=(1, 2))
        weight /= total[:, None, None]
        beyond = self.axis.beyond(weight[:, count:].sum(axis=(1, 2)), tau[:, -1])
        flat = _flat(weight, tau, given.mean, given.variance)
        nodes = Nodes(flat[0], flat[1], flat[2], flat[3], beyond, peak + np.log(total))
        plain = density[:, :count, 0] if density.shape[2] == 1 else density[:, :count].sum(axis=2)
        checked = np.stack([plain, plain * slope[:, :count] ** self.axis.order])
        checked /= np.einsum("fbn,bn->fb", checked, w[:, :count])[..., None]
        return nodes, checked


def _flat(weight: FloatArray, tau: FloatArray, mean: FloatArray, variance: FloatArray) -> list[FloatArray]:
    """Nodes and components (b, N, C) along one axis."""
    if weight.shape[2] == 1:
        return [weight[..., 0], tau, mean[..., 0], variance[..., 0]]
    parts = (weight, tau[..., None], mean, variance)
    return [np.broadcast_to(each, weight.shape).reshape(len(weight), -1) for each in parts]


def prepare(y: FloatArray, s2: FloatArray, mu_prior: Any, tau_prior: Prior) -> Rows:
    """Rows for studies ``y``, ``s2`` (B, K) under one pair of priors."""
    reach = _reach(y, s2, mu_prior, tau_prior)
    decay = y.shape[1] - isinstance(mu_prior, Flat) + tau_prior.tail
    axis = Axis(tau_prior, np.minimum(np.sqrt(s2.min(axis=1)), tau_prior.resolution), reach, decay)
    return Rows(y, s2, components(mu_prior, 10 * float(reach.max())), axis)


def _reach(y: FloatArray, s2: FloatArray, mu_prior: Any, tau_prior: Prior) -> FloatArray:
    """The largest scale of each problem (B,): beyond it likelihood and prior both only fall."""
    reach = np.maximum(np.ptp(y, axis=1), np.sqrt(s2.max(axis=1)))
    for mean in centre(mu_prior):
        reach = np.maximum(reach, np.abs(y - mean).max(axis=1))
    own = tau_prior.resolution if math.isfinite(tau_prior.resolution) else 0.0
    return np.maximum(reach, max(own, tau_prior.support[0]))


def _log_sum(terms: FloatArray) -> FloatArray:
    """log Σ exp over the last axis."""
    peak = terms.max(axis=-1, keepdims=True)
    return np.log(np.exp(terms - peak).sum(axis=-1)) + peak[..., 0]
