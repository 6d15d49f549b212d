"""Simulation-based calibration: right methods pass, wrong ones fail in the right words, long runs go on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.signal import lfilter

from helpers import posterior
from helpers.diagnostics import SBC, sbc
from tests.diagnostics.worlds import MU, QUANTITIES, TAU, random_effects

SIGMA = 0.7
ROOM = 4  # observations in the conjugate world


def simulate(rng: np.random.Generator) -> Any:
    """mu ~ N(0, 1), then ROOM observations with sd SIGMA."""
    mu = rng.standard_normal()
    return {"mu": mu}, rng.normal(mu, SIGMA, ROOM)


def conjugate(y: np.ndarray) -> tuple[float, float]:
    variance = 1 / (1 + y.size / SIGMA**2)
    return variance * y.sum() / SIGMA**2, np.sqrt(variance)


def exact(y: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
    mean, sd = conjugate(y)
    return {"mu": rng.normal(mean, sd, 100)}


def log_likelihood(parameters: dict[str, Any], y: np.ndarray) -> float:
    return float(-np.sum((y - parameters["mu"]) ** 2))


def calibrated(fit: Any, replications: int = 300, seed: int = 1, **settings: Any) -> SBC:
    quantities = settings.pop("quantities", ["mu", log_likelihood])
    return sbc(simulate, fit, quantities, replications, np.random.default_rng(seed), **settings)


def test_an_exact_method_passes() -> None:
    found = calibrated(exact)
    assert found.ranks.shape == (300, 2)
    assert found.p_values.shape == (2,)
    assert found.names == ("mu", "log_likelihood")
    assert (found.ranks.min() >= 0) & (found.ranks.max() <= found.draws == 100)
    assert found.failing(1e-4) == ()
    assert str(found).startswith("No quantity of 2 fails in 300 worlds, 100 draws ranked in each; smallest p")


@pytest.mark.slow
def test_a_right_method_is_failed_as_rarely_as_promised() -> None:
    passed = [
        not calibrated(exact, 40, seed, quantities=["mu"], draws=20).failing(0.2) for seed in range(100)
    ]
    assert 0.8 - 4 * 0.04 < np.mean(passed) < 0.8 + 4 * 0.04  # p-values of 40 worlds are discrete


def test_the_prior_gives_itself_away_by_the_log_likelihood_alone() -> None:
    found = calibrated(lambda _, rng: {"mu": rng.standard_normal(100)})
    assert found.failing(1e-4) == ("log_likelihood",)
    assert "log_likelihood (p < 1e-12): the draws lie too low" in str(found)


WRONG = {
    "sd for variance": (lambda m, s, rng: rng.normal(m, s**2, 100), "spread too little"),
    "variance for sd": (lambda m, s, rng: rng.normal(m, np.sqrt(s), 100), "spread too widely"),
    "shifted up": (lambda m, s, rng: rng.normal(m + s / 2, s, 100), "lie too high"),
    "shifted down": (lambda m, s, rng: rng.normal(m - s / 2, s, 100), "lie too low"),
}


@pytest.mark.parametrize("mistake", WRONG)
def test_a_wrong_method_fails_in_its_own_words(mistake: str) -> None:
    draw, words = WRONG[mistake]
    found = calibrated(lambda y, rng: {"mu": draw(*conjugate(y), rng)}, quantities=["mu"])
    assert not found.ok
    assert found.failing(1e-4) == ("mu",)
    assert "1 of 1 quantities fails in 300 worlds, 100 draws ranked in each:\n- mu (p " in str(found)
    assert f"): the draws {words}." in str(found)
    assert "not the posterior" in str(found)


def autoregressive(rho: float, count: int) -> Any:
    def fit(y: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
        mean, sd = conjugate(y)
        steps = np.sqrt(1 - rho**2) * rng.standard_normal(count)
        steps[0] /= np.sqrt(1 - rho**2)
        return {"mu": mean + sd * lfilter([1], [1, -rho], steps)}

    return fit


def test_draws_that_depend_on_each_other_are_told_from_a_wrong_method() -> None:
    close = calibrated(autoregressive(0.95, 100), quantities=["mu"])
    assert not close.ok
    assert close.dependence[0] == pytest.approx(0.95, abs=0.05)
    assert "let fit draw longer" in str(close)
    assert "not the posterior" not in str(close)
    thinned = calibrated(autoregressive(0.95, 4000), quantities=["mu"])
    assert thinned.draws == 100
    assert thinned.failing(1e-4) == ()
    assert abs(thinned.dependence[0]) < 0.2
    assert "let fit draw longer" not in str(thinned)


def test_as_much_dependence_as_is_tolerated_fails_nobody() -> None:
    assert calibrated(autoregressive(0.2, 100), 1000, quantities=["mu"]).ok


def test_equal_values_are_ranked_at_random() -> None:
    """A yes or no, drawn from its exact posterior: nearly all ranks are ties."""

    def coin(rng: np.random.Generator) -> Any:
        side = bool(rng.random() < 0.3)
        return {"side": side}, rng.random() < (0.8 if side else 0.4)

    def posterior_of_coin(seen: bool, rng: np.random.Generator) -> Any:
        yes, no = 0.3 * (0.8 if seen else 0.2), 0.7 * (0.4 if seen else 0.6)
        return {"side": rng.random(30) < yes / (yes + no)}

    right = sbc(coin, posterior_of_coin, ["side"], 400, np.random.default_rng(2))
    assert right.failing(1e-4) == ()
    assert np.ptp(right.ranks) > 24


def test_a_hierarchical_world_with_its_log_likelihood() -> None:
    """The small world of `make test`; the thousand of `make certify` are in test_calibrated.py."""

    def fit(data: Any, rng: np.random.Generator) -> Any:
        return posterior.random_effects(*data, MU, TAU).sample(50, rng)

    found = sbc(random_effects, fit, QUANTITIES, 60, np.random.default_rng(5))
    assert found.names == ("mu", "tau", *(f"theta[{k}]" for k in range(8)), "log_likelihood")
    assert found.draws == 50
    assert found.failing(1e-4) == ()


@pytest.mark.parametrize("form", ["tree", "dataset"])
def test_draws_of_a_pymc_fit_are_read(form: str) -> None:
    import xarray as xr

    def chains(y: np.ndarray, rng: np.random.Generator) -> Any:
        draws = xr.Dataset({"mu": (("chain", "draw"), exact(y, rng)["mu"].reshape(4, 25))})
        return draws if form == "dataset" else xr.DataTree.from_dict({"posterior": draws})

    np.testing.assert_array_equal(calibrated(chains, 20).ranks, calibrated(exact, 20).ranks)


def test_functions_of_the_parameters_alone_and_names_of_their_own() -> None:
    squared = {
        "square": lambda p: p["mu"] ** 2,
        "place": "mu",
        "both": lambda p: np.array([p["mu"], -p["mu"]]),
    }
    found = calibrated(exact, 20, quantities=squared)
    assert found.names == ("square", "place", "both[0]", "both[1]")
    np.testing.assert_array_equal(found.ranks[:, 1], found.ranks[:, 2])
    np.testing.assert_array_equal(found.ranks[:, 3], 100 - found.ranks[:, 2])


def test_the_first_worlds_are_the_same_however_many_follow() -> None:
    np.testing.assert_array_equal(calibrated(exact, 30).ranks[:10], calibrated(exact, 10).ranks)
    rng = np.random.default_rng(1)
    first, second = (sbc(simulate, exact, ["mu"], 30, rng) for _ in range(2))
    assert (first.ranks != second.ranks).any()


def test_a_stopped_run_goes_on_where_it_was(tmp_path: Path) -> None:
    file, asked = tmp_path / "folder" / "run.jsonl", []

    def stops(y: np.ndarray, rng: np.random.Generator) -> Any:
        asked.append(1)
        if len(asked) == 8:
            raise KeyboardInterrupt
        return exact(y, rng)

    with pytest.raises(KeyboardInterrupt):
        calibrated(stops, 20, resume=file)
    with file.open("a") as unfinished:
        unfinished.write('[7, {"ranks": [3')
    steps: list[tuple[int, int]] = []
    found = calibrated(stops, 20, resume=str(file), progress=lambda *step: steps.append(step))
    assert len(asked) == 8 + 13
    assert found == calibrated(exact, 20)
    assert steps[-1] == (20, 20)
    assert calibrated(stops, 25, resume=file) == calibrated(exact, 25)
    assert len(asked) == 8 + 13 + 5


def test_a_run_does_not_go_on_in_the_file_of_another(tmp_path: Path) -> None:
    file = tmp_path / "run.jsonl"
    calibrated(exact, 3, resume=file)
    for other in ({"seed": 2}, {"quantities": ["mu"]}, {"draws": 50}):
        with pytest.raises(ValueError, match="resume must name the file of this very run"):
            calibrated(exact, 3, resume=file, **other)
    strange = tmp_path / "strange.jsonl"
    strange.write_text("label,effect\nA,0.3\n")
    with pytest.raises(ValueError, match="resume must name a file that an earlier run wrote"):
        calibrated(exact, 3, resume=strange)
    assert strange.read_text() == "label,effect\nA,0.3\n"


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"simulate": lambda rng: rng.normal()}, TypeError, r"simulate must return \(parameters, data\)"),
        ({"simulate": lambda _: 1 / 0}, ValueError, "simulate failed in world 0: ZeroDivisionError"),
        ({"fit": lambda _, rng: rng.normal(size=9)}, TypeError, "fit must give a mapping"),
        ({"fit": lambda y: y}, ValueError, "fit failed in world 0: TypeError"),
        ({"fit": lambda *_: {"mu": 0.3}}, ValueError, "fit must give equally many draws"),
        ({"fit": lambda *_: {"mu": np.full(9, np.nan)}}, ValueError, "found NaN in world 0"),
        ({"fit": lambda *_: {"mu": np.zeros((9, 2))}}, ValueError, "found 2 quantities for 1 in world 0"),
        ({"fit": lambda *_: {"nu": np.zeros(9)}}, ValueError, "'mu' is not among"),
        (
            {"fit": lambda _, rng: {"mu": np.zeros(rng.integers(5, 50))}},
            ValueError,
            "as many entries and draws",
        ),
        ({"quantities": "mu"}, TypeError, "quantities must be a list"),
        ({"quantities": []}, ValueError, "quantities must name at least one"),
        ({"quantities": ["mu", 3]}, TypeError, "quantities must be names"),
        ({"quantities": ["mu", "mu"]}, ValueError, "quantities must differ in name"),
        ({"quantities": ["tau"]}, ValueError, "'tau' is not among"),
        ({"quantities": {"log": lambda _: np.nan}}, ValueError, r"quantities\['log'\] must be numbers"),
        ({"quantities": {"l": lambda p: p["nu"]}}, ValueError, r"quantities\['l'\] failed: KeyError: 'nu'"),
        ({"replications": 0}, ValueError, "replications must be at least 1"),
        ({"draws": 0}, ValueError, "draws must be at least 1"),
        ({"rng": 3}, TypeError, "rng must be a numpy.random.Generator"),
        ({"resume": "ranks.csv"}, ValueError, "ending in .jsonl"),
        ({"progress": "yes"}, TypeError, "progress must be True or False"),
    ],
)
def test_what_is_not_of_this_form_is_named(change: Any, error: Any, message: str) -> None:
    good = {"simulate": simulate, "fit": exact, "quantities": ["mu"], "replications": 30}
    with pytest.raises(error, match=message):
        sbc(**{**good, "rng": np.random.default_rng(1), **change})
