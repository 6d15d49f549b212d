"""What the effects go along with: moderators that the reader names, each in units of its own sd."""

from __future__ import annotations

from typing import Any

import numpy as np

from helpers import posterior
from helpers.report.beliefs import chosen
from helpers.report.problems import BadTable, Problem, listed
from helpers.report.vocabulary import OF_ARMS

OWN = {"effect", "std_error", *(f"{role}_{arm}" for role in OF_ARMS for arm in "tc")}
"""What the effect is made of, by the names of the table's own columns: it explains nothing."""


def moderated(table: Any, names: tuple[str, ...], unit: float) -> Any:
    """Coefficients of centred moderators, a row each, per sd and per unit, and the spread that they leave.

    ``rises`` is the probability of a coefficient above 0; the average comes first, and has no unit.

    Raises ``BadTable`` for a name that is no column of numbers, or where the exact engine is not at hand.
    """
    import pandas as pd

    free = [c for c in table.columns if table[c].dtype.kind in "if" and c not in OWN]
    unknown = [name for name in names if name not in free]
    if unknown:
        there = (
            f"those of this file: {listed(free)}" if free else "this file has none beside those it is about"
        )
        raise BadTable(
            Problem(f"no moderator: wanted a column of numbers, one an experiment; {there}", column=n)
            for n in unknown
        )
    if not hasattr(posterior, "meta_regression"):
        raise BadTable(
            [Problem("moderators need posterior.meta_regression, which this version does not have")]
        )
    raw = table[list(names)].to_numpy(dtype=float)
    if len(raw) < 2:
        raise BadTable([Problem("a moderator wants two experiments at least", column=names[0])])
    wide = raw.std(axis=0, ddof=1)
    rows = np.column_stack([np.ones(len(raw)), (raw - raw.mean(axis=0)) / wide])
    y, s = (table[name].to_numpy(dtype=float) for name in ("effect", "std_error"))
    mu, tau = chosen(unit)
    found = posterior.meta_regression(y, s, rows, mu, tau)
    low, high = found.coefficients.interval(0.95)
    b, unit_of = found.coefficients, np.array([np.nan, *wide])
    return pd.DataFrame(
        {
            "moderator": ["average", *(f"{name}, per sd" for name in names)],
            "coefficient": b.mean, "sd": b.sd, "low": low, "high": high, "rises": b.prob_above(0),
            "sd_of_moderator": unit_of, "per_unit": b.mean / unit_of,
            "per_unit_low": low / unit_of, "per_unit_high": high / unit_of,
            "tau_left": found.tau.quantile(0.5),
        }
    )  # fmt: skip
