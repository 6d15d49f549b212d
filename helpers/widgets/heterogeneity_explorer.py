"""`HeterogeneityExplorer`: drag a forest plot, see the squares that make Q, and what is read off them."""

from __future__ import annotations

from typing import Any, ClassVar

import traitlets

from .studies import StudiesWidget


class HeterogeneityExplorer(StudiesWidget):
    """A forest plot whose points and error bars are dragged; Q follows as areas, and the other statistics.

    Beside each study stands the square that it adds to Q, beneath them Q itself, with the K − 1 that chance
    alone would give dashed inside. One handle changes the sample size of all: it sets ``std_errors``.
    ``HeterogeneityExplorer()`` starts on the eight markets, ``HeterogeneityExplorer("bcg")`` on another
    of the offered data sets, ``HeterogeneityExplorer(effects=…, std_errors=…, labels=…)`` on your own.

    Beside the traits of every widget on studies it has ``method`` ("DL", "PM" or "REML": the τ² that the
    pooled results use) and ``hksj`` (Hartung–Knapp interval).
    """

    examples: ClassVar[dict[str, dict[str, Any]]] = {
        "at its defaults": {},
        "bcg": {"dataset": "bcg"},
        "eight schools": {"dataset": "eight_schools"},
        "two studies": {"effects": [0.0, 1.0], "std_errors": [1.0, 1.0]},
        "adjusted": {"method": "REML", "hksj": True},
        "seventy studies": {"effects": [k % 7 / 7 for k in range(70)], "std_errors": [0.1, 0.4] * 35},
    }

    method = traitlets.Enum(["DL", "PM", "REML"], "DL").tag(sync=True)
    hksj = traitlets.Bool(False).tag(sync=True)

    def describe(self) -> str:
        return (
            f"Interactive figure: a forest plot of {len(self.effects)} studies. Drag a point or the end of "
            "an error bar, or change the sample size of all, and the squares that make Cochran's Q, I², "
            "three estimates of τ, the pooled mean and the prediction interval follow."
        )
