"""The random-effects model with a Student-t population: a few effects may lie far from the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from helpers._validate import FloatArray, studies
from helpers.distributions import EffectPrior, NormalMixture
from helpers.distributions.stack import Stack
from helpers.posterior.arguments import check_proper, degrees, spread_prior
from helpers.posterior.normal.model import random_effects
from helpers.posterior.normal.mu_prior import NORMAL
from helpers.posterior.result import RandomEffects, StudentTRandomEffects
from helpers.posterior.student.freedom import Freedom
from helpers.posterior.student.glimpse import Glimpses
from helpers.posterior.student.mu_prior import on_the_line
from helpers.posterior.student.part import Part
from helpers.posterior.student.plane import HUNDREDS, StudentPlane
from helpers.posterior.student.population import NEGLIGIBLE, Population
from helpers.posterior.student.posterior import StudentPosterior
from helpers.priors import HalfNormal, Normal, Prior
from helpers.priors.base import Distribution

LEAST = 0.05  # df, below which tails reach further than float64
OF_HUNDREDS = (
    25.0  # nats to which each of hundreds of likelihoods is right: they are as good as rounding together
)
_MU, _SCALE = Normal(0, 1), HalfNormal(1)


def student_t_random_effects(
    effects: ArrayLike,
    std_errors: ArrayLike,
    df: float | Prior,
    mu_prior: Prior | EffectPrior | NormalMixture = _MU,
    scale_prior: Prior = _SCALE,
) -> StudentTRandomEffects:
    """Exact posterior of the random-effects model with a Student-t population, by quadrature.

        effects_k ~ Normal(θ_k, std_errors_k²),  θ_k ~ μ + scale·t_df

    (Lee & Thompson 2008, Stat. Med. 27:418–434.) Fewer degrees of freedom let single effects lie far out and
    draw them towards μ the less; as df → ∞ the model becomes that of ``random_effects``.

    Args:
        effects, std_errors: estimates and their standard errors, shape ``(..., K)``, K ≥ 1; leading axes
            are a batch, whose problems are solved one after the other: in about a second, in some ten with a
            prior on df, or where both priors have heavy tails. The first question about an effect's density
            takes a few seconds more, at a df near 1 some ten.
        df: degrees of freedom from 0.05 on; ``inf`` is ``random_effects``. Or a proper prior with its support
            above 2, as ``Uniform(2, 30)`` or ``Pareto(1, 2)`` are: below 2 effects have no sd.
        mu_prior: ``Normal``, ``StudentT``, ``Flat``, ``EffectPrior`` or ``NormalMixture``.
        scale_prior: a prior on scale ≥ 0; ``Flat()`` is read as ``HalfFlat()``, and needs two studies, with a
            flat μ three.

    Numerical errors are below 1e-8 at a fixed df, below 1e-6 with a prior on it; ``error_estimate`` says.

    Raises:
        ValueError: arrays that do not match, a std_error ≤ 0, a value that is not finite, df < 0.05, a
            prior of df that is improper or reaches below 2, a scale prior with mass below 0 or with an
            unbounded density, or an improper posterior.
        TypeError: priors of the wrong kind.
    """
    y, s = studies(effects, std_errors, at_least=1)
    if not y.size:
        raise ValueError(f"effects must hold at least one set of studies; found shape {y.shape}")
    df = degrees(df)
    belief = on_the_line(mu_prior)
    scale_prior = spread_prior(scale_prior, "scale_prior")
    shape, K = y.shape[:-1], y.shape[-1]
    check_proper(K, belief, scale_prior, names=("mu_prior", "scale_prior"))
    if isinstance(df, float) and df < LEAST:
        raise ValueError(
            f"df must be at least {LEAST} for exact integration; found {df:g}: sample "
            "helpers.models.student_t_random_effects instead"
        )
    if isinstance(df, float) and df >= NORMAL:
        return _limit(random_effects(y, s, mu_prior, scale_prior), df)
    rows = zip(y.reshape(-1, K), s.reshape(-1, K), strict=True)
    return StudentModel(tuple(rows), shape, df, belief, scale_prior).result()


@dataclass(frozen=True, eq=False)
class StudentModel:
    """Studies ``y``, ``s`` (K,) of every problem of the batch; what stands behind the result."""

    rows: tuple[tuple[FloatArray, FloatArray], ...]
    shape: tuple[int, ...]
    df: float | Prior
    mu_prior: Prior
    scale_prior: Prior

    @cached_property
    def posteriors(self) -> list[StudentPosterior]:
        return [self._posterior(row) for row in self.rows]

    def _posterior(self, row: tuple[FloatArray, FloatArray]) -> StudentPosterior:
        if isinstance(self.df, Prior):
            return StudentPosterior.over(self._freedom(self.df, self._plane(row, self.df.support[0])))
        return StudentPosterior.at(Part.of(self._plane(row, self.df)))

    @staticmethod
    def _freedom(prior: Prior, heaviest: StudentPlane) -> Freedom:
        """``heaviest`` is the plane at the least df: where that leaves μ one mode, lighter tails do, too."""
        one_mode = heaviest.many and not heaviest.several
        plane = replace(heaviest, one_mode=one_mode)
        glimpses = Glimpses(prior, plane)
        edges = glimpses.panels() if one_mode else None
        if edges is None:
            return Freedom.over(prior, lambda df: Part.of(plane.with_df(df)))
        return Freedom.over(prior, glimpses.part, edges)

    def _plane(self, row: tuple[FloatArray, FloatArray], df: float) -> StudentPlane:
        nats = OF_HUNDREDS if len(row[0]) >= HUNDREDS else NEGLIGIBLE
        return StudentPlane(*row, Population.of(df, nats=nats), self.mu_prior, self.scale_prior)

    def result(self) -> StudentTRandomEffects:
        K = len(self.rows[0][0])
        effects = [post.theta(k) for post in self.posteriors for k in range(K)]
        return StudentTRandomEffects(
            mu=self._each(StudentPosterior.mu, "mu"),
            scale=self._each(StudentPosterior.scale, "scale"),
            theta=Stack(effects, (*self.shape, K), "theta"),
            theta_new=self._each(lambda post: post.theta_new, "theta_new"),
            df=self._each(lambda post: post.df(), "df") if isinstance(self.df, Prior) else self.df,
            log_evidence=self._numbers(lambda post: post.log_evidence),
            _model=self,
        )

    def _each(self, make: Callable[[StudentPosterior], Distribution], name: str) -> Distribution:
        parts = [make(post) for post in self.posteriors]
        return Stack(parts, self.shape, name) if self.shape else parts[0]

    def _numbers(self, ask: Callable[[StudentPosterior], float]) -> Any:
        return np.array([ask(post) for post in self.posteriors]).reshape(self.shape)[()]

    def spread(self) -> Distribution:
        return self._each(StudentPosterior.spread, "spread")

    def error_estimate(self) -> Any:
        return self._numbers(StudentPosterior.error_estimate)

    def new_estimate(self, std_error: FloatArray) -> Distribution:
        shape = std_error.shape
        which = np.broadcast_to(np.arange(len(self.rows)).reshape(self.shape), shape)
        asked = zip(which.ravel(), std_error.ravel(), strict=True)
        parts = [self.posteriors[i].new(float(s), "new_estimate") for i, s in asked]
        return Stack(parts, shape, "new_estimate") if shape else parts[0]

    def sample(self, n: int, rng: np.random.Generator) -> dict[str, FloatArray]:
        draws = [post.draw(n, rng) for post in self.posteriors]
        lead = (n, *self.shape)
        return {
            name: np.stack([each[name] for each in draws], axis=1).reshape(*lead, *first.shape[1:])
            for name, first in draws[0].items()
        }

    def loo(self) -> FloatArray:
        K = len(self.rows[0][0])
        check_proper(
            K - 1,
            self.mu_prior,
            self.scale_prior,
            "the posterior without one study",
            ("mu_prior", "scale_prior"),
        )
        found = [[post.leave_out(k) for k in range(K)] for post in self.posteriors]
        return np.array(found).reshape(*self.shape, K)


@dataclass(frozen=True, eq=False)
class NormalLimit:
    """The posterior under an infinite df, that of ``random_effects``, with its names."""

    normal: RandomEffects

    def spread(self) -> Distribution:
        return self.normal.tau

    def error_estimate(self) -> Any:
        return self.normal.error_estimate

    def new_estimate(self, std_error: FloatArray) -> Distribution:
        return self.normal.new_estimate(std_error)

    def sample(self, n: int, rng: np.random.Generator) -> dict[str, FloatArray]:
        drawn = self.normal.sample(n, rng)
        return {"scale" if name == "tau" else name: draws for name, draws in drawn.items()}

    def loo(self) -> FloatArray:
        return self.normal.loo()


def _limit(normal: RandomEffects, df: float) -> StudentTRandomEffects:
    return StudentTRandomEffects(
        mu=normal.mu,
        scale=normal.tau,
        theta=normal.theta,
        theta_new=normal.theta_new,
        df=df,
        log_evidence=normal.log_evidence,
        _model=NormalLimit(normal),
    )
