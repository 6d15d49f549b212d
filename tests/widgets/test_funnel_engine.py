"""The sampler of `Funnel` in the browser: density, draws and level curves against Python's exact engine."""

from functools import cache

import numpy as np
import pytest
from scipy import stats

from helpers import posterior
from helpers.priors import HalfCauchy, HalfNormal, Normal
from helpers.widgets import Funnel

pytestmark = pytest.mark.browser

POST = """([y, s, mu, tau]) => new window.engine.funnel.RandomEffects(JSON.parse(y), s, mu, tau)"""
AT = f"""([y, s, mu, tau, c, points]) => {{
  const {{ log, grad }} = window.engine.funnel.target(({POST})([y, s, mu, tau]), c);
  return points.map((x) => [log(x), grad(x)]);
}}"""
CURVES = f"""([y, s, mu, tau, c, shares, range]) =>
  window.engine.funnel.levelCurves(({POST})([y, s, mu, tau]), c, 0, shares, range)"""
UNITS = f"""([y, s, mu, tau, c]) => window.engine.funnel.centreAndScale(({POST})([y, s, mu, tau]), c)"""
RUN = f"""([y, s, mu, tau, c, seed, draws]) =>
  window.engine.funnel.sample(({POST})([y, s, mu, tau]), c, 0, {{ chains: 4, draws, warm: 150, seed }})"""

MU, TAU = Normal(0, 1), HalfNormal(1)


@cache
def data(visitors=1.0):
    widget = Funnel(visitors=visitors)
    return np.array(widget.effects), np.array(widget.std_errors) / np.sqrt(visitors)


@cache
def exact(visitors=1.0, count=40_000):
    post = posterior.random_effects(*data(visitors), MU, TAU)
    return post, post.sample(count, np.random.default_rng(3))


def asked(probe, function, *more, visitors=1.0, tau=TAU):
    y, s = data(visitors)
    return probe(function, y.tolist(), s.tolist(), MU.to_json(), tau.to_json(), *more)


@pytest.mark.parametrize("tau_prior", [HalfNormal(1), HalfCauchy(0.5)])
@pytest.mark.parametrize("c", [0.0, 0.3, 1.0])
def test_the_density_is_the_models_in_every_coordinate(probe, c, tau_prior):
    y, s = data()
    rng = np.random.default_rng(2)
    points = rng.normal(0, 0.7, (6, 10))

    def log_density(x):
        mu, log_tau, moved = x[0], x[1], x[2:]
        tau = np.exp(log_tau)
        theta = mu + tau ** (1 - c) * (moved - c * mu)
        return (
            stats.norm.logpdf(y, theta, s).sum()
            + stats.norm.logpdf(moved, c * mu, tau**c).sum()
            + stats.norm.logpdf(mu)
            + tau_prior.logpdf(tau)
            + log_tau
        )

    got = asked(probe, AT, c, points.tolist(), tau=tau_prior)
    gaps = [value - log_density(x) for (value, _), x in zip(got, points, strict=True)]
    assert np.ptp(gaps) < 1e-9
    for (_, slope), x in zip(got, points, strict=True):
        steps = 1e-5 * np.eye(10)
        numeric = [(log_density(x + d) - log_density(x - d)) / 2e-5 for d in steps]
        np.testing.assert_allclose(slope, numeric, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize(("c", "visitors"), [(0.0, 1.0), (0.5, 4.0), (1.0, 64.0)])
def test_level_curves_hold_their_share_of_exact_draws(probe, c, visitors):
    post, drawn = exact(visitors)
    spot = (drawn["theta"][:, 0] - drawn["mu"]) * drawn["tau"] ** (c - 1)
    log_tau = np.log(drawn["tau"])
    shares = [0.5, 0.8, 0.95]
    ends = [float(np.log(post.tau.quantile(q))) for q in (1e-5, 1 - 1e-6)]
    for share, curve in zip(shares, asked(probe, CURVES, c, shares, ends, visitors=visitors), strict=True):
        at, low, high = np.array(curve).T
        inside = (spot > np.interp(log_tau, at, low, right=np.inf, left=np.inf)) & (
            spot < np.interp(log_tau, at, high, right=-np.inf, left=-np.inf)
        )
        assert inside.mean() == pytest.approx(share, abs=0.012)


@pytest.mark.parametrize("c", [0.0, 0.6, 1.0])
def test_units_are_the_spread_of_the_posterior(probe, c):
    _, drawn = exact()
    mu, tau = drawn["mu"][:, None], drawn["tau"][:, None]
    moved = c * mu + (drawn["theta"] - mu) * tau ** (c - 1)
    columns = np.hstack([mu, np.log(tau), moved])
    got = asked(probe, UNITS, c)
    np.testing.assert_allclose(got["scale"], columns.std(axis=0), rtol=0.03)
    np.testing.assert_allclose(got["centre"], columns.mean(axis=0), atol=0.05)


@pytest.mark.parametrize(("c", "visitors"), [(0.0, 1.0), (0.25, 4.0), (1.0, 64.0)])
def test_draws_are_from_the_posterior_where_the_coordinates_suit_it(probe, c, visitors):
    post, _ = exact(visitors)
    got = asked(probe, RUN, c, 7, 2000, visitors=visitors)
    assert got["ess"] > 400
    log_tau = np.array(got["logTau"])
    for q in (0.1, 0.5, 0.9):
        noise = np.sqrt(q * (1 - q) / (0.5 * got["ess"]))
        assert np.mean(log_tau < np.log(post.tau.quantile(q))) == pytest.approx(q, abs=4.5 * noise)


def test_effects_on_weak_data_break_paths_and_miss_the_neck(probe):
    post, _ = exact()
    below = []
    for seed in range(1, 9):
        got = asked(probe, RUN, 1.0, seed, 250)
        assert got["breaks"]
        below.append(np.mean(np.array(got["logTau"]) < np.log(0.1)))
    assert np.mean(below) < post.tau.cdf(0.1) - 2 * np.std(below) / np.sqrt(8)


def test_the_same_seed_gives_the_same_draws(probe):
    first, again, other = (asked(probe, RUN, 0.5, seed, 50) for seed in (4, 4, 5))
    assert first == again
    assert first["logTau"] != other["logTau"]
