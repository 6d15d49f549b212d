"""Refinement that stops before a density is resolved says so, and what is far away is 0 or 1 in silence."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from helpers._panels import UnresolvedWarning, refine, spread
from helpers.borrowing import probability_above
from helpers.distributions import EffectPrior, NormalMixture
from helpers.distributions.grid import GridMarginal, tabulate
from helpers.posterior import beta_binomial, binomial_random_effects, random_effects, varying_slopes
from helpers.priors import Beta, GammaPrecision, HalfCauchy, HalfNormal, MeanConcentration, Normal, Uniform

COUNTS = (12, 14, 9, 40), (100, 90, 80, 300), (10, 18, 5, 30), (100, 95, 82, 310)


def one_panel(low: np.ndarray, high: np.ndarray) -> np.ndarray:  # noqa: ARG001
    return np.ones(np.shape(low), dtype=int)


def remaining(warning: warnings.WarningMessage) -> float:
    """The share that the message says may be wrong."""
    return float(str(warning.message).split("and ")[1].split(" of it")[0])


def test_a_posterior_of_tau_that_stays_unresolved_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    y, s = (
        np.array([[0.4, 0.1, 0.6, 30.0], [0.2, 0.1, 0.3, 0.2]]),
        np.array([[0.2, 0.3, 0.001, 5.0], [0.3] * 4]),
    )
    priors = NormalMixture([0.5, 0.5], [0, 30], [0.1, 0.01]), HalfCauchy(1)
    right = random_effects(y, s, *priors)
    for name, value in (("HALVINGS", 0), ("MOST", 1), ("panel_count", one_panel)):
        monkeypatch.setattr(f"helpers.posterior.normal.solution.{name}", value)
    with pytest.warns(UnresolvedWarning, match=r"density of τ in 1 of 2 posteriors is not resolved") as found:
        poor = random_effects(y, s, *priors)
    assert poor.error_estimate[0] > 0.9 * remaining(found[0])
    assert poor.error_estimate[0] > abs(poor.log_evidence - right.log_evidence)[0]
    assert poor.error_estimate[1] < 1e-6


RATES = [3, 900, 5], [10, 2000, 8], MeanConcentration(Uniform(0.2, 0.6), HalfCauchy(20))


@pytest.mark.parametrize(
    "engine",
    [lambda: binomial_random_effects(*COUNTS, tau_prior=HalfCauchy(1)), lambda: beta_binomial(*RATES)],
    ids=["counts", "rates"],
)
def test_a_plane_that_stays_unresolved_says_so(
    monkeypatch: pytest.MonkeyPatch, engine: Callable[[], Any]
) -> None:
    monkeypatch.setattr("helpers.posterior.plane.nodes.panel_count", one_panel)
    monkeypatch.setattr("helpers.posterior.plane.nodes.HALVINGS", 0)
    with pytest.warns(UnresolvedWarning, match="posterior of the hyperparameters is not resolved") as found:
        poor = engine()
    assert poor.error_estimate > 0.9 * remaining(found[0])


def test_a_table_that_stays_unresolved_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("helpers.distributions.grid.ROUNDS", 3)
    table = tabulate(lambda u: 1.0 * (np.abs(u) < 0.3), -1, 1)
    assert table.rest > 1e-3
    with pytest.warns(UnresolvedWarning, match="density of a box is not resolved"):
        GridMarginal(lambda: table, (0, 1), "a box").cdf(0.1)


@pytest.mark.parametrize("prior", [Beta(0.05, 0.05), GammaPrecision(0.01, 0.01)], ids=repr)
def test_a_prior_over_too_many_scales_says_so(prior: Beta | GammaPrecision) -> None:
    with pytest.warns(UnresolvedWarning, match="density of .*not resolved.*lighter tails"):
        probability_above(prior, 0.2, 0.1)


def test_panels_are_halved_until_the_function_is_resolved_on_each() -> None:
    def look(panels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        middle = panels.mean(axis=-1)
        return np.where((panels[:, 0] <= 0.3) & (panels[:, 1] > 0.3), np.diff(panels)[:, 0] / 0.1, 0), middle

    found = refine(np.array([0.0, 1.0, 2.0]), look, 10)
    assert found.edges.tolist() == [0, 0.25, 0.3125, 0.375, 0.5, 1, 2]
    assert found.rest == 0
    order = np.argsort(found.panels[:, 0])
    np.testing.assert_array_equal(found.values[order], (found.edges[1:] + found.edges[:-1]) / 2)
    stopped = refine(np.array([0.0, 1.0, 2.0]), look, 2)
    assert stopped.rest == pytest.approx(5)
    x, w = spread(stopped.edges, 3)
    assert w @ x**4 == pytest.approx(2**5 / 5)


@pytest.mark.slow
def test_a_narrow_prior_of_the_mean_far_from_the_data_is_resolved() -> None:
    """Against sums over even grids of both sds (70 nodes), both means (9) and each study's two log odds."""
    found = varying_slopes((417, 8), (422, 820), (186, 11), (188, 12), Normal(3, 0.05), HalfNormal(1))
    assert found.log_evidence == pytest.approx(-22.966648, abs=1e-4)
    assert found.slopes.mean == pytest.approx([0.545344, -6.867073], abs=1e-4)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("mean", "sd", "tau"),
    [
        (8, 0.2, 0.3),
        # Narrower priors take four times as long and more.
        pytest.param(8, 0.05, 0.3, marks=pytest.mark.certify),
        pytest.param(3, 0.05, 0.1, marks=pytest.mark.certify),
        pytest.param(300, 0.05, 0.1, marks=pytest.mark.certify),
    ],
)
def test_counts_that_the_priors_rule_out_are_refused_in_words(mean: float, sd: float, tau: float) -> None:
    with pytest.raises(ValueError, match="mean_prior and sd_prior leave these counts no probability"):
        varying_slopes((417, 8), (422, 820), (186, 11), (188, 12), Normal(mean, sd), HalfNormal(tau))


FAR = np.array([-np.inf, -1e300, -1e30, 0.3, 1e30, 1e300, np.inf])


def test_what_is_far_away_has_no_density_and_no_warning() -> None:
    post = random_effects([0.1, 0.4, 0.2], [1e-6, 1e-5, 1e-6], Normal(0, 1), HalfNormal(1e-4))
    answers = (EffectPrior(0.1, 1e-6), NormalMixture([0.5, 0.5], [0, 1], [1e-6, 1]), post.mu, post.theta_new)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for each in answers:
            assert (each.pdf(FAR[[0, 1, 2, 4, 5, 6]]) == 0).all()
            np.testing.assert_array_equal(each.cdf(FAR[[0, 1, 2, 4, 5, 6]]), [0, 0, 0, 1, 1, 1])


@pytest.mark.slow
def test_what_is_impossible_or_far_from_a_heavy_prior_is_no_reason_to_warn() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        warnings.simplefilter("ignore", UnresolvedWarning)
        rates = beta_binomial([7, 0, 4], [8, 27, 9], MeanConcentration(Beta(1, 1), HalfNormal(30)))
        assert (rates.mean_rate.pdf(FAR[[0, 1, 2, 4, 5, 6]]) == 0).all()
        assert probability_above(GammaPrecision(0.01, 0.01), [-0.5, 3.0], 0.01) == pytest.approx([1, 1])
