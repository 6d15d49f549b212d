"""05.3: a posterior mean to mend."""

from __future__ import annotations

import numpy as np

from helpers.grading.cases import Array, random_studies
from helpers.grading.exercise import Exercise, Mistake
from helpers.grading.kinds.numbers.function import Function
from helpers.grading.tolerance import relative

Case = tuple[Array, Array, float]


def mean_of_tau(tau: Array, log_likelihood: Array, scale: float) -> float:
    """Posterior mean of τ under HalfNormal(scale), on an even grid."""
    log_weight = log_likelihood - tau**2 / (2 * scale**2)
    weight = np.exp(log_weight - np.max(log_weight))
    return float(np.sum(weight * tau) / np.sum(weight))


def _under(log_prior: Array, tau: Array, log_likelihood: Array) -> float:
    return mean_of_tau(tau, log_likelihood + log_prior, np.inf)


def as_received(tau: Array, log_likelihood: Array, scale: float) -> float:
    """Prior put on τ², weights not divided by their sum, exponential of what may be −1000."""
    prior = np.exp(-(tau**4) / (2 * scale**2))
    return float(np.sum(prior * np.exp(log_likelihood) * tau))


def prior_on_square(tau: Array, log_likelihood: Array, scale: float) -> float:
    """Half-normal height at τ², normalised and safe."""
    return _under(-(tau**4) / (2 * scale**2), tau, log_likelihood)


def prior_of_square(tau: Array, log_likelihood: Array, scale: float) -> float:
    """τ² ~ HalfNormal(scale), Jacobian included: a different prior, correctly computed."""
    return _under(np.log(tau) - tau**4 / (2 * scale**2), tau, log_likelihood)


def prior_without_half(tau: Array, log_likelihood: Array, scale: float) -> float:
    """exp(−τ²/scale²): a half-normal with a smaller scale."""
    return mean_of_tau(tau, log_likelihood, scale / 2**0.5)


def prior_forgotten(tau: Array, log_likelihood: Array, scale: float) -> float:  # noqa: ARG001
    """A flat prior on the grid."""
    return _under(np.zeros_like(tau), tau, log_likelihood)


def not_normalised(tau: Array, log_likelihood: Array, scale: float) -> float:
    """Weights that do not add up to 1."""
    return float(np.sum(np.exp(log_likelihood - tau**2 / (2 * scale**2)) * tau))


def underflow(tau: Array, log_likelihood: Array, scale: float) -> float:
    """Right until every weight is too small for a computer."""
    weight = np.exp(log_likelihood - tau**2 / (2 * scale**2))
    with np.errstate(invalid="ignore"):
        return float(np.sum(weight * tau) / np.sum(weight))


def the_mode(tau: Array, log_likelihood: Array, scale: float) -> float:
    """The most likely τ in place of the mean."""
    return float(tau[np.argmax(log_likelihood - tau**2 / (2 * scale**2))])


def likelihood_not_exponentiated(tau: Array, log_likelihood: Array, scale: float) -> float:
    """Weights prior × log likelihood."""
    weight = np.exp(-(tau**2) / (2 * scale**2)) * log_likelihood
    return float(np.sum(weight * tau) / np.sum(weight))


def _on_a_grid(rng: np.random.Generator, shift: float) -> Case:
    effects, std_errors = random_studies(rng)
    tau = np.round((np.arange(2000) + 0.5) * 0.001, 4)
    variance = std_errors**2 + tau[:, None] ** 2
    precision = np.sum(1 / variance, axis=1) + 1
    mean = np.sum(effects / variance, axis=1) / precision
    fit = np.sum(effects**2 / variance + np.log(variance), axis=1) - mean**2 * precision + np.log(precision)
    return tau, np.round(shift - fit / 2, 6), float(rng.choice([0.2, 0.25, 0.3]))


def few_markets(rng: np.random.Generator) -> Case:
    """Log likelihoods of ordinary size."""
    return _on_a_grid(rng, 0.0)


def many_markets(rng: np.random.Generator) -> Case:
    """Log likelihoods near −2000, as a thousand markets have them."""
    return _on_a_grid(rng, -2000.0)


REPAIR = Exercise(
    id="05.3",
    title="Spot the error: the mean of τ",
    points=3,
    minutes=12,
    reference=mean_of_tau,
    kind=Function(),
    arguments=("tau", "log_likelihood", "scale"),
    cases=few_markets,
    edges=[many_markets],
    # Sums and the trapezoid rule are both right: on this grid they differ by up to 0.2 %.
    tolerance=relative(4e-3),
    mistakes=[
        Mistake(
            as_received,
            "That is the function as you got it. Three things are wrong. Start with the prior: at "
            "which value "
            "of τ should a half-normal with scale 1 have fallen to exp(−½) of its height?",
            "Then ask what the weights of an average must add up to, and what `np.exp(-2000)` is.",
        ),
        Mistake(
            prior_on_square,
            "The average is one now, but the prior is still the half-normal's height at τ², not at τ. It is "
            "too kind to τ below 1 and far too strict above: check the power.",
            "The exponent of a half-normal is −τ²/(2·scale²).",
        ),
        Mistake(
            prior_of_square,
            "You made it a proper prior for τ², Jacobian and all. Correctly computed, but it is "
            "another prior: "
            "the half-normal is on τ, the standard deviation.",
        ),
        Mistake(
            prior_without_half,
            "All but right. Your prior falls too fast: at τ = scale a half-normal has fallen to exp(−½) of "
            "its "
            "height, yours to exp(−1).",
        ),
        Mistake(
            prior_forgotten,
            "The likelihood alone does the weighing: the prior has gone, which on a grid means a uniform one "
            "up to the last point.",
        ),
        Mistake(
            not_normalised,
            "Prior and likelihood are right. A mean is a sum of values times weights that add up to 1; yours "
            "add up to something else.",
        ),
        Mistake(
            underflow,
            "Right with a few markets. With many the log likelihood is near −2000, its exponential "
            "is 0 for a "
            "computer, and you divide 0 by 0. The *ratios* of the weights are all you need.",
            "Subtract the largest log weight before you take the exponential.",
        ),
        Mistake(
            the_mode,
            "That is the peak of the posterior. Its mean was asked for; for a curve with a long "
            "right tail it "
            "lies further right.",
        ),
        Mistake(
            likelihood_not_exponentiated,
            "You multiply the prior by the *log* likelihood. Logs add, likelihoods multiply: bring both to "
            "the same scale first.",
        ),
    ],
    praise="Mended, also for a thousand markets.",
    advice="Log weights = log prior + log likelihood. Shift them so that the largest is 0, exponentiate, "
    "divide by the sum.",
)
