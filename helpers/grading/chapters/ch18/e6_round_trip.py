"""18.6: one belief, once through the loop."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from helpers import planning
from helpers.borrowing import conflict_tail
from helpers.distributions import EffectPrior
from helpers.grading.cases import Array
from helpers.grading.declare import exercise
from helpers.grading.tolerance import relative
from helpers.planning import standard_error

Case = tuple[Array, Array, float, float, float, float]
NEXT, MEAN, LAST = range(3)  # whose effect a belief is about


class RoundTrip(NamedTuple):
    """One turn, station by station."""

    prior_mean: float
    prior_sd: float
    n_per_arm: float
    estimate: float
    tail: float
    belief_mean: float
    belief_sd: float


def a_company(rng: np.random.Generator) -> Case:
    """Past markets, σ, the assurance wanted, and two standard normals: for the truth, for the noise."""
    k = int(rng.integers(5, 8))
    s = np.round(rng.permutation(np.geomspace(0.15, 0.4, k)), 2)
    centre = rng.uniform(0.35, 0.6)
    y = np.round(centre + 0.45 * rng.permutation(np.linspace(-1.2, 1.2, k)) + 0.1 * rng.standard_normal(k), 2)
    luck = np.round(rng.choice([-1, 1], 2) * rng.uniform(0.7, 1.6, 2), 2)
    return y, s, round(float(rng.uniform(3, 5)), 1), 0.55, float(luck[0]), float(luck[1])


@lru_cache(maxsize=4096)
def _beliefs(effects: tuple[float, ...], std_errors: tuple[float, ...]) -> tuple[EffectPrior, ...]:
    from helpers.posterior import random_effects

    post = random_effects(effects, std_errors)
    last = EffectPrior(float(post.theta.mean[-1]), float(post.theta.sd[-1]))
    return EffectPrior.from_posterior(post), EffectPrior(float(post.mu.mean), float(post.mu.sd)), last


def beliefs(effects: Array, std_errors: Array, *more: float) -> tuple[EffectPrior, ...]:
    """About θ_new, μ and the last market; computed once, since all that can be handed in asks for them."""
    return _beliefs((*map(float, effects), *more[:1]), (*map(float, std_errors), *more[1:]))


sample_size = lru_cache(maxsize=4096)(planning.sample_size)


def follow(
    case: Any,
    prior: EffectPrior | None = None,
    size: int | None = None,
    error: float | None = None,
    ending: int = NEXT,
    noisy: bool = True,
) -> RoundTrip:
    """The round trip, with one station replaced."""
    effects, std_errors, sigma, target, truth_luck, noise_luck = case
    at = prior or beliefs(effects, std_errors)[NEXT]
    n = size or sample_size(at, target, sigma)
    se = error or float(standard_error(n, sigma))
    estimate = at.mu + at.sigma * truth_luck + se * noise_luck
    belief = beliefs(effects, std_errors, estimate, se)[ending]
    width = float(np.hypot(at.sigma, se if noisy else 0.0))
    tail = conflict_tail(estimate, EffectPrior(at.mu, width))
    return RoundTrip(at.mu, at.sigma, n, estimate, float(tail), belief.mu, belief.sigma)


@exercise(
    "Looking back: one belief through the loop",
    points=4,
    minutes=18,
    cases=a_company,
    parts=[
        "the prior's mean", "the prior's sd", "visitors per arm", "the simulated result", "its tail",
        "the new mean", "the new sd",
    ],
    tolerance=relative(1e-6),
)  # fmt: skip
def round_trip(
    effects: Array, std_errors: Array, sigma: float, target: float, truth_luck: float, noise_luck: float
) -> RoundTrip:
    """Right: data, posterior, prior, plan, result, updated belief. The last is the next one's prior:
    call it again and the loop runs.

    Go station by station: `random_effects`, `EffectPrior.from_posterior`, `sample_size`, a truth from
    the prior and an estimate about it, `random_effects` on all the markets,
    `EffectPrior.from_posterior`.
    """
    return follow((effects, std_errors, sigma, target, truth_luck, noise_luck))


@round_trip.mistake
def prior_from_mu(*case: Any) -> RoundTrip:
    """Your prior is the posterior of μ, the mean over markets. The next experiment runs in one market:
    it is θ_new that you plan for, as in chapter 17.

    `EffectPrior.from_posterior(post)` takes mean and sd of `post.theta_new`.
    """
    return follow(case, beliefs(case[0], case[1])[MEAN])


@round_trip.mistake
def prior_rounded(*case: Any) -> RoundTrip:
    """You rounded the belief on the way. A rounded prior is another prior, and the next round starts from
    it: hand on all digits."""
    full = beliefs(case[0], case[1])[NEXT]
    return follow(case, EffectPrior(round(full.mu, 1), round(full.sigma, 1)))


@round_trip.mistake
def flat_analysis(*case: Any) -> RoundTrip:
    """You planned for an analysis with a flat prior. In the loop the same belief plans and analyses: leave
    `analysis_prior` at "design"."""
    from helpers.priors import Flat

    at = beliefs(case[0], case[1])[NEXT]
    return follow(case, size=sample_size(at, case[3], case[2], analysis_prior=Flat()))


@round_trip.mistake
def one_arm_error(*case: Any) -> RoundTrip:
    """The simulated estimate has the standard error of one arm; a difference of two arms has σ·√(2/n)."""
    at = beliefs(case[0], case[1])[NEXT]
    n = sample_size(at, case[3], case[2])
    return follow(case, error=case[2] / n**0.5)


@round_trip.mistake
def tail_without_noise(*case: Any) -> RoundTrip:
    """All right but the tail: you asked how surprising the estimate would be if it had no noise. The
    predictive of *estimates* is wider than that of effects: √(sd² + se²)."""
    return follow(case, noisy=False)


@round_trip.mistake
def only_this_market(*case: Any) -> RoundTrip:
    """All right until the last step. You updated the prior with the result as if it were about the *same*
    market: that is the posterior of the market just tested, and narrower than the truth about the next.
    Let all markets, old and new, speak again.

    Append the estimate and its standard error to the data and ask `random_effects` for θ_new.
    """

    trip = follow(case)
    se = standard_error(trip.n_per_arm, case[2])
    gain = trip.prior_sd**2 / (trip.prior_sd**2 + se**2)
    mean = trip.prior_mean + gain * (trip.estimate - trip.prior_mean)
    return trip._replace(belief_mean=mean, belief_sd=trip.prior_sd * (1 - gain) ** 0.5)


@round_trip.mistake
def tested_market_at_the_end(*case: Any) -> RoundTrip:
    """All right until the last two numbers: they are about the market that was just tested. Its own
    visitors speak for it. The next planner needs θ_new, from the same posterior."""
    return follow(case, ending=LAST)


@round_trip.mistake
def mu_at_the_end(*case: Any) -> RoundTrip:
    """All right until the last two numbers: they are the mean and sd of μ. The next planner needs θ_new."""
    return follow(case, ending=MEAN)


@round_trip.mistake
def truth_without_luck(*case: Any) -> RoundTrip:
    """Your simulated truth sits at the prior's mean: draw it from the prior, mean + sd·`truth_luck`, then add
    the noise."""
    return follow((*case[:4], 0.0, case[5]))


@round_trip.mistake
def noise_forgotten(*case: Any) -> RoundTrip:
    """Your result is the true effect itself; an experiment reports it with noise, + se·`noise_luck`."""
    return follow((*case[:5], 0.0))


@round_trip.mistake
def result_not_added(*case: Any) -> RoundTrip:
    """Your new belief is the old one. Append the result and its standard error to the data, and ask
    `random_effects` again."""
    trip = follow(case)
    return trip._replace(belief_mean=trip.prior_mean, belief_sd=trip.prior_sd)


@round_trip.mistake
def tail_of_the_mixture(*case: Any) -> RoundTrip:
    """Your tail is that of the exact predictive, which is no Normal. Asked is the Normal one, of the prior
    that was handed on: √(sd² + se²) about its mean."""
    from helpers.posterior import random_effects

    trip = follow(case)
    se = float(standard_error(trip.n_per_arm, case[2]))
    exact = random_effects(case[0], case[1]).new_estimate(se)
    return trip._replace(tail=float(conflict_tail(trip.estimate, exact)))


@round_trip.mistake
def visitors_in_all(*case: Any) -> RoundTrip:
    """You count the visitors of both arms together. Asked are visitors *per arm*, and so is the standard
    error's n."""
    at = beliefs(case[0], case[1])[NEXT]
    return follow(case, size=2 * sample_size(at, case[3], case[2]))


@round_trip.mistake
def luck_exchanged(*case: Any) -> RoundTrip:
    """The two pieces of luck have changed places: `truth_luck` moves the effect, times the prior's sd;
    `noise_luck` moves the estimate about it, times the standard error."""
    return follow((*case[:4], case[5], case[4]))
