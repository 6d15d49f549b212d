"""A new count of few trials is summed, one of many integrated: they agree, and the second costs no more."""

from __future__ import annotations

import numpy as np
import pytest

from helpers.posterior import beta_binomial
from helpers.posterior.rates.new_count import NewCount
from helpers.priors import Beta, HalfNormal, MeanConcentration, Uniform

PRIOR = MeanConcentration(Beta(2, 3), HalfNormal(20))
POST = beta_binomial([3, 9, 5], [10, 20, 8], PRIOR)
# one rate, nearly: it is known better than a count of it can tell
SHARP = beta_binomial([20_000, 20_200], [10**6] * 2, MeanConcentration(Beta(1, 1), Uniform(1e6, 2e6)))
MILLION, HUGE = 10**6, 10**10


@pytest.mark.slow
@pytest.mark.parametrize("post", [POST, SHARP], ids=["wide", "sharp"])
def test_integrals_are_the_sums(monkeypatch: pytest.MonkeyPatch, post) -> None:
    trials = 400
    y = np.arange(-1, trials + 1)
    summed = post.new_count(trials)
    wanted = summed.cdf(y), summed.prob_above(y), summed.pdf(y)
    q = np.array([0, 1e-6, 0.3, 0.5, 0.9, 1 - 1e-6, 1])
    quantiles = summed.quantile(q)
    monkeypatch.setattr("helpers.posterior.rates.new_count.SUMMED", 1)
    integrated = post.new_count(trials)
    for found, right in zip(
        (integrated.cdf(y), integrated.prob_above(y), integrated.pdf(y)), wanted, strict=True
    ):
        np.testing.assert_allclose(found, right, atol=1e-10)
        seen = right > 1e-6
        np.testing.assert_allclose(found[seen], right[seen], rtol=1e-7)
    np.testing.assert_array_equal(integrated.quantile(q), quantiles)


@pytest.mark.parametrize("trials", [MILLION, HUGE])
@pytest.mark.parametrize("post", [POST, SHARP], ids=["wide", "sharp"])
def test_a_quantile_of_many_trials_belongs_to_the_distribution_function(post, trials: int) -> None:
    count = post.new_count(trials)
    q = np.array([1e-4, 0.05, 0.5, 0.8, 0.9999])
    y = count.quantile(q)
    np.testing.assert_array_equal(y, np.floor(y))
    slack = 1e-9
    assert (count.cdf(y) >= q - slack).all()
    assert (count.cdf(y - 1) < q + slack).all()
    np.testing.assert_allclose(count.cdf(y) + count.prob_above(y), 1, atol=1e-10)
    steps = np.linspace(y[0], y[-1], 60)
    assert (np.diff(count.cdf(steps)) > 0).all()
    assert (np.diff(count.prob_above(steps)) < 0).all()


def test_probabilities_of_counts_are_steps_of_the_distribution_function() -> None:
    count = POST.new_count(MILLION)
    y = count.quantile([0.1, 0.5, 0.97])
    np.testing.assert_allclose(count.pdf(y), count.cdf(y) - count.cdf(y - 1), rtol=1e-4)
    assert count.pdf([0.5, -1, MILLION + 1]).tolist() == [0, 0, 0]
    ends = count.cdf([-np.inf, -1, MILLION, np.inf]), count.prob_above([-np.inf, -1, MILLION, np.inf])
    assert [end.tolist() for end in ends] == [[0, 0, 1, 1], [1, 1, 0, 0]]
    assert count.quantile([0.0, 1.0]).tolist() == [0, MILLION]


def test_mean_and_sd_are_those_of_the_distribution_function() -> None:
    """E[y] is the sum of P(y > k), E[y²] that of (2k + 1)·P(y > k): here over a Gauss rule in k."""
    count = POST.new_count(MILLION)
    x, weight = np.polynomial.legendre.leggauss(400)
    k, weight = 0.5 * MILLION * (x + 1) - 0.5, 0.5 * MILLION * weight
    # between whole numbers the function is a step, whose middle a smooth rule sees
    above = 0.5 * (count.prob_above(np.floor(k)) + count.prob_above(np.floor(k) + 1))
    mean = weight @ above
    assert mean == pytest.approx(count.mean, rel=1e-5)
    assert np.sqrt(weight @ (2 * k * above) - mean**2) == pytest.approx(count.sd, rel=1e-4)
    assert count.mean == pytest.approx(MILLION * POST.rate_new.mean, rel=1e-14)
    assert count.sd > MILLION * POST.rate_new.sd


@pytest.mark.slow
def test_counting_failures_instead_mirrors_it() -> None:
    prior = MeanConcentration(Beta(3, 2), HalfNormal(20))
    other = beta_binomial([7, 11, 3], [10, 20, 8], prior).new_count(MILLION)
    count = POST.new_count(MILLION)
    y = np.array([5.0, 1e4, 4e5, 9e5])
    np.testing.assert_allclose(other.cdf(MILLION - y - 1), count.prob_above(y), rtol=1e-6, atol=1e-14)
    np.testing.assert_allclose(other.pdf(MILLION - y), count.pdf(y), rtol=1e-6)


def test_many_trials_tell_the_rate() -> None:
    count, q = POST.new_count(HUGE), np.array([0.01, 0.5, 0.99])
    np.testing.assert_allclose(count.quantile(q) / HUGE, POST.rate_new.quantile(q), rtol=1e-7)


def test_a_quantile_costs_no_more_for_many_trials(monkeypatch: pytest.MonkeyPatch) -> None:
    average, asked = NewCount._average, []
    monkeypatch.setattr(
        NewCount, "_average", lambda self, a, *rest: asked.append(len(a)) or average(self, a, *rest)
    )

    def counts_looked_at(trials: int) -> int:
        asked.clear()
        POST.new_count(trials).quantile([0.1, 0.5, 0.9])
        return sum(asked)

    assert counts_looked_at(10**15) < 3 * counts_looked_at(MILLION)  # bisection: log₂ 10¹⁵ / log₂ 10⁶ = 2.5


def test_more_trials_than_float64_can_count_are_refused() -> None:
    with pytest.raises(ValueError, match=r"trials must be at most 1e\+15; found 2000000000000000$"):
        POST.new_count(2 * 10**15)
