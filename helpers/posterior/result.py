"""The posterior of a random-effects model, whatever engine found it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike

from helpers._validate import FloatArray, moderate, real_array, shown, whole_number
from helpers.priors.base import Distribution, generator


class Model(Protocol):
    """What stands behind a posterior and answers when it is asked for more."""

    def error_estimate(self) -> Any: ...
    def sample(self, n: int, rng: np.random.Generator) -> dict[str, FloatArray]: ...
    def loo(self) -> FloatArray: ...


class ModelOfOneMean(Model, Protocol):
    """One whose new studies are all alike."""

    def new_estimate(self, std_error: FloatArray) -> Distribution: ...


class Answers:
    """What every posterior of studies' effects can be asked; ``_model`` answers."""

    log_evidence: Any
    _model: Any

    @cached_property
    def error_estimate(self) -> Any:
        """Numerical error, of shape ``(...)``: the largest change when a second rule replaces the first.

        Changes of the means of μ and θ are relative to their sds, those of the sds and of τ or the scale
        relative to themselves, that of ``log_evidence`` absolute. What rounding may lose is added.
        """
        return self._model.error_estimate()

    def sample(self, n: int, rng: np.random.Generator) -> dict[str, FloatArray]:
        """``n`` independent draws of the joint posterior: theta ``(n, ..., K)``, the others ``(n, ...)``."""
        return self._model.sample(whole_number(n, "n", at_least=0), generator(rng))

    def loo(self) -> FloatArray:
        """Log predictive density of each study given the others, exact; shape ``(..., K)``.

        Raises ``ValueError`` when the posterior without one study is improper.
        """
        return self._model.loo()


class OfOneMean(Answers):
    """What they can be asked where every study's effect has the same mean."""

    def new_estimate(self, std_error: ArrayLike) -> Distribution:
        """Predictive of the *estimate* of a new study with standard error ``std_error`` > 0.

        ``std_error`` is a number or broadcasts with the batch.
        """
        s = moderate(real_array(std_error, "std_error"), "std_error")
        if (s <= 0).any():
            raise ValueError(f"std_error must be above 0; found {shown(s[s <= 0].flat[0])}")
        batch = np.shape(self.log_evidence)
        try:
            s = np.broadcast_to(s, np.broadcast_shapes(s.shape, batch))
        except ValueError:
            raise ValueError(
                f"std_error of shape {s.shape} does not broadcast against the batch {batch}"
            ) from None
        return self._model.new_estimate(s)


@dataclass(frozen=True, eq=False)
class RandomEffects(OfOneMean):
    """The exact posterior of a random-effects model.

    ``mu``, ``tau`` and ``theta_new`` (the true effect in a new study) are distributions of the batch
    shape ``(...)``, ``theta`` of shape ``(..., K)``. ``log_evidence``, of shape ``(...)``, is the log
    marginal density of the data, all constants included.
    """

    mu: Distribution
    tau: Distribution
    theta: Distribution
    theta_new: Distribution
    log_evidence: Any
    _model: ModelOfOneMean

    def __repr__(self) -> str:
        return f"RandomEffects(mu={self.mu!r}, tau={self.tau!r})"


@dataclass(frozen=True, eq=False)
class StudentTRandomEffects(OfOneMean):
    """The exact posterior of studies whose effects come from a Student-t population.

    ``mu``, ``scale`` and ``theta_new`` are distributions of the batch shape ``(...)``, ``theta`` of shape
    ``(..., K)``; ``df`` is the number given, or a distribution like them. ``log_evidence`` as in
    `RandomEffects`.
    """

    mu: Distribution
    scale: Distribution
    theta: Distribution
    theta_new: Distribution
    df: Any
    log_evidence: Any
    _model: Any

    def __repr__(self) -> str:
        return f"StudentTRandomEffects(mu={self.mu!r}, scale={self.scale!r}, df={self.df!r})"

    @cached_property
    def spread(self) -> Distribution:
        """The sd of θ given the hyperparameters, scale·√(df/(df − 2)): what τ is to a Normal population.

        Raises ``ValueError`` where df ≤ 2: there it has none.
        """
        if not isinstance(self.df, Distribution) and self.df <= 2:
            raise ValueError(f"spread needs df above 2, else θ has no sd; found df = {self.df:g}: see scale")
        return self._model.spread()


@dataclass(frozen=True, eq=False)
class MetaRegression(Answers):
    """The exact posterior of a meta-regression.

    ``coefficients`` is a distribution of shape ``(..., P)``, in the order of ``moderators``, the names of the
    columns; ``tau``, the sd of what the moderators leave unexplained, has the batch shape ``(...)``,
    ``theta`` the shape ``(..., K)``. ``log_evidence`` as in `RandomEffects`.
    """

    coefficients: Distribution
    tau: Distribution
    theta: Distribution
    moderators: tuple[Any, ...]
    log_evidence: Any
    _model: Any

    def __repr__(self) -> str:
        return f"MetaRegression(moderators={list(self.moderators)}, tau={self.tau!r})"

    def coefficient(self, name: Any) -> Distribution:
        """That of the column called ``name``; where moderators are an array, ``name`` is its place."""
        return self._model.coefficient(name)

    def mean_at(self, row: Any) -> Distribution:
        """The mean effect of studies with these moderators: row · coefficients.

        ``row`` holds one value a column, the intercept's 1 among them, along its last axis, or maps each name
        to its value; its other axes broadcast with the batch: ``(R, P)`` is a line drawn at R places.
        """
        return self._model.mean_at(row)

    def new_effect_at(self, row: Any) -> Distribution:
        """Predictive of the true effect of a new study with these moderators; ``row`` as in ``mean_at``."""
        return self._model.new_at(row)

    def new_estimate_at(self, row: Any, std_error: ArrayLike) -> Distribution:
        """Predictive of its *estimate*, which has standard error ``std_error`` > 0."""
        return self._model.new_at(row, std_error)
