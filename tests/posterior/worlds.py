"""Varied random-effects problems, and their answers by an independent route.

The engine substitutes τ = c·sinh x, brackets, and applies Gauss–Legendre panels in float64. Here
the integral runs over log τ with QUADPACK-style adaptive Gauss–Kronrod (``scipy.integrate.quad_vec``),
the likelihood is the marginal multivariate normal (Sherman–Morrison) in extended precision, and a Student
prior of μ is integrated over μ itself instead of over its precision.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
from typing import Any

import numpy as np
from scipy.integrate import quad_vec

from helpers.priors import (
    Beta,
    Exponential,
    Flat,
    GammaPrecision,
    HalfCauchy,
    HalfFlat,
    HalfNormal,
    HalfStudentT,
    Normal,
    Pareto,
    Prior,
    StudentT,
    Uniform,
)

TAU_PRIORS: list[Prior] = [
    HalfNormal(1.0),
    HalfCauchy(1.0),
    Uniform(0.0, 100.0),
    HalfFlat(),
    GammaPrecision(0.001, 0.001),
    GammaPrecision(1.0, 0.02),
    HalfStudentT(3.0, 1.0),
    Exponential(1.0),
    HalfStudentT(0.7, 1.0),
    GammaPrecision(40.0, 2.0),
    Uniform(0.2, 3.0),
    Pareto(1.5, 0.1),
    Beta(2.0, 3.0),
]
MU_PRIORS: list[Prior] = [
    Normal(0.0, 1.0),
    Normal(0.0, 1.0),
    Flat(),
    StudentT(3.0, 0.0, 1.0),
    Normal(0.0, 100.0),
    Normal(4.0, 0.1),
]
SIZES = [1, 2, 3, 4, 8, 8, 8, 20, 100, 1000]


@dataclasses.dataclass(frozen=True)
class Problem:
    """One posterior to be found."""

    effects: np.ndarray
    std_errors: np.ndarray
    mu_prior: Prior
    tau_prior: Prior

    @property
    def decay(self) -> float:
        """p(τ | y) falls like τ^(−decay); proper above 1."""
        return len(self.effects) - isinstance(self.mu_prior, Flat) + self.tau_prior.tail


def problems(count: int, seed: int) -> list[Problem]:
    """``count`` proper problems: every prior in turn, sizes, scales and spreads at random."""
    rng = np.random.default_rng(seed)
    found: list[Problem] = []
    while len(found) < count:
        tau_prior = TAU_PRIORS[len(found) % len(TAU_PRIORS)]
        mu_prior = MU_PRIORS[rng.integers(len(MU_PRIORS))]
        K = int(rng.choice(SIZES))
        if isinstance(mu_prior, StudentT):
            K = min(K, 20)
        scale = 10 ** rng.uniform(-3, 3)
        decades = rng.choice([0.0, 0.5, 1.0, 4.0])
        s = scale * 10 ** rng.uniform(-decades / 2, decades / 2, K)
        tau = rng.choice([0.0, 0.3 * scale, 3 * scale, 1.0])
        mu = rng.choice([0.0, 0.5, 30.0])
        problem = Problem(mu + tau * rng.normal(size=K) + s * rng.normal(size=K), s, mu_prior, tau_prior)
        if problem.decay > 1.1:
            found.append(problem)
    return found


def _log_joint(problem: Problem, tau: float, mean0: Any, var0: Any) -> tuple[Any, Any, Any]:
    """log p(y | τ), and mean and variance of μ | y, τ for a Normal(mean0, var0) prior (var0 = inf: flat)."""
    v = problem.std_errors.astype(np.longdouble) ** 2 + np.longdouble(tau) ** 2
    origin = np.longdouble(np.median(problem.effects))
    y = problem.effects.astype(np.longdouble) - origin
    precision = (1 / v).sum()
    pooled = (y / v).sum() / precision
    scatter = ((y - pooled) ** 2 / v).sum()
    K = len(y)
    log_two_pi = np.log(2 * np.longdouble(math.pi))
    log_density = -0.5 * (np.log(v).sum() + scatter + np.log(precision) + (K - 1) * log_two_pi)
    pooled += origin
    if math.isinf(var0):
        return log_density, pooled, 1 / precision
    gap = mean0 - pooled
    total = 1 / precision + var0
    log_density -= 0.5 * (gap**2 / total + np.log(total) + log_two_pi)
    return log_density, pooled + gap / precision / total, var0 / precision / total


def _over_mu(problem: Problem, tau: float) -> tuple[Any, float, float]:
    """As ``_log_joint`` under the problem's own prior of μ."""
    prior = problem.mu_prior
    if isinstance(prior, Flat):
        return _log_joint(problem, tau, 0.0, math.inf)
    if isinstance(prior, Normal):
        return _log_joint(problem, tau, np.longdouble(prior.mean), np.longdouble(prior.sd) ** 2)
    log_flat, pooled, variance = _log_joint(problem, tau, 0.0, math.inf)
    pooled, sd = float(pooled), math.sqrt(variance)
    reach = np.concatenate([np.linspace(0, 1, 5), 10 ** np.arange(0.25, 9, 0.25)])
    cuts = np.concatenate([prior.loc + side * prior.scale * reach for side in (-1, 1)])
    near = np.concatenate([pooled + side * sd * np.linspace(0, 10, 41) for side in (-1, 1)])
    cuts = np.unique(np.concatenate([cuts[np.abs(cuts - pooled) < 10 * sd], near]))
    node, weight = np.polynomial.legendre.leggauss(24)
    half = 0.5 * np.diff(cuts)[:, None]
    mu = (0.5 * (cuts[1:] + cuts[:-1])[:, None] + half * node).ravel()
    log_f = prior._logpdf(mu) - 0.5 * ((mu - pooled) / sd) ** 2 - 0.5 * math.log(2 * math.pi * variance)
    peak = log_f.max()
    f = np.exp(log_f - peak) * (half * weight).ravel()
    mean = (f @ mu) / f.sum()
    return log_flat + peak + np.log(f.sum()), mean, (f @ (mu - mean) ** 2) / f.sum()


@dataclasses.dataclass(frozen=True)
class _Integrand:
    """Density of u = log τ, scaled by its peak, times what is to be averaged.

    Moments are taken about values near their means, so that nothing cancels.
    """

    problem: Problem
    watch: int
    peak: Any
    mode: float
    centre: Any

    @property
    def near(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Estimates and variances of the watched studies, and how far their θ is drawn at the mode."""
        y, s2 = self.problem.effects[: self.watch], self.problem.std_errors[: self.watch] ** 2
        return y, s2, s2 / (s2 + self.mode**2) * (float(self.centre) - y)

    def __call__(self, u: float) -> np.ndarray:
        tau = math.exp(u)
        log_likelihood, m, v = _over_mu(self.problem, tau)
        log_prior = np.longdouble(self.problem.tau_prior._logpdf(np.array(tau)))
        f = float(np.exp(log_likelihood + log_prior + u - self.peak))
        m, v = float(m - self.centre), float(v)
        y, s2, drawn = self.near
        shrink = s2 / (s2 + tau**2)
        t1 = shrink * (m + float(self.centre) - y) - drawn
        t2 = t1**2 + tau**2 / (s2 + tau**2) * s2 + shrink**2 * v
        return f * np.concatenate([[1, tau - self.mode, (tau - self.mode) ** 2, m, m**2 + v], t1, t2])


def _range(problem: Problem, power: int) -> tuple[float, float, float, Any]:
    """Where in u = log τ the density and that of τ^power live, the mode of the former and its log."""
    low, high = problem.tau_prior.support
    u_low, u_high = math.log(max(low, 1e-60)), math.log(min(high, 1e60))
    grid = np.linspace(u_low, u_high, 1201)
    if math.isfinite(high):  # a mode may hide at the upper end
        grid = np.sort(np.append(grid, u_high + np.log1p(-(10 ** np.linspace(-10, -1, 60)))))
    for _ in range(4):
        g = np.array(
            [_over_mu(problem, math.exp(u))[0] + problem.tau_prior._logpdf(np.exp(u)) + u for u in grid]
        )
        weighted = g + power * grid
        used = np.flatnonzero((g > g.max() - 45) | (weighted > weighted.max() - 45))
        first, last = max(used[0] - 1, 0), min(used[-1] + 1, len(grid) - 1)
        if last - first > 200:
            break
        low_u, high_u = grid[first], grid[last]
        grid, first, last = np.linspace(low_u, high_u, 401), 0, 400
    return float(grid[first]), float(grid[last]), float(grid[np.argmax(g)]), g.max()


def adaptive(problem: Problem, watch: int = 3) -> dict[str, Any]:
    """Evidence and moments of μ, τ, θ_new and the first ``watch`` θ, by adaptive integration over log τ.

    ``power`` is the highest moment of τ that was in reach: 2, or less where it does not exist.
    """
    power = max(p for p in (0, 1, 2) if problem.decay - p > 1.1)
    low, high, mode_u, peak = _range(problem, power)
    watch = min(watch, len(problem.effects))
    mode = math.exp(mode_u)
    integrand = _Integrand(problem, watch, peak, mode, _over_mu(problem, mode)[1])
    size = np.max([np.abs(integrand(u)) for u in np.linspace(low, high, 101)], axis=0) * (high - low)
    size[size == 0] = 1
    parts = [
        quad_vec(lambda u: integrand(u) / size, a, b, epsabs=1e-13, epsrel=1e-12, norm="max", limit=60)[0]
        for a, b in itertools.pairwise(np.linspace(low, high, 13))
    ]
    z, *moments = np.sum(parts, axis=0) * size
    t, tt, m, mm = np.array(moments[:4]) / z
    d, dd = np.array(moments[4 : 4 + watch]) / z, np.array(moments[4 + watch :]) / z
    y, _, drawn = integrand.near
    mu_sd = math.sqrt(mm - m * m)
    return {
        "log_evidence": float(peak) + math.log(z),
        "tau_mean": mode + t,
        "tau_sd": math.sqrt(max(tt - t * t, 0)),
        "mu_mean": float(integrand.centre) + m,
        "mu_sd": mu_sd,
        "theta_mean": y + drawn + d,
        "theta_sd": np.sqrt(dd - d * d),
        "theta_new_sd": math.sqrt(mu_sd**2 + tt + 2 * mode * t + mode**2),
        "power": power,
    }
