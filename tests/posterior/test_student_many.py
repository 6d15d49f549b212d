"""Hundreds of studies from a Student-t population: planes are looked for at their summits, df where it is."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from scipy.special import gammaln

from helpers import datasets
from helpers.posterior import StudentTRandomEffects, random_effects, student_t_random_effects
from helpers.posterior.student import model, plane
from helpers.priors import Distribution, HalfNormal, Normal, Pareto, Prior, Uniform
from tests.posterior.rule import rule

MU, SCALE, FREE = Normal(0, 1), HalfNormal(0.5), Uniform(2, 30)


def some(K: int, df: float, seed: int = 4) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    s = rng.uniform(0.1, 0.3, K)
    return 0.1 + 0.4 * rng.standard_t(min(df, 1e6), K) + s * rng.standard_normal(K), s


def of_marginal(marginal: Distribution) -> np.ndarray:
    """Mean and quantiles in sds, and the logarithm of the sd."""
    about = np.array([marginal.mean, *marginal.quantile([0.025, 0.5, 0.975])])
    return np.array([*(about / marginal.sd), math.log(marginal.sd)])


WORLDS = {
    "far from 0": some(40, 4),
    "light tails": some(40, math.inf),
    "nothing for a scale": (np.linspace(-0.1, 0.1, 40), np.full(40, 0.3)),
}


@pytest.mark.slow
@pytest.mark.parametrize("world", WORLDS.values(), ids=WORLDS)
def test_what_is_done_for_hundreds_would_do_for_forty(
    world: tuple[np.ndarray, np.ndarray], monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = student_t_random_effects(*world, 4, MU, SCALE)
    for module in (plane, model):
        monkeypatch.setattr(module, "HUNDREDS", 40)
    found = student_t_random_effects(*world, 4, MU, SCALE)
    assert found.log_evidence == pytest.approx(usual.log_evidence, abs=1e-7)
    for mine, theirs in ((found.mu, usual.mu), (found.scale, usual.scale), (found.theta[7], usual.theta[7])):
        np.testing.assert_allclose(of_marginal(mine), of_marginal(theirs), rtol=0, atol=1e-7)


def assert_mixed(
    post: StudentTRandomEffects, y: np.ndarray, s: np.ndarray, prior: Prior, *after: float
) -> None:
    """``post`` mixes the answers at each df, by a Gauss rule in log df up to 30 and to those ``after``."""
    ends = np.log(np.append(np.geomspace(1, 15, 7), np.array(after) / 2))
    x, w = np.hstack([rule(a, b, 8) for a, b in pairwise(ends)])
    df = 2 * np.exp(x)
    each = [student_t_random_effects(y, s, float(at), MU, SCALE) for at in df]
    g = np.array([one.log_evidence for one in each]) + prior.logpdf(df) + np.log(df * w)
    share = np.exp(g - g.max())
    assert post.log_evidence == pytest.approx(g.max() + math.log(share.sum()), abs=1e-6)
    assert post.error_estimate < 1e-6
    share /= share.sum()
    assert post.df.mean == pytest.approx(share @ df, abs=1e-6 * post.df.sd)
    assert post.df.sd == pytest.approx(math.sqrt(share @ (df - share @ df) ** 2), rel=1e-6)
    for name in ("mu", "scale", "theta_new"):
        marginal, parts = getattr(post, name), [getattr(one, name) for one in each]
        mean = share @ [part.mean for part in parts]
        wide = np.ptp(marginal.interval(0.95)) / 4  # an sd may be infinite, within which anything would be
        assert marginal.mean == pytest.approx(mean, abs=1e-6 * wide)
        at = float(marginal.quantile(0.9))
        assert share @ [part.cdf(at) for part in parts] == pytest.approx(0.9, abs=1e-6)
    for k in (0, 7):
        parts = [(one.theta.mean[k], one.theta.sd[k]) for one in each]
        mean, square = share @ [m for m, _ in parts], share @ [m * m + sd * sd for m, sd in parts]
        assert post.theta.mean[k] == pytest.approx(mean, abs=1e-6)
        assert post.theta.sd[k] == pytest.approx(math.sqrt(square - mean * mean), rel=1e-6)


@pytest.mark.certify
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("df", [2.5, 5.0, math.inf])
def test_an_unknown_df_mixes_the_answers_at_each(df: float, seed: int) -> None:
    """Also where data leave df nearly as its prior has it, or put it at an end."""
    y, s = some(250, df, seed)
    assert_mixed(student_t_random_effects(y, s, FREE, MU, SCALE), y, s, FREE)


@pytest.mark.certify
def test_a_prior_of_df_without_an_end() -> None:
    y, s = some(250, 3)
    prior = Pareto(3.5, 2)
    assert_mixed(student_t_random_effects(y, s, prior, MU, SCALE), y, s, prior, 300, 1e4, 1e7)


@pytest.mark.certify
def test_hundreds_that_say_nothing_for_a_scale_are_worked_out_as_a_few_are() -> None:
    y, s = np.linspace(-0.1, 0.1, 200), np.full(200, 0.3)
    assert_mixed(student_t_random_effects(y, s, FREE, MU, SCALE), y, s, FREE)


def test_hundreds_with_light_tails_are_those_of_a_normal_population() -> None:
    y, s = some(250, math.inf)
    found, limit = student_t_random_effects(y, s, 1e9, MU, SCALE), random_effects(y, s, MU, SCALE)
    for name in ("mu", "theta_new", "theta"):
        mine, normal = getattr(found, name), getattr(limit, name)
        np.testing.assert_allclose(mine.mean, normal.mean, rtol=0, atol=1e-8)
        np.testing.assert_allclose(mine.sd, normal.sd, rtol=0, atol=1e-8)
    assert found.log_evidence == pytest.approx(limit.log_evidence, abs=1e-7)


def by_rule(y: np.ndarray, s: np.ndarray, about: dict[str, tuple[float, float]]) -> np.ndarray:
    """Log evidence, and mean and sd of μ, scale and df, on an even grid of all three; each θ by panels.

    ``about`` says where μ, the logarithm of the scale and that of df − 2 are, and how wide.
    """
    each = zip(about.values(), (20, 20, 24), strict=True)
    nodes = [np.linspace(at - 6.5 * sd, at + 6.5 * sd, n) for (at, sd), n in each]
    mu, scale, df = nodes[0], np.exp(nodes[1]), 2 + np.exp(nodes[2])
    z, w = np.concatenate([rule(a, a + 3, 16) for a in range(-9, 9, 3)], axis=1)
    w = w * np.exp(-0.5 * z * z) / math.sqrt(2 * math.pi)
    logs = np.zeros((len(mu), len(scale), len(df)))
    for k, at in enumerate(df):
        front = gammaln((at + 1) / 2) - gammaln(at / 2) - 0.5 * math.log(at * math.pi)
        for j, width in enumerate(scale):
            for i, middle in enumerate(mu):
                t = (y[:, None] + s[:, None] * z - middle) / width
                density = np.exp(front - 0.5 * (at + 1) * np.log1p(t * t / at)) @ w / width
                logs[i, j, k] = np.log(density).sum()
    logs += MU.logpdf(mu)[:, None, None] + (SCALE.logpdf(scale) + nodes[1])[:, None]
    logs += FREE.logpdf(df) + nodes[2] + sum(math.log(at[1] - at[0]) for at in nodes)
    share = np.exp(logs - logs.max())
    total = share.sum()
    moments = []
    for values, others in ((mu, (1, 2)), (scale, (0, 2)), (df, (0, 1))):
        weight = share.sum(axis=others) / total
        moments += [weight @ values, math.sqrt(weight @ (values - weight @ values) ** 2)]
    return np.array([logs.max() + math.log(total), *moments])


@pytest.mark.certify
def test_the_archive_of_headlines_by_another_rule() -> None:
    winners = datasets.load("headline_winners")
    y, s = winners["any_first"].to_numpy(), winners["any_first_se"].to_numpy()
    post = student_t_random_effects(y, s, FREE, MU, SCALE)
    rough = np.array([post.df.mean - 2, post.df.sd])
    wanted = by_rule(
        y,
        s,
        {
            "mu": (post.mu.mean, post.mu.sd),
            "scale": (math.log(post.scale.mean), post.scale.sd / post.scale.mean),
            "df": (math.log(rough[0]), rough[1] / rough[0]),
        },
    )
    assert post.log_evidence == pytest.approx(wanted[0], abs=1e-5)
    for marginal, mean, sd in zip((post.mu, post.scale, post.df), wanted[1::2], wanted[2::2], strict=True):
        assert marginal.mean == pytest.approx(mean, abs=1e-5 * sd)
        assert marginal.sd == pytest.approx(sd, rel=1e-5)
    assert post.error_estimate < 1e-5
