"""10.2: the mean of τ from an even grid of log τ."""

from __future__ import annotations

import numpy as np

from helpers.grading.cases import Array, log_likelihood_of_tau, random_studies
from helpers.grading.declare import exercise
from helpers.grading.tolerance import relative

Case = tuple[Array, Array]


def _mean(log_tau: Array, log_weight: Array) -> float:
    """Weighted mean of τ, also where every weight is too small for a computer."""
    return float(np.average(np.exp(log_tau), weights=np.exp(log_weight - np.max(log_weight))))


def _log_prior(log_tau: Array) -> Array:
    return -np.exp(2 * log_tau) / 2


def _on_a_grid(rng: np.random.Generator, shift: float) -> Case:
    effects, std_errors = random_studies(rng)
    log_tau = np.round(np.arange(-7, 2.0001, 0.01), 2)
    fit = log_likelihood_of_tau(effects, 2 * std_errors, np.exp(log_tau))
    return log_tau, np.round(shift + fit, 6)


def few_markets(rng: np.random.Generator) -> Case:
    """Log likelihoods of ordinary size."""
    return _on_a_grid(rng, 0.0)


def many_markets(rng: np.random.Generator) -> Case:
    """Log likelihoods near −2000, as a thousand markets have them."""
    return _on_a_grid(rng, -2000.0)


@exercise(
    "The mean of τ, by way of its logarithm",
    points=3,
    minutes=12,
    cases=few_markets,
    edges=[many_markets],
    tolerance=relative(2e-3),
)
def mean_of_tau(log_tau: Array, log_likelihood: Array) -> float:
    """Right: a step of log τ is a step of τ divided by τ, and the weights know it.

    A weight has three factors: the prior at τ (not at log τ, not at τ²), the likelihood, and the width of the
    piece of the axis of τ that the point stands for. How wide is that at τ = 0.01, how wide at τ = 1? Then
    the mean is that of τ itself, under weights that add up to 1.
    """
    return _mean(log_tau, _log_prior(log_tau) + log_likelihood + log_tau)


@mean_of_tau.mistake
def jacobian_forgotten(log_tau: Array, log_likelihood: Array) -> float:
    """Your weights are right for an even grid of τ. This one is even in log τ: half of its points lie
    below τ = 0.1, and each of them counts as much as one that stands for a hundred times as much room.
    Begin the grid lower and your mean falls again, without end.

    By how much does τ grow from one point to the next? That width belongs into the weight.
    """
    return _mean(log_tau, _log_prior(log_tau) + log_likelihood)


@mean_of_tau.mistake
def jacobian_upside_down(log_tau: Array, log_likelihood: Array) -> float:
    """You divide by τ where the change of scale multiplies. Pieces of an even grid of log τ get wider
    with τ, not narrower."""
    return _mean(log_tau, _log_prior(log_tau) + log_likelihood - log_tau)


@mean_of_tau.mistake
def jacobian_twice(log_tau: Array, log_likelihood: Array) -> float:
    """The factor τ is in your weights twice. Once for the width of the piece; the other τ is the one you
    take the mean of, and it belongs into the sum above only."""
    return _mean(log_tau, _log_prior(log_tau) + log_likelihood + 2 * log_tau)


@mean_of_tau.mistake
def prior_of_the_logarithm(log_tau: Array, log_likelihood: Array) -> float:
    """You put the half-normal on log τ: it falls on both sides of τ = 1. The prior is on τ."""
    return _mean(log_tau, -(log_tau**2) / 2 + log_likelihood + log_tau)


@mean_of_tau.mistake
def density_of_the_logarithm(log_tau: Array, log_likelihood: Array) -> float:
    """You put the half-normal on log τ, on the scale of the grid. The prior is on τ, and needs its
    change of scale."""
    return _mean(log_tau, -(log_tau**2) / 2 + log_likelihood)


@mean_of_tau.mistake
def prior_of_the_square(log_tau: Array, log_likelihood: Array) -> float:
    """The exponent of your prior has τ⁴ in it: that is a half-normal at τ², a variance. The prior is on
    τ."""
    return _mean(log_tau, -np.exp(4 * log_tau) / 2 + log_likelihood + log_tau)


@mean_of_tau.mistake
def prior_forgotten(log_tau: Array, log_likelihood: Array) -> float:
    """Likelihood and change of scale are right; the prior has gone."""
    return _mean(log_tau, log_likelihood + log_tau)


@mean_of_tau.mistake
def likelihood_forgotten(log_tau: Array, log_likelihood: Array) -> float:  # noqa: ARG001
    """That is the *prior* mean of τ: the markets have not been heard."""
    return _mean(log_tau, _log_prior(log_tau) + log_tau)


@mean_of_tau.mistake
def geometric_mean(log_tau: Array, log_likelihood: Array) -> float:
    """You took the mean of log τ and put it back: that is the geometric mean, which is smaller. Average
    τ itself."""
    return float(np.exp(mean_of_the_logarithm(log_tau, log_likelihood)))


@mean_of_tau.mistake
def mean_of_the_logarithm(log_tau: Array, log_likelihood: Array) -> float:
    """That is the mean of log τ. Asked is the mean of τ."""
    log_weight = _log_prior(log_tau) + log_likelihood + log_tau
    return float(np.average(log_tau, weights=np.exp(log_weight - np.max(log_weight))))


@mean_of_tau.mistake
def not_normalised(log_tau: Array, log_likelihood: Array) -> float:
    """The weights are right, but a mean needs weights that add up to 1, and yours add up to something
    else."""
    return float(np.sum(np.exp(_log_prior(log_tau) + log_likelihood + 2 * log_tau)))


@mean_of_tau.mistake
def shifted_and_not_normalised(log_tau: Array, log_likelihood: Array) -> float:
    """Your weights do not add up to 1. With the largest log weight subtracted the largest weight is 1, and
    their sum is something else: divide by it."""
    log_weight = _log_prior(log_tau) + log_likelihood + log_tau
    return float(np.sum(np.exp(log_weight - np.max(log_weight) + log_tau)))


@mean_of_tau.mistake
def underflow(log_tau: Array, log_likelihood: Array) -> float:
    """Right with a few markets. With many the log likelihood is near −2000, its exponential is 0 for a
    computer, and you divide 0 by 0. Subtract the largest log weight first."""
    weight = np.exp(_log_prior(log_tau) + log_likelihood + log_tau)
    with np.errstate(invalid="ignore"):
        return float(np.sum(weight * np.exp(log_tau)) / np.sum(weight))


@mean_of_tau.mistake
def prior_without_half(log_tau: Array, log_likelihood: Array) -> float:
    """All but right. Your prior falls too fast: at τ = 1 a half-normal with scale 1 has fallen to exp(−½) of
    its height, yours to exp(−1)."""
    return _mean(log_tau, -np.exp(2 * log_tau) + log_likelihood + log_tau)


@mean_of_tau.mistake
def the_mode(log_tau: Array, log_likelihood: Array) -> float:
    """That is the point of the grid with the largest weight. Its mean was asked for; for a curve with a long
    right tail it lies further right."""
    return float(np.exp(log_tau[np.argmax(_log_prior(log_tau) + log_likelihood + log_tau)]))


@mean_of_tau.mistake
def root_mean_square(log_tau: Array, log_likelihood: Array) -> float:
    """That is the root of the mean of τ². The mean of τ itself is smaller: average τ, not its square."""
    return float(np.sqrt(jacobian_twice(log_tau, log_likelihood) * mean_of_tau(log_tau, log_likelihood)))
