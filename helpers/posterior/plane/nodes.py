"""Posteriors of two hyperparameters: an outer one on an ``Axis`` (a spread) and an inner one (a mean).

The inner parameter is written as centre + width·sinh z, with a rough centre and width for every value of
the outer: then its density is nearly the same function of z everywhere, and one rectangle of nodes serves.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from helpers._panels import (
    NODES,
    even_panels,
    halved,
    last_coefficients,
    spread,
    unresolved,
    warn_unresolved,
)
from helpers._validate import FloatArray
from helpers.posterior.axis import Axis
from helpers.posterior.quadrature import bracket, log_integral, panel_count, shifted

HALVINGS = 10
APART = 1e-6  # of the range, closer than which two landmarks are one
MOST = 1000  # panels of the rectangle, beyond which none is halved any more
LOG_CLOSE = 1e-8  # last coefficients of a log density, which marginals and draws interpolate
LOST = 1e-6  # probability where they are not close, from which that is worth a warning


class Plane(Protocol):
    """A model with two hyperparameters."""

    @property
    def axis(self) -> Axis:
        """The axis of the outer parameter."""
        ...

    @property
    def heavy(self) -> bool:
        """Whether the inner parameter may have a power tail."""
        ...

    def frame(self, outer: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Rough centre and width of the inner parameter given the outer: (R,) each, smooth."""
        ...

    def log_joint(self, outer: FloatArray, inner: FloatArray) -> FloatArray:
        """log p(data, inner | outer) for ``outer`` (R,) and ``inner`` (R, N)."""
        ...

    @property
    def landmarks(self) -> FloatArray:
        """Values of the inner parameter near which it may have a mode; (L,)."""
        return np.empty(0)

    @property
    def several(self) -> bool:
        """Whether there are several such modes, at places that the outer parameter does not move in z."""
        return False

    @property
    def inner_order(self) -> int:
        """Highest finite moment of an inner parameter with a power tail that is worth resolving."""
        return 0


@dataclass(frozen=True)
class _Inner:
    """The inner parameter's density in z, one row a value of the outer."""

    plane: Plane
    outer: FloatArray

    def take(self, rows: np.ndarray) -> _Inner:
        return _Inner(self.plane, self.outer[rows])

    def log_density(self, z: FloatArray) -> tuple[FloatArray, FloatArray]:
        inner, log_slope = _stretch(self.plane, self.outer, z)
        log_density = self.plane.log_joint(self.outer, inner) + log_slope
        return log_density, log_density + self.plane.inner_order * log_slope

    def ends(self) -> tuple[FloatArray, FloatArray]:
        """Where in z it lives; (R,) each."""
        far = np.array([8.0, 12, 20, 30, 45, 60] if self.plane.heavy else [8.0, 12, 20])
        if self.plane.inner_order:
            far = np.concatenate([far, [90.0, 130, 180, 250, 330]])
        scan = np.tile(np.concatenate([-far[::-1], np.linspace(-5, 5, 23), far]), (len(self.outer), 1))
        return bracket(self, np.sort(np.concatenate([scan, self.places()], axis=1), axis=1))

    def places(self) -> FloatArray:
        """The landmarks in z; (R, L)."""
        centre, width = self.plane.frame(self.outer)
        return np.arcsinh((self.plane.landmarks - centre[:, None]) / width[:, None])

    def log_total(self) -> FloatArray:
        """log of its integral; (R,)."""
        return log_integral(self, *self.ends())


@dataclass(frozen=True)
class _Outer:
    """The outer parameter's density in x, the inner one integrated out; a single row."""

    plane: Plane

    def take(self, rows: np.ndarray) -> _Outer:  # noqa: ARG002
        return self

    def log_density(self, x: FloatArray) -> tuple[FloatArray, FloatArray]:
        axis = self.plane.axis
        outer, slope = axis.value(x)
        prior = axis.prior._logpdf(outer)
        used = np.isfinite(prior[0])
        total = np.full_like(prior, -np.inf)
        total[0, used] = _Inner(self.plane, outer[0, used]).log_total()
        log_density = prior + total + np.log(slope)
        return log_density, log_density + axis.order * np.log(slope)


def _stretch(plane: Plane, outer: FloatArray, z: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The inner parameter at z (R, N), and log of its slope."""
    centre, width = plane.frame(outer)
    return centre[:, None] + width[:, None] * np.sinh(z), np.log(width)[:, None] + np.log(np.cosh(z))


class PlaneNodes:
    """A rectangle of nodes over (x, z) and what is computed from it.

    ``outer`` (J,), ``inner`` (J, I), ``weight`` (J, I) adding to 1, ``log_evidence``.
    """

    def __init__(self, plane: Plane, like: PlaneNodes | None = None):
        """Place the nodes; or, for a second opinion, put others over a wider range than those of ``like``."""
        self.plane, self.rest = plane, 0.0
        if like is None:
            low, high = bracket(_Outer(plane), plane.axis.scan())
            self.x_edges = even_panels(low, high, int(panel_count(low, high)[0]))
            self.z_edges = self._inner_range()
            self._refine()
        else:
            self.x_edges = shifted(like.x_edges, *plane.axis.ends())
            everywhere = np.array([np.inf])
            self.z_edges = shifted(like.z_edges, -everywhere, everywhere)
            self._fill()

    def _inner_range(self) -> FloatArray:
        """Panels of z that hold the inner parameter at every value of the outer."""
        outer, _ = self.plane.axis.value(spread(self.x_edges)[0])
        inner = _Inner(self.plane, outer[0])
        low, high = inner.ends()
        low, high = low.min(keepdims=True), high.max(keepdims=True)
        edges = even_panels(low, high, int(panel_count(low, high)[0]))
        if self.plane.several:
            place = inner.places()[0]
            place = place[(place > low) & (place < high)]
            edges = np.sort(np.concatenate([edges, place[None]], axis=1), axis=1)
            edges = edges[:, np.append(True, np.diff(edges[0]) > APART * (high - low))]
            edges[:, -1] = high
        return edges

    def _refine(self) -> None:
        """Halve panels of either direction until the density is resolved on all."""
        for halvings in range(HALVINGS + 1):
            self._fill()
            x_bad, z_bad, self.rest = self._unresolved()
            full = halvings == HALVINGS or self.x_edges.size * self.z_edges.size > MOST
            if full or not (x_bad.any() or z_bad.any()):
                break
            self.x_edges = halved(self.x_edges, x_bad)
            self.z_edges = halved(self.z_edges, z_bad)
        if self.rest:
            warn_unresolved(
                "the posterior of the hyperparameters",
                self.rest,
                "error_estimate admits it; narrower priors may help.",
            )

    def _fill(self) -> None:
        """Evaluate the density on the rectangle."""
        x, x_weight = spread(self.x_edges)
        x, x_weight = self.plane.axis.with_end(x, x_weight, self.x_edges[:, -1])
        outer, slope = self.plane.axis.value(x)
        self.x, self.outer, self.slope = x[0], outer[0], slope[0]
        z, self.z_weight = (part[0] for part in spread(self.z_edges))
        self.z = z
        self.inner, log_slope = _stretch(self.plane, self.outer, np.tile(z, (len(self.outer), 1)))
        log_inner = self.plane.log_joint(self.outer, self.inner) + log_slope
        top = float(log_inner.max())  # thousands of nats, of many studies
        self.log_inner = log_inner - top
        log_outer = self.plane.axis.prior._logpdf(self.outer) + np.log(self.slope)
        g = self.log_inner + log_outer[:, None]
        peak = g.max()
        self.density = np.exp(g - peak)
        self.weight = self.density * x_weight[0][:, None] * self.z_weight
        total = self.weight.sum()
        self.weight /= total
        self.density /= total
        self.log_evidence = float(top + peak + math.log(total))
        self.outer_weight = np.exp(log_outer - peak - math.log(total)) * x_weight[0]

    def _unresolved(self) -> tuple[np.ndarray, np.ndarray, float]:
        """Which panels of x and of z are too long, and by how much of the density; 0 where none is."""
        along_x = (self.density @ self.z_weight)[: NODES * (self.x_edges.shape[1] - 1)]
        slope = self.slope[: len(along_x)]
        moment = along_x * (slope / slope.max()) ** self.plane.axis.order
        x_weight = spread(self.x_edges)[1][0]
        checked = np.stack([each / (each @ x_weight) for each in (along_x, moment)])[:, None]
        share = self.weight.sum(axis=1)
        rows = share > 1e-14
        along_z = (self.density[rows] / (self.density[rows] @ self.z_weight)[:, None] * share[rows, None])[
            None
        ]
        edges = np.tile(self.z_edges, (int(rows.sum()), 1))
        x_rest, z_rest = unresolved(checked, self.x_edges)[0], unresolved(along_z, edges).max(axis=0)
        inside = slice(NODES * (self.x_edges.shape[1] - 1))
        log_inner, share = self.log_inner[inside], self.density[inside] / self.density.max()
        weight = self.weight[inside]
        x_rough, x_lost = _log_unresolved(log_inner.T, share.T, weight.T)
        z_rough, z_lost = _log_unresolved(log_inner, share, weight)
        rest = max(float(x_rest.max()), float(z_rest.max()), x_lost, z_lost)
        return (x_rest > 0) | x_rough, (z_rest > 0) | z_rough, rest

    def expect(self, value: FloatArray) -> Any:
        """Posterior mean of a quantity given at the nodes, (J, I, ...)."""
        return np.tensordot(self.weight, value, axes=((0, 1), (0, 1)))[()]

    def outer_moments(self) -> tuple[float, float]:
        """Mean and sd of the outer parameter; inf where they diverge."""
        mass = self.weight.sum(axis=1)
        order = self.plane.axis.order
        first, second = self.plane.axis.beyond(mass[-1:], self.outer[-1:])[0]
        inner = mass @ self.outer
        variance = mass @ (self.outer - inner) ** 2 + second - 2 * inner * first - first**2
        return (inner + first if order > 0 else math.inf), (math.sqrt(variance) if order > 1 else math.inf)


def _log_unresolved(
    log_density: FloatArray, share: FloatArray, weight: FloatArray
) -> tuple[np.ndarray, float]:
    """On which panels (P,) a log density (R, P·NODES) is no polynomial where it counts.

    A likelihood that turns from a normal's fall into a line's may be smooth in the density, where it is
    small by then, and not in its logarithm. ``share`` (R, P·NODES) is the density over its maximum. Also
    the probability, from ``weight`` (R, P·NODES), that interpolation may misplace; 0 where it is too little.
    """
    values = log_density.reshape(len(log_density), -1, NODES)
    rough = np.minimum(last_coefficients(values, 2), 1)
    top, mass = share.reshape(values.shape).max(axis=2), weight.reshape(values.shape).sum(axis=2)
    lost = float((mass * rough).sum())
    return (top * rough > LOG_CLOSE).any(axis=0), lost if lost > LOST else 0.0
