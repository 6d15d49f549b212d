"""Rates from one Beta population, against brute force over mean and concentration."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.stats as st
from scipy.special import betaln

from helpers.posterior import beta_binomial
from helpers.priors import Beta, HalfNormal, MeanConcentration, Uniform
from tests.posterior.rule import rule

Y, N = np.array([3.0, 9.0, 5.0]), np.array([10.0, 20.0, 8.0])
HYPERPRIOR = MeanConcentration(Beta(2, 3), HalfNormal(20))


class Grid:
    """Weights of the posterior on a fixed product rule; ``a`` and ``b`` are those of the population."""

    def __init__(self) -> None:
        (m, w_m), (root, w_root) = rule(0, 1, 80), rule(0, np.sqrt(180), 80)
        c = root[:, None] ** 2
        self.a, self.b = c * m, c * (1 - m)
        weight = w_m * Beta(2, 3).pdf(m) * (w_root * 2 * root * HalfNormal(20).pdf(root**2))[:, None]
        for y, n in zip(Y, N, strict=True):
            log_choose = -np.log(n + 1) - betaln(y + 1, n - y + 1)
            weight *= np.exp(betaln(self.a + y, self.b + n - y) - betaln(self.a, self.b) + log_choose)
        self.evidence = weight.sum()
        self.weight = weight / self.evidence

    def expect(self, values: np.ndarray) -> float:
        return float((self.weight * values).sum())


GRID, POST = Grid(), beta_binomial(Y, N, HYPERPRIOR)


def test_moments_and_evidence() -> None:
    assert POST.log_evidence == pytest.approx(np.log(GRID.evidence), abs=1e-8)
    means = [GRID.expect((GRID.a + y) / (GRID.a + GRID.b + n)) for y, n in zip(Y, N, strict=True)]
    np.testing.assert_allclose(POST.rates.mean, means, rtol=1e-8)
    assert POST.mean_rate.mean == pytest.approx(GRID.expect(GRID.a / (GRID.a + GRID.b)), rel=1e-8)
    assert POST.rate_new.mean == pytest.approx(POST.mean_rate.mean, rel=1e-10)
    assert POST.concentration.mean == pytest.approx(GRID.expect(GRID.a + GRID.b), rel=1e-6)
    assert POST.rates.cdf(0.4)[1] == pytest.approx(
        GRID.expect(st.beta.cdf(0.4, GRID.a + 9, GRID.b + 11)), abs=1e-8
    )


@pytest.mark.slow
def test_one_rate_above_another() -> None:
    p, w = rule(0, 1, 60)
    a, b = GRID.a[::, :, None], GRID.b[:, :, None]
    chance = (w * st.beta.pdf(p, a + 5, b + 3) * st.beta.cdf(p, a + 9, b + 11)).sum(-1)
    assert POST.prob_greater(2, 1) == pytest.approx(GRID.expect(chance), abs=1e-8)
    assert POST.prob_greater(1, 2) == pytest.approx(1 - POST.prob_greater(2, 1), abs=1e-9)
    assert POST.prob_greater(1, 1) == 0


@pytest.mark.slow
def test_the_best_is_one_of_them() -> None:
    assert POST.prob_best.sum() == pytest.approx(1, abs=1e-8)
    best = POST.sample(20_000, np.random.default_rng(1))["rates"].argmax(axis=1)
    np.testing.assert_allclose(POST.prob_best, np.bincount(best, minlength=3) / 20_000, atol=0.016)


@pytest.mark.slow
def test_a_new_count_averages_over_the_population() -> None:
    count, y = POST.new_count(6), np.arange(7)
    log_choose = -np.log(7) - betaln(y + 1, 7 - y)
    wanted = [
        GRID.expect(np.exp(betaln(GRID.a + k, GRID.b + 6 - k) - betaln(GRID.a, GRID.b) + log_choose[k]))
        for k in y
    ]
    np.testing.assert_allclose(count.pdf(y), wanted, rtol=1e-6)
    assert count.mean == pytest.approx(np.dot(y, wanted), rel=1e-8)
    assert count.pdf(2.5) == 0
    assert count.cdf([-1, 2, 2.9, 6]) == pytest.approx([0, sum(wanted[:3]), sum(wanted[:3]), 1], rel=1e-6)
    assert count.quantile(count.cdf(2)) == 2


def test_the_upper_tail_of_a_new_count_does_not_cancel() -> None:
    """One in five hundred succeeds, in every arm: thirty of fifty are far out, but not at 0."""
    hyperprior = MeanConcentration(Beta(1, 1), Uniform(1e3, 1e4))
    count = beta_binomial([20, 22, 19], [10_000] * 3, hyperprior).new_count(50)
    assert 0 < count.prob_above(30) < 1e-17
    for k in (-1, 0, 3, 30.5, 49):
        rest = count.pdf(np.arange(np.floor(k) + 1, 51)).sum()
        assert count.prob_above(k) == pytest.approx(rest, rel=1e-12, abs=0)
    assert count.prob_above([-np.inf, -1, 50, np.inf]).tolist() == [1, 1, 0, 0]


@pytest.mark.slow
def test_arms_where_every_trial_succeeded_are_compared_as_those_where_none_did() -> None:
    # by symmetry 1/2; much of either rate's probability lies closer to 1 (or 0) than float64 can say
    hyperprior = MeanConcentration(Beta(1, 1), HalfNormal(10))
    for successes in ([5, 5], [0, 0]):
        twins = beta_binomial(successes, [5, 5], hyperprior)
        np.testing.assert_allclose(twins.prob_best, 0.5, atol=1e-7)
        assert twins.prob_greater(0, 1) == pytest.approx(0.5, abs=1e-7)


@pytest.mark.slow
def test_a_chance_is_never_outside_0_and_1() -> None:
    hyperprior = MeanConcentration(Beta(1, 1), HalfNormal(10))
    far = beta_binomial([1, 999], [1000, 1000], hyperprior)
    for chances in (far.prob_best, [far.prob_greater(0, 1), far.prob_greater(1, 0)]):
        assert 0 <= min(chances) < 1e-10 < 1 - 1e-10 < max(chances) <= 1
    assert beta_binomial([3], [10], hyperprior).prob_best == pytest.approx([1])


@pytest.mark.slow
def test_one_of_four_arms_is_the_best_where_all_trials_of_two_succeeded() -> None:
    best = beta_binomial([0, 3, 10, 1], [10, 12, 10, 1]).prob_best
    assert best.sum() == pytest.approx(1, abs=1e-6)
    assert best[2] > best[3] > 0.4


def test_a_mean_prior_that_is_infinite_at_its_ends() -> None:
    # c = 1 for certain, nearly, and m ~ Beta(½, ½): against a plain grid in sin²
    y, n = np.array([3, 5, 9]), np.array([10, 12, 40])
    m = np.sin((np.arange(2000) + 0.5) / 2000 * np.pi / 2)[:, None] ** 2
    expected = st.betabinom.pmf(y, n, m, 1 - m).prod(axis=1).mean()
    post = beta_binomial(y, n, MeanConcentration(Beta(0.5, 0.5), Uniform(1, 1 + 1e-6)))
    assert post.log_evidence == pytest.approx(np.log(expected), abs=1e-5)
