"""03.1: Cochran's Q."""

from __future__ import annotations

from helpers import heterogeneity as het
from helpers.grading.cases import STUDIES, Array, equal_studies, random_studies, two_studies
from helpers.grading.exercise import Exercise, Mistake
from helpers.grading.kinds.numbers.function import Function
from helpers.grading.mistakes import spread
from helpers.grading.tolerance import relative


def q_statistic(effects: Array, std_errors: Array) -> float:
    """Cochran's Q."""
    return float(het.cochran_q(effects, std_errors).statistic)


def q_over_df(effects: Array, std_errors: Array) -> float:
    """Q per degree of freedom."""
    return q_statistic(effects, std_errors) / (len(effects) - 1)


def weights_upside_down(effects: Array, std_errors: Array) -> float:
    """s² for 1/s²: the noisiest market counts most."""
    return spread.weighted_q(effects, std_errors**2)


def about_zero(effects: Array, std_errors: Array) -> float:
    """Σ (y/s)²: distances from zero, as if the question were whether anything works."""
    return spread.weighted_q(effects, std_errors**-2, 0.0)


def surplus(effects: Array, std_errors: Array) -> float:
    """Q − (K − 1)."""
    return q_statistic(effects, std_errors) - (len(effects) - 1)


Q = Exercise(
    id="03.1",
    title="Cochran's Q",
    points=2,
    minutes=8,
    reference=q_statistic,
    kind=Function(),
    arguments=STUDIES,
    cases=random_studies,
    edges=[two_studies, equal_studies],
    tolerance=relative(1e-8),
    forbidden=["helpers.heterogeneity"],
    mistakes=[
        Mistake(
            spread.q_with_1_over_s,
            "Your weights look like 1/s. A market with half the standard error carries four times the "
            "information, not twice.",
            "Q is a sum of squared z-like distances. Write one of them, (estimate − mean)/s, square it, "
            "and read off what multiplies the squared deviation.",
        ),
        Mistake(
            spread.q_about_plain_mean,
            "Your weights are right, but you measure distances from the plain mean of the effects. If all "
            "markets were identical, which mean would estimate the common effect best?",
            "Use the precision-weighted mean, Σwy/Σw, with the same weights. It is the centre that makes "
            "Q smallest, which is why Q about any other centre is too large.",
        ),
        Mistake(
            spread.q_unweighted,
            "Your mean is weighted, your sum is not: it takes all deviations as equally telling. One of "
            "0.5 is a surprise in a market with s = 0.1 and nothing in one with s = 0.6.",
            "Divide each deviation by its own standard error before you square it.",
        ),
        Mistake(
            spread.sum_of_squares,
            "The standard errors do nothing in your function: it is the plain sum of squares about the "
            "plain mean. Does a market that measured badly know as much as one that measured well?",
            "Weigh twice: in the mean, and in the sum of squared deviations from it.",
        ),
        Mistake(
            weights_upside_down,
            "Your weights are s²: the noisiest market counts most. A weight should be large where the "
            "standard error is small.",
        ),
        Mistake(
            about_zero,
            "You measure distances from zero. That asks whether the redesign does anything anywhere; Q asks "
            "whether the markets differ from *each other*. Where is their common middle?",
        ),
        Mistake(
            surplus,
            "You have taken K − 1 off already. That is what Q exceeds its expectation by, and comes later; "
            "Q is the sum itself.",
        ),
        Mistake(
            q_over_df,
            "You divided by K − 1. That is H², a useful number, but Q is the sum itself: it is compared "
            "with K − 1 afterwards.",
        ),
    ],
    praise="Right, on every fresh set of markets, two-market sets and identical estimates included.",
    advice="Three lines do it: the weights, the weighted mean, the weighted sum of squares about it.",
)
