"""One study's counts as a likelihood of its effect θ alone, tabulated.

Whatever the numbers of trials, log L changes on the scale 1 of log odds, and far out it is a straight line.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self

import numpy as np
from numpy.polynomial.legendre import leg2poly
from scipy.special import gammaln

from helpers._panels import to_series
from helpers._validate import FloatArray
from helpers.posterior.counts.baseline import Baseline, reach
from helpers.priors import Prior

DEGREE = 16  # nodes of a panel of the table
WIDEST = 1.5  # panel of the table, in log odds
AT_ONCE = 4  # studies tabulated at once


@lru_cache
def _to_powers(n: int) -> FloatArray:
    """Maps n Legendre coefficients to those of 1, t, t², …"""
    rows = [leg2poly(np.eye(n)[degree]) for degree in range(n)]
    return np.stack([np.append(row, np.zeros(n - len(row))) for row in rows])


@dataclass(frozen=True, eq=False)
class StudyTable:
    """log L as polynomials on equal panels between ``low`` and ``high``, straight lines beyond.

    ``powers`` (DEGREE, P) are the coefficients in the place t ∈ (−1, 1) within a panel, of ``panels`` panels
    from ``first`` on. ``centre`` and ``width`` describe the likelihood roughly: where a Normal would be that
    falls as fast. All are single numbers or, of K studies taken ``together``, arrays (K, 1, 1).
    """

    low: Any
    high: Any
    powers: FloatArray
    end_values: tuple[Any, Any]
    end_slopes: tuple[Any, Any]
    centre: Any
    width: Any
    panels: Any
    first: Any = 0

    @classmethod
    def of(cls, counts: Sequence[float], prior: Prior) -> Self:
        """Tabulate the likelihood of ``counts`` y_t, n_t, y_c, n_c."""
        return cls.each(np.array(counts, dtype=float)[:, None], prior)[0]

    @classmethod
    def each(cls, counts: FloatArray, prior: Prior) -> list[Self]:
        """Those of K studies, ``counts`` (4, K), a few at once."""
        K = counts.shape[1]
        parts = (cls._each(counts[:, start : start + AT_ONCE], prior) for start in range(0, K, AT_ONCE))
        return [study for part in parts for study in part]

    @classmethod
    def _each(cls, counts: FloatArray, prior: Prior) -> list[Self]:
        y, n = counts[::2], counts[1::2]
        odds, variance = np.log((y + 0.5) / (n - y + 0.5)), 1 / (y + 0.5) + 1 / (n - y + 0.5)
        centre, width = odds[0] - odds[1], np.sqrt(variance.sum(axis=0))
        low, high = reach(counts, prior, centre, width)
        panels = np.ceil((high - low) / np.minimum(WIDEST, 8 * width)).astype(int)
        edges = np.concatenate([np.linspace(*ends) for ends in zip(low, high, panels + 1, strict=True)])
        log_l = Baseline(np.repeat(counts, panels + 1, axis=1), prior, edges).log_total(DEGREE)
        constant = (gammaln(n + 1) - gammaln(y + 1) - gammaln(n - y + 1)).sum(axis=0)
        log_l += np.repeat(constant, panels)[:, None]
        powers = np.split(
            _to_powers(DEGREE).T @ (log_l @ to_series(DEGREE)).T, np.cumsum(panels)[:-1], axis=1
        )
        each = (part.tolist() for part in (low, high, centre, width))
        return [cls._from(*study) for study in zip(powers, *each, strict=True)]

    @classmethod
    def _from(cls, powers: FloatArray, low: float, high: float, centre: float, width: float) -> Self:
        """With the straight lines that go on from the ends of the table."""
        panels = powers.shape[1]
        half = 0.5 * (high - low) / panels
        signs, steps = (-1.0) ** np.arange(DEGREE), np.arange(DEGREE)
        first, last = powers[:, 0] * signs, powers[:, -1]
        values = float(first.sum()), float(last.sum())
        falls = -float(first @ steps) / half, float(last @ steps) / half
        left, right = (0.0 if abs(fall) < 1e-6 else fall for fall in falls)  # a tail falls by whole counts
        return cls(low, high, powers, values, (left, right), centre, width, panels)

    @classmethod
    def together(cls, studies: Sequence[Self]) -> Self:
        """The tables of several studies as one, which answers for all at once."""

        def column(values: Iterable[Any]) -> Any:
            return np.array(list(values))[:, None, None]

        low, high, centre, width, panels = (
            column(getattr(study, name) for study in studies)
            for name in ("low", "high", "centre", "width", "panels")
        )
        values, slopes = (
            (column(ends[0] for ends in each), column(ends[1] for ends in each))
            for each in ([s.end_values for s in studies], [s.end_slopes for s in studies])
        )
        powers = np.concatenate([study.powers for study in studies], axis=1)
        first = np.cumsum(panels, axis=0) - panels
        return cls(low, high, powers, values, slopes, centre, width, panels, first)

    def log_value(self, theta: FloatArray) -> FloatArray:
        """log L(θ)."""
        value = self._within(np.clip(theta, self.low, self.high))
        left, right = np.minimum(theta - self.low, 0), np.maximum(theta - self.high, 0)
        return value + self.end_slopes[0] * left + self.end_slopes[1] * right

    def _within(self, theta: FloatArray) -> FloatArray:
        """log L(θ) between the ends of the table."""
        panel, t = self._locate(theta)
        value = self.powers[-1].take(panel)
        for coefficient in self.powers[-2::-1]:
            value *= t
            value += coefficient.take(panel)
        return value

    def derivatives(self, theta: FloatArray) -> tuple[FloatArray, FloatArray]:
        """First and second derivative of log L."""
        inside = (theta > self.low) & (theta < self.high)
        panel, t = self._locate(np.clip(theta, self.low, self.high))
        half = 0.5 * (self.high - self.low) / self.panels
        first, second = np.zeros(np.shape(theta)), np.zeros(np.shape(theta))
        for power in range(DEGREE - 1, 0, -1):
            coefficient = power * self.powers[power].take(panel)
            second *= t
            second += first
            first *= t
            first += coefficient
        return first / half, np.where(inside, second / half**2, 0.0)

    def _locate(self, theta: FloatArray) -> tuple[np.ndarray, FloatArray]:
        place = (theta - self.low) * (self.panels / (self.high - self.low))
        panel = np.minimum(place.astype(np.intp), self.panels - 1)
        place -= panel
        place *= 2
        place -= 1
        return panel + self.first, place
