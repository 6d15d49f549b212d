"""`SumsOfSquares`: the treatment and interaction rows of an analysis of variance, as areas to be dragged."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import traitlets
from numpy.typing import ArrayLike
from scipy.special import fdtrc

from helpers._results import ByValue
from helpers._validate import FloatArray, label_list, moderate, real_array, real_number
from helpers.datasets import load

from .pictures import bars
from .static_widget import StaticWidget

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


@dataclass(frozen=True, eq=False)
class TreatmentSquares(ByValue):
    """What an experiment's segments say of its treatment: one common effect, and their departures from it.

    ``common`` is the common effect, ``pieces`` the interaction sum of squares segment by segment (K,),
    ``by_chance`` what noise alone would make of each on average (K,), ``treatment`` and ``interaction`` the
    two sums of squares with their F ratios and p-values.
    """

    common: float
    pieces: FloatArray
    by_chance: FloatArray
    treatment: float
    interaction: float
    treatment_f: float
    interaction_f: float
    treatment_p: float
    interaction_p: float


def treatment_squares(
    effects: ArrayLike, n_treated: ArrayLike, n_control: ArrayLike, sigma: float, residual_df: float
) -> TreatmentSquares:
    """The rows *treatment* and *interaction* of a Type II analysis of variance, from summaries.

    ``effects`` are the differences of arm means in K segments, ``n_treated`` and ``n_control`` the sizes of
    their arms, shapes (K,); ``sigma`` is the residual standard deviation, on ``residual_df`` degrees of
    freedom. With h = n_t n_c / (n_t + n_c) the additive model's treatment effect is the h-weighted mean of
    the effects; the interaction is Σ h (effect − mean)² and the treatment Σh · mean² (Yates 1934). Without
    differences a piece h (effect − mean)² is σ² (1 − h / Σh) on average, and all together are (K − 1) σ².
    Raises ``ValueError`` for shapes that differ, K < 2, arms without visitors and sigma ≤ 0.
    """
    d, weights = moderate(real_array(effects, "effects"), "effects"), arm_weights(n_treated, n_control)
    if d.shape != weights.shape or d.ndim != 1 or d.size < 2:
        raise ValueError(
            "effects, n_treated and n_control must hold one number for each of at least 2 segments; "
            f"found shapes {d.shape} and {weights.shape}"
        )
    mean_square = float(moderate(np.array(real_number(sigma, "sigma")), "sigma", positive=True)) ** 2
    df = real_number(residual_df, "residual_df", above=0)
    common = float(np.average(d, weights=weights))
    pieces = weights * (d - common) ** 2
    treatment, interaction = float(weights.sum() * common**2), float(pieces.sum())
    treatment_f, interaction_f = treatment / mean_square, interaction / (d.size - 1) / mean_square
    return TreatmentSquares(
        common,
        pieces,
        mean_square * (1 - weights / weights.sum()),
        treatment,
        interaction,
        treatment_f,
        interaction_f,
        float(fdtrc(1, df, treatment_f)),
        float(fdtrc(d.size - 1, df, interaction_f)),
    )


def arm_weights(n_treated: ArrayLike, n_control: ArrayLike) -> FloatArray:
    """h = n_t n_c / (n_t + n_c): σ²/h is the variance of a difference of two arm means."""
    t, c = real_array(n_treated, "n_treated"), real_array(n_control, "n_control")
    if t.shape != c.shape:
        raise ValueError(f"n_treated and n_control must have the same shape; found {t.shape} and {c.shape}")
    if (t <= 0).any() or (c <= 0).any():
        raise ValueError("n_treated and n_control must be above 0: every segment needs visitors in both arms")
    return t * c / (t + c)


def _residual_sd(segments: pd.DataFrame) -> float:
    """Standard deviation within cells, from the variances of the arms."""
    df = segments[["n_treated", "n_control"]].to_numpy(dtype=float) - 1
    variances = segments[["var_treated", "var_control"]].to_numpy(dtype=float)
    return float(np.sqrt((df * variances).sum() / df.sum()))


class SumsOfSquares(StaticWidget):
    """Segments of one experiment whose effects and noise are dragged; sums of squares appear as areas.

    ``SumsOfSquares()`` starts on the six segments. Traits, readable and settable: ``effects`` (K segment
    effects), ``n_treated`` and ``n_control`` (their arms' sizes), ``sigma`` (residual standard deviation of
    one visitor's outcome), ``residual_df``, ``labels``, ``level`` of the bars.
    Raises ``ValueError`` as `treatment_squares` does, and for labels that do not match in number.
    """

    examples: ClassVar[dict[str, dict[str, Any]]] = {
        "at its defaults": {},
        "two segments": {"effects": [1.0, 2.0], "n_treated": [50, 60], "n_control": [50, 50]},
        "no disagreement": {"effects": [0.5] * 6},
    }

    labels = traitlets.List(traitlets.Unicode()).tag(sync=True)
    effects = traitlets.List(traitlets.Float()).tag(sync=True)
    n_treated = traitlets.List(traitlets.Float()).tag(sync=True, least=2)
    n_control = traitlets.List(traitlets.Float()).tag(sync=True, least=2)
    sigma = traitlets.Float(min=1e-12).tag(sync=True)
    residual_df = traitlets.Float(min=1).tag(sync=True)
    level = traitlets.Float(0.95, min=0.5, max=0.999).tag(sync=True)

    def __init__(
        self,
        *,
        effects: Any = None,
        n_treated: Any = None,
        n_control: Any = None,
        sigma: float | None = None,
        labels: Any = None,
        **traits: Any,
    ) -> None:
        segments = load("segments")
        d, t, c = (
            real_array(segments[column] if given is None else given, name)
            for name, column, given in (
                ("effects", "effect", effects),
                ("n_treated", "n_treated", n_treated),
                ("n_control", "n_control", n_control),
            )
        )
        if sigma is None:
            sigma = _residual_sd(segments)
        residual_df = float(t.sum() + c.sum() - 2 * d.size)
        treatment_squares(d, t, c, sigma, residual_df)
        own = effects is not None or n_treated is not None or n_control is not None
        if labels is None:
            labels = [f"Segment {k + 1}" for k in range(d.size)] if own else segments["label"]
        names = [str(label) for label in label_list(labels, "labels", d.size, "segment")]
        lists = {"effects": d.tolist(), "n_treated": t.tolist(), "n_control": c.tolist()}
        super().__init__(labels=names, sigma=sigma, residual_df=residual_df, **lists, **traits)

    def squares(self) -> TreatmentSquares:
        """The sums of squares of the state on show, computed in Python."""
        return treatment_squares(self.effects, self.n_treated, self.n_control, self.sigma, self.residual_df)

    def picture(self) -> Axes:
        """What each segment adds to the interaction sum of squares, and what noise alone would add."""
        squares = self.squares()
        names = [textwrap.fill(label, max(8, 66 // len(self.labels))) for label in self.labels]
        axes = bars(names, squares.pieces, "segment", "interaction sum of squares")
        axes.plot(range(len(self.labels)), squares.by_chance, "k_", markersize=26, label="by noise alone")
        axes.legend(frameon=False)
        return axes

    def describe(self) -> str:
        return (
            f"Interactive figure: {len(self.effects)} segments of one experiment. Drag an effect, the common "
            "effect or the noise, and see the sums of squares of treatment and interaction as areas, with "
            "what noise alone would make of them drawn inside."
        )
