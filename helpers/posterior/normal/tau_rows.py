"""Problems that are normal given τ, as a batch of rows on the axis of τ."""

from __future__ import annotations

import math
from abc import abstractmethod
from dataclasses import dataclass, fields, replace
from typing import Any, Protocol, Self

import numpy as np

from helpers._panels import spread
from helpers._validate import FloatArray
from helpers.posterior.axis import Axis
from helpers.posterior.normal.nodes import TauNodes

GROWTH = 8.0  # of panels away from a singularity near their end, for 48 nodes each
TAU_MEAN, TAU_SD, LOG_EVIDENCE, OWN = range(4)  # rows of a summary; from OWN on the means, then the sds


class GivenTau(Protocol):
    """What is known at each τ: ``log_likelihood`` (b, N, C), of C components of a prior, and more."""

    @property
    def log_likelihood(self) -> FloatArray: ...


@dataclass(frozen=True)
class TauRows:
    """Problems that share their priors: ``y``, ``s2`` (b, K), and the axis of τ."""

    y: FloatArray
    s2: FloatArray
    axis: Axis

    @abstractmethod
    def given(self, tau: FloatArray) -> Any:
        """What is known at ``tau`` (b, N): a ``GivenTau``."""

    @abstractmethod
    def on_nodes(
        self, weight: FloatArray, tau: FloatArray, given: Any, beyond: FloatArray, log_evidence: FloatArray
    ) -> Any:
        """The posterior as nodes, from weights (b, N, C) at ``tau`` (b, N)."""

    @abstractmethod
    def summary(self, nodes: Any) -> FloatArray:
        """Mean and sd of τ, log evidence, then means and sds of what else there is: (rows, b)."""

    @abstractmethod
    def effect_moments(self, nodes: Any) -> tuple[FloatArray, FloatArray]:
        """Mean and sd of every θ, (b, K) each."""

    @abstractmethod
    def narrowest(self) -> FloatArray:
        """The smallest sd of a study's μ at τ = 0: (b,)."""

    @property
    def components(self) -> int:
        """How many normals stand at each τ."""
        return 1

    @property
    def conditioning(self) -> FloatArray:
        """By what rounding grows in solving for means; (b,)."""
        return np.ones(len(self.y))

    def take(self, rows: Any) -> Self:
        def picked(value: Any) -> Any:
            return value[rows] if isinstance(value, np.ndarray) else value

        found = {each.name: picked(getattr(self, each.name)) for each in fields(self) if each.name != "axis"}
        return replace(self, **found, axis=self.axis.take(rows))

    def log_density(self, x: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Log of prior times likelihood in x, and that of its fastest-growing moment; (b, N) each."""
        tau, slope = self.axis.value(x)
        log_slope = np.log(slope)
        log_density = self.density_at(tau) + log_slope
        return log_density, log_density + self.axis.order * log_slope

    def density_at(self, tau: FloatArray) -> FloatArray:
        """Log of prior times likelihood at ``tau`` itself; (b, N)."""
        given = self.given(tau).log_likelihood
        return (given[..., 0] if given.shape[-1] == 1 else _log_sum(given)) + self.axis.prior._logpdf(tau)

    def for_effects(self, edges: FloatArray) -> FloatArray:
        """``edges`` (b, P + 1) and more of them, where densities of θ and θ_new ask for more nodes.

        Given τ their variances are v + τ² or close to it, with v the variance of μ at τ = 0: they bend on
        the scale √v, which may be small beside every standard error. Panels grow from there by a factor,
        as suits a singularity at τ = ±i·√v.
        """
        first = GROWTH * np.arcsinh(self.narrowest() / self.axis.scale)
        low, high = edges[:, :1], edges[:, -1:]
        steps = max(math.ceil(float((np.log(high[:, 0] / first) / math.log(GROWTH)).max())), 0)
        more = np.clip(first[:, None] * GROWTH ** np.arange(steps), low, high)
        return np.sort(np.concatenate([edges, more], axis=1), axis=1)

    def nodes(self, edges: FloatArray) -> tuple[Any, FloatArray]:
        """The rule on panels ``edges`` (b, P + 1), and what it integrates at its Gauss nodes.

        The latter are the densities of 1 and of τ^order, normalised, (2, b, P·n): to be checked for
        resolution. A power law beyond the last edge is integrated in closed form.
        """
        x, w = spread(edges)
        count = x.shape[1]
        x, w = self.axis.with_end(x, w, edges[:, -1])
        tau, slope = self.axis.value(x)
        given = self.given(tau)
        density = given.log_likelihood + self.axis.prior._logpdf(tau)[..., None]
        peak = density.max(axis=(1, 2))
        density -= peak[:, None, None]
        np.exp(density, out=density)
        density *= slope[..., None]
        weight = density * w[..., None]
        total = weight.sum(axis=(1, 2))
        weight /= total[:, None, None]
        beyond = self.axis.beyond(weight[:, count:].sum(axis=(1, 2)), tau[:, -1])
        nodes = self.on_nodes(weight, tau, given, beyond, peak + np.log(total))
        plain = density[:, :count, 0] if density.shape[2] == 1 else density[:, :count].sum(axis=2)
        checked = np.stack([plain, plain * slope[:, :count] ** self.axis.order])
        checked /= np.einsum("fbn,bn->fb", checked, w[:, :count])[..., None]
        return nodes, checked

    def tau_moments(self, nodes: TauNodes) -> FloatArray:
        """Mean and sd of τ, and log evidence: (3, b)."""
        order = self.axis.order
        inner = (nodes.weight * nodes.tau).sum(axis=1)
        first, second = nodes.beyond.T
        gap = nodes.tau - inner[:, None]
        variance = (nodes.weight * (gap * gap)).sum(axis=1) + second - 2 * inner * first - first**2
        return np.stack(
            [
                inner + first if order > 0 else np.full_like(inner, np.inf),
                np.sqrt(variance) if order > 1 else np.full_like(inner, np.inf),
                nodes.log_evidence,
            ]
        )


def _log_sum(terms: FloatArray) -> FloatArray:
    """log Σ exp over the last axis."""
    peak = terms.max(axis=-1, keepdims=True)
    return np.log(np.exp(terms - peak).sum(axis=-1)) + peak[..., 0]
