"""The likelihood of many studies over the plane of (μ, τ) as one polynomial of low degree.

Each study's average likelihood changes with μ and τ on the scale of √(width² + τ²); what K of them leave of
the plane is narrower than that by √K. There a few nodes a side say all, and the plane's own, of which there
are thousands, are filled from the polynomial through them. A Normal in each study's place finds the box; the
polynomial itself says whether it was the right one.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.polynomial.legendre import legval, legvander

from helpers._panels import UnresolvedWarning, gauss, last_coefficients, to_series
from helpers._validate import FloatArray
from helpers.posterior.axis import Axis
from helpers.posterior.plane.nodes import Plane
from helpers.posterior.plane.posterior import PlanePosterior
from helpers.priors import Prior

START, MOST = 12, 64  # nodes a side
ROUNDS = 6
CLOSE = 1e-10  # last coefficients of the log likelihood, where the density counts
MARGIN = 0.02  # of a side, beyond the plane's nodes
EDGE = 0.95  # from here on a place in the box, from −1 to 1, is near its end
UNSEEN = 1e-14  # mass
STEEP = 1e3  # nats a half side, by which the polynomial falls beyond its box
Box = tuple[FloatArray, FloatArray]
Shape = tuple[int, int]


class StudiesPlane(Plane, Protocol):
    """The plane of μ and a spread over many studies, each with its likelihood of its own effect."""

    mu_prior: Prior

    @property
    def centres(self) -> FloatArray:
        """Where the likelihoods are, roughly; (K,)."""
        ...

    @property
    def widths(self) -> FloatArray:
        """How wide they are; (K,)."""
        ...

    @property
    def even(self) -> bool:
        """Whether the likelihood goes on smoothly, as an even function, below a spread of 0."""
        return True

    def averages(self, outer: FloatArray, inner: FloatArray) -> FloatArray:
        """Log average likelihood, mean and variance of every θ at nodes (R,) and (R, N): (3, K, R, N)."""
        ...


def solve(plane: StudiesPlane, box: Box | None = None, shape: Shape = (START, START)) -> PlanePosterior:
    """Nodes over the plane: by way of a polynomial where one is found, else from the averages themselves.

    ``box`` is where to look first, its ends in x and s, with ``shape`` nodes a side.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UnresolvedWarning)  # of guides; such an answer is not taken
        found = _by_polynomial(plane, box, shape)
    return found or PlanePosterior(plane)


def _by_polynomial(
    plane: StudiesPlane, box: Box | None = None, first: Shape = (START, START)
) -> PlanePosterior | None:
    guide: Any = NormalPlane(plane)
    shape = np.array(first)
    for _ in range(ROUNDS):
        if box is None:
            nodes = PlanePosterior(guide)
            if nodes.weight[-1].sum() > UNSEEN:
                break  # a power goes on beyond the nodes
            box = _box(nodes)
        if shape.max() > MOST:
            break
        guide = SmoothPlane(plane, _least(plane, box[0]), box[1], tuple(shape))
        box = None
        needed = guide.needed
        if (needed <= shape).all() and guide.holds(found := PlanePosterior(guide)) and not found.rest:
            return found
        shape = np.maximum(needed, shape)
    return None


def _box(nodes: PlanePosterior) -> tuple[FloatArray, FloatArray]:
    """The ends in x and s of what nodes cover, (2,) each."""
    low, high = (np.array([nodes.x_edges[0, end], np.sinh(nodes.z_edges[0, end])]) for end in (0, -1))
    margin = MARGIN * (high - low)
    return low - margin, high + margin


def _least(plane: StudiesPlane, low: FloatArray) -> FloatArray:
    """The low end of a box (2,), which must not go beyond τ = 0 if the likelihood does not."""
    return low if plane.even else np.array([max(low[0], 0.0), low[1]])


@dataclass(frozen=True, eq=False)
class _Approximation(Plane):
    """A ``Plane`` in place of the ``exact`` one."""

    exact: StudiesPlane

    @property
    def axis(self) -> Axis:
        return self.exact.axis

    @property
    def heavy(self) -> bool:
        return self.exact.heavy

    def frame(self, outer: FloatArray) -> tuple[FloatArray, FloatArray]:
        return self.exact.frame(outer)


class NormalPlane(_Approximation):
    """Every likelihood a Normal."""

    def log_joint(self, outer: FloatArray, inner: FloatArray) -> FloatArray:
        middle, _ = self.frame(outer)
        centres, widths = self.exact.centres, self.exact.widths
        variance = widths**2 + outer[:, None] ** 2
        gap = centres - middle[:, None]
        zeroth, first, second = ((gap**power / variance).sum(axis=1)[:, None] for power in range(3))
        d = inner - middle[:, None]
        scatter = second + d * (d * zeroth - 2 * first) + np.log(variance).sum(axis=1)[:, None]
        return self.exact.mu_prior._logpdf(inner) - 0.5 * scatter


@dataclass(frozen=True, eq=False)
class SmoothPlane(_Approximation):
    """The log likelihood as a polynomial in x and s, where τ = c·sinh x and μ = centre + width·s.

    ``low`` and ``high`` are the ends of its box, ``shape`` the numbers of its nodes.
    """

    low: FloatArray
    high: FloatArray
    shape: Shape

    @cached_property
    def _nodes(self) -> tuple[FloatArray, FloatArray]:
        """τ and μ at the nodes: where the likelihood is even in τ, it goes on smoothly below 0."""
        middle, half = 0.5 * (self.low + self.high), 0.5 * (self.high - self.low)
        x, s = (middle[i] + half[i] * gauss(self.shape[i])[0] for i in (0, 1))
        outer = np.abs(self.axis.value(x[None])[0][0])
        centre, width = self.frame(outer)
        return outer, centre[:, None] + width[:, None] * s

    @cached_property
    def _tables(self) -> FloatArray:
        """Log average, mean and variance of each θ at the nodes: (3, K, X, S)."""
        return self.exact.averages(*self._nodes)

    @cached_property
    def _total(self) -> FloatArray:
        """Log likelihood at the nodes (X, S), each study from its peak: many lose no digits."""
        return (self._tables[0] - self._peaks[:, None, None]).sum(axis=0)

    @cached_property
    def _peaks(self) -> FloatArray:
        return self._tables[0].max(axis=(1, 2))

    @cached_property
    def needed(self) -> np.ndarray:
        """How many nodes along x and along s would do: (2,)."""
        outer, inner = self._nodes
        g = self._total + self.exact.mu_prior._logpdf(inner) + self.axis.prior._logpdf(outer)[:, None]
        share = np.exp(g - g.max())
        K = len(self._peaks)  # each table has an error of its own; thousands are as near as is of use
        close = CLOSE * max(1.0, 0.1 * math.sqrt(K), 0.02 * K)
        return np.array([_needed(self._total.T, share.T, close), _needed(self._total, share, close)])

    def _place(self, outer: FloatArray, inner: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Where in the box, from −1 to 1, nodes (R,) and (R, N) are."""
        centre, width = self.frame(outer)
        x = np.arcsinh(outer / self.axis.scale[0])
        s = (inner - centre[:, None]) / width[:, None]
        return tuple(
            (2 * each - low - high) / (high - low)
            for each, low, high in zip((x, s), self.low, self.high, strict=True)
        )

    def holds(self, nodes: PlanePosterior) -> bool:
        """Whether next to nothing lies near an end of the box, but for one at τ = 0, or beyond."""
        x, s = self._place(nodes.outer, nodes.inner)
        ends = (x > EDGE) | ((x < -EDGE) & (self.low[0] > 0))
        return bool(nodes.weight[ends[:, None] | (np.abs(s) > EDGE)].sum() < UNSEEN)

    def log_joint(self, outer: FloatArray, inner: FloatArray) -> FloatArray:
        x, s = self._place(outer, inner)
        near_x, near_s = np.clip(x, -1, 1), np.clip(s, -1, 1)
        series = to_series(self.shape[0]).T @ self._total @ to_series(self.shape[1])
        rows = legvander(near_x, self.shape[0] - 1) @ series
        value = legval(near_s, rows.T[:, :, None], tensor=False)
        beyond = np.abs(x - near_x)[:, None] + np.abs(s - near_s)
        return self.exact.mu_prior._logpdf(inner) + self._peaks.sum() + value - STEEP * beyond

    def given(self, outer: FloatArray, inner: FloatArray) -> Callable[[int], FloatArray]:
        """Log average, mean and variance of one θ, (3, R, N), at a rectangle of nodes."""
        along_x, along_s = self._along(outer, inner)
        return lambda k: along_x @ self._tables[:, k] @ along_s.T

    def _along(self, outer: FloatArray, inner: FloatArray) -> tuple[FloatArray, FloatArray]:
        """What takes tables to a rectangle of nodes, along x (R, X) and along s (N, S)."""
        x, s = self._place(outer, inner)
        places = zip((x, s[0]), self.shape, strict=True)
        along_x, along_s = (legvander(np.clip(place, -1, 1), n - 1) @ to_series(n).T for place, n in places)
        return along_x, along_s

    def effect_moments(self, nodes: PlanePosterior) -> FloatArray:
        """Mean and variance of every θ over the ``nodes``, (K, 2): for all studies by one matrix."""
        along_x, along_s = self._along(nodes.outer, nodes.inner)
        means, variances = (table.reshape(len(table), -1) for table in self._tables[1:])
        weight = nodes.weight
        once = (along_x.T @ weight @ along_s).ravel()
        mean = means @ once
        pairs_x, pairs_s = (
            (along[:, :, None] * along[:, None]).reshape(len(along), -1) for along in (along_x, along_s)
        )
        X, S = self.shape
        twice = (pairs_x.T @ (weight @ pairs_s)).reshape(X, X, S, S).swapaxes(1, 2).reshape(X * S, X * S)
        gap = means - mean[:, None]
        scatter = np.einsum("kn,kn->k", gap @ twice, gap)
        return np.stack([mean, variances @ once + np.maximum(scatter, 0)], axis=1)

    def second(self) -> SmoothPlane:
        """Another polynomial, over a wider box."""
        margin = 0.1 * (self.high - self.low)
        more = self.shape[0] + 4, self.shape[1] + 4
        low = _least(self.exact, self.low - margin)
        return SmoothPlane(self.exact, low, self.high + margin, more)


def _needed(values: FloatArray, share: FloatArray, close: float) -> int:
    """How many nodes would resolve the rows of a table (R, n) where the ``share`` of the density counts.

    Coefficients fall geometrically. At most twice as many as there are.
    """
    n = values.shape[1]
    last = last_coefficients(values, 2)
    rough = float((share.max(axis=1) * np.minimum(last, 1)).max())
    if rough < close:
        return n
    return min(2 * n, math.ceil(n * math.log(close) / math.log(min(rough, 0.9))) + 2)
