"""03.4: an interval to mend, that of Higgins, Thompson & Spiegelhalter (2009)."""

from __future__ import annotations

import numpy as np
from scipy.special import stdtrit

from helpers.grading.cases import Array, Pair, random_studies
from helpers.grading.declare import exercise
from helpers.grading.mistakes.spread import interval
from helpers.grading.tolerance import relative

Case = tuple[Array, Array, float]


def random_effects_mean(effects: Array, std_errors: Array, tau_squared: float) -> Pair:
    """Weighted mean and its standard error, weights 1/(s² + τ²)."""
    weights = 1 / (std_errors**2 + tau_squared)
    return float(np.average(effects, weights=weights)), float(np.sum(weights) ** -0.5)


def limits(
    effects: Array, std_errors: Array, in_weights: float, in_width: float, df: float, p: float = 0.975
) -> Pair:
    """mean ± t·√(τ² + se²), with one τ² in the weights and one in the width; infinite ``df`` give z for t."""
    mean, error = random_effects_mean(effects, std_errors, in_weights)
    return interval(mean, float(stdtrit(df, p)) * (in_width + error**2) ** 0.5)


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


@exercise(
    "Spot the error: the interval for market nine",
    points=3,
    minutes=10,
    cases=studies_with_tau,
    edges=[three_studies, without_heterogeneity],
    tolerance=relative(1e-7),
    forbidden=["helpers.heterogeneity"],
)
def next_market(effects: Array, std_errors: Array, tau_squared: float) -> Pair:
    """Mended. On the eight markets it runs from about −0.55 to 1.42, twice as wide as the memo's.

    Go line by line: what has the unit of an effect, and what of its square?
    """
    return limits(effects, std_errors, tau_squared, tau_squared, len(effects) - 2)


@next_market.mistake
def as_received(effects: Array, std_errors: Array, tau_squared: float) -> Pair:
    """This is your colleague's interval, unchanged. Three things are wrong with it. Start with the units:
    the weights add a variance to something that is not one.

    Then ask whose interval it is: the average market's, or the next one's? And with which quantile?
    """
    return limits(effects, std_errors, tau_squared**0.5, 0.0, np.inf)


@next_market.mistake
def only_the_mean(effects: Array, std_errors: Array, tau_squared: float) -> Pair:
    """The weights are mended. What you have now is the interval for the *average* market. Market nine has
    its own departure from the average on top.

    Variances of independent errors add: the mean's own, se², and the spread of the markets, τ².
    """
    return limits(effects, std_errors, tau_squared, 0.0, np.inf)


@next_market.mistake
def only_the_mean_t(effects: Array, std_errors: Array, tau_squared: float) -> Pair:
    """Weights and quantile are mended, but this is still an interval for the *average* market: a new
    market's own departure from the average is missing.

    Variances of independent errors add: the mean's own, se², and the spread of the markets, τ².
    """
    return limits(effects, std_errors, tau_squared, 0.0, len(effects) - 2)


@next_market.mistake
def z_for_t(effects: Array, std_errors: Array, tau_squared: float) -> Pair:
    """The spread is right; the quantile is not. τ was estimated from a handful of markets, and the Normal
    quantile pretends it was known.

    Use Student's t. Two quantities, μ and τ, were estimated from K markets.
    """
    return limits(effects, std_errors, tau_squared, tau_squared, np.inf)


@next_market.mistake
def t_with_k_minus_1(effects: Array, std_errors: Array, tau_squared: float) -> Pair:
    """Student's t, yes, but with one degree of freedom too many: besides the mean, τ was estimated too."""
    return limits(effects, std_errors, tau_squared, tau_squared, len(effects) - 1)


@next_market.mistake
def tau_in_weights(effects: Array, std_errors: Array, tau_squared: float) -> Pair:
    """The interval is mended, the weights are not: they still add τ to a variance. Check the units."""
    return limits(effects, std_errors, tau_squared**0.5, tau_squared, len(effects) - 2)


@next_market.mistake
def weights_without_tau(effects: Array, std_errors: Array, tau_squared: float) -> Pair:
    """The width knows τ, the weights do not: your middle is the fixed-effect mean. Once markets differ,
    each estimate departs from μ by its own noise *and* by τ."""
    return limits(effects, std_errors, 0.0, tau_squared, len(effects) - 2)


@next_market.mistake
def ninety_per_cent(effects: Array, std_errors: Array, tau_squared: float) -> Pair:
    """All is mended but the quantile: yours leaves 5 % on *either* side, which makes a 90 % interval."""
    return limits(effects, std_errors, tau_squared, tau_squared, len(effects) - 2, p=0.95)


@next_market.mistake
def spreads_added(effects: Array, std_errors: Array, tau_squared: float) -> Pair:
    """You add the two standard deviations. Independent errors partly cancel, so it is their squares that
    add."""
    mean, error = random_effects_mean(effects, std_errors, tau_squared)
    return interval(mean, float(stdtrit(len(effects) - 2, 0.975)) * (tau_squared**0.5 + error))
