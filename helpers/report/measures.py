"""Counts, summaries, effects with their errors: what each line must hold, and the effect that it makes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from helpers._validate import FloatArray
from helpers.effects import from_summary, log_odds_ratio
from helpers.report.intervals import half_width, is_symmetric
from helpers.report.layout import COUNTS, MEANS
from helpers.report.problems import Problems, shortened

Columns = dict[str, FloatArray]


class Check:
    """Values by role, and a way to say which line one of them is on."""

    def __init__(
        self, values: Columns, labels: list[str], lines: Any, names: Mapping[str, str], problems: Problems
    ) -> None:
        self.values, self.lines, self.names, self.problems = values, lines, names, problems
        self.said: list[str] = []
        _unlike(labels, lines, names.get("label", ""), values, problems)

    def __contains__(self, role: str) -> bool:
        return role in self.values

    def __getitem__(self, role: str) -> FloatArray:
        return self.values[role]

    def wrong(self, where: np.ndarray, role: str, what: Callable[[float], str]) -> None:
        """Note ``what`` of every value of ``role`` in the lines ``where``."""
        base = role.removesuffix("_t").removesuffix("_c")
        name = self.names.get(role, self.names.get(base, role))
        for i in np.flatnonzero(where):
            self.problems.add(what(float(self.values[role][i])), self.lines[i], name)

    def positive(self, role: str, least: float = 0.0, strictly: bool = True) -> None:
        bad_ones = self[role] <= least if strictly else self[role] < least
        wanted = f"above {least:g}" if strictly else f"{least:g} at least"
        self.wrong(bad_ones, role, lambda value: f"found {value:g}, wanted a number {wanted}")

    def whole(self, role: str) -> None:
        def what(value: float) -> str:
            hint = ": does the mark part thousands? Write it without" if 0 < value < 1000 else ""
            return f"found {value:g}, wanted a whole number{hint}"

        self.wrong(self[role] % 1 != 0, role, what)


def _unlike(labels: list[str], lines: Any, name: str, values: Columns, problems: Problems) -> None:
    """Note lines that say twice the same; experiments that only share a name are told apart by their line."""
    seen: dict[tuple[Any, ...], int] = {}
    for i, label in enumerate(labels):
        key = (label, *(float(v[i]) for v in values.values()))
        if key in seen:
            problems.add(f"the same experiment as on line {lines[seen[key]]}: take one out", lines[i], name)
        seen.setdefault(key, i)
    many = {label for label in labels if labels.count(label) > 1} if len(set(labels)) < len(labels) else set()
    for i, label in enumerate(labels):
        if label in many:
            labels[i] = f"{label} (line {lines[i]})"


def _counts(check: Check) -> tuple[Columns, str, str]:
    cells: Columns = {}
    for arm in "tc":
        if f"rate_{arm}" in check and f"events_{arm}" not in check:
            _events_of_rate(check, arm)
        if f"n_{arm}" not in check:
            check.whole(f"failures_{arm}")
            check.values[f"n_{arm}"] = check[f"events_{arm}"] + check[f"failures_{arm}"]
        for role in (f"events_{arm}", f"n_{arm}"):
            check.whole(role)
            check.positive(role, 0, strictly=role.startswith("n"))
            cells[role] = check[role]
        over = cells[f"events_{arm}"] > cells[f"n_{arm}"]
        check.wrong(over, f"events_{arm}", lambda value: f"{value:g} events are more than there are visitors")
    check.problems.stop_if_any()
    ordered = {name: cells[name] for name in COUNTS}
    none = (ordered["events_t"] + ordered["events_c"] == 0) | (
        ordered["events_t"] + ordered["events_c"] == ordered["n_t"] + ordered["n_c"]
    )
    if none.any():
        check.said.append(
            f"{int(none.sum())} experiments have no event at all, or nothing but: they say next to nothing"
        )
    a, n_t, c, n_c = ordered.values()
    effect = log_odds_ratio(a, n_t, c, n_c)
    whole = {name: value.astype(np.int64) for name, value in ordered.items()}
    how = "as counts: log odds ratios, treated against control; ½ in each cell where one is empty"
    return {"effect": effect.estimate, "std_error": effect.std_error, **whole}, how, "log odds ratio"


def _events_of_rate(check: Check, arm: str) -> None:
    """Events from a rate and its trials; the rate must be that of a whole number, as far as it is written."""
    rate, n = check[f"rate_{arm}"], check[f"n_{arm}"]
    if np.nanmax(rate) > 1:
        check.wrong(
            rate > 1, f"rate_{arm}", lambda v: f"found a rate of {v:g}: write it as a share, or with a %"
        )
        return
    events = np.rint(rate * n)
    check.wrong(
        np.abs(events / np.maximum(n, 1) - rate) > np.maximum(5e-5, 5e-3 * rate),
        f"rate_{arm}",
        lambda v: f"a rate of {v:g} is not that of a whole number of the visitors: give the events",
    )
    check.values[f"events_{arm}"] = events
    check.said.append(f"events of the {'treated' if arm == 't' else 'control'} are rate × visitors, rounded")


def _summaries(check: Check) -> tuple[Columns, str, str]:
    cells: Columns = {}
    for arm in "tc":
        check.whole(f"n_{arm}")
        check.positive(f"n_{arm}", 2, strictly=False)
        spread = next(role for role in (f"sd_{arm}", f"variance_{arm}", f"se_{arm}") if role in check)
        check.positive(spread, 0, strictly=False)
        given, size = check[spread], np.maximum(check[f"n_{arm}"], 1)
        sd = {"sd": given, "variance": np.sqrt(np.maximum(given, 0)), "se": given * np.sqrt(size)}[
            spread[:-2]
        ]
        cells |= {f"mean_{arm}": check[f"mean_{arm}"], f"sd_{arm}": sd, f"n_{arm}": check[f"n_{arm}"]}
        if not spread.startswith("sd"):
            check.said.append(
                f"sds from “{shortened(check.names.get(spread, check.names.get(spread[:-2], spread)))}”"
            )
    still = (cells["sd_t"] == 0) & (cells["sd_c"] == 0)
    if "sd_t" in check:
        check.wrong(still, "sd_t", lambda _: "both sds are 0, so there is no standard error")
    check.problems.stop_if_any()
    effect = from_summary(*(cells[name] for name in MEANS))
    cells |= {name: cells[name].astype(np.int64) for name in ("n_t", "n_c")}
    ordered = {name: cells[name] for name in MEANS}
    how = "as means, sds and sizes of both arms: differences of means, treated − control"
    return {"effect": effect.estimate, "std_error": effect.std_error, **ordered}, how, "difference of means"


def _effects(check: Check) -> tuple[Columns, str, str]:
    kept = {role: check[role] for role in ("n_t", "n_c") if role in check}
    for role in kept:
        check.whole(role)
        check.positive(role)
    if "low" in check:
        return _from_intervals(check, kept)
    estimate = check["effect"]
    if "se" in check:
        check.positive("se")
        return (
            {"effect": estimate, "std_error": check["se"], **kept},
            "as effects with standard errors",
            "effect",
        )
    if "variance" in check:
        check.positive("variance")
        return (
            {"effect": estimate, "std_error": np.sqrt(np.maximum(check["variance"], 0)), **kept},
            ("as effects with variances"),
            "effect",
        )
    from scipy.special import ndtri

    if "p" in check:
        p = check["p"]
        check.wrong(
            (p <= 0) | (p >= 1),
            "p",
            lambda v: f"p = {v:g} gives no standard error: between 0 and 1 is wanted",
        )
        with np.errstate(all="ignore"):
            z, how = -ndtri(p / 2), "as effects with two-sided p values"
    else:
        z, how = np.abs(check["z"]), "as effects with z values"
    check.wrong(estimate == 0, "effect", lambda _: "an effect of 0 and a z or p give no standard error")
    with np.errstate(all="ignore"):
        error = np.abs(estimate) / z
    check.wrong(
        ~np.isfinite(error) & (estimate != 0), "effect", lambda _: "z is 0, so there is no standard error"
    )
    return {"effect": estimate, "std_error": error, **kept}, how, "effect"


def _from_intervals(check: Check, kept: Columns) -> tuple[Columns, str, str]:
    """The middle and the width of an interval; of ratios, their logarithms'."""
    low, high = check["low"], check["high"]
    check.wrong(high <= low, "high", lambda v: f"the upper end, {v:g}, is not above the lower one")
    is_ratio = "ratio" in check
    centre = check["ratio"] if is_ratio else check.values.get("effect")
    if is_ratio:
        for role in ("ratio", "low", "high"):
            check.positive(role)
    check.problems.stop_if_any()
    if is_ratio:
        low, high, centre = np.log(low), np.log(high), np.log(check["ratio"])
    level = check.values.get("level", np.full(len(low), 0.95))
    level = np.where(level > 1, level / 100, level)
    middle = (low + high) / 2
    if centre is not None:
        odd = ~is_symmetric(low, centre, high)
        role = "ratio" if is_ratio else "effect"
        check.wrong(
            odd, role, lambda v: f"{v:g} is not in the middle of its interval: on which scale was it made?"
        )
    scale = "log ratio" if is_ratio else "effect"
    what = "ratios, by their logarithms," if is_ratio else "effects"
    how = f"as {what} with {100 * float(level[0]):g} % intervals"
    return (
        {"effect": middle if centre is None else centre, "std_error": half_width(low, high, level), **kept},
        how,
        scale,
    )


MEASURES = {"counts": _counts, "summaries": _summaries, "effects": _effects}
"""Columns, how they were made, and their scale; by kind of table."""
