"""At what level intervals stand: as the reader, a column or the headings say, or as standard errors show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import ndtr

from helpers._validate import FloatArray
from helpers.report.check import Check
from helpers.report.headings import level_in, plain_of
from helpers.report.intervals import half_width
from helpers.report.problems import asked, bad, shortened

USUAL = (0.95, 0.9, 0.99, 0.8, 0.5, 0.68, 0.85, 0.89, 0.94, 0.98, 0.995, 0.999)
FITS, MAY_FIT = (
    0.04,
    0.22,
)  # of a width: a level that standard errors show; t quantiles in the place of normal ones
ROUNDED = 0.006  # of a confidence, as tools print it


@dataclass(frozen=True)
class Level:
    """``level``: a number, or one a line."""

    level: Any

    @property
    def one(self) -> bool:
        return bool(np.ptp(self.level) == 0)


def level_of(
    check: Check,
    centre: FloatArray | None,
    low: FloatArray | None,
    high: FloatArray | None,
    std_error: FloatArray | None = None,
) -> Level:
    """The level, and in ``check.said`` how it is known. Raises ``BadTable`` where nothing agrees."""
    named = level_in(*(check.name(r) for r in ("low", "high", "half") if r in check))
    known = check.level if check.level is not None else _of_column(check, centre, low, high, named)
    if known is None:
        known = named
    if std_error is not None or ("se" in check and low is not None):
        return _beside_errors(check, low, high, check["se"] if std_error is None else std_error, known)
    if low is None and "half" not in check:
        return Level(0.95 if known is None else known)
    if known is None:
        said = (
            "nothing says the level of the intervals: 95 % is assumed; were they others, say it: --level 90"
        )
        if said not in check.said:
            check.said.append(said)
        return Level(0.95)
    if check.level is not None and f"level {check.level}" not in check.said:
        check.said.append(f"the level of the intervals, {100 * check.level:g} %, as you said")
    return Level(known)


def _of_column(
    check: Check,
    centre: FloatArray | None,
    low: FloatArray | None,
    high: FloatArray | None,
    named: float | None,
) -> Any:
    """Of a column of levels. One that changes with the effects is 1 − p, as tools for A/B tests print it."""
    if "level" not in check:
        return None
    given = check["level"] / np.where(check["level"] > 1, 100, 1)
    name = shortened(check.name("level"))
    if "alpha" in plain_of(name) or "α" in name or (given < 0.5).all():
        given = 1 - given
    usual = np.isclose(given[:, None], USUAL, atol=1e-9).any(axis=1).all()
    if np.ptp(given) == 0 and usual:
        return float(given[0])
    if check.chose("level"):
        return given
    if low is not None and high is not None:
        middle = (low + high) / 2 if centre is None else centre
        for level in (named,) if named is not None else USUAL:
            z = middle / half_width(low, high, np.asarray(level))
            for value, what in (
                (2 * ndtr(np.abs(z)) - 1, "1 − p"),
                (ndtr(z), "the chance that the effect is above 0"),
            ):
                if np.mean(np.abs(value - given) <= ROUNDED) >= 0.8:
                    check.said.append(
                        f"“{name}” is {what}, as the widths of the intervals show; it is not their "
                        f"level, which is "
                        f"{100 * level:g} %"
                    )
                    check.table.relabel["level"] = "confidence: checked"
                    return level
    if usual:
        return given
    raise asked(
        f"“{name}” changes from line to line, from {100 * given.min():g} to {100 * given.max():g} %: "
        f"intervals of one "
        "file are mostly of one level, and neither does it agree with their widths as 1 − p",
        (f'--use "{name}=unused"', "it is something else"),
        (f'--use "{name}=level"', "each line's interval has this level"),
    )


def _beside_errors(check: Check, low: Any, high: Any, std_error: FloatArray, known: Any) -> Level:
    """Whether an interval is estimate ± so many standard errors, which shows its level."""
    if low is None:
        return Level(0.95 if known is None else known)
    if (std_error <= 0).any() or (high <= low).any():
        return Level(0.95 if known is None else known)
    level, ratio = _fitting(low, high, std_error, known)
    if level is not None:
        if known is None:
            check.said.append(
                f"intervals and standard errors agree: intervals of {100 * float(np.ravel(level)[0]):g} %"
            )
        for role in ("low", "high"):
            check.table.relabel[role] = f"{role} end, checked"
        return Level(level)
    if check.chose("se") or check.chose("low") or check.chose("high"):
        return Level(0.95 if known is None else known)
    low_name, se_name = shortened(check.name("low")), shortened(check.name("se"))
    raise asked(
        f"“{low_name}” to “{shortened(check.name('high'))}” are {ratio:.3g} times as wide as ± 1.96 × "
        f"“{se_name}”: "
        "they do not belong to one estimate, or not to one scale",
        (f'--use "{low_name}"', "the interval is right"),
        (f'--use "{se_name}"', "the standard error is right"),
    )


def _fitting(low: Any, high: Any, std_error: FloatArray, known: Any) -> tuple[Any, float]:
    """The level that fits, or None; and how many times too wide intervals are at 95 %."""
    levels = USUAL if known is None else (known,)
    off = [float(np.median(np.log(half_width(low, high, np.asarray(v)) / std_error))) for v in levels]
    best = int(np.argmin(np.abs(off)))
    at_95 = float(np.median(np.log(half_width(low, high, np.asarray(0.95)) / std_error)))
    if abs(off[best]) < FITS:
        return levels[best], float(np.exp(at_95))
    if abs(off[0]) < MAY_FIT:
        return levels[0], float(np.exp(at_95))
    return None, float(np.exp(at_95))


def checked_level(level: float | None) -> float | None:
    """``level`` as a share; 90 and .9 are the same. Raises ``BadTable`` for what is none."""
    if level is None:
        return None
    share = level / 100 if level > 1 else level
    if not 0.5 <= share < 1:
        raise bad(f"level: found {level:g}, wanted that of the intervals, such as 90")
    return share
