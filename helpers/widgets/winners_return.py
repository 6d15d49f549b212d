"""`WinnersReturn`: what winners promised, what the archive makes of it, and what they delivered."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import traitlets

from .static_widget import StaticWidget

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from helpers.archive import Population

BANDS = {
    "lowest fifth": 0.0,
    "second fifth": 0.2,
    "middle fifth": 0.4,
    "fourth fifth": 0.6,
    "80 to 95 %": 0.8,
    "95 to 99 %": 0.95,
    "top 1 %": 0.99,
}
FEWEST = 3  # experiments, below which a band is not shown
_COLUMNS = {
    "picked": "picked_first",
    "picked_se": "picked_first_se",
    "again": "picked_second",
    "drawn": "any_first",
    "drawn_se": "any_first_se",
    "arms": "arms",
    "visitors": "visitors",
}


@cache
def _headlines() -> dict[str, Any]:
    """The headline tests, cut in halves: the winners of the first, and arms drawn blindly."""
    from helpers.datasets import load

    table = load("headline_winners")
    return {"name": "headline tests"} | {k: table[column].tolist() for k, column in _COLUMNS.items()}


class WinnersReturn(StaticWidget):
    """Raw lift, promise and delivery of an archive's winners, by bands of the raw lift.

    ``WinnersReturn()`` holds the 3 044 headline tests. The population is fitted to arms drawn blindly, with
    mean 0, by maximum likelihood at the ``tails`` as they stand, 1/df of a Student-t from 0 (normal) to 0.4;
    shown are the tests with at least so many ``arms``, and ``visitors`` in an arm. On the page a reader may
    paste an archive of their own, every experiment of which counts as drawn, with a mean that is estimated.
    """

    examples: ClassVar[dict[str, dict[str, Any]]] = {
        "at its defaults": {},
        "fat tails": {"tails": 0.23},
        "few tests": {"arms": 7, "visitors": 5000, "tails": 0.4},
    }

    tails = traitlets.Float(0.0, min=0, max=0.4).tag(sync=True)
    arms = traitlets.Int(3, min=3, max=7).tag(sync=True)
    visitors = traitlets.Int(0, min=0, max=6000).tag(sync=True)
    archive = traitlets.Dict().tag(sync=True)

    @traitlets.default("archive")
    def _real(self) -> dict[str, Any]:
        return dict(_headlines())

    @property
    def population(self) -> Population:
        """Of the true lifts, at the tails as they stand."""
        from helpers import archive

        drawn = self._column("drawn"), self._column("drawn_se")
        if self.tails == 0:
            return archive.population(*drawn)
        return archive.population(*drawn, family="student_t", df=1 / self.tails)

    def returns(self) -> pd.DataFrame:
        """Means of lift, promise and delivery of the tests shown: a row a band of `BANDS`, and ``all``."""
        import pandas as pd

        arms = self._column("arms")
        seen = (arms >= self.arms) & (self._column("visitors") / arms >= self.visitors)
        raw, again = self._column("picked")[seen], self._column("again")[seen]
        promise = self.population.shrunken(raw, self._column("picked_se")[seen])
        edges = [-np.inf, *np.quantile(raw, list(BANDS.values())[1:]), np.inf]
        place = np.searchsorted(edges, raw) - 1
        rows = {name: place == i for i, name in enumerate(BANDS)} | {"all": place >= 0}
        columns = {"raw": raw, "promised": promise, "delivered": again, "gap": promise - again}
        found = {}
        for name, band in rows.items():
            if band.sum() >= FEWEST:
                row = {key: values[band].mean() for key, values in columns.items()}
                spread = {f"{key}_se": columns[key][band].std(ddof=1) for key in ("delivered", "gap")}
                found[name] = row | {k: v / band.sum() ** 0.5 for k, v in spread.items()} | {"n": band.sum()}
        return pd.DataFrame(found).T

    def _column(self, name: str) -> Any:
        return np.asarray(self.archive[name], dtype=float)

    def describe(self) -> str:
        return (
            "Interactive figure: thousands of tests, each with a winner. Squares show the lift with which "
            "they won, diamonds what a population of all tests promises of it, dots what they delivered in "
            "fresh data, by bands from the smallest lifts to the largest. Drag the tails of the population, "
            "the number of arms and of visitors an arm."
        )

    def picture(self) -> Axes:
        """The bands, with raw lift, promise and delivery."""
        import matplotlib.pyplot as plt

        from helpers import plots

        table = self.returns()
        rows = np.arange(len(table))
        with plots.styled():
            axes = plt.subplots(figsize=(6.4, 3.2))[1]
            axes.plot(table["raw"], rows, "s", color=plots.COLOURS["vermilion"], mfc="none", label="raw")
            axes.plot(table["promised"], rows, "D", color=plots.COLOURS["blue"], label="promised")
            axes.errorbar(
                table["delivered"], rows + 0.2, xerr=2 * table["delivered_se"], fmt="o",
                color=plots.COLOURS["green"], label="delivered, ± 2 standard errors",
            )  # fmt: skip
            axes.set_yticks(rows, table.index)
            axes.invert_yaxis()
            axes.set_xlabel("lift over the other arms")
            axes.axvline(0, color="grey", lw=0.8)
            axes.legend(loc="upper right")
        return axes

    def picture_text(self) -> str:
        row = self.returns().loc["all"]
        return (
            f"Raw, promised and delivered lift of {row['n']:.0f} winners, by bands of the raw lift; on "
            f"average {row['raw']:.2f} raw, {row['promised']:.2f} promised, {row['delivered']:.2f} delivered."
        )
