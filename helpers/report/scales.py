"""Scales that nothing names: ratios read as differences, per cents beside shares. They are asked about."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from scipy.stats import chi2

from helpers._validate import FloatArray
from helpers.report.check import Check
from helpers.report.headings import in_percent, plain_of
from helpers.report.intervals import OFF, half_width
from helpers.report.numbers import numbers
from helpers.report.problems import Problems, asked, listed, shortened

RATIOS = re.compile(r"\b(ratio|index|odds|hazard|risk|relative risk|irr)\b|/|\b(verhaltnis|rapport)\b")
ALIKE = 0.9999  # the probability that chance would scatter estimates more than this
FEW = 4


def ask_where_it_may_be_a_ratio(check: Check) -> None:
    """Raises ``BadTable`` where an interval's estimate is not named, or its null may be 1."""
    if {"low", "high"} - check.values.keys() or any(map(check.chose, ("effect", "low", "high"))):
        return
    low, high = check["low"], check["high"]
    if (high <= low).any():
        return  # which is said by line
    name = shortened(check.name("effect"))
    if "effect" not in check:
        inside = _within(check, low, high)
        if inside:
            first = shortened(inside[0])
            raise asked(
                f"{listed(inside)} lies between “{check.name('low')}” and “{check.name('high')}” in "
                f"every line: the "
                "estimate? Its heading does not say so, nor whether no effect is 0 or 1",
                (f'--use "{first}=effect"', "0 is no effect"),
                (f'--use "{first}=ratio"', "1 is no effect"),
                (f'--use "{check.name("low")}=low"', "it is something else"),
            )
        smells = any(RATIOS.search(plain_of(n)) for n in (check.name("low"), check.name("high")))
        if smells or _about_1(low, high):
            raise asked(
                "the intervals are positive and lie about 1, or are called ratios, and nothing says "
                "whether no effect "
                "is 0 or 1",
                (f'--use "{check.name("low")}=low"', "0 is no effect"),
                (f'--use "{check.name("low")}=ratio_low"', "1 is no effect"),
            )
        return
    if (low <= 0).any() or (check["effect"] <= 0).any():
        return
    effect = check["effect"]
    logs = _lopsided(np.log(low), np.log(effect), np.log(high))
    lines = _lopsided(low, effect, high)
    own = plain_of(check.name("effect"))
    called = bool(RATIOS.search(own)) and not re.search(r"\b(log|ln|diff\w*|absolute)\b", own)
    if (
        called
        or (_about_1(low, high) and logs.sum() < lines.sum())
        or ((lines > OFF).any() and (logs <= OFF).all())
    ):
        raise asked(
            f"“{name}” and its intervals are all positive, and in the middle on the scale of "
            f"logarithms: ratios, of "
            "which 1 is no effect?",
            (f'--use "{name}=ratio"', "1 is no effect"),
            (f'--use "{name}=effect"', "0 is no effect"),
        )


def _within(check: Check, low: FloatArray, high: FloatArray) -> list[str]:
    """Headings of unused columns whose numbers lie in their line's interval."""
    table, found = check.table, []
    for place in table.layout.others:
        quiet = Problems()
        values = numbers(table.cells[place], table.lines, "", table.mark, quiet)
        if not quiet.found and len(set(values.tolist())) > 1 and ((values >= low) & (values <= high)).all():
            found.append(table.headings[place])
    return found


def _about_1(low: FloatArray, high: FloatArray) -> bool:
    """All positive, with the middles about 1."""
    middle = (low + high) / 2
    return bool(
        (low > 0).all() and (middle > 0.4).all() and (middle < 2.5).all() and ((low < 1) & (high > 1)).any()
    )


def _lopsided(low: FloatArray, centre: FloatArray, high: FloatArray) -> FloatArray:
    return np.abs((low + high) / 2 - centre) / (high - low)


def ask_where_units_differ(check: Check) -> None:
    """Raises ``BadTable`` where only one of effect and error has per cent signs, and they fit but so."""
    roles = [r for r in ("effect", "se", "low", "high", "half") if r in check]
    signs = {r for r in roles if r in check.table.percent or in_percent(check.name(r))}
    bare = [r for r in roles if r not in signs]
    if "effect" not in roles or not signs or not bare or any(map(check.chose, bare)):
        return
    error = _error(check)
    if error is None or (error <= 0).any():
        return
    odd = [r for r in bare if r != "effect"] or ["effect"]
    factor = 100.0 if "effect" in bare else 0.01
    y = check["effect"]
    if not _too_alike(y, error) and not (factor == 100 and np.median(np.abs(y / error)) > 30):
        marked = listed(check.name(r) for r in roles if r in signs)
        check.said.append(
            f"{marked} has per cent signs, {listed(map(check.name, bare))} none: taken as shares"
        )
        return
    name = shortened(check.name(odd[0]))
    raise asked(
        f"{listed(check.name(r) for r in roles if r in signs)} has per cent signs, "
        f"{listed(map(check.name, bare))} has "
        "none, and as they are written they do not fit each other",
        (
            " ".join(f'--use "{shortened(check.name(r))}={_public(r)}%"' for r in odd),
            "these are per cents too",
        ),
        (f'--use "{name}={_public(odd[0])}"', "they are shares, as written"),
    )


def _public(role: str) -> str:
    return {"se": "std_error", "half": "half_width"}.get(role, role)


def _error(check: Check) -> Any:
    if "se" in check:
        return check["se"]
    if "half" in check:
        return check["half"] / 1.96
    if {"low", "high"} <= check.values.keys():
        return half_width(check["low"], check["high"], np.asarray(0.95))
    return None


def _too_alike(y: FloatArray, s: FloatArray) -> bool:
    w = 1 / s**2
    q = float((w * (y - (w * y).sum() / w.sum()) ** 2).sum())
    return len(y) >= FEW and chi2.sf(q, len(y) - 1) > ALIKE


def remarks(y: FloatArray, s: FloatArray) -> list[str]:
    """What is odd about effects and errors together."""
    if len(y) < FEW:
        return []
    w = 1 / s**2
    q, df = float((w * (y - (w * y).sum() / w.sum()) ** 2).sum()), len(y) - 1
    if chi2.sf(q, df) > ALIKE:
        return [
            f"careful: the effects are far more alike than their standard errors allow (Q = {q:.3g} on "
            f"{df}): are the "
            "errors in the unit of the effects, and are these different experiments?"
        ]
    if q > 200 * df:
        return [
            f"careful: the effects differ far more than their standard errors allow (Q = {q:.3g} on "
            f"{df}): are the "
            "errors in the unit of the effects, and are these effects on one metric?"
        ]
    return []
