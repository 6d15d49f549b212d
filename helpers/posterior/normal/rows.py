"""The normal random-effects model as a batch of rows, on the axis of τ."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers._validate import FloatArray
from helpers.posterior.axis import Axis, finite_moments
from helpers.posterior.normal.given_tau import Conditional, condition
from helpers.posterior.normal.mu_prior import Components, centre, components
from helpers.posterior.normal.nodes import Nodes
from helpers.posterior.normal.shrinkage import effect_moments
from helpers.posterior.normal.tau_rows import TauRows
from helpers.priors import Flat, Prior, StudentT


@dataclass(frozen=True)
class Rows(TauRows):
    """Studies of one population: the prior of μ, ``None`` where it is flat, and the highest finite moment of
    μ, at most 2."""

    mu_prior: Components | None
    mu_order: int

    @property
    def components(self) -> int:
        return 1 if self.mu_prior is None else len(self.mu_prior.means)

    def given(self, tau: FloatArray) -> Conditional:
        return condition(self.y, self.s2, tau, self.mu_prior)

    def narrowest(self) -> FloatArray:
        precision = (1 / self.s2).sum(axis=1)
        if self.mu_prior is not None:
            precision += 1 / self.mu_prior.variances.min()
        return precision**-0.5

    def on_nodes(
        self, weight: FloatArray, tau: FloatArray, given: Any, beyond: FloatArray, log_evidence: FloatArray
    ) -> Nodes:
        weight, tau, mean, variance = _flat(weight, tau, given.mean, given.variance)
        return Nodes(
            weight=weight, tau=tau, mean=mean, variance=variance, beyond=beyond, log_evidence=log_evidence
        )

    def summary(self, nodes: Nodes) -> FloatArray:
        """Mean and sd of τ, log evidence, mean and sd of μ: (5, b)."""
        weight = nodes.weight
        start = nodes.mean[:, :1]
        mu = (weight * (nodes.mean - start)).sum(axis=1) + start[:, 0]
        mu_gap = nodes.mean - mu[:, None]
        mu_variance = (weight * (nodes.variance + mu_gap * mu_gap)).sum(axis=1)
        if self.mu_prior is None:
            mu_variance += nodes.beyond[:, 1] / self.y.shape[1]
        own = [
            mu if self.mu_order > 0 else np.full_like(mu, np.nan),
            np.sqrt(mu_variance) if self.mu_order > 1 else np.full_like(mu, np.inf),
        ]
        return np.concatenate([self.tau_moments(nodes), own])

    def effect_moments(self, nodes: Nodes) -> tuple[FloatArray, FloatArray]:
        return effect_moments(nodes, self.y, self.s2)


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
    return Rows(y, s2, axis, components(mu_prior, 10 * float(reach.max())), _mu_order(mu_prior, decay))


def _reach(y: FloatArray, s2: FloatArray, mu_prior: Any, tau_prior: Prior) -> FloatArray:
    """The largest scale of each problem (B,): beyond it likelihood and prior both only fall."""
    reach = np.maximum(np.ptp(y, axis=1), np.sqrt(s2.max(axis=1)))
    for mean in centre(mu_prior):
        reach = np.maximum(reach, np.abs(y - mean).max(axis=1))
    return np.maximum(reach, own_reach(tau_prior))


def own_reach(tau_prior: Prior) -> float:
    """The largest scale of the prior itself, 0 where it has none."""
    own = tau_prior.resolution if math.isfinite(tau_prior.resolution) else 0.0
    return max(own, tau_prior.support[0])


def _mu_order(mu_prior: Any, decay: float) -> int:
    """Highest finite moment of μ, at most 2: a flat or Student prior leaves it a power tail."""
    if isinstance(mu_prior, Flat):
        tail = decay
    elif isinstance(mu_prior, StudentT):
        tail = decay + mu_prior.df
    else:
        tail = math.inf
    return finite_moments(tail)
