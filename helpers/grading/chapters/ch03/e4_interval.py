"""03.4: an interval to mend."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.special import stdtrit

from helpers.grading.cases import STUDIES, Array, Pair, random_studies
from helpers.grading.exercise import Exercise, Mistake
from helpers.grading.kinds.numbers.function import Function
from helpers.grading.mistakes import spread
from helpers.grading.tolerance import relative

Case = tuple[Array, Array, float]


def next_market(effects: Array, std_errors: Array, tau_squared: float) -> Pair:
    """95 % prediction interval for the effect in a new market (Higgins, Thompson & Spiegelhalter 2009)."""
    mean, error = spread.random_effects_mean(effects, std_errors, tau_squared)
    return spread.interval(mean, spread.t_95(len(effects) - 2) * (tau_squared + error**2) ** 0.5)


def variant(
    name: str,
    half_width: Callable[[int, float, float], float],
    in_weights: Callable[[float], float] = lambda t2: t2,
) -> Callable[[Array, Array, float], Pair]:
    """An interval with another half-width, a function of K, τ² and the mean's standard error."""

    def wrong(effects: Array, std_errors: Array, tau_squared: float) -> Pair:
        mean, error = spread.random_effects_mean(effects, std_errors, in_weights(tau_squared))
        return spread.interval(mean, half_width(len(effects), tau_squared, error))

    wrong.__name__ = name
    return wrong


def _root(t2: float) -> float:
    return t2**0.5


as_received = variant("as_received", lambda k, t2, e: spread.z_95() * e, _root)  # noqa: ARG005
only_the_mean = variant("only_the_mean", lambda k, t2, e: spread.z_95() * e)  # noqa: ARG005
only_the_mean_t = variant("only_the_mean_t", lambda k, t2, e: spread.t_95(k - 2) * e)  # noqa: ARG005
z_for_t = variant("z_for_t", lambda k, t2, e: spread.z_95() * (t2 + e**2) ** 0.5)  # noqa: ARG005
t_with_k_minus_1 = variant("t_with_k_minus_1", lambda k, t2, e: spread.t_95(k - 1) * (t2 + e**2) ** 0.5)
tau_in_weights = variant("tau_in_weights", lambda k, t2, e: spread.t_95(k - 2) * (t2 + e**2) ** 0.5, _root)
spreads_added = variant("spreads_added", lambda k, t2, e: spread.t_95(k - 2) * (t2**0.5 + e))


def weights_without_tau(effects: Array, std_errors: Array, tau_squared: float) -> Pair:
    """The fixed-effect mean in the middle."""
    mean, error = spread.random_effects_mean(effects, std_errors, 0.0)
    return spread.interval(mean, spread.t_95(len(effects) - 2) * (tau_squared + error**2) ** 0.5)


def ninety_per_cent(effects: Array, std_errors: Array, tau_squared: float) -> Pair:
    """5 % on either side."""
    mean, error = spread.random_effects_mean(effects, std_errors, tau_squared)
    quantile = float(stdtrit(len(effects) - 2, 0.95))
    return spread.interval(mean, quantile * (tau_squared + error**2) ** 0.5)


def studies_with_tau(rng: np.random.Generator) -> Case:
    """Studies and a τ² to go with them."""
    effects, std_errors = random_studies(rng)
    return effects, std_errors, round(float(rng.uniform(0.1, 0.6)), 3)


def three_studies(rng: np.random.Generator) -> Case:
    """The fewest studies for which the interval exists."""
    return (
        np.round(rng.normal(0.3, 0.5, 3), 2),
        np.round(rng.uniform(0.15, 0.5, 3), 2),
        round(float(rng.uniform(0.05, 0.4)), 2),
    )


def without_heterogeneity(rng: np.random.Generator) -> Case:
    """τ² = 0 is an answer that estimators do give."""
    return *random_studies(rng), 0.0


REPAIR = Exercise(
    id="03.4",
    title="Spot the error: the interval for market nine",
    points=3,
    minutes=10,
    reference=next_market,
    kind=Function(),
    arguments=(*STUDIES, "tau_squared"),
    cases=studies_with_tau,
    edges=[three_studies, without_heterogeneity],
    tolerance=relative(1e-7),
    forbidden=["helpers.heterogeneity"],
    mistakes=[
        Mistake(
            as_received,
            "This is your colleague's interval, unchanged. Three things are wrong with it. Start with the "
            "units: the weights add a variance to something that is not one.",
            "Then ask whose interval it is: the average market's, or the next one's? And with which "
            "quantile?",
        ),
        Mistake(
            only_the_mean,
            "The weights are mended. What you have now is the interval for the *average* market. Market "
            "nine has its own departure from the average on top.",
            "Variances of independent errors add: the mean's own, se², and the spread of the markets, τ².",
        ),
        Mistake(
            only_the_mean_t,
            "Weights and quantile are mended, but this is still an interval for the *average* market: a "
            "new market's own departure from the average is missing.",
            "Variances of independent errors add: the mean's own, se², and the spread of the markets, τ².",
        ),
        Mistake(
            z_for_t,
            "The spread is right; the quantile is not. τ was estimated from a handful of markets, and the "
            "Normal quantile pretends it was known.",
            "Use Student's t. Two quantities, μ and τ, were estimated from K markets.",
        ),
        Mistake(
            t_with_k_minus_1,
            "Student's t, yes, but with one degree of freedom too many: besides the mean, τ was estimated "
            "too.",
        ),
        Mistake(
            tau_in_weights,
            "The interval is mended, the weights are not: they still add τ to a variance. Check the units.",
        ),
        Mistake(
            weights_without_tau,
            "The width knows τ, the weights do not: your middle is the fixed-effect mean. Once markets "
            "differ, each estimate departs from μ by its own noise *and* by τ.",
        ),
        Mistake(
            ninety_per_cent,
            "All is mended but the quantile: yours leaves 5 % on *either* side, which makes a 90 % interval.",
        ),
        Mistake(
            spreads_added,
            "You add the two standard deviations. Independent errors partly cancel, so it is their "
            "squares that add.",
        ),
    ],
    praise="Mended. On the eight markets it runs from about −0.55 to 1.42: honest, and twice as wide as "
    "the memo's.",
    advice="Go line by line: what has the unit of an effect, and what of its square?",
)
