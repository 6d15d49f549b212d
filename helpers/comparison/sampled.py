"""Scores from posterior draws: within the sample, by WAIC, and by Pareto-smoothed importance sampling."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from helpers._validate import FloatArray, moderate, real_array, real_number
from helpers.comparison.elpd import Elpd, summed

_FEWEST = 25
"""Draws: the fifth of them that PSIS fits a tail to must hold five."""


def lppd(ll: ArrayLike) -> float:
    """Log pointwise predictive density Σ log (1/S Σ p(yᵢ | θₛ)): how well the model knows what it has seen.

    ``ll`` are log likelihoods (draws, observations) or (chain, draw, observations); −inf is an impossible
    draw. It is no forecast: each observation has helped to make the draws that it is scored by. Raises
    ``ValueError`` for NaN, +inf and other shapes.
    """
    return float(_lppd(_draws(_checked(ll, at_least=1))).sum())


def waic(ll: ArrayLike) -> Elpd:
    """The widely applicable information criterion on the scale of log densities: lppd − p (Watanabe 2010).

    p = Σ of the variance over draws (divisor S − 1) of each observation's log likelihood. Multiply ``elpd``
    by −2 for the scale of a deviance. ``ll`` as for `lppd`, finite, with two draws or more. No diagnostic
    tells when it fails; where each p term is above 0.4 it may, and `loo` says so by its k̂.
    """
    draws = _draws(_varying(_checked(ll, at_least=2)))
    inside = _lppd(draws)
    return summed(inside - draws.var(axis=0, ddof=1), inside)


def loo(ll: ArrayLike, relative_efficiency: float | None = None) -> Elpd:
    """Leave-one-out from one posterior, by Pareto-smoothed importance sampling (Vehtari et al. 2017, 2024).

    Leaves out one *observation*: one column of ``ll``, whose draws are reweighted as if it had not been
    seen. ``pareto_k`` above 0.7: that posterior is too far from this one to be reached so; refit without the
    observation, or integrate out what only it informs. ``ll`` as for `waic`, with at least 25 draws.
    ``relative_efficiency``, effective over actual draws, sets how long a tail is fitted: by default 1 for
    (draws, observations), and from the chains otherwise. Computed by ArviZ.
    """
    array = _varying(_checked(ll, at_least=_FEWEST))
    draws = _draws(array)
    efficiency = np.full(draws.shape[1], 1.0)
    if relative_efficiency is not None:
        efficiency[:] = real_number(relative_efficiency, "relative_efficiency", above=0, at_most=10)
    elif array.ndim == 3:
        efficiency = _efficiency(array)
    terms = [_left_out(column, float(e)) for column, e in zip(draws.T, efficiency, strict=True)]
    elpd, k = (np.array(part, dtype=np.float64) for part in zip(*terms, strict=True))
    return summed(elpd, _lppd(draws), k)


def _left_out(column: FloatArray, efficiency: float) -> tuple[float, float]:
    """Score and k̂ of one observation; k̂ is infinite where the largest weights are too alike to fit a tail."""
    from arviz_stats.base import array_stats

    try:
        elpd, k, _ = array_stats.loo(column[None], r_eff=efficiency)
    except ValueError:  # all weights of the tail are the same: draws that were repeated
        return float(-np.log(np.mean(np.exp(column.min() - column))) + column.min()), np.inf
    return float(elpd), float(k) if np.isfinite(k) else np.inf


def _efficiency(array: FloatArray) -> FloatArray:
    """Effective over actual draws of each observation's likelihood, (observations,), from chains."""
    from arviz_stats.base import array_stats

    likelihood = np.exp(array - array.max(axis=(0, 1)))
    effective = array_stats.ess(likelihood, chain_axis=0, draw_axis=1, method="mean")
    return np.asarray(effective, dtype=np.float64) / (array.shape[0] * array.shape[1])


def _lppd(draws: FloatArray) -> FloatArray:
    """Log of the mean likelihood of each observation, (observations,); the largest is taken out first."""
    top = draws.max(axis=0)
    shift = np.where(np.isfinite(top), top, 0.0)
    with np.errstate(divide="ignore"):  # the log of 0: impossible under every draw
        return np.asarray(shift + np.log(np.exp(draws - shift).mean(axis=0)))


def _draws(array: FloatArray) -> FloatArray:
    """All draws along one axis: (draws, observations)."""
    return array.reshape(-1, array.shape[-1])


def _checked(ll: ArrayLike, at_least: int) -> FloatArray:
    """``ll`` as float64 of two or three axes, free of NaN and +inf, with enough draws and observations."""
    array = real_array(ll, "ll", finite=False)
    if array.ndim not in (2, 3):
        raise ValueError(
            f"ll must have shape (draws, observations) or (chain, draw, observations); found {array.shape}: "
            "one number a draw, summed over observations, cannot be taken apart again"
        )
    if (array == np.inf).any():
        raise ValueError("ll must be below +inf; a density that is infinite scores nothing")
    wanted = 1 if at_least == 1 else 2
    if array.shape[-1] < wanted:
        raise ValueError(
            f"ll must hold at least {wanted} observations, its last axis; found {array.shape[-1]}"
        )
    draws = array.size // array.shape[-1]
    if draws < at_least:
        raise ValueError(f"ll must hold at least {at_least} draws; found {draws}, shape {array.shape}")
    return array


def _varying(array: FloatArray) -> FloatArray:
    """``array`` if it is finite and every observation's log likelihood changes from draw to draw."""
    if np.isneginf(array).any():
        where = int(np.argwhere(np.isneginf(_draws(array)))[0, 1])
        raise ValueError(
            f"ll must be finite; found -inf for observation {where}: a draw that makes it impossible gets "
            "infinite weight once it is left out"
        )
    array = moderate(array, "ll")
    still = np.ptp(_draws(array), axis=0) == 0
    if still.any():
        raise ValueError(
            f"ll must vary over draws; that of observation {int(np.argmax(still))} is constant: is draws the "
            "first axis?"
        )
    return array
