"""`Calibration`: is somebody right as often as they say, and how many predictions does it take to tell?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import traitlets

from helpers._validate import described

from .static_widget import StaticWidget

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from helpers._validate import FloatArray

EXAMPLE, YOURS = "An example", "Yours, in notebooks"
GROUPS = {"below 50 %": (0, 50), "50 to 69 %": (50, 70), "70 to 89 %": (70, 90), "90 to 100 %": (90, 101)}
_SAID = (95, 90, 90, 85, 80, 80, 80, 75, 75, 70, 70, 70, 65, 60, 60, 50, 50, 40)
_RIGHT = (1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0)


def count_chances(probabilities: Iterable[float]) -> FloatArray:
    """Chances of 0, 1, 2, … successes of independent trials with these probabilities (Poisson binomial)."""
    chances = np.ones(1)
    for p in probabilities:
        chances = np.convolve(chances, [1 - p, p])
    return chances


def exact_interval(hits: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """Clopper and Pearson's interval (1934) for a share of which ``hits`` of ``n`` are known."""
    from scipy.stats import beta

    tail = (1 - level) / 2
    low = 0.0 if hits == 0 else float(beta.ppf(tail, hits, n - hits + 1))
    return low, 1.0 if hits == n else float(beta.ppf(1 - tail, hits + 1, n - hits))


class Calibration(StaticWidget):
    """How sure somebody was of their predictions, and how often they were right.

    ``Calibration()`` shows an example reader, and on a page of the book, at a press, what this browser has
    kept of the reader's own. ``Calibration(helpers.grading.predictions())`` shows those made in notebooks;
    where there are none yet, the example. A list of pairs (confidence in percent, right or not) does too.

    Traits, readable and settable: ``confidences`` (percent) and ``outcomes`` (1 right, 0 wrong), one for each
    prediction; ``times`` (1 to 30), how often all of them are repeated; ``whose``, what they are called.
    Raises ``ValueError`` for a confidence beyond 0 to 100 and for what is no prediction.
    """

    examples: ClassVar[dict[str, dict[str, Any]]] = {
        "at its defaults": {},
        "a guess first": {"predict": True},
        "one prediction": {"predictions": [(100, False)]},
        "too modest": {"predictions": [(50, True)] * 9 + [(60, False)] * 2, "times": 4},
        "as often as said": {"predictions": [(50, True), (50, False)], "times": 30},
    }

    confidences = traitlets.List(traitlets.Float()).tag(sync=True, least=0, most=100)
    outcomes = traitlets.List(traitlets.Int()).tag(sync=True, least=0, most=1)
    whose = traitlets.Unicode(EXAMPLE).tag(sync=True)
    times = traitlets.Int(1, min=1, max=30).tag(sync=True)

    def __init__(self, predictions: Any = None, *, times: int = 1, **traits: Any) -> None:
        pairs = [] if predictions is None else _pairs(predictions)
        traits.setdefault("whose", YOURS if pairs else EXAMPLE)
        said, right = zip(*(pairs or zip(_SAID, _RIGHT, strict=True)), strict=True)
        super().__init__(
            confidences=[float(c) for c in said], outcomes=[int(r) for r in right], times=times, **traits
        )

    def table(self) -> pd.DataFrame:
        """Means by how sure, and of all: ``said`` and ``right`` (shares), ``n``, exact ``low``, ``high``."""
        import pandas as pd

        said, right = np.array(self.confidences), np.array(self.outcomes)
        rows = {name: (low <= said) & (said < high) for name, (low, high) in GROUPS.items()}
        rows["all"] = np.ones(said.size, dtype=bool)
        found = {}
        for name, chosen in rows.items():
            if n := int(chosen.sum()):
                hits = int(right[chosen].sum())
                low, high = exact_interval(hits * self.times, n * self.times)
                means = {"said": said[chosen].mean() / 100, "right": hits / n}
                found[name] = means | {"n": n * self.times, "low": low, "high": high}
        return pd.DataFrame(found).T

    @property
    def tail(self) -> float:
        """The chance of a count of right predictions as far off, on its side, if every confidence is true."""
        said = np.tile(np.array(self.confidences) / 100, self.times)
        hits, chances = sum(self.outcomes) * self.times, count_chances(said)
        few = hits <= said.sum() + 1e-9
        return float(min(1, chances[: hits + 1].sum() if few else chances[hits:].sum()))

    def describe(self) -> str:
        return (
            f"Interactive figure: {len(self.confidences)} predictions, how sure somebody was of them and how "
            "many came true, by groups of confidence with exact intervals; drag how often they are repeated, "
            "and see when chance stops being an explanation."
        )

    def picture(self) -> Axes:
        """Said and right by groups, and the number right that the confidences promise."""
        import matplotlib.pyplot as plt

        from helpers import plots

        table = self.table()
        rows = np.arange(len(table))
        blue, orange = plots.COLOURS["blue"], plots.COLOURS["vermilion"]
        with plots.styled():
            axes = plt.subplots(figsize=(6.4, 2.8))[1]
            axes.hlines(rows + 0.15, table["low"], table["high"], color=blue)
            axes.plot(table["right"], rows + 0.15, "o", color=blue, label="right, exact 95 % interval")
            axes.plot(table["said"], rows - 0.15, "s", color=orange, mfc="white", label="said")
            axes.set_yticks(rows, [f"{name} ({n:.0f})" for name, n in table["n"].items()])
            axes.invert_yaxis()
            axes.set(xlim=(-0.02, 1.02), xlabel="share")
            axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2)
        return axes

    def picture_text(self) -> str:
        row = self.table().loc["all"]
        return (
            f"How sure, and how often right, by groups of confidence: of {row['n']:.0f} predictions "
            f"{100 * row['right']:.0f} % came true, with {100 * row['said']:.0f} % said on average."
        )


def _pairs(predictions: Any) -> list[tuple[float, bool]]:
    if isinstance(predictions, Mapping):
        entries = [entry for entry in predictions.values() if isinstance(entry, Mapping)]
        predictions = [(e.get("confidence"), e.get("right")) for e in entries]
    scalar = isinstance(predictions, str) or getattr(predictions, "ndim", 1) == 0
    if scalar or not isinstance(predictions, Iterable):
        raise TypeError(
            "predictions must be what helpers.grading.predictions() returns, or pairs of a confidence in "
            f"percent and right or not; found {described(predictions)}"
        )
    return [_pair(entry) for entry in predictions]


def _pair(entry: Any) -> tuple[float, bool]:
    try:
        said, right = entry
        known = 0 <= float(said) <= 100 and right in (0, 1)
    except (TypeError, ValueError):
        known = False
    if not known:
        raise ValueError(
            "predictions must hold pairs of a confidence from 0 to 100 percent and right or not, such as "
            f"(70, True); found {described(entry)}"
        )
    return float(said), bool(right)
