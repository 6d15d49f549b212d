"""Rates with their visitors, as events: exact counts are taken first, and what rounding hides is said."""

from __future__ import annotations

import re

import numpy as np

from helpers._validate import FloatArray
from helpers.report.columns import Table
from helpers.report.numbers import numbers
from helpers.report.problems import Problems, bad, shortened

WORTH_SAYING = 0.05  # standard errors by which rounding may move an effect


def exact_counts(table: Table) -> None:
    """In the place of rates, a column that nothing names but that is rate × visitors, exactly.

    What stays a rate becomes events, rounded; per cents that lack their sign are found out.
    """
    if table.layout.kind != "counts":
        return
    for arm in ("", "_t", "_c"):
        rate = table.values.get(f"rate{arm}")
        if rate is None or f"events{arm}" in table.values:
            continue
        if f"n{arm}" not in table.values:
            raise bad(
                f"“{shortened(table.names[f'rate{arm}'])}” is a rate: how many visitors it is of is wanted"
            )
        _one_arm(table, arm, rate, table.values[f"n{arm}"])
    table.problems.stop_if_any()


def _one_arm(table: Table, arm: str, rate: FloatArray, n: FloatArray) -> None:
    name = table.names[f"rate{arm}"]
    blur = _blur(table, f"rate{arm}")
    if np.isfinite(rate).all() and rate.max() > 1:
        rate, blur = _as_percent(table, arm, rate, n, blur)
    found = _that_counts(table, rate, n, blur)
    if found is not None:
        place, events = found
        exact = table.headings[place]
        table.said.append(
            f"“{shortened(exact)}” is “{shortened(name)}” × visitors: taken for the events, since "
            f"counts are exact and "
            "rates are rounded"
        )
        table.values[f"events{arm}"] = events
        table.layout.columns[f"events{arm}"] = place
        table.names[f"events{arm}"] = exact
        return
    whole = np.rint(rate * n)
    off = np.abs(whole / np.maximum(n, 1) - rate) > np.maximum(blur * 1.02, 5e-5)
    for i in np.flatnonzero(off & np.isfinite(rate)):
        table.problems.add(
            f"a rate of {rate[i]:g} is not that of a whole number of the visitors: give the events",
            table.lines[i],
            name,
        )
    table.values[f"events{arm}"] = whole
    table.names[f"events{arm}"] = name
    table.said.append(f"events by “{shortened(name)}” are rate × visitors, rounded{_how_far(rate, n, blur)}")


def _as_percent(
    table: Table, arm: str, rate: FloatArray, n: FloatArray, blur: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Rates above 1 as per cents, if those make whole events."""
    name, share = table.names[f"rate{arm}"], rate / 100
    events = share * n
    whole = np.abs(events - np.rint(events)) <= blur / 100 * n * 1.02 + 1e-9
    if rate.max() <= 100 and whole.all():
        table.said.append(f"“{shortened(name)}” goes above 1: read as per cents, which make whole events")
        return share, blur / 100
    for i in np.flatnonzero((rate > 1) & ~(whole & (rate <= 100))):
        table.problems.add(
            f"found a rate of {rate[i]:g}: write it as a share, or with a %", table.lines[i], name
        )
    return np.minimum(share, 1.0), blur / 100


def _that_counts(
    table: Table, rate: FloatArray, n: FloatArray, blur: FloatArray
) -> tuple[int, FloatArray] | None:
    """An unused column of whole numbers that agrees with the rates wherever they are written."""
    for place in table.layout.others:
        quiet = Problems()
        counts = numbers(table.cells[place], table.lines, "", table.mark, quiet)
        if quiet.found or (counts % 1 != 0).any() or (counts <= 1).all():
            continue
        if (np.abs(counts / np.maximum(n, 1) - rate) <= blur * 1.02 + 1e-12).all():
            return place, counts
    return None


def _blur(table: Table, role: str) -> FloatArray:
    """Half a unit of the last digit of each rate as it is written, as a share."""
    cells = table.cells[table.layout.columns[role]]
    percent = role in table.percent or table.layout.columns[role] in table.claims.percent
    texts = [f"{float(c):.15g}" if cells.dtype != object else str(c) for c in cells.tolist()]
    places = [len(found[1]) if (found := re.search(rf"\{table.mark}(\d+)\s*%?\s*$", t)) else 0 for t in texts]
    return 0.5 * 10.0 ** -np.array(places) * (0.01 if percent else 1.0)


def _how_far(rate: FloatArray, n: FloatArray, blur: FloatArray) -> str:
    """How far rounding may move an effect, in standard errors of two such arms, if it is worth saying."""
    with np.errstate(all="ignore"):
        inside = np.clip(rate, 0.5 / n, 1 - 0.5 / n)
        off = 2 * blur / (inside * (1 - inside)) / np.sqrt(2 / (n * inside * (1 - inside)))
    if not np.isfinite(off).all() or off.max() < WORTH_SAYING:
        return ""
    return (
        f": as coarsely as they are written, an effect may be off by as much as {off.max():.2g} of its "
        f"standard errors; "
        "counts are exact"
    )
