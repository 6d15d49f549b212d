"""The population that many experiments come from, by maximum likelihood (empirical Bayes).

    effects_k ~ Normal(θ_k, std_errors_k²),  θ_k ~ Normal(mean, scale²)  or  mean + scale·t_df

(Efron 2010, Large-Scale Inference, ch. 1; for online experiments, Azevedo, Deng, Montiel Olea, Rao & Weyl
2020, J. Polit. Econ. 128:4614–4672.) The parameters are put in as if they were known, which thousands of
experiments allow and ten do not: `helpers.posterior.random_effects` and `student_t_random_effects` average
over them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import minimize

from helpers._validate import FloatArray, described, moderate, one_of, real_number, studies
from helpers.posterior.student.population import Population as Mixture
from helpers.priors import Normal, StudentT

Family = Literal["normal", "student_t"]
FAMILIES = ("normal", "student_t")
FEWEST = 3  # experiments a parameter, below which a maximum says next to nothing
DF = (0.2, 1e4)  # where df is looked for; at the upper end the normal family is meant
START_DF = 5.0
STEP = 0.03  # of the logarithms, for second differences
NEAR = 1e-3  # of a unit, for first differences
POLISHINGS = 4  # of a maximum, by Newton's steps
CLOSE, FAR = 1e-4, 0.5  # units: a step so short is the last, of one so long nothing is expected
FLAT = 1e-6  # curvature of the average log likelihood, below which it has no maximum between its ends


@dataclass(frozen=True, eq=False)
class Population:
    """Effects as a population: ``mean``, ``scale`` (the sd of the normal family) and ``df`` (∞ for it).

    ``log_likelihood`` is that of the estimates; ``std_errors`` those of the parameters that were estimated,
    by name, from the curvature at the maximum: ``nan`` where it lies at an end, a scale of 0 or an infinite
    df.
    """

    family: Family
    mean: float
    scale: float
    df: float
    log_likelihood: float
    experiments: int
    std_errors: dict[str, float]
    _covariance: FloatArray = field(repr=False)
    _estimated: tuple[str, ...] = field(repr=False)

    def prior(self) -> Normal | StudentT:
        """The population as a belief about one more effect, which `planning` and `models` take.

        Raises ``ValueError`` where the scale is 0: all effects the same leaves no belief with a spread.
        """
        if self.scale == 0:
            raise ValueError(
                "this population has scale 0: its experiments differ no more than their noise does. For the "
                "next effect use posterior.random_effects(effects, std_errors).theta_new, which averages "
                "over the scale"
            )
        if math.isinf(self.df):
            return Normal(self.mean, self.scale)
        return StudentT(self.df, self.mean, self.scale)

    def shrunken(self, effects: ArrayLike, std_errors: ArrayLike) -> FloatArray:
        """What each experiment promises: E[θ_k | effects_k], shape (K,).

        They need not be the experiments that the population was estimated from. Raises as `population`.
        """
        return self._given(*studies(effects, std_errors, at_least=1))[1]

    def left_open(self, effects: ArrayLike, std_errors: ArrayLike) -> FloatArray:
        """The sd of θ_k given its estimate, shape (K,)."""
        return np.sqrt(self._given(*studies(effects, std_errors, at_least=1))[2])

    def _given(self, y: FloatArray, s: FloatArray) -> FloatArray:
        """Log density of each estimate, and mean and variance of its θ; (3, K)."""
        return _averages(y, s, self.mean, self.scale, self.df)

    def _beside(self, steps: FloatArray) -> Population:
        """The population with its estimated parameters moved, scale and df by logarithm."""
        moved: dict[str, Any] = {"mean": self.mean, "scale": self.scale, "df": self.df}
        for name, step in zip(self._estimated, steps, strict=True):
            moved[name] = moved[name] + step if name == "mean" else moved[name] * math.exp(step)
        return replace(self, **moved, log_likelihood=math.nan)


def population(
    effects: ArrayLike,
    std_errors: ArrayLike,
    family: Family = "normal",
    mean: float | None = 0.0,
    df: float | None = None,
) -> Population:
    """The population of the effects of past experiments, by maximum likelihood.

    Args:
        effects, std_errors: one estimate and its standard error an experiment, all of one metric on one
            scale, shape (K,), K ≥ 3 for each parameter that is estimated.
        family: ``"normal"``, or ``"student_t"``, which has one parameter more, its degrees of freedom.
        mean: what the effects are known to average, as 0 where an arm was drawn blindly; ``None`` estimates
            it.
        df: the degrees of freedom to hold a ``"student_t"`` population at, from 0.2 to 10 000: the scale that
            goes with them; ``None`` estimates them.

    Raises:
        ValueError: an unknown family, a df outside its range, too few experiments, arrays that do not match,
            a std_error ≤ 0, or a value that is not finite.
    """
    y, s = studies(effects, std_errors, at_least=1)
    if y.ndim != 1:
        raise ValueError(f"effects must be one archive, of shape (K,); found shape {y.shape}")
    one_of(family, "family", FAMILIES)
    if df is not None and family == "normal":
        raise ValueError(f'df belongs to family="student_t"; found df {described(df)} with "normal"')
    estimated = ("mean",) * (mean is None) + ("scale",) + ("df",) * (family == "student_t" and df is None)
    if len(y) < FEWEST * len(estimated):
        raise ValueError(
            f"effects must hold at least {FEWEST * len(estimated)} experiments to estimate "
            f"{' and '.join(estimated)}; found {len(y)}. For few, posterior.random_effects averages over them"
        )
    known = {} if mean is None else {"mean": float(moderate(np.asarray(real_number(mean, "mean")), "mean"))}
    if df is not None:
        known["df"] = real_number(df, "df", at_least=DF[0], at_most=DF[1])
    return _Search(y, s, family, known, estimated).found()


@dataclass(frozen=True, eq=False)
class _Search:
    """The likelihood as a function of what is estimated: mean, log scale, log df, those that are."""

    y: FloatArray
    s: FloatArray
    family: Family
    known: dict[str, float]
    estimated: tuple[str, ...]

    def found(self) -> Population:
        best = self._maximum()
        named = self._named(best)
        flat = self._at_end(named)
        if "df" in flat:
            named["df"] = math.inf
        if "scale" in flat:
            named["scale"], named["df"] = 0.0, math.inf
        covariance = self._covariance(best, flat)
        value = float(_averages(self.y, self.s, **named)[0].sum())
        errors = np.sqrt(np.diag(covariance)) * [1 if n == "mean" else named[n] for n in self.estimated]
        return Population(
            self.family, **named, log_likelihood=value, experiments=len(self.y),
            std_errors=dict(zip(self.estimated, map(float, errors), strict=True)),
            _covariance=covariance, _estimated=self.estimated,
        )  # fmt: skip

    def _start(self) -> FloatArray:
        centre = self.known.get("mean", float(np.average(self.y, weights=self.s**-2)))
        noise = np.mean(self.s**2)
        spread = max(np.mean((self.y - centre) ** 2) - noise, 0.01 * noise) ** 0.5
        values = {"mean": centre, "scale": math.log(spread), "df": math.log(START_DF)}
        return np.array([values[name] for name in self.estimated])

    def _maximum(self) -> FloatArray:
        found: FloatArray = minimize(self._loss, self._start(), method="BFGS", options={"gtol": 1e-5}).x
        for _ in range(POLISHINGS):
            slope, curvature = slopes(self._loss, found, NEAR * self._units), self._curvature(found)
            if np.linalg.eigvalsh(curvature / np.outer(1 / self._units, 1 / self._units)).min() < FLAT:
                return self._climbed(found)
            step = np.linalg.solve(curvature, slope)
            if np.abs(step / self._units).max() > FAR:
                return self._climbed(found)
            found = found - step
            if np.abs(step / self._units).max() < CLOSE:
                break
        return found

    def _climbed(self, found: FloatArray) -> FloatArray:
        """Where the likelihood may be largest at an end, by comparing values alone."""
        simplex = found + np.vstack([np.zeros(len(found)), NEAR * np.diag(self._units)])
        options: Any = {"xatol": 1e-7, "fatol": 1e-10, "initial_simplex": simplex}
        best: FloatArray = minimize(self._loss, found, method="Nelder-Mead", options=options).x
        return best

    @property
    def _units(self) -> FloatArray:
        """On which each of what is estimated moves: an error, and 1 of a logarithm; (P,)."""
        return np.array([float(np.median(self.s)) if n == "mean" else 1.0 for n in self.estimated])

    def _curvature(self, place: FloatArray) -> FloatArray:
        return second_differences(self._loss, place, STEP * self._units)

    def _named(self, place: FloatArray) -> dict[str, float]:
        values = {"mean": 0.0, "df": math.inf, **self.known}
        values |= {
            n: float(v if n == "mean" else math.exp(v)) for n, v in zip(self.estimated, place, strict=True)
        }
        return values

    def _loss(self, place: FloatArray) -> float:
        """−log likelihood over the experiments; the ends of scale and df are flat."""
        return -float(_log_density(self.y, self.s, **self._kept_in(self._named(place))).mean())

    def _kept_in(self, named: dict[str, float]) -> dict[str, float]:
        df = named["df"] if math.isinf(named["df"]) else float(np.clip(named["df"], *DF))
        return {**named, "scale": float(np.clip(named["scale"], *self._scales)), "df": df}

    @cached_property
    def _scales(self) -> tuple[float, float]:
        away = np.abs(self.y - self.known["mean"]).max() if "mean" in self.known else 0.0
        return 1e-4 * float(self.s.min()), 10 * float(max(np.ptp(self.y), away) + self.s.max())

    def _at_end(self, named: dict[str, float]) -> set[str]:
        """Parameters whose likelihood is largest at an end."""
        ends = {"scale"} if named["scale"] <= 10 * self._scales[0] else set()
        far = "df" in self.estimated and DF[1] / 10 <= named["df"] < math.inf
        return ends | ({"df"} if far else set())

    def _covariance(self, place: FloatArray, flat: set[str]) -> FloatArray:
        """The inverse of the curvature; nan in the rows of what lies at an end."""
        inner = [i for i, name in enumerate(self.estimated) if name not in flat]
        found = np.full((len(place), len(place)), math.nan)
        if inner:
            curved = self._curvature(place)[np.ix_(inner, inner)] * len(self.y)
            found[np.ix_(inner, inner)] = np.linalg.inv(curved)
        return found


def found_before(population: Population) -> Population:
    """The argument of that name, or ``TypeError``."""
    if not isinstance(population, Population):
        raise TypeError(f"population must be what archive.population found; found {described(population)}")
    return population


def slopes(function: Callable[[FloatArray], float], place: FloatArray, steps: FloatArray) -> FloatArray:
    """The gradient of ``function`` at ``place`` (P,), by central differences; (P,)."""
    moves = np.diag(steps)
    found = [function(place + move) - function(place - move) for move in moves]
    return np.array(found) / (2 * steps)


def second_differences(
    function: Callable[[FloatArray], float], place: FloatArray, steps: FloatArray
) -> FloatArray:
    """The Hessian of ``function`` at ``place`` (P,), by central differences; (P, P)."""
    moves = np.diag(steps)
    count = len(place)
    found = np.empty((count, count))
    for i in range(count):
        for j in range(i + 1):
            corners = [
                a * b * function(place + a * moves[i] + b * moves[j]) for a in (1, -1) for b in (1, -1)
            ]
            found[i, j] = found[j, i] = sum(corners) / (4 * steps[i] * steps[j])
    return found


def _averages(y: FloatArray, s: FloatArray, mean: float, scale: float, df: float) -> FloatArray:
    """Log density of each estimate, and mean and variance of its θ; (3, K)."""
    if math.isinf(df):
        variance = s**2 + scale**2
        share = scale**2 / variance
        log_density = -0.5 * (np.log(2 * math.pi * variance) + (y - mean) ** 2 / variance)
        return np.stack([log_density, mean + share * (y - mean), share * s**2])
    return _mixture(y, mean, scale, df).averages(y, s, np.array([[mean]]), np.array([scale]))[..., 0, 0]


def _log_density(y: FloatArray, s: FloatArray, mean: float, scale: float, df: float) -> FloatArray:
    """The first of them alone, (K,): a search asks for nothing else."""
    if math.isinf(df):
        return _averages(y, s, mean, scale, df)[0]
    return _mixture(y, mean, scale, df).log_average(y, s, np.array([[mean]]), np.array([scale]))[:, 0, 0]


def _mixture(y: FloatArray, mean: float, scale: float, df: float) -> Mixture:
    return Mixture.of(df, float(np.abs(y - mean).max()) / scale)
