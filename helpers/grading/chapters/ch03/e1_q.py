"""03.1: Cochran's Q."""

from __future__ import annotations

import numpy as np

from helpers import heterogeneity as het
from helpers.grading.cases import Array, equal_studies, random_studies, two_studies
from helpers.grading.declare import exercise
from helpers.grading.mistakes.spread import weighted_q
from helpers.grading.tolerance import relative


@exercise(
    "Cochran's Q",
    points=2,
    minutes=8,
    cases=random_studies,
    edges=[two_studies, equal_studies],
    tolerance=relative(1e-8),
    forbidden=["helpers.heterogeneity"],
)
def q_statistic(effects: Array, std_errors: Array) -> float:
    """Right, on every fresh set of markets, two-market sets and identical estimates included.

    Three lines do it: the weights, the weighted mean, the weighted sum of squares about it.
    """
    return float(het.cochran_q(effects, std_errors).statistic)


@q_statistic.mistake
def q_with_1_over_s(effects: Array, std_errors: Array) -> float:
    """Your weights look like 1/s. A market with half the standard error carries four times the
    information, not twice.

    Q is a sum of squared z-like distances. Write one of them, (estimate − mean)/s, square it, and read
    off what multiplies the squared deviation.
    """
    return weighted_q(effects, 1 / std_errors)


@q_statistic.mistake
def q_about_plain_mean(effects: Array, std_errors: Array) -> float:
    """Your weights are right, but you measure distances from the plain mean of the effects. If all
    markets were identical, which mean would estimate the common effect best?

    Use the precision-weighted mean, Σwy/Σw, with the same weights. It is the centre that makes Q
    smallest, which is why Q about any other centre is too large.
    """
    return weighted_q(effects, std_errors**-2, float(np.mean(effects)))


@q_statistic.mistake
def q_unweighted(effects: Array, std_errors: Array) -> float:
    """Your mean is weighted, your sum is not: it takes all deviations as equally telling. One of 0.5 is a
    surprise in a market with s = 0.1 and nothing in one with s = 0.6.

    Divide each deviation by its own standard error before you square it.
    """
    mean = float(np.average(effects, weights=std_errors**-2))
    return weighted_q(effects, np.ones_like(effects), mean)


@q_statistic.mistake
def sum_of_squares(effects: Array, std_errors: Array) -> float:  # noqa: ARG001
    """The standard errors do nothing in your function: it is the plain sum of squares about the plain
    mean. Does a market that measured badly know as much as one that measured well?

    Weigh twice: in the mean, and in the sum of squared deviations from it.
    """
    return weighted_q(effects, np.ones_like(effects))


@q_statistic.mistake
def weights_upside_down(effects: Array, std_errors: Array) -> float:
    """Your weights are s²: the noisiest market counts most. A weight should be large where the standard
    error is small."""
    return weighted_q(effects, std_errors**2)


@q_statistic.mistake
def about_zero(effects: Array, std_errors: Array) -> float:
    """You measure distances from zero. That asks whether the redesign does anything anywhere; Q asks
    whether the markets differ from *each other*. Where is their common middle?"""
    return weighted_q(effects, std_errors**-2, 0.0)


@q_statistic.mistake
def surplus(effects: Array, std_errors: Array) -> float:
    """You have taken K − 1 off already. That is what Q exceeds its expectation by, and comes later; Q is
    the sum itself."""
    return q_statistic(effects, std_errors) - (len(effects) - 1)


@q_statistic.mistake
def q_over_df(effects: Array, std_errors: Array) -> float:
    """You divided by K − 1. That is H², a useful number, but Q is the sum itself: it is compared with
    K − 1 afterwards."""
    return q_statistic(effects, std_errors) / (len(effects) - 1)


@q_statistic.mistake
def mean_for_sum(effects: Array, std_errors: Array) -> float:
    """You averaged the squared distances. Q is their *sum*: it is compared with K − 1 afterwards."""
    return q_statistic(effects, std_errors) / len(effects)


@q_statistic.mistake
def weighted_variance(effects: Array, std_errors: Array) -> float:
    """You divided by the sum of the weights. That is a weighted variance of the effects; Q is the sum of
    the squared z values itself, without a unit."""
    return q_statistic(effects, std_errors) / float(np.sum(std_errors**-2))


@q_statistic.mistake
def p_value(effects: Array, std_errors: Array) -> float:
    """You went on to the p-value. Wanted is Q itself."""
    return float(het.cochran_q(effects, std_errors).p_value)


@q_statistic.mistake
def q_with_1_over_s_to_the_fourth(effects: Array, std_errors: Array) -> float:
    """Your weights are squared: 1/s to the fourth power. One over the variance, 1/s², is the weight
    already."""
    return weighted_q(effects, std_errors**-4)


@q_statistic.mistake
def centre_with_1_over_s(effects: Array, std_errors: Array) -> float:
    """The squared distances are weighted rightly, the mean they are taken from is not: its weights look
    like 1/s. Use the same weights in both places."""
    return weighted_q(effects, std_errors**-2, float(np.average(effects, weights=1 / std_errors)))


@q_statistic.mistake
def variance_of_effects(effects: Array, std_errors: Array) -> float:  # noqa: ARG001
    """That is the variance of the effects: the standard errors have no say in it. In Q each squared distance
    is measured by its own standard error."""
    return float(np.var(effects, ddof=1))


@q_statistic.mistake
def arguments_swapped(effects: Array, std_errors: Array) -> float:
    """The effects stand where the standard errors should, and the other way round. `check` hands over the
    effects first: in which order does your function take them?"""
    with np.errstate(all="ignore"):
        return weighted_q(std_errors, effects**-2.0)
