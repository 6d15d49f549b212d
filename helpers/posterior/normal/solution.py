"""Posteriors of many problems: nodes are placed once, sums over them formed chunk by chunk, on demand."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np

from helpers._panels import even_panels, halved, unresolved, warn_unresolved
from helpers._validate import FloatArray
from helpers.posterior.normal.tau_rows import OWN, TauRows
from helpers.posterior.normal.tau_tables import TauTables
from helpers.posterior.quadrature import bracket, panel_count

CHUNK = 160  # rows at once: their working arrays fit the processor's cache
KEEP = 300_000  # nodes that may be kept between questions; beyond, they are laid out afresh
MOST = 400  # panels of a row
HALVINGS = 3  # times all panels of an unresolved row are halved before they are halved one by one


class Solution:
    """Where the nodes of each row are, and what the sums over them say.

    ``tau_mean``, ``tau_sd``, ``log_evidence``: (B,); ``means``, ``sds`` (P, B): of μ, or of P coefficients.
    A divergent moment is inf, a mean that does not exist nan. ``rest`` (B,) is the share of a density of τ
    that its panels do not resolve, 0 where they do.
    """

    def __init__(self, rows: TauRows, own: int = 1):
        self.rows = rows
        size = len(rows.y)
        self.low, self.high = np.empty((2, size))
        self.count = np.empty(size, dtype=np.int32)
        self.special: dict[int, FloatArray] = {}
        self.rest = np.zeros(size)
        self.moments = np.empty((OWN + 2 * own, size))
        for part in self.chunks():
            self._bracket(part)
        self._choose_panels()
        self.tau_mean, self.tau_sd, self.log_evidence = self.moments[:OWN]
        self.means, self.sds = self.moments[OWN:].reshape(2, own, size)

    @property
    def _chunk(self) -> int:
        return max(CHUNK // self.rows.components, 1)

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
                    part = self.rows.take(rows)
                    nodes, densities = part.nodes(edges)
                    self.moments[:, rows] = part.summary(nodes)
                    failed.append(rows[unresolved(densities, edges).any(axis=1)])
            todo = np.concatenate(failed)
            self.count[todo] *= 2
        for row in todo:
            self._place_alone(row)
        if self.rest.any():
            warn_unresolved(
                f"the density of τ in {np.count_nonzero(self.rest)} of {len(self.rest)} posteriors",
                self.rest.max(),
                "error_estimate admits it; a narrower tau_prior may help.",
            )

    def _place_alone(self, row: Any) -> None:
        """Halve only the panels that need it, until none does."""
        problem, edges = self.rows.take([row]), next(self.panels(np.array([row])))[1]
        while True:
            nodes, densities = problem.nodes(edges)
            rest = unresolved(densities, edges)
            if not rest.any() or edges.shape[1] > MOST:
                break
            edges = halved(edges, rest[0] > 0)
        self.count[row], self.special[row], self.rest[row] = 0, edges[0], rest.max()
        self.moments[:, [row]] = problem.summary(nodes)

    def panels(self, rows: np.ndarray) -> Iterator[tuple[np.ndarray, FloatArray]]:
        """Rows that share a number of panels, with the panels' edges."""
        count = self.count[rows]
        for size in np.unique(count):
            same = rows[count == size]
            if size:
                yield same, even_panels(self.low[same], self.high[same], int(size))
            else:
                yield from ((np.array([row]), self.special[row][None]) for row in same)

    def chunks(self, rows: np.ndarray | None = None) -> Iterator[np.ndarray]:
        """The given rows, or all, a manageable number at a time."""
        rows = np.arange(len(self.low)) if rows is None else rows
        for start in range(0, len(rows), self._chunk):
            yield rows[start : start + self._chunk]

    def nodes(self, rows: np.ndarray) -> Any:
        """The nodes of these rows; those with fewer are filled up with nodes of weight 0."""
        if self._kept is not None:
            return self._kept.take(rows)
        return self._lay_out(rows)

    @cached_property
    def _kept(self) -> Any:
        if len(self.low) * 48 * self.rows.components > KEEP:
            return None
        return _joined([self._lay_out(rows) for rows in self.chunks()])

    def _lay_out(self, rows: np.ndarray) -> Any:
        groups = list(self.panels(rows))
        parts = [self._nodes_for_effects(same, edges) for same, edges in groups]
        if len(parts) == 1:
            return parts[0]
        back = np.argsort(np.argsort(rows))  # groups hold the rows in another order
        order = np.argsort(np.concatenate([same for same, _ in groups]))
        return _joined(parts).take(order[back])

    def _nodes_for_effects(self, rows: np.ndarray, edges: FloatArray) -> Any:
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
                mean[rows], sd[rows] = part.effect_moments(nodes)
        return mean, sd

    @cached_property
    def tau_tables(self) -> TauTables:
        """The distribution of τ row by row."""
        return TauTables(self.rows, self.panels, self.log_evidence)


def _joined(parts: list[Any]) -> Any:
    return type(parts[0]).joined(parts)
