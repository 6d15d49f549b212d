"""R-hat, effective sample size and Pareto-smoothed weights of the browser's engine, against ArviZ."""

import math

import numpy as np
import pytest

pytestmark = pytest.mark.browser

KINDS = ("iid", "autoregressive", "far apart", "integers", "heavy", "antithetic")
SHAPES = [(4, 250), (2, 101), (1, 60), (4, 8), (3, 1000)]


def chains(kind, shape, rng):
    noise = rng.standard_normal(shape)
    if kind in ("autoregressive", "antithetic"):
        rho = 0.9 if kind == "autoregressive" else -0.6
        for i in range(1, shape[1]):
            noise[:, i] = rho * noise[:, i - 1] + math.sqrt(1 - rho**2) * noise[:, i]
    if kind == "far apart":
        noise += np.arange(shape[0])[:, None]
    if kind == "integers":
        noise = np.round(2 * noise)
    if kind == "heavy":
        noise = rng.standard_cauchy(shape)
    return noise


def cases():
    rng = np.random.default_rng(3)
    return [(kind, shape, chains(kind, shape, rng)) for kind in KINDS for shape in SHAPES]


@pytest.mark.parametrize(
    ("name", "method"), [("essBulk", "bulk"), ("essTail", "tail"), ("essMean", "mean"), ("rhat", "rank")]
)
def test_chains_are_judged_as_arviz_judges_them(engine, name, method):
    from arviz_stats.base import array_stats

    worlds = cases()
    found = engine(f"diagnostics.{name}", [[x.tolist()] for _, _, x in worlds])
    judge = array_stats.rhat if name == "rhat" else array_stats.ess
    options = {"prob": (0.05, 0.95)} if method == "tail" else {}
    for (kind, shape, x), got in zip(worlds, found, strict=True):
        wanted = judge(x, method=method, **options)
        if math.isnan(wanted):
            assert got is None or math.isnan(got), (kind, shape)
        else:
            assert got == pytest.approx(wanted, rel=1e-9), (kind, shape)


def test_a_constant_chain_counts_every_draw(engine):
    assert engine("diagnostics.essMean", [[[[2.0] * 50] * 2]]) == [100]


@pytest.mark.parametrize("spread", [0.1, 1.0, 3.0, 8.0])
@pytest.mark.parametrize("size", [100, 1000, 4000])
def test_weights_are_smoothed_as_arviz_smooths_them(engine, spread, size):
    from arviz_stats.base import array_stats

    rng = np.random.default_rng(size)
    ratios = spread * rng.standard_normal((5, size)) ** 2
    found = engine("diagnostics.psis", [[row.tolist()] for row in ratios])
    for row, got in zip(ratios, found, strict=True):
        wanted, k = array_stats.psislw(-row)
        assert got["k"] == pytest.approx(float(k), rel=1e-9)
        np.testing.assert_allclose(got["logWeights"], wanted, rtol=1e-9, atol=1e-9)
