"""03.2: τ² and I²."""

from __future__ import annotations

import numpy as np

from helpers import heterogeneity as het
from helpers.grading.cases import Array, Pair, alike_studies, random_studies, two_studies
from helpers.grading.chapters.ch03.e1_q import q_statistic, surplus
from helpers.grading.declare import exercise
from helpers.grading.tolerance import relative


@exercise(
    "τ² and I² from Q",
    points=3,
    minutes=12,
    cases=random_studies,
    edges=[two_studies, alike_studies],
    tolerance=relative(1e-7),
    forbidden=["helpers.heterogeneity"],
    parts=["τ²", "I²"],
)
def dersimonian_laird(effects: Array, std_errors: Array) -> Pair:
    """Right, also where the markets agree better than chance would have it.

    Set Q equal to its expected value, K − 1 + τ²·(Σw − Σw²/Σw), and solve for τ².
    """
    return float(het.tau_squared(effects, std_errors)), float(het.i_squared(effects, std_errors))


@dersimonian_laird.mistake
def not_truncated(effects: Array, std_errors: Array) -> Pair:
    """Right wherever the markets differ more than noise. Where they differ *less*, you return a negative
    number. What is the smallest a variance can be, and the smallest a share?

    Both estimators stop at zero: max(0, …).
    """
    w, q = std_errors**-2, q_statistic(effects, std_errors)
    excess = surplus(effects, std_errors)
    return excess / float(w.sum() - (w**2).sum() / w.sum()), excess / q if q else -np.inf


@dersimonian_laird.mistake
def tau_instead(effects: Array, std_errors: Array) -> Pair:
    """Your first number is τ, the standard deviation. Wanted here is τ², the variance: it is what adds to
    s² in the weights."""
    tau_squared, share = dersimonian_laird(effects, std_errors)
    return tau_squared**0.5, share


@dersimonian_laird.mistake
def divided_by_sum_of_weights(effects: Array, std_errors: Array) -> Pair:
    """The numerator is right; you divided by the sum of the weights alone. The weighted mean has used up
    part of the information, so the divisor is smaller than Σw.

    The expected value of Q under heterogeneity is K − 1 + τ²·(Σw − Σw²/Σw). Solve it for τ².
    """
    _, share = dersimonian_laird(effects, std_errors)
    return max(0.0, surplus(effects, std_errors) / float(np.sum(std_errors**-2))), share


@dersimonian_laird.mistake
def second_sum_not_divided(effects: Array, std_errors: Array) -> Pair:
    """Look at the units of your divisor: you subtract Σw² from Σw, squares of weights from weights.
    Something must bring the second term back to the size of a weight."""
    w = std_errors**-2
    _, share = dersimonian_laird(effects, std_errors)
    return max(0.0, surplus(effects, std_errors) / float(w.sum() - (w**2).sum())), share


@dersimonian_laird.mistake
def i_squared_by_the_mean_variance(effects: Array, std_errors: Array) -> Pair:
    """Your second number is near, and it is no I²: it takes the plain mean of the s² for the noise. I²
    comes from Q and its degrees of freedom alone."""
    tau_squared, _ = dersimonian_laird(effects, std_errors)
    return tau_squared, float(tau_squared / (tau_squared + np.mean(std_errors**2)))


@dersimonian_laird.mistake
def variance_of_estimates(effects: Array, std_errors: Array) -> Pair:
    """Your first number is the variance of the *estimates*. Their noise is still in it: eight identical
    markets would not give zero. Take away what noise alone would do."""
    _, share = dersimonian_laird(effects, std_errors)
    return float(np.var(effects, ddof=1)), share


@dersimonian_laird.mistake
def i_squared_with_k(effects: Array, std_errors: Array) -> Pair:
    """Your I² compares Q with K. Under pure noise Q is K − 1 on average, because the mean was estimated
    from the same numbers."""
    q = q_statistic(effects, std_errors)
    tau_squared, _ = dersimonian_laird(effects, std_errors)
    return tau_squared, max(0.0, 1 - len(effects) / q) if q else 0.0


@dersimonian_laird.mistake
def i_squared_upside_down(effects: Array, std_errors: Array) -> Pair:
    """Your second number is the share of *noise*. I² is the share that is left."""
    q = q_statistic(effects, std_errors)
    tau_squared, _ = dersimonian_laird(effects, std_errors)
    return tau_squared, (len(effects) - 1) / q if q else np.inf


@dersimonian_laird.mistake
def h_squared(effects: Array, std_errors: Array) -> Pair:
    """Your second number is H² = Q/df: how many times what noise alone gives. I² is a share, between 0 and
    1: of all that Q holds, how much is more than noise?"""
    tau_squared, _ = dersimonian_laird(effects, std_errors)
    return tau_squared, max(1.0, q_statistic(effects, std_errors) / (len(effects) - 1))


@dersimonian_laird.mistake
def excess_over_df(effects: Array, std_errors: Array) -> Pair:
    """Your second number compares the excess with the *noise*. I² is the share of the excess in the
    whole: what stands below the bar is Q."""
    tau_squared, _ = dersimonian_laird(effects, std_errors)
    return tau_squared, max(0.0, surplus(effects, std_errors) / (len(effects) - 1))


@dersimonian_laird.mistake
def tau_squared_with_k(effects: Array, std_errors: Array) -> Pair:
    """Your first number takes K off Q. Under pure noise Q is K − 1 on average, because the mean was
    estimated from the same numbers."""
    w = std_errors**-2
    _, share = dersimonian_laird(effects, std_errors)
    excess = surplus(effects, std_errors) - 1
    return max(0.0, excess / float(w.sum() - (w**2).sum() / w.sum())), share


@dersimonian_laird.mistake
def tau_squared_not_truncated(effects: Array, std_errors: Array) -> Pair:
    """Your I² stops at zero, your τ² does not: where the markets differ *less* than noise makes them, it is
    negative. What is the smallest a variance can be?"""
    return not_truncated(effects, std_errors)[0], dersimonian_laird(effects, std_errors)[1]


@dersimonian_laird.mistake
def i_squared_not_truncated(effects: Array, std_errors: Array) -> Pair:
    """Your τ² stops at zero, your I² does not: where the markets differ *less* than noise makes them, it is
    negative. What is the smallest a share can be?"""
    return dersimonian_laird(effects, std_errors)[0], not_truncated(effects, std_errors)[1]


@dersimonian_laird.mistake
def both_with_k(effects: Array, std_errors: Array) -> Pair:
    """Both numbers take K off Q. Under pure noise Q is K − 1 on average, because the mean was estimated from
    the same numbers."""
    return tau_squared_with_k(effects, std_errors)[0], i_squared_with_k(effects, std_errors)[1]
