"""The pooling models: their log densities term by term, and their fits against exact posteriors."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from scipy import stats

from helpers import models, posterior
from helpers.datasets import load
from helpers.priors import (
    Exponential,
    Flat,
    GammaPrecision,
    HalfCauchy,
    HalfNormal,
    HalfStudentT,
    Normal,
    StudentT,
    Uniform,
)
from tests.models.checks import log_density

FAMILYWISE = 1e-6
Y, S = np.array([0.4, -0.2, 1.1]), np.array([0.3, 0.2, 0.5])


def studies(name):
    table = load(name)
    return table["effect"].to_numpy(), table["std_error"].to_numpy()


# Log densities
@pytest.mark.parametrize(
    "tau_prior",
    [
        HalfNormal(0.7),
        GammaPrecision(1, 0.02),
        *(
            pytest.param(prior, marks=pytest.mark.slow)
            for prior in (HalfCauchy(0.5), HalfStudentT(4, 0.8), Exponential(2), Uniform(0, 3))
        ),
    ],
)
def test_centred_density_is_the_sum_of_its_parts(tau_prior):
    model = models.random_effects(Y, S, Normal(0.1, 2), tau_prior, centred=True)
    mu, tau, theta = 0.3, 0.6, np.array([0.1, 0.2, 0.9])
    expected = (
        Normal(0.1, 2).logpdf(mu)
        + tau_prior.logpdf(tau)
        + stats.norm.logpdf(theta, mu, tau).sum()
        + stats.norm.logpdf(Y, theta, S).sum()
    )
    assert log_density(model, mu=mu, tau=tau, theta=theta) == pytest.approx(expected, rel=1e-7)


def test_both_parameterisations_are_one_model():
    mu, tau, offset = 0.3, 0.6, np.array([-0.5, 0.1, 1.3])
    priors = Normal(0, 1), HalfCauchy(0.5)
    centred = models.random_effects(Y, S, *priors, centred=True)
    non_centred = models.random_effects(Y, S, *priors, centred=False)
    jacobian = Y.size * np.log(tau)  # dθ = τ d(offset), study by study
    assert log_density(non_centred, mu=mu, tau=tau, offset=offset) == pytest.approx(
        log_density(centred, mu=mu, tau=tau, theta=mu + tau * offset) + jacobian, rel=1e-7
    )


def test_complete_and_no_pooling_densities():
    theta = np.array([0.1, 0.2, 0.9])
    complete = log_density(models.complete_pooling(Y, S, Normal(0, 2)), mu=0.3)
    assert complete == pytest.approx(Normal(0, 2).logpdf(0.3) + stats.norm.logpdf(Y, 0.3, S).sum(), rel=1e-7)
    apart = log_density(models.no_pooling(Y, S, StudentT(4, 0, 1)), theta=theta)
    expected = StudentT(4, 0, 1).logpdf(theta).sum() + stats.norm.logpdf(Y, theta, S).sum()
    assert apart == pytest.approx(expected, rel=1e-7)


# Names, coordinates, arguments
def test_names_become_coordinates():
    names = ["Market A", "Market B", "Market C"]
    for model in (
        models.random_effects(Y, S, names=names),
        models.random_effects(Y, S, names=np.array(names), centred=True),
        models.complete_pooling(Y, S, names=names),
        models.no_pooling(Y, S, names=names),
    ):
        assert list(model.coords["study"]) == names
        assert model.named_vars_to_dims["theta"] == ("study",)
    assert list(models.random_effects(Y, S).coords["study"]) == [1, 2, 3]


def test_flat_tau_prior_is_read_as_flat_above_zero():
    model = models.random_effects(Y, S, Flat(), Flat(), centred=True)
    assert log_density(model, mu=0.3, tau=0.6, theta=Y) == pytest.approx(
        stats.norm.logpdf(Y, 0.3, 0.6).sum() + stats.norm.logpdf(Y, Y, S).sum(), rel=1e-7
    )


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"effects": [1.0, 2.0]}, ValueError, "same shape"),
        ({"std_errors": [0.1, 0.0, 0.2]}, ValueError, "std_errors must be above 0"),
        ({"effects": [1, np.nan, 2]}, ValueError, "effects must be finite"),
        ({"effects": [Y, Y], "std_errors": [S, S]}, ValueError, "effects must have shape"),
        ({"names": ["A", "B"]}, ValueError, "names must hold one name a study, 3; found 2"),
        ({"names": ["A", "B", "A"]}, ValueError, "'A' more than once"),
        ({"tau_prior": Normal(0, 1)}, ValueError, "tau_prior must have no mass below 0"),
        ({"tau_prior": 1.0}, TypeError, "tau_prior must be a prior"),
        ({"mu_prior": (0, 1)}, TypeError, "mu_prior must be a prior"),
        (
            {"effects": Y[:2], "std_errors": S[:2], "mu_prior": Flat(), "tau_prior": Flat()},
            ValueError,
            "improper",
        ),
        ({"effects": Y[:1], "std_errors": S[:1], "tau_prior": Flat()}, ValueError, "at least 2 studies"),
    ],
)
def test_bad_arguments_are_named(arguments, error, message):
    with pytest.raises(error, match=message):
        models.random_effects(**{"effects": Y, "std_errors": S} | arguments)


def test_the_other_poolings_refuse_bad_arguments_too():
    with pytest.raises(ValueError, match="std_errors must be above 0"):
        models.complete_pooling(Y, -S)
    with pytest.raises(TypeError, match="theta_prior must be a prior"):
        models.no_pooling(Y, S, theta_prior="flat")


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ({"draws": 1}, ValueError, "draws must be at least 4"),
        ({"draws": 10.5}, ValueError, "draws must be a whole number"),
        ({"chains": 0}, ValueError, "chains must be at least 1"),
        ({"tune": -1}, ValueError, "tune must be at least 0"),
        ({"seed": -3}, ValueError, "seed must be at least 0"),
        ({"target_accept": 1.0}, ValueError, "target_accept must be below 1"),
    ],
)
def test_fit_refuses_bad_settings(settings, error, message):
    with pytest.raises(error, match=message):
        models.fit(models.complete_pooling(Y, S), **settings)


def test_fit_wants_a_model_with_something_to_sample():
    import pymc as pm

    with pytest.raises(TypeError, match=r"model must be a pymc\.Model"):
        models.fit({"mu": 0})
    with pm.Model() as empty:
        pm.Normal("y", 0, 1, observed=[0.0])
    with pytest.raises(ValueError, match="at least one unobserved variable"):
        models.fit(empty)


# Fits against the exact posterior
def assert_uniform(draws, cdf, family):
    """cdf(draws) has mean 1/2 and variance 1/12, jointly with ``family`` other tests at FAMILYWISE."""
    import arviz as az

    u = np.asarray(cdf(draws))
    for statistic, expected in ((u, 1 / 2), ((u - 0.5) ** 2, 1 / 12)):
        n = float(az.ess(statistic, method="mean"))
        assert n > 200
        error = statistic.std(ddof=1) / np.sqrt(n)
        assert abs(statistic.mean() - expected) < error * stats.t.isf(FAMILYWISE / (4 * family), n - 1)


def assert_same(fit, exact):
    rng = np.random.default_rng(3)
    mu, tau, theta = (fit.posterior[name].to_numpy() for name in ("mu", "tau", "theta"))
    family = theta.shape[-1] + 3
    assert_uniform(mu, exact.mu.cdf, family)
    assert_uniform(tau, exact.tau.cdf, family)
    assert_uniform(rng.normal(mu, tau), exact.theta_new.cdf, family)
    below = exact.theta.cdf(theta)
    for k in range(theta.shape[-1]):
        assert_uniform(below[..., k], lambda u: u, family)


@pytest.fixture(scope="module")
def markets_fit():
    y, s = studies("eight_markets")
    return models.fit(models.random_effects(y, s, names=load("eight_markets")["label"]), draws=2000)


@pytest.mark.slow
def test_non_centred_fit_is_exact_on_the_markets(markets_fit):
    assert_same(markets_fit, posterior.random_effects(*studies("eight_markets")))
    assert list(markets_fit.posterior["study"].values) == [f"Market {letter}" for letter in "ABCDEFGH"]


@pytest.mark.slow
def test_centred_fit_is_exact_where_data_are_plenty():
    y, s = studies("eight_markets")
    precise = s / 5
    fit = models.fit(models.random_effects(y, precise, centred=True), draws=2000)
    assert_same(fit, posterior.random_effects(y, precise))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("mu_prior", "tau_prior"),
    [
        pytest.param(Normal(0, 20), HalfCauchy(10), marks=pytest.mark.certify),
        (StudentT(4, 0, 15), Exponential(0.1)),
        pytest.param(Flat(), HalfStudentT(4, 8), marks=pytest.mark.certify),
        pytest.param(Normal(0, 20), Uniform(0, 40), marks=pytest.mark.certify),
        (Normal(5, 5), GammaPrecision(2, 50)),
        pytest.param(Flat(), Flat(), marks=pytest.mark.certify),
    ],
)
def test_every_prior_drives_model_and_exact_engine_alike(mu_prior, tau_prior):
    y, s = studies("eight_schools")
    fit = models.fit(models.random_effects(y, s, mu_prior, tau_prior), draws=2000, target_accept=0.98)
    assert_same(fit, posterior.random_effects(y, s, mu_prior, tau_prior))


@pytest.mark.slow
def test_complete_and_no_pooling_fits_are_exact():
    y, s = studies("eight_markets")
    w = np.append(1 / s**2, 1.0)  # Normal(0, 1) is one more study, at 0 with standard error 1
    centre, spread = (w[:-1] * y).sum() / w.sum(), w.sum() ** -0.5
    complete = models.fit(models.complete_pooling(y, s)).posterior
    assert_uniform(complete["mu"].to_numpy(), stats.norm(centre, spread).cdf, 1)
    assert (complete["theta"] == complete["mu"]).all()
    apart = models.fit(models.no_pooling(y, s)).posterior["theta"].to_numpy()
    for k in range(y.size):
        assert_uniform(apart[..., k], stats.norm(y[k], s[k]).cdf, y.size)


@pytest.mark.slow
def test_fit_is_quiet_and_repeatable(markets_fit, capfd):
    model = models.random_effects(*studies("eight_markets"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        again, other = models.fit(model, draws=100), models.fit(model, draws=100, seed=1)
        same = models.fit(model, draws=100)
    assert capfd.readouterr() == ("", "")
    assert (again.posterior["mu"] == same.posterior["mu"]).all()
    assert not (again.posterior["mu"] == other.posterior["mu"]).all()
    assert markets_fit.posterior.sizes["chain"] == 4
    assert markets_fit.posterior.sizes["draw"] == 2000
