"""04.1: shrinkage by hand."""

from __future__ import annotations

import numpy as np

from helpers.grading.cases import Array, random_studies
from helpers.grading.exercise import Exercise, Mistake
from helpers.grading.mistakes import pooling
from helpers.grading.tolerance import relative


def shrink(effects: Array, std_errors: Array, mu: float, tau: float) -> Array:
    """Posterior means of the true effects, given μ and τ."""
    return pooling.shrunken(effects, mu, std_errors**2 / (std_errors**2 + tau**2))


def studies_to_shrink(rng: np.random.Generator) -> tuple[Array, Array, float, float]:
    """Studies with a μ away from their middle and a τ of the size of their standard errors."""
    effects, std_errors = random_studies(rng)
    return (
        effects,
        std_errors,
        round(float(rng.uniform(-0.5, 0.5)), 2),
        round(float(rng.uniform(0.15, 0.45)), 2),
    )


def no_spread(rng: np.random.Generator) -> tuple[Array, Array, float, float]:
    """τ = 0: everything goes to μ."""
    return *studies_to_shrink(rng)[:3], 0.0


def one_study(rng: np.random.Generator) -> tuple[Array, Array, float, float]:
    """A single market, τ large."""
    return np.round(rng.normal(0, 1, 1), 2), np.round(rng.uniform(0.1, 0.4, 1), 2), 0.3, 5.0


def average_pull(effects: Array, std_errors: Array, mu: float, tau: float) -> Array:
    """The same weight for everybody."""
    return pooling.shrunken(effects, mu, np.mean(pooling.weight_on_mean(std_errors, tau)))


def pushed_away(effects: Array, std_errors: Array, mu: float, tau: float) -> Array:
    """The right distance in the wrong direction."""
    return 2 * effects - shrink(effects, std_errors, mu, tau)


def towards_their_own_mean(effects: Array, std_errors: Array, mu: float, tau: float) -> Array:  # noqa: ARG001
    """The plain mean of the effects in the place of μ."""
    return shrink(effects, std_errors, float(effects.mean()), tau)


SHRINK = Exercise(
    id="04.1",
    title="Shrinkage by hand",
    points=2,
    minutes=8,
    reference=shrink,
    arguments=("effects", "std_errors", "mu", "tau"),
    cases=studies_to_shrink,
    edges=[no_spread, one_study],
    tolerance=relative(1e-9),
    forbidden=["helpers.borrowing"],
    mistakes=[
        Mistake(
            pooling.shrink_inverted,
            "The two weights are swapped: your noisiest market keeps most of its own estimate. Who should "
            "listen to the others more, a market that measured badly or one that measured well?",
            "Check the ends: with τ = 0 every market must land on μ, with a huge τ every market stays "
            "where it is.",
        ),
        Mistake(
            pooling.shrink_by_sd,
            "Your weight is s/(s + τ). Information adds up on the scale of 1/variance: square both.",
        ),
        Mistake(
            pooling.shrink_tau_for_variance,
            "You added τ to s². The one is a standard deviation, the other a variance.",
        ),
        Mistake(
            pooling.weight_on_mean_only,
            "These are the weights on μ. Wanted are the shrunken effects: the weighted means of μ and the "
            "estimates.",
        ),
        Mistake(
            pushed_away,
            "Each market moves by the right distance, in the wrong direction: away from μ. Check the sign of "
            "(μ − effect).",
        ),
        Mistake(
            towards_their_own_mean,
            "You pull towards the mean of the effects. The population's mean is given: it is the argument μ.",
        ),
        Mistake(
            average_pull,
            "Every market is pulled by the same fraction. The pull depends on how noisy a market is: one "
            "weight each.",
        ),
    ],
    praise="Right, at both ends too: complete pooling at τ = 0, none at a huge τ.",
    advice="Each shrunken effect is a weighted mean of μ and the market's own estimate, with precisions "
    "1/τ² and 1/s².",
)
