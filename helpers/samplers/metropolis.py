"""Metropolis–Hastings: propose, compare, go or stay."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from helpers._validate import FloatArray, described
from helpers.priors.base import generator
from helpers.samplers.chain import Chain, asked, draw_count, like, log_density_of, place, step_lengths, target

_SAMPLE, _LOG_DENSITY = "proposal.sample(x, rng)", "proposal.log_density(candidate, x)"


@dataclass(frozen=True)
class Proposal:
    """Where a chain at ``x`` may go next: a distribution q(candidate | x).

    ``sample(x, rng)`` draws a candidate. ``log_density(candidate, x)`` is log q(candidate | x), up to a
    constant that is the same whatever the two are; without it q is taken for symmetric, q(a | b) = q(b | a),
    and nothing is corrected: right for steps x ± something, wrong for, say, x times something. A walk of
    factors, for an x above 0:

        Proposal(
            sample=lambda x, rng: x * np.exp(0.5 * rng.standard_normal()),
            log_density=lambda candidate, x: -0.5 * (np.log(candidate / x) / 0.5) ** 2 - np.log(candidate),
        )
    """

    sample: Callable[..., Any]
    log_density: Callable[..., Any] | None = None

    def __post_init__(self) -> None:
        for name, function in (("sample", self.sample), ("log_density", self.log_density)):
            if not callable(function) and not (name == "log_density" and function is None):
                raise TypeError(f"{name} must be a function; found {described(function)}")


def metropolis(
    log_density: Callable[..., Any],
    start: ArrayLike,
    step: ArrayLike | None,
    draws: int,
    rng: np.random.Generator,
    proposal: Proposal | None = None,
) -> Chain:
    """Metropolis–Hastings (Metropolis et al. 1953; Hastings 1970): a walk that visits places as often as
    they are probable.

    ``log_density(x)`` is needed up to a constant only; −inf says that x is impossible. ``start`` is a
    number or a vector, and ``x`` is like it. The candidate is x plus normal steps of sd ``step``, one
    number or one a coordinate; or what ``proposal`` draws, and then ``step`` is None.
    Raises ``ValueError`` for a start of density 0, a step not above 0 and answers that are NaN, +inf or of
    the wrong shape; ``TypeError`` for what cannot be called.
    """
    x, draws, rng = place(start, "start"), draw_count(draws), generator(rng)
    proposal = _proposal(proposal, step, x)
    density, here = target(log_density, x)
    chain, accepted = np.empty((draws, *x.shape)), 0
    for i in range(draws):
        candidate = _candidate(proposal, x, rng)
        there = density(candidate)
        if there > -np.inf and np.log(rng.random()) < there - here + _correction(proposal, x, candidate):
            x, here = candidate, there
            accepted += 1
        chain[i] = x
    return Chain(chain, accepted / draws)


def _correction(proposal: Proposal, x: FloatArray, candidate: FloatArray) -> float:
    """Hastings' correction: log q(x | candidate) − log q(candidate | x), the way back against the way on."""
    if proposal.log_density is None:
        return 0.0
    there, back = (
        log_density_of(proposal.log_density, _LOG_DENSITY, *way) for way in ((candidate, x), (x, candidate))
    )
    if there == -np.inf:
        raise ValueError(
            f"{_LOG_DENSITY} must be above −inf for what {_SAMPLE} drew; "
            f"found −inf for {described(candidate.tolist())}, drawn at {described(x.tolist())}"
        )
    return back - there


def _candidate(proposal: Proposal, x: FloatArray, rng: np.random.Generator) -> FloatArray:
    candidate = like(asked(proposal.sample, _SAMPLE, x, rng), _SAMPLE, x)
    if not np.isfinite(candidate).all():
        raise ValueError(f"{_SAMPLE} must be finite; found {described(candidate.tolist())}")
    return candidate


def _proposal(proposal: Any, step: Any, x: FloatArray) -> Proposal:
    if proposal is None:
        if step is None:
            raise TypeError("step must be above 0 where there is no proposal; found None")
        length = step_lengths(step, "step", x)
        return Proposal(lambda x, rng: x + length * rng.standard_normal(x.shape))
    if not isinstance(proposal, Proposal):
        raise TypeError(
            f"proposal must be a Proposal(sample, log_density) or None; found {described(proposal)}"
        )
    if step is not None:
        raise ValueError(
            f"step must be None where a proposal is given, which steps itself; found {described(step)}"
        )
    return proposal
