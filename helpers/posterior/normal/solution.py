"""Posteriors of many problems: nodes are placed once, sums over them formed chunk by chunk, on demand."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np

from helpers._panels import even_panels, halved, remainder, unresolved, warn_unresolved
from helpers._validate import FloatArray
from helpers.posterior.axis import finite_moments
from helpers.posterior.normal.nodes import Nodes
from helpers.posterior.normal.rows import prepare
from helpers.posterior.normal.shrinkage import effect_moments
from helpers.posterior.normal.tau_tables import TauTables
from helpers.posterior.quadrature import bracket, panel_count
from helpers.priors import Flat, Prior, StudentT

CHUNK = 160  # rows at once: their working arrays fit the processor's cache
KEEP = 300_000  # nodes that may be kept between questions; beyond, they are laid out afresh
MOST = 400  # panels of a row
HALVINGS = 3  # times all panels of an unresolved row are halved before they are halved one by one


class Solution:
    """Where the nodes of each row are, and what the sums over them say.

    ``y``, ``s2``: (B, K). ``mu_mean``, ``mu_sd``, ``tau_mean``, ``tau_sd``, ``log_evidence``: (B,); a
    divergent moment is inf, a mean that does not exist nan. ``rest`` (B,) is the share of a density of τ that
    its panels do not resolve, 0 where they do.
    """

    def __init__(self, y: FloatArray, s2: FloatArray, mu_prior: Any, tau_prior: Prior):
        self.rows = prepare(y, s2, mu_prior, tau_prior)
        self.mu_order = _mu_order(mu_prior, self.rows.axis.decay)
        self.low, self.high = np.empty((2, len(y)))
        self.count = np.empty(len(y), dtype=np.int32)
        self.special: dict[int, FloatArray] = {}
        self.rest = np.zeros(len(y))
        self.moments = np.empty((5, len(y)))
        for rows in self.chunks():
            self._bracket(rows)
        self._choose_panels()
        self.mu_mean, self.mu_sd, self.tau_mean, self.tau_sd, self.log_evidence = self.moments

    @property
    def _chunk(self) -> int:
        mixture = self.rows.mu_prior
        return max(CHUNK // (1 if mixture is None else len(mixture.means)), 1)

    def _bracket(self, rows: np.ndarray) -> None:
        """Find where each density lives."""
        part = self.rows.take(slice(rows[0], rows[-1] + 1))
        low, high = bracket(part, part.axis.scan())
        self.low[rows], self.high[rows], self.count[rows] = low, high, panel_count(low, high)

    def _choose_panels(self) -> None:
        """Sum over the nodes; where the density turns out unresolved, double the panels and sum again."""
        todo = np.arange(len(self.low))
        for _ in range(HALVINGS + 1):
            failed = [todo[:0]]
            for chunk in self.chunks(todo):
                for rows, edges in self.panels(chunk):
                    nodes, densities = self.rows.take(rows).nodes(edges)
                    self.moments[:, rows] = self.summary(nodes)
                    failed.append(rows[unresolved(remainder(densities, edges), edges).any(axis=1)])
            todo = np.concatenate(failed)
            self.count[todo] *= 2
        for row in todo:
            self._place_alone(row)
        if self.rest.any():
            warn_unresolved(
                f"the density of τ in {np.count_nonzero(self.rest)} of {len(self.rest)} posteriors",
                self.rest.max(),
                "error_estimate says so for each; rescale the outcome or use a narrower tau_prior",
            )

    def _place_alone(self, row: Any) -> None:
        """Halve only the panels that need it, until none does."""
        problem, edges = self.rows.take([row]), next(self.panels(np.array([row])))[1]
        while True:
            nodes, densities = problem.nodes(edges)
            rest = remainder(densities, edges)
            bad = unresolved(rest, edges)
            if not bad.any():
                break
            if edges.shape[1] > MOST:
                self.rest[row] = rest.max()
                break
            edges = halved(edges, bad[0])
        self.count[row], self.special[row] = 0, edges[0]
        self.moments[:, [row]] = self.summary(nodes)

    def panels(self, rows: np.ndarray) -> Iterator[tuple[np.ndarray, FloatArray]]:
        """Rows that share a number of panels, with the panels' edges."""
        count = self.count[rows]
        for size in np.unique(count):
            same = rows[count == size]
            if size:
                yield same, even_panels(self.low[same], self.high[same], int(size))
            else:
                yield from ((np.array([row]), self.special[row][None]) for row in same)

    def summary(self, nodes: Nodes) -> FloatArray:
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
            return self._kept.take(rows)
        return self._lay_out(rows)

    @cached_property
    def _kept(self) -> Nodes | None:
        mixture = self.rows.mu_prior
        size = len(self.low) * 48 * (1 if mixture is None else len(mixture.means))
        if size > KEEP:
            return None
        return Nodes.joined([self._lay_out(rows) for rows in self.chunks()])

    def _lay_out(self, rows: np.ndarray) -> Nodes:
        groups = list(self.panels(rows))
        parts = [self._nodes_for_effects(same, edges) for same, edges in groups]
        if len(parts) == 1:
            return parts[0]
        back = np.argsort(np.argsort(rows))  # groups hold the rows in another order
        order = np.argsort(np.concatenate([same for same, _ in groups]))
        return Nodes.joined(parts).take(order[back])

    def _nodes_for_effects(self, rows: np.ndarray, edges: FloatArray) -> Nodes:
        part = self.rows.take(rows)
        return part.nodes(part.for_effects(edges))[0]

    @cached_property
    def effects(self) -> tuple[FloatArray, FloatArray]:
        """Mean and sd of every θ_k, (B, K) each."""
        mean, sd = np.empty((2, *self.rows.y.shape))
        for chunk in self.chunks():
            for rows, edges in self.panels(chunk):
                part = self.rows.take(rows)
                nodes, _ = part.nodes(edges)
                mean[rows], sd[rows] = effect_moments(nodes, part.y, part.s2)
        return mean, sd

    @cached_property
    def tau_tables(self) -> TauTables:
        """The distribution of τ row by row."""
        return TauTables(self.rows, self.panels, self.log_evidence)


def _mu_order(mu_prior: Any, decay: float) -> int:
    """Highest finite moment of μ, at most 2: a flat or Student prior leaves it a power tail."""
    if isinstance(mu_prior, Flat):
        tail = decay
    elif isinstance(mu_prior, StudentT):
        tail = decay + mu_prior.df
    else:
        tail = math.inf
    return finite_moments(tail)
