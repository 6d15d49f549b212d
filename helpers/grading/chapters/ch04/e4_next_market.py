"""04.4: draws for the next market."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np

from helpers.grading.cases import Array, markets
from helpers.grading.declare import exercise
from helpers.grading.kinds.posteriors.draws import Draws
from helpers.grading.tolerance import monte_carlo


@cache
def three_exactly() -> Any:
    """Exact posterior for the first three markets."""
    from helpers.posterior import random_effects

    effects, std_errors = markets()
    return random_effects(effects[:3], std_errors[:3])


def _with(theta_new: Any) -> Mapping[str, Any]:
    return {**next_market(), "theta_new": theta_new}


def _given_tau(spread_of: Callable[[Array, Array, Array], Array], *, plug_in_mean: bool = False) -> Any:
    """The mixture over p(τ | data) of N(mean given τ, a wrong spread)."""
    from helpers.distributions import NormalMixture

    tau, weights, mean, variance = _grid()
    centre = np.full_like(mean, float(weights @ mean)) if plug_in_mean else mean
    return NormalMixture(weights, centre, np.sqrt(spread_of(variance, tau, weights)))


@cache
def _grid() -> tuple[Any, Any, Any, Any]:
    """τ, its posterior weights, and mean and variance of μ given τ."""
    effects, std_errors = (x[:3] for x in markets())
    tau = (np.arange(1200) + 0.5) * 5e-3
    v = std_errors**2 + tau[:, None] ** 2
    precision = 1 + (1 / v).sum(axis=1)
    mean = (effects / v).sum(axis=1) / precision
    log_w = (
        -(
            np.log(v).sum(axis=1)
            + np.log(precision)
            + (effects**2 / v).sum(axis=1)
            - mean**2 * precision
            + tau**2
        )
        / 2
    )
    weights = np.exp(log_w - log_w.max())
    return tau, weights / weights.sum(), mean, 1 / precision


def as_the_colleague_drew(draws: Any) -> bool:
    """Whether the draws are those of the sheet's line, unmended."""
    parts: list[Any] = [draws.get(name) for name in ("mu", "tau", "theta_new")] if type(draws) is dict else []
    if not parts or not all(type(part) is np.ndarray for part in parts):
        return False
    mu, tau, new = parts
    return np.array_equal(new, np.random.default_rng(4).normal(mu.mean(), tau.mean(), size=mu.shape))


@exercise(
    "Spot the error: draws for the next market",
    kind=Draws({"mu": None, "tau": None, "theta_new": None}, min_effective={"theta_new": 8000}),
    points=3,
    minutes=10,
    tolerance=monte_carlo(familywise=1e-6),
    as_given=as_the_colleague_drew,
)
def next_market() -> Mapping[str, Any]:
    """Right: every draw of θ_new has its own μ and its own τ.

    One draw of the fourth market's effect for every draw of μ and τ: Normal about that μ, with that τ as
    its standard deviation. Leave the draws of μ and τ as the fit of the three markets gave them.
    """
    post = three_exactly()
    return {"mu": post.mu, "tau": post.tau, "theta_new": post.theta_new}


@next_market.mistake
@cache
def plugged_in_twice() -> Mapping[str, Any]:
    """Every draw of θ_new uses the *same* μ and the *same* τ, their means. You are not sure of either,
    and with three markets that is most of the story. Let draw i of θ_new use draw i of μ and draw i of τ."""
    from helpers.distributions import EffectPrior

    return _with(EffectPrior(float(three_exactly().mu.mean), float(three_exactly().tau.mean)))


@next_market.mistake
@cache
def plugged_in_tau() -> Mapping[str, Any]:
    """μ varies from draw to draw, τ does not: its mean is plugged in. Both tails are too thin. Use each
    draw's own τ."""
    return _with(_given_tau(lambda v, t, w: v + (w @ t) ** 2))


@next_market.mistake
@cache
def plugged_in_mu() -> Mapping[str, Any]:
    """τ varies from draw to draw, μ does not: its mean is plugged in. Use each draw's own μ."""
    return _with(_given_tau(lambda v, t, w: t**2, plug_in_mean=True))  # noqa: ARG005


@next_market.mistake
@cache
def average_market() -> Mapping[str, Any]:
    """Those are draws of μ, the *average* market. The next market departs from the average by a draw from
    N(0, τ)."""
    return _with(three_exactly().mu)


@next_market.mistake
@cache
def tau_squared_as_sd() -> Mapping[str, Any]:
    """`rng.normal` takes a standard deviation. You gave it τ², a variance."""
    return _with(_given_tau(lambda v, t, w: v + t**4))  # noqa: ARG005


@next_market.mistake
@cache
def root_of_tau_as_sd() -> Mapping[str, Any]:
    """You gave `rng.normal` √τ. τ is a standard deviation already, and that is what it takes."""
    return _with(_given_tau(lambda v, t, w: v + t))  # noqa: ARG005


@next_market.mistake
@cache
def departure_alone() -> Mapping[str, Any]:
    """Your draws lie about zero: they are the next market's *departure* from the average. Where is the
    average itself?"""
    tau, weights, _, _ = _grid()
    from helpers.distributions import NormalMixture

    return _with(NormalMixture(weights, np.zeros_like(tau), tau))


@next_market.mistake
@cache
def spread_of_one() -> Mapping[str, Any]:
    """Every draw departs from μ by a Normal with standard deviation 1. How far markets differ is what τ
    says, another value in every draw."""
    return _with(_given_tau(lambda v, t, w: v + 1))  # noqa: ARG005


@next_market.mistake
@cache
def mean_counted_twice() -> Mapping[str, Any]:
    """Your draws lie about each draw's own μ, and the variance of μ has been added to τ² as well: it is in
    twice. Where each draw has its own μ, its spread about that is τ alone."""
    variance = float(three_exactly().mu.sd) ** 2
    return _with(_given_tau(lambda v, t, w: v + t**2 + variance))  # noqa: ARG005
