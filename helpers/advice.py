"""What partial pooling saves, exactly, and rules on when a hierarchical model earns its complexity.

The world: K groups, true effects Normal(μ, τ), estimates with standard errors s_k. An estimator's *error* of
a group is its mean squared error over such worlds. With τ known, errors are closed forms; with τ to be
learned, they are an integral over what the estimator sees, of three dimensions if the groups come in two
sizes. μ has a flat prior throughout, so that no error depends on the true μ.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from helpers._panels import gauss
from helpers._results import ByValue
from helpers._validate import FloatArray, described, moderate, one_of, real_array, real_number, shown

__all__ = ["RULES", "Advice", "Errors", "Rule", "Situation", "advise", "expected_errors", "learned_error"]

LITTLE, FEW = 0.05, 10  # what the rules call little, and few
QUESTIONS = ("estimates", "chances", "next group")
_NODES, _OUTER = 72, 18  # of the rules for the analyst's τ, and for what she sees


@dataclass(frozen=True, eq=False)
class Errors(ByValue):
    """Mean squared errors of the groups' estimates, each (..., K), in squared units of the effect.

    ``plain``: each group's own estimate. ``complete``: one precision-weighted mean for all. ``known``:
    partial pooling by somebody who knows τ, below which no linear unbiased-in-μ rule comes.
    """

    plain: FloatArray
    complete: FloatArray
    known: FloatArray


def expected_errors(std_errors: ArrayLike, tau: ArrayLike) -> Errors:
    """Closed forms, for ``std_errors`` (..., K) > 0 and ``tau`` (...) ≥ 0 in the same units.

    Given weights w_j of a mean, its error of group k has variance τ² Σ(w_j − 1[j = k])² + Σ w_j² s_j². With
    τ known, the error is (1 − B)s² + B²/Σ(s² + τ²)⁻¹, B = s²/(s² + τ²): the posterior variance under a flat
    μ. Raises ``ValueError`` on K < 2, a standard error ≤ 0 or τ < 0.
    """
    variance = _std_errors(std_errors) ** 2
    taus = moderate(real_array(tau, "tau"), "tau")
    if np.any(taus < 0):
        raise ValueError(f"tau must be at least 0; found {shown(taus.min())}")
    between = taus[..., None] ** 2
    weight = 1 / variance
    share = weight / weight.sum(-1, keepdims=True)
    squares = (share**2).sum(-1, keepdims=True)
    noise = (share**2 * variance).sum(-1, keepdims=True)
    pull = variance / (variance + between)
    about = 1 / (1 / (variance + between)).sum(-1, keepdims=True)
    shape = np.broadcast_shapes(variance.shape, pull.shape)
    return Errors(
        np.broadcast_to(variance, shape),
        np.broadcast_to(between * (squares + 1 - 2 * share) + noise, shape),
        (1 - pull) * variance + pull**2 * about,
    )


def learned_error(std_errors: ArrayLike, tau: float, tau_scale: float = 1.0) -> FloatArray:
    """Error of partial pooling when τ has to be learned: of the exact posterior means, (K,), over all worlds.

    ``std_errors`` (K,) of at most two different values; ``tau`` ≥ 0 is the true spread. The analyst's priors
    are flat on μ and HalfNormal(``tau_scale``) on τ. All she sees of the groups of one size is their mean and
    their sum of squares, so the error is an integral over two sums of squares and a difference of means, with
    one over her τ inside. Raises ``ValueError`` on more than two different values.
    """
    errors = _std_errors(std_errors)
    tau = float(moderate(np.asarray(real_number(tau, "tau", at_least=0.0)), "tau"))
    scale = float(
        moderate(np.asarray(real_number(tau_scale, "tau_scale", above=0.0)), "tau_scale", positive=True)
    )
    sizes, which, counts = np.unique(errors, return_inverse=True, return_counts=True)
    if errors.ndim != 1 or len(sizes) > 2:
        raise ValueError(
            f"std_errors must be one row of at most two different values; found {len(sizes)} in shape "
            f"{errors.shape}. For more, simulate worlds and average"
        )
    if len(sizes) == 1:  # in two halves, which are alike
        sizes, half = np.repeat(sizes, 2), len(errors) // 2
        members = np.array([half, len(errors) - half], float)
    else:
        members = counts.astype(float)
    excess = _excess(sizes**2, members, tau, scale)
    known: FloatArray = expected_errors(errors, tau).known
    return np.add(known, excess[which])


def _excess(variance: FloatArray, counts: FloatArray, tau: float, scale: float) -> FloatArray:
    """What not knowing τ adds to the error of a group of either size: E(θ̂ − θ̂_known)².

    θ̂_known's own error is independent of every contrast of the estimates, hence of this difference.
    """
    t2, log_prior = _spreads(variance, int(counts.sum()), scale)
    total, true = variance[:, None] + t2, variance + tau**2
    between, gap_variance = (total / counts[:, None]).sum(0), np.sum(true / counts)
    # Log likelihood of the analyst's τ in the three things that she sees, a row of them for each s1.
    size = log_prior - 0.5 * ((counts - 1) @ np.log(total) + np.log(between))
    (s1, p1), (s2, p2) = (_sum_of_squares(v, n - 1) for v, n in zip(true, counts, strict=True))
    gap, p3 = _gap(gap_variance)
    seen = size - 0.5 * (
        np.multiply.outer(s2, 1 / total[1])[:, None] + np.multiply.outer(gap**2, 1 / between)
    )
    pull, pull_true = variance[:, None] / total, variance / true
    # How far the mean lies from that of the groups of a size, in units of the gap.
    other = np.stack([total[0] / counts[0], total[1] / counts[1]]) / between
    other_true = true / counts / gap_variance
    added = np.zeros(2)
    for first, chance in zip(s1, p1, strict=True):
        log = seen - 0.5 * first / total[0]
        weight = np.exp(log - log.max(-1, keepdims=True))
        weight /= weight.sum(-1, keepdims=True)
        for c, squares in enumerate((first, s2[:, None])):
            less = weight @ pull[c] - pull_true[c]
            shift = (weight @ (pull[c] * other[c]) - pull_true[c] * other_true[c]) * gap
            added[c] += chance * np.sum(p2[:, None] * p3 * (less**2 * squares / counts[c] + shift**2))
    return added


def _spreads(variance: FloatArray, groups: int, scale: float) -> tuple[FloatArray, FloatArray]:
    """Squares of nodes for the analyst's τ, even in asinh(τ/c), and the log of prior times weight."""
    c = 0.5 * np.sqrt(variance.min())
    top = np.arcsinh(6 * scale / c)
    # The posterior of log τ has a width of about (2K)^(−½).
    node, weight = gauss(max(_NODES, int(2.2 * top * groups**0.5)))
    x = 0.5 * top * (1 + node)
    t = c * np.sinh(x)
    return t**2, -0.5 * (t / scale) ** 2 + np.log(weight * np.cosh(x))


def _sum_of_squares(variance: float, freedom: int) -> tuple[FloatArray, FloatArray]:
    """Nodes and chances of variance times χ², by a Gauss rule in its root."""
    if freedom == 0:
        return np.zeros(1), np.ones(1)
    node, weight = gauss(_OUTER)
    low, high = max(0.0, freedom**0.5 - 4.5), freedom**0.5 + 4.5
    root = low + 0.5 * (high - low) * (1 + node)
    log_density = (freedom - 1) * np.log(root) - 0.5 * root**2
    chance = weight * np.exp(log_density - log_density.max())
    return variance * root**2, chance / chance.sum()


def _gap(variance: float) -> tuple[FloatArray, FloatArray]:
    """Nodes and chances of |x|, x ~ Normal(0, variance)."""
    node, weight = gauss(_OUTER)
    x = 2.75 * (1 + node)
    chance = weight * np.exp(-0.5 * x**2)
    return variance**0.5 * x, chance / chance.sum()


def _std_errors(std_errors: ArrayLike) -> FloatArray:
    """``std_errors`` as an array with at least two groups on its last axis."""
    errors = moderate(real_array(std_errors, "std_errors"), "std_errors", positive=True)
    if errors.ndim == 0 or errors.shape[-1] < 2:
        raise ValueError(
            f"std_errors must have at least 2 groups on the last axis; found shape {errors.shape}"
        )
    return errors


@dataclass(frozen=True)
class Situation:
    """What the rules look at: see `advise`. The last three are shares of the plain error."""

    groups: int
    question: str
    saved: tuple[float, float]
    complete_loses: float
    worthwhile: float


@dataclass(frozen=True)
class Rule:
    """One rule: ``when`` in words, the same as code in ``holds``, and what it ``advises``."""

    when: str
    advises: str
    holds: Callable[[Situation], bool]


RULES = (
    Rule(
        "the question is about a group that has no data yet",
        "full posterior",
        lambda s: s.question == "next group",
    ),
    Rule(
        "at every plausible τ pooling saves less of the plain error than is worthwhile",
        "plain estimates",
        lambda s: s.saved[1] < s.worthwhile,
    ),
    Rule(
        "chances or intervals are wanted, one for each group",
        "full posterior",
        lambda s: s.question == "chances",
    ),
    Rule(
        f"one mean for all loses less than {LITTLE:.0%} of the plain error at every plausible τ",
        "complete pooling",
        lambda s: s.complete_loses < LITTLE,
    ),
    Rule(f"there are fewer than {FEW} groups", "full posterior", lambda s: s.groups < FEW),
    Rule("none of the above: estimates of many groups", "mixed model", lambda _: True),
)


@dataclass(frozen=True)
class Advice:
    """What to use, the rule it follows from, and what the rules saw.

    ``saved``: the share of the plain estimates' mean squared error that partial pooling saves, at the highest
    and at the lowest plausible τ; ``worth``: the same as a factor on every group's visitors.
    """

    method: str
    rule: Rule
    situation: Situation

    @property
    def saved(self) -> tuple[float, float]:
        return self.situation.saved

    @property
    def worth(self) -> tuple[float, float]:
        low, high = self.saved
        return 1 / (1 - low), 1 / (1 - high)

    def __str__(self) -> str:
        low, high = (f"{100 * share:.0f}" for share in self.saved)
        return f"{self.method}, because {self.rule.when} (pooling saves {low} to {high} % of the plain error)"


def advise(
    std_errors: ArrayLike,
    plausible_tau: tuple[float, float],
    question: str = "estimates",
    worthwhile: float = LITTLE,
) -> Advice:
    """Which method the first of `RULES` that holds advises for K groups.

    ``std_errors`` (K,): of the groups' own estimates; ``plausible_tau``: the lowest and the highest spread of
    the true effects that you hold possible, in the same units, 0 ≤ low ≤ high; ``question``: "estimates" (a
    number for each group), "chances" (how sure are they?) or "next group"; ``worthwhile``, between 0 and 1:
    the share of the plain squared error below which saving it does not pay, upkeep/(upkeep + cost of data).
    What pooling saves is computed as if τ were known (`expected_errors`): partial pooling comes close to it
    unless groups are few. Raises ``ValueError`` on K < 2 and whatever is out of range.
    """
    one_of(question, "question", QUESTIONS)
    errors = _std_errors(std_errors)
    if errors.ndim != 1:
        raise ValueError(f"std_errors must be one row of groups; found shape {errors.shape}")
    taus = moderate(real_array(plausible_tau, "plausible_tau"), "plausible_tau")
    if taus.shape != (2,) or not 0 <= taus[0] <= taus[1]:
        raise ValueError(f"plausible_tau must be a pair, 0 ≤ low ≤ high; found {described(plausible_tau)}")
    at = expected_errors(errors, taus)
    plain = at.plain.sum(-1)
    low, high = (float(1 - share) for share in (at.known.sum(-1) / plain)[::-1])
    loses = float(((at.complete.sum(-1) - at.known.sum(-1)) / plain).max())
    least = real_number(worthwhile, "worthwhile", above=0.0, below=1.0)
    situation = Situation(len(errors), question, (low, high), loses, least)
    rule = next(rule for rule in RULES if rule.holds(situation))
    return Advice(rule.advises, rule, situation)
