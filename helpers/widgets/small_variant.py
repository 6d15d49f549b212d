"""`SmallVariant`: give one variant fewer visitors and see how much of its own rate it keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import traitlets
from numpy.typing import ArrayLike

from helpers._validate import label_list, real_array, shown, whole_number

from .static_widget import StaticWidget

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SUCCESSES, _TRIALS = (30, 50, 55, 60), (100, 100, 100, 100)


class SmallVariant(StaticWidget):
    """Variants of one page with conversion rates from one Beta population; one of them can be dragged.

    ``SmallVariant()`` starts with 30, 50, 55 and 60 conversions of 100 visitors each;
    ``SmallVariant(successes, trials, labels=…)`` with yours. The visitors of variant ``arm`` are dragged
    from 10 to 200 in tens, and its observed rate in tenths; the posterior under (a + b)^(−5/2) follows.

    Traits, readable and settable: ``trials`` and ``rates`` (observed), K numbers each; ``labels``;
    ``arm`` (index); ``level`` of the intervals. Raises ``ValueError`` for fewer than two variants, unequal
    lengths, and counts that are not whole or not strictly between 0 and the trials.
    """

    examples: ClassVar[dict[str, dict[str, Any]]] = {
        "at its defaults": {},
        "another arm": {
            "successes": [40, 12, 33],
            "trials": [90, 30, 80],
            "labels": ["old", "new", "newer"],
            "arm": 1,
        },
        "two arms": {"successes": [5, 5], "trials": [10, 10]},
    }

    labels = traitlets.List(traitlets.Unicode()).tag(sync=True)
    trials = traitlets.List(traitlets.Float()).tag(sync=True, least=2)
    rates = traitlets.List(traitlets.Float()).tag(sync=True, least=1e-9, most=0.999999999)
    arm = traitlets.Int(0, min=0).tag(sync=True)
    level = traitlets.Float(0.95, min=0.5, max=0.999).tag(sync=True)

    def __init__(
        self,
        successes: ArrayLike = _SUCCESSES,
        trials: ArrayLike = _TRIALS,
        *,
        labels: Any = None,
        arm: int = 0,
        **traits: Any,
    ) -> None:
        y, n = real_array(successes, "successes"), real_array(trials, "trials")
        if y.ndim != 1 or y.shape != n.shape or y.size < 2:
            raise ValueError(
                "successes and trials must hold one number for each of at least 2 variants; "
                f"found shapes {y.shape} and {n.shape}"
            )
        bad = (y % 1 != 0) | (n % 1 != 0) | (y <= 0) | (y >= n)
        if bad.any():
            raise ValueError(
                "successes must be whole numbers above 0 and below trials; "
                f"found {shown(y[bad][0])} of {shown(n[bad][0])}"
            )
        if labels is None:
            labels = [chr(65 + k) for k in range(y.size)]
        names = [str(x) for x in label_list(labels, "labels", y.size, "variant")]
        chosen = whole_number(arm, "arm", at_least=0)
        if chosen >= y.size:
            raise ValueError(f"arm must be below {y.size}, the number of variants; found {chosen}")
        super().__init__(labels=names, trials=n.tolist(), rates=(y / n).tolist(), arm=chosen, **traits)

    def picture(self) -> Axes:
        """Observed rates, and estimates with their intervals."""
        import matplotlib.pyplot as plt
        import numpy as np

        from helpers import plots
        from helpers.posterior import beta_binomial

        trials, rates = np.array(self.trials), np.array(self.rates)
        post = beta_binomial(np.round(rates * trials), trials).rates
        low, high = post.interval(self.level)
        with plots.styled():
            axes = plt.subplots(figsize=(6.4, 0.8 + 0.4 * trials.size))[1]
            rows = np.arange(trials.size)
            axes.hlines(rows, low, high, color=plots.COLOURS["blue"])
            axes.scatter(post.mean, rows, color=plots.COLOURS["blue"])
            axes.scatter(rates, rows - 0.2, marker="s", facecolor="white", edgecolor="black")
            axes.set_yticks(rows, self.labels)
            axes.invert_yaxis()
            axes.set_xlabel("conversion rate: observed (square), estimate and interval")
        return axes

    def describe(self) -> str:
        return (
            f"Interactive figure: {len(self.trials)} variants and their conversion rates. Drag the visitors "
            f"of variant {self.labels[self.arm]}, or the rate they were seen to have, and see how far its "
            "estimate is pulled towards the others, and how much surer the others become."
        )
