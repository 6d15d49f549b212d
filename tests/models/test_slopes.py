"""Varying intercepts and slopes: the exact posterior against other integration, the models against it."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.polynomial.legendre import leggauss
from scipy import stats
from scipy.interpolate import CubicSpline
from scipy.special import expit

from helpers import models
from helpers.posterior.slopes import varying_slopes
from helpers.priors import Flat, HalfCauchy, HalfNormal, Normal, StudentT
from tests.models.checks import assert_exact, log_density

COUNTRIES = ([50, 60], [100, 100], [30, 55], [100, 100])  # Canada, China: treated, then control


# The exact posterior
def population_density(x, mean_prior, scale):
    """∫∫ N(x | m, s²) p(m) HalfNormal(s | scale) dm ds: where s is small, over z with m = x − s·z."""
    knots, z = np.linspace(x[0], x[-1], 160)[:, None, None], np.linspace(-9, 9, 201)
    node, weight = leggauss(60)
    low, high = 0.2 * (node[:, None] + 1), 0.4 + (4 * scale - 0.2) * (node[:, None] + 1)
    small = mean_prior.pdf(knots - low * z) @ (stats.norm.pdf(z) * (z[1] - z[0]))
    m = np.sinh(np.linspace(-6, 6, 1201))
    share = mean_prior.pdf(m) * np.cosh(np.linspace(-6, 6, 1201)) * 0.01
    large = stats.norm.pdf(knots, m, high) @ share
    prior = HalfNormal(scale).pdf
    total = small @ (0.2 * weight * prior(low[:, 0]))
    total += large @ ((4 * scale - 0.2) * weight * prior(high[:, 0]))
    return CubicSpline(knots.ravel(), total)(x)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("mean_prior", "scale"), [(StudentT(3, 0, 1), 0.25), (StudentT(3, 0, 1), 2.0), (Normal(0.2, 0.5), 1.0)]
)
def test_one_country_by_plain_integration(mean_prior, scale):
    a, b = np.linspace(-3.5, 2, 500), np.linspace(-3, 4, 1401)
    table = stats.binom.pmf(12, 40, expit(a))[:, None] * stats.binom.pmf(21, 45, expit(a[:, None] + b))
    for_a, for_b = (population_density(x, mean_prior, scale) for x in (a, b))
    joint = table * for_a[:, None] * for_b
    evidence = joint.sum() * (a[1] - a[0]) * (b[1] - b[0])
    exact = varying_slopes([21], [45], [12], [40], mean_prior, HalfNormal(scale))
    assert exact.log_evidence == pytest.approx(np.log(evidence), abs=1e-5)
    share = joint.sum(0) / joint.sum()
    assert exact.slopes.mean[0] == pytest.approx(share @ b, abs=1e-6)
    assert exact.slopes.sd[0] == pytest.approx(np.sqrt(share @ (b - share @ b) ** 2), abs=1e-6)
    half = np.where(b > 1e-9, 1.0, np.where(np.abs(b) < 1e-9, 0.5, 0.0))
    assert exact.slopes.prob_above(0)[0] == pytest.approx(share @ half, abs=1e-5)
    assert exact.slopes.pdf(b)[700] == pytest.approx(share[700] / (b[1] - b[0]), rel=1e-4)
    share = joint.sum(1) / joint.sum()
    assert exact.intercepts.mean[0] == pytest.approx(share @ a, abs=1e-6)


@pytest.mark.slow
def test_without_differences_it_is_one_logistic_regression():
    """A standard deviation of nearly 0: both countries share one intercept and one slope."""
    exact = varying_slopes(*COUNTRIES, sd_prior=HalfNormal(1e-6))
    a, b = np.linspace(-2, 1.5, 400), np.linspace(-1.5, 2.5, 801)
    likelihood = stats.binom.logpmf(85, 200, expit(a))
    treated = stats.binom.logpmf(110, 200, expit(a[:, None] + b))
    prior = StudentT(3, 0, 1).logpdf(a)[:, None] + StudentT(3, 0, 1).logpdf(b)
    share = np.exp(likelihood[:, None] + treated + prior).sum(0)
    share /= share.sum()
    assert exact.slopes.mean == pytest.approx([share @ b] * 2, abs=1e-5)
    assert exact.slopes.sd == pytest.approx([np.sqrt(share @ (b - share @ b) ** 2)] * 2, abs=1e-5)


@pytest.mark.slow
def test_the_answer_does_not_depend_on_the_grid(monkeypatch):
    usual = varying_slopes(*COUNTRIES)
    for name, value in {"FINE": 0.22, "SD_NODES": 34, "MEAN_STEP": 0.7, "WIDE_STEP": 0.2}.items():
        monkeypatch.setattr(f"helpers.posterior.slopes.{name}", value)
    finer = varying_slopes(*COUNTRIES)
    assert usual.log_evidence == pytest.approx(finer.log_evidence, abs=1e-7)
    for one, other in ((usual.slopes, finer.slopes), (usual.intercepts, finer.intercepts)):
        assert one.mean == pytest.approx(other.mean, abs=1e-7)
        assert one.sd == pytest.approx(other.sd, abs=1e-6)
        assert one.prob_above(0) == pytest.approx(other.prob_above(0), abs=1e-7)
        assert one.quantile(0.975) == pytest.approx(other.quantile(0.975), abs=1e-5)


def test_countries_may_come_in_any_order():
    swapped = [row[::-1] for row in COUNTRIES]
    assert varying_slopes(*swapped).slopes.mean == pytest.approx(varying_slopes(*COUNTRIES).slopes.mean[::-1])


@pytest.mark.slow
def test_marginals_answer_what_every_distribution_answers():
    slopes = varying_slopes(*COUNTRIES).slopes
    assert slopes.cdf(slopes.quantile(0.3)) == pytest.approx([0.3, 0.3])
    low, high = slopes.interval(0.9)
    assert slopes.cdf(high) - slopes.cdf(low) == pytest.approx([0.9, 0.9])
    draws = slopes.sample(4000, np.random.default_rng(1))
    assert draws.shape == (4000, 2)
    assert draws.mean(0) == pytest.approx(slopes.mean, abs=0.03)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"events_t": [0, 60]}, "events_t must be above 0 and below n_t; found 0 of 100"),
        ({"events_c": [30, 100]}, "events_c must be above 0 and below n_c; found 100 of 100"),
        ({"n_c": [100]}, "rows of one length"),
        ({"mean_prior": Flat()}, "must be proper"),
        ({"sd_prior": HalfCauchy(1)}, "lighter than every power"),
        ({"sd_prior": Normal(0, 1)}, "no mass below 0"),
    ],
)
def test_what_it_cannot_do_is_said(arguments, message):
    given = dict(zip(("events_t", "n_t", "events_c", "n_c"), COUNTRIES, strict=True)) | arguments
    with pytest.raises(ValueError, match=message):
        varying_slopes(**given)


def test_tables_that_would_not_fit_are_refused():
    n = [100] * 20 + [1_000_000]
    with pytest.raises(ValueError, match="too large for exact integration"):
        varying_slopes([m // 5 for m in n], n, [m // 6 for m in n], n)


# The models' densities
def test_the_centred_density_is_the_sum_of_its_parts():
    model = models.varying_slopes(*COUNTRIES, StudentT(4, 0, 2), HalfNormal(0.7), centred=True)
    at = {"intercept_mean": -0.3, "intercept_sd": 0.5, "slope_mean": 0.4, "slope_sd": 0.2}
    a, b = np.array([-0.8, 0.2]), np.array([0.7, 0.3])
    y_t, n_t, y_c, n_c = map(np.array, COUNTRIES)
    expected = (
        StudentT(4, 0, 2).logpdf([at["intercept_mean"], at["slope_mean"]]).sum()
        + HalfNormal(0.7).logpdf([at["intercept_sd"], at["slope_sd"]]).sum()
        + stats.norm.logpdf(a, -0.3, 0.5).sum()
        + stats.norm.logpdf(b, 0.4, 0.2).sum()
        + stats.binom.logpmf(y_c, n_c, expit(a)).sum()
        + stats.binom.logpmf(y_t, n_t, expit(a + b)).sum()
    )
    assert log_density(model, intercept=a, slope=b, **at) == pytest.approx(expected, rel=1e-7)


@pytest.mark.slow
def test_the_correlated_density_is_that_of_bivariate_normals():
    model = models.correlated_slopes(*COUNTRIES, eta=2)
    at = {"intercept_mean": -0.3, "intercept_sd": 0.5, "slope_mean": 0.4, "slope_sd": 0.2}
    rho, z, other = -0.6, np.array([-0.8, 0.2]), np.array([0.7, 1.3])
    a = -0.3 + 0.5 * z
    b = 0.4 + 0.2 * (rho * z + np.sqrt(1 - rho**2) * other)
    cross = rho * 0.5 * 0.2
    covariance = [[0.25, cross], [cross, 0.04]]
    pairs = stats.multivariate_normal.logpdf(np.column_stack([a, b]), [-0.3, 0.4], covariance)
    jacobian = 2 * np.log(0.5 * 0.2 * np.sqrt(1 - rho**2))  # (z, other) → (a, b), country by country
    y_t, n_t, y_c, n_c = map(np.array, COUNTRIES)
    expected = (
        pairs.sum()
        + jacobian
        + stats.beta.logpdf((rho + 1) / 2, 2, 2)
        + StudentT(3, 0, 1).logpdf([-0.3, 0.4]).sum()
        + HalfNormal(1).logpdf([0.5, 0.2]).sum()
        + stats.binom.logpmf(y_c, n_c, expit(a)).sum()
        + stats.binom.logpmf(y_t, n_t, expit(a + b)).sum()
    )
    found = log_density(model, half_correlation=(rho + 1) / 2, offset=z, other_offset=other, **at)
    assert found == pytest.approx(expected, rel=1e-7)
    model = models.correlated_slopes(*COUNTRIES, eta=2, centred=True)
    found = log_density(model, half_correlation=(rho + 1) / 2, intercept=a, slope=b, **at)
    assert found == pytest.approx(expected - jacobian, rel=1e-7)


@pytest.mark.slow
def test_the_correlation_has_the_prior_of_lewandowski_kurowicka_and_joe():
    """Everything but the correlation stays put, so densities differ by its prior: (1 − ρ²)^(η − 1)."""
    at = {"intercept_mean": 0, "intercept_sd": 0.5, "slope_mean": 0, "slope_sd": 0.2, "offset": [0, 0]}
    at |= {"other_offset": [0, 0]}
    for eta in (1, 2, 5.5):
        model = models.correlated_slopes(*COUNTRIES, eta=eta)
        values = [log_density(model, half_correlation=(r + 1) / 2, **at) for r in (-0.7, 0.0, 0.4)]
        shape = [(eta - 1) * np.log(1 - r * r) for r in (-0.7, 0.0, 0.4)]
        assert np.diff(values) == pytest.approx(np.diff(shape), abs=1e-6)
    with pytest.raises(ValueError, match="eta must be above 0"):
        models.correlated_slopes(*COUNTRIES, eta=0)


# Fits
@pytest.mark.slow
@pytest.mark.parametrize("scale", [pytest.param(1.0, marks=pytest.mark.certify), 0.25])
def test_the_fit_is_exact_for_canada_and_china(scale):
    model = models.varying_slopes(*COUNTRIES, sd_prior=HalfNormal(scale))
    fit = models.fit(model, draws=2000, target_accept=0.98)
    exact = varying_slopes(*COUNTRIES, sd_prior=HalfNormal(scale))
    assert_exact(fit, {"intercept": exact.intercepts, "slope": exact.slopes})


@pytest.mark.slow
def test_a_correlation_held_at_zero_gives_the_independent_model():
    fit = models.fit(models.correlated_slopes(*COUNTRIES, eta=1e5), draws=2000, target_accept=0.98)
    exact = varying_slopes(*COUNTRIES)
    assert_exact(fit, {"intercept": exact.intercepts, "slope": exact.slopes})
