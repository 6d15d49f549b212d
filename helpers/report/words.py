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
FEW = 5  # experiments below which τ is said to be the prior's as much as the data's
APART = 0.25  # of the sd of μ: an approximation further off than this is named
CEILING_NEAR = 0.97  # share of the ceiling beyond which more visitors hardly help


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
    """Three figures, with a real minus, and thousands apart."""
    if not math.isfinite(value):
        return {math.inf: "∞", -math.inf: "−∞"}.get(value, "not known")
    if value == 0:
        return "0"
    size = math.floor(math.log10(abs(value)))
    if size >= 6 or size < -4:
        text = f"{value:.{digits - 1}e}"
    else:
        places = max(digits - 1 - size, 0)
        text = f"{round(value, digits - 1 - size) + 0.0:,.{places}f}".replace(",", "\u202f")
    return text.replace("-", "−")


def count(value: float) -> str:
    return f"{round(value):,}".replace(",", "\u202f")


def interval(low: float, high: float) -> str:
    return f"{number(low)} to {number(high)}"


def one(noun: str) -> str:
    """The noun with its article."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def plural(n: int, one: str, several: str = "") -> str:
    return f"{count(n)} {one if n == 1 else several or one + 's'}"
