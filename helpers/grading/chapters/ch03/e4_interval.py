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
    parts=["the lower limit", "the upper limit"],
)
def next_market(effects: Array, std_errors: Array, tau_squared: float) -> Pair:
    """Mended. On the eight markets it runs from about −0.55 to 1.42, twice as wide as the memo's.

    Go line by line. How much does each market count? How far may market nine lie from the mean, given the
    mean's own error and the spread of the markets? And which quantile goes with it?
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


@next_market.mistake
def tau_alone(effects: Array, std_errors: Array, tau_squared: float) -> Pair:
    """Your width has τ in it, and has lost the mean's own standard error. Market nine departs from an
    average that is itself known only so well: both belong in."""
    mean, _ = random_effects_mean(effects, std_errors, tau_squared)
    return interval(mean, float(stdtrit(len(effects) - 2, 0.975)) * tau_squared**0.5)


@next_market.mistake
def root_forgotten(effects: Array, std_errors: Array, tau_squared: float) -> Pair:
    """τ² + se² is a *variance*. What goes with a quantile is a standard deviation: take the root."""
    mean, error = random_effects_mean(effects, std_errors, tau_squared)
    return interval(mean, float(stdtrit(len(effects) - 2, 0.975)) * (tau_squared + error**2))


@next_market.mistake
def root_of_tau_squared(effects: Array, std_errors: Array, tau_squared: float) -> Pair:
    """In the width you add τ to se². Only variances add, and `tau_squared` is one already."""
    return limits(effects, std_errors, tau_squared, tau_squared**0.5, len(effects) - 2)


@next_market.mistake
def error_not_squared(effects: Array, std_errors: Array, tau_squared: float) -> Pair:
    """In the width you add τ² and se. Only variances add: square the standard error first."""
    mean, error = random_effects_mean(effects, std_errors, tau_squared)
    return interval(mean, float(stdtrit(len(effects) - 2, 0.975)) * (tau_squared + error) ** 0.5)


@next_market.mistake
def quantile_forgotten(effects: Array, std_errors: Array, tau_squared: float) -> Pair:
    """You went *one* standard deviation to either side. That holds about two markets in three; for 95 % a
    quantile stands before it."""
    mean, error = random_effects_mean(effects, std_errors, tau_squared)
    return interval(mean, (tau_squared + error**2) ** 0.5)


@next_market.mistake
def ninety_per_cent_z(effects: Array, std_errors: Array, tau_squared: float) -> Pair:
    """Your quantile looks like 1.645. It leaves 5 % on *either* side, and it is Normal: τ was estimated
    from a handful of markets. Take Student's t with 2.5 % on either side."""
    return limits(effects, std_errors, tau_squared, tau_squared, np.inf, p=0.95)


@next_market.mistake
def plain_mean(effects: Array, std_errors: Array, tau_squared: float) -> Pair:
    """Your middle is the plain mean of the effects. A market that measured badly should count less, one
    that measured well more: weigh by 1/(s² + τ²)."""
    _, error = random_effects_mean(effects, std_errors, tau_squared)
    half = float(stdtrit(len(effects) - 2, 0.975)) * (tau_squared + error**2) ** 0.5
    return interval(float(np.mean(effects)), half)


@next_market.mistake
def with_the_noise_of_a_study(effects: Array, std_errors: Array, tau_squared: float) -> Pair:
    """Your width has the studies' own noise in it as well. That is the interval for the next *estimate*;
    asked is one for the true effect in the next market."""
    noise = float(np.mean(std_errors**2))
    return limits(effects, std_errors, tau_squared, tau_squared + noise, len(effects) - 2)


@next_market.mistake
def ninety_nine_per_cent(effects: Array, std_errors: Array, tau_squared: float) -> Pair:
    """All is mended but the quantile: yours leaves half a percent on either side, which makes a 99 %
    interval."""
    return limits(effects, std_errors, tau_squared, tau_squared, len(effects) - 2, p=0.995)


@next_market.mistake
def t_with_k(effects: Array, std_errors: Array, tau_squared: float) -> Pair:
    """Student's t, yes, but with K degrees of freedom. Two quantities, μ and τ, were estimated from the K
    markets."""
    return limits(effects, std_errors, tau_squared, tau_squared, len(effects))
