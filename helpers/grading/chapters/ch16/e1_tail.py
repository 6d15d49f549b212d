"""16.1: the conflict tail of an estimate, from scratch."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from helpers.grading.cases import Array, random_studies
from helpers.grading.declare import exercise
from helpers.grading.tolerance import relative

Case = tuple[Array, Array, float, float, float]


def _forecast(effects: Array, std_errors: Array, alpha: float, power: float = 2) -> tuple[float, float]:
    """Pooled mean and sd of the power prior."""
    w = std_errors**-power
    return float(np.average(effects, weights=w)), float((1 / np.sum(std_errors**-2.0) / alpha) ** 0.5)


def _tail(distance: float, sd: float) -> float:
    return float(2 * ndtr(-abs(distance) / sd))


def past_and_new(rng: np.random.Generator) -> Case:
    """Past studies, α, and a new estimate from one to two sds off."""
    y, s = random_studies(rng)
    alpha, se = round(float(rng.uniform(0.15, 0.6)), 2), round(float(rng.uniform(0.12, 0.25)), 2)
    mean, sd = _forecast(y, s, alpha)
    away = float(rng.choice([-1, 1]) * rng.uniform(1.0, 1.9) * np.hypot(sd, se))
    return y, s, alpha, round(mean + away, 2), se


def past_in_full(rng: np.random.Generator) -> Case:
    """α = 1: the discount is none."""
    y, s, _, _, se = past_and_new(rng)
    mean, sd = _forecast(y, s, 1.0)
    return y, s, 1.0, round(mean - 1.5 * float(np.hypot(sd, se)), 2), se


@exercise(
    "How surprised is the prior?",
    points=3,
    minutes=10,
    cases=past_and_new,
    edges=[past_in_full],
    tolerance=relative(1e-7, near=0.03),
    forbidden=["helpers.borrowing"],
)
def tail(effects: Array, std_errors: Array, alpha: float, new_effect: float, new_error: float) -> float:
    """Right: the prior that will be used, as a forecast of the estimate, noise included.

    Three steps: the power prior's mean and sd; the sd of the *estimate* that it expects; the probability,
    on both sides, of lying at least as far out.
    """
    mean, sd = _forecast(effects, std_errors, alpha)
    return _tail(new_effect - mean, float(np.hypot(sd, new_error)))


@tail.mistake
def without_noise(
    effects: Array,
    std_errors: Array,
    alpha: float,
    new_effect: float,
    new_error: float,  # noqa: ARG001
) -> float:
    """You compared an estimate with the belief about the *effect*. The estimate has noise of its own, so the
    forecast is wider than the prior.

    Variances add: that of the prior and that of the new test.
    """
    mean, sd = _forecast(effects, std_errors, alpha)
    return _tail(new_effect - mean, sd)


@tail.mistake
def noise_alone(
    effects: Array, std_errors: Array, alpha: float, new_effect: float, new_error: float
) -> float:
    """Your forecast has the noise of the new test in it, and takes the pooled mean for the truth. The prior's
    own uncertainty belongs in as well: without it α does not matter."""
    return _tail(new_effect - _forecast(effects, std_errors, alpha)[0], new_error)


@tail.mistake
def one_sided(effects: Array, std_errors: Array, alpha: float, new_effect: float, new_error: float) -> float:
    """That is one side. An estimate as far out on the other side would be as surprising: count both."""
    return tail(effects, std_errors, alpha, new_effect, new_error) / 2


@tail.mistake
def the_rest(effects: Array, std_errors: Array, alpha: float, new_effect: float, new_error: float) -> float:
    """That is the probability of lying *closer* to the median than this estimate. Small should mean
    conflict: take what is left of 1."""
    return 1 - tail(effects, std_errors, alpha, new_effect, new_error)


@tail.mistake
def sds_added(effects: Array, std_errors: Array, alpha: float, new_effect: float, new_error: float) -> float:
    """You added two standard deviations. Prior and noise are independent, so their *variances* add."""
    mean, sd = _forecast(effects, std_errors, alpha)
    return _tail(new_effect - mean, sd + new_error)


@tail.mistake
def alpha_forgotten(
    effects: Array,
    std_errors: Array,
    alpha: float,  # noqa: ARG001
    new_effect: float,
    new_error: float,
) -> float:
    """That is the tail under α = 1: the past in full. The prior that will be used is wider."""
    return tail(effects, std_errors, 1.0, new_effect, new_error)


@tail.mistake
def sd_over_alpha(
    effects: Array, std_errors: Array, alpha: float, new_effect: float, new_error: float
) -> float:
    """You divided the pooled *standard deviation* by α. Raising a likelihood to a power multiplies its
    precision: it is the variance that is divided."""
    return tail(effects, std_errors, alpha**2, new_effect, new_error)


@tail.mistake
def times_alpha(
    effects: Array, std_errors: Array, alpha: float, new_effect: float, new_error: float
) -> float:
    """Your prior is *narrower* than the pooled estimate. A discount takes information away: the variance is
    divided by α, not multiplied."""
    return tail(effects, std_errors, 1 / alpha, new_effect, new_error)


@tail.mistake
def plain_mean(effects: Array, std_errors: Array, alpha: float, new_effect: float, new_error: float) -> float:
    """Your forecast stands at the plain mean of the past. The power prior is the pooled likelihood, whose
    centre weighs each study by its precision."""
    _, sd = _forecast(effects, std_errors, alpha)
    return _tail(new_effect - float(np.mean(effects)), float(np.hypot(sd, new_error)))


@tail.mistake
def with_1_over_s(
    effects: Array, std_errors: Array, alpha: float, new_effect: float, new_error: float
) -> float:
    """Your pooled mean has weights 1/s. Information adds up on the scale of 1/variance."""
    mean, _ = _forecast(effects, std_errors, alpha, power=1)
    _, sd = _forecast(effects, std_errors, alpha)
    return _tail(new_effect - mean, float(np.hypot(sd, new_error)))


@tail.mistake
def variance_for_sd(
    effects: Array, std_errors: Array, alpha: float, new_effect: float, new_error: float
) -> float:
    """You have the variance of the forecast, and use it as a standard deviation. Take the root."""
    mean, sd = _forecast(effects, std_errors, alpha)
    return _tail(new_effect - mean, sd**2 + new_error**2)


@tail.mistake
def alpha_and_noise_forgotten(
    effects: Array,
    std_errors: Array,
    alpha: float,  # noqa: ARG001
    new_effect: float,
    new_error: float,  # noqa: ARG001
) -> float:
    """That is the pooled estimate's own normal: neither α nor the noise of the new test is in it. The prior
    that will be used is wider, and its forecast of an *estimate* wider still."""
    mean, sd = _forecast(effects, std_errors, 1.0)
    return _tail(new_effect - mean, sd)


@tail.mistake
def below_alone(
    effects: Array, std_errors: Array, alpha: float, new_effect: float, new_error: float
) -> float:
    """That is the probability of an estimate *below* this one. Asked is one at least as far out, on either
    side."""
    mean, sd = _forecast(effects, std_errors, alpha)
    return float(ndtr((new_effect - mean) / np.hypot(sd, new_error)))


@tail.mistake
def twice_whatever_side(
    effects: Array, std_errors: Array, alpha: float, new_effect: float, new_error: float
) -> float:
    """Twice the probability of lying below works where the estimate is below the centre; above it, yours
    exceeds 1. Take the distance: the same on either side."""
    return 2 * below_alone(effects, std_errors, alpha, new_effect, new_error)


@tail.mistake
def as_precise_as_the_posterior(
    effects: Array, std_errors: Array, alpha: float, new_effect: float, new_error: float
) -> float:
    """You combined prior and noise by their precisions: that is how sure one is *after* the estimate. Before
    it the forecast is wider than either, and variances add."""
    mean, sd = _forecast(effects, std_errors, alpha)
    return _tail(new_effect - mean, (sd**-2 + new_error**-2) ** -0.5)
