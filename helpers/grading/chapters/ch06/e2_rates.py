"""06.2: shrunken rates."""

from __future__ import annotations

import numpy as np

from helpers.grading.cases import Array
from helpers.grading.exercise import Exercise, Mistake
from helpers.grading.kinds.numbers.function import Function
from helpers.grading.tolerance import relative

Arms = tuple[Array, Array, float, float]


def shrunken_rates(successes: Array, trials: Array, mean: float, concentration: float) -> Array:
    """Posterior means of the rates, given the population."""
    return (mean * concentration + successes) / (concentration + trials)


def _pulled(successes: Array, trials: Array, mean: float, weight: Array | float) -> Array:
    return np.asarray(weight * mean + (1 - weight) * successes / np.where(trials == 0, 1, trials))


def weights_swapped(successes: Array, trials: Array, mean: float, concentration: float) -> Array:
    """n/(κ + n) on the mean."""
    return _pulled(successes, trials, mean, trials / (concentration + trials))


def one_weight_for_all(successes: Array, trials: Array, mean: float, concentration: float) -> Array:
    """The same pull for everybody, from the total."""
    return _pulled(successes, trials, mean, concentration / (concentration + trials.sum()))


def half_way(successes: Array, trials: Array, mean: float, concentration: float) -> Array:  # noqa: ARG001
    """The plain average of the two rates."""
    return _pulled(successes, trials, mean, np.full(trials.shape, 0.5))


def visitors_forgotten(successes: Array, trials: Array, mean: float, concentration: float) -> Array:
    """κ m added above, κ not added below."""
    return np.asarray((mean * concentration + successes) / np.where(trials == 0, 1, trials))


def concentration_forgotten_above(
    successes: Array, trials: Array, mean: float, concentration: float
) -> Array:
    """m added above as if it were a count."""
    return np.asarray((mean + successes) / (concentration + trials))


def by_variances(successes: Array, trials: Array, mean: float, concentration: float) -> Array:
    """s²/(s² + τ²) with s² = m(1 − m)/n and τ² = m(1 − m)/κ taken for a standard deviation of 1/κ."""
    s2, tau2 = mean * (1 - mean) / np.maximum(trials, 1), mean * (1 - mean) / concentration**2
    return _pulled(successes, trials, mean, s2 / (s2 + tau2))


def most_probable_rate(successes: Array, trials: Array, mean: float, concentration: float) -> Array:
    """The mode of the Beta posterior in the place of its mean."""
    return (mean * concentration + successes - 1) / (concentration + trials - 2)


def a_flat_prior_each(successes: Array, trials: Array, mean: float, concentration: float) -> Array:  # noqa: ARG001
    """(y + 1)/(n + 2): every variant under a prior of its own."""
    return np.asarray((successes + 1) / (trials + 2))


def arms(rng: np.random.Generator) -> Arms:
    """Three to six variants of unequal size."""
    k = int(rng.integers(3, 7))
    trials = np.round(rng.permutation(np.geomspace(8, 300, k)) * rng.uniform(0.8, 1.2, k))
    rates = rng.uniform(0.15, 0.8, k)
    mean, concentration = round(float(rng.uniform(0.3, 0.6)), 2), float(rng.integers(12, 80))
    return rng.binomial(trials.astype(int), rates).astype(float), trials, mean, concentration


def a_variant_without_visitors(rng: np.random.Generator) -> Arms:
    """Nobody has seen the last variant yet."""
    successes, trials, mean, concentration = arms(rng)
    successes[-1] = trials[-1] = 0
    return successes, trials, mean, concentration


RATES = Exercise(
    id="06.2",
    title="Shrink rates by hand",
    points=2,
    minutes=8,
    reference=shrunken_rates,
    kind=Function(),
    arguments=("successes", "trials", "mean", "concentration"),
    cases=arms,
    edges=[a_variant_without_visitors],
    tolerance=relative(1e-9),
    forbidden=["helpers.posterior"],
    mistakes=[
        Mistake(
            weights_swapped,
            "The two weights are swapped: your largest variant moves furthest. Who should listen to the "
            "others more, a variant with ten visitors or one with three hundred?",
            "Check the ends. A variant nobody has seen must land on the mean; one that millions have seen "
            "must stay where it is.",
        ),
        Mistake(
            one_weight_for_all,
            "Every variant is pulled by the same share, one that comes from all visitors together. The pull "
            "depends on the variant's *own* visitors.",
        ),
        Mistake(
            half_way,
            "You took the plain average of the two rates. Weigh them: the population counts as κ visitors, "
            "the variant's own rate as n.",
        ),
        Mistake(
            visitors_forgotten,
            "You added the population's successes but not its visitors, so the rates can exceed 1. Add κ "
            "below, too.",
        ),
        Mistake(
            concentration_forgotten_above,
            "Below the bar you added κ visitors. Above it you added the *rate* m; how many of those κ "
            "visitors converted?",
        ),
        Mistake(
            a_flat_prior_each,
            "You give every variant the same two extra visitors, one of whom converted: a flat prior each, "
            "which has never heard of the population. How many visitors is *this* population worth, and how "
            "many of them converted?",
        ),
        Mistake(
            most_probable_rate,
            "Close. This is the most *probable* rate, the top of the curve, with 1 and 2 taken off; asked is "
            "the posterior *mean*.",
        ),
        Mistake(
            by_variances,
            "A good idea with one slip: the population's variance is m(1 − m)/(κ + 1), about m(1 − m)/κ, "
            "and κ is not squared. Counting visitors is easier still.",
            "The population has shown every variant κ visitors, m·κ of whom converted. Add them to the "
            "variant's own.",
        ),
    ],
    praise="Right, for a variant that nobody has seen, too: it lands on the mean.",
    advice="Imagine that every variant has been shown to κ more visitors, of whom m·κ converted. What is "
    "its rate now?",
)
