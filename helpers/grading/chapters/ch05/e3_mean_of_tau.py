"""05.3: a posterior mean to mend."""

from __future__ import annotations

import numpy as np

from helpers.grading.cases import Array, log_likelihood_of_tau, random_studies
from helpers.grading.declare import exercise
from helpers.grading.tolerance import relative

Case = tuple[Array, Array, float]


def _mean(tau: Array, log_weight: Array) -> float:
    """Weighted mean of τ, also where every weight is too small for a computer."""
    return np.average(tau, weights=np.exp(log_weight - np.max(log_weight)))


def _on_a_grid(rng: np.random.Generator, shift: float) -> Case:
    effects, std_errors = random_studies(rng)
    tau = np.round((np.arange(4000) + 0.5) * 0.0005, 5)
    fit = log_likelihood_of_tau(effects, std_errors, tau)
    return tau, np.round(shift + fit, 6), float(rng.choice([0.2, 0.25, 0.3]))


def few_markets(rng: np.random.Generator) -> Case:
    """Log likelihoods of ordinary size."""
    return _on_a_grid(rng, 0.0)


def many_markets(rng: np.random.Generator) -> Case:
    """Log likelihoods near −2000, as a thousand markets have them."""
    return _on_a_grid(rng, -2000.0)


@exercise(
    "Spot the error: the mean of τ",
    points=3,
    minutes=12,
    cases=few_markets,
    edges=[many_markets],
    tolerance=relative(2e-3),  # sums and the trapezoid rule are both right; they differ by up to 0.1 %
)
def mean_of_tau(tau: Array, log_likelihood: Array, scale: float) -> float:
    """Mended, also for a thousand markets.

    Log weights = log prior + log likelihood. Shift them so that the largest is 0, exponentiate, divide by
    the sum.
    """
    return _mean(tau, log_likelihood - tau**2 / (2 * scale**2))


@mean_of_tau.mistake
def as_received(tau: Array, log_likelihood: Array, scale: float) -> float:
    """That is the function as you got it. Three things are wrong. Start with the prior: at which value of
    τ should a half-normal with scale 1 have fallen to exp(−½) of its height?

    Then ask what the weights of an average must add up to, and what `np.exp(-2000)` is.
    """
    prior = np.exp(-(tau**4) / (2 * scale**2))
    return np.sum(prior * np.exp(log_likelihood) * tau)


@mean_of_tau.mistake
def prior_on_square(tau: Array, log_likelihood: Array, scale: float) -> float:
    """The average is one now, but the prior is still the half-normal's height at τ², not at τ. It is too
    kind to τ below 1 and far too strict above: check the power.

    The exponent of a half-normal is −τ²/(2·scale²).
    """
    return _mean(tau, log_likelihood - tau**4 / (2 * scale**2))


@mean_of_tau.mistake
def prior_of_square(tau: Array, log_likelihood: Array, scale: float) -> float:
    """You made it a proper prior for τ², Jacobian and all. Correctly computed, but it is another prior:
    the half-normal is on τ, the standard deviation."""
    return _mean(tau, log_likelihood + np.log(tau) - tau**4 / (2 * scale**2))


@mean_of_tau.mistake
def prior_without_half(tau: Array, log_likelihood: Array, scale: float) -> float:
    """All but right. Your prior falls too fast: at τ = scale a half-normal has fallen to exp(−½) of its
    height, yours to exp(−1)."""
    return _mean(tau, log_likelihood - tau**2 / scale**2)


@mean_of_tau.mistake
def prior_forgotten(tau: Array, log_likelihood: Array, scale: float) -> float:  # noqa: ARG001
    """The likelihood alone does the weighing: the prior has gone, which on a grid means a uniform one up
    to the last point."""
    return _mean(tau, log_likelihood)


@mean_of_tau.mistake
def not_normalised(tau: Array, log_likelihood: Array, scale: float) -> float:
    """Prior and likelihood are right. A mean is a sum of values times weights that add up to 1; yours add
    up to something else."""
    return np.sum(np.exp(log_likelihood - tau**2 / (2 * scale**2)) * tau)


@mean_of_tau.mistake
def underflow(tau: Array, log_likelihood: Array, scale: float) -> float:
    """Right with a few markets. With many the log likelihood is near −2000, its exponential is 0 for a
    computer, and you divide 0 by 0. The *ratios* of the weights are all you need.

    Subtract the largest log weight before you take the exponential.
    """
    weight = np.exp(log_likelihood - tau**2 / (2 * scale**2))
    with np.errstate(invalid="ignore"):
        return np.sum(weight * tau) / np.sum(weight)


@mean_of_tau.mistake
def the_mode(tau: Array, log_likelihood: Array, scale: float) -> float:
    """That is the peak of the posterior. Its mean was asked for; for a curve with a long right tail it
    lies further right."""
    return tau[np.argmax(log_likelihood - tau**2 / (2 * scale**2))]


@mean_of_tau.mistake
def likelihood_not_exponentiated(tau: Array, log_likelihood: Array, scale: float) -> float:
    """You multiply the prior by the *log* likelihood. Logs add, likelihoods multiply: bring both to the
    same scale first."""
    return np.average(tau, weights=np.exp(-(tau**2) / (2 * scale**2)) * log_likelihood)


@mean_of_tau.mistake
def shifted_not_normalised(tau: Array, log_likelihood: Array, scale: float) -> float:
    """Prior and likelihood are right, and the shift keeps the computer happy. A mean is a sum of values times
    weights that add up to 1; yours add up to something else."""
    log_weight = log_likelihood - tau**2 / (2 * scale**2)
    return np.sum(np.exp(log_weight - np.max(log_weight)) * tau)


@mean_of_tau.mistake
def scale_not_squared(tau: Array, log_likelihood: Array, scale: float) -> float:
    """You squared τ but not the scale. In the exponent stands the ratio τ/scale, squared as a whole."""
    return _mean(tau, log_likelihood - tau**2 / (2 * scale))


@mean_of_tau.mistake
def likelihood_forgotten(tau: Array, log_likelihood: Array, scale: float) -> float:  # noqa: ARG001
    """That is the *prior* mean of τ: the markets have not been heard. Where does the likelihood come in?"""
    return _mean(tau, -(tau**2) / (2 * scale**2))


@mean_of_tau.mistake
def mean_square(tau: Array, log_likelihood: Array, scale: float) -> float:
    """That is the posterior mean of τ², a variance. Asked is the mean of τ itself."""
    weight = np.exp(log_likelihood - np.max(log_likelihood) - tau**2 / (2 * scale**2))
    return np.average(tau**2, weights=weight)


@mean_of_tau.mistake
def exponential_prior(tau: Array, log_likelihood: Array, scale: float) -> float:
    """Your prior falls like an exponential: τ is not squared in it. The exponent of a half-normal is
    quadratic in τ."""
    return _mean(tau, log_likelihood - tau / scale)


@mean_of_tau.mistake
def the_median(tau: Array, log_likelihood: Array, scale: float) -> float:
    """That is the posterior *median*: half of the weight lies below it. Asked is the mean."""
    log_weight = log_likelihood - tau**2 / (2 * scale**2)
    below = np.cumsum(np.exp(log_weight - np.max(log_weight)))
    return tau[np.searchsorted(below, below[-1] / 2)]


@mean_of_tau.mistake
def root_mean_square(tau: Array, log_likelihood: Array, scale: float) -> float:
    """That is the root of the mean of τ². The mean of τ itself is smaller: average τ, not its square."""
    return mean_square(tau, log_likelihood, scale) ** 0.5


@mean_of_tau.mistake
def posterior_sd(tau: Array, log_likelihood: Array, scale: float) -> float:
    """That is the posterior *standard deviation* of τ. Asked is its mean."""
    return (mean_square(tau, log_likelihood, scale) - mean_of_tau(tau, log_likelihood, scale) ** 2) ** 0.5
