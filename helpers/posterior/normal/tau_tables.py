"""Tables of the density of τ on panels: distribution functions and quantiles of a batch of rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers._panels import cut, spread
from helpers._validate import FloatArray
from helpers.distributions.panels import PanelDensity
from helpers.posterior.normal.tau_rows import TauRows
from helpers.posterior.quadrature import PIECE_NODES, PIECES


@dataclass(frozen=True)
class TauTables:
    """Made anew for each question, from the panels that the moments were summed on.

    ``panels(rows)`` yields rows that share a number of panels, with the panels' edges in x;
    ``log_evidence`` is (B,).
    """

    rows: TauRows
    panels: Callable[[np.ndarray], Iterator[tuple[np.ndarray, FloatArray]]]
    log_evidence: FloatArray

    def below(self, rows: np.ndarray, tau: FloatArray) -> FloatArray:
        """P(τ ≤ ``tau``) in these rows; both (e,)."""
        return self._ask(PanelDensity.cdf, rows, tau)

    def above(self, rows: np.ndarray, tau: FloatArray) -> FloatArray:
        """P(τ > ``tau``) in these rows; both (e,)."""
        return self._ask(PanelDensity.sf, rows, tau)

    def _ask(self, question: Any, rows: np.ndarray, tau: FloatArray) -> FloatArray:
        answer = np.empty(len(rows))
        for at, row, table in self._tables(rows):
            x = np.arcsinh(np.maximum(tau[at], 0) / self.rows.axis.scale[rows[at]])
            answer[at] = question(table, row, x)
        return answer

    def quantile(self, rows: np.ndarray, q: FloatArray) -> FloatArray:
        """The τ of these rows below which a share ``q`` lies; both (e,)."""
        low, high = self.rows.axis.prior.support
        answer = np.empty(len(rows))
        for at, row, table in self._tables(rows):
            answer[at] = self.rows.axis.scale[rows[at]] * np.sinh(table.quantile(row, q[at]))
        return np.where(q <= 0, low, np.where(q >= 1, high, answer))

    def _tables(self, rows: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray, PanelDensity]]:
        """Tables of the density of τ: which entries of ``rows`` each serves, and with which of its rows."""
        needed = np.unique(rows)
        for same, edges in self.panels(needed):
            at = np.flatnonzero(np.isin(rows, same))
            yield at, np.searchsorted(same, rows[at]), self._table(same, edges)

    def _table(self, rows: np.ndarray, edges: FloatArray) -> PanelDensity:
        fine = cut(edges, PIECES)
        x, _ = spread(fine, PIECE_NODES)
        part = self.rows.take(rows)
        values = np.exp(part.log_density(x)[0] - self.log_evidence[rows, None])
        at_end = np.exp(part.log_density(edges[:, -1:])[0][:, 0] - self.log_evidence[rows])
        return PanelDensity(fine, values.reshape(len(rows), -1, PIECE_NODES), at_end * part.axis.end_weight)
