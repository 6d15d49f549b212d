"""The browser's posterior under a Student prior of μ, against `helpers.posterior`."""

import pytest

from helpers import datasets, posterior
from helpers.priors import HalfCauchy, HalfNormal, StudentT

pytestmark = pytest.mark.browser

READ = """([cases, levels]) => JSON.parse(cases).map((given) => {
  const post = window.engine.studentMu.posterior(...given), next = post.thetaNew();
  const read = (d) => [d.mean, d.sd, ...levels.map((q) => d.quantile(q))];
  return {
    evidence: post.logEvidence, mu: read(post.mu), tau: read(post.tau), next: read(next),
    above: next.probAbove(0),
  };
})"""

LEVELS = [0.025, 0.5, 0.975]


@pytest.mark.parametrize(
    ("mu_prior", "tau_prior"),
    [
        (StudentT(3, 0, 1), HalfNormal(1)),
        (StudentT(4, 2, 0.1), HalfNormal(0.5)),
        (StudentT(30, 0, 1), HalfNormal(1)),
        (StudentT(7, 0, 10), HalfCauchy(0.5)),
    ],
    ids=str,
)
def test_javascript_agrees_with_python(probe, mu_prior, tau_prior):
    frame = datasets.load("eight_markets")
    y, s = frame["effect"].to_numpy(), frame["std_error"].to_numpy()
    [got] = probe(READ, [[y.tolist(), s.tolist(), mu_prior.to_json(), tau_prior.to_json()]], LEVELS)
    post = posterior.random_effects(y, s, mu_prior=mu_prior, tau_prior=tau_prior)
    assert got["evidence"] == pytest.approx(post.log_evidence, abs=1e-9)
    for name, wanted in {"mu": post.mu, "tau": post.tau, "next": post.theta_new}.items():
        mean, sd, *quantiles = got[name]
        assert mean == pytest.approx(wanted.mean, rel=1e-9, abs=1e-9), name
        assert sd == pytest.approx(wanted.sd, rel=1e-9), name
        assert quantiles == pytest.approx(list(wanted.quantile(LEVELS)), rel=1e-8, abs=1e-8), name
    assert got["above"] == pytest.approx(post.theta_new.prob_above(0), abs=1e-9)
