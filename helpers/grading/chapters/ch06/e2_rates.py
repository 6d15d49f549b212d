"""06.2: shrunken rates."""

from __future__ import annotations

import numpy as np

from helpers.grading.cases import Array
from helpers.grading.declare import exercise
from helpers.grading.tolerance import relative

Arms = tuple[Array, Array, float, float]


def pulled(successes: Array, trials: Array, mean: float, weight: Array | float) -> Array:
    """weight·mean + (1 − weight)·rate."""
    return weight * mean + (1 - weight) * successes / np.maximum(trials, 1)


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


@exercise(
    "Shrink rates by hand",
    points=2,
    minutes=8,
    cases=arms,
    edges=[a_variant_without_visitors],
    tolerance=relative(1e-9),
    forbidden=["helpers.posterior"],
)
def shrunken_rates(successes: Array, trials: Array, mean: float, concentration: float) -> Array:
    """Right, for a variant that nobody has seen, too: it lands on the mean.

    Imagine that every variant has been shown to κ more visitors, of whom m·κ converted. What is its rate
    now?
    """
    return (mean * concentration + successes) / (concentration + trials)


@shrunken_rates.mistake
def weights_swapped(successes: Array, trials: Array, mean: float, concentration: float) -> Array:
    """The two weights are swapped: your largest variant moves furthest. Who should listen to the others
    more, a variant with ten visitors or one with three hundred?

    Check the ends. A variant nobody has seen must land on the mean; one that millions have seen must hardly
    move.
    """
    return pulled(successes, trials, mean, trials / (concentration + trials))


@shrunken_rates.mistake
def one_weight_for_all(successes: Array, trials: Array, mean: float, concentration: float) -> Array:
    """Every variant is pulled by the same share, one that comes from all visitors together. The pull
    depends on the variant's *own* visitors."""
    return pulled(successes, trials, mean, concentration / (concentration + trials.sum()))


@shrunken_rates.mistake
def half_way(successes: Array, trials: Array, mean: float, concentration: float) -> Array:  # noqa: ARG001
    """You took the plain average of the two rates. Weigh them: the population counts as κ visitors, the
    variant's own rate as n."""
    return pulled(successes, trials, mean, 0.5)


@shrunken_rates.mistake
def visitors_forgotten(successes: Array, trials: Array, mean: float, concentration: float) -> Array:
    """You added the population's successes but not its visitors, so the rates can exceed 1. Add κ below,
    too."""
    return (mean * concentration + successes) / np.maximum(trials, 1)


@shrunken_rates.mistake
def concentration_forgotten_above(
    successes: Array, trials: Array, mean: float, concentration: float
) -> Array:
    """Below the bar you added κ visitors. Above it you added the *rate* m; how many of those κ visitors
    converted?"""
    return (mean + successes) / (concentration + trials)


@shrunken_rates.mistake
def a_flat_prior_each(successes: Array, trials: Array, mean: float, concentration: float) -> Array:  # noqa: ARG001
    """You give every variant the same two extra visitors, one of whom converted: a flat prior each, which
    has never heard of the population. How many visitors is *this* population worth, and how many of them
    converted?"""
    return (successes + 1) / (trials + 2)


@shrunken_rates.mistake
def most_probable_rate(successes: Array, trials: Array, mean: float, concentration: float) -> Array:
    """Close. This is the most *probable* rate, the top of the curve, with 1 and 2 taken off; asked is the
    posterior *mean*."""
    return (mean * concentration + successes - 1) / (concentration + trials - 2)


@shrunken_rates.mistake
def by_variances(successes: Array, trials: Array, mean: float, concentration: float) -> Array:
    """A good idea with one slip: the population's variance is m(1 − m)/(κ + 1), about m(1 − m)/κ, and κ
    is not squared. Counting visitors is easier still.

    The population has shown every variant κ visitors, m·κ of whom converted. Add them to the variant's
    own.
    """
    s2, tau2 = mean * (1 - mean) / np.maximum(trials, 1), mean * (1 - mean) / concentration**2
    return pulled(successes, trials, mean, s2 / (s2 + tau2))


@shrunken_rates.mistake
def raw_rates(successes: Array, trials: Array, mean: float, concentration: float) -> Array:  # noqa: ARG001
    """These are the raw rates: no pooling. What you know about the population should move each of them,
    those with few visitors further."""
    return pulled(successes, trials, mean, np.where(trials > 0, 0.0, 1.0))


@shrunken_rates.mistake
def nothing_by_nothing(successes: Array, trials: Array, mean: float, concentration: float) -> Array:
    """Right wherever there are visitors. For a variant without any, 0/0 comes in. What should you believe
    about it? Written without y/n the formula needs no special case."""
    right = shrunken_rates(successes, trials, mean, concentration)
    return np.where(trials > 0, right, np.nan)


@shrunken_rates.mistake
def mean_for_all(successes: Array, trials: Array, mean: float, concentration: float) -> Array:  # noqa: ARG001
    """Every variant lands on the population's mean, as if nobody had visited any of them. What have the
    visitors to add?"""
    return np.full_like(trials, mean)


@shrunken_rates.mistake
def counts_for_rates(successes: Array, trials: Array, mean: float, concentration: float) -> Array:  # noqa: ARG001
    """These are counts: the successes of variant and population together. Of how many visitors?"""
    return mean * concentration + successes


@shrunken_rates.mistake
def mean_and_concentration_as_a_and_b(
    successes: Array, trials: Array, mean: float, concentration: float
) -> Array:
    """You used m and κ as if they were a and b. They are the Beta's *mean* a/(a + b) and its concentration
    a + b: what are a and b then?"""
    return (mean + successes) / (mean + concentration + trials)


@shrunken_rates.mistake
def mean_as_a(successes: Array, trials: Array, mean: float, concentration: float) -> Array:  # noqa: ARG001
    """Your population counts as *one* visitor: a = m, b = 1 − m. It is worth κ of them, m·κ of whom
    converted."""
    return (mean + successes) / (1 + trials)


@shrunken_rates.mistake
def all_of_them_converted(successes: Array, trials: Array, mean: float, concentration: float) -> Array:  # noqa: ARG001
    """You added κ visitors and let *all* of them convert. In the population a share m does."""
    return (concentration + successes) / (concentration + trials)


@shrunken_rates.mistake
def towards_the_observed_rate(successes: Array, trials: Array, mean: float, concentration: float) -> Array:  # noqa: ARG001
    """You pull towards the rate of all visitors together. The population's mean is given: it is the argument
    `mean`."""
    return shrunken_rates(successes, trials, float(successes.sum() / trials.sum()), concentration)


@shrunken_rates.mistake
def visitors_twice(successes: Array, trials: Array, mean: float, concentration: float) -> Array:
    """Below the bar your population has twice κ visitors. κ is a + b already, both kinds together."""
    return (mean * concentration + successes) / (2 * concentration + trials)


@shrunken_rates.mistake
def weights_alone(successes: Array, trials: Array, mean: float, concentration: float) -> Array:  # noqa: ARG001
    """These are the weights on the population's mean. Wanted are the rates: the weighted means of m and
    y/n."""
    return concentration / (concentration + trials)


@shrunken_rates.mistake
def failures(successes: Array, trials: Array, mean: float, concentration: float) -> Array:
    """These are the chances of *not* converting: 1 minus what is wanted."""
    return 1 - shrunken_rates(successes, trials, mean, concentration)


@shrunken_rates.mistake
def b_for_a(successes: Array, trials: Array, mean: float, concentration: float) -> Array:
    """Above the bar you added (1 − m)·κ, those of the population's visitors who did *not* convert: b in place
    of a. Successes go with successes."""
    return shrunken_rates(successes, trials, 1 - mean, concentration)


@shrunken_rates.mistake
def one_rate_for_all(successes: Array, trials: Array, mean: float, concentration: float) -> Array:  # noqa: ARG001
    """Every variant gets the rate of all visitors together: complete pooling. Each variant has visitors of
    its own, and should keep some of what they said."""
    return np.full_like(trials, successes.sum() / trials.sum())


@shrunken_rates.mistake
def one_rate_for_all_and_the_population(
    successes: Array, trials: Array, mean: float, concentration: float
) -> Array:
    """You threw the visitors of all variants and the population's κ into one rate: complete pooling. Add κ
    visitors to *each* variant, and keep its own apart from the others'."""
    return np.full_like(trials, (mean * concentration + successes.sum()) / (concentration + trials.sum()))
