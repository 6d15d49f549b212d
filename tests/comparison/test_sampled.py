"""What draws can tell of the hospitals and what they cannot; and arguments that are refused."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from helpers import comparison, posterior
from helpers.comparison import Elpd
from helpers.datasets import load
from helpers.priors import HalfNormal, Normal

RUNS = 40


@pytest.fixture(scope="module")
def hospitals():
    table = load("hospitals")
    return table["effect"].to_numpy(), table["std_error"].to_numpy()


def scores(y, s, draw):
    """PSIS and WAIC of many runs of 2000 exact draws each."""
    rng = np.random.default_rng(13)
    ll = [stats.norm.logpdf(y, draw(rng), s) for _ in range(RUNS)]
    return [comparison.loo(each) for each in ll], [comparison.waic(each) for each in ll]


@pytest.mark.slow
def test_psis_fails_without_pooling_and_says_so(hospitals):
    y, s = hospitals
    precision = 1 / s**2 + 1 / 400
    psis, waic = scores(y, s, lambda rng: rng.normal(y / s**2 / precision, precision**-0.5, (2000, 12)))
    elpd = np.array([each.elpd for each in psis])
    assert -26.5 < np.median(elpd) < -24.5  # the exact score is −48.1
    assert elpd.std() > 0.2
    assert np.mean([np.mean(each.pareto_k > 0.7) for each in psis]) > 0.6
    assert np.mean([each.elpd for each in waic]) == pytest.approx(-21.6, abs=0.2)


@pytest.mark.slow
def test_psis_holds_where_one_mean_is_shared(hospitals):
    y, s = hospitals
    total = np.sum(1 / s**2) + 1 / 400
    psis, _ = scores(y, s, lambda rng: rng.normal(np.sum(y / s**2) / total, total**-0.5, (2000, 1)))
    elpd = np.array([each.elpd for each in psis])
    exact = comparison.leave_one_study_out(y, s, "complete", Normal(0, 20)).elpd
    assert elpd.mean() == pytest.approx(exact, abs=5 * elpd.std() / RUNS**0.5 + 0.05)
    assert np.mean([np.mean(each.pareto_k > 0.7) for each in psis]) < 0.05


@pytest.mark.slow
def test_psis_holds_once_the_effects_are_integrated_out(hospitals):
    """Partial pooling, scored by p(y_k | μ, τ) in place of p(y_k | θ_k)."""
    y, s = hospitals
    post = posterior.random_effects(y, s, Normal(0, 20), HalfNormal(10))
    rng = np.random.default_rng(5)
    found = []
    for _ in range(RUNS):
        drawn = post.sample(2000, rng)
        spread = np.hypot(s, drawn["tau"][:, None])
        found.append(comparison.loo(stats.norm.logpdf(y, drawn["mu"][:, None], spread)))
    elpd = np.array([each.elpd for each in found])
    assert elpd.mean() == pytest.approx(post.loo().sum(), abs=5 * elpd.std() / RUNS**0.5 + 0.01)
    assert np.mean([np.mean(each.pareto_k > 0.7) for each in found]) < 0.05


LL = np.random.default_rng(1).normal(-1, 0.3, (100, 5))


def but(value, where=(3, 2)):
    ll = LL.copy()
    ll[where] = value
    return ll


@pytest.mark.parametrize("function", [comparison.waic, comparison.loo])
@pytest.mark.parametrize(
    ("ll", "message"),
    [
        (but(np.nan), "ll must hold numbers; found nan"),
        (but(np.inf), r"below \+inf"),
        (but(-np.inf), "found -inf for observation 2"),
        (but(-1.0, (slice(None), 2)), "observation 2 is constant"),
        (LL[:1], "at least .* draws; found 1"),
        (LL[:, 0], "must have shape"),
        (LL[:, :1], "at least 2 observations"),
        (LL[:0], "draws; found 0"),
    ],
)
def test_log_likelihoods_that_are_refused(function, ll, message):
    with pytest.raises(ValueError, match=message):
        function(ll)


def test_lppd_of_draws_of_which_some_are_impossible():
    assert comparison.lppd([[0.0, -np.inf], [0.0, 0.0]]) == pytest.approx(np.log(0.5))
    assert comparison.lppd([[-np.inf], [-np.inf]]) == -np.inf
    assert comparison.lppd(LL - 5000) == pytest.approx(comparison.lppd(LL) - 25_000)


def model(pointwise):
    pointwise = np.asarray(pointwise, dtype=float)
    return Elpd(pointwise.sum(), 1.0, 1.0, pointwise)


@pytest.mark.parametrize(
    ("models", "error", "message"),
    [
        ({"a": model([1, 2])}, ValueError, "at least 2 to compare"),
        ({"a": model([1, 2]), "b": model([1, 2, 3])}, ValueError, r"same observations.*a: \(2,\), b: \(3,\)"),
        ({"a": model([1, 2]), "b": model([1, np.nan])}, ValueError, r"models\['b'\].pointwise"),
        ({"a": model([1, 2]), "b": -3.0}, TypeError, "must map names to Elpd"),
        ([model([1, 2])], TypeError, "must map names to Elpd"),
    ],
)
def test_models_that_do_not_compare(models, error, message):
    with pytest.raises(error, match=message):
        comparison.compare(models)


def test_unknown_weights():
    with pytest.raises(ValueError, match="known are 'stacking'"):
        comparison.compare({"a": model([1, 2]), "b": model([2, 1])}, "akaike")


def test_differences_are_paired():
    """Two models that find the same observations hard: their scores vary much more than the difference."""
    rng = np.random.default_rng(4)
    hard = rng.normal(-3, 2, 50)
    table = comparison.compare({"a": model(hard), "b": model(hard - 0.1 + rng.normal(0, 0.01, 50))})
    assert table.loc["b", "dse"] < 0.1
    assert table.loc["b", "d"] == pytest.approx(5, abs=0.1)
    assert (table.loc["a", "d"], table.loc["a", "dse"]) == (0, 0)


def test_weights_where_densities_vanish():
    """Log scores far below what exp can hold: weights see differences only."""
    table = comparison.compare({"a": model([-2000.0, -1.0]), "b": model([-2001.0, -0.5])})
    near = comparison.compare({"a": model([0.0, -1.0]), "b": model([-1.0, -0.5])})
    np.testing.assert_allclose(table["weight"], near["weight"], atol=1e-7)
    assert 0 < table.loc["a", "weight"] < 1


def test_stacking_mixes_models_that_are_good_at_different_things():
    """Against a fine grid of mixtures of two models."""
    rng = np.random.default_rng(8)
    a, b = rng.normal(-1, 0.5, (2, 30))
    table = comparison.compare({"a": model(a), "b": model(b)})
    w = np.linspace(0, 1, 100_001)
    score = np.sum(np.log(w[:, None] * np.exp(a) + (1 - w[:, None]) * np.exp(b)), axis=1)
    assert table.loc["a", "weight"] == pytest.approx(w[np.argmax(score)], abs=2e-5)


def test_draws_that_repeat_themselves_are_not_believed():
    """A chain that sat at two places has no tail to fit: k̂ says so; the score is that of plain weights."""
    two = np.where(np.arange(400) % 4 == 0, -3.0, -1.0)
    got = comparison.loo(np.column_stack([two, LL.repeat(4, axis=0)[:, 0]]))
    assert got.pareto_k[0] == np.inf
    assert got.pointwise[0] == pytest.approx(-np.log(np.mean(np.exp(-two))))
    assert np.isfinite(got.elpd)
