"""The random-effects model for counts: two binomial arms a study, effects on the log odds."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from helpers._validate import FloatArray, counts, described, events_of_trials
from helpers.distributions import EffectPrior
from helpers.distributions.stack import Stack
from helpers.posterior.arguments import check_proper_counts, spread_prior
from helpers.posterior.counts.likelihood import StudyLikelihood
from helpers.posterior.counts.plane import CountsPlane
from helpers.posterior.counts.posterior import CountsPosterior
from helpers.posterior.plane.smooth import solve
from helpers.posterior.result import RandomEffects
from helpers.priors import HalfNormal, Normal, Prior
from helpers.priors.base import Distribution

_BASELINE, _MU, _TAU = Normal(-2, 1), Normal(0, 0.5), HalfNormal(0.5)
FARTHEST, WIDEST = 500.0, 1e100  # of log odds under a prior, and its scale
NAMES = ("events_t", "n_t", "events_c", "n_c")


def binomial_random_effects(
    events_t: ArrayLike,
    n_t: ArrayLike,
    events_c: ArrayLike,
    n_c: ArrayLike,
    baseline_prior: Prior = _BASELINE,
    mu_prior: Prior = _MU,
    tau_prior: Prior = _TAU,
) -> RandomEffects:
    """Exact posterior of the binomial–normal random-effects model, by quadrature.

        events_c ~ Binomial(n_c, expit(b_k)),  events_t ~ Binomial(n_t, expit(b_k + θ_k)),
        θ_k ~ Normal(μ, τ²),  b_k ~ ``baseline_prior``

    (Smith, Spiegelhalter & Thomas 1995, Stat. Med. 14:2685–2699.) No correction is needed where a count is 0.

    Args:
        events_t, n_t, events_c, n_c: counts of shape ``(..., K)``, K ≥ 1; leading axes are a batch, whose
            problems are solved one after the other, in some tenths of a second each; in seconds where the
            priors of both μ and τ have power tails.
        baseline_prior: prior of a control arm's log odds, proper. It counts: of 876 tests of headlines, with
            log odds about −4.3, Normal(−4, 1.5) leaves μ at −.134 and the default, far from them, at −.170.
        mu_prior, tau_prior: priors of the average effect (or an ``EffectPrior``) and of the spread.

    Raises:
        ValueError: arrays that do not match, counts below 0, above their trials or not whole, a τ prior with
            mass below 0, or an improper posterior.
        TypeError: priors of the wrong kind.
    """
    counts = _counts(events_t, n_t, events_c, n_c)
    baseline_prior = _on_the_line(baseline_prior, "baseline_prior", least=1e-9)
    mu_prior = _on_the_line(mu_prior, "mu_prior")
    if not baseline_prior.proper:
        raise ValueError(f"baseline_prior must be proper; found {baseline_prior!r}")
    tau_prior = spread_prior(tau_prior)
    _check_scale(tau_prior, "tau_prior", 1e-100)
    shape, K = counts.shape[1:-1], counts.shape[-1]
    rows = counts.reshape(4, -1, K)
    planes = [_plane(rows[:, i], baseline_prior, mu_prior, tau_prior) for i in range(rows.shape[1])]
    return CountsModel(tuple(planes), shape).result()


def _on_the_line(prior: Any, name: str, least: float = 1e-100) -> Prior:
    """``prior`` as a prior of log odds or of an effect on them, an EffectPrior included."""
    if isinstance(prior, EffectPrior):
        prior = prior.as_prior()
    if not isinstance(prior, Prior):
        raise TypeError(f"{name} must be a prior such as Normal(0, 1); found {described(prior)}")
    if prior.support != (-math.inf, math.inf):
        raise ValueError(f"{name} must be a prior on the whole line, as Normal is; found {prior!r}")
    if prior.proper and abs(float(prior.quantile(0.5))) > FARTHEST:
        raise ValueError(
            f"{name} must be centred within {FARTHEST:g} of 0, on the scale of log odds; found {prior!r}"
        )
    _check_scale(prior, name, least)
    return prior


def _check_scale(prior: Prior, name: str, least: float) -> None:
    if prior.resolution < least or WIDEST < prior.resolution < math.inf:
        raise ValueError(f"{name} must have a scale from {least:g} to {WIDEST:g}; found {prior!r}")


def _counts(*values: ArrayLike) -> FloatArray:
    """The four counts, checked, as one array (4, ..., K)."""
    arrays = [counts(value, name) for value, name in zip(values, NAMES, strict=True)]
    for array, name in zip(arrays, NAMES, strict=True):
        if array.ndim == 0 or array.size == 0 or array.shape != arrays[0].shape:
            raise ValueError(f"{name} must have the shape (..., K) of events_t, K ≥ 1; found {array.shape}")
    events_t, n_t, events_c, n_c = arrays
    events_of_trials(events_t, n_t, ("events_t", "n_t"))
    events_of_trials(events_c, n_c, ("events_c", "n_c"))
    return np.stack(arrays)


def _plane(counts: FloatArray, baseline_prior: Prior, mu_prior: Prior, tau_prior: Prior) -> CountsPlane:
    informative = (counts[0] > 0) & (counts[0] < counts[1])
    studies = tuple(StudyLikelihood.each(counts, baseline_prior))
    plane = CountsPlane(studies, informative, mu_prior, tau_prior)
    _check_proper(plane, "the posterior")
    return plane


def _check_proper(plane: CountsPlane, what: str) -> None:
    check_proper_counts(int(plane.informative.sum()), plane.mu_prior, plane.tau_prior, what)


@dataclass(frozen=True, eq=False)
class CountsModel:
    """One plane a problem of the batch; what stands behind the result."""

    planes: tuple[CountsPlane, ...]
    shape: tuple[int, ...]

    @cached_property
    def posteriors(self) -> list[CountsPosterior]:
        return [CountsPosterior(plane, solve(plane)) for plane in self.planes]

    def result(self) -> RandomEffects:
        K = len(self.planes[0].studies)
        effects = [post.theta(k) for post in self.posteriors for k in range(K)]
        evidence = np.array([post.nodes.log_evidence for post in self.posteriors])
        return RandomEffects(
            mu=self._each(lambda post: post.mu(), "mu"),
            tau=self._each(lambda post: post.tau(), "tau"),
            theta=Stack(effects, (*self.shape, K), "theta"),
            theta_new=self._each(lambda post: post.new(0.0, "theta_new"), "theta_new"),
            log_evidence=evidence.reshape(self.shape)[()],
            _model=self,
        )

    def _each(self, make: Callable[[CountsPosterior], Distribution], name: str) -> Distribution:
        parts = [make(post) for post in self.posteriors]
        return Stack(parts, self.shape, name) if self.shape else parts[0]

    def error_estimate(self) -> Any:
        return np.array([post.error_estimate() for post in self.posteriors]).reshape(self.shape)[()]

    def new_estimate(self, std_error: FloatArray) -> Distribution:
        shape = std_error.shape
        which = np.broadcast_to(np.arange(len(self.planes)).reshape(self.shape), shape)
        asked = zip(which.ravel(), std_error.ravel(), strict=True)
        parts = [self.posteriors[i].new(float(s), "new_estimate") for i, s in asked]
        return Stack(parts, shape, "new_estimate") if shape else parts[0]

    def sample(self, n: int, rng: np.random.Generator) -> dict[str, FloatArray]:
        draws = [post.draw(n, rng) for post in self.posteriors]
        return {
            name: np.stack([each[name] for each in draws], axis=1).reshape(
                n, *self.shape, *draws[0][name].shape[1:]
            )
            for name in ("mu", "tau", "theta")
        }

    def loo(self) -> FloatArray:
        K = len(self.planes[0].studies)
        for plane in self.planes:
            for k in range(K):
                _check_proper(plane.without(k), "the posterior without one study")
        found = [
            [post.leave_out(k) if K > 1 else post.nodes.log_evidence for k in range(K)]
            for post in self.posteriors
        ]
        return np.array(found).reshape(*self.shape, K)
