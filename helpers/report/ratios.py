"""Ratios that nothing names, which would be read as differences: they are asked about."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from scipy.special import ndtri

from helpers._validate import FloatArray
from helpers.report.check import Check
from helpers.report.headings import in_percent, plain_of
from helpers.report.intervals import OFF
from helpers.report.numbers import numbers
from helpers.report.problems import Problems, asked, listed, shortened
from helpers.report.scales import error_in

RATIOS = re.compile(r"\b(ratio|index|odds|hazard|risk|relative risk|irr)\b|/|\b(verhaltnis|rapport)\b")
DIFFERENCE = re.compile(
    r"\b(diff\w*|absolute|log|ln|md|smd|points?|pts?|pp|bps|eur|usd|gbp|chf|differenz|unterschied|ecart)\b|[€$£]"
)
UNITS = (1.0, 100.0)
FACTOR, NEAR, FAR = 2.0, 0.25, 5.0  # from 1; beyond the range; standard errors from 0
TESTS = ("z", "p", "p_one_sided", "confidence", "chance")


def ask_where_it_may_be_a_ratio(check: Check) -> None:
    """Raises ``BadTable`` where an interval's estimate is not named, or its null may be 1."""
    if any(map(check.names_scale, ("effect", "low", "high"))):
        return
    if {"low", "high"} - check.values.keys():
        _ask_where_1_is_the_middle(check)
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
        unit = unit_of_ratios((low + high) / 2, error_in(check))
        if smells or _about_1(low, high) or unit:
            mark = "%" * (unit > 1)
            ends = [f'--use "{check.name(r)}=ratio_{r}{mark}"' for r in ("low", "high")]
            raise asked(
                f"the intervals are positive and lie about {unit or 1:g}, or are called ratios, and nothing "
                f"says whether no effect is 0 or {unit or 1:g}",
                (f'--use "{check.name("low")}=low"', "0 is no effect"),
                (" ".join(ends if mark else ends[:1]), f"{unit or 1:g} is no effect"),
            )
        return
    if (low <= 0).any() or (check["effect"] <= 0).any():
        _ask_where_1_is_the_middle(check)
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
    _ask_where_1_is_the_middle(check)


def _ask_where_1_is_the_middle(check: Check) -> None:
    """Raises ``BadTable`` where estimates keep as near to 1 as those of ratios do, and far from 0."""
    heading, needed = check.name("effect"), check.table.layout.needed
    if "effect" not in check or DIFFERENCE.search(heading.lower().replace("_", " ")):
        return
    signs = "effect" in check.table.percent
    units = UNITS[1:] if in_percent(heading) and not signs else UNITS
    tested = next((role for role in needed if role in TESTS), None)
    y = check["effect"]
    unit = unit_of_ratios(y, _from_test(check, tested, y) if tested else error_in(check), bool(tested), units)
    if not unit:
        return
    name, mark, null = shortened(heading), "%" * (unit > 1), "100 %" if signs else f"{unit:g}"
    ratio = [f'--use "{name}=ratio{mark}"']
    ratio += [
        f'--use "{shortened(check.name(r))}={r}%"' for r in ("low", "high", "half") if r in needed and mark
    ]
    ways = [(" ".join(ratio), f"{null} is no effect")]
    if "se" in needed:
        own = shortened(check.name("se"))
        ways = [
            (f'{ratio[0]} --use "{own}={role}{mark}"', f"{null} is no effect, standard errors of the {whose}")
            for role, whose in (("std_error", "ratios"), ("log_se", "logarithms"))
        ]
    raise asked(
        f"“{name}” is about {null} in every line, as ratios are; is no effect 0, or {null}?",
        *ways,
        (f'--use "{name}=effect"', "0 is no effect"),
    )


def unit_of_ratios(
    y: FloatArray, s: FloatArray | None, tested: bool = False, units: Sequence[float] = UNITS
) -> float:
    """1, or 100, where effects lie about it as ratios do, or ratios in per cents; 0 where they need not.

    All are within a factor of two of 1, which is in their range or near it. By chance differences may be so
    too; but then their standard errors seldom have most of them far from 0. Errors from tests of ratios
    (``tested``) know nothing of 0: by them such effects are more alike than chance would have them.
    """
    if s is None or len(y) < 2 or not (np.isfinite(y) & np.isfinite(s) & (s > 0)).all():
        return 0.0
    if not (np.ptp(y) < s.min() if tested else np.mean(y / s >= FAR) > 0.5):
        return 0.0
    for unit in units:
        low, high = y.min() / unit, y.max() / unit
        if 1 / FACTOR <= low <= 1 + NEAR and 1 - NEAR <= high <= FACTOR:
            return unit
    return 0.0


def _from_test(check: Check, role: str, y: FloatArray) -> FloatArray:
    """Standard errors by a test, were the effects differences."""
    given = check[role]
    with np.errstate(all="ignore"):
        tail = {"p": given / 2, "p_one_sided": given, "confidence": (1 - given) / 2, "chance": 1 - given}
        return np.abs(y / (given if role == "z" else ndtri(tail[role])))


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
