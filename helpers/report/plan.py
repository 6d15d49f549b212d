"""The next experiment: how large, what it costs, how often it will convince."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from helpers import planning
from helpers._validate import FloatArray, real_number
from helpers.priors import Flat

if TYPE_CHECKING:
    import pandas as pd

    from helpers.report.experiments import Experiments

SHARES = (0.5, 0.8, 0.9)  # of the ceiling
TIMES = (0.5, 1, 2, 4, 8)  # the typical experiment
THRESHOLD = 0.95
TYPICAL = "1 × the typical"


@dataclass(frozen=True, eq=False)
class Plan:
    """Sizes and chances; ``sigma`` is the sd of one visitor's outcome, on the scale of the effects.

    Where no sizes are known ``relative`` is true: a size of 1 is then the typical experiment as it was.
    """

    table: pd.DataFrame
    sigma: float
    typical: float
    relative: bool
    ceiling: float
    typical_std_error: float


def planned(experiments: Experiments, s: FloatArray, post: Any, cost_per_visitor: float | None) -> Plan:
    """Sizes of the typical experiment and of those that reach a share of the ceiling, with their chances."""
    import pandas as pd

    sigma, typical, relative = _sigma(experiments.table, s)
    cost = None if cost_per_visitor is None else real_number(cost_per_visitor, "cost_per_visitor", at_least=0)
    prior = post.theta_new
    ceiling = float(planning.assurance_ceiling(prior))
    unit = 1000.0 if relative else 1.0  # a thousandth of the typical experiment is near enough
    sizes = {f"{times:g} × the typical": max(round(times * typical * unit), 1) for times in TIMES}
    for share in SHARES:
        try:
            found = planning.sample_size(prior, share * ceiling, sigma * np.sqrt(unit), THRESHOLD, Flat())
        except ValueError:
            continue
        sizes[for_share(share)] = found
    rows = []
    middle = float(post.mu.mean)
    for name, n in sorted(sizes.items(), key=lambda item: item[1]):
        wide = sigma * np.sqrt(unit)
        chance = float(planning.assurance(prior, n, wide, THRESHOLD, Flat()))
        row = {
            "size": name,
            "n_per_arm": n / unit if relative else n,
            "std_error": float(planning.chances.standard_error(n, wide)),
            "detects": float(planning.minimum_detectable_effect(n, wide)),
            "power_at_mean": float(planning.power(middle, n, wide, THRESHOLD)),
            "assurance": chance,
            "assurance_with_archive": float(planning.assurance(prior, n, wide, THRESHOLD)),
        }
        if not relative:
            row["visitors"] = 2 * n
            if cost is not None:
                row["cost"] = float(planning.experiment_cost(n, cost))
        rows.append(row)
    return Plan(pd.DataFrame(rows), sigma, typical, relative, ceiling, float(np.median(s)))


def for_share(share: float) -> str:
    """What the size is called that reaches this share of the ceiling."""
    return f"for {100 * share:.0f} % of the ceiling"


def _sigma(table: Any, s: FloatArray) -> tuple[float, float, bool]:
    """The sd of one visitor's outcome, the typical size of an arm, and whether that size is a made-up 1."""
    if not {"n_t", "n_c"} <= set(table.columns):
        return float(np.median(s) / np.sqrt(2)), 1.0, True
    each = 1 / (1 / table["n_t"] + 1 / table["n_c"])  # half the harmonic mean
    return float(np.median(s * np.sqrt(each))), float(np.median(2 * each)), False
