"""One study's likelihood of its effect θ alone: the integral over the baseline b.

L(θ) = ∫ Binomial(y_c | n_c, expit b) · Binomial(y_t | n_t, expit(b + θ)) p(b) db
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import log_expit

from helpers._panels import even_panels, spread
from helpers._validate import FloatArray
from helpers.posterior.quadrature import bracket
from helpers.priors import Prior

STRIDE, PIECE = 1.5, 48  # longest panel of the baseline, in x, and its nodes
ROUGH = 24  # nodes that give some digits
DROP = 400.0  # nats below its peak, beyond which log L goes on as a straight line
FLAT = 1e-13  # closer than that to its value at an end, log L is a constant


@dataclass(frozen=True)
class Baseline:
    """The integrand over the baseline b, in x with b = centre + scale·sinh x.

    A row is a study and a value of its effect: ``counts`` (4, R) are y_t, n_t, y_c, n_c and ``theta`` (R,).
    """

    counts: FloatArray
    prior: Prior
    theta: FloatArray

    def take(self, rows: np.ndarray) -> Baseline:
        return Baseline(self.counts[:, rows], self.prior, self.theta[rows])

    def log_density(self, x: FloatArray) -> tuple[FloatArray, FloatArray]:
        b, log_density = self._control(x)
        log_density += _log_binomial(b + self.theta[:, None], *self.counts[:2, :, None])
        return log_density, log_density

    def _control(self, x: FloatArray) -> tuple[FloatArray, FloatArray]:
        """The baseline at x, and all of the integrand that does not depend on θ."""
        if x.strides[0] == 0:  # one grid for all rows
            x = x[:1]
        scale = min(self.prior.resolution, 1.0)
        b = float(self.prior.quantile(0.5)) + scale * np.sinh(x)
        log_density = _log_binomial(b, *self.counts[2:, :, None])
        return b, log_density + (self.prior._logpdf(b) + np.log(scale * np.cosh(x)))

    def ends(self) -> tuple[FloatArray, FloatArray]:
        """Where in x the integrand lives; (R,) each."""
        far = np.linspace(10, 40, 7)
        scan = np.concatenate([-far[::-1], np.linspace(-8, 8, 37), far])
        return bracket(self, np.broadcast_to(scan, (len(self.theta), len(scan))))

    def rough_total(self) -> FloatArray:
        """log L at every θ, to some digits."""
        x, weight = spread(np.stack(self.ends(), axis=1), ROUGH)
        log_f, _ = self.log_density(x)
        peak = log_f.max(axis=1)
        return peak + np.log((np.exp(log_f - peak[:, None]) * weight).sum(axis=1))

    def log_total(self, n: int) -> FloatArray:
        """log L at ``n`` Gauss nodes between every two θ of a study, which share those of the baseline."""
        same = (self.counts[:, 1:] == self.counts[:, :-1]).all(axis=0)
        left = np.flatnonzero(same & (np.diff(self.theta) > 0))
        low, high = self.ends()
        narrow = np.minimum((high - low)[left], (high - low)[left + 1])
        low, high = np.minimum(low[left], low[left + 1]), np.maximum(high[left], high[left + 1])
        theta, _ = spread(np.stack([self.theta[left], self.theta[left + 1]], axis=1), n)
        # far from its centre the coordinate magnifies: there the poles of expit are near
        pieces = np.ceil(np.maximum(1.2 * (high - low) / narrow, (high - low) / STRIDE)).astype(int)
        log_l = np.empty(theta.shape)
        for count in np.unique(pieces):
            at = pieces == count
            edges = even_panels(low[at], high[at], count)
            log_l[at] = self.take(left[at])._log_integral(edges, theta[at])
        return log_l

    def _log_integral(self, edges: FloatArray, theta: FloatArray) -> FloatArray:
        """log L at several ``theta`` (R, n) of each row, on panels of x; (R, n)."""
        x, weight = spread(edges, PIECE)
        b, log_b = self._control(x)
        y, n = self.counts[:2, :, None]
        mostly = 2 * y > n
        sign, linear = np.where(mostly, -1.0, 1.0), np.where(mostly, y - n, y)
        # as in _log_binomial, but e^(b + θ) = e^b·e^θ; where it overflows, there is nothing
        with np.errstate(over="ignore"):
            log_f = np.exp(sign * b)[:, None] * np.exp(sign * theta)[..., None]
        np.log1p(log_f, out=log_f)
        log_f *= -n[..., None]
        log_f += (log_b + linear * b)[:, None]
        peak = log_f.max(axis=2)
        log_f -= peak[..., None]
        total = np.exp(log_f, out=log_f) @ weight[..., None]
        return linear * theta + peak + np.log(total[..., 0])


def _log_binomial(log_odds: FloatArray, y: FloatArray, n: FloatArray) -> FloatArray:
    """y·log p + (n − y)·log(1 − p) from one logarithm, the one that is small where it counts."""
    mostly = 2 * y > n
    log_density = log_expit(np.where(mostly, 1.0, -1.0) * log_odds)
    log_density *= n
    log_density += np.where(mostly, y - n, y) * log_odds
    return log_density


def reach(
    counts: FloatArray, prior: Prior, centre: FloatArray, width: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Where log L of each study is neither a constant nor ``DROP`` below its peak; (K,) each."""
    steps = width[:, None] * np.linspace(-40, 40, 17), np.tile(np.linspace(-60, 60, 17), (len(width), 1))
    theta = np.sort(centre[:, None] + np.concatenate(steps, axis=1))
    every = np.repeat(counts, theta.shape[1], axis=1)
    g = Baseline(every, prior, theta.ravel()).rough_total().reshape(theta.shape)
    used = g > g.max(axis=1, keepdims=True) - DROP
    for end in (g[:, :1], g[:, -1:]):
        used &= np.abs(g - end) >= FLAT
    rows, last = np.arange(len(used)), used.shape[1] - 1
    first, final = np.argmax(used, axis=1), last - np.argmax(used[:, ::-1], axis=1)
    return theta[rows, np.maximum(first - 1, 0)], theta[rows, np.minimum(final + 1, last)]
