"""`HeterogeneityExplorer`: drag a forest plot and see what Q, I², τ̂ and the intervals make of it."""

from __future__ import annotations

from typing import Any, ClassVar

import traitlets

from .studies import StudiesWidget


class HeterogeneityExplorer(StudiesWidget):
    """A forest plot whose points and error bars are dragged; the heterogeneity statistics follow.

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
    }

    method = traitlets.Enum(["DL", "PM", "REML"], "DL").tag(sync=True)
    hksj = traitlets.Bool(False).tag(sync=True)

    def describe(self) -> str:
        return (
            f"Interactive figure: a forest plot of {len(self.effects)} studies. Drag a point or the end of "
            "an error bar, and Cochran's Q, I², three estimates of τ, the pooled mean and the prediction "
            "interval follow."
        )
