"""Words for numbers: every threshold of the summary stands here, and nowhere else."""

from __future__ import annotations

import math
from collections.abc import Iterable

SURE = ((0.99, "almost certainly"), (0.95, "very probably"), (0.80, "probably"))
"""From which probability on a statement may be made with which word; below 1 − p of its opposite."""
OPEN = 0.80  # below it, and above 1 − it, nothing is claimed
SPLIT_BROKEN = 0.001  # p of the sample-ratio check
DIFFER = 0.05  # p of Q; beside it the interval of τ² must leave out 0
STANDS_OUT = 0.05  # p of a study given the others, times their number
FAVOURS = ((10.0, "clearly"), (3.0, "somewhat"))  # ratio of two models' evidence
FEW = 5  # experiments below which τ is the prior's as much as the data's, and a small Q no wonder
APART = 0.25  # of the sd of μ: an approximation further off than this is named
TOO_ALIKE = 0.001  # p of a Q as small as this one: standard errors are larger than the scatter allows
ONE_SCALE = 30.0  # largest to smallest standard error, from which on one scale is asked about
PER_MODERATOR = 10  # experiments, below which a moderator is a hint at most
MANY = 50  # experiments, from which on they are read as many changes rather than as one tested often
AS_LARGE = 50.0  # times the typical experiment: a size nobody is likely to run
HUGE = 5.0  # times the cap: a single outcome worth a look


_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def verdict(probability: float) -> str:
    """“probably”, “probably not” or “open”, as ``probability`` of the statement lets say."""
    for least, word in SURE:
        if probability >= least:
            return word
        if probability <= 1 - least:
            return f"{word} not"
    return "open"


def least_sure(probabilities: Iterable[float]) -> float:
    """The one nearest to ½, or ½ itself where they lie on both sides of it: what all of them grant."""
    given = list(probabilities)
    if min(given) < 0.5 < max(given):
        return 0.5
    return min(given, key=lambda p: abs(p - 0.5))


def favoured(ratio: float) -> str:
    """“clearly”, “somewhat” or nothing: how far the evidence favours a model, ``ratio`` to 1."""
    return next((word for least, word in FAVOURS if ratio >= least), "")


def percent(probability: float) -> str:
    """A probability in per cent: never 0 or 100, which no finite data give."""
    value = 100 * probability
    if value > 99.9:
        return "more than 99.9 %"
    if value < 0.1:
        return "less than 0.1 %"
    return f"{value:.1f} %" if value > 99 or value < 1 else f"{value:.0f} %"


def number(value: float, digits: int = 3) -> str:
    """Three figures, with a real minus, and thousands apart; powers of ten only where zeros would be many."""
    if not math.isfinite(value):
        return {math.inf: "∞", -math.inf: "−∞"}.get(value, "not known")
    if value == 0:
        return "0"
    size = math.floor(math.log10(abs(value)))
    if size >= 9 or size < -4:
        lead, power = f"{value:.{digits - 1}e}".split("e")
        return f"{lead} × 10{str(int(power)).translate(_RAISED)}".replace("-", "−")
    places = max(digits - 1 - size, 0)
    return f"{round(value, digits - 1 - size) + 0.0:,.{places}f}".replace(",", "\u202f").replace("-", "−")


def factor(value: float) -> str:
    """A ratio: three figures, or as many as show how far from 1 it is."""
    if 0 < abs(value - 1) < 0.1:
        return f"{value:.{min(1 - math.floor(math.log10(abs(value - 1))), 8)}f}"
    return number(value)


def exact(value: float) -> str:
    """All figures, thousands apart: a number to be looked up."""
    return f"{value:,.12g}".replace(",", "\u202f").replace("-", "−")


def p_value(value: float) -> str:
    return "p < .001" if value < 0.001 else f"p = {f'{value:.3f}'.removeprefix('0')}"


def count(value: float) -> str:
    return f"{round(value):,}".replace(",", "\u202f")


def interval(low: float, high: float) -> str:
    return f"{number(low)} to {number(high)}"


def one(noun: str) -> str:
    """The noun with its article."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def plural(n: int, one: str, several: str = "") -> str:
    return f"{count(n)} {one if n == 1 else several or one + 's'}"
