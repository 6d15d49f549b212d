"""The score of a model: an expected log predictive density, with what it is the sum of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from helpers._results import ByValue
from helpers._validate import FloatArray


@dataclass(frozen=True, eq=False)
class Elpd(ByValue):
    """How well a model foresees what was left out: a sum of log densities (Vehtari, Gelman & Gabry 2017).

    ``elpd`` is the sum of ``pointwise`` (N,), ``se`` its standard error √(N · variance of the terms), ``p``
    the effective number of parameters: how much better the model knows the data once it has seen them.
    ``pareto_k`` (N,) says of a PSIS-LOO whether each term can be trusted; None for WAIC and exact scores.
    """

    elpd: float
    se: float
    p: float
    pointwise: FloatArray
    pareto_k: FloatArray | None = None

    def __str__(self) -> str:
        k = "" if self.pareto_k is None else f", {int(np.sum(self.pareto_k > 0.7))} of k̂ above 0.7"
        return f"elpd {self.elpd:.2f} (se {self.se:.2f}), p {self.p:.2f}, N {len(self.pointwise)}{k}"


def summed(pointwise: FloatArray, in_sample: FloatArray, pareto_k: FloatArray | None = None) -> Elpd:
    """The `Elpd` of terms (N,) left out, beside the same terms ``in_sample``."""
    return Elpd(
        elpd=float(pointwise.sum()),
        se=spread_of_sum(pointwise),
        p=float(np.sum(in_sample - pointwise)),
        pointwise=pointwise,
        pareto_k=pareto_k,
    )


def spread_of_sum(terms: FloatArray) -> float:
    """Standard error of a sum of N independent terms."""
    return float(np.sqrt(len(terms) * terms.var(ddof=1)))
