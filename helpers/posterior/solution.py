"""Posteriors of many problems: nodes are placed once, sums over them formed chunk by chunk, on demand."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np

from helpers.distributions.panels import PanelDensity
from helpers.posterior.axis import finite_moments
from helpers.posterior.given_tau import condition
from helpers.posterior.normal_model import Nodes, prepare
from helpers.posterior.quadrature import bracket, even_panels, panel_count, shifted, spread, unresolved
from helpers.posterior.shrinkage import effect_moments
from helpers.priors import Flat, Prior, StudentT
from helpers.priors.base import FloatArray

CHUNK = 160  # rows at once: their working arrays fit the processor's cache
KEEP = 300_000  # nodes that may be kept between questions; beyond, they are laid out afresh
HALVINGS = 3  # times all panels of an unresolved row are halved before they are halved one by one
PIECES, PIECE_NODES = 8, 24  # a panel is cut into so many pieces where its polynomial itself is wanted
DOUBT = 1e-10  # rules that differ by more call for a third
EPS = float(np.finfo(float).eps)


class Solution:
    """Where the nodes of each row are, and what the sums over them say.

    ``y``, ``s2``: (B, K). ``mu_mean``, ``mu_sd``, ``tau_mean``, ``tau_sd``, ``log_evidence``: (B,); a
    divergent moment is inf, a mean that does not exist nan.
    """

    def __init__(self, y: FloatArray, s2: FloatArray, mu_prior: Any, tau_prior: Prior):
        self.rows = prepare(y, s2, mu_prior, tau_prior)
        self.mu_order = _mu_order(mu_prior, self.rows.axis.decay)
        self.low, self.high = np.empty((2, len(y)))
        self.open_end = np.empty(len(y), dtype=bool)
        self.count = np.empty(len(y), dtype=np.int32)
        self.special: dict[int, FloatArray] = {}
        self._moments = np.empty((5, len(y)))
        for rows in self.chunks():
            self._bracket(rows)
        self._choose_panels()
        self.mu_mean, self.mu_sd, self.tau_mean, self.tau_sd, self.log_evidence = self._moments

    @property
    def _chunk(self) -> int:
        mixture = self.rows.mu_prior
        return max(CHUNK // (1 if mixture is None else len(mixture.means)), 1)

    def _bracket(self, rows: np.ndarray) -> None:
        """Find where each density lives."""
        part = self.rows.take(slice(rows[0], rows[-1] + 1))
        low, high = bracket(part, grid := part.axis.scan())
        self.low[rows], self.high[rows], self.count[rows] = low, high, panel_count(low, high)
        self.open_end[rows] = part.axis.ends_in_power(high, grid)

    def _choose_panels(self) -> None:
        """Sum over the nodes; where the density turns out unresolved, double the panels and sum again."""
        todo = np.arange(len(self.low))
        for _ in range(HALVINGS + 1):
            failed = [todo[:0]]
            for chunk in self.chunks(todo):
                for rows, edges in self._panels(chunk):
                    nodes, densities = self.rows.take(rows).nodes(edges, self.open_end[rows])
                    self._moments[:, rows] = self._summary(nodes)
                    failed.append(rows[unresolved(densities, edges).any(axis=1)])
            todo = np.concatenate(failed)
            self.count[todo] *= 2
        for row in todo:
            self._place_alone(row)

    def _place_alone(self, row: Any) -> None:
        """Halve only the panels that need it, until none does."""
        problem, edges = self.rows.take([row]), next(self._panels(np.array([row])))[1]
        while True:
            nodes, densities = problem.nodes(edges, self.open_end[[row]])
            bad = unresolved(densities, edges)
            if not bad.any() or edges.shape[1] > 400:
                break
            middle = 0.5 * (edges[:, :-1] + edges[:, 1:])[bad][None]
            edges = np.sort(np.concatenate([edges, middle], axis=1))
        self.count[row], self.special[row] = 0, edges[0]
        self._moments[:, [row]] = self._summary(nodes)

    def _panels(self, rows: np.ndarray) -> Iterator[tuple[np.ndarray, FloatArray]]:
        """Rows that share a number of panels, with the panels' edges."""
        count = self.count[rows]
        for size in np.unique(count):
            same = rows[count == size]
            if size:
                yield same, even_panels(self.low[same], self.high[same], int(size))
            else:
                yield from ((np.array([row]), self.special[row][None]) for row in same)

    def _summary(self, nodes: Nodes) -> FloatArray:
        """Mean and sd of μ, of τ, and log evidence: (5, b)."""
        order, flat = self.rows.axis.order, self.rows.mu_prior is None
        weight = nodes.weight
        start = nodes.mean[:, :1]
        mu = (weight * (nodes.mean - start)).sum(axis=1) + start[:, 0]
        mu_gap = nodes.mean - mu[:, None]
        mu_variance = (weight * (nodes.variance + mu_gap * mu_gap)).sum(axis=1)
        if flat:
            mu_variance += nodes.beyond[:, 1] / self.rows.y.shape[1]
        inner = (weight * nodes.tau).sum(axis=1)
        first, second = nodes.beyond.T
        tau_gap = nodes.tau - inner[:, None]
        tau_variance = (weight * (tau_gap * tau_gap)).sum(axis=1) + second - 2 * inner * first - first**2
        return np.stack(
            [
                mu if self.mu_order > 0 else np.full_like(mu, np.nan),
                np.sqrt(mu_variance) if self.mu_order > 1 else np.full_like(mu, np.inf),
                inner + first if order > 0 else np.full_like(mu, np.inf),
                np.sqrt(tau_variance) if order > 1 else np.full_like(mu, np.inf),
                nodes.log_evidence,
            ]
        )

    def chunks(self, rows: np.ndarray | None = None) -> Iterator[np.ndarray]:
        """The given rows, or all, a manageable number at a time."""
        rows = np.arange(len(self.low)) if rows is None else rows
        for start in range(0, len(rows), self._chunk):
            yield rows[start : start + self._chunk]

    def nodes(self, rows: np.ndarray) -> Nodes:
        """The nodes of these rows; those with fewer are filled up with nodes of weight 0."""
        if self._kept is not None:
            return _pick(self._kept, rows)
        return self._lay_out(rows)

    @cached_property
    def _kept(self) -> Nodes | None:
        mixture = self.rows.mu_prior
        size = len(self.low) * 48 * (1 if mixture is None else len(mixture.means))
        if size > KEEP:
            return None
        return _join([self._lay_out(rows) for rows in self.chunks()])

    def _lay_out(self, rows: np.ndarray) -> Nodes:
        groups = list(self._panels(rows))
        parts = [self._nodes_for_effects(same, edges) for same, edges in groups]
        if len(parts) == 1:
            return parts[0]
        back = np.argsort(np.argsort(rows))  # groups hold the rows in another order
        order = np.argsort(np.concatenate([same for same, _ in groups]))
        return _pick(_join(parts), order[back])

    def _nodes_for_effects(self, rows: np.ndarray, edges: FloatArray) -> Nodes:
        part = self.rows.take(rows)
        return part.nodes(part.for_effects(edges), self.open_end[rows])[0]

    @cached_property
    def effects(self) -> tuple[FloatArray, FloatArray]:
        """Mean and sd of every θ_k, (B, K) each."""
        mean, sd = np.empty((2, *self.rows.y.shape))
        for chunk in self.chunks():
            for rows, edges in self._panels(chunk):
                part = self.rows.take(rows)
                nodes, _ = part.nodes(edges, self.open_end[rows])
                mean[rows], sd[rows] = effect_moments(nodes, part.y, part.s2)
        return mean, sd

    def tau_below(self, rows: np.ndarray, tau: FloatArray) -> FloatArray:
        """P(τ ≤ ``tau``) in these rows; both (e,)."""
        return self._ask_tau(rows, tau, lambda table, row, x: table.cdf(row, x))

    def tau_above(self, rows: np.ndarray, tau: FloatArray) -> FloatArray:
        """P(τ > ``tau``) in these rows; both (e,)."""
        return self._ask_tau(rows, tau, lambda table, row, x: table.sf(row, x))

    def _ask_tau(self, rows: np.ndarray, tau: FloatArray, ask: Any) -> FloatArray:
        answer = np.empty(len(rows))
        for at, row, table in self._tables(rows):
            x = np.arcsinh(np.maximum(tau[at], 0) / self.rows.axis.scale[rows[at]])
            answer[at] = ask(table, row, x)
        return answer

    def tau_quantile(self, rows: np.ndarray, q: FloatArray) -> FloatArray:
        """The τ of these rows below which a share ``q`` lies; both (e,)."""
        low, high = self.rows.axis.prior.support
        answer = np.empty(len(rows))
        for at, row, table in self._tables(rows):
            answer[at] = self.rows.axis.scale[rows[at]] * np.sinh(table.quantile(row, q[at]))
        return np.where(q <= 0, low, np.where(q >= 1, high, answer))

    def _tables(self, rows: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray, PanelDensity]]:
        """Tables of the density of τ: which entries of ``rows`` each serves, and with which of its rows."""
        needed = np.unique(rows)
        for same, edges in self._panels(needed):
            at = np.flatnonzero(np.isin(rows, same))
            yield at, np.searchsorted(same, rows[at]), self._table(same, edges)

    def _table(self, rows: np.ndarray, edges: FloatArray) -> PanelDensity:
        pieces = np.arange(PIECES) / PIECES
        inner = edges[:, :-1, None] + np.diff(edges)[..., None] * pieces
        fine = np.concatenate([inner.reshape(len(rows), -1), edges[:, -1:]], axis=1)
        x, _ = spread(fine, PIECE_NODES)
        part = self.rows.take(rows)
        values = np.exp(part.log_density(x)[0] - self.log_evidence[rows, None])
        beyond = np.zeros(len(rows))
        if self.open_end[rows].any():
            at_end = np.exp(part.log_density(edges[:, -1:])[0][:, 0] - self.log_evidence[rows])
            beyond = np.where(self.open_end[rows], at_end / (part.axis.decay - 1), 0.0)
        return PanelDensity(fine, values.reshape(len(rows), -1, PIECE_NODES), beyond)

    def draw(
        self, rows: np.ndarray, tau: FloatArray, rng: np.random.Generator
    ) -> tuple[FloatArray, FloatArray]:
        """μ and θ given draws of τ: ``tau`` (b, n) to μ (b, n) and θ (b, n, K)."""
        part = self.rows.take(rows)
        given = condition(part.y, part.s2, tau, part.mu_prior)
        log_share = given.log_likelihood - given.log_likelihood.max(axis=2, keepdims=True)
        upto = np.cumsum(np.exp(log_share), axis=2)
        chosen = (upto < rng.random(tau.shape)[..., None] * upto[..., -1:]).sum(axis=2)[..., None]
        mean = np.take_along_axis(given.mean, chosen, axis=2)[..., 0]
        variance = np.take_along_axis(given.variance, chosen, axis=2)[..., 0]
        mu = mean + np.sqrt(variance) * rng.standard_normal(tau.shape)
        t2, s2 = tau[..., None] ** 2, part.s2[:, None, :]
        shrink = s2 / (s2 + t2)
        y = part.y[:, None, :]
        theta = y + shrink * (mu[..., None] - y)
        theta += np.sqrt(shrink * t2) * rng.standard_normal(theta.shape)
        return mu, theta

    @cached_property
    def error_estimate(self) -> FloatArray:
        """Largest change (B,) when a second rule, over a wider range with other nodes, replaces the first."""
        found = np.empty(len(self.low))
        for chunk in self.chunks():
            for rows, edges in self._panels(chunk):
                part = self.rows.take(rows)
                second = shifted(edges, *part.axis.ends(), self.open_end[rows])
                found[rows] = self._difference(rows, second)
                doubtful = found[rows] > DOUBT
                if doubtful.any():  # one of the two rules is wrong: a finer one decides whether it is ours
                    finer = 0.5 * (second[doubtful, 1:] + second[doubtful, :-1])
                    finer = np.sort(np.concatenate([second[doubtful], finer], axis=1))
                    found[rows[doubtful]] = self._difference(rows[doubtful], finer)
        return found

    def _difference(self, rows: np.ndarray, edges: FloatArray) -> FloatArray:
        """Largest change (b,) of any moment when the rule on ``edges`` replaces that of these rows."""
        part = self.rows.take(rows)
        other, _ = part.nodes(edges, self.open_end[rows])
        change = _changes(self._moments[:, rows], self._summary(other))
        (mean, sd), (new_mean, new_sd) = self.effects, effect_moments(other, part.y, part.s2)
        change.append(np.abs(new_mean - mean[rows]).T / sd[rows].T)
        change.append(np.abs(new_sd / sd[rows] - 1).T)
        return np.max(np.concatenate(change), axis=0) + self._rounding(rows)

    def _rounding(self, rows: np.ndarray) -> FloatArray:
        """What float64 itself may lose, in the units of ``error_estimate``."""
        y, s2 = self.rows.y[rows], self.rows.s2[rows]
        terms = np.abs(self.log_evidence[rows]) + np.abs(np.log(s2)).sum(axis=1)
        places = np.abs(y / self.effects[1][rows]).max(axis=1)
        return EPS * (4 + terms + places)


def _changes(first: FloatArray, second: FloatArray) -> list[FloatArray]:
    """Differences between two summaries: means relative to sds, τ relative to itself; (1, b) each."""
    found = [np.abs(second[4] - first[4])]
    with np.errstate(invalid="ignore"):
        scales = (first[1], first[1], first[2], first[3])
        found += [np.abs(b - a) / scale for a, b, scale in zip(first[:4], second[:4], scales, strict=True)]
    return [np.nan_to_num(each)[None] for each in found]  # moments that do not exist do not change


def _mu_order(mu_prior: Any, decay: float) -> int:
    """Highest finite moment of μ, at most 2: a flat or Student prior leaves it a power tail."""
    if isinstance(mu_prior, Flat):
        tail = decay
    elif isinstance(mu_prior, StudentT):
        tail = decay + mu_prior.df
    else:
        tail = math.inf
    return finite_moments(tail)


def _pick(nodes: Nodes, rows: np.ndarray) -> Nodes:
    return Nodes(*(getattr(nodes, name)[rows] for name in Nodes.__dataclass_fields__))


def _join(parts: list[Nodes]) -> Nodes:
    size = max(part.tau.shape[1] for part in parts)
    return Nodes(
        *(
            np.concatenate([_fill(getattr(part, name), size, name) for part in parts])
            for name in Nodes.__dataclass_fields__
        )
    )


def _fill(values: FloatArray, size: int, name: str) -> FloatArray:
    """Repeat the last node, with weight 0, up to ``size`` nodes."""
    if values.ndim == 1 or name == "beyond" or values.shape[1] == size:
        return values
    padding = np.repeat(values[:, -1:], size - values.shape[1], axis=1)
    return np.concatenate([values, 0 * padding if name == "weight" else padding], axis=1)
