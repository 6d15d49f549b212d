"""08.5: a Gibbs sweep to mend."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from helpers.grading.cases import Array
from helpers.grading.declare import exercise
from helpers.grading.tolerance import relative

Case = tuple[Array, Array, Array, float, float, Array, float, float]


class Sweep(NamedTuple):
    """What a sweep leaves for the next: θ is drawn anew from these."""

    mu: float
    tau: float


def state_and_noise(rng: np.random.Generator) -> Case:
    """Studies, the unknowns of the last sweep, and the random numbers of the next."""
    k = int(rng.integers(3, 6))
    y, s = np.round(rng.normal(0.3, 0.4, k), 2), np.round(rng.uniform(0.2, 0.5, k), 2)
    last = np.round(rng.normal(0.3, 0.4, k), 2), float(rng.normal(0.3, 0.3)), float(rng.uniform(0.2, 0.5))
    z_mu = rng.choice([-1, 1]) * rng.uniform(0.3, 1.5)
    theta, mu, tau = last
    return (
        y, s, theta, round(mu, 2), round(tau, 2),
        np.round(rng.standard_normal(k), 2), round(float(z_mu), 2), round(float(rng.uniform(1.5, 4)), 2),
    )  # fmt: skip


def _sweep(case: Case, mu_sees: str = "new", tau_sees: tuple[str, str] = ("new", "new")) -> Sweep:
    """θ, μ, τ, where each sees the new or the old value of another."""
    y, s, theta, mu, tau, z_theta, z_mu, gamma = case
    shrink = s**2 / (s**2 + tau**2)
    new_theta = y + shrink * (mu - y) + np.sqrt(1 - shrink) * s * z_theta
    seen, precision = (new_theta if mu_sees == "new" else theta), len(y) / tau**2 + 1
    new_mu = float(seen.sum() / tau**2 / precision + precision**-0.5 * z_mu)
    seen, about = (new_theta if tau_sees[0] == "new" else theta), (new_mu if tau_sees[1] == "new" else mu)
    rate = 0.02 + np.sum((seen - about) ** 2) / 2
    return Sweep(new_mu, float((rate / gamma) ** 0.5))


@exercise(
    "Spot the error: a sweep",
    points=3,
    minutes=8,
    cases=state_and_noise,
    arguments=("effects", "std_errors", "theta", "mu", "tau", "z_theta", "z_mu", "gamma"),
    parts=["the mean μ", "the spread τ"],
    tolerance=relative(1e-9),
)
def sweep(*case: Any) -> Sweep:
    """Mended: each block is drawn from the newest values of the others. The θ of the last sweep is
    not used at all.

    θ first, from the old μ and τ. Then μ, from the θ just drawn. Then τ, from both.
    """
    return _sweep(case)


@sweep.mistake
def all_at_once(*case: Any) -> Sweep:
    """This is your colleague's sweep, unchanged: μ and τ are drawn from the *last* sweep's values. Each line
    uses a right formula, and the chain settles on another distribution.

    Which θ does μ see, and which θ and μ does τ see?
    """
    return _sweep(case, "old", ("old", "old"))


@sweep.mistake
def tau_left_behind(*case: Any) -> Sweep:
    """μ is mended. τ is still drawn from the last sweep's θ and μ; both have been drawn anew since."""
    return _sweep(case, "new", ("old", "old"))


@sweep.mistake
def mu_left_behind(*case: Any) -> Sweep:
    """τ sees the newest values. μ does not: it is drawn from the last sweep's θ, though a newer one is
    there."""
    return _sweep(case, "old", ("new", "new"))


@sweep.mistake
def tau_about_the_old_mean(*case: Any) -> Sweep:
    """Nearly. τ takes the new θ about the *old* μ. Both must be the newest: what is left of the slip is small
    enough for no test of draws to see, and still wrong."""
    return _sweep(case, "new", ("new", "old"))


@sweep.mistake
def tau_from_the_old_effects(*case: Any) -> Sweep:
    """Nearly. τ takes the *old* θ about the new μ. The distance that counts is that of the new θ."""
    return _sweep(case, "new", ("old", "new"))


@sweep.mistake
def mu_old_and_mean_old(*case: Any) -> Sweep:
    """τ sees the new θ, and still the old μ; μ itself still sees the old θ. Two values of the last sweep are
    left."""
    return _sweep(case, "old", ("new", "old"))


@sweep.mistake
def effects_old(*case: Any) -> Sweep:
    """τ sees the new μ. The effects are still those of the last sweep, for μ and for τ: the θ just drawn is
    used nowhere."""
    return _sweep(case, "old", ("old", "new"))


@sweep.mistake
def tau_before_mu(*case: Any) -> Sweep:
    """You draw τ before μ. That is a right sampler too, but not this one: keep the order, θ, then μ, then
    τ."""
    y, s, _, mu, tau, z_theta, z_mu, _ = case
    new_tau = _sweep(case, "new", ("new", "old")).tau
    new_theta = y + s**2 / (s**2 + tau**2) * (mu - y) + z_theta / np.sqrt(s**-2 + tau**-2)
    precision = len(y) / new_tau**2 + 1
    return Sweep(float(new_theta.sum() / new_tau**2 / precision + precision**-0.5 * z_mu), new_tau)
