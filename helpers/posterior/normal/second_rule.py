"""How wrong the sums over the nodes may be: what changes when a second rule replaces the first."""

from __future__ import annotations

import numpy as np

from helpers._panels import halved
from helpers._validate import FloatArray
from helpers.posterior.normal.solution import Solution
from helpers.posterior.normal.tau_rows import LOG_EVIDENCE, OWN, TAU_MEAN, TAU_SD
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
    change = _changes(solution.moments[:, rows], part.summary(other))
    (mean, sd), (new_mean, new_sd) = solution.effects, part.effect_moments(other)
    change.append(np.abs(new_mean - mean[rows]).T / sd[rows].T)
    change.append(np.abs(new_sd / sd[rows] - 1).T)
    return np.max(np.concatenate(change), axis=0) + _rounding(solution, rows)


def _rounding(solution: Solution, rows: np.ndarray) -> FloatArray:
    """What float64 itself may lose, in the units of ``error_estimate``."""
    part = solution.rows.take(rows)
    terms = np.abs(solution.log_evidence[rows]) + np.abs(np.log(part.s2)).sum(axis=1)
    places = np.abs(part.y / solution.effects[1][rows]).max(axis=1)
    return EPS * (3 + part.conditioning + terms + places)


def _changes(first: FloatArray, second: FloatArray) -> list[FloatArray]:
    """Differences of two summaries: means in sds, τ relative to itself, evidence absolute; (1, b) each."""
    scales = np.ones_like(first)
    scales[[TAU_MEAN, TAU_SD]] = first[[TAU_MEAN, TAU_SD]]
    half = (len(first) - OWN) // 2
    scales[OWN:] = np.tile(first[OWN + half :], (2, 1))
    scales[LOG_EVIDENCE] = 1.0
    with np.errstate(invalid="ignore"):
        found = np.abs(second - first) / scales
    return [np.nan_to_num(found)]  # moments that do not exist do not change
