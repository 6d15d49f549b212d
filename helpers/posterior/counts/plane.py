"""Two binomial arms a study: the plane of (μ, τ) once the studies' own effects are integrated out."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from helpers._validate import FloatArray
from helpers.posterior.axis import Axis
from helpers.posterior.counts.likelihood import StudyLikelihood
from helpers.posterior.plane.smooth import StudiesPlane
from helpers.priors import Prior

CHUNK = 8  # studies whose averages are found at once


@dataclass(frozen=True, eq=False)
class CountsPlane(StudiesPlane):
    """(μ, τ) with every θ integrated out: a ``Plane``.

    ``informative`` (K,) marks the studies whose likelihood vanishes on both sides: those with events and
    non-events in the treated arm.
    """

    studies: tuple[StudyLikelihood, ...]
    informative: np.ndarray
    mu_prior: Prior
    tau_prior: Prior

    @property
    def heavy(self) -> bool:
        return math.isfinite(self.mu_prior.tail)

    @cached_property
    def axis(self) -> Axis:
        reach = max(float(np.ptp(self.centres)), float(self.widths.max()), 1.0)
        if math.isfinite(self.tau_prior.resolution):
            reach = max(reach, self.tau_prior.resolution)
        if self.mu_prior.proper:
            reach = max(reach, float(np.abs(self.centres - self.mu_prior.quantile(0.5)).max()))
        scale = min(float(self.widths.min()), self.tau_prior.resolution)
        return Axis(self.tau_prior, np.array([scale]), np.array([reach]), self.decay)

    @property
    def decay(self) -> float:
        """The posterior density of τ falls like τ^(−decay)."""
        return int(self.informative.sum()) - (not self.mu_prior.proper) + self.tau_prior.tail

    @cached_property
    def centres(self) -> FloatArray:
        """Where the likelihoods are, roughly; (K,)."""
        return np.array([study.centre for study in self.studies])

    @cached_property
    def widths(self) -> FloatArray:
        """How wide they are; (K,)."""
        return np.array([study.width for study in self.studies])

    def frame(self, outer: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Mean and sd of μ given τ, were the likelihoods Normal."""
        precision = 1 / (self.widths**2 + outer[:, None] ** 2)
        total, first = precision.sum(axis=1), precision @ self.centres
        if self.mu_prior.proper:
            own = 1 / self.mu_prior.resolution**2
            total, first = total + own, first + own * float(self.mu_prior.quantile(0.5))
        return first / total, 1 / np.sqrt(total)

    def without(self, k: int) -> CountsPlane:
        """The plane of the other studies."""
        kept = [i for i in range(len(self.studies)) if i != k]
        return replace(self, studies=tuple(self.studies[i] for i in kept), informative=self.informative[kept])

    @cached_property
    def _chunks(self) -> list[StudyLikelihood]:
        starts = range(0, len(self.studies), CHUNK)
        return [StudyLikelihood.together(self.studies[start : start + CHUNK]) for start in starts]

    def log_joint(self, outer: FloatArray, inner: FloatArray) -> FloatArray:
        logs = (chunk.average(inner, outer)[0].sum(axis=0) for chunk in self._chunks)
        return self.mu_prior._logpdf(inner) + sum(logs)

    def averages(self, outer: FloatArray, inner: FloatArray) -> FloatArray:
        """Log average likelihood, mean and variance of every θ at nodes (R,) and (R, N): (3, K, R, N)."""
        return np.concatenate([np.stack(chunk.average(inner, outer)) for chunk in self._chunks], axis=1)

    def given(self, outer: FloatArray, inner: FloatArray) -> Callable[[int], FloatArray]:
        """The same of one study at a time, (3, R, N)."""
        found = self.averages(outer, inner)
        return lambda k: found[:, k]

    def second(self) -> CountsPlane:
        """The plane for a second opinion: there is nothing to be had but other nodes."""
        return self
