"""Borrowing behind a gate, against brute force; a count's predictive, against SciPy and simulation."""

import numpy as np
import pytest
from scipy import stats

from helpers import datasets, posterior
from helpers.borrowing import (
    conflict_gate,
    conflict_tail,
    operating_characteristics,
    power_prior,
    predictive_count,
    predictive_estimate,
    robust_mixture,
    update,
    update_rate,
)
from helpers.distributions import BetaMixture, EffectPrior, NormalMixture
from helpers.priors import Beta, Flat, Normal

SE = 0.3
PAST = EffectPrior(0.3, 0.1)
OWN = Normal(0.3, float(np.hypot(0.1, SE)))


def test_the_gate_stands_where_the_tail_is_its_level() -> None:
    skewed = NormalMixture([0.7, 0.3], [0.0, 2.0], [0.3, 1.0])
    for predictive, level in ((OWN, 0.05), (skewed, 0.05), (skewed, 0.3), (skewed, 0.999)):
        gate = conflict_gate(PAST, predictive, level=level)
        ends = conflict_tail([gate.low, gate.high], predictive)
        assert ends == pytest.approx(level, rel=1e-7)
        assert gate.at(predictive.quantile(0.5)) is PAST
        assert gate.at(gate.high + 1e-6) == Flat()


def test_the_markets_licensed_by_the_wrong_predictive() -> None:
    """A check of the wide predictive lets the narrow prior pass where its own check does not."""
    frame = datasets.load("eight_markets")
    y, s = frame["effect"].to_numpy(), frame["std_error"].to_numpy()
    se, whole = float(np.median(s)), power_prior(y, s, 1)
    own = conflict_gate(whole, predictive_estimate(whole, se))
    wide = conflict_gate(whole, posterior.random_effects(y, s).new_estimate(se))
    assert (own.low, own.high) == pytest.approx((-0.2812, 0.8972), abs=5e-5)
    assert (wide.low, wide.high) == pytest.approx((-0.7919, 1.6216), abs=5e-5)
    decide = [operating_characteristics(gate, -0.5, se, 0.9).decide for gate in (own, wide)]
    assert decide == pytest.approx([0.223, 0.846], abs=5e-4)


@pytest.mark.parametrize("truth", [-0.6, 0.0, 0.3, 1.1])
@pytest.mark.parametrize("otherwise", [Flat(), Normal(0, 1)])
def test_characteristics_by_brute_force(truth, otherwise) -> None:
    gate = conflict_gate(PAST, OWN, otherwise, level=0.1)
    y = np.linspace(truth - 9 * SE, truth + 9 * SE, 200_001)
    weight = stats.norm.pdf(y, truth, SE)
    weight /= weight.sum()
    # a normal prior's posterior mean is a line in the estimate, so two of them give all
    mean, sd = np.empty_like(y), np.empty_like(y)
    for prior, here in (
        (PAST, (y >= gate.low) & (y <= gate.high)),
        (otherwise, (y < gate.low) | (y > gate.high)),
    ):
        at_0, at_1 = update(prior, 0.0, SE), update(prior, 1.0, SE)
        mean[here] = (at_0.mean + y * (at_1.mean - at_0.mean))[here]
        sd[here] = at_0.sd
    got = operating_characteristics(gate, truth, SE, threshold=0.9)
    assert got.bias == pytest.approx(weight @ (mean - truth), abs=3e-5)
    assert got.rmse == pytest.approx(np.sqrt(weight @ (mean - truth) ** 2), abs=3e-5)
    assert got.decide == pytest.approx(weight @ (mean / sd > stats.norm.ppf(0.9)), abs=1e-4)
    assert got.coverage == pytest.approx(weight @ (abs(mean - truth) < stats.norm.ppf(0.975) * sd), abs=1e-4)


def test_one_prior_on_both_sides_is_no_gate() -> None:
    truth = np.linspace(-1, 1, 5)
    through = operating_characteristics(conflict_gate(PAST, OWN, PAST), truth, SE)
    plain = operating_characteristics(PAST, truth, SE)
    for name in ("decide", "bias", "rmse", "coverage"):
        assert getattr(through, name) == pytest.approx(getattr(plain, name), abs=1e-12)


def test_what_a_prior_expects_of_an_estimate() -> None:
    frame = datasets.load("eight_markets")
    post = posterior.random_effects(frame["effect"].to_numpy(), frame["std_error"].to_numpy())
    ours, theirs = predictive_estimate(post.theta_new, SE), post.new_estimate(SE)
    x = np.linspace(-2, 3, 7)
    np.testing.assert_allclose(ours.cdf(x), theirs.cdf(x), rtol=1e-10)
    assert predictive_estimate(PAST, SE) == EffectPrior(0.3, float(np.hypot(0.1, SE)))
    with pytest.raises(TypeError, match="prior must be a normal or a mixture"):
        predictive_estimate(Beta(2, 3), SE)


def test_a_gate_of_bad_limits_or_priors() -> None:
    with pytest.raises(ValueError, match="predictive must be proper"):
        conflict_gate(PAST, Flat())
    with pytest.raises(ValueError, match="predictive must have a density"):
        conflict_gate(PAST, predictive_count(Beta(2, 3), 10))


@pytest.mark.parametrize(("a", "b", "n"), [(1, 1, 7), (30.5, 270, 400), (0.5, 3, 60)])
def test_a_betas_count_is_beta_binomial(a, b, n) -> None:
    count, right = predictive_count(Beta(a, b), n), stats.betabinom(n, a, b)
    y = np.arange(n + 1)
    np.testing.assert_allclose(count.pdf(y), right.pmf(y), rtol=1e-9, atol=1e-15)
    np.testing.assert_allclose(count.cdf(y), right.cdf(y), rtol=1e-9)
    from_the_right = np.cumsum(right.pmf(y)[::-1])[::-1]  # its own sf is 1 − cdf
    np.testing.assert_allclose(count.prob_at_least(y), from_the_right, rtol=1e-9)
    np.testing.assert_array_equal(count.quantile([0.05, 0.5, 0.95]), right.ppf([0.05, 0.5, 0.95]))
    assert (count.mean, count.sd) == pytest.approx((right.mean(), right.std()))
    assert count.pdf(0.5) == 0
    assert count.cdf(-1) == 0
    assert count.prob_above(n) == 0


def test_a_mixtures_count_is_the_mixture_of_counts() -> None:
    robust = robust_mixture(Beta(30, 270), 0.8, Beta(1, 1))
    count = predictive_count(robust, 50)
    y = np.arange(51)
    parts = 0.8 * stats.betabinom.pmf(y, 50, 30, 270) + 0.2 / 51
    np.testing.assert_allclose(count.pdf(y), parts, rtol=1e-9)
    drawn = count.sample(4000, np.random.default_rng(2))
    assert drawn.mean() == pytest.approx(count.mean, abs=5 * count.sd / 4000**0.5)
    # the weight after a count, by Bayes' rule from the two predictives
    after = update_rate(robust, 12, 50)
    share = 0.8 * stats.betabinom.pmf(12, 50, 30, 270) / parts[12]
    assert isinstance(after, BetaMixture)
    assert np.asarray(after.weights)[0] == pytest.approx(share, rel=1e-9)
