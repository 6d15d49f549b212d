"""Where the posterior over a plane peaks, and how wide it is there: what a first box is put about.

Many studies leave of the plane little more than a Normal does, and Newton's steps find it from nine values
each. The answer only says where to look.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from helpers._validate import FloatArray
from helpers.posterior.plane.nodes import Plane

FIRST = np.array([0.05, 0.3])  # differences along x and s before a width is known
SHARE = 0.5  # of a width, later
LONGEST = np.array([0.7, 5.0])  # step
NEAR = 0.05  # widths: a step so short is the last
STEPS = 30
SCALES = 24  # of a first look
REACH = 9.5  # widths to every side that a box takes, a little more than what counts


@dataclass(frozen=True)
class Summit:
    """Its ``place`` (2,) in x and s, where the outer parameter is c·sinh x and the inner centre + width·s;
    the log density there, ``height``; and the ``covariance`` (2, 2) of the Normal that bends like it."""

    place: FloatArray
    height: float
    covariance: FloatArray

    @property
    def widths(self) -> FloatArray:
        return np.sqrt(np.diag(self.covariance))

    @property
    def log_evidence(self) -> float:
        """That of the Normal."""
        return self.height + 0.5 * math.log(np.linalg.det(2 * math.pi * self.covariance))

    @property
    def box(self) -> tuple[FloatArray, FloatArray]:
        """Ends in x and s, (2,) each."""
        return self.place - REACH * self.widths, self.place + REACH * self.widths


def climb(plane: Plane, start: FloatArray | None = None) -> Summit | None:
    """The peak, by Newton's steps from ``start`` (2,); None where none is found away from the ends of x."""
    place = first_look(plane) if start is None else start
    steps = FIRST
    for _ in range(STEPS):
        g = _about(plane, place, steps)
        if not np.isfinite(g).all():
            return None
        slope = np.array([g[2, 1] - g[0, 1], g[1, 2] - g[1, 0]]) / (2 * steps)
        mixed = (g[2, 2] - g[2, 0] - g[0, 2] + g[0, 0]) / (4 * steps.prod())
        xx, ss = (g[2, 1] + g[0, 1], g[1, 2] + g[1, 0]) - 2 * g[1, 1]
        bend = -np.array([[xx / steps[0] ** 2, mixed], [mixed, ss / steps[1] ** 2]])
        if np.linalg.eigvalsh(bend).min() <= 0:  # not yet in its reach
            place = place + steps * (np.array(np.unravel_index(g.argmax(), g.shape)) - 1)
            steps = 1.5 * steps
            continue
        covariance = np.linalg.inv(bend)
        move = covariance @ slope
        widths = np.sqrt(np.diag(covariance))
        if (np.abs(move) < NEAR * widths).all():
            return Summit(place + move, float(g[1, 1] + 0.5 * slope @ move), covariance)
        place = place + move / max(1.0, (np.abs(move) / LONGEST).max())
        steps = np.minimum(SHARE * widths, LONGEST)
    return None


def first_look(plane: Plane) -> FloatArray:
    """The likeliest of some places along x, (2,)."""
    far = np.arcsinh(plane.axis.reach / plane.axis.scale)[0]
    grid = np.linspace(0, far, SCALES + 1)[1:]
    outer, slope = plane.axis.value(grid[None])
    centre, width = plane.frame(outer[0])
    g = plane.log_joint(outer[0], centre[:, None])[:, 0] + np.log(width)
    g += plane.axis.prior._logpdf(outer[0]) + np.log(slope[0])
    return np.array([grid[np.argmax(g)], 0.0])


def _about(plane: Plane, place: FloatArray, steps: FloatArray) -> FloatArray:
    """Log density of (x, s) at ``place`` and a step to every side, (3, 3); not a number beyond x = 0."""
    x = place[0] + steps[0] * np.array([-1.0, 0, 1])
    if x[0] <= 0:
        return np.full((3, 3), np.nan)
    outer, slope = (each[0] for each in plane.axis.value(x[None]))
    centre, width = plane.frame(outer)
    inner = centre[:, None] + width[:, None] * (place[1] + steps[1] * np.array([-1.0, 0, 1]))
    prior = plane.axis.prior._logpdf(outer) + np.log(slope) + np.log(width)
    return plane.log_joint(outer, inner) + prior[:, None]
