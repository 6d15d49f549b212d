"""Exact leave-one-out under partial, complete and no pooling: of a whole study, or of one observation.

Both compare densities of the data: p(what is left out | the rest) = p(all) / p(the rest).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from helpers._validate import FloatArray, label_list, moderate, one_of, real_array, real_number, studies
from helpers.comparison.elpd import Elpd, summed
from helpers.posterior import random_effects
from helpers.priors import HalfNormal, Normal, Prior
from helpers.priors.base import Distribution

Evidence = Callable[[FloatArray, FloatArray], FloatArray]

_MU_PRIOR, _TAU_PRIOR = Normal(0, 1), HalfNormal(1)
_LOG_2PI = np.log(2 * np.pi)


def leave_one_study_out(
    effects: ArrayLike,
    std_errors: ArrayLike,
    pooling: str = "partial",
    mu_prior: Distribution = _MU_PRIOR,
    tau_prior: Prior = _TAU_PRIOR,
) -> Elpd:
    """How well a model of the other K − 1 studies foresees the *estimate* of a study it has not seen.

    ``effects``, ``std_errors`` (K,). ``pooling``: "partial", effects about μ with spread τ, as
    `posterior.random_effects`; "complete", every effect is μ; "none", each effect has the prior of μ for
    itself. Under "none" the others say nothing about the study left out: its score is the prior's. "complete"
    and "none" need a Normal ``mu_prior``. ``pointwise`` (K,) is exact, and so is ``p``, its distance from the
    same densities with nothing left out.
    """
    y, s = _one_set(*studies(effects, std_errors))
    evidence = _evidence(pooling, mu_prior, tau_prior)
    K = len(y)
    others = np.array([np.delete(np.arange(K), k) for k in range(K)])
    whole = evidence(y[None], s[None])[0]
    # a study seen twice is one of half the variance, times the density of the two agreeing
    twice = np.where(np.eye(K, dtype=bool), s / np.sqrt(2), s)
    inside = evidence(np.tile(y, (K, 1)), twice) - whole - np.log(2 * np.sqrt(np.pi) * s)
    return summed(whole - evidence(y[others], s[others]), inside)


def leave_one_observation_out(
    outcomes: ArrayLike,
    groups: Sequence[object],
    sigma: float,
    pooling: str = "partial",
    mu_prior: Distribution = _MU_PRIOR,
    tau_prior: Prior = _TAU_PRIOR,
) -> Elpd:
    """How well a model foresees *one more outcome in a group it knows*, from all other outcomes.

    ``outcomes`` (N,) are Normal about their group's effect with known standard deviation ``sigma``;
    ``groups`` (N,) are labels. ``pooling`` and the priors as in `leave_one_study_out`, which asks about a
    group that has not been seen. Every group needs two outcomes or more. ``pointwise`` (N,) is exact.
    """
    x = moderate(real_array(outcomes, "outcomes"), "outcomes")
    if x.ndim != 1:
        raise ValueError(f"outcomes must be one list of numbers; found an array of shape {x.shape}")
    sigma = real_number(sigma, "sigma", at_least=1e-30, at_most=1e30)
    label, of, n = np.unique(
        np.array([str(g) for g in label_list(groups, "groups", len(x), "outcome")]),
        return_inverse=True,
        return_counts=True,
    )
    if len(label) < 2 or n.min() < 2:
        raise ValueError(
            f"groups must hold at least 2 groups of at least 2 outcomes; found {len(label)} groups, the "
            f"smallest of {n.min() if len(n) else 0}: leave_one_study_out leaves out groups"
        )
    evidence = _evidence(pooling, mu_prior, tau_prior)
    mean = np.bincount(of, x) / n
    whole = evidence(mean[None], sigma / np.sqrt(n)[None])[0]

    def changed(by: int) -> FloatArray:
        """Log density of all data with each outcome in turn taken out (−1) or seen once more (+1)."""
        rows, size = np.arange(len(x)), n[of] + by
        means, sizes = np.tile(mean, (len(x), 1)), np.tile(n.astype(float), (len(x), 1))
        means[rows, of] = (n[of] * mean[of] + by * x) / size
        sizes[rows, of] = size
        before = np.minimum(size, n[of])  # how many there are without this outcome
        base = means[rows, of] if by < 0 else mean[of]
        own = (x - base) ** 2 * before / (before + 1) / sigma**2
        own = -(_LOG_2PI + 2 * np.log(sigma) + np.log((before + 1) / before) + own) / 2
        return evidence(means, sigma / np.sqrt(sizes)) + by * own

    return summed(whole - changed(-1), changed(1) - whole)


def _one_set(y: FloatArray, s: FloatArray) -> tuple[FloatArray, FloatArray]:
    if y.ndim != 1:
        raise ValueError(f"effects must be one set of studies, shape (K,); found {y.shape}")
    return y, s


def _evidence(pooling: str, mu_prior: Distribution, tau_prior: Prior) -> Evidence:
    """Log density of estimates (B, K) with standard errors (B, K) under a model, (B,)."""
    one_of(pooling, "pooling", ("partial", "complete", "none"))
    if pooling == "partial":
        return lambda y, s: np.atleast_1d(random_effects(y, s, mu_prior, tau_prior).log_evidence)
    if not isinstance(mu_prior, Normal):
        raise TypeError(f"mu_prior must be a Normal for pooling {pooling!r}; found {mu_prior!r}")
    m, v = mu_prior.mean, mu_prior.sd**2
    if pooling == "none":
        return lambda y, s: _log_normal(y - m, s * s + v)

    def complete(y: FloatArray, s: FloatArray) -> FloatArray:
        # p(y) = p(y | μ) p(μ) / p(μ | y), at the posterior mean of μ
        precision = np.sum(s**-2.0, axis=1) + 1 / v
        mean = (np.sum(y / s**2, axis=1) + m / v) / precision
        there = _log_normal(y - mean[:, None], s * s) - ((mean - m) ** 2 / v + np.log(v * precision)) / 2
        return np.asarray(there)

    return complete


def _log_normal(distance: FloatArray, variance: FloatArray) -> FloatArray:
    """Log density of independent Normals at ``distance`` from their means, summed over the last axis."""
    return np.asarray(-np.sum(distance**2 / variance + np.log(variance) + _LOG_2PI, axis=-1) / 2)
