"""One study's counts as a likelihood of its effect θ alone: the baseline is integrated out and tabulated.

    L(θ) = ∫ Binomial(y_c | n_c, expit b) · Binomial(y_t | n_t, expit(b + θ)) p(b) db

Whatever the numbers of trials, log L changes on the scale 1 of log odds, and far out it is a straight line.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np
from numpy.polynomial.legendre import leg2poly
from scipy.special import erfcx, gammaln, log_expit, log_ndtr, ndtr, ndtri

from helpers._panels import even_panels, gauss, to_series
from helpers._validate import FloatArray
from helpers.distributions.panels import PanelDensity
from helpers.posterior.quadrature import bracket, log_integral
from helpers.priors import Prior

DEGREE = 16  # nodes of a panel of the table
WIDEST = 0.5  # panel of the table, in log odds
DROP = 400.0  # nats below its peak, beyond which log L goes on as a straight line
ROWS = 4  # values of τ handled at once: their working arrays fit the processor's cache
DRAWS = 2000  # draws whose windows are tabulated at once
NEWTON = 100  # steps to a mode at most; five do but far out in a tail
LOG_2PI = math.log(2 * math.pi)
WINDOW = 48  # nodes where likelihood times Normal is summed


@lru_cache
def _to_powers(n: int) -> FloatArray:
    """Maps n Legendre coefficients to those of 1, t, t², …"""
    rows = [leg2poly(np.eye(n)[degree]) for degree in range(n)]
    return np.stack([np.append(row, np.zeros(n - len(row))) for row in rows])


@dataclass(frozen=True)
class _Baseline:
    """The integrand over the baseline b, one row a value of θ, in x with b = centre + scale·sinh x."""

    counts: tuple[float, float, float, float]
    prior: Prior
    theta: FloatArray

    def take(self, rows: np.ndarray) -> _Baseline:
        return _Baseline(self.counts, self.prior, self.theta[rows])

    def log_density(self, x: FloatArray) -> tuple[FloatArray, FloatArray]:
        y_t, n_t, y_c, n_c = self.counts
        scale = min(self.prior.resolution, 1.0)
        b = float(self.prior.quantile(0.5)) + scale * np.sinh(x)
        treated = b + self.theta[:, None]
        log_density = y_c * log_expit(b) + (n_c - y_c) * log_expit(-b)
        log_density += y_t * log_expit(treated) + (n_t - y_t) * log_expit(-treated)
        log_density += self.prior._logpdf(b) + np.log(scale * np.cosh(x))
        return log_density, log_density

    def log_total(self) -> FloatArray:
        far = np.linspace(10, 40, 7)
        scan = np.concatenate([-far[::-1], np.linspace(-8, 8, 37), far])
        # far from its centre the coordinate magnifies: there the poles of expit are near
        return log_integral(self, *bracket(self, np.tile(scan, (len(self.theta), 1))), finer=2)


@dataclass(frozen=True, eq=False)
class StudyLikelihood:
    """log L as polynomials on equal panels between ``low`` and ``high``, straight lines beyond.

    ``powers`` (DEGREE, P) are the coefficients in the place t ∈ (−1, 1) within a panel. ``centre`` and
    ``width`` describe the likelihood roughly: where a Normal would be that falls as fast.
    """

    low: float
    high: float
    powers: FloatArray
    end_values: tuple[float, float]
    end_slopes: tuple[float, float]
    centre: float
    width: float

    @classmethod
    def of(cls, counts: tuple[float, float, float, float], prior: Prior) -> StudyLikelihood:
        """Tabulate the likelihood of ``counts`` y_t, n_t, y_c, n_c."""
        y_t, n_t, y_c, n_c = counts
        centre = math.log((y_t + 0.5) / (n_t - y_t + 0.5)) - math.log((y_c + 0.5) / (n_c - y_c + 0.5))
        width = math.sqrt(sum(1 / (y + 0.5) + 1 / (n - y + 0.5) for y, n in ((y_t, n_t), (y_c, n_c))))
        constant = sum(
            gammaln(n + 1) - gammaln(y + 1) - gammaln(n - y + 1) for y, n in ((y_t, n_t), (y_c, n_c))
        )

        def log_likelihood(theta: FloatArray) -> FloatArray:
            return _Baseline(counts, prior, theta).log_total() + constant

        low, high = _range(log_likelihood, centre, width)
        edges = np.linspace(low, high, math.ceil((high - low) / min(WIDEST, 8 * width)) + 1)
        half = 0.5 * (edges[1] - edges[0])
        theta = 0.5 * (edges[1:] + edges[:-1])[:, None] + half * gauss(DEGREE)[0]
        series = log_likelihood(theta.ravel()).reshape(theta.shape) @ to_series(DEGREE)
        powers = _to_powers(DEGREE).T @ series.T
        signs, steps = (-1.0) ** np.arange(DEGREE), np.arange(DEGREE)
        first, last = powers[:, 0] * signs, powers[:, -1]
        values = float(first.sum()), float(last.sum())
        falls = -float(first @ steps) / half, float(last @ steps) / half
        left, right = (0.0 if abs(fall) < 1e-6 else fall for fall in falls)  # a tail falls by whole counts
        return cls(low, high, powers, values, (left, right), centre, width)

    def log_value(self, theta: FloatArray) -> FloatArray:
        """log L(θ)."""
        panel, t = self._locate(np.clip(theta, self.low, self.high))
        value = self.powers[-1][panel]
        for coefficient in self.powers[-2::-1]:
            value = value * t + coefficient[panel]
        left, right = np.minimum(theta - self.low, 0), np.maximum(theta - self.high, 0)
        return value + self.end_slopes[0] * left + self.end_slopes[1] * right

    def derivatives(self, theta: FloatArray) -> tuple[FloatArray, FloatArray]:
        """First and second derivative of log L."""
        inside = (theta > self.low) & (theta < self.high)
        panel, t = self._locate(np.clip(theta, self.low, self.high))
        half = 0.5 * (self.high - self.low) / self.powers.shape[1]
        first, second = np.zeros(np.shape(theta)), np.zeros(np.shape(theta))
        for power in range(DEGREE - 1, 0, -1):
            coefficient = power * self.powers[power][panel]
            second = second * t + first
            first = first * t + coefficient
        return first / half, np.where(inside, second / half**2, 0.0)

    def _locate(self, theta: FloatArray) -> tuple[np.ndarray, FloatArray]:
        count = self.powers.shape[1]
        place = (theta - self.low) * (count / (self.high - self.low))
        panel = np.clip(place.astype(np.intp), 0, count - 1)
        return panel, 2 * (place - panel) - 1

    def log_average(self, mu: FloatArray, tau: FloatArray) -> FloatArray:
        """log ∫ L(θ) Normal(θ | μ, τ²) dθ for ``mu`` (R, N) and ``tau`` (R,)."""
        return self.average(mu, tau)[0]

    def average(self, mu: FloatArray, tau: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """log ∫ L(θ) Normal(θ | μ, τ²) dθ, and mean and variance of θ there: ``mu`` (R, N), ``tau`` (R,)."""
        logs, means, variances = np.empty((3, *mu.shape))
        tau = np.maximum(tau, 1e-9 * self.width)  # closer to 0 than that, the integral no longer changes
        for row in range(0, len(tau), ROWS):
            part = slice(row, row + ROWS)
            parts = [self._inside(mu[part], tau[part, None])]
            parts += [self._outside(mu[part], tau[part, None], side) for side in (0, 1)]
            logs[part], means[part], variances[part] = _together(parts)
        return logs, means, variances

    def _mode(self, mu: FloatArray, tau: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Mode of L(θ) Normal(θ | μ, τ²) within the table, and the width that its curvature implies."""
        t2, w2 = tau * tau, self.width**2
        theta = np.clip((self.centre * t2 + mu * w2) / (t2 + w2), self.low, self.high)
        for count in range(NEWTON):
            slope, bend = self.derivatives(theta)
            curvature = 1 / t2 - np.minimum(bend, 0)
            step = (slope - (theta - mu) / t2) / curvature
            before, theta = theta, np.clip(theta + np.clip(step, -2, 2), self.low, self.high)
            # near enough for a window; a μ far out in a tail may take many steps of 2
            if count >= 4 and (np.abs(theta - before) * np.sqrt(curvature) < 0.5).all():
                break
        return theta, 1 / np.sqrt(1 / t2 - np.minimum(self.derivatives(theta)[1], 0))

    def _window(self, mu: FloatArray, tau: FloatArray) -> tuple[FloatArray, ...]:
        """The integrand within the table in u, where θ = mode + width·sinh u.

        Returns mode, width and the ends of u (shape of ``mu``); at the nodes, along a last axis, θ − mode and
        likelihood times exp(−(θ − μ)²/2τ²) times 2·cosh u, over e^peak; and the peak (shape of ``mu``).
        """
        mode, width = self._mode(mu, tau)
        # it is log-concave: it falls at least like the Normal, and at last like e^(−x/width²)
        reach = np.minimum(8.8 * tau, 8.7 * width + 28 * width**2)
        low = np.arcsinh((np.maximum(mode - reach, self.low) - mode) / width)
        high = np.arcsinh((np.minimum(mode + reach, self.high) - mode) / width)
        pieces = math.ceil(min(float(width.max()), 12.0) / 0.75)
        share = ((np.arange(pieces)[:, None] + 0.5 * (gauss(WINDOW)[0] + 1)) / pieces).ravel()
        up = np.exp(low[..., None] + (high - low)[..., None] * share)
        down = 1 / up
        gap = (0.5 * width)[..., None] * (up - down)
        up += down
        log_f = (gap + (mode - mu)[..., None]) / tau[..., None]
        log_f *= log_f
        log_f *= -0.5
        log_f += self.log_value(gap + mode[..., None])
        peak = log_f.max(axis=-1, keepdims=True)
        log_f -= peak
        f = np.exp(log_f, out=log_f)
        f *= up
        return mode, width, low, high, gap, f, peak[..., 0]

    def _inside(self, mu: FloatArray, tau: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Log integral, mean and variance of θ from the part within the table."""
        mode, width, low, high, gap, f, peak = self._window(mu, tau)
        pieces = f.shape[-1] // WINDOW
        rule = np.tile(gauss(WINDOW)[1] / (2 * pieces), pieces)
        total = f @ rule
        f *= gap
        first = (f @ rule) / total
        f *= gap
        variance = np.maximum((f @ rule) / total - first * first, 0)
        log_total = peak + np.log(0.5 * width * total * (high - low)) - np.log(tau) - 0.5 * LOG_2PI
        return log_total, mode + first, variance

    def _outside(
        self, mu: FloatArray, tau: FloatArray, side: int
    ) -> tuple[FloatArray, FloatArray, FloatArray]:
        """The part beyond one end of the table: a Normal tilted by e^(slope·θ), cut off at the end."""
        end, slope = (self.low, self.high)[side], self.end_slopes[side]
        sign = -1 if side else 1
        centre = mu + slope * tau * tau
        z = sign * (end - centre) / tau
        # Φ(z) = φ(z)·m with Mills' ratio m: for z < 0 the tilt and φ(z) cancel, up to the Normal at the end
        mills = math.sqrt(math.pi / 2) * erfcx(-np.minimum(z, 0) / math.sqrt(2))
        near = -0.5 * ((end - mu) / tau) ** 2 + np.log(mills) - 0.5 * LOG_2PI
        far = slope * (mu - end) + 0.5 * np.where(z < 0, 0, slope * tau) ** 2 + log_ndtr(np.maximum(z, 0))
        log_total = self.end_values[side] + np.where(z < 0, near, far)
        above = np.maximum(z, 0)
        ratio = np.where(z < 0, 1 / mills, np.exp(-0.5 * above * above - 0.5 * LOG_2PI) / ndtr(above))
        # mean end ∓ τ(z + φ/Φ); where the Normal falls steeply from the end, it is an exponential
        deep = z < -1e4
        steep = 1 / np.where(deep, z, -1.0)
        mean = end - sign * tau * np.where(deep, -steep, z + ratio)
        spread = np.where(deep, steep * steep, np.maximum(1 - z * ratio - ratio * ratio, 0))
        return log_total, mean, tau * tau * spread

    def draw(self, mu: FloatArray, tau: FloatArray, rng: np.random.Generator) -> FloatArray:
        """One draw of θ for each pair ``mu``, ``tau`` (n,)."""
        tau = np.maximum(tau, 1e-9 * self.width)
        pieces = (self._inside, partial(self._outside, side=0), partial(self._outside, side=1))
        logs = [piece(mu, tau)[0] for piece in pieces]
        share = np.exp(np.stack(logs) - np.max(logs, axis=0))
        upto = np.cumsum(share / share.sum(axis=0), axis=0)
        chosen = (rng.random(len(mu)) > upto[:2]).sum(axis=0)
        place, theta = rng.random(len(mu)), np.empty(len(mu))
        for start in range(0, len(mu), DRAWS):
            part = slice(start, start + DRAWS)
            mode, width, low, high, _, f, _ = self._window(mu[part], tau[part])
            table = PanelDensity(
                even_panels(low, high, f.shape[-1] // WINDOW), f.reshape(len(f), -1, WINDOW), 0 * low
            )
            theta[part] = mode + width * np.sinh(table.quantile(np.arange(len(f)), place[part]))
        for side, end in ((0, self.low), (1, self.high)):
            at = chosen == side + 1
            centre = mu[at] + self.end_slopes[side] * tau[at] ** 2
            sign = 1 if side == 0 else -1
            tail = ndtr(sign * (end - centre) / tau[at])
            theta[at] = centre + sign * tau[at] * ndtri(np.maximum(place[at] * tail, 1e-300))
        return theta


def _together(
    parts: list[tuple[FloatArray, FloatArray, FloatArray]],
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Log total, mean and variance of several pieces of one density."""
    logs, means, variances = (np.stack(each) for each in zip(*parts, strict=True))
    peak = logs.max(axis=0)
    share = np.exp(logs - peak)
    total = share.sum(axis=0)
    share /= total
    mean = (share * means).sum(axis=0)
    return peak + np.log(total), mean, (share * (variances + (means - mean) ** 2)).sum(axis=0)


def _range(log_likelihood, centre: float, width: float) -> tuple[float, float]:  # type: ignore[no-untyped-def]
    """Where log L is neither a constant nor ``DROP`` below its peak."""
    theta = centre + np.concatenate([width * np.linspace(-40, 40, 161), np.linspace(-60, 60, 121)])
    theta = np.sort(theta)
    g = log_likelihood(theta)
    counts = g > g.max() - DROP
    for flat in (np.abs(g - g[0]) < 1e-13, np.abs(g - g[-1]) < 1e-13):
        counts &= ~flat
    first, last = np.flatnonzero(counts)[[0, -1]]
    return float(theta[max(first - 1, 0)]), float(theta[min(last + 1, len(theta) - 1)])
