"""Draws from elsewhere: read for what they are, or refused by the name of the quantity."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.diagnostics import report

GOOD = np.random.default_rng(1).normal(5, 2, size=(4, 300))
MANY = np.random.default_rng(2).normal(size=(4, 300, 2, 3))


def as_mapping(draws: Any) -> Any:
    return {"tau": GOOD, "mu": draws}


def as_single(draws: Any) -> Any:
    return {"mu": draws}


def as_tree(draws: Any) -> Any:
    import xarray as xr

    return xr.DataTree.from_dict({"posterior": as_dataset(draws)})


def as_dataset(draws: Any) -> Any:
    import xarray as xr

    dims = ("chain", "draw", "k", "l")[: np.ndim(draws)]
    return xr.Dataset({"mu": (dims, draws)})


CONTAINERS = [as_single, as_tree, as_dataset]

# What is wrong: draws, and a word of the message beside the name. Lists are for mappings alone.
WRONG: dict[str, tuple[Callable[[], Any], str]] = {
    "complex": (lambda: GOOD + 1j, "real numbers"),
    "text": (lambda: np.full((4, 300), "1.0"), "real numbers"),
    "dates": (lambda: np.full((4, 300), np.datetime64("2024-01-01")), "real numbers"),
    "objects": (lambda: np.full((4, 300), object()), "real numbers"),
    "no draws": (lambda: GOOD[:, :0], "none"),
    "no chains": (lambda: GOOD[:0], "none"),
    "no entries": (lambda: MANY[:, :, :0], "none"),
    "one draw": (lambda: GOOD[:, :1], "at least 4 draws"),
    "three draws": (lambda: MANY[:, :3], "at least 4 draws"),
}
WRONG_LISTS: dict[str, tuple[Callable[[], Any], str]] = {
    "ragged chains": (lambda: [GOOD[0], GOOD[1, :-1]], "unequal length"),
    "ragged entries": (lambda: [[[1.0, 2.0], [3.0]]] * 4, "unequal length"),
    "masked": (lambda: np.ma.array(GOOD, mask=GOOD > 7), "mask"),
    "one masked": (lambda: np.ma.array(MANY, mask=MANY.max() == MANY), "mask"),
    "masked chains": (lambda: [np.ma.array(chain, mask=chain > 7) for chain in GOOD], "mask"),
    "masked within lists": (lambda: [[np.ma.masked, *chain[1:]] for chain in GOOD.tolist()], "mask"),
    "stacked": (GOOD.ravel, "chain, draw"),
    "a number": (lambda: 5.0, "chain, draw"),
    "none": (lambda: None, "chain, draw"),
    "a word": (lambda: "draws", "real numbers"),
    "fewer chains": (lambda: GOOD[:3], "as many chains and draws"),
    "fewer draws": (lambda: GOOD[:, :-1], "as many chains and draws"),
    "huge integers": (lambda: [[10**400] * 300] * 4, "float64"),
}


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize("wrong", WRONG)
def test_what_cannot_be_judged_is_named(wrong: str, container: Callable[[Any], Any]) -> None:
    make, word = WRONG[wrong]
    with pytest.raises((ValueError, TypeError), match=r"\['mu'\]") as caught:
        report(container(make()))
    assert word in str(caught.value)


@pytest.mark.parametrize("wrong", WRONG_LISTS)
def test_arrays_that_are_none_are_named(wrong: str) -> None:
    make, word = WRONG_LISTS[wrong]
    with pytest.raises((ValueError, TypeError), match=r"fit\['mu'\]") as caught:
        report(as_mapping(make()))
    assert word in str(caught.value)


@pytest.mark.parametrize("name", [3, None, ("mu", 1), "chain", "draw"])
def test_names_are_text(name: Any) -> None:
    with pytest.raises(TypeError, match="fit must have text"):
        report({name: GOOD})


@pytest.mark.parametrize("wrap", ["dataset", "tree", "mapping"])
@pytest.mark.parametrize("dims", [("chain", "draw"), ("draw", "chain")])
def test_stacked_draws_are_refused(wrap: str, dims: tuple[str, str]) -> None:
    import xarray as xr

    stacked = as_dataset(GOOD).stack(sample=dims)
    fit = {
        "dataset": stacked,
        "tree": xr.DataTree.from_dict({"posterior": stacked}),
        "mapping": dict(stacked),
    }
    with pytest.raises(ValueError, match=r"'mu'\] must have the dims chain and draw; found \('sample',\)"):
        report(fit[wrap])


@pytest.mark.slow
@settings(max_examples=8)
@given(st.permutations(["chain", "draw", "k", "l"]), st.sampled_from(["dataset", "tree", "mapping"]))
def test_axes_are_told_by_name_not_by_place(order: list[str], wrap: str) -> None:
    import xarray as xr

    turned = as_dataset(MANY).transpose(*order)
    fit = {"dataset": turned, "tree": xr.DataTree.from_dict({"posterior": turned}), "mapping": dict(turned)}
    found = report(fit[wrap])
    assert (found.sampler["chains"], found.sampler["draws"]) == (4, 300)
    rest = [d for d in order if d in "kl"]
    means = MANY.mean((0, 1)) if rest == ["k", "l"] else MANY.mean((0, 1)).T
    assert found.table["mean"].to_numpy() == pytest.approx(means.ravel(), abs=1e-12)


@pytest.mark.slow
@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize("kind", ["float32", "int64", "bool", "object", "unmasked"])
def test_any_kind_of_real_number_will_do(kind: str, container: Callable[[Any], Any]) -> None:
    whole = np.round(GOOD)
    draws = np.ma.array(whole, mask=False) if kind == "unmasked" else whole.astype(kind)
    right = (whole != 0).mean() if kind == "bool" else whole.mean()
    assert report(container(draws)).table.loc["mu", "mean"] == pytest.approx(right)


@cache  # every example asks for the unit 1
def in_units(unit: float) -> Any:
    return report({"mu": GOOD * unit}).table.loc["mu"]


@pytest.mark.slow
@settings(max_examples=12)
@given(st.integers(-1000, 1000), st.sampled_from([-1, 1]))
def test_no_unit_matters(exponent: int, sign: int) -> None:
    unit = sign * 2.0**exponent
    plain, scaled = in_units(1.0), in_units(unit)
    for name in ("ess_bulk", "ess_tail", "r_hat"):
        assert scaled[name] == pytest.approx(plain[name], rel=1e-6)
    for name in ("sd", "mcse_mean", "mcse_sd"):
        assert scaled[name] == pytest.approx(plain[name] * abs(unit), rel=1e-9, abs=0)
    assert scaled["mean"] == pytest.approx(plain["mean"] * unit, rel=1e-9, abs=0)


@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("where", [(0, 0), (3, 299)])
def test_one_draw_that_is_no_number_is_a_problem(number: float, where: tuple[int, int]) -> None:
    draws = GOOD.copy()
    draws[where] = number
    found = report({"mu": draws})
    assert not found.ok
    assert found.problems[0].startswith("mu has draws that are not numbers")


@pytest.mark.parametrize("constant", [0.0, 0.1, 1.0, 1e-300, 1e300, -7.3])
def test_a_chain_that_never_moves_is_told_whatever_its_place(constant: float) -> None:
    assert "never moved" in report({"mu": np.full((4, 300), constant)}).problems[0]


def test_chains_and_draws_the_wrong_way_round_are_guessed() -> None:
    assert any("swapaxes" in problem for problem in report({"mu": GOOD.T}).problems)


def test_an_energy_that_is_no_number_does_not_pass() -> None:
    import arviz as az

    fit = az.from_dict({"posterior": {"mu": GOOD}, "sample_stats": {"energy": np.full((4, 300), np.nan)}})
    assert not report(fit).ok
