"""11.7: ranks for simulation-based calibration."""

from __future__ import annotations

import numpy as np

from helpers.grading.cases import Array
from helpers.grading.declare import exercise
from helpers.grading.tolerance import absolute

World = tuple[Array, Array, float, Array, int]


def worlds(rng: np.random.Generator) -> World:
    """Five worlds: truths, noise of the data, its sd, a chain of scores for each, and how to thin it."""
    while True:
        count, thin = 5, int(rng.integers(2, 4))
        scores = rng.standard_normal((count, 12))
        for i in range(1, 12):
            scores[:, i] = 0.7 * scores[:, i - 1] + np.sqrt(0.51) * scores[:, i]
        truth, noise, scores = (np.round(x, 2) for x in (*rng.standard_normal((2, count)), scores))
        sd = round(float(rng.uniform(0.5, 0.9)), 2)
        gaps = posterior_draws(truth + sd * noise, sd, scores) - truth[:, None]
        if np.abs(gaps).min() > 1e-6:  # no tie that rounding would decide
            return truth, noise, sd, scores, thin


def one_world(rng: np.random.Generator) -> World:
    """A single world, every draw kept."""
    truth, noise, sd, scores, _ = worlds(rng)
    return truth[:1], noise[:1], sd, scores[:1], 1


def posterior_draws(data: Array, sd: float, scores: Array) -> Array:
    """Of θ given one observation with noise sd, under θ ~ N(0, 1): mean and sd times the scores."""
    variance = sd**2 / (1 + sd**2)
    return np.asarray((data / (1 + sd**2))[:, None] + np.sqrt(variance) * scores)


def rank(truth: Array, draws: Array) -> Array:
    """How many draws lie below the truth, a world."""
    return np.asarray((draws < truth[:, None]).sum(axis=1), dtype=float)


@exercise(
    "The rank of the truth",
    points=3,
    minutes=12,
    cases=worlds,
    edges=[one_world],
    tolerance=absolute(1e-9),
)
def ranks(truth: Array, noise: Array, sd: float, scores: Array, thin: int) -> Array:
    """Right. A thousand such worlds, and these ranks are uniform, because each truth is one more draw from
    its posterior.

    In each world: data from *its* truth, draws given those data, every `thin`-th of them, and how many lie
    below the truth.
    """
    return rank(truth, posterior_draws(truth + sd * noise, sd, scores)[:, ::thin])


@ranks.mistake
def fixed_parameter(truth: Array, noise: Array, sd: float, scores: Array, thin: int) -> Array:
    """Your data do not come from the world's truth: they are noise about 0, the same parameter in every
    world. Then data and truth have nothing to do with each other, and no posterior can rank it evenly.

    data = truth + sd · noise, world by world.
    """
    return rank(truth, posterior_draws(sd * noise, sd, scores)[:, ::thin])


@ranks.mistake
def not_thinned(truth: Array, noise: Array, sd: float, scores: Array, thin: int) -> Array:  # noqa: ARG001
    """You ranked among all draws. Neighbours are near-copies, so ranks pile up at both ends even for a right
    sampler: take every `thin`-th."""
    return rank(truth, posterior_draws(truth + sd * noise, sd, scores))


@ranks.mistake
def among_prior_draws(truth: Array, noise: Array, sd: float, scores: Array, thin: int) -> Array:  # noqa: ARG001
    """You ranked the truth among the scores, which are draws from the prior, N(0, 1). It is one of those
    too, so the ranks are uniform whatever the sampler does: a test that nothing fails.

    Turn scores into draws from the posterior: its mean, plus its sd times the score.
    """
    return rank(truth, scores[:, ::thin])


@ranks.mistake
def noise_forgotten(truth: Array, noise: Array, sd: float, scores: Array, thin: int) -> Array:  # noqa: ARG001
    """Your data are the truth itself, without noise. The posterior allows for noise that is not there, and
    the truth ranks near the middle too often."""
    return rank(truth, posterior_draws(truth, sd, scores)[:, ::thin])


@ranks.mistake
def counted_above(truth: Array, noise: Array, sd: float, scores: Array, thin: int) -> Array:
    """You counted the draws above the truth. That is uniform as well, but here the rank is the number
    *below* it."""
    return scores[:, ::thin].shape[1] - ranks(truth, noise, sd, scores, thin)


@ranks.mistake
def variance_for_sd(truth: Array, noise: Array, sd: float, scores: Array, thin: int) -> Array:
    """Your draws spread too little: a score is multiplied by the posterior's standard *deviation*, the root
    of its variance."""
    data, variance = truth + sd * noise, sd**2 / (1 + sd**2)
    return rank(truth, (data / (1 + sd**2))[:, None] + variance * scores[:, ::thin])


@ranks.mistake
def about_the_data(truth: Array, noise: Array, sd: float, scores: Array, thin: int) -> Array:
    """Your posterior lies about the data and has their noise for its sd: the prior N(0, 1) is missing.
    Simulated from that prior, the truth must be fitted under it too."""
    return rank(truth, (truth + sd * noise)[:, None] + sd * scores[:, ::thin])


@ranks.mistake
def from_the_last(truth: Array, noise: Array, sd: float, scores: Array, thin: int) -> Array:
    """Nearly: your thinned draws begin later. Keep `draws[::thin]`, from the first one on."""
    return rank(truth, posterior_draws(truth + sd * noise, sd, scores)[:, thin - 1 :: thin])


@ranks.mistake
def as_a_share(truth: Array, noise: Array, sd: float, scores: Array, thin: int) -> Array:
    """That is the share of the draws below the truth. Wanted is their number: 0, 1, 2 …"""
    return ranks(truth, noise, sd, scores, thin) / scores[:, ::thin].shape[1]


@ranks.mistake
def plus_one(truth: Array, noise: Array, sd: float, scores: Array, thin: int) -> Array:
    """You count from 1. The rank here is how many draws lie below the truth, so the lowest place is 0."""
    return ranks(truth, noise, sd, scores, thin) + 1


@ranks.mistake
def first_draws(truth: Array, noise: Array, sd: float, scores: Array, thin: int) -> Array:
    """You kept the *first* so many draws, which are neighbours still. Thinning skips: `draws[::thin]`."""
    kept = scores[:, ::thin].shape[1]
    return rank(truth, posterior_draws(truth + sd * noise, sd, scores)[:, :kept])


@ranks.mistake
def noise_not_scaled(truth: Array, noise: Array, sd: float, scores: Array, thin: int) -> Array:
    """Your data have noise of sd 1. The posterior takes it for `sd`: data = truth + sd · noise."""
    return rank(truth, posterior_draws(truth + noise, sd, scores)[:, ::thin])


@ranks.mistake
def mean_not_shrunk(truth: Array, noise: Array, sd: float, scores: Array, thin: int) -> Array:
    """Your posterior has the right spread, about the wrong place: the prior draws its mean from the data
    towards 0, data/(1 + sd²)."""
    spread = np.sqrt(sd**2 / (1 + sd**2))
    return rank(truth, (truth + sd * noise)[:, None] + spread * scores[:, ::thin])


@ranks.mistake
def scores_of_the_noise(truth: Array, noise: Array, sd: float, scores: Array, thin: int) -> Array:
    """Your draws spread too much: the mean is right, but a score is multiplied by `sd`, the noise's. The
    posterior's own sd is smaller, √(sd²/(1 + sd²))."""
    mean = (truth + sd * noise) / (1 + sd**2)
    return rank(truth, mean[:, None] + sd * scores[:, ::thin])
