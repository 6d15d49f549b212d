"""17.3: a calculator to mend."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr, ndtri

from helpers.grading.declare import exercise
from helpers.grading.tolerance import relative
from helpers.planning import sample_size
from helpers.priors import Flat, Normal

Question = tuple[float, float, float, float]
_MOST = 20_000


def _plan(rng: np.random.Generator, low: float, high: float, least: float = 1) -> Question:
    """Belief, spread of outcomes, and an assurance below the ceiling, where 1.645 gives the same n."""
    while True:
        mean, sd = round(float(rng.uniform(0.3, 0.5)), 2), round(float(rng.uniform(0.35, 0.55)), 2)
        sigma, share = round(float(rng.uniform(low, high)), 2), rng.uniform(0.78, 0.88)
        target = round(float(share * ndtr(mean / sd)), 2)
        wanted = visitors_for(mean, sd, sigma, target)
        if wanted >= least and _first(mean, sd, target, 2**0.5 * sigma, 1.645) == wanted:
            return mean, sd, sigma, target


def reachable(rng: np.random.Generator) -> Question:
    """Belief, the spread of outcomes, and an assurance below the ceiling: so many that one is no matter."""
    return _plan(rng, 2.0, 4.0, 700)


def few_visitors(rng: np.random.Generator) -> Question:
    """So little noise that every visitor counts."""
    return _plan(rng, 0.25, 0.33)


def beyond_the_ceiling(rng: np.random.Generator) -> Question:
    """An assurance that no sample size has."""
    mean, sd, sigma, _ = reachable(rng)
    return mean, sd, sigma, round(float(ndtr(mean / sd)) + 0.05, 2)


def _first(mean: float, sd: float, target: float, se_of_one: float, z: float) -> float:
    """The first n whose assurance, with standard error ``se_of_one``/√n, reaches the target."""
    se = se_of_one / np.sqrt(np.arange(1, _MOST))
    reached = ndtr((mean - z * se) / np.hypot(sd, se)) >= target
    return float(np.argmax(reached) + 1) if reached.any() else 0.0


def z_95() -> float:
    """The quantile of the rule."""
    return float(ndtri(0.95))


@exercise(
    "Spot the error: the calculator",
    points=3,
    minutes=12,
    cases=reachable,
    edges=[few_visitors, beyond_the_ceiling],
    tolerance=relative(1.5e-3),  # of thousands; with few visitors one more or less is seen
    forbidden=["helpers.planning"],
    seconds=20,
)
def visitors_for(mean: float, sd: float, sigma: float, target: float) -> float:
    """Mended, and it says so when no number will do.

    The standard error of a difference of two arms; the quantile for one side; the spread of belief; and
    before any of it, the ceiling.
    """
    if target >= ndtr(mean / sd):
        return 0.0
    return float(sample_size(Normal(mean, sd), target, sigma, analysis_prior=Flat()))


@visitors_for.mistake
def as_received(mean: float, sd: float, sigma: float, target: float) -> float:  # noqa: ARG001
    """That is the calculator as you got it. Four things are wrong. Start with the standard error: how many
    arms are there?

    Then ask which quantile belongs to P(effect > 0) > .95, what the function does with `sd`, and what happens
    when the target is above P(effect > 0).
    """
    return _first(mean, 0.0, target, sigma, float(ndtri(0.975)))


@visitors_for.mistake
def power_at_the_mean(mean: float, sd: float, sigma: float, target: float) -> float:  # noqa: ARG001
    """That is the size for a *power* at the mean of belief: `sd` is not
    used. The estimate scatters by noise and by belief."""
    return _first(mean, 0.0, target, 2**0.5 * sigma, z_95())


@visitors_for.mistake
def one_arm(mean: float, sd: float, sigma: float, target: float) -> float:
    """Half as many as are needed: your standard error is that of one arm. A difference of two has the noise
    of both."""
    return _first(mean, sd, target, sigma, z_95())


@visitors_for.mistake
def two_sided(mean: float, sd: float, sigma: float, target: float) -> float:
    """Your quantile is 1.96. P(effect > 0) > .95 is one-sided: 1.645."""
    return _first(mean, sd, target, 2**0.5 * sigma, float(ndtri(0.975)))


@visitors_for.mistake
def two_sided_in_one_arm(mean: float, sd: float, sigma: float, target: float) -> float:
    """The spread of belief is in now. Standard error (how many arms?) and quantile (how many sides?) are
    still those of the colleague."""
    return _first(mean, sd, target, sigma, float(ndtri(0.975)))


@visitors_for.mistake
def in_all(mean: float, sd: float, sigma: float, target: float) -> float:
    """That is the number of visitors in *both* arms together. Asked is the number in each."""
    return 2 * visitors_for(mean, sd, sigma, target)


@visitors_for.mistake
def threshold_forgotten(mean: float, sd: float, sigma: float, target: float) -> float:
    """Your rule is content with any estimate above zero. "It works" is said when P(effect > 0) exceeds
    .95."""
    return _first(mean, sd, target, 2**0.5 * sigma, 0.0)


@visitors_for.mistake
def prior_analyses(mean: float, sd: float, sigma: float, target: float) -> float:
    """That is the size when the belief analyses the data too. Correct, and smaller; asked is the flat
    analysis."""
    if target >= ndtr(mean / sd):
        return 0.0
    return float(sample_size(Normal(mean, sd), target, sigma))


@visitors_for.mistake
def only_the_arms(mean: float, sd: float, sigma: float, target: float) -> float:  # noqa: ARG001
    """Both arms are in now. The quantile (how many sides?) is still the colleague's, and `sd` is not used:
    the estimate scatters by noise and by belief."""
    return _first(mean, 0.0, target, 2**0.5 * sigma, float(ndtri(0.975)))


@visitors_for.mistake
def only_the_quantile(mean: float, sd: float, sigma: float, target: float) -> float:  # noqa: ARG001
    """The quantile is one-sided now. The standard error is still that of one arm, and `sd` is not used: the
    estimate scatters by noise and by belief."""
    return _first(mean, 0.0, target, sigma, z_95())


@visitors_for.mistake
def one_too_many(mean: float, sd: float, sigma: float, target: float) -> float:
    """One visitor too many in each arm: does the count go up once more after the target is reached?"""
    right = visitors_for(mean, sd, sigma, target)
    return right + 1 if right else 0.0


@visitors_for.mistake
def one_too_few(mean: float, sd: float, sigma: float, target: float) -> float:
    """One visitor too few in each arm: that is the last number that does *not* reach the target."""
    right = visitors_for(mean, sd, sigma, target)
    return right - 1 if right else 0.0


@visitors_for.mistake
def sds_added(mean: float, sd: float, sigma: float, target: float) -> float:
    """You added two standard deviations. Belief and noise are independent, so their *variances* add."""
    se = 2**0.5 * sigma / np.sqrt(np.arange(1, _MOST))
    reached = ndtr((mean - z_95() * se) / (sd + se)) >= target
    return float(np.argmax(reached) + 1) if reached.any() else 0.0
