"""How near is near enough: never so tight that a right answer fails."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from helpers._validate import FloatArray


@dataclass(frozen=True)
class Tolerance:
    """Two numbers agree when |answer − truth| ≤ max(absolute, relative·|truth|).

    Where an answer is wanted to so many ``decimals`` they also agree when they are the same once rounded.
    What is wrong but ``near`` the truth (relative to it where ``relative`` is set) is taken for a simulation.
    """

    relative: float = 0.0
    absolute: float = 0.0
    decimals: int | None = None
    near: float = 0.0

    def is_near(self, answer: FloatArray, truth: FloatArray) -> bool:
        """Whether every element is as near as a simulation or a coarse grid comes."""
        room = self.near * (np.abs(truth) if self.relative else 1.0)
        return self.near > 0 and bool(np.all(np.abs(answer - truth) <= room))

    def size(self, truth: FloatArray) -> FloatArray:
        """Allowed distance from each element of ``truth``."""
        return np.maximum(self.absolute, self.relative * np.abs(truth))

    def between(self, truth: FloatArray) -> FloatArray:
        """From where to where a number agrees with each element of ``truth``: shape (…, 2)."""
        size = self.size(truth)
        low, high = truth - size, truth + size
        if self.decimals is not None:
            rounded, half = np.round(truth, self.decimals), 0.5 * 10.0**-self.decimals
            low, high = np.minimum(low, rounded - half), np.maximum(high, rounded + half)
        return np.stack([low, high], axis=-1)

    def agree(self, answer: FloatArray, truth: FloatArray) -> bool:
        """Whether every element agrees; equal infinities agree, and NaN agrees with NaN only."""
        return answer.shape == truth.shape and bool(np.all(self.agrees(answer, truth)))

    def agrees(self, answer: FloatArray, truth: FloatArray) -> NDArray[np.bool_]:
        """Which elements agree, of two arrays of the same shape."""
        finite = np.isfinite(truth)
        same = (answer == truth) | (np.isnan(answer) & np.isnan(truth))
        with np.errstate(all="ignore"):
            near = np.abs(answer - truth) <= self.size(truth)
            if self.decimals is not None:
                near |= np.round(answer, self.decimals) == np.round(truth, self.decimals)
        return np.where(finite, near, same)

    def distance(self, one: FloatArray, other: FloatArray) -> float:
        """The largest difference between two answers, counted in tolerances."""
        if one.shape != other.shape:
            return float("inf")
        return float(self.distances(np.stack([one.ravel(), other.ravel()]))[0, 1])

    def distances(self, rows: FloatArray) -> FloatArray:
        """The largest difference between any two rows, in tolerances: shape (rows, rows)."""
        one, other = rows[:, None], rows[None]
        size = self.size(rows)
        with np.errstate(all="ignore"):
            ratio = np.abs(one - other) / np.maximum(size[:, None], size[None])
        same = (one == other) | (np.isnan(one) & np.isnan(other))
        ratio = np.where(same, 0.0, np.where(np.isnan(ratio), np.inf, ratio))
        return np.asarray(ratio.max(axis=-1, initial=0.0))


@dataclass(frozen=True)
class MonteCarlo:
    """For sampled answers: the chance that any test of a right answer fails, all tests together."""

    familywise: float = 1e-6


def relative(tolerance: float, *, floor: float = 1e-9, near: float = 0.0) -> Tolerance:
    """Agreement to ``tolerance`` relative to the truth; ``floor`` is the room left around zero."""
    return Tolerance(relative=tolerance, absolute=floor, near=near)


def absolute(tolerance: float, *, decimals: int | None = None, near: float = 0.0) -> Tolerance:
    """Agreement to ``tolerance`` in the units of the answer, or when rounded to ``decimals``."""
    return Tolerance(absolute=tolerance, decimals=decimals, near=near)


def monte_carlo(familywise: float = 1e-6) -> MonteCarlo:
    """Agreement within the Monte Carlo error of the learner's own draws."""
    return MonteCarlo(familywise)
