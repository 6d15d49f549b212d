"""Arms that share a control share its luck: their comparisons are no experiments of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers import posterior
from helpers._validate import FloatArray
from helpers.report import beliefs


@dataclass(frozen=True, eq=False)
class Together:
    """The answers once the arms of an experiment are put together, one line an experiment.

    ``several`` experiments have more than one arm. Of a single experiment ``next_market`` is None: it says
    nothing of another one.
    """

    experiments: int
    several: int
    mean: float
    median: float
    sd: float
    works_on_average: float
    next_market: float | None


def groups(experiments: Any) -> list[str] | None:
    """The experiment that each comparison belongs to; None where no two share a control."""
    split = experiments.split
    if split is None:
        return None
    labels = experiments.table["label"].tolist()
    if split["label"].nunique() == 1 and len(labels) > 1:
        return [str(split["label"].iloc[0])] * len(labels)
    of = {f"{label}: {arm}": label for label, arm in zip(split["label"], split["arm"], strict=True)}
    found = [str(of.get(label, label)) for label in labels]
    return found if len(set(found)) < len(found) else None


def together(experiments: Any, y: FloatArray, s: FloatArray, unit: float) -> Together | None:
    """The same pooling with one line an experiment, by the report's own priors; None: no shared control."""
    named = groups(experiments)
    if named is None:
        return None
    table = experiments.table
    rows = [np.flatnonzero(np.array(named) == name) for name in dict.fromkeys(named)]
    sizes = [(table[f"n_{arm}"].to_numpy(dtype=float)) for arm in "tc"]
    one = np.array([joined(y[at], s[at], *(n[at] for n in sizes)) for at in rows])
    several = sum(len(at) > 1 for at in rows)
    if len(one) == 1:
        from scipy.special import ndtr

        mean, sd = map(float, one[0])
        return Together(1, 1, mean, mean, sd, float(ndtr(mean / sd)), None)
    post = posterior.random_effects(one[:, 0], one[:, 1], *beliefs.chosen(unit))
    return Together(
        len(one),
        several,
        float(post.mu.mean),
        float(post.mu.quantile(0.5)),
        float(post.mu.sd),
        float(post.mu.prob_above(0)),
        float(post.theta_new.prob_above(0)),
    )


def joined(y: FloatArray, s: FloatArray, n_t: FloatArray, n_c: FloatArray) -> tuple[float, float]:
    """The best weighted average of arms against one control, and its standard error.

    Two comparisons correlate by what the control adds to the variance of each, which is its share of 1/n.
    """
    common = np.sqrt((1 / n_c) / (1 / n_t + 1 / n_c))
    correlation = np.outer(common, common)
    np.fill_diagonal(correlation, 1)
    weights = np.linalg.solve(np.outer(s, s) * correlation, np.ones(len(y)))
    return float(weights @ y / weights.sum()), float(weights.sum() ** -0.5)
