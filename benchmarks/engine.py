"""Exact posteriors a second, and what more studies cost."""

from __future__ import annotations

import numpy as np

from benchmarks.table import Row, fastest
from helpers.posterior import RandomEffects, binomial_random_effects, random_effects, student_t_random_effects
from helpers.priors import HalfNormal, Normal, Uniform

BATCH = 20_000
PRIORS = Normal(-4, 1.5), Normal(0, 1), HalfNormal(0.5)  # of the baseline, of μ, of τ


def throughput() -> list[Row]:
    """K = 8, one core, plain NumPy: μ, τ and evidence; then θ, θ_new and the error estimate as well."""
    y, s = worlds(BATCH, 8)

    def short() -> None:
        moments(random_effects(y, s))

    def full() -> None:
        post = random_effects(y, s)
        moments(post)
        for marginal in (post.theta, post.theta_new):
            _ = marginal.mean, marginal.sd
        _ = post.error_estimate

    names = "μ, τ, evidence", "also θ, θ_new, error"
    times = fastest(short, 2), fastest(full, 2)
    return [
        Row(
            f"one posterior: {name}",
            seconds / BATCH,
            f"{BATCH / seconds:,.0f} a second",
            None if name == names[0] else f"one posterior: {names[0]}",
        )
        for name, seconds in zip(names, times, strict=True)
    ]


def growth() -> list[Row]:
    """Seconds a posterior as K grows from 8 to 1000."""
    rows = []
    for K in (8, 30, 100, 300, 1000):
        count = max(16_000 // K, 50)
        y, s = worlds(count, K)
        seconds = fastest(lambda y=y, s=s: moments(random_effects(y, s)), 2) / count
        rows.append(
            Row(f"K = {K}", seconds, f"{1e6 * seconds / K:.2f} µs a study", "K = 8" if K > 8 else None)
        )
    return rows


def counts() -> list[Row]:
    """Seconds a posterior of two binomial arms a study, P(θ_new > 0) included, as K grows from 8 to 876."""
    rows = []
    for K in (8, 50, 200, 876):
        arms = headlines(K)
        seconds = fastest(
            lambda arms=arms: binomial_random_effects(*arms, *PRIORS).theta_new.prob_above(0), 2
        )
        note = f"{1e3 * seconds / K:.2f} ms a study"
        rows.append(Row(f"counts, K = {K}", seconds, note, "counts, K = 8" if K > 8 else None))
    return rows


def archives() -> list[Row]:
    """Seconds a posterior of an archive takes: a Student-t population, its df given or unknown."""
    rows = []
    for K in (250, 1000, 3044):
        rng = np.random.default_rng(3044)
        s = rng.uniform(0.15, 0.35, K)
        y = 0.19 * rng.standard_t(4.5, K) + s * rng.standard_normal(K)
        for name, df in (("df given", 4.5), ("df unknown", Uniform(2, 30))):
            seconds = fastest(
                lambda y=y, s=s, df=df: student_t_random_effects(y, s, df, *PRIORS[1:]).theta.mean, 1
            )
            least = f"archive, K = 250, {name}" if K > 250 else None
            rows.append(
                Row(f"archive, K = {K}, {name}", seconds, f"{1e3 * seconds / K:.2f} ms a study", least)
            )
    return rows


def headlines(K: int) -> np.ndarray:
    """Two arms a study like tests of headlines: about 5000 impressions, a click in seventy, μ −.13, τ .35."""
    rng = np.random.default_rng(876)
    baseline, n = rng.normal(-4.3, 0.5, K), np.round(5000 * np.exp(rng.normal(0, 0.6, (2, K))))
    odds = np.exp(np.stack([baseline + rng.normal(-0.13, 0.35, K), baseline]))
    y = rng.binomial(n.astype(int), odds / (1 + odds))
    return np.stack([y[0], n[0], y[1], n[1]])


def worlds(count: int, K: int) -> tuple[np.ndarray, np.ndarray]:
    """Programmes like the eight markets: standard errors .16 to .42, μ .4, τ .5."""
    rng = np.random.default_rng(20)
    s = rng.uniform(0.16, 0.42, (count, K))
    return rng.normal(0.4, np.sqrt(0.25 + s**2)), s


def moments(post: RandomEffects) -> None:
    """Ask for mean and sd of μ and τ, and the evidence, which are found when they are asked for."""
    _ = post.mu.mean, post.mu.sd, post.tau.mean, post.tau.sd, post.log_evidence
