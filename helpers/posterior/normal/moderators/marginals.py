"""Marginal posteriors of a meta-regression: mixtures of normals for whatever the coefficients add up to."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Self

import numpy as np

from helpers._validate import FloatArray
from helpers.posterior.normal.marginals import MixtureMarginal
from helpers.posterior.normal.moderators.rows import CoefficientNodes, RegressionRows
from helpers.posterior.normal.solution import Solution


class LineMarginal(MixtureMarginal):
    """x·β for moderators ``x`` (..., P), one a marginal; a coefficient is that of a row with a single 1.

    With ``study`` the effects θ of the studies, and ``x`` their moderators; with ``noise`` (a sampling
    variance) those of a new effect and its estimate.
    """

    def __init__(
        self,
        solution: Solution,
        rows: np.ndarray,
        name: str,
        x: FloatArray,
        *,
        study: Any = None,
        noise: Any = None,
    ):
        super().__init__(solution, rows, name, study=study, noise=noise)
        self._x = x

    @property
    def _problems(self) -> RegressionRows:
        return self._solution.rows  # type: ignore[return-value]

    def _pick(self, index: Any, rows: np.ndarray, name: str) -> Self:
        places = np.arange(self._rows.size).reshape(self.shape)[index]
        study, noise = (None if part is None else part[index] for part in (self._study, self._noise))
        x = self._x.reshape(-1, self._x.shape[-1])[places]
        return type(self)(self._solution, rows, name, x, study=study, noise=noise)

    def _in_basis(self, at: np.ndarray) -> tuple[FloatArray, FloatArray]:
        """Moderators of these entries in the basis, and their ``far``: (e, P) each."""
        rows, x = self._rows.ravel()[at], self._x.reshape(-1, 1, self._x.shape[-1])[at]
        return (x @ self._problems.basis[rows])[:, 0], (x @ self._problems.far[rows])[:, 0]

    @cached_property
    def _moments(self) -> tuple[FloatArray, FloatArray]:
        """Mean and sd of x·β."""
        found = np.empty((2, self._rows.size))

        def ask(_: FloatArray, at: np.ndarray) -> FloatArray:
            rows, back = np.unique(self._rows.ravel()[at], return_inverse=True)
            nodes = self._solution.nodes(rows).take(back)
            found[:, at] = self._problems.take(self._rows.ravel()[at]).line(nodes, *self._in_basis(at))
            return found[0, at]

        self._each(np.zeros(self.shape), ask, self._width())
        return found[0].reshape(self.shape), found[1].reshape(self.shape)

    def _mean(self) -> FloatArray:
        if self._study is not None:
            return super()._mean()
        mean = self._moments[0]
        known = self._noise is None or self._problems.axis.order > 0
        return mean if known else np.full_like(mean, np.nan)

    def _sd(self) -> FloatArray:
        if self._study is not None:
            return super()._sd()
        sd = self._moments[1]
        if self._noise is None:
            return sd
        tau_mean, tau_sd = self._solution.tau_mean[self._rows], self._solution.tau_sd[self._rows]
        return np.sqrt(sd**2 + tau_mean**2 + tau_sd**2 + self._noise)

    def _parts(self, at: np.ndarray) -> tuple[FloatArray, FloatArray, FloatArray]:
        each = self._rows.ravel()[at]
        rows, back = np.unique(each, return_inverse=True)
        nodes: CoefficientNodes = self._visible(rows).take(back)
        x, _ = self._in_basis(at)
        mean, variance = nodes.along(x)
        problems, t2 = self._problems, nodes.tau**2
        if self._study is not None:
            entry = (each, self._study.ravel()[at])
            s2 = problems.s2[entry][:, None]
            shrink = s2 / (s2 + t2)
            mean = problems.y[entry][:, None] + shrink * (mean - problems.left[entry][:, None])
            return nodes.weight, mean, np.sqrt(shrink * (t2 + shrink * variance))
        mean += (x * problems.start[each]).sum(axis=1, keepdims=True)
        if self._noise is not None:
            variance = variance + t2 + self._noise.ravel()[at][:, None]
        return nodes.weight, mean, np.sqrt(variance)

    def _width(self) -> int:
        return super()._width() * self._x.shape[-1] ** 2
