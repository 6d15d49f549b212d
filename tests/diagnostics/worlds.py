"""Worlds to calibrate methods in: the parameters drawn from their prior, and data drawn given them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import expit, xlog1py, xlogy

from helpers import models
from helpers.datasets import load
from helpers.effects import log_odds_ratio
from helpers.priors import Beta, GammaPrecision, HalfNormal, MeanConcentration, Normal, Pareto, Prior, Uniform

Draw = tuple[dict[str, Any], tuple[np.ndarray, ...]]

STUDIES = load("binary_markets")
STD_ERRORS = np.asarray(
    log_odds_ratio(*(STUDIES[name] for name in ("events_t", "n_t", "events_c", "n_c"))).std_error
)
MU, TAU = Normal(0, 1), HalfNormal(1)
GIBBS_TAU = GammaPrecision(1, 0.02)
BASELINE, LIFT, LIFT_SD = Normal(-2, 1), Normal(0, 0.5), HalfNormal(0.5)
TREATED, CONTROL = np.array([200, 310, 90, 1200]), np.array([210, 300, 80, 1100])
SLOPE = Normal(0, 0.5)
DESIGN = np.column_stack([np.ones(STD_ERRORS.size), np.linspace(-1.5, 1.5, STD_ERRORS.size)])
ETA = 2.0
RATES = MeanConcentration(Beta(2, 6), Pareto(1.5, 2))


def one(prior: Prior, rng: np.random.Generator) -> float:
    return float(prior.sample(1, rng)[0])


def log_likelihood(parameters: dict[str, Any], data: tuple[np.ndarray, ...]) -> float:
    """log p(data | parameters) without its constant: of estimates with standard errors, or of counts."""
    if len(data) == 4:
        arms = ("treated_rate", data[:2]), ("control_rate", data[2:])
    elif "rates" in parameters:
        arms = (("rates", data),)
    else:
        y, s = data[:2]
        return float(-np.sum(((y - parameters["theta"]) / s) ** 2) / 2)
    each = ((parameters[name], y, n) for name, (y, n) in arms)
    return float(sum(np.sum(xlogy(y, p) + xlog1py(n - y, -p)) for p, y, n in each))


def seen(parameters: dict[str, Any], rng: np.random.Generator) -> Draw:
    """Estimates of ``theta`` at the binary markets' standard errors."""
    return parameters, (rng.normal(parameters["theta"], STD_ERRORS), STD_ERRORS)


def counted(parameters: dict[str, Any], baseline: Any, theta: Any, rng: np.random.Generator) -> Draw:
    """Events in the two arms of every study."""
    rates = {"treated_rate": expit(baseline + theta), "control_rate": expit(baseline)}
    events = (rng.binomial(n, p) for n, p in zip((TREATED, CONTROL), rates.values(), strict=True))
    return parameters | rates, (next(events), TREATED, next(events), CONTROL)


def complete_pooling(rng: np.random.Generator) -> Draw:
    mu = one(MU, rng)
    return seen({"mu": mu, "theta": np.full(STD_ERRORS.size, mu)}, rng)


def no_pooling(rng: np.random.Generator) -> Draw:
    return seen({"theta": MU.sample(STD_ERRORS.size, rng)}, rng)


def random_effects(rng: np.random.Generator, tau_prior: Prior = TAU) -> Draw:
    """The hierarchical world, by default under the default priors."""
    mu, tau = one(MU, rng), one(tau_prior, rng)
    return seen({"mu": mu, "tau": tau, "theta": rng.normal(mu, tau, STD_ERRORS.size)}, rng)


def gibbs_world(rng: np.random.Generator) -> Draw:
    """Under the priors with which every conditional is known."""
    return random_effects(rng, GIBBS_TAU)


def meta_regression(rng: np.random.Generator) -> Draw:
    """Effects about a line in one moderator, and what the others do not explain."""
    coefficients, tau = np.array([one(MU, rng), one(SLOPE, rng)]), one(TAU, rng)
    theta = rng.normal(DESIGN @ coefficients, tau)
    parameters, data = seen({"coefficients": coefficients, "tau": tau, "theta": theta}, rng)
    return parameters, (*data, DESIGN)


def student_t_random_effects(rng: np.random.Generator, df: float | Prior) -> Draw:
    mu, scale = one(MU, rng), one(TAU, rng)
    nu = one(df, rng) if isinstance(df, Prior) else df
    theta = mu + scale * rng.standard_t(nu, STD_ERRORS.size)
    return seen({"mu": mu, "scale": scale, "df": nu, "theta": theta}, rng)


def binomial_random_effects(rng: np.random.Generator) -> Draw:
    mu, tau = one(LIFT, rng), one(LIFT_SD, rng)
    theta, baseline = rng.normal(mu, tau, TREATED.size), BASELINE.sample(TREATED.size, rng)
    return counted({"mu": mu, "tau": tau, "theta": theta, "baseline": baseline}, baseline, theta, rng)


def slopes(rng: np.random.Generator, correlated: bool) -> Draw:
    """Intercepts and slopes of all studies, from two Normals or from one of two dimensions."""
    drawn = {f"{name}_mean": one(MU, rng) for name in ("intercept", "slope")}
    drawn |= {f"{name}_sd": one(LIFT_SD, rng) for name in ("intercept", "slope")}
    rho = 2 * rng.beta(ETA, ETA) - 1 if correlated else 0.0
    first, second = rng.standard_normal((2, TREATED.size))
    intercept = drawn["intercept_mean"] + drawn["intercept_sd"] * first
    slope = drawn["slope_mean"] + drawn["slope_sd"] * (rho * first + np.sqrt(1 - rho**2) * second)
    drawn |= {"correlation": rho, "intercept": intercept, "slope": slope}
    return counted(drawn, intercept, slope, rng)


def beta_binomial(rng: np.random.Generator) -> Draw:
    mean, size = one(RATES.mean_prior, rng), one(RATES.concentration_prior, rng)
    rates = rng.beta(mean * size, (1 - mean) * size, TREATED.size)
    parameters = {"mean_rate": mean, "concentration": size, "rates": rates}
    return parameters, (rng.binomial(TREATED, rates), TREATED)


@dataclass(frozen=True)
class World:
    """``simulate`` draws it; ``build`` makes the model of its data, in which ``names`` are parameters."""

    simulate: Callable[[np.random.Generator], Draw]
    build: Callable[..., Any]
    names: tuple[str, ...]

    @property
    def quantities(self) -> list[Any]:
        return [*self.names, log_likelihood]


SLOPES = tuple(f"{name}_{what}" for name in ("intercept", "slope") for what in ("mean", "sd"))
FREE = Uniform(2, 30)
QUANTITIES = ["mu", "tau", "theta", log_likelihood]
# By the builder's name, and after a dash what else tells it from others of the same builder.
BUILDERS = {
    "complete_pooling": World(complete_pooling, lambda y, s: models.complete_pooling(y, s, MU), ("mu",)),
    "no_pooling": World(no_pooling, lambda y, s: models.no_pooling(y, s, MU), ("theta",)),
    "random_effects": World(
        random_effects, lambda y, s: models.random_effects(y, s, MU, TAU), ("mu", "tau", "theta")
    ),
    "meta_regression": World(
        meta_regression,
        lambda y, s, x: models.meta_regression(y, s, x, [MU, SLOPE], TAU),
        ("coefficients", "tau", "theta"),
    ),
    "student_t_random_effects-of_3_df": World(
        lambda rng: student_t_random_effects(rng, 3.0),
        lambda y, s: models.student_t_random_effects(y, s, 3, MU, TAU),
        ("mu", "scale", "theta"),
    ),
    "student_t_random_effects": World(
        lambda rng: student_t_random_effects(rng, FREE),
        lambda y, s: models.student_t_random_effects(y, s, FREE, MU, TAU),
        ("mu", "scale", "df", "theta"),
    ),
    "binomial_random_effects": World(
        binomial_random_effects,
        lambda *counts: models.binomial_random_effects(*counts, BASELINE, LIFT, LIFT_SD),
        ("mu", "tau", "theta", "baseline"),
    ),
    "varying_slopes": World(
        lambda rng: slopes(rng, correlated=False),
        lambda *counts: models.varying_slopes(*counts, MU, LIFT_SD),
        (*SLOPES, "intercept", "slope"),
    ),
    "correlated_slopes": World(
        lambda rng: slopes(rng, correlated=True),
        lambda *counts: models.correlated_slopes(*counts, MU, LIFT_SD, ETA),
        (*SLOPES, "correlation", "intercept", "slope"),
    ),
    "beta_binomial": World(
        beta_binomial,
        lambda *counts: models.beta_binomial(*counts, RATES),
        ("mean_rate", "concentration", "rates"),
    ),
    "beta_binomial-with_its_rates": World(
        beta_binomial,
        lambda *counts: models.beta_binomial(*counts, RATES, integrated=False),
        ("mean_rate", "concentration", "rates"),
    ),
}
