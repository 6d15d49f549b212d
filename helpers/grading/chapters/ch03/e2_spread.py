"""03.2: τ² and I²."""

from __future__ import annotations

import numpy as np

from helpers import heterogeneity as het
from helpers.grading.cases import STUDIES, Array, Pair, alike_studies, random_studies, two_studies
from helpers.grading.chapters.ch03.e1_q import q_statistic
from helpers.grading.exercise import Exercise, Mistake
from helpers.grading.kinds.numbers.function import Function
from helpers.grading.mistakes import spread
from helpers.grading.tolerance import relative


def dersimonian_laird(effects: Array, std_errors: Array) -> Pair:
    """τ² of DerSimonian and Laird, and I²."""
    return float(het.tau_squared(effects, std_errors)), float(het.i_squared(effects, std_errors))


def _parts(effects: Array, std_errors: Array) -> tuple[float, int, float]:
    """Q, its degrees of freedom, and the divisor Σw − Σw²/Σw."""
    w = std_errors**-2.0
    return q_statistic(effects, std_errors), len(effects) - 1, float(w.sum() - (w**2).sum() / w.sum())


def not_truncated(effects: Array, std_errors: Array) -> Pair:
    """Negative where Q is below its degrees of freedom."""
    q, df, c = _parts(effects, std_errors)
    return (q - df) / c, (1 - df / q if q else -np.inf)


def tau_instead(effects: Array, std_errors: Array) -> Pair:
    """τ for τ²."""
    tau_squared, share = dersimonian_laird(effects, std_errors)
    return tau_squared**0.5, share


def divided_by_sum_of_weights(effects: Array, std_errors: Array) -> Pair:
    """Σw for Σw − Σw²/Σw."""
    q, df, _ = _parts(effects, std_errors)
    return max(0.0, (q - df) / float(np.sum(std_errors**-2.0))), dersimonian_laird(effects, std_errors)[1]


def second_sum_not_divided(effects: Array, std_errors: Array) -> Pair:
    """Σw − Σw² for Σw − Σw²/Σw."""
    q, df, _ = _parts(effects, std_errors)
    w = std_errors**-2.0
    return max(0.0, (q - df) / float(w.sum() - (w**2).sum())), dersimonian_laird(effects, std_errors)[1]


def i_squared_by_the_mean_variance(effects: Array, std_errors: Array) -> Pair:
    """τ²/(τ² + mean of s²)."""
    tau_squared, _ = dersimonian_laird(effects, std_errors)
    return tau_squared, float(tau_squared / (tau_squared + np.mean(std_errors**2)))


def variance_of_estimates(effects: Array, std_errors: Array) -> Pair:
    """The spread of the estimates, noise and all."""
    return spread.sd_of_estimates(effects) ** 2, dersimonian_laird(effects, std_errors)[1]


def i_squared_with_k(effects: Array, std_errors: Array) -> Pair:
    """1 − K/Q."""
    return dersimonian_laird(effects, std_errors)[0], spread.i_squared_with_k(
        q_statistic(effects, std_errors), len(effects)
    )


def i_squared_upside_down(effects: Array, std_errors: Array) -> Pair:
    """df/Q."""
    return dersimonian_laird(effects, std_errors)[0], spread.i_squared_upside_down(
        q_statistic(effects, std_errors), len(effects)
    )


TAU = Exercise(
    id="03.2",
    title="τ² and I² from Q",
    points=3,
    minutes=12,
    reference=dersimonian_laird,
    kind=Function(),
    arguments=STUDIES,
    cases=random_studies,
    edges=[two_studies, alike_studies],
    tolerance=relative(1e-7),
    forbidden=["helpers.heterogeneity"],
    mistakes=[
        Mistake(
            not_truncated,
            "Right wherever the markets differ more than noise. Where they differ *less*, you return a "
            "negative number. What is the smallest a variance can be, and the smallest a share?",
            "Both estimators stop at zero: max(0, …).",
        ),
        Mistake(
            tau_instead,
            "Your first number is τ, the standard deviation. Wanted here is τ², the variance: it is what "
            "adds to s² in the weights.",
        ),
        Mistake(
            divided_by_sum_of_weights,
            "The numerator is right; you divided by the sum of the weights alone. The weighted mean has "
            "used up part of the information, so the divisor is smaller than Σw.",
            "The expected value of Q under heterogeneity is K − 1 + τ²·(Σw − Σw²/Σw). Solve it for τ².",
        ),
        Mistake(
            second_sum_not_divided,
            "Look at the units of your divisor: you subtract Σw² from Σw, squares of weights from weights. "
            "Something must bring the second term back to the size of a weight.",
        ),
        Mistake(
            i_squared_by_the_mean_variance,
            "Your second number is near, and it is no I²: it takes the plain mean of the s² for the noise. "
            "I² comes from Q and its degrees of freedom alone.",
        ),
        Mistake(
            variance_of_estimates,
            "Your first number is the variance of the *estimates*. Their noise is still in it: eight "
            "identical markets would not give zero. Take away what noise alone would do.",
        ),
        Mistake(
            i_squared_with_k,
            "Your I² compares Q with K. Under pure noise Q is K − 1 on average, because the mean was "
            "estimated from the same numbers.",
        ),
        Mistake(
            i_squared_upside_down,
            "Your second number is the share of *noise*. I² is the share that is left.",
        ),
    ],
    praise="Right, also where the markets agree better than chance would have it.",
    advice="Set Q equal to its expected value, K − 1 + τ²·(Σw − Σw²/Σw), and solve for τ².",
)
