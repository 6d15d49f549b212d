"""The browser's exact posteriors against `helpers.posterior`: every τ prior, K from 1 to 1000, all scales."""

import math

import numpy as np
import pytest

from helpers import datasets, posterior
from helpers.priors import HalfNormal, Normal, StudentT, Uniform
from tests.posterior.worlds import problems

pytestmark = pytest.mark.browser

LEVELS = [0.01, 0.025, 0.5, 0.975, 0.99]

PROBE = """([problems, levels]) => JSON.parse(problems).map(([y, s, muPrior, tauPrior]) => {
  const post = new window.engine.randomEffects.RandomEffects(y, s, muPrior, tauPrior);
  const read = (d) => ({ mean: d.mean, sd: d.sd, quantiles: levels.map((q) => d.quantile(q)) });
  const tau = post.tau;
  return {
    evidence: post.logEvidence, mu: read(post.mu), tau: read(tau), first: read(post.theta(0)),
    next: read(post.thetaNew()), pdf: levels.map((q) => tau.pdf(tau.quantile(q))),
    above: [post.mu.probAbove(0), post.thetaNew(s[0]).probAbove(0)],
  };
})"""


def cases():
    """Varied problems, and one in which a second mode of next to no mass carries the variance of τ."""
    varied = [*problems(260, seed=29), problems(166, seed=101)[165]]
    return [p for p in varied if not isinstance(p.mu_prior, StudentT) and p.decay > 3.2]


def as_json(problem):
    priors = problem.mu_prior.to_json(), problem.tau_prior.to_json()
    return [problem.effects.tolist(), problem.std_errors.tolist(), *priors]


def agree(got, wanted, unit, tolerance=1e-9):
    return math.isclose(got, wanted, rel_tol=tolerance, abs_tol=tolerance * unit)


def test_javascript_agrees_with_python(probe):
    worlds = cases()
    for problem, got in zip(worlds, probe(PROBE, [as_json(p) for p in worlds], LEVELS), strict=True):
        post = posterior.random_effects(
            problem.effects, problem.std_errors, mu_prior=problem.mu_prior, tau_prior=problem.tau_prior
        )
        assert agree(got["evidence"], post.log_evidence, 1), problem
        first = post.theta
        pairs = {"mu": post.mu, "tau": post.tau, "next": post.theta_new}
        for name, wanted in pairs.items():
            assert agree(got[name]["mean"], wanted.mean, wanted.sd), (name, problem)
            assert agree(got[name]["sd"], wanted.sd, abs(wanted.mean)), (name, problem)
            for ours, theirs in zip(got[name]["quantiles"], wanted.quantile(LEVELS), strict=True):
                # Far out in a heavy tail a quantile magnifies a probability that Python has to 2e-10.
                assert agree(ours, theirs, wanted.sd, 1e-9 if name == "tau" else 1e-8), (name, problem)
            reached = wanted.cdf(np.array(got[name]["quantiles"]))
            np.testing.assert_allclose(reached, LEVELS, rtol=0, atol=1e-9, err_msg=f"{name} {problem}")
        assert agree(got["first"]["mean"], first.mean[0], first.sd[0]), problem
        assert agree(got["first"]["sd"], first.sd[0], abs(first.mean[0])), problem
        assert agree(got["above"][0], post.mu.prob_above(0), 1e-3), problem
        assert agree(got["above"][1], post.new_estimate(problem.std_errors[0]).prob_above(0), 1e-3), problem
        peak = max(got["pdf"])
        for ours, theirs in zip(got["pdf"], post.tau.pdf(post.tau.quantile(LEVELS)), strict=True):
            assert agree(ours, theirs, peak), problem


@pytest.mark.parametrize("spread", [1.0, 100.0])
def test_a_posterior_pressed_against_the_end_of_its_prior(engine, spread):
    # Log densities of a million on a scale of 1e-6: finer panels would find only rounding errors.
    rng = np.random.default_rng(7)
    s = 10 ** rng.uniform(0, 3.5, 1000)
    y = spread * (rng.normal(0, s) + 30)
    priors = Normal(0, 1), Uniform(0.2, 3)
    [got] = engine("randomEffects.summary", [[y.tolist(), s.tolist(), *(p.to_json() for p in priors)]])
    wanted = posterior.random_effects(y, s, *priors)
    assert got["tau"]["mean"] == pytest.approx(wanted.tau.mean, rel=1e-9)
    assert got["mu"]["mean"] == pytest.approx(wanted.mu.mean, rel=1e-9)
    assert got["logEvidence"] == pytest.approx(wanted.log_evidence, rel=1e-9)


def test_the_three_claims_about_the_markets(engine):
    frame = datasets.load("eight_markets")
    studies = [frame["effect"].tolist(), frame["std_error"].tolist()]
    [got] = engine("randomEffects.summary", [[*studies, Normal(0, 1).to_json(), HalfNormal(1).to_json()]])
    assert got["mu"]["mean"] == pytest.approx(0.42111718272440, abs=1e-12)
    assert got["tau"]["mean"] == pytest.approx(0.44541167293157, abs=1e-12)
    assert got["logEvidence"] == pytest.approx(-8.03536880084741, abs=1e-12)
    assert got["aboveZero"]["thetaNew"] == pytest.approx(0.8294484729024, abs=1e-12)
    np.testing.assert_allclose(
        got["shrinkage"], [0.518, 0.449, 0.415, 0.372, 0.346, 0.315, 0.253, 0.180], atol=5e-4
    )


def test_divergent_moments_are_infinite_and_improper_posteriors_refused(engine, probe):
    flat = {"family": "Flat"}
    wild = [[0.0, 1.0, 2.0], [1.0, 1.0, 1.0], flat, flat]
    read = """([p]) => {
      const { RandomEffects } = window.engine.randomEffects;
      return JSON.parse(p).map((given) => String(new RandomEffects(...given).tau.mean));
    }"""
    [got] = probe(read, [wild])
    assert got == "Infinity"
    with pytest.raises(Exception, match="improper posterior"):
        engine("randomEffects.summary", [[[0.0, 1.0], [1.0, 1.0], flat, flat]])
