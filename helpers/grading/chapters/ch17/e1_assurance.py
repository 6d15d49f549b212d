"""17.1: assurance, from scratch."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr, ndtri

from helpers.grading.declare import exercise
from helpers.grading.mistakes import deciding
from helpers.grading.tolerance import relative

Plan = tuple[float, float, int, float, float]


def plans(rng: np.random.Generator) -> Plan:
    """Belief about the effect, the size of the test, the spread of outcomes, the threshold."""
    return (
        round(float(rng.uniform(0.2, 0.5)), 2),
        round(float(rng.uniform(0.3, 0.6)), 2),
        int(rng.integers(20, 60)) * 10,
        round(float(rng.uniform(3.0, 5.0)), 1),
        float(rng.choice([0.9, 0.975, 0.99])),
    )


def enormous(rng: np.random.Generator) -> Plan:
    """So many visitors that only the ceiling is left."""
    return *plans(rng)[:2], 10**9, 4.0, 0.95


def _assured(mean: float, sd: float, se: float, critical: float) -> float:
    return float(ndtr((mean - critical) / np.hypot(sd, se)))


def _se(n_per_arm: int, sigma: float) -> float:
    return float(sigma * np.sqrt(2 / n_per_arm))


@exercise(
    "Assurance from scratch",
    points=3,
    minutes=10,
    cases=plans,
    edges=[enormous],
    tolerance=relative(2e-4, near=0.03),
    forbidden=["helpers.planning"],
)
def assurance(mean: float, sd: float, n_per_arm: int, sigma: float, threshold: float) -> float:
    """Right: the estimate scatters by its noise *and* by your belief, and has to pass z standard errors.

    The estimate is normal about the mean of belief. Its variance is that of belief plus that of noise. From
    where on does the rule say "it works"?
    """
    se = _se(n_per_arm, sigma)
    return _assured(mean, sd, se, ndtri(threshold) * se)


@assurance.mistake
def power_at_the_mean(mean: float, sd: float, n_per_arm: int, sigma: float, threshold: float) -> float:  # noqa: ARG001
    """That is the power at the mean of belief: the effect is taken as known. Where in your formula does it
    matter how *sure* you are of the effect?

    Average over the effect: the estimate's standard deviation is not se alone.
    """
    return deciding.assurance_is_power_at_mean(mean, sigma, n_per_arm, threshold)


@assurance.mistake
def n_total(mean: float, sd: float, n_per_arm: int, sigma: float, threshold: float) -> float:
    """You shared `n_per_arm` out over both arms. It is the size of *one* arm: the variances σ²/n of two arms
    add up."""
    return deciding.assurance_n_total(mean, sd, sigma, n_per_arm, threshold)


@assurance.mistake
def one_arm(mean: float, sd: float, n_per_arm: int, sigma: float, threshold: float) -> float:
    """Your standard error is σ/√n, that of the mean of one arm. The effect is a *difference* of two, and each
    brings its noise.

    Var(difference) = σ²/n + σ²/n.
    """
    return deciding.assurance_one_arm(mean, sd, sigma, n_per_arm, threshold)


@assurance.mistake
def two_sided(mean: float, sd: float, n_per_arm: int, sigma: float, threshold: float) -> float:
    """Your quantile is that of a two-sided test. The rule asks P(effect > 0) > threshold, one side only:
    1.645 at .95, not 1.96."""
    return deciding.assurance_two_sided(mean, sd, sigma, n_per_arm, threshold)


@assurance.mistake
def threshold_forgotten(mean: float, sd: float, n_per_arm: int, sigma: float, threshold: float) -> float:  # noqa: ARG001
    """That is the chance that the estimate is above *zero*. To say "it works" takes more: the threshold."""
    return deciding.assurance_without_threshold(mean, sd, sigma, n_per_arm)


@assurance.mistake
def the_ceiling(mean: float, sd: float, n_per_arm: int, sigma: float, threshold: float) -> float:  # noqa: ARG001
    """That is the chance that the *effect* is above zero, the ceiling. A test of finite size does not always
    notice."""
    return float(ndtr(mean / sd))


@assurance.mistake
def tends_to_one(mean: float, sd: float, n_per_arm: int, sigma: float, threshold: float) -> float:  # noqa: ARG001
    """Your answer is 1 whatever the plan. However many visitors come, an effect below zero is not found to be
    above it."""
    return deciding.assurance_tends_to_one(mean, sd)


@assurance.mistake
def spread_in_the_critical(mean: float, sd: float, n_per_arm: int, sigma: float, threshold: float) -> float:
    """The spread of the estimate is right. But you let the *rule* use it as well: with a flat analysis the
    estimate has to pass z standard errors of the test, which knows nothing of your belief."""
    total = float(np.hypot(sd, _se(n_per_arm, sigma)))
    return _assured(mean, sd, _se(n_per_arm, sigma), ndtri(threshold) * total)


@assurance.mistake
def prior_analyses(mean: float, sd: float, n_per_arm: int, sigma: float, threshold: float) -> float:
    """That lets the belief analyse the data too. Correctly computed; asked is the *flat* analysis, of the
    data alone."""
    from helpers.planning import assurance as assured
    from helpers.priors import Normal

    return float(assured(Normal(mean, sd), n_per_arm, sigma, threshold))


@assurance.mistake
def sds_added(mean: float, sd: float, n_per_arm: int, sigma: float, threshold: float) -> float:
    """You added two standard deviations. Belief and noise are independent, so their *variances* add."""
    se = _se(n_per_arm, sigma)
    return float(ndtr((mean - ndtri(threshold) * se) / (sd + se)))


@assurance.mistake
def spread_of_belief_alone(mean: float, sd: float, n_per_arm: int, sigma: float, threshold: float) -> float:
    """That is the chance that the *effect* passes the bar. What has to pass it is the estimate, which
    scatters more than the effect: noise is missing below the fraction line."""
    return float(ndtr((mean - ndtri(threshold) * _se(n_per_arm, sigma)) / sd))


@assurance.mistake
def variances_for_sds(mean: float, sd: float, n_per_arm: int, sigma: float, threshold: float) -> float:
    """You divide by a variance. Take its root: Φ wants a distance in standard deviations."""
    se = _se(n_per_arm, sigma)
    return float(ndtr((mean - ndtri(threshold) * se) / (sd**2 + se**2)))


@assurance.mistake
def threshold_for_its_quantile(
    mean: float, sd: float, n_per_arm: int, sigma: float, threshold: float
) -> float:
    """You multiply the standard error by the threshold itself. A probability of .95 is 1.645 standard errors:
    take the normal quantile."""
    se = _se(n_per_arm, sigma)
    return _assured(mean, sd, se, threshold * se)


@assurance.mistake
def always_at_95(mean: float, sd: float, n_per_arm: int, sigma: float, threshold: float) -> float:  # noqa: ARG001
    """You take 1.645 whatever the threshold. That belongs to .95; here it is an argument."""
    return assurance(mean, sd, n_per_arm, sigma, 0.95)


@assurance.mistake
def chance_of_failure(mean: float, sd: float, n_per_arm: int, sigma: float, threshold: float) -> float:
    """That is the chance that the test does *not* say "it works"."""
    return 1 - assurance(mean, sd, n_per_arm, sigma, threshold)


@assurance.mistake
def other_tail(mean: float, sd: float, n_per_arm: int, sigma: float, threshold: float) -> float:
    """Your bar lies *below* zero. The quantile of 1 − threshold is negative: the estimate has to exceed
    +z standard errors."""
    se = _se(n_per_arm, sigma)
    return _assured(mean, sd, se, -ndtri(threshold) * se)


@assurance.mistake
def error_not_rooted(mean: float, sd: float, n_per_arm: int, sigma: float, threshold: float) -> float:
    """You use 2σ²/n, a variance, as the standard error. Take its root."""
    se = _se(n_per_arm, sigma) ** 2
    return _assured(mean, sd, se, ndtri(threshold) * se)


@assurance.mistake
def threshold_as_the_bar(mean: float, sd: float, n_per_arm: int, sigma: float, threshold: float) -> float:
    """You ask the *estimate* to exceed the threshold. That is a probability: which estimate makes
    P(effect > 0) as large as that?"""
    return _assured(mean, sd, _se(n_per_arm, sigma), threshold)


@assurance.mistake
def always_at_196(mean: float, sd: float, n_per_arm: int, sigma: float, threshold: float) -> float:  # noqa: ARG001
    """You take 1.96 whatever the threshold. Here it is an argument, and the rule has one side."""
    return assurance(mean, sd, n_per_arm, sigma, 0.975)


@assurance.mistake
def distance_itself(mean: float, sd: float, n_per_arm: int, sigma: float, threshold: float) -> float:
    """That is a distance in standard deviations. The chance is Φ of it: `ndtr`."""
    return float(ndtri(assurance(mean, sd, n_per_arm, sigma, threshold)))
