"""Where the posterior of df is, when hundreds of studies make a plane at one df expensive.

Each plane is first glimpsed: the Normal that bends like it at its peak says how likely its df is, and where
to look for its mass. Planes are worked out only where they count, each in the box that its glimpse gives. The
glimpse decides nothing else: the weight of a df is that of the plane itself.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from helpers._validate import FloatArray
from helpers.posterior.plane.smooth import START, Shape, SmoothPlane
from helpers.posterior.plane.summit import Summit, climb
from helpers.posterior.quadrature import bracket
from helpers.posterior.student.degrees import freedom, last_place, log_prior
from helpers.posterior.student.part import Part
from helpers.posterior.student.plane import StudentPlane
from helpers.priors import Prior

SCAN = 13  # places of a first look at df
FAR = 7.0  # sds of df to either side: what is beyond counts for nothing, even in the sd of df
PANELS = 3  # over them


class NoSummitError(Exception):
    """The plane at some df has no simple peak away from a scale of 0."""


@dataclass(eq=False)
class Glimpses:
    """Of the planes of one problem with a ``prior`` on df; ``plane`` is that at some df."""

    prior: Prior
    plane: StudentPlane
    _summits: dict[float, Summit] = field(default_factory=dict)
    _shape: Shape = (START, START)
    _densities: dict[float, float] = field(default_factory=lambda: {0.0: -math.inf})

    def panels(self) -> FloatArray | None:
        """Panels of x (P + 1,) that hold the density of df; None where a plane has no summit."""
        try:
            bracket(self, np.linspace(0, last_place(self.prior), SCAN)[None])
        except NoSummitError:
            return None
        x, g = np.array(sorted(self._densities.items())).T
        fallen = np.where(np.isfinite(g), np.sqrt(2 * (g.max() - g)), FAR)
        sds = np.maximum.accumulate(np.where(np.arange(len(x)) < np.argmax(g), -fallen, fallen))
        return np.unique(np.interp(np.linspace(-FAR, FAR, PANELS + 1), sds, x))

    def part(self, df: float) -> Part:
        """The posterior given ``df``, looked for where it was glimpsed."""
        part = Part.of(self.plane.with_df(df), self._summit(df).box, self._shape)
        if isinstance(part.nodes.plane, SmoothPlane):
            self._shape = part.nodes.plane.shape
        return part

    def _summit(self, df: float) -> Summit:
        """Found from that at the nearest df, by half as many Normals as the plane has."""
        if df not in self._summits:
            near = min(self._summits, key=lambda other: abs(math.log(other / df)), default=None)
            start = None if near is None else self._summits[near].place
            found = climb(self.plane.with_df(df).coarser, start)
            if found is None or found.box[0][0] < 0:
                raise NoSummitError
            self._summits[df] = found
        return self._summits[df]

    def _log_density(self, x: float) -> float:
        """Of x, were the planes Normals."""
        if x not in self._densities:
            summit = self._summit(float(freedom(self.prior, x)))
            self._densities[x] = float(log_prior(self.prior, x)) + summit.log_evidence
        return self._densities[x]

    def take(self, rows: np.ndarray) -> Glimpses:  # noqa: ARG002
        """Itself, as `bracket` asks: there is one problem."""
        return self

    def log_density(self, x: FloatArray) -> tuple[FloatArray, FloatArray]:
        """The same for x (1, N), and once more for a moment."""
        g = np.vectorize(self._log_density, otypes=[float])(x)
        return g, g
