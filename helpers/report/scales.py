"""Units that nothing names: per cents beside shares are asked about, and what is odd is remarked upon."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.stats import chi2

from helpers._validate import FloatArray
from helpers.report.check import Check
from helpers.report.headings import in_percent
from helpers.report.intervals import half_width
from helpers.report.problems import asked, listed, shortened

ALIKE = 0.9999  # the probability that chance would scatter estimates more than this
FEW = 4


def ask_where_units_differ(check: Check) -> None:
    """Raises ``BadTable`` where only one of effect and error has per cent signs, and they fit but so."""
    roles = [r for r in ("effect", "se", "low", "high", "half") if r in check]
    signs = {r for r in roles if r in check.table.percent or in_percent(check.name(r))}
    bare = [r for r in roles if r not in signs]
    if "effect" not in roles or not signs or not bare or any(map(check.chose, bare)):
        return
    error = error_in(check)
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


def error_in(check: Check) -> Any:
    """Standard errors as the columns give them, to judge scales by; None where they give none."""
    if "se" in check:
        return check["se"]
    if "half" in check:
        return check["half"] / 1.96
    if "variance" in check:
        return np.sqrt(np.maximum(check["variance"], 0))
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
