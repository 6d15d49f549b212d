"""Thirty Student-t problems against an integral over μ, scale, every θ and df that shares no code with ours.

Each study's likelihood is averaged over θ by Gauss rules about its estimate, on an even grid in μ and a Gauss
rule in log scale; df, where it is unknown, is a Gauss rule in √(df − 2).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from scipy.special import gammaln

from helpers.posterior import student_t_random_effects
from helpers.priors import Normal, Uniform
from tests.posterior.rule import rule

LOW, HIGH = 0.3, 2.0
MU, SCALE = Normal(0, 1), Uniform(LOW, HIGH)
FREE = Uniform(2, 30)
STEP, COARSE = 0.03, 0.15  # of μ


@dataclass(frozen=True)
class Problem:
    name: str
    y: np.ndarray
    s: np.ndarray
    df: float | None


def problems() -> list[Problem]:
    """K from 2 to 60, df from 1 to 30 or unknown, errors alike or not, outliers, two clusters."""
    rng, found = np.random.default_rng(18), []
    kinds: dict[str, Any] = {
        "alike": lambda K: (rng.normal(0.3, 0.5, K), np.full(K, 0.3)),
        "wide": lambda K: (rng.normal(0.2, 1.0, K), rng.uniform(0.6, 1.2, K)),
        "narrow": lambda K: (rng.normal(0.2, 0.4, K), rng.uniform(0.08, 0.15, K)),
        "unequal": lambda K: (rng.normal(0.2, 0.5, K), 10 ** rng.uniform(-1, 0.3, K)),
        "outlier": lambda K: (np.append(rng.normal(0.2, 0.3, K - 1), 3.5), rng.uniform(0.2, 0.4, K)),
        "two modes": lambda K: (
            np.where(np.arange(K) % 2, 2.2, -1.8) + rng.normal(0, 0.1, K),
            np.full(K, 0.25),
        ),
    }
    sizes, degrees = (2, 5, 8, 20, 60), (1.0, 2.0, 4.0, 10.0, 30.0)
    for i, (kind, make) in enumerate(kinds.items()):
        for j, K in enumerate(sizes):
            df = None if (i + j) % 5 == 4 else degrees[(i + 2 * j) % 5]
            found.append(Problem(f"{kind}, {K} studies, df {df or 'unknown'}", *make(K), df))
    return found


PROBLEMS = problems()
FEW = [problem for problem in PROBLEMS if len(problem.y) <= 5 and problem.df is not None][::3]


def log_t(z: np.ndarray, df: float) -> np.ndarray:
    front = gammaln((df + 1) / 2) - gammaln(df / 2) - 0.5 * math.log(df * math.pi)
    return front - 0.5 * (df + 1) * np.log1p(z * z / df)


def averages(problem: Problem, df: float, mu: np.ndarray, scale: np.ndarray) -> Iterator[np.ndarray]:
    """Of each study at (scale, μ): ∫ Normal(y | θ, s²) t(θ | μ, scale) dθ times 1, θ − y and (θ − y)²."""
    for y, s in zip(problem.y, problem.s, strict=True):
        panels = max(6, math.ceil(18 * s / (LOW * math.sqrt(df) * 1.2)))  # t has poles that far from the line
        ends = np.linspace(-9, 9, panels + 1)
        z, w = np.concatenate([rule(a, b, 16) for a, b in pairwise(ends)], axis=1)
        w = w * np.exp(-0.5 * z * z) / math.sqrt(2 * math.pi)
        shares = np.stack([w, w * s * z, w * (s * z) ** 2], axis=1)
        found = np.empty((3, len(scale), len(mu)))
        for i, width in enumerate(scale):
            density = np.exp(log_t((y + s * z - mu[:, None]) / width, df)) / width
            found[:, i] = (density @ shares).T
        yield found


def given_df(problem: Problem, df: float, scale: np.ndarray, w: np.ndarray) -> np.ndarray:
    """Log evidence, and first and second moments of μ, the scale, and each θ: (1 + 2·(2 + K),)."""
    coarse = np.arange(-8, 8, COARSE)
    g = sum(np.log(each[0]) for each in averages(problem, df, coarse, scale[::6])) + MU.logpdf(coarse)
    seen = coarse[(g > g.max() - 34).any(axis=0)]
    mu = np.arange(seen[0] - COARSE, seen[-1] + COARSE, STEP)
    each = list(averages(problem, df, mu, scale))
    g = sum(np.log(one[0]) for one in each) + MU.logpdf(mu) + np.log(w * STEP)[:, None]
    top = g.max()
    share = np.exp(g - top)
    total = share.sum()
    share /= total
    moments = [share.sum(axis=0) @ mu, share.sum(axis=0) @ mu**2]
    moments += [share.sum(axis=1) @ scale, share.sum(axis=1) @ scale**2]
    for y, one in zip(problem.y, each, strict=True):
        first, second = (share * one[1:] / one[0]).sum(axis=(1, 2))
        moments += [y + first, y * y + 2 * y * first + second]
    return np.array([top + math.log(total), *moments])


def by_quadrature(problem: Problem) -> np.ndarray:
    """The same, of the problem; and with df unknown its mean after the log evidence."""
    x, w = rule(math.log(LOW), math.log(HIGH), 48)
    scale = np.exp(x)
    density = w * scale / (HIGH - LOW)
    if problem.df is not None:
        return given_df(problem, problem.df, scale, density)
    root, w = rule(0, math.sqrt(28), 14)
    df = 2 + root**2
    found = np.array([given_df(problem, float(at), scale, density) for at in df])
    shares = np.exp(found[:, 0] - found[:, 0].max()) * w * 2 * root / 28
    log_evidence = math.log(shares.sum()) + found[:, 0].max()
    shares /= shares.sum()
    return np.array([log_evidence, shares @ df, *(shares @ found[:, 1:])])


def assert_by_quadrature(problem: Problem) -> None:
    df = FREE if problem.df is None else problem.df
    post = student_t_random_effects(problem.y, problem.s, df, MU, SCALE)
    log_evidence, *wanted = by_quadrature(problem)
    assert post.log_evidence == pytest.approx(log_evidence, abs=1e-6)
    if problem.df is None:
        assert post.df.mean == pytest.approx(wanted.pop(0), rel=1e-6)
    first, second = np.array(wanted).reshape(-1, 2).T
    means = np.array([post.mu.mean, post.scale.mean, *post.theta.mean])
    sds = np.array([post.mu.sd, post.scale.sd, *post.theta.sd])
    np.testing.assert_allclose(means, first, rtol=0, atol=1e-6)
    np.testing.assert_allclose(sds, np.sqrt(second - first**2), rtol=0, atol=1e-6)
    assert post.error_estimate < 1e-6


def test_there_are_thirty_and_they_vary() -> None:
    assert len(PROBLEMS) == len({problem.name for problem in PROBLEMS}) == 30
    assert {len(problem.y) for problem in PROBLEMS} == {2, 5, 8, 20, 60}
    assert {problem.df for problem in PROBLEMS} == {1, 2, 4, 10, 30, None}


@pytest.mark.slow
@pytest.mark.parametrize("problem", FEW, ids=lambda problem: problem.name)
def test_a_few_by_quadrature(problem: Problem) -> None:
    assert_by_quadrature(problem)


@pytest.mark.certify
@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem.name)
def test_all_by_quadrature(problem: Problem) -> None:
    assert_by_quadrature(problem)
