"""Mistakes 14 to 16: how much to borrow, when to stop believing, what the next experiment may find."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import ndtr, ndtri


# Mistake 14: power prior with discount α on a pooled mean whose standard error is ``sd``.
def power_prior_sd_over_alpha(sd: float, alpha: float) -> float:
    """sd/α: α discounts the information, and that is a variance."""
    return sd / alpha


def power_prior_sd_times_root(sd: float, alpha: float) -> float:
    """sd·√α: the prior gets narrower the less is borrowed."""
    return float(sd * np.sqrt(alpha))


def matching_alpha_of_sds(sd: float, target_sd: float) -> float:
    """The ratio of the standard deviations in place of the variances."""
    return sd / target_sd


# Mistake 15: the prior chance N(m, s) that a trial with standard error se succeeds, flat analysis.
def _assurance(m: float, s: float, se: float, critical: float) -> float:
    return float(ndtr((m - critical * se) / np.hypot(s, se)))


def assurance_is_power_at_mean(m: float, sigma: float, n_per_arm: float, threshold: float = 0.95) -> float:
    """The prior's width forgotten."""
    return float(ndtr(m / (sigma * np.sqrt(2 / n_per_arm)) - ndtri(threshold)))


def assurance_n_total(m: float, s: float, sigma: float, n_per_arm: float, threshold: float = 0.95) -> float:
    """n split over both arms."""
    return _assurance(m, s, sigma * np.sqrt(4 / n_per_arm), float(ndtri(threshold)))


def assurance_one_arm(m: float, s: float, sigma: float, n_per_arm: float, threshold: float = 0.95) -> float:
    """σ/√n: the noise of one arm only."""
    return _assurance(m, s, sigma * np.sqrt(1 / n_per_arm), float(ndtri(threshold)))


def assurance_two_sided(m: float, s: float, sigma: float, n_per_arm: float, threshold: float = 0.95) -> float:
    """The quantile of a two-sided test."""
    return _assurance(m, s, sigma * np.sqrt(2 / n_per_arm), float(ndtri((1 + threshold) / 2)))


def assurance_without_threshold(m: float, s: float, sigma: float, n_per_arm: float) -> float:
    """Any positive estimate counts as success."""
    return _assurance(m, s, sigma * np.sqrt(2 / n_per_arm), 0.0)


def assurance_tends_to_one(m: float, s: float) -> float:  # noqa: ARG001
    """What enough visitors are thought to buy; they buy P(effect > 0)."""
    return 1.0


# Mistake 16: how far out a new estimate is, judged against too narrow a belief.
def conflict_from_effect(new_effect: float, post: Any) -> float:
    """Against θ_new: the new estimate's own noise forgotten."""
    return _tail(new_effect, post.theta_new)


def conflict_from_mean(new_effect: float, post: Any) -> float:
    """Against μ: noise and the spread of the markets forgotten."""
    return _tail(new_effect, post.mu)


def _tail(x: float, belief: Any) -> float:
    middle = float(belief.quantile(0.5))
    away = abs(x - middle)
    return float(belief.cdf(middle - away) + belief.prob_above(middle + away))
