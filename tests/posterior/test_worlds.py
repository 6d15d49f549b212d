"""The engine against adaptive integration on varied problems, and its own account of its error."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest

from helpers.distributions import MomentWarning
from helpers.posterior import random_effects
from helpers.priors import Flat, from_json
from tests.posterior.worlds import Problem, adaptive, problems
from tests.references import results

WORLDS = results("bayes_worlds")["worlds"]
TOLERANCE = 1e-8
# the adaptive answers' own noise, larger where extended precision is not to be had
NOISE = 1e-12 if np.finfo(np.longdouble).eps < 1e-18 else 1e-9


def as_problem(world: dict[str, Any]) -> Problem:
    y, s = np.array(world["effects"]), np.array(world["std_errors"])
    return Problem(y, s, from_json(world["mu_prior"]), from_json(world["tau_prior"]))


def errors(problem: Problem, answer: dict[str, Any]) -> tuple[dict[str, float], float]:
    """Errors of the engine (μ and θ in sds, τ and sds relative, evidence absolute), and its own estimate."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MomentWarning)
        post = random_effects(problem.effects, problem.std_errors, problem.mu_prior, problem.tau_prior)
        mu, tau = (post.mu.mean, post.mu.sd), (post.tau.mean, post.tau.sd)
        new_sd = post.theta_new.sd
    power, watch = answer["power"], len(answer["theta_mean"])
    effect_mean, effect_sd = np.array(answer["theta_mean"]), np.array(answer["theta_sd"])
    found = {
        "log_evidence": abs(post.log_evidence - answer["log_evidence"]),
        "theta.mean": float((np.abs(post.theta.mean[:watch] - effect_mean) / effect_sd).max()),
        "theta.sd": float(np.abs(post.theta.sd[:watch] / effect_sd - 1).max()),
    }
    flat = isinstance(problem.mu_prior, Flat)
    if power >= 1:
        found["tau.mean"] = abs(tau[0] / answer["tau_mean"] - 1)
    if power >= 2:
        found["tau.sd"] = abs(tau[1] / answer["tau_sd"] - 1)
        found["theta_new.sd"] = abs(new_sd / answer["theta_new_sd"] - 1)
    if power >= flat:
        found["mu.mean"] = abs(mu[0] - answer["mu_mean"]) / answer["mu_sd"]
    if power >= 2 * flat:
        found["mu.sd"] = abs(mu[1] / answer["mu_sd"] - 1)
    return found, float(post.error_estimate)


def check(problem: Problem, answer: dict[str, Any]) -> float:
    found, estimate = errors(problem, answer)
    worst = max(found.values())
    assert worst < TOLERANCE, found
    assert estimate < TOLERANCE
    assert worst <= 10 * estimate + NOISE, (found, estimate)
    return worst


@pytest.mark.parametrize("world", WORLDS, ids=lambda w: f"{len(w['effects'])}-{w['tau_prior']['family']}")
def test_sixty_worlds(world: dict[str, Any]) -> None:
    check(as_problem(world), world["answer"])


@pytest.mark.slow
@pytest.mark.parametrize("index", range(0, 60, 12))
def test_the_frozen_answers_are_those_of_adaptive_integration(index: int) -> None:
    world = WORLDS[index]
    fresh = adaptive(as_problem(world))
    for name, value in world["answer"].items():
        np.testing.assert_allclose(fresh[name], value, rtol=1e-9, atol=1e-9)


@pytest.mark.certify
def test_five_hundred_worlds() -> None:
    """About ten minutes: nearly all of it is the adaptive integration."""
    worst = [check(problem, adaptive(problem)) for problem in problems(500, seed=2024)]
    print(f"500 worlds: median error {np.median(worst):.1e}, largest {max(worst):.1e}")


@pytest.mark.slow
@pytest.mark.parametrize("spread", [1e-3, 1, 1e3])
def test_a_narrow_peak_among_a_thousand_studies(spread: float) -> None:
    """The posterior of τ is 0.02 wide on a scale of many decades: a coarse scan steps over it."""
    rng = np.random.default_rng(9)
    s = spread * 10 ** rng.uniform(-2, 2, 1000)
    problem = Problem(
        3 * spread * rng.normal(size=1000) + s * rng.normal(size=1000),
        s,
        from_json({"family": "Normal", "mean": 0, "sd": 1}),
        from_json({"family": "HalfCauchy", "scale": 1}),
    )
    check(problem, adaptive(problem, watch=1))
