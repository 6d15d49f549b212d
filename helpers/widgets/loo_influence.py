"""`LooInfluence`: hide every study from a model in turn; what does it expect there, and what was reported?"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, ClassVar

import traitlets

from helpers._validate import shown
from helpers.priors import HalfNormal, Normal

from .studies import StudiesWidget

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from helpers.comparison import Elpd

_NAMES = {"partial": "partial pooling", "complete": "complete pooling", "none": "no pooling"}


class LooInfluence(StudiesWidget):
    """Leave-one-study-out, study by study: the forecast that others make of each, and how well it did.

    ``LooInfluence()`` starts on twelve hospitals, ``LooInfluence("eight_markets")`` on another of the
    offered data sets, ``LooInfluence(effects=…, std_errors=…)`` on your own. Every study's estimate can be
    dragged: away from the others, and back.

    Beside the traits of every widget on studies it has ``pooling`` ("partial", "complete" or "none"), the
    Normal prior ``prior_mean``, ``prior_sd`` (of μ; of every effect for itself without pooling),
    ``tau_scale`` of the half-normal prior on τ, and ``seed`` of the draws behind the PSIS scores.
    """

    examples: ClassVar[dict[str, dict[str, Any]]] = {
        "at its defaults": {},
        "no pooling, eight markets": {"dataset": "eight_markets", "pooling": "none"},
        "complete pooling, other draws": {"pooling": "complete", "seed": 7},
        "a prior that knows": {"pooling": "none", "prior_mean": 8.3, "prior_sd": 2.2},
        "two studies": {"effects": [0.0, 1.0], "std_errors": [1.0, 1.0]},
    }

    pooling = traitlets.Enum(list(_NAMES), "partial").tag(sync=True)
    prior_mean = traitlets.Float(0.0).tag(sync=True)
    prior_sd = traitlets.Float(1.0).tag(sync=True, least=1e-9)
    tau_scale = traitlets.Float(1.0).tag(sync=True, least=1e-9)
    seed = traitlets.Int(1, min=0).tag(sync=True)

    _loads = (*StudiesWidget._loads, "prior_mean", "prior_sd", "tau_scale")
    _offers = ("hospitals", "eight_markets", "bcg", "eight_schools")

    def __init__(self, dataset: str = "hospitals", **traits: Any) -> None:
        super().__init__(dataset, **traits)

    @traitlets.validate("prior_sd", "tau_scale")
    def _check_positive(self, proposal: dict[str, Any]) -> float:
        value = float(proposal["value"])
        if not 0 < value < math.inf:
            raise ValueError(f"{proposal['trait'].name} must be above 0 and finite; found {shown(value)}")
        return value

    def _values(self, source: dict[str, Any]) -> dict[str, Any]:
        loaded = super()._values(source)
        if "tau_prior" in source:
            mu = source["mu_prior"]
            scale = source["tau_prior"]["scale"]
            loaded |= {"prior_mean": mu["mean"], "prior_sd": mu["sd"], "tau_scale": scale}
        return loaded

    def scores(self, pooling: str) -> Elpd:
        """The exact scores of one kind of pooling, as the page shows them."""
        from helpers.comparison import leave_one_study_out

        priors = Normal(self.prior_mean, self.prior_sd), HalfNormal(self.tau_scale)
        return leave_one_study_out(self.effects, self.std_errors, pooling, *priors)

    def describe(self) -> str:
        return (
            f"Interactive figure: {len(self.effects)} studies, each hidden in turn from three models. Choose "
            "partial, complete or no pooling, see what it expects of the hidden study from the others, drag "
            "what the study reported, and see its score beside the one that draws give."
        )

    def picture(self) -> Axes:
        """Each study's exact score under the three models."""
        import matplotlib.pyplot as plt
        import numpy as np

        from helpers import plots

        rows = np.arange(len(self.effects))
        looks = {"partial": ("o", "blue"), "complete": ("^", "vermilion"), "none": ("s", "black")}
        with plots.styled():
            axes = plt.subplots(figsize=(6.4, 0.9 + 0.28 * len(rows)))[1]
            for shift, (pooling, (mark, colour)) in zip((-0.15, 0, 0.15), looks.items(), strict=True):
                scores = self.scores(pooling).pointwise
                axes.plot(
                    scores, rows + shift, mark, color=plots.COLOURS[colour], ms=5, label=_NAMES[pooling]
                )
            axes.set_yticks(rows, self.labels)
            axes.invert_yaxis()
            axes.set_xlabel("log score of each study, left out")
            axes.legend(fontsize="small")
        return axes

    def picture_text(self) -> str:
        totals = ", ".join(f"{name} {self.scores(key).elpd:.1f}" for key, name in _NAMES.items())
        return (
            f"Log scores of {len(self.effects)} studies, each foreseen from the others, under three models. "
            f"In all: {totals}. Higher is better."
        )
