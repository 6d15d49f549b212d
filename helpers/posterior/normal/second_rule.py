"""How wrong the sums over the nodes may be: what changes when a second rule replaces the first."""

from __future__ import annotations

import numpy as np

from helpers._panels import halved
from helpers._validate import FloatArray
from helpers.posterior.normal.shrinkage import effect_moments
from helpers.posterior.normal.solution import Solution
from helpers.posterior.quadrature import shifted

DOUBT = 1e-10  # rules that differ by more call for a third
EPS = float(np.finfo(float).eps)


def error_estimate(solution: Solution) -> FloatArray:
    """Largest change (B,) when a second rule, over a wider range with other nodes, replaces the first."""
    found = np.empty(len(solution.low))
    for chunk in solution.chunks():
        for rows, edges in solution.panels(chunk):
            part = solution.rows.take(rows)
            second = shifted(edges, *part.axis.ends())
            found[rows] = _difference(solution, rows, second)
            doubtful = found[rows] > DOUBT
            if doubtful.any():  # one of the two rules is wrong: a finer one decides whether it is ours
                found[rows[doubtful]] = _difference(solution, rows[doubtful], halved(second[doubtful]))
    return np.maximum(found, solution.rest)


def _difference(solution: Solution, rows: np.ndarray, edges: FloatArray) -> FloatArray:
    """Largest change (b,) of any moment when the rule on ``edges`` replaces that of these rows."""
    part = solution.rows.take(rows)
    other, _ = part.nodes(edges)
    change = _changes(solution.moments[:, rows], solution.summary(other))
    (mean, sd), (new_mean, new_sd) = solution.effects, effect_moments(other, part.y, part.s2)
    change.append(np.abs(new_mean - mean[rows]).T / sd[rows].T)
    change.append(np.abs(new_sd / sd[rows] - 1).T)
    return np.max(np.concatenate(change), axis=0) + _rounding(solution, rows)


def _rounding(solution: Solution, rows: np.ndarray) -> FloatArray:
    """What float64 itself may lose, in the units of ``error_estimate``."""
    y, s2 = solution.rows.y[rows], solution.rows.s2[rows]
    terms = np.abs(solution.log_evidence[rows]) + np.abs(np.log(s2)).sum(axis=1)
    places = np.abs(y / solution.effects[1][rows]).max(axis=1)
    return EPS * (4 + terms + places)


def _changes(first: FloatArray, second: FloatArray) -> list[FloatArray]:
    """Differences of two summaries: means in sds, τ relative to itself, evidence absolute; (1, b) each."""
    _, mu_sd, tau_mean, tau_sd, _ = first
    scales = (mu_sd, mu_sd, tau_mean, tau_sd, 1.0)
    with np.errstate(invalid="ignore"):
        found = [np.abs(b - a) / scale for a, b, scale in zip(first, second, scales, strict=True)]
    return [np.nan_to_num(each)[None] for each in found]  # moments that do not exist do not change
