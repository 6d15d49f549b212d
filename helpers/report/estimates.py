"""Effects with standard errors, or with what stands for them: intervals, z and p values."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import ndtri

from helpers._validate import FloatArray
from helpers.report.check import Check, Columns
from helpers.report.intervals import half_width, is_symmetric
from helpers.report.levels import level_of
from helpers.report.problems import shortened
from helpers.report.ratios import ask_where_it_may_be_a_ratio
from helpers.report.scales import ask_where_units_differ

SPREADS = {
    "se": "standard errors", "log_se": "standard errors of logarithms", "variance": "variances",
    "half": "half-widths of intervals", "z": "z values", "p": "two-sided p values",
    "p_one_sided": "one-sided p values",
    "confidence": "confidences, 1 − p", "chance": "chances to beat the control",
}  # fmt: skip
ENDS = (("low", "high"), ("ratio_low", "ratio_high"))


def effects(check: Check) -> tuple[Columns, str, str]:
    """Effects and standard errors, how they were made, and their scale; sizes of arms are kept."""
    kept = {role: check[role] for role in ("n_t", "n_c") if role in check}
    for role in kept:
        check.whole(role)
        check.positive(role)
    for own, end in (("ratio_low", "low"), ("ratio_high", "high")):
        if own in check:
            check.values[end], check.names[end] = check[own], check.name(own)
    ratio = "ratio" in check or "ratio_low" in check or "ratio_high" in check
    spread = next((r for r in check.table.layout.needed if r in SPREADS), "interval")
    if (
        spread == "se"
        and {"low", "high"} <= check.values.keys()
        and (check.chose("low") or check.chose("high"))
    ):
        spread = "interval"
    if not ratio:
        ask_where_it_may_be_a_ratio(check)
        ask_where_units_differ(check)
    centre = _logged(check, "ratio") if "ratio" in check else check.values.get("effect")
    scale = "log ratio" if ratio else "effect"
    what = "ratios, by their logarithms," if ratio else "effects"
    if spread == "interval":
        effect, error, with_ = _from_intervals(check, centre, ratio)
    else:
        check.problems.stop_if_any()
        assert centre is not None
        effect, error = centre, _error(check, spread, centre, ratio)
        with_ = SPREADS[spread] if spread != "half" else _halves(check)
    return {"effect": effect, "std_error": error, **kept}, f"as {what} with {with_}", scale


def _logged(check: Check, role: str) -> FloatArray:
    check.positive(role)
    check.problems.stop_if_any()
    return np.asarray(np.log(check[role]))


def _error(check: Check, spread: str, effect: FloatArray, ratio: bool) -> FloatArray:
    given = check[spread]
    if spread in ("se", "log_se", "variance", "half"):
        check.positive(spread)
        check.problems.stop_if_any()
    if spread == "variance":
        return np.asarray(np.sqrt(given))
    if spread == "half":
        width = half_width(-given, given, level_of(check, effect, None, None).level)
        if ratio:
            check.said.append("the half-widths are of the ratios, so each is divided by its ratio")
        return width / check["ratio"] if ratio else width
    if spread == "se" and ratio:
        check.said.append("the standard errors are of the ratios, so each is divided by its ratio")
        return given / check["ratio"]
    if spread in ("se", "log_se"):
        level_of(check, effect, *_interval(check, ratio), std_error=given)
        return given
    return _from_tests(check, spread, given, effect)


def _halves(check: Check) -> str:
    level = level_of(check, check.values.get("effect", np.zeros(0)), None, None).level
    return f"half-widths of {100 * float(np.ravel(level)[0]):g} % intervals"


def _interval(check: Check, ratio: bool) -> tuple[FloatArray | None, FloatArray | None]:
    if not {"low", "high"} <= check.values.keys():
        return None, None
    if not ratio:
        return check["low"], check["high"]
    return (_logged(check, "low"), _logged(check, "high")) if (check["low"] > 0).all() else (None, None)


def _from_tests(check: Check, spread: str, given: FloatArray, effect: FloatArray) -> FloatArray:
    """|effect| / z, with z from a test; a one-sided one must lean to the side of the effect."""
    own = "ratio" if "ratio" in check else "effect"
    with np.errstate(all="ignore"):
        if spread == "z":
            z = np.abs(given)
        else:
            tail = {"p": given / 2, "p_one_sided": given, "confidence": (1 - given) / 2, "chance": 1 - given}[
                spread
            ]
            word = {"p": "p = ", "p_one_sided": "p = "}.get(spread, "")
            check.wrong(
                (given <= 0) | (given >= 1),
                spread,
                lambda v: (
                    f"{word}{v:g} gives no standard error: between 0 and 1 is wanted; give more digits, or "
                    "std_error, or low and high"
                ),
            )
            z = -ndtri(tail)
            if spread == "chance":
                check.said.append(f"“{check.name(spread)}” is taken as under a flat prior, 1 − a one-sided p")
            if spread in ("p_one_sided", "chance"):
                check.wrong(
                    z * effect < 0, spread, lambda v: f"{v:g} leans to the other side than its effect"
                )
                z = np.abs(z)
        check.wrong(effect == 0, own, lambda _: "an effect of 0 and a z or p give no standard error")
        error = np.abs(effect) / z
    check.wrong(~np.isfinite(error) & (effect != 0), own, lambda _: "z is 0, so there is no standard error")
    return error


def _from_intervals(check: Check, centre: FloatArray | None, ratio: bool) -> tuple[Any, Any, str]:
    """The middle and the width of an interval; of ratios, their logarithms'."""
    check.wrong(
        check["high"] <= check["low"], "high", lambda v: f"the upper end, {v:g}, is not above the lower one"
    )
    if ratio:
        for role in ("low", "high"):
            check.positive(role)
    check.problems.stop_if_any()
    low, high = (np.log(check[r]) if ratio else check[r] for r in ("low", "high"))
    found = level_of(check, centre, low, high)
    if centre is not None:
        role = "ratio" if ratio else "effect"
        check.wrong(
            ~is_symmetric(low, centre, high),
            role,
            lambda v: f"{v:g} is not in the middle of its interval: on which scale was it made?",
        )
    else:
        check.said.append(
            f"no column holds the estimates: the middle of “{shortened(check.name('low'))}” and "
            f"“{shortened(check.name('high'))}” is taken" + (", on the scale of logarithms" if ratio else "")
        )
    middle = (low + high) / 2 if centre is None else centre
    shown = f"{100 * float(np.ravel(found.level)[0]):g} % intervals" if found.one else "intervals"
    return middle, half_width(low, high, found.level), shown
