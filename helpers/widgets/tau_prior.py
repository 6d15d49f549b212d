"""`TauPrior`: a prior for τ, its scale, and how many studies are left to argue with it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, ClassVar

import traitlets

from helpers._validate import shown
from helpers.priors import Distribution, GammaPrecision, HalfCauchy, HalfNormal, Normal, Prior, Uniform

from .studies import StudiesWidget

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# The scale at which each family is usually met, in units of ``unit``.
_USUAL = {"HalfNormal": 1.0, "HalfCauchy": 1.0, "Uniform": 100.0, "GammaPrecision": math.sqrt(0.001)}
_NAMES = {
    "HalfNormal": "half-normal",
    "HalfCauchy": "half-Cauchy",
    "Uniform": "uniform",
    "GammaPrecision": "gamma on 1/τ²",
}


class TauPrior(StudiesWidget):
    """The exact posterior of τ under a prior whose family and scale are chosen, on the first studies only.

    ``TauPrior()`` starts on the eight markets, ``TauPrior("bcg")`` on another of the offered data sets,
    ``TauPrior(effects=…, std_errors=…, unit=…)`` on your own.

    Beside the traits of every widget on studies it has ``family`` ("HalfNormal", "HalfCauchy", "Uniform"
    or "GammaPrecision"), ``scale`` > 0 in units of the effect (half-normal, half-Cauchy: the scale;
    uniform: the upper end; gamma: √ε·unit of Gamma(ε, ε·unit²) on the precision), ``kept`` (how many
    studies, 2 … K) and ``unit`` (what a spread of ordinary size is; the families' usual scales are
    multiples of it). `prior` is the prior that they make. μ has the Normal prior ``mu_sd`` · N(0, 1).
    """

    examples: ClassVar[dict[str, dict[str, Any]]] = {
        "at its defaults": {},
        "bcg": {"dataset": "bcg"},
        "eight schools": {"dataset": "eight_schools"},
        "three studies, far beyond the axis": {"kept": 3, "family": "Uniform", "scale": 100.0},
    }

    family = traitlets.Enum(list(_USUAL), "HalfNormal").tag(sync=True)
    scale = traitlets.Float(1.0).tag(sync=True, least=1e-9)
    kept = traitlets.Int(2).tag(sync=True, least=2, within="effects")
    unit = traitlets.Float(1.0).tag(sync=True, least=1e-9)
    mu_sd = traitlets.Float(1.0).tag(sync=True, least=1e-9)

    _loads = (*StudiesWidget._loads, "family", "scale", "kept", "unit", "mu_sd")

    def __init__(self, *arguments: Any, **traits: Any) -> None:
        unit = traits.get("unit", 1.0)
        if "effects" in traits and "scale" not in traits and unit > 0:
            traits["scale"] = unit * _USUAL[traits.get("family", "HalfNormal")]
        super().__init__(*arguments, **traits)

    @property
    def prior(self) -> Prior:
        """The prior of τ, as the exact engine and PyMC take it."""
        return self._prior(self.family, self.scale)

    def _prior(self, family: str, scale: float) -> Prior:
        if family == "Uniform":
            return Uniform(0, scale)
        if family == "GammaPrecision":
            return GammaPrecision((scale / self.unit) ** 2, scale**2)
        return {"HalfNormal": HalfNormal, "HalfCauchy": HalfCauchy}[family](scale)

    @traitlets.validate("scale", "unit", "mu_sd")
    def _check_positive(self, proposal: dict[str, Any]) -> float:
        value = float(proposal["value"])
        if not 0 < value < math.inf:
            raise ValueError(f"{proposal['trait'].name} must be above 0 and finite; found {shown(value)}")
        return value

    @traitlets.validate("kept")
    def _check_kept(self, proposal: dict[str, Any]) -> int:
        kept = int(proposal["value"])
        if kept < 2:
            raise ValueError(f"kept must be at least 2 studies; found {kept}")
        return kept

    def _values(self, source: dict[str, Any]) -> dict[str, Any]:
        loaded = super()._values(source) | {"kept": len(source["effects"])}
        if "tau_prior" in source:
            unit = source["tau_prior"]["scale"]
            loaded |= {"family": "HalfNormal", "scale": unit, "unit": unit, "mu_sd": source["mu_prior"]["sd"]}
        return loaded

    def describe(self) -> str:
        return (
            f"Interactive figure: the exact posteriors of τ under four priors, from the first {self.kept} of "
            f"{len(self.effects)} studies, one over the other. Choose a family, set its scale, drop studies "
            "one by one: how much of the answer is the prior’s?"
        )

    def picture(self) -> Axes | None:
        """The four posteriors of τ, the chosen one strong and above the shape of its prior."""
        import matplotlib.pyplot as plt
        import numpy as np

        from helpers import plots

        taus = self._posteriors()
        x = np.linspace(0, 1.05 * taus[self.family].quantile(0.98), 300)[1:]
        density = {family: tau.pdf(x) for family, tau in taus.items()}
        peaks = sorted(np.max(curve) for curve in density.values())
        prior = self.prior.pdf(x)
        with plots.styled():
            axes = plt.subplots(figsize=(6.4, 3.2))[1]
            for (family, curve), line in zip(density.items(), ("-", "--", "-.", ":"), strict=True):
                if family != self.family:
                    axes.plot(x, curve, line, color="0.45", lw=1, label=_NAMES[family])
            chosen = density[self.family]
            axes.fill_between(x, chosen, color=plots.COLOURS["sky"], alpha=0.35)
            axes.plot(x, chosen, color=plots.COLOURS["blue"], lw=2.5, label=f"{_NAMES[self.family]}, chosen")
            area = np.trapezoid(prior, x)
            axes.plot(x, prior / area, "--", color=plots.COLOURS["vermilion"], label="its prior (the shape)")
            axes.set(yticks=[], ylim=(0, 1.1 * min(peaks[-1], 1.25 * peaks[-2])))
            axes.set_xlabel("τ, the spread of the true effects")
            axes.legend()
        return axes

    def picture_text(self) -> str:
        taus = self._posteriors()
        low, high = taus[self.family].interval(self.level)
        means = [tau.mean for tau in taus.values()]
        return (
            f"Posteriors of τ from the first {self.kept} studies under four priors; their means lie between "
            f"{min(means):.3g} and {max(means):.3g}. Under {self.prior}, which is chosen and whose shape is "
            f"drawn dashed, {self.level:.0%} of it lies between {low:.3g} and {high:.3g}."
        )

    def _posteriors(self) -> dict[str, Distribution]:
        """The posterior of τ under every family: the chosen one with its scale, the others as usual."""
        from helpers.posterior import random_effects

        kept = slice(min(self.kept, len(self.effects)))
        scales = {family: self.unit * times for family, times in _USUAL.items()} | {self.family: self.scale}
        return {
            family: random_effects(
                self.effects[kept], self.std_errors[kept], Normal(0, self.mu_sd), self._prior(family, scale)
            ).tau
            for family, scale in scales.items()
        }
