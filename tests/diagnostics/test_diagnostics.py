"""The verdict on a fit: passes sound draws, names every kind of broken ones, says what to do next."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from scipy import stats

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


def tree(draws, **recorded):
    import arviz as az

    return az.from_dict({"posterior": draws} | ({"sample_stats": recorded} if recorded else {}))


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
    row = table.loc["x"]
    assert row["mean"] == pytest.approx(3, abs=0.06)
    assert row["sd"] == pytest.approx(2, abs=0.06)
    assert row["mcse_mean"] == pytest.approx(2 / np.sqrt(20_000), rel=0.1)
    assert row["mcse_sd"] == pytest.approx(2 / np.sqrt(2 * 20_000), rel=0.1)
    for name, share in (("q5", 0.05), ("q50", 0.5), ("q95", 0.95)):
        assert row[name] == pytest.approx(stats.norm.ppf(share, 3, 2), abs=0.15)
        density = stats.norm.pdf(stats.norm.ppf(share)) / 2
        error = np.sqrt(share * (1 - share) / 20_000) / density
        assert row[f"mcse_{name}"] == pytest.approx(error, rel=0.5)
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


@pytest.mark.parametrize("name", ["maxdepth_reached", "reached_max_treedepth"])
def test_trees_cut_short_are_a_matter_of_speed_and_of_more_than_a_few(rng, name):
    cut = np.zeros(DRAWS, bool)
    cut[:, :40] = True
    few = diagnostics.report(tree({"a": rng.standard_normal(DRAWS)}, **{name: cut}))
    assert few.ok
    assert few.sampler["deepest"] == 160
    assert "largest tree depth: 160" in str(few)
    cut[:, :60] = True
    many = diagnostics.report(tree({"a": rng.standard_normal(DRAWS)}, **{name: cut}))
    one_problem(many, "240 of 4000 trajectories were cut short", "standardise")


def test_a_quantile_between_two_modes_is_a_problem_of_its_own(rng):
    """The chains hop between the modes at every draw: they mix, and the median is anywhere in the gap."""
    hopping = rng.standard_normal(DRAWS) + 40 * (rng.random(DRAWS) < 0.5)
    one_problem(diagnostics.report({"a": hopping}), "the 50 % quantile is known only to", "histogram")


def test_a_long_tail_makes_its_quantile_dear_and_more_draws_help(rng):
    tail = np.exp(2.5 * autocorrelated(rng, 0.6, (4, 800)))
    [problem] = [p for p in diagnostics.report({"a": tail}).problems if "quantile is known" in p]
    assert "95 % quantile" in problem
    long = np.exp(2.5 * autocorrelated(rng, 0.6, (4, 30_000)))
    assert not any("quantile is known" in p for p in diagnostics.report({"a": long}).problems)


@pytest.mark.parametrize("share", [0.5, 0.02])
def test_counts_and_yes_or_no_have_quantiles_that_jump_and_that_is_no_problem(rng, share):
    draws = {"won": rng.random(DRAWS) < share, "orders": rng.poisson(1.5, DRAWS)}
    assert diagnostics.report(draws).ok


def test_problems_stand_in_the_order_in_which_to_look_at_them(rng):
    slow = autocorrelated(rng, 0.999, DRAWS)
    lost = np.where(rng.random(DRAWS) < 0.01, np.inf, rng.standard_normal(DRAWS))
    broken = {"lost": lost, "slow": slow, "heavy": rng.standard_cauchy(DRAWS) ** 3}
    record = {
        "diverging": np.ones(DRAWS, bool),
        "energy": slow,
        "maxdepth_reached": np.ones(DRAWS, bool),
    }
    problems = diagnostics.report(tree(broken, **record)).problems
    words = ["not numbers", "R-hat", "diverged", "E-BFMI", "tree depth", "bulk effective", "tail effective"]
    words.append("Monte Carlo error")
    places = [next(i for i, problem in enumerate(problems) if word in problem) for word in words]
    assert places == sorted(places)


def worst_difference(table, draws, name, **how):
    import arviz as az

    function = az.ess if name.startswith("ess") else az.mcse if name.startswith("mcse") else az.rhat
    with np.errstate(all="ignore"):
        wanted = float(function(draws, **how))
    found = table.loc["x", name]
    return 0.0 if np.isnan(wanted) and np.isnan(found) else abs(found - wanted) / max(abs(wanted), 1)


@pytest.mark.slow
@pytest.mark.parametrize("shape", [(4, 250), (2, 5), (1, 4), (3, 101)])
@pytest.mark.parametrize("kind", ["normal", "whole numbers", "heavy", "constant"])
def test_the_table_is_arviz_s(rng, shape, kind):
    make = {"normal": rng.normal, "heavy": lambda *a: rng.standard_cauchy(a[-1])}
    draws = {
        "whole numbers": lambda: np.round(rng.normal(0, 2, shape)),
        "constant": lambda: np.full(shape, 0.3),
    }.get(kind, lambda: make[kind](1, 3, shape))()
    table = diagnostics.report({"x": draws}).table
    for name, how in {
        "r_hat": {},
        "ess_bulk": {"method": "bulk"},
        "ess_tail": {"method": "tail", "prob": (0.05, 0.95)},
        "mcse_mean": {"method": "mean"},
        "mcse_sd": {"method": "sd"},
        "mcse_q5": {"method": "quantile", "prob": 0.05},
        "mcse_q50": {"method": "median"},
        "mcse_q95": {"method": "quantile", "prob": 0.95},
    }.items():
        if kind == "constant" and name.startswith("mcse"):
            assert table.loc["x", name] == 0
        else:
            assert worst_difference(table, draws, name, **how) < 1e-10, name


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
