"""The priors of a report: one unit from the data's own size, and the others that it is tried against."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

import numpy as np

from helpers._validate import FloatArray
from helpers.priors import Flat, HalfCauchy, HalfNormal, HalfStudentT, Normal, Prior


def unit_of(effects: FloatArray, std_errors: FloatArray) -> float:
    """1, 2 or 5 times a power of ten: the last one up to twice what effects and standard errors measure.

    The same rule as where a table is pasted into a figure. It looks at the data once, for their size only:
    .8 to 2 times that size on μ and on the spread say little more than “not many times as large”.
    """
    size = 2 * measured(effects, std_errors)[0]
    power = 10.0 ** math.floor(math.log10(size))
    lead = size / power
    return float(f"{(5 if lead >= 5 else 2 if lead >= 2 else 1) * power:.3g}")


def measured(effects: FloatArray, std_errors: FloatArray) -> tuple[float, str]:
    """The size of what was measured, and which of its three measures that is: the largest."""
    sizes = {
        "the standard deviation of the effects": np.std(effects, ddof=1) if len(effects) > 1 else 0.0,
        "the size of the mean effect": abs(np.mean(effects)),
        "the median standard error": np.median(std_errors),
    }
    name = max(sizes, key=lambda name: float(sizes[name]))
    return float(sizes[name]), name


def chosen(unit: float) -> tuple[Normal, Prior]:
    """The priors of the report, on μ and on τ."""
    return Normal(0, unit), HalfNormal(unit)


def tried(unit: float, experiments: int) -> dict[str, tuple[Prior, Prior]]:
    """The report's priors and others beside them, by what they are called; improper ones from three on."""
    mu, tau = chosen(unit)
    found: dict[str, tuple[Prior, Prior]] = {
        "the report's": (mu, tau),
        "τ a quarter as wide": (mu, HalfNormal(unit / 4)),
        "τ four times as wide": (mu, HalfNormal(4 * unit)),
        "τ with heavy tails": (mu, HalfCauchy(unit)),
        "τ Student-t, 4 df": (mu, HalfStudentT(4, unit)),
        "μ four times as wide": (Normal(0, 4 * unit), tau),
    }
    if experiments >= 3:
        found["flat μ"] = (Flat(), tau)
        found["flat μ and flat τ"] = (Flat(), Flat())
    return found


_WORDS = {
    "Normal": "Normal with mean {mean:g} and sd {sd:g}",
    "HalfNormal": "half-normal with scale {scale:g}",
}


def in_words(prior: Any) -> str:
    """One of the report's own priors as it stands in a sentence."""
    return _WORDS[type(prior).__name__].format(**asdict(prior))


def in_short(prior: Any) -> str:
    """A prior as it stands in a table: its name and its numbers in the order of its arguments."""
    if isinstance(prior, Flat):
        return "flat"
    return f"{type(prior).__name__}({', '.join(f'{value:g}' for value in asdict(prior).values())})"
