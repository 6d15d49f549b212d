"""The exact posterior of varying intercepts and slopes on the log odds, two arms in every study.

    y_c ~ Binomial(n_c, expit(a_k)),  y_t ~ Binomial(n_t, expit(a_k + b_k)),
    a_k ~ Normal(m_a, s_a²),  b_k ~ Normal(m_b, s_b²)

Given the four hyperparameters the studies are independent, and a study's likelihood is a table
L_k over (a, b). Averaging it over the two Normals is a matrix product, U L Vᵀ, whose rows are the nodes
of (m_a, s_a) and whose columns are those of (m_b, s_b): six dimensions cost K small products. All
functions of a and b here are band-limited to the precision of arithmetic, so sums over an even grid are
integrals, and a Normal narrower than the grid acts through the sinc function (Stenger 1993, chapter 1).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.polynomial.hermite_e import hermegauss
from numpy.polynomial.legendre import leggauss
from numpy.typing import ArrayLike

from helpers._validate import FloatArray, counts, described, shown
from helpers.distributions.sinc import SincMarginal
from helpers.posterior.rates.beta_functions import log_peak
from helpers.priors import HalfNormal, Prior, StudentT
from helpers.priors.base import Distribution

DROP = 37.0  # nats below the peak at which a likelihood is cut off
FINE = 0.3  # spacing of the grid, in standard errors of the narrowest factor
SD_NODES = 24
MEAN_STEP = 0.9  # spacing of the means, in units of the standard deviation about them or of the grid
WIDE_STEP = 0.28  # in the coordinate in which a mean far away is centre + scale·sinh(v)
LARGEST = 60_000_000  # numbers in all tables together

_MEAN, _SD = StudentT(3, 0, 1), HalfNormal(1)


@dataclass(frozen=True, eq=False)
class VaryingSlopes:
    """Marginals ``intercepts`` and ``slopes``, shape (K,), and the log evidence of the counts."""

    intercepts: Distribution
    slopes: Distribution
    log_evidence: float


@dataclass(frozen=True)
class _Arm:
    """One binomial as a function of its log odds: counts, where it matters, its standard error."""

    y: float
    n: float
    low: float = field(init=False)
    high: float = field(init=False)
    centre: float = field(init=False)
    error: float = field(init=False)

    def __post_init__(self) -> None:
        centre = math.log((self.y + 0.5) / (self.n - self.y + 0.5))
        error = math.sqrt(1 / (self.y + 0.5) + 1 / (self.n - self.y + 0.5))
        scan = centre + error * np.sinh(math.asinh(200 / error) * np.linspace(-1, 1, 4001))
        inside = scan[self.log_likelihood(scan) > self.log_likelihood(scan).max() - DROP]
        for name, value in {
            "low": inside[0],
            "high": inside[-1],
            "centre": centre,
            "error": error,
        }.items():
            object.__setattr__(self, name, float(value))

    def log_likelihood(self, x: FloatArray) -> FloatArray:
        """From its peak: of large counts the three logarithms of factorials would leave few digits."""
        p, q = self.y / self.n, (self.n - self.y) / self.n
        gap = x - math.log(self.y / (self.n - self.y))
        up = x > 0
        # y·gap − n·log(1 − p + p·e^gap), or the same of failures where they are the rarer
        rate, rest, toward = np.where(up, q, p), np.where(up, p, q), np.where(up, -gap, gap)
        change = rate * np.expm1(toward)
        log_sum = np.where(
            change > -0.5, np.log1p(np.maximum(change, -0.5)), np.log(rest + rate * np.exp(toward))
        )
        return log_peak(self.y, self.n) + self.n * (rate * toward - log_sum)


@dataclass(frozen=True)
class _Study:
    """Its likelihood as a table over even grids of intercept and slope; ``peak`` is its log scale."""

    a: FloatArray
    b: FloatArray
    table: FloatArray
    peak: float

    @staticmethod
    def steps(control: _Arm, treated: _Arm) -> tuple[float, float]:
        """Spacing of the two grids."""
        return FINE / (1 / control.error + 1 / treated.error) * 1.5, FINE * treated.error

    @classmethod
    def size(cls, control: _Arm, treated: _Arm) -> float:
        """Numbers in its table, roughly."""
        step_a, step_b = cls.steps(control, treated)
        span_a = control.high - control.low
        return (span_a / step_a + 2) * ((treated.high - treated.low + span_a) / step_b + 2)

    @classmethod
    def of(cls, control: _Arm, treated: _Arm) -> _Study:
        step_a, step_b = cls.steps(control, treated)
        a = np.arange(control.low, control.high + step_a, step_a)
        b = np.arange(treated.low - a[-1], treated.high - a[0], step_b)
        log_table = control.log_likelihood(a)[:, None] + treated.log_likelihood(a[:, None] + b)
        peak = float(log_table.max())
        return cls(a, b, np.exp(log_table - peak), peak)


@dataclass(frozen=True)
class _Nodes:
    """Nodes of one mean and one standard deviation, with their prior weights: three arrays of one length."""

    mean: FloatArray
    sd: FloatArray
    weight: FloatArray

    @classmethod
    def around(
        cls, centres: FloatArray, errors: FloatArray, step: float, mean_prior: Prior, sd_prior: Prior
    ) -> _Nodes:
        """Nodes for K effects near ``centres`` with ``errors``, whose tables have spacing ``step``."""
        top = float(sd_prior.quantile(1 - 1e-12))
        scale = min(float(errors.min()), sd_prior.resolution)
        node, weight = leggauss(SD_NODES)
        reach = math.asinh(top / scale)
        u = 0.5 * reach * (node + 1)
        sds = scale * np.sinh(u)
        sd_weights = 0.5 * reach * weight * scale * np.cosh(u) * sd_prior.pdf(sds)
        means, spreads, weights = [], [], []
        for sd, sd_weight in zip(sds, sd_weights, strict=True):
            mean, width = _mean_nodes(float(sd), errors, centres, step, mean_prior)
            means.append(mean)
            spreads.append(np.full(mean.size, sd))
            weights.append(sd_weight * width * mean_prior.pdf(mean))
        return cls(np.concatenate(means), np.concatenate(spreads), np.concatenate(weights))

    def averaging(self, grid: FloatArray) -> FloatArray:
        """Row i averages a function on the grid over Normal(mean_i, sd_i²)."""
        step = grid[1] - grid[0]
        rows = np.empty((self.mean.size, grid.size))
        wide = self.sd > 2.2 * step
        z = (grid - self.mean[wide, None]) / self.sd[wide, None]
        rows[wide] = step / math.sqrt(2 * math.pi) * np.exp(-0.5 * z * z) / self.sd[wide, None]
        node, weight = hermegauss(40)
        rows[~wide] = 0
        for x, w in zip(node, weight / weight.sum(), strict=True):
            at = self.mean[~wide, None] + x * self.sd[~wide, None]
            # beyond the grid there is nothing, though the sinc function goes on
            inside = (at > grid[0] - step) & (at < grid[-1] + step)
            rows[~wide] += w * inside * np.sinc((at - grid) / step)
        return rows


def _mean_nodes(
    sd: float, errors: FloatArray, centres: FloatArray, step: float, prior: Prior
) -> tuple[FloatArray, FloatArray]:
    """Nodes of a mean, given the standard deviation, and their widths.

    Evenly spaced, close enough that the Normals about neighbouring nodes overlap: a marginal is made of
    them. Where the Normals are wide, ever further apart: then the prior of the mean is the narrow one.
    """
    pooled = float((1 / (sd**2 + errors**2)).sum() ** -0.5)
    centre, resolution = float(centres.mean()), prior.resolution
    far = float(np.ptp(centres)) / 2 + 9 * math.hypot(sd, float(errors.max()))
    if sd <= 0.5 * resolution:
        apart = min(MEAN_STEP * max(sd, step), 0.8 * pooled, 0.4 * resolution)
        count = math.ceil(far / apart)
        offset = apart * np.arange(-count, count + 1)
        return centre + offset.astype(np.float64), np.full(offset.size, apart, dtype=np.float64)
    if resolution < pooled:  # then it is the prior that needs close nodes, wherever it is
        middle = float(prior.quantile(0.5))
        centre, far = middle, far + abs(middle - centre)
    scale = min(pooled, resolution)
    count = math.ceil(math.asinh(far / scale) / WIDE_STEP)
    v = WIDE_STEP * np.arange(-count, count + 1)
    return centre + scale * np.sinh(v), WIDE_STEP * scale * np.cosh(v)


def varying_slopes(
    events_t: ArrayLike,
    n_t: ArrayLike,
    events_c: ArrayLike,
    n_c: ArrayLike,
    mean_prior: Prior = _MEAN,
    sd_prior: Prior = _SD,
) -> VaryingSlopes:
    """Exact posterior of the logistic model with an intercept and a slope for every study.

    Counts have shape (K,), K ≥ 1: events of trials in the treated and the control arm, in each arm at least
    one event and one non-event. ``mean_prior`` is the prior of both population means, ``sd_prior`` of both
    standard deviations; both must be proper, and the latter must fall faster than a power. Good to about
    1e-7 for a handful of studies (the model: Gelman & Hill 2007, section 13.1).

    Raises ``ValueError`` for bad counts, other priors, data that are impossible under them, or studies so
    many or so different in size that the tables would not fit; then sample `helpers.models.varying_slopes`.
    """
    arms = _arms(events_t, n_t, events_c, n_c)
    for prior, name in ((mean_prior, "mean_prior"), (sd_prior, "sd_prior")):
        if not isinstance(prior, Prior):
            raise TypeError(f"{name} must be a prior such as HalfNormal(1); found {described(prior)}")
    if not (mean_prior.proper and sd_prior.proper):
        raise ValueError("mean_prior and sd_prior must be proper, e.g. StudentT(3, 0, 1) and HalfNormal(1)")
    if sd_prior.support[0] < 0 or math.isfinite(sd_prior.tail):
        raise ValueError(
            "sd_prior must have no mass below 0 and a tail lighter than every power, e.g. HalfNormal(1); "
            f"found {sd_prior!r}"
        )
    if sum(_Study.size(*pair) for pair in arms) > LARGEST:
        raise ValueError(_too_large(arms))
    studies = [_Study.of(control, treated) for control, treated in arms]
    error_c, error_t = (np.array([pair[i].error for pair in arms]) for i in (0, 1))
    centre_c, centre_t = (np.array([pair[i].centre for pair in arms]) for i in (0, 1))
    both = 1 / np.sqrt(error_c**-2 + error_t**-2)
    steps = [min(s.a[1] - s.a[0] for s in studies), min(s.b[1] - s.b[0] for s in studies)]
    for_a = _Nodes.around(centre_c, np.minimum(error_c, both), steps[0], mean_prior, sd_prior)
    for_b = _Nodes.around(centre_t - centre_c, np.hypot(error_c, error_t), steps[1], mean_prior, sd_prior)
    if len(studies) * for_a.mean.size * for_b.mean.size > LARGEST:
        raise ValueError(_too_large(arms))
    return _posterior(studies, for_a, for_b)


def _posterior(studies: list[_Study], for_a: _Nodes, for_b: _Nodes) -> VaryingSlopes:
    rows = [for_a.averaging(s.a) for s in studies]
    columns = [for_b.averaging(s.b) for s in studies]
    half = [u @ s.table for u, s in zip(rows, studies, strict=True)]
    average = [h @ v.T for h, v in zip(half, columns, strict=True)]
    prior = for_a.weight[:, None] * for_b.weight
    total = float((prior * np.prod(average, axis=0)).sum())
    if total <= 0 or _lost(prior, average, total) > 1e-6:
        raise ValueError(
            "mean_prior and sd_prior leave these counts no probability that float64 can hold: use "
            "wider priors, or sample helpers.models.varying_slopes"
        )
    intercepts, slopes = [], []
    for k, study in enumerate(studies):
        others = prior * np.prod([p for j, p in enumerate(average) if j != k], axis=0)
        slopes.append((columns[k] * (others.T @ half[k])).sum(0))
        intercepts.append((rows[k] * (others @ (columns[k] @ study.table.T))).sum(0))
    return VaryingSlopes(
        _marginal([s.a for s in studies], intercepts, "intercepts"),
        _marginal([s.b for s in studies], slopes, "slopes"),
        math.log(total) + sum(s.peak for s in studies),
    )


def _lost(prior: FloatArray, average: list[FloatArray], total: float) -> float:
    """Share of the evidence that may have been cut off with the ends of the tables."""
    share, least = prior * np.prod(average, axis=0) / total, np.min(average, axis=0)
    seen = (share > 1e-12) & (least > 0)
    return math.exp(-DROP) * float((share[seen] / least[seen]).sum())


def _marginal(grids: list[FloatArray], masses: list[FloatArray], name: str) -> SincMarginal:
    longest = max(g.size for g in grids)
    steps = np.array([g[1] - g[0] for g in grids])
    padded = np.stack([np.pad(m, (0, longest - m.size)) for m in masses])
    return SincMarginal(np.array([g[0] for g in grids]), steps, padded, name)


def _too_large(arms: list[tuple[_Arm, _Arm]]) -> str:
    return (
        f"events_t, n_t, events_c and n_c hold {len(arms)} studies of such different precision, or so far "
        "apart for their precision or for mean_prior and sd_prior, that their tables are too large for exact "
        "integration; sample "
        "helpers.models.varying_slopes instead"
    )


def _arms(*arms: ArrayLike) -> list[tuple[_Arm, _Arm]]:
    names = ("events_t", "n_t", "events_c", "n_c")
    y_t, n_t, y_c, n_c = (counts(value, name) for value, name in zip(arms, names, strict=True))
    if y_t.ndim != 1 or not y_t.size or len({v.shape for v in (y_t, n_t, y_c, n_c)}) > 1:
        raise ValueError("events_t, n_t, events_c and n_c must be rows of one length, one entry a study")
    for y, n, arm in ((y_t, n_t, "t"), (y_c, n_c, "c")):
        wrong = (y <= 0) | (y >= n)
        if wrong.any():
            raise ValueError(
                f"events_{arm} must be above 0 and below n_{arm}; found {shown(y[wrong][0])} of "
                f"{shown(n[wrong][0])}; where an arm has no event or no non-event, sample "
                "helpers.models.varying_slopes instead"
            )
    return [(_Arm(c, m), _Arm(t, n)) for t, n, c, m in zip(y_t, n_t, y_c, n_c, strict=True)]
