"""A programme of experiments, and the worlds in which it runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers._validate import FloatArray, real_number, whole_number
from helpers.distributions import Distribution, EffectPrior
from helpers.posterior import random_effects
from helpers.priors import HalfNormal, Normal, Prior

_MU_PRIOR, _TAU_PRIOR = Normal(0, 1), HalfNormal(1)

Size = int | Callable[[EffectPrior], int]


@dataclass(frozen=True)
class Programme:
    """One new market a round: plan, run, synthesise, decide, plan again.

    True effects are θ_r ~ Normal(``mu`` + ``drift``·(r − 1), ``tau``²) in round r = 1 … ``rounds``; an
    experiment of two arms of ``n_per_arm`` visitors with outcome sd ``sigma`` estimates it. After each,
    the belief is the exact random-effects posterior of all markets so far under ``mu_prior`` and
    ``tau_prior``, which must make that of a single market proper; the redesign is shipped in the market
    when P(θ_r > 0 | all data so far) exceeds ``threshold``. ``drift`` is not known to the analysis.

    ``n_per_arm`` is a whole number ≥ 1, or a function of the current belief about the next market's
    effect, an `EffectPrior` (mean and sd of θ_new), that returns one. It is called once for each
    replication and round, in round 1 once for all.
    Units: ``mu``, ``tau`` (≥ 0), ``sigma`` (> 0) and ``drift`` in those of the outcome;
    ``cost_per_visitor`` (≥ 0) in money.
    """

    mu: float
    tau: float
    sigma: float
    n_per_arm: Size
    rounds: int
    threshold: float = 0.95
    mu_prior: Distribution = _MU_PRIOR
    tau_prior: Prior = _TAU_PRIOR
    drift: float = 0.0
    cost_per_visitor: float = 1.0

    def __post_init__(self) -> None:
        checked = {
            "mu": real_number(self.mu, "mu"),
            "tau": real_number(self.tau, "tau", at_least=0),
            "sigma": real_number(self.sigma, "sigma", above=0),
            "rounds": whole_number(self.rounds, "rounds", at_least=1),
            "threshold": real_number(self.threshold, "threshold", above=0, below=1),
            "drift": real_number(self.drift, "drift"),
            "cost_per_visitor": real_number(self.cost_per_visitor, "cost_per_visitor", at_least=0),
        }
        for name, value in checked.items():
            object.__setattr__(self, name, value)
        if not callable(self.n_per_arm):
            object.__setattr__(self, "n_per_arm", whole_number(self.n_per_arm, "n_per_arm", at_least=1))
        random_effects([0.0], [1.0], self.mu_prior, self.tau_prior)  # raises unless round 1 can be analysed

    def first_belief(self) -> EffectPrior:
        """What is believed about a market's effect before any data: mean and sd under the priors."""
        if not self.mu_prior.proper:
            raise ValueError(
                f"mu_prior must be proper when n_per_arm is a function of the belief, which in round 1 is "
                f"the prior's; found {self.mu_prior!r}"
            )
        mean, sd = float(self.mu_prior.mean), float(self.mu_prior.sd)
        second_moment = float(self.tau_prior.mean) ** 2 + float(self.tau_prior.sd) ** 2
        return belief_of(mean, float(np.sqrt(sd**2 + second_moment)))


def simulate(programme: Programme, size: int, noise: FloatArray) -> dict[str, Any]:
    """Run ``size`` replications at once; ``noise`` (2, rounds, size) are standard normals.

    Returns arrays of shape (size, rounds): belief_mean, belief_sd, decision, truth, cost, estimate,
    std_error.
    """
    rounds = programme.rounds
    drifted = programme.mu + programme.drift * np.arange(rounds)[:, None]
    truth = drifted + programme.tau * noise[0]
    estimates, errors = np.empty((size, rounds)), np.empty((size, rounds))
    out: dict[str, Any] = {name: np.empty((size, rounds)) for name in ("belief_mean", "belief_sd", "cost")}
    out["decision"] = np.empty((size, rounds), dtype=bool)
    for r in range(rounds):
        n = _sizes(
            programme, size, None if r == 0 else (out["belief_mean"][:, r - 1], out["belief_sd"][:, r - 1])
        )
        errors[:, r] = programme.sigma * np.sqrt(2 / n)
        estimates[:, r] = truth[r] + errors[:, r] * noise[1, r]
        post = random_effects(
            estimates[:, : r + 1], errors[:, : r + 1], programme.mu_prior, programme.tau_prior
        )
        out["belief_mean"][:, r] = post.theta_new.mean
        out["belief_sd"][:, r] = post.theta_new.sd
        theta: Any = post.theta
        out["decision"][:, r] = theta[:, -1].prob_above(0.0) > programme.threshold
        out["cost"][:, r] = 2 * n * programme.cost_per_visitor
    return {**out, "truth": truth.T, "estimate": estimates, "std_error": errors}


def belief_of(mean: float, sd: float) -> EffectPrior:
    """One replication's belief, or an error that says why there is none to plan with."""
    if not (np.isfinite(mean) and np.isfinite(sd)):
        raise ValueError(
            f"n_per_arm is a function of the belief, but the belief has mean {mean} and sd {sd}: "
            "give tau_prior (and mu_prior) a finite sd, as HalfNormal has"
        )
    return EffectPrior(mean, sd)


def _sizes(programme: Programme, size: int, belief: tuple[FloatArray, FloatArray] | None) -> FloatArray:
    choose = programme.n_per_arm
    if not callable(choose):
        return np.full(size, float(choose))
    if belief is None:
        beliefs = [programme.first_belief()]
    else:
        beliefs = [belief_of(float(mean), float(sd)) for mean, sd in zip(*belief, strict=True)]
    found = [whole_number(choose(each), "n_per_arm(belief)", at_least=1) for each in beliefs]
    return np.broadcast_to(np.array(found, dtype=np.float64), size)
