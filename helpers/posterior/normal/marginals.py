"""Marginal posteriors: mixtures of normals for μ, θ and what comes next; panels for τ."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self

import numpy as np
from scipy.special import ndtri

from helpers._validate import FloatArray
from helpers.distributions.normals import mixture_cdf, mixture_pdf, mixture_quantile
from helpers.posterior.normal.shrinkage import effect_components
from helpers.posterior.normal.solution import Solution
from helpers.priors.base import Distribution, divergent, joint_shape, undefined

ENTRIES = 400_000  # numbers in a working array


class Marginal(Distribution):
    """One marginal a row of a ``Solution``; ``rows`` has the shape of the batch. Indexing picks from it."""

    def __init__(self, solution: Solution, rows: np.ndarray, name: str):
        self._solution, self._rows, self._name = solution, rows, name

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the batch: () for a single posterior."""
        return self._rows.shape

    def __len__(self) -> int:
        if not self.shape:
            raise TypeError(f"{self._name} is a single distribution: it has no length")
        return self.shape[0]

    def __getitem__(self, index: Any) -> Self:
        if not self.shape:
            raise TypeError(f"{self._name} is a single distribution: it cannot be indexed")
        return self._pick(index, np.asarray(self._rows[index]), f"{self._name}[{index}]")

    def _pick(self, index: Any, rows: np.ndarray, name: str) -> Self:  # noqa: ARG002
        return type(self)(self._solution, rows, name)

    def __repr__(self) -> str:
        if self.shape:
            return f"<posterior of {self._name}, shape {self.shape}>"
        return f"<posterior of {self._name}: mean {self._mean():.4g}, sd {self._sd():.4g}>"

    @property
    def mean(self) -> Any:
        found = self._mean()
        if np.isnan(found).any():
            undefined(f"{self._name}.mean")
        elif np.isinf(found).any():
            divergent(f"{self._name}.mean")
        return found[()]

    @property
    def sd(self) -> Any:
        found = self._sd()
        if np.isinf(found).any():
            divergent(f"{self._name}.sd")
        return found[()]

    def _mean(self) -> FloatArray:
        raise NotImplementedError

    def _sd(self) -> FloatArray:
        raise NotImplementedError

    def _each(
        self, x: FloatArray, ask: Callable[[FloatArray, np.ndarray], FloatArray], size: int
    ) -> FloatArray:
        """Ask about every x, broadcast against the batch; rows are taken in order, a few at a time.

        ``ask(x, at)`` receives some of the entries, flattened, and where they are among the others.
        """
        shape = joint_shape(x, self.shape, self._name)
        flat = np.broadcast_to(x, shape).ravel()
        order = np.argsort(np.broadcast_to(self._rows, shape).ravel(), kind="stable")
        answer = np.empty(flat.size)
        step = max(ENTRIES // size, 1)
        for start in range(0, flat.size, step):
            at = order[start : start + step]
            answer[at] = ask(flat[at], self._index(at, shape))
        return answer.reshape(shape)

    def _index(self, at: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
        """Flat positions in the batch of the flat positions ``at`` in ``shape``."""
        positions = np.arange(self._rows.size).reshape(self.shape)
        return np.broadcast_to(positions, shape).ravel()[at]


class MixtureMarginal(Marginal):
    """A mixture of normals over the nodes of τ.

    That of μ; with ``study`` (the study of each entry) those of θ; with ``noise`` (a sampling variance) those
    of a new effect and its estimate. Both have the shape of ``rows``.
    """

    def __init__(
        self, solution: Solution, rows: np.ndarray, name: str, *, study: Any = None, noise: Any = None
    ):
        super().__init__(solution, rows, name)
        self._study, self._noise = study, noise

    def _pick(self, index: Any, rows: np.ndarray, name: str) -> Self:
        study, noise = (
            None if part is None else np.asarray(part[index]) for part in (self._study, self._noise)
        )
        return type(self)(self._solution, rows, name, study=study, noise=noise)

    def _mean(self) -> FloatArray:
        if self._study is not None:
            return self._solution.effects[0][self._rows, self._study]
        mean = self._solution.means[0, self._rows]
        return (
            mean if self._noise is None or self._solution.rows.axis.order > 0 else np.full_like(mean, np.nan)
        )

    def _sd(self) -> FloatArray:
        if self._study is not None:
            return self._solution.effects[1][self._rows, self._study]
        sd = self._solution.sds[0, self._rows]
        if self._noise is None:
            return sd
        tau_mean, tau_sd = self._solution.tau_mean[self._rows], self._solution.tau_sd[self._rows]
        return np.sqrt(sd**2 + tau_mean**2 + tau_sd**2 + self._noise)

    def _parts(self, at: np.ndarray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Weights, means and sds, (e, M) each, of these entries."""
        rows, back = np.unique(self._rows.ravel()[at], return_inverse=True)
        nodes = self._visible(rows).take(back)
        if self._study is not None:
            entry = (self._rows.ravel()[at], self._study.ravel()[at])
            studies = self._solution.rows
            return nodes.weight, *effect_components(nodes, studies.y[entry], studies.s2[entry])
        variance = nodes.variance
        if self._noise is not None:
            variance = variance + nodes.tau**2 + self._noise.ravel()[at][:, None]
        return nodes.weight, nodes.mean, np.sqrt(variance)

    def components(self) -> tuple[FloatArray, FloatArray, FloatArray] | None:
        if self.shape:
            return None
        weights, means, sds = (part[0] for part in self._parts(np.zeros(1, dtype=np.intp)))
        return weights / weights.sum(), means, sds

    def _visible(self, rows: np.ndarray) -> Any:
        """Nodes of these rows, without those that weigh nothing in any of them."""
        return self._solution.nodes(rows).visible()

    def _width(self) -> int:
        some = np.unique(self._rows.ravel()[:64])  # their nodes together: about as many as others have
        return max(2 * self._visible(some).weight.shape[1], 1)

    def _pdf(self, x: FloatArray) -> FloatArray:
        return self._each(x, lambda x, at: mixture_pdf(x[:, None], *self._parts(at)), self._width())

    def _cdf(self, x: FloatArray) -> FloatArray:
        return self._each(x, lambda x, at: mixture_cdf(x[:, None], *self._parts(at)), self._width())

    def _sf(self, x: FloatArray) -> FloatArray:
        return self._each(
            x, lambda x, at: mixture_cdf(x[:, None], *self._parts(at), upper=True), self._width()
        )

    def _quantile(self, q: FloatArray) -> FloatArray:
        return self._each(q, lambda q, at: mixture_quantile(q, *self._parts(at)), self._width())

    def _sample(self, n: int, rng: np.random.Generator) -> FloatArray:
        place = rng.random((n, self._rows.size))
        draws = np.empty_like(place)
        step = max(ENTRIES // self._width(), 1)
        for start in range(0, self._rows.size, step):
            at = np.arange(start, min(start + step, self._rows.size))
            for entry, weights, means, sds in zip(at, *self._parts(at), strict=True):
                upto = np.cumsum(weights)
                node = np.minimum(np.searchsorted(upto, place[:, entry] * upto[-1]), len(upto) - 1)
                # what is left of the uniform draw, once it has chosen the node, is uniform again
                rest = 1 - (upto[node] - place[:, entry] * upto[-1]) / weights[node]
                draws[:, entry] = means[node] + sds[node] * ndtri(np.clip(rest, 1e-16, 1 - 1e-16))
        return draws.reshape(n, *self.shape)


class TauMarginal(Marginal):
    """The marginal of τ: its density directly, its distribution function by integrating it on panels."""

    def _mean(self) -> FloatArray:
        return self._solution.tau_mean[self._rows]

    def _sd(self) -> FloatArray:
        return self._solution.tau_sd[self._rows]

    def _pdf(self, x: FloatArray) -> FloatArray:
        def density(x: FloatArray, at: np.ndarray) -> FloatArray:
            rows = self._rows.ravel()[at]
            tau = np.clip(x, 0, 1e140)[:, None]
            log_density = (
                self._solution.rows.take(rows).density_at(tau)[:, 0] - self._solution.log_evidence[rows]
            )
            return np.where((x >= 0) & (x < 1e140), np.exp(log_density), 0.0)

        return self._each(x, density, 4 * self._solution.rows.y.shape[1])

    def _cdf(self, x: FloatArray) -> FloatArray:
        return self._each(x, lambda x, at: self._solution.tau_tables.below(self._rows.ravel()[at], x), 400)

    def _sf(self, x: FloatArray) -> FloatArray:
        return self._each(x, lambda x, at: self._solution.tau_tables.above(self._rows.ravel()[at], x), 400)

    def _quantile(self, q: FloatArray) -> FloatArray:
        return self._each(q, lambda q, at: self._solution.tau_tables.quantile(self._rows.ravel()[at], q), 400)

    def _sample(self, n: int, rng: np.random.Generator) -> FloatArray:
        return self._quantile(rng.random((n, *self.shape)))
