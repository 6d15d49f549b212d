"""16.3: a robust mixture to mend."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from helpers.grading.declare import exercise
from helpers.grading.tolerance import relative

Case = tuple[float, float, float, float, float, float]


def _updated(y: float, se: float, mean: float, sd: float) -> float:
    """P(θ > 0) after the estimate, under one normal."""
    centre = (mean / sd**2 + y / se**2) / (1 / sd**2 + 1 / se**2)
    return float(ndtr(centre * (1 / sd**2 + 1 / se**2) ** 0.5))


def _height(y: float, mean: float, sd: float) -> float:
    return float(np.exp(-0.5 * ((y - mean) / sd) ** 2) / sd)


def _mixed(new_effect: float, se: float, mean: float, sd: float, wide: float, past: float) -> float:
    """Average of the two parts' chances, ``past`` being the odds against 1 of the informed part."""
    share = past / (1 + past)
    return share * _updated(new_effect, se, mean, sd) + (1 - share) * _updated(new_effect, se, 0.0, wide)


def estimates(rng: np.random.Generator) -> Case:
    """An informed prior above zero, and an estimate below it."""
    mean, sd = round(float(rng.uniform(0.3, 0.5)), 2), round(float(rng.uniform(0.08, 0.14)), 2)
    se = round(float(rng.uniform(0.2, 0.3)), 2)
    new_effect = round(float(rng.uniform(-0.35, -0.05)), 2)
    return (
        new_effect,
        se,
        mean,
        sd,
        round(float(rng.uniform(0.8, 1.6)), 2),
        round(float(rng.uniform(0.6, 0.8)), 2),
    )


def far_out(rng: np.random.Generator) -> Case:
    """An estimate that leaves the past next to no weight."""
    _, se, mean, sd, wide, weight = estimates(rng)
    return round(float(rng.uniform(-0.9, -0.7)), 2), se, mean, sd, wide, weight


@exercise(
    "Spot the error: the mixture that never lets go",
    points=3,
    minutes=12,
    cases=estimates,
    edges=[far_out],
    tolerance=relative(1e-7),
    forbidden=["helpers.borrowing"],
)
def chance(
    new_effect: float, std_error: float, mean: float, sd: float, wide_sd: float, weight: float
) -> float:
    """Mended: the weights follow the forecasts, so the past loses its say where it was wrong.

    Each part is updated on its own; that is right already. Then Bayes' rule for the parts: weight times how
    well the part forecast this *estimate*.
    """
    odds = weight * _height(new_effect, mean, float(np.hypot(sd, std_error)))
    odds /= (1 - weight) * _height(new_effect, 0.0, float(np.hypot(wide_sd, std_error)))
    return _mixed(new_effect, std_error, mean, sd, wide_sd, odds)


@chance.mistake
def as_received(
    new_effect: float, std_error: float, mean: float, sd: float, wide_sd: float, weight: float
) -> float:
    """That is the function as you got it. Its parts are updated, its weights are not: however wrong the past
    is, it keeps its share of the answer.

    How probable did each part hold this estimate, before it came?
    """
    return _mixed(new_effect, std_error, mean, sd, wide_sd, weight / (1 - weight))


@chance.mistake
def no_noise(
    new_effect: float, std_error: float, mean: float, sd: float, wide_sd: float, weight: float
) -> float:
    """You asked how well each part forecast the *effect*, at the place of the estimate. It was an estimate
    that came, with noise: a forecast of it is wider.

    The variance of the forecast is the part's variance plus that of the noise.
    """
    odds = weight * _height(new_effect, mean, sd) / ((1 - weight) * _height(new_effect, 0.0, wide_sd))
    return _mixed(new_effect, std_error, mean, sd, wide_sd, odds)


@chance.mistake
def noise_alone(
    new_effect: float, std_error: float, mean: float, sd: float, wide_sd: float, weight: float
) -> float:
    """You forecast with the noise alone, as if each part knew the effect exactly. The wide part is then a
    bold claim that the effect is 0. Its own uncertainty belongs in."""
    odds = (
        weight * _height(new_effect, mean, std_error) / ((1 - weight) * _height(new_effect, 0.0, std_error))
    )
    return _mixed(new_effect, std_error, mean, sd, wide_sd, odds)


@chance.mistake
def heights_forgotten(
    new_effect: float, std_error: float, mean: float, sd: float, wide_sd: float, weight: float
) -> float:
    """You compare the exponentials and have dropped the 1/sd before them. A wide forecast is low everywhere,
    and that is what the wide part pays for being wide."""
    total, wide = float(np.hypot(sd, std_error)), float(np.hypot(wide_sd, std_error))
    odds = weight * total * _height(new_effect, mean, total)
    odds /= (1 - weight) * wide * _height(new_effect, 0.0, wide)
    return _mixed(new_effect, std_error, mean, sd, wide_sd, odds)


@chance.mistake
def weight_on_the_wide(
    new_effect: float, std_error: float, mean: float, sd: float, wide_sd: float, weight: float
) -> float:
    """Your weight is on the wide part. Here it is the weight of the informed one. (Software differs: look it
    up each time.)"""
    return chance(new_effect, std_error, mean, sd, wide_sd, 1 - weight)


@chance.mistake
def forecasts_alone(
    new_effect: float,
    std_error: float,
    mean: float,
    sd: float,
    wide_sd: float,
    weight: float,  # noqa: ARG001
) -> float:
    """Your weights are the forecasts alone, as if each part had begun with a half. The weight from before
    multiplies the forecast."""
    return chance(new_effect, std_error, mean, sd, wide_sd, 0.5)


@chance.mistake
def informed_alone(
    new_effect: float,
    std_error: float,
    mean: float,
    sd: float,
    wide_sd: float,  # noqa: ARG001
    weight: float,  # noqa: ARG001
) -> float:
    """That is the answer of the informed part alone. The wide part has a vote, the more so the worse the
    informed one forecast the estimate."""
    return _updated(new_effect, std_error, mean, sd)


@chance.mistake
def wide_alone(
    new_effect: float,
    std_error: float,
    mean: float,  # noqa: ARG001
    sd: float,  # noqa: ARG001
    wide_sd: float,
    weight: float,  # noqa: ARG001
) -> float:
    """That is the answer of the wide part alone. Unless the estimate is far out, the informed part still has
    a say."""
    return _updated(new_effect, std_error, 0.0, wide_sd)


@chance.mistake
def not_adding_up_to_one(
    new_effect: float, std_error: float, mean: float, sd: float, wide_sd: float, weight: float
) -> float:
    """Your new weights do not add up to 1. Divide them by their sum."""
    total = weight * _height(new_effect, mean, float(np.hypot(sd, std_error)))
    total += (1 - weight) * _height(new_effect, 0.0, float(np.hypot(wide_sd, std_error)))
    return chance(new_effect, std_error, mean, sd, wide_sd, weight) * total / (2 * np.pi) ** 0.5


@chance.mistake
def sds_added(
    new_effect: float, std_error: float, mean: float, sd: float, wide_sd: float, weight: float
) -> float:
    """You added each part's sd and the noise's. *Variances* add."""
    odds = weight * _height(new_effect, mean, sd + std_error)
    odds /= (1 - weight) * _height(new_effect, 0.0, wide_sd + std_error)
    return _mixed(new_effect, std_error, mean, sd, wide_sd, odds)


@chance.mistake
def variance_for_sd(
    new_effect: float, std_error: float, mean: float, sd: float, wide_sd: float, weight: float
) -> float:
    """You hand `norm.pdf` a variance. It wants a standard deviation: take the root."""
    odds = weight * _height(new_effect, mean, sd**2 + std_error**2)
    odds /= (1 - weight) * _height(new_effect, 0.0, wide_sd**2 + std_error**2)
    return _mixed(new_effect, std_error, mean, sd, wide_sd, odds)


@chance.mistake
def chance_below(
    new_effect: float, std_error: float, mean: float, sd: float, wide_sd: float, weight: float
) -> float:
    """That is the chance of an effect *below* 0."""
    return 1 - chance(new_effect, std_error, mean, sd, wide_sd, weight)
