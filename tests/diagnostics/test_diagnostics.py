"""The verdict on a fit: passes sound draws, names every kind of broken ones, says what to do next."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from helpers import diagnostics, models
from helpers.datasets import load
from helpers.priors import HalfCauchy, Normal

DRAWS = (4, 1000)


def autocorrelated(rng, rho, shape=DRAWS):
    """Gaussian chains with autocorrelation rho at lag 1 and variance 1, started in equilibrium."""
    noise = rng.standard_normal(shape)
    x = np.empty(shape)
    x[:, 0] = noise[:, 0]
    for t in range(1, shape[1]):
        x[:, t] = rho * x[:, t - 1] + np.sqrt(1 - rho**2) * noise[:, t]
    return x


def tree(draws, diverging=None, energy=None):
    import arviz as az

    stats = {
        name: value for name, value in (("diverging", diverging), ("energy", energy)) if value is not None
    }
    return az.from_dict({"posterior": draws} | ({"sample_stats": stats} if stats else {}))


@pytest.fixture
def rng():
    return np.random.default_rng(5)


def one_problem(report, *words):
    assert not report.ok
    assert len(report.problems) == 1, report.problems
    for word in words:
        assert word in report.problems[0]


def test_independent_draws_pass(rng):
    report = diagnostics.report(
        tree(
            {"mu": rng.standard_normal(DRAWS), "theta": rng.standard_normal((*DRAWS, 3))},
            diverging=np.zeros(DRAWS, bool),
            energy=rng.standard_normal(DRAWS),
        )
    )
    assert report.ok
    assert report.problems == ()
    assert list(report.table.index) == ["mu", "theta[0]", "theta[1]", "theta[2]"]
    assert report.sampler["divergences"] == 0
    assert report.sampler["e_bfmi"] > 1
    assert "No problem found" in str(report)
    assert "No problem found" in report._repr_html_()


def test_table_holds_what_the_literature_defines(rng):
    """Independent draws: ESS near their number, MCSE near sd/√S, R-hat near 1."""
    table = diagnostics.report({"x": 3 + 2 * rng.standard_normal((4, 5000))}).table
    assert list(table.columns) == ["mean", "sd", "mcse_mean", "mcse_sd", "ess_bulk", "ess_tail", "r_hat"]
    row = table.loc["x"]
    assert row["mean"] == pytest.approx(3, abs=0.06)
    assert row["sd"] == pytest.approx(2, abs=0.06)
    assert row["mcse_mean"] == pytest.approx(2 / np.sqrt(20_000), rel=0.1)
    assert row["mcse_sd"] == pytest.approx(2 / np.sqrt(2 * 20_000), rel=0.1)
    assert row["ess_bulk"] == pytest.approx(20_000, rel=0.2)
    assert row["r_hat"] == pytest.approx(1, abs=0.002)


def test_effective_sample_size_of_a_known_chain(rng):
    """An AR(1) chain is worth (1 − ρ)/(1 + ρ) of its draws."""
    table = diagnostics.report({"x": autocorrelated(rng, 0.6, (4, 20_000))}).table
    assert table.loc["x", "ess_bulk"] == pytest.approx(80_000 * 0.4 / 1.6, rel=0.1)


def test_chains_at_different_levels(rng):
    shifted = rng.standard_normal(DRAWS) + np.array([0, 0, 0, 0.6])[:, None]
    report = diagnostics.report({"a": shifted, "b": rng.standard_normal(DRAWS)})
    assert any(p.startswith("a: R-hat") and "look at the model" in p for p in report.problems)
    assert not any(p.startswith("b") for p in report.problems)


def test_common_drift_is_seen_because_chains_are_split(rng):
    """Four chains that drift together agree with each other; only their halves differ."""
    drifting = rng.standard_normal(DRAWS) + np.linspace(-1, 1, DRAWS[1])
    assert any("R-hat" in problem for problem in diagnostics.report({"a": drifting}).problems)


def test_chains_of_unequal_spread_are_seen_because_ranks_are_folded(rng):
    unequal = rng.standard_normal(DRAWS) * np.array([1, 1, 1, 3])[:, None]
    assert any("R-hat" in problem for problem in diagnostics.report({"a": unequal}).problems)


def test_slow_chains_are_told_how_many_draws_they_need(rng):
    slow = autocorrelated(rng, 0.97, (4, 2000))
    report = diagnostics.report({"a": slow})
    least = report.table.loc["a", "ess_bulk"]
    assert least < 400
    [bulk] = [p for p in report.problems if "bulk" in p]
    assert f"{np.ceil(400 / least):.0f} times the draws" in bulk


def test_every_divergence_counts(rng):
    diverging = np.zeros(DRAWS, bool)
    diverging[2, 17] = True
    report = diagnostics.report(tree({"a": rng.standard_normal(DRAWS)}, diverging=diverging))
    one_problem(report, "1 of 4000 trajectories", "target_accept", "centred")


def test_low_energy_of_one_chain_is_enough(rng):
    energy = rng.standard_normal(DRAWS)
    energy[1] = autocorrelated(rng, 0.95)[0]
    report = diagnostics.report(tree({"a": rng.standard_normal(DRAWS)}, energy=energy))
    one_problem(report, "E-BFMI", "reparameterise")


def test_heavy_tails_that_mix_are_a_problem_of_the_mean(rng):
    one_problem(
        diagnostics.report({"a": rng.standard_cauchy(DRAWS)}), "Monte Carlo error", "median and quantiles"
    )


def test_stuck_and_broken_draws_are_named(rng):
    draws = {"a": rng.standard_normal(DRAWS), "stuck": np.ones(DRAWS), "broken": np.full(DRAWS, np.nan)}
    report = diagnostics.report(draws)
    assert len(report.problems) == 2
    assert "broken has draws that are not numbers" in report.problems[0]
    assert "stuck never moved" in report.problems[1]


def test_one_chain_is_never_enough(rng):
    one_problem(diagnostics.report({"a": rng.standard_normal((1, 1000))}), "only one chain", "chains=4")


def test_without_the_samplers_record_the_report_says_what_was_not_checked(rng):
    report = diagnostics.report({"a": rng.standard_normal(DRAWS)})
    assert report.ok
    assert "divergences and energy not recorded" in str(report)


def test_text_of_a_failed_report(rng):
    report = diagnostics.report({"<a>": rng.standard_normal((1, 1000)), "b": np.ones((1, 1000))})
    assert str(report).startswith("2 problems found")
    assert "\n2. There is only one chain" in str(report)
    assert "<a>" not in report._repr_html_()
    assert report._repr_html_().count("<li>") == 2
    with pytest.raises(dataclasses.FrozenInstanceError):
        report.ok = True


@pytest.mark.parametrize(
    ("fit", "error", "message"),
    [
        (3.0, TypeError, "fit must be an xarray.DataTree"),
        (np.ones((4, 10)), TypeError, "found ndarray"),
        ({}, ValueError, "group 'posterior' with draws"),
        ({"a": np.ones(100)}, ValueError, r"fit\['a'\] must have shape \(chain, draw"),
    ],
)
def test_what_is_no_fit_is_refused(fit, error, message):
    with pytest.raises(error, match=message):
        diagnostics.report(fit)


# On real fits
@pytest.mark.slow
def test_verdict_on_the_two_parameterisations_of_the_eight_schools():
    schools = load("eight_schools")
    y, s = schools["effect"].to_numpy(), schools["std_error"].to_numpy()
    priors = Normal(0, 20), HalfCauchy(10)
    good = models.fit(models.random_effects(y, s, *priors, names=schools["label"]), target_accept=0.99)
    assert diagnostics.report(good).ok, str(diagnostics.report(good))
    bad = diagnostics.report(
        models.fit(models.random_effects(y, s, *priors, centred=True), target_accept=0.8)
    )
    assert not bad.ok
    assert bad.sampler["divergences"] > 0
    assert any("diverged" in problem and "centred=False" in problem for problem in bad.problems)
