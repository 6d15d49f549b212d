"""Fits for `sbc`: by the samplers from scratch, and by a model that is compiled already."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers import models
from helpers.samplers import Proposal, gibbs_random_effects, hmc, metropolis
from tests.diagnostics.worlds import GIBBS_TAU, MU, World, gibbs_world, random_effects

Data = tuple[np.ndarray, ...]
Fit = Callable[[Any, np.random.Generator], Any]
WARM_UP = 200


class Plane:
    """log p(μ, log τ | y), θ integrated out, under N(0, 1) and HalfNormal(1): a target of two dimensions."""

    def __init__(self, data: Data) -> None:
        self.y, self.s = data
        # not below the spread of the estimates: there hmc would run off at every throw, and never leave
        self.start = np.array([self.y.mean(), np.log(max(self.y.std(), self.s.min()))])

    def log_density(self, x: np.ndarray) -> float:
        mu, tau_squared = x[0], np.exp(2 * x[1])
        v = self.s**2 + tau_squared
        return float(x[1] - 0.5 * (mu**2 + tau_squared + np.sum(np.log(v) + (self.y - mu) ** 2 / v)))

    def gradient(self, x: np.ndarray) -> np.ndarray:
        mu, tau_squared = x[0], np.exp(2 * x[1])
        v = self.s**2 + tau_squared
        pull = (self.y - mu) / v
        return np.array([pull.sum() - mu, 1 + tau_squared * (np.sum(pull**2 - 1 / v) - 1)])

    def with_theta(self, draws: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
        """The draws after warm-up, each with a θ from its conditional."""
        mu, log_tau = draws[WARM_UP:].T
        tau = np.exp(log_tau)[:, None]
        shrinkage = self.s**2 / (self.s**2 + tau**2)
        theta = self.y + shrinkage * (mu[:, None] - self.y)
        theta += np.sqrt(shrinkage) * tau * rng.standard_normal(theta.shape)
        return {"mu": mu, "tau": tau[:, 0], "theta": theta}


def by_metropolis(data: Data, rng: np.random.Generator, draws: int = 2000) -> Any:
    plane = Plane(data)
    chain = metropolis(plane.log_density, plane.start, [0.4, 1.0], WARM_UP + draws, rng)
    return plane.with_theta(chain.draws, rng)


def by_metropolis_hastings(data: Data, rng: np.random.Generator, draws: int = 2000) -> Any:
    """In (μ, τ), where τ is multiplied by something, more often above 1: a proposal that is not symmetric."""
    plane = Plane(data)

    def log_density(x: np.ndarray) -> float:
        return plane.log_density(np.array([x[0], np.log(x[1])])) - float(np.log(x[1]))

    proposal = Proposal(
        lambda x, rng: np.array([rng.normal(x[0], 0.4), x[1] * np.exp(rng.normal(0.4, 1))]),
        lambda to, x: float(
            -0.5 * (((to[0] - x[0]) / 0.4) ** 2 + (np.log(to[1] / x[1]) - 0.4) ** 2) - np.log(to[1])
        ),
    )
    start = np.array([plane.start[0], np.exp(plane.start[1])])
    mu, tau = metropolis(log_density, start, None, WARM_UP + draws, rng, proposal).draws.T
    return plane.with_theta(np.column_stack([mu, np.log(tau)]), rng)


def by_hmc(data: Data, rng: np.random.Generator, draws: int = 500) -> Any:
    plane = Plane(data)
    chain = hmc(plane.log_density, plane.gradient, plane.start, [0.1, 0.2], 10, WARM_UP + draws, rng)
    return plane.with_theta(chain.draws, rng)


def by_gibbs(
    data: Data, rng: np.random.Generator, sampler: Any = gibbs_random_effects, draws: int = 2500
) -> Any:
    found = sampler(*data, WARM_UP + draws, rng, MU, GIBBS_TAU)
    return {name: values[WARM_UP:] for name, values in found.items()}


# By the sampler's name, and what else tells it from others: the world it draws in, and how.
SAMPLERS: dict[str, tuple[Any, Fit]] = {
    "metropolis": (random_effects, by_metropolis),
    "metropolis-with_a_proposal": (random_effects, by_metropolis_hastings),
    "hmc": (random_effects, by_hmc),
    "gibbs_random_effects": (gibbs_world, by_gibbs),
}


def by_model(world: World, draws: int = 1000, tune: int = 500) -> Fit:
    """By the builder, compiled once: one chain, of which every tenth draw is ranked."""
    built = models.compiled(world.build, *world.simulate(np.random.default_rng(0))[1])
    settings = {"draws": draws, "tune": tune, "chains": 1, "target_accept": 0.95}
    return lambda data, rng: built.fit(*data, seed=int(rng.integers(2**32)), **settings)
