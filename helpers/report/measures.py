"""Counts, summaries, effects with their errors: what each line must hold, and the effect that it makes."""

from __future__ import annotations

import numpy as np

from helpers.effects import from_summary, log_odds_ratio
from helpers.report.check import Check, Columns
from helpers.report.estimates import effects
from helpers.report.layout import COUNTS, MEANS
from helpers.report.problems import shortened


def _counts(check: Check) -> tuple[Columns, str, str]:
    cells: Columns = {}
    for arm in "tc":
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


def _summaries(check: Check) -> tuple[Columns, str, str]:
    cells: Columns = {}
    for arm in "tc":
        check.whole(f"n_{arm}")
        check.positive(f"n_{arm}", 2, strictly=False)
        _from_sums(check, arm)
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


def _from_sums(check: Check, arm: str) -> None:
    """Means and sds from sums over all visitors, and sums of squares."""
    n = np.maximum(check[f"n_{arm}"], 1)
    if f"sum_{arm}" in check and f"mean_{arm}" not in check:
        check.values[f"mean_{arm}"] = check[f"sum_{arm}"] / n
        check.said.append(f"means are “{shortened(check.name(f'sum_{arm}'))}” by visitors")
    squares = f"sum_squares_{arm}"
    if squares in check and not {f"sd_{arm}", f"variance_{arm}", f"se_{arm}"} & check.values.keys():
        mean = check[f"mean_{arm}"]
        variance = (check[squares] - n * mean**2) / np.maximum(n - 1, 1)
        check.wrong(
            variance < 0, squares, lambda v: f"{v:g} is less than the mean squared times the visitors"
        )
        check.values[f"variance_{arm}"] = variance


MEASURES = {"counts": _counts, "summaries": _summaries, "effects": effects}
"""Columns, how they were made, and their scale; by kind of table."""
