"""The browser's samplers: a seed decides the chain, and exact draws stay exact when a sampler moves them."""

import math

import numpy as np
import pytest
from scipy import stats

from helpers import datasets, posterior
from helpers.priors import GammaPrecision, Normal

pytestmark = pytest.mark.browser

ALPHA = 1e-4

STEP = """([starts, kind]) => {
  const { samplers } = window.engine, log = ([x]) => -0.5 * x * x, grad = ([x]) => [-x];
  return JSON.parse(starts).map((x, i) => {
    const rng = samplers.generator(i + 1);
    if (kind === "metropolis") return samplers.metropolis(log, [x], 2.4, 1, rng).draws[0][0];
    return samplers.hmc(log, grad, [x], 0.9, 3, 1, rng).draws[0][0];
  });
}"""

GIBBS = """([starts, y, s, muPrior, tauPrior]) => JSON.parse(starts).map(([mu, tau], i) => {
  const { samplers } = window.engine, rng = samplers.generator(i + 1);
  const chain = samplers.gibbsRandomEffects(y, s, 1, rng, muPrior, tauPrior, { start: { mu, tau } });
  return [chain.mu[0], chain.tau[0], chain.theta[0][0]];
})"""

DRAWS = """([seeds, name, shape, count]) => JSON.parse(seeds).map((seed) => {
  const rng = window.engine.samplers.generator(seed);
  return Array.from({ length: count }, () => rng[name](shape));
})"""


@pytest.mark.parametrize(
    ("name", "shape", "law"),
    [
        ("uniform", None, stats.uniform()),
        ("normal", None, stats.norm()),
        ("gamma", 0.3, stats.gamma(0.3)),
        ("gamma", 1.0, stats.gamma(1)),
        ("gamma", 40.0, stats.gamma(40)),
    ],
)
def test_the_generator_draws_from_what_it_says(probe, name, shape, law):
    first, again, other = (np.array(d) for d in probe(DRAWS, [1, 1, 2], name, shape, 20_000))
    np.testing.assert_array_equal(first, again)
    assert stats.kstest(first, law.cdf).pvalue > ALPHA
    assert abs(np.corrcoef(first[1:], first[:-1])[0, 1]) < 4 / math.sqrt(20_000)
    assert abs(np.corrcoef(first, other)[0, 1]) < 4 / math.sqrt(20_000)


@pytest.mark.parametrize("kind", ["metropolis", "hmc"])
def test_a_normal_stays_normal(probe, kind):
    starts = np.random.default_rng(5).standard_normal(20_000)
    moved = np.array(probe(STEP, starts.tolist(), kind))
    assert np.mean(moved != starts) > 0.3
    assert stats.kstest(moved, "norm").pvalue > ALPHA


def test_gibbs_leaves_the_exact_posterior_where_it_is(probe):
    frame = datasets.load("eight_markets")
    y, s = frame["effect"].to_numpy(), frame["std_error"].to_numpy()
    priors = Normal(0, 1), GammaPrecision(1, 0.02)
    post = posterior.random_effects(y, s, *priors)
    draws = post.sample(8000, np.random.default_rng(6))
    starts = np.column_stack([draws["mu"], draws["tau"]]).tolist()
    mu, tau, theta = np.array(probe(GIBBS, starts, y.tolist(), s.tolist(), *(p.to_json() for p in priors))).T
    assert stats.kstest(mu, post.mu.cdf).pvalue > ALPHA
    assert stats.kstest(tau, post.tau.cdf).pvalue > ALPHA
    assert stats.ks_2samp(theta, draws["theta"][:, 0]).pvalue > ALPHA


def test_leapfrog_runs_backwards_to_where_it_came_from(probe):
    run = """([start]) => {
      const { leapfrog } = window.engine.samplers, grad = (x) => x.map((v) => -(v ** 3));
      const [x, p] = leapfrog(grad, JSON.parse(start), [0.3, -1], 0.1, 25);
      return leapfrog(grad, x, p.map((v) => -v), 0.1, 25)[0];
    }"""
    np.testing.assert_allclose(probe(run, [0.7, 0.2]), [0.7, 0.2], atol=1e-12)


def test_the_same_seed_gives_the_same_chain(probe):
    run = """([seeds]) => JSON.parse(seeds).map((seed) => {
      const { samplers } = window.engine;
      return samplers.metropolis(([x, y]) => -x * x - y * y, [0, 0], 1, 50, samplers.generator(seed));
    })"""
    first, again, other = probe(run, [7, 7, 8])
    assert first == again
    assert first["draws"] != other["draws"]
    assert 0 < first["accepted"] < 1
