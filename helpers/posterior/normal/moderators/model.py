"""The meta-regression of estimates with standard errors: what stands behind `MetaRegression`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from helpers._validate import FloatArray, moderate, real_array, shown, studies
from helpers.posterior.arguments import spread_prior
from helpers.posterior.normal.marginals import TauMarginal
from helpers.posterior.normal.moderators.columns import Columns, coefficient_beliefs
from helpers.posterior.normal.moderators.marginals import LineMarginal
from helpers.posterior.normal.moderators.rows import RegressionRows, prepare
from helpers.posterior.normal.second_rule import error_estimate
from helpers.posterior.normal.solution import Solution
from helpers.posterior.result import MetaRegression
from helpers.priors import HalfNormal, Normal, Prior
from helpers.priors.base import Distribution

AT_ONCE = 2_000_000  # numbers in the arrays of leave-one-out problems
RANK = 1e-11  # smallest singular value, over the largest, of columns that a flat prior leaves to the data
LEAST = 1e-40  # of a row, below which squares of it underflow
_COEFFICIENTS, _TAU_PRIOR = Normal(0, 1), HalfNormal(1)


def meta_regression(
    effects: ArrayLike,
    std_errors: ArrayLike,
    moderators: Any,
    coefficient_priors: Distribution | Sequence[Distribution] = _COEFFICIENTS,
    tau_prior: Prior = _TAU_PRIOR,
) -> MetaRegression:
    """Exact posterior of random effects whose mean moderators explain, by quadrature over τ.

        effects_k ~ Normal(θ_k, std_errors_k²),  θ_k ~ Normal(moderators_k · coefficients, τ²)

    (Röver & Friede 2023, Res. Synth. Methods 14:395–414; Thompson & Higgins 2002, Stat. Med. 21:1559–1573.) τ
    is the sd of what the moderators leave unexplained. **No intercept is added:** it is a column of ones, as
    ``with_intercept`` puts before the others; with that column alone the model is ``random_effects``. Where
    the other columns are centred, the intercept is the mean effect at the average of every moderator. A
    coefficient is in units of effect per unit of its moderator, and so is its prior: rescale a column, or its
    prior.

    Args:
        effects, std_errors: estimates and their standard errors, shape ``(..., K)``; leading axes are a batch
            of independent problems that share their moderators.
        moderators: shape ``(K, P)``, or a DataFrame, whose columns then give the coefficients their names. K
            may be below P where the priors are proper.
        coefficient_priors: ``Normal``, ``EffectPrior`` or ``Flat``, one for all coefficients or a list of one
            a column.
        tau_prior: a prior on τ ≥ 0; ``Flat()`` is read as ``HalfFlat()``. Flat everywhere needs K ≥ P + 2.

    Raises:
        ValueError: as ``random_effects``; moderators that are not finite (their row and column are named),
            not one row a study, or collinear (the columns are named); an improper posterior.
        TypeError: priors of the wrong kind, or moderators that are no numbers.

    >>> design = posterior.with_intercept(questions[["week"]])
    >>> post = posterior.meta_regression(effects, std_errors, design, [Normal(0, 1), Normal(0, 0.1)])
    >>> post.coefficient("week").interval(0.95), post.tau.mean
    >>> post.new_effect_at({"intercept": 1, "week": 10.0}).prob_above(0)
    """
    y, s = studies(effects, std_errors, at_least=1)
    if not y.size:
        raise ValueError(f"effects must hold at least one set of studies; found shape {y.shape}")
    shape, K = y.shape[:-1], y.shape[-1]
    columns = Columns.of(moderators, K)
    beliefs = coefficient_beliefs(coefficient_priors, columns.names)
    tau_prior = spread_prior(tau_prior)
    check_proper(columns.values, beliefs, tau_prior, "the posterior")
    return RegressionModel(y.reshape(-1, K), s.reshape(-1, K), shape, columns, beliefs, tau_prior).result()


def check_proper(values: FloatArray, beliefs: Sequence[Prior], tau_prior: Prior, what: str) -> None:
    """Raise unless studies with moderators ``values`` (K, P) determine every flat coefficient and τ."""
    free = values[:, [not belief.proper for belief in beliefs]]
    K, flat = free.shape
    needed = next(k for k in range(flat, flat + 10) if k - flat + tau_prior.tail > 1)
    if needed > K:
        raise ValueError(
            f"{what} is improper: with {flat} flat coefficient_priors and {tau_prior!r} effects must hold at "
            f"least {needed} studies; found {K}. Use proper coefficient_priors or a proper tau_prior"
        )
    if flat:
        sizes = np.abs(free).max(axis=0)
        if not sizes.all() or np.linalg.cond(free / sizes) > 1 / RANK:
            raise ValueError(
                f"{what} is improper: the studies do not tell the coefficients with flat coefficient_priors "
                "apart. Use proper ones"
            )


@dataclass(frozen=True, eq=False)
class RegressionModel:
    """Studies ``y``, ``s`` (B, K), batch ``shape``, moderators and priors; ``solution`` holds the nodes."""

    y: FloatArray
    s: FloatArray
    shape: tuple[int, ...]
    columns: Columns
    beliefs: Sequence[Prior]
    tau_prior: Prior

    @cached_property
    def solution(self) -> Solution:
        x = np.broadcast_to(self.columns.values, (len(self.y), *self.columns.values.shape))
        return self._solve(self.y, self.s, x)

    def _solve(self, y: FloatArray, s: FloatArray, x: FloatArray) -> Solution:
        return Solution(prepare(y, s * s, x, self.beliefs, self.tau_prior), len(self.beliefs))

    @property
    def _rows(self) -> np.ndarray:
        return np.arange(len(self.y)).reshape(self.shape)

    def result(self) -> MetaRegression:
        K, P = self.columns.values.shape
        study = np.broadcast_to(np.arange(K), (*self.shape, K))
        x = np.broadcast_to(self.columns.values, (*study.shape, P))
        every = np.broadcast_to(self._rows[..., None], study.shape)
        unit = np.broadcast_to(np.eye(P), (*self.shape, P, P))
        each = np.broadcast_to(self._rows[..., None], (*self.shape, P))
        return MetaRegression(
            coefficients=LineMarginal(self.solution, each, "coefficients", unit),
            tau=TauMarginal(self.solution, self._rows, "tau"),
            theta=LineMarginal(self.solution, every, "theta", x, study=study),
            moderators=self.columns.names,
            log_evidence=self.solution.log_evidence.reshape(self.shape)[()],
            _model=self,
        )

    def error_estimate(self) -> Any:
        return error_estimate(self.solution).reshape(self.shape)[()]

    def coefficient(self, name: Any) -> Distribution:
        unit = np.eye(len(self.beliefs))[self.columns.place(name)]
        x = np.broadcast_to(unit, (*self.shape, len(unit)))
        return LineMarginal(self.solution, self._rows, f"the coefficient of {name}", x)

    def mean_at(self, row: Any) -> Distribution:
        x = self.columns.row(row)
        if (np.abs(x).max(axis=-1) < LEAST).any():
            raise ValueError(
                f"row must not be 0 everywhere, nor below {LEAST:g}: there the mean is 0, whatever the "
                "coefficients"
            )
        rows, x = self._aligned(x)
        return LineMarginal(self.solution, rows, "mean_at", x)

    def new_at(self, row: Any, std_error: ArrayLike | None = None) -> Distribution:
        """The effect of a new study, or its estimate."""
        x = self.columns.row(row)
        s = np.zeros(()) if std_error is None else moderate(real_array(std_error, "std_error"), "std_error")
        if std_error is not None and (s <= 0).any():
            raise ValueError(f"std_error must be above 0; found {shown(s[s <= 0].flat[0])}")
        rows, x = self._aligned(x, s.shape)
        noise = np.broadcast_to(s * s, rows.shape)
        name = "new_effect_at" if std_error is None else "new_estimate_at"
        return LineMarginal(self.solution, rows, name, x, noise=noise)

    def _aligned(self, x: FloatArray, other: tuple[int, ...] = ()) -> tuple[np.ndarray, FloatArray]:
        """Which problem and which moderators each marginal has, when rows meet the batch."""
        try:
            shape = np.broadcast_shapes(x.shape[:-1], self.shape, other)
        except ValueError:
            raise ValueError(
                f"row of shape {x.shape} must broadcast, but for its last axis, against the batch "
                f"{self.shape}" + (f" and std_error {other}" if other else "")
            ) from None
        return np.broadcast_to(self._rows, shape), np.broadcast_to(x, (*shape, x.shape[-1]))

    def sample(self, n: int, rng: np.random.Generator) -> dict[str, FloatArray]:
        size, (K, P) = len(self.y), self.columns.values.shape
        tau = TauMarginal(self.solution, np.arange(size), "tau")._sample(n, rng)
        coefficients, theta = np.empty((n, size, P)), np.empty((n, size, K))
        step = max(200_000 // K, 1)
        for row in range(size):
            problem = self.solution.rows.take([row])
            for start in range(0, n, step):
                part = slice(start, start + step)
                coefficients[part, row], theta[part, row] = _draw(problem, tau[part, row], rng)
        lead = (n, *self.shape)
        return {
            "coefficients": coefficients.reshape(*lead, P),
            "tau": tau.reshape(lead),
            "theta": theta.reshape(*lead, K),
        }

    def loo(self) -> FloatArray:
        size, K = self.y.shape
        x = self.columns.values
        others = np.array([np.delete(np.arange(K), k) for k in range(K)])
        for kept in others:
            check_proper(x[kept], self.beliefs, self.tau_prior, "the posterior without one study")
        if K == 1:
            return self.solution.log_evidence.reshape(*self.shape, 1)
        found = np.empty(size * K)
        step = max(AT_ONCE // (K * (x.shape[1] + 1)), 1)
        for start in range(0, size * K, step):
            pair = np.arange(start, min(start + step, size * K))
            row, kept = pair[:, None] // K, others[pair % K]
            without = self._solve(self.y[row, kept], self.s[row, kept], x[kept])
            found[pair] = self.solution.log_evidence[pair // K] - without.log_evidence
        return found.reshape(*self.shape, K)


def _draw(problem: Any, tau: FloatArray, rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    """One draw of the coefficients (n, P) and of θ (n, K) for each ``tau`` (n,), of a single problem."""
    rows: RegressionRows = problem
    given = rows.given(tau[None])
    noise = rng.standard_normal((*tau.shape, 1, rows.x.shape[2]))
    place = given.mean[0] + (noise @ given.root[0])[:, 0]  # from the start, in the basis
    s2, t2 = rows.s2, tau[:, None] ** 2
    shrink = s2 / (s2 + t2)
    theta = rows.y + shrink * (place @ rows.x[0].T - rows.left)
    theta += np.sqrt(shrink * t2) * rng.standard_normal(theta.shape)
    return (place + rows.start) @ rows.basis[0].T, theta
