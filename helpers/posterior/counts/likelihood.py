"""One study's likelihood, averaged over a Normal population of effects; and draws of its effect."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import erfcx, log_ndtr, ndtr, ndtri

from helpers._panels import even_panels, gauss
from helpers._validate import FloatArray
from helpers.distributions.panels import PanelDensity
from helpers.posterior.counts.table import StudyTable

ELEMENTS = 30_000  # of the working arrays at once: they fit the processor's cache
NEGLIGIBLE = 40.0  # nats
DRAWS = 2000  # draws whose windows are tabulated at once
FEW = 8  # nodes of a panel of a table to draw from
NEWTON = 100  # steps to a mode at most; five do but far out in a tail
LOG_2PI = math.log(2 * math.pi)
WINDOW = 48  # nodes where likelihood times Normal is summed


class StudyLikelihood(StudyTable):
    """The table of one study, or of several together, with the questions that are asked of it."""

    def average(self, mu: FloatArray, tau: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """log ∫ L(θ) Normal(θ | μ, τ²) dθ, and mean and variance of θ there, at nodes (R, N).

        ``mu`` is (R, N), ``tau`` (R,). Of several studies: arrays (K, R, N).
        """
        shape = np.broadcast_shapes(mu.shape, np.shape(self.width))
        logs, means, variances = np.empty((3, *shape))
        rows = max(ELEMENTS // (WINDOW * math.prod(shape) // len(tau)), 1)
        for row in range(0, len(tau), rows):
            part = slice(row, row + rows)
            # closer to 0 than that, the integral no longer changes
            spread = np.maximum(tau[part, None], 1e-9 * self.width)
            found = self._averages(mu[part], spread)
            for whole, piece in zip((logs, means, variances), found, strict=True):
                whole[..., part, :] = piece
        return logs, means, variances

    def _averages(self, mu: FloatArray, tau: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        parts = [self._inside(mu, tau)]
        for side in (0, 1):
            # beyond its end the table only falls
            if np.max(self.end_values[side] - parts[0][0]) > -NEGLIGIBLE:
                parts.append(self._outside(mu, tau, side))
        return _together(parts) if len(parts) > 1 else parts[0]

    def _mode(self, mu: FloatArray, tau: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Mode of L(θ) Normal(θ | μ, τ²) within the table, and the width that its curvature implies."""
        precision, w2 = 1 / (tau * tau), self.width**2
        theta = np.clip((self.centre + mu * w2 * precision) / (1 + w2 * precision), self.low, self.high)
        for _ in range(NEWTON):
            slope, bend = self.derivatives(theta)
            curvature = precision - np.minimum(bend, 0)
            step = (slope - (theta - mu) * precision) / curvature
            before, theta = theta, np.clip(theta + np.clip(step, -2, 2), self.low, self.high)
            # near enough for a window; a μ far out in a tail may take many steps of 2
            if (np.abs(theta - before) * np.sqrt(curvature) < 0.1).all():
                break
        return theta, 1 / np.sqrt(curvature)

    def _window(self, mu: FloatArray, tau: FloatArray, n: int = WINDOW) -> tuple[FloatArray, ...]:
        """The integrand within the table in u, where θ = mode + width·sinh u, at ``n`` Gauss nodes a panel.

        Returns mode, width and the ends of u (shape of the nodes); at points of u, along a first axis,
        θ − mode and likelihood times exp(−(θ − μ)²/2τ²) times 2·cosh u, over e^peak; and the peak.
        """
        mode, width = self._mode(mu, tau)
        # it is log-concave: it falls at least like the Normal, and at last like e^(−x/width²)
        reach = np.minimum(8.8 * tau, 8.7 * width + 28 * width**2)
        low = np.arcsinh((np.maximum(mode - reach, self.low) - mode) / width)
        high = np.arcsinh((np.minimum(mode + reach, self.high) - mode) / width)
        pieces = math.ceil(min(float(width.max()), 12.0) / 0.75) * (WINDOW // n)
        share = ((np.arange(pieces)[:, None] + 0.5 * (gauss(n)[0] + 1)) / pieces).ravel()
        up = np.exp(low + (high - low) * share.reshape(-1, *[1] * mode.ndim))
        down = 1 / up
        gap = (0.5 * width) * (up - down)
        up += down
        log_f = (gap + (mode - mu)) / tau
        log_f *= log_f
        log_f *= -0.5
        log_f += self._within(np.clip(gap + mode, self.low, self.high))  # a wide Normal rounds u
        peak = log_f.max(axis=0)
        log_f -= peak
        f = np.exp(log_f, out=log_f)
        f *= up
        return mode, width, low, high, gap, f, peak

    def _inside(self, mu: FloatArray, tau: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Log integral, mean and variance of θ from the part within the table."""
        mode, width, low, high, gap, f, peak = self._window(mu, tau)
        pieces = len(f) // WINDOW
        rule = np.tile(gauss(WINDOW)[1] / (2 * pieces), pieces)
        total = np.tensordot(rule, f, 1)
        f *= gap
        first = np.tensordot(rule, f, 1) / total
        f *= gap
        variance = np.maximum(np.tensordot(rule, f, 1) / total - first * first, 0)
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
        piece, place = rng.random(len(mu)), rng.random(len(mu))
        parts = (slice(start, start + DRAWS) for start in range(0, len(mu), DRAWS))
        drawn = [self._draw(mu[part], tau[part], piece[part], place[part]) for part in parts]
        return np.concatenate(drawn) if drawn else np.empty(0)

    def _draw(self, mu: FloatArray, tau: FloatArray, piece: FloatArray, place: FloatArray) -> FloatArray:
        """The draws that belong to two uniform numbers: which part of the line, and where in it."""
        mode, width, low, high, _, f, peak = self._window(mu, tau, FEW)
        table = PanelDensity(
            even_panels(low, high, len(f) // FEW),
            np.ascontiguousarray(f.T).reshape(len(mu), -1, FEW),
            0 * low,
        )
        theta = mode + width * np.sinh(table.quantile(np.arange(len(mu)), place))
        total = np.tile(gauss(FEW)[1], len(f) // FEW) @ f * (FEW / (2 * len(f)))
        logs = [peak + np.log(0.5 * width * total * (high - low) / tau) - 0.5 * LOG_2PI]
        logs += [self._outside(mu, tau, side)[0] for side in (0, 1)]
        share = np.exp(np.stack(logs) - np.max(logs, axis=0))
        upto = np.cumsum(share / share.sum(axis=0), axis=0)
        chosen = (piece > upto[:2]).sum(axis=0)
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
