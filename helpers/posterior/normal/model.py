"""The random-effects model for estimates with standard errors."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from helpers._validate import FloatArray, studies
from helpers.posterior.arguments import check_proper, spread_prior
from helpers.posterior.normal.draws import draw_given_tau
from helpers.posterior.normal.marginals import MixtureMarginal, TauMarginal
from helpers.posterior.normal.rows import prepare
from helpers.posterior.normal.second_rule import error_estimate
from helpers.posterior.normal.solution import Solution
from helpers.posterior.result import RandomEffects
from helpers.priors import HalfNormal, Normal, Prior
from helpers.priors.base import Distribution

PAIRS = 4096  # leave-one-out problems solved at once
_MU_PRIOR, _TAU_PRIOR = Normal(0, 1), HalfNormal(1)


def random_effects(
    effects: ArrayLike,
    std_errors: ArrayLike,
    mu_prior: Distribution = _MU_PRIOR,
    tau_prior: Prior = _TAU_PRIOR,
) -> RandomEffects:
    """Exact posterior of the normal random-effects model, by quadrature over τ.

        effects_k ~ Normal(θ_k, std_errors_k²),  θ_k ~ Normal(μ, τ²)

    (Gelman et al. 2013, Bayesian Data Analysis, 3rd ed., §5.4; Röver 2020, J. Stat. Softw. 93(6).)

    Args:
        effects, std_errors: estimates and their standard errors, shape ``(..., K)``; leading axes are a
            batch of independent problems. K = 1 is allowed where the posterior is proper.
        mu_prior: ``Normal``, ``StudentT``, ``Flat``, ``EffectPrior`` or ``NormalMixture``.
        tau_prior: a prior on τ ≥ 0; ``Flat()`` is read as ``HalfFlat()``.

    Raises:
        ValueError: arrays that do not match, a std_error ≤ 0, a value that is not finite, a τ prior with
            mass below 0 or with an unbounded density, or an improper posterior.
        TypeError: priors of the wrong kind.
    """
    y, s = studies(effects, std_errors, at_least=1)
    if not y.size:
        raise ValueError(f"effects must hold at least one set of studies; found shape {y.shape}")
    tau_prior = spread_prior(tau_prior)
    shape, K = y.shape[:-1], y.shape[-1]
    check_proper(K, mu_prior, tau_prior)
    model = NormalModel(y.reshape(-1, K), s.reshape(-1, K), shape, mu_prior, tau_prior)
    return model.result()


@dataclass(frozen=True, eq=False)
class NormalModel:
    """Studies ``y``, ``s`` (B, K), batch ``shape`` and priors; ``solution`` holds the nodes."""

    y: FloatArray
    s: FloatArray
    shape: tuple[int, ...]
    mu_prior: Any
    tau_prior: Prior

    @cached_property
    def solution(self) -> Solution:
        return Solution(prepare(self.y, self.s * self.s, self.mu_prior, self.tau_prior))

    @property
    def _rows(self) -> np.ndarray:
        return np.arange(len(self.y)).reshape(self.shape)

    def result(self) -> RandomEffects:
        rows, K = self._rows, self.y.shape[1]
        study = np.broadcast_to(np.arange(K), (*self.shape, K))
        every = np.broadcast_to(rows[..., None], study.shape)
        return RandomEffects(
            mu=MixtureMarginal(self.solution, rows, "mu"),
            tau=TauMarginal(self.solution, rows, "tau"),
            theta=MixtureMarginal(self.solution, every, "theta", study=study),
            theta_new=MixtureMarginal(self.solution, rows, "theta_new", noise=np.zeros(self.shape)),
            log_evidence=self.solution.log_evidence.reshape(self.shape)[()],
            _model=self,
        )

    def error_estimate(self) -> Any:
        return error_estimate(self.solution).reshape(self.shape)[()]

    def new_estimate(self, std_error: FloatArray) -> Distribution:
        rows = np.broadcast_to(self._rows, std_error.shape)
        return MixtureMarginal(self.solution, rows, "new_estimate", noise=std_error**2)

    def sample(self, n: int, rng: np.random.Generator) -> dict[str, FloatArray]:
        size, K = self.y.shape
        tau = TauMarginal(self.solution, np.arange(size), "tau")._sample(n, rng)
        mu, theta = np.empty((n, size)), np.empty((n, size, K))
        problems: Any = self.solution.rows
        step = max(200_000 // max(K, problems.components), 1)
        for row in range(size):
            for start in range(0, n, step):
                part = slice(start, start + step)
                drawn = draw_given_tau(problems.take([row]), tau[None, part, row], rng)
                mu[part, row], theta[part, row] = drawn[0][0], drawn[1][0]
        lead = (n, *self.shape)
        return {"mu": mu.reshape(lead), "tau": tau.reshape(lead), "theta": theta.reshape(*lead, K)}

    def loo(self) -> FloatArray:
        size, K = self.y.shape
        whole = self.solution.log_evidence
        check_proper(K - 1, self.mu_prior, self.tau_prior, "the posterior without one study")
        if K == 1:
            return whole.reshape(*self.shape, 1)
        others = np.array([np.delete(np.arange(K), k) for k in range(K)])
        found = np.empty(size * K)
        for start in range(0, size * K, PAIRS):
            pair = np.arange(start, min(start + PAIRS, size * K))
            row, kept = pair[:, None] // K, others[pair % K]
            y, s2 = self.y[row, kept], self.s[row, kept] ** 2
            without = Solution(prepare(y, s2, self.mu_prior, self.tau_prior))
            found[pair] = whole[pair // K] - without.log_evidence
        return found.reshape(*self.shape, K)
