"""Models of counts: log densities term by term, arguments, and fits against the exact posteriors."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from scipy.special import expit

from helpers import models, posterior
from helpers.datasets import load
from helpers.priors import Beta, HalfNormal, MeanConcentration, Normal, Pareto
from tests.models.checks import assert_exact, at, log_density

COUNTS = ([23, 50, 9], [200, 300, 80], [19, 40, 12], [200, 310, 90])
RATES = ([3, 50, 55, 60], [10, 100, 100, 100])


def markets():
    table = load("binary_markets")
    return [table[name].to_numpy() for name in ("events_t", "n_t", "events_c", "n_c")]


# Log densities
def test_binomial_density_is_the_sum_of_its_parts():
    model = models.binomial_random_effects(
        *COUNTS, Normal(-1, 2), Normal(0.1, 1), HalfNormal(0.7), centred=True
    )
    mu, tau, theta, b = 0.3, 0.6, np.array([0.1, 0.2, 0.9]), np.array([-2, -1.5, -2.2])
    y_t, n_t, y_c, n_c = map(np.array, COUNTS)
    expected = (
        Normal(0.1, 1).logpdf(mu)
        + HalfNormal(0.7).logpdf(tau)
        + Normal(-1, 2).logpdf(b).sum()
        + stats.norm.logpdf(theta, mu, tau).sum()
        + stats.binom.logpmf(y_c, n_c, expit(b)).sum()
        + stats.binom.logpmf(y_t, n_t, expit(b + theta)).sum()
    )
    assert log_density(model, mu=mu, tau=tau, theta=theta, baseline=b) == pytest.approx(expected, rel=1e-7)


def test_both_binomial_parameterisations_are_one_model():
    mu, tau, offset, b = 0.3, 0.6, np.array([-0.5, 0.1, 1.3]), np.array([-2, -1.5, -2.2])
    centred = models.binomial_random_effects(*COUNTS, centred=True)
    other = models.binomial_random_effects(*COUNTS)
    assert log_density(other, mu=mu, tau=tau, offset=offset, baseline=b) == pytest.approx(
        log_density(centred, mu=mu, tau=tau, theta=mu + tau * offset, baseline=b) + 3 * np.log(tau), rel=1e-7
    )


@pytest.mark.slow
def test_the_improper_hyperprior_is_a_plus_b_to_the_minus_five_halves():
    """In (a, b): the density in (mean, spread), times its Jacobian, falls like (a + b)^(−5/2)."""
    model = models.beta_binomial(*RATES, integrated=False)
    p = np.array([0.4, 0.5, 0.55, 0.6])
    gaps = []
    for a, b in ((2.0, 3.0), (20.0, 5.0), (300.0, 320.0)):
        mean, spread = a / (a + b), (a + b) ** -0.5
        jacobian = 0.5 * (a + b) ** -2.5  # |d(mean, spread) / d(a, b)|
        here = log_density(model, mean_rate=mean, spread=spread, rates=p) + np.log(jacobian)
        y, n = map(np.array, RATES)
        likelihood = stats.beta.logpdf(p, a, b).sum() + stats.binom.logpmf(y, n, p).sum()
        gaps.append(here - likelihood + 2.5 * np.log(a + b))
    assert np.ptp(gaps) < 1e-7


@pytest.mark.slow
@pytest.mark.parametrize("hyperprior", ["improper", MeanConcentration(Beta(2, 2), Pareto(1.5, 1))])
def test_integrating_the_rates_out_leaves_the_same_density_of_the_population(hyperprior):
    y, n = map(np.array, RATES)
    model = models.beta_binomial(*RATES, hyperprior)
    for mean, kappa in ((0.4, 12.0), (0.6, 150.0)):
        given = {"spread": kappa**-0.5} if hyperprior == "improper" else {"concentration": kappa}
        prior = 0.0
        if hyperprior != "improper":
            prior = Beta(2, 2).logpdf(mean) + Pareto(1.5, 1).logpdf(kappa)
        expected = stats.betabinom.logpmf(y, n, mean * kappa, (1 - mean) * kappa).sum() + prior
        found = log_density(model, mean_rate=mean, level=np.full(4, 0.3), **given)
        assert found == pytest.approx(expected, rel=1e-7)


@pytest.mark.slow
def test_the_population_may_be_as_narrow_as_one_likes():
    """Against sums of logarithms, which know no cancelling; the slope is a number throughout."""
    y, n, mean, prior = np.array([0, 37, 200]), np.array([5, 200, 200]), 0.3, Pareto(1.5, 1e-7)
    model = models.beta_binomial(y, n, MeanConcentration(Beta(2, 2), prior))
    density = model.compile_fn(model.logp(jacobian=False), mode="FAST_COMPILE")
    slope = model.compile_fn(model.dlogp(), mode="FAST_COMPILE")
    ways = stats.binom.logpmf(y, n, 0.5).sum() + n.sum() * np.log(2)
    for kappa in 10.0 ** np.arange(-6, 31, 3):
        expected = ways + Beta(2, 2).logpdf(mean) + prior.logpdf(kappa)
        for k, m in zip(y, n, strict=True):
            expected += np.log((mean * kappa + np.arange(k)) / (kappa + np.arange(k))).sum()
            after = np.arange(m - k)
            expected += np.log(((1 - mean) * kappa + after) / (kappa + k + after)).sum()
        place = at(model, mean_rate=mean, concentration=kappa, level=np.full(3, 0.3))
        assert float(density(place)) == pytest.approx(expected, rel=1e-7, abs=1e-7)
        assert np.isfinite(slope(place)).all()


# Names and arguments
def test_names_become_coordinates():
    names = ["A", "B", "C"]
    assert list(models.binomial_random_effects(*COUNTS, names=names).coords["study"]) == names
    assert list(models.beta_binomial(*RATES, names=[*names, "D"]).coords["arm"]) == [*names, "D"]


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"events_t": [23, 50]}, ValueError, "events_t and n_t must be two rows of one length"),
        ({"events_t": [23, 50], "n_t": [200, 300]}, ValueError, "one entry a study each; found 2 and 3"),
        ({"events_c": [19, 40, 91]}, ValueError, "events_c must not exceed n_c; found 91 of 90"),
        ({"events_c": [19, -1, 9]}, ValueError, "events_c must not be negative"),
        ({"n_c": [200, 310, 90.5]}, ValueError, "n_c must be whole numbers"),
        ({"n_t": [200, 300, 0], "events_t": [1, 1, 0]}, ValueError, "n_t must be at least 1"),
        ({"baseline_prior": -2}, TypeError, "baseline_prior must be a prior"),
        ({"tau_prior": Normal(0, 1)}, ValueError, "tau_prior must have no mass below 0"),
        ({"names": ["A", "B"]}, ValueError, "names must hold one name"),
    ],
)
def test_bad_counts_are_named(arguments, error, message):
    given = dict(zip(("events_t", "n_t", "events_c", "n_c"), COUNTS, strict=True)) | arguments
    with pytest.raises(error, match=message):
        models.binomial_random_effects(**given)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"successes": [3]}, ValueError, "two rows of one length"),
        ({"successes": [], "trials": []}, ValueError, "at least one count"),
        ({"successes": [0, 0, 100, 100]}, ValueError, "strictly between 0 and trials in at least one arm"),
        ({"hyperprior": "jeffreys"}, ValueError, "unknown hyperprior 'jeffreys'"),
        ({"hyperprior": Beta(1, 1)}, TypeError, "hyperprior must be"),
    ],
)
def test_bad_arms_are_named(arguments, error, message):
    with pytest.raises(error, match=message):
        models.beta_binomial(**{"successes": RATES[0], "trials": RATES[1]} | arguments)


# Fits against the exact posterior
@pytest.mark.slow
def test_the_binomial_fit_is_exact_on_the_markets():
    counts = markets()
    fit = models.fit(models.binomial_random_effects(*counts), draws=2000, target_accept=0.95)
    exact = posterior.binomial_random_effects(*counts)
    assert_exact(fit, {"mu": exact.mu, "tau": exact.tau, "theta": exact.theta})


@pytest.mark.slow
def test_the_binomial_fit_is_exact_where_events_are_rare():
    """Perinatal deaths among the babies of nine trials: small counts, rare events."""
    table = load("diuretics").query("followed_t > 0")
    counts = [
        table[c].to_numpy() for c in ("perinatal_deaths_t", "followed_t", "perinatal_deaths_c", "followed_c")
    ]
    priors = Normal(-3.5, 1.5), Normal(0, 1), HalfNormal(1)
    fit = models.fit(models.binomial_random_effects(*counts, *priors), draws=2000, target_accept=0.95)
    exact = posterior.binomial_random_effects(*counts, *priors)
    assert_exact(fit, {"mu": exact.mu, "tau": exact.tau, "theta": exact.theta})


@pytest.mark.slow
@pytest.mark.parametrize(
    "counts",
    [pytest.param(([30, 50, 55, 60], [100] * 4), marks=pytest.mark.certify), RATES],  # the next test's arms
)
def test_the_beta_binomial_fit_is_exact(counts):
    fit = models.fit(models.beta_binomial(*counts), draws=2000)
    exact = posterior.beta_binomial(*counts)
    assert_exact(fit, {"rates": exact.rates, "mean_rate": exact.mean_rate})


@pytest.mark.slow
def test_sampled_rates_are_exact_where_the_arms_differ():
    fit = models.fit(models.beta_binomial([30, 50, 55, 60], [100] * 4, integrated=False), draws=2000)
    assert_exact(fit, {"rates": posterior.beta_binomial([30, 50, 55, 60], [100] * 4).rates})


@pytest.mark.slow
def test_a_proper_hyperprior_drives_model_and_exact_engine_alike():
    counts, hyperprior = ([3, 12, 7, 0], [10, 40, 40, 15]), MeanConcentration(Beta(2, 2), Pareto(1.5, 1))
    fit = models.fit(models.beta_binomial(*counts, hyperprior), draws=2000, target_accept=0.95)
    exact = posterior.beta_binomial(*counts, hyperprior)
    assert_exact(fit, {n: getattr(exact, n) for n in ("rates", "mean_rate", "concentration")})
