"""`ConflictGate`: a new market's estimate against eight old ones, under six rules for borrowing."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import traitlets

from helpers.distributions import Distribution
from helpers.priors import Flat, HalfNormal, Normal

from .static_widget import StaticWidget

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from helpers.borrowing import Gate

_MU_PRIOR, _TAU_PRIOR = Normal(0, 1), HalfNormal(1)


@cache
def _markets() -> tuple[list[float], list[float]]:
    from helpers.datasets import load

    frame = load("eight_markets")
    return frame["effect"].tolist(), frame["std_error"].tolist()


class ConflictGate(StaticWidget):
    """The posterior of a new effect, and whether to act on it, under every rule for borrowing.

    The rules: ignore the past; pool it whole (power prior with α = 1); a power prior with ``alpha``; the
    hierarchical predictive; a robust mixture with ``weight`` on the pooled past and the rest on
    Normal(0, 1); a gate that pools whole unless the estimate's conflict tail, under the prior that would be
    used, is below ``level``.

    Traits, readable and settable: ``new_effect`` (−2 to 2.5) and its ``std_error``; ``alpha``; ``weight``;
    ``level``; ``bar``, the chance of a positive effect above which a rule acts; ``effects`` and
    ``std_errors`` of the K ≥ 2 past studies, by default the eight markets.
    """

    examples: ClassVar[dict[str, dict[str, Any]]] = {
        "at its defaults": {},
        "in conflict": {"new_effect": -1.0},
        "far out, dials moved": {"new_effect": 2.5, "alpha": 0.03, "weight": 0.9, "std_error": 0.1},
        "two studies": {"effects": [0.1, 0.5], "std_errors": [0.2, 0.3], "std_error": 0.2},
    }

    effects = traitlets.List(traitlets.Float()).tag(sync=True)
    std_errors = traitlets.List(traitlets.Float()).tag(sync=True, least=1e-9)
    new_effect = traitlets.Float(0.28, min=-2, max=2.5).tag(sync=True)
    std_error = traitlets.Float(min=0.05, max=0.8).tag(sync=True)
    alpha = traitlets.Float(0.25, min=0.01, max=1).tag(sync=True)
    weight = traitlets.Float(0.5, min=0.02, max=0.98).tag(sync=True)
    level = traitlets.Float(0.05, min=0.001, max=0.5).tag(sync=True)
    bar = traitlets.Float(0.9, min=0.5, max=0.999).tag(sync=True)
    mu_prior = traitlets.Dict(_MU_PRIOR.to_json()).tag(sync=True)
    tau_prior = traitlets.Dict(_TAU_PRIOR.to_json()).tag(sync=True)

    @traitlets.default("effects")
    def _own_effects(self) -> list[float]:
        return _markets()[0]

    @traitlets.default("std_errors")
    def _own_errors(self) -> list[float]:
        return _markets()[1]

    @traitlets.default("std_error")
    def _typical_error(self) -> float:
        return float(np.median(_markets()[1]))

    def rules(self) -> dict[str, Distribution | Gate]:
        """Every rule by its name: a prior, or the gate that chooses one."""
        from helpers.borrowing import conflict_gate, power_prior, predictive_estimate, robust_mixture
        from helpers.posterior import random_effects

        past = self.effects, self.std_errors
        whole = power_prior(*past, 1)
        expected = predictive_estimate(whole, self.std_error)
        return {
            "ignore the past": Flat(),
            "pool it whole": whole,
            "power prior": power_prior(*past, self.alpha),
            "hierarchical": random_effects(*past, _MU_PRIOR, _TAU_PRIOR).theta_new,
            "robust mixture": robust_mixture(whole, self.weight, _MU_PRIOR),
            "gate": conflict_gate(whole, expected, level=self.level),
        }

    def _found(self) -> dict[str, Distribution]:
        from helpers.borrowing import Gate, update

        new = self.new_effect, self.std_error
        return {
            name: update(rule.at(new[0]) if isinstance(rule, Gate) else rule, *new)
            for name, rule in self.rules().items()
        }

    def picture(self) -> Axes:
        """The posterior under every rule: mean, 95 % interval and chance."""
        import matplotlib.pyplot as plt

        from helpers import plots

        found = self._found()
        with plots.styled():
            axes = plt.subplots(figsize=(6.4, 3.2))[1]
            for row, post in enumerate(found.values(), start=1):
                chance = post.prob_above(0)
                axes.hlines(row, *post.interval(0.95), color=plots.COLOURS["blue"])
                axes.plot([post.mean], [row], "o", color=plots.COLOURS["blue"])
                axes.annotate(
                    f"{chance:.3f} {'open' if chance > self.bar else 'hold'}",
                    (1.01, row), xycoords=("axes fraction", "data"), va="center",
                )  # fmt: skip
            axes.hlines(0, *(self.new_effect + 1.96 * self.std_error * np.array([-1, 1])), color="black")
            axes.plot([self.new_effect], [0], "s", color="black")
            axes.axvline(0, color="0.6", lw=0.8)
            axes.set_yticks(range(len(found) + 1), ["new estimate", *found])
            axes.invert_yaxis()
            axes.set_xlabel("effect in the new market")
        return axes

    def picture_text(self) -> str:
        chances = {name: post.prob_above(0) for name, post in self._found().items()}
        said = ", ".join(f"{name} {chance:.3f}" for name, chance in chances.items())
        return f"New estimate {self.new_effect:.2f}; the chance of a positive effect by each rule: {said}."

    def describe(self) -> str:
        return (
            f"Interactive figure: a new market reports {self.new_effect:.2f}; {len(self.effects)} are past "
            "ones. Drag its estimate and see what six rules for borrowing believe then, and which of them "
            f"find a chance above {self.bar:.2f} that it works."
        )
