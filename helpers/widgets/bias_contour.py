"""`BiasContour`: drag what is believed of one experiment's bias, and see whether its conclusion stands."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, ClassVar

import traitlets

from helpers._validate import shown
from helpers.priors import Normal

from .static_widget import StaticWidget

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_POSITIVE = ("sigma", "prior_sd")
_LEVELS = (0.5, 0.8, 0.95, 0.99)


class BiasContour(StaticWidget):
    """The chance of an effect above zero over the plane of beliefs about one experiment's bias.

    The estimate is effect + bias + noise, of standard error σ·√(2/n); the bias is believed normal. All is
    exact. Traits, readable and settable: ``estimate``; ``n_per_arm`` (10 to 1 000 000) and ``sigma``, the
    standard deviation of one visitor's outcome; ``bias_mean`` and ``bias_sd`` ≥ 0; ``prior``, "flat" or
    "past", and ``prior_mean`` and ``prior_sd`` of the past; ``bar`` (0.5 to 0.995): ship when
    P(effect > 0) is at least that. Defaults: a test in market nine, after the course's eight markets.
    """

    examples: ClassVar[dict[str, dict[str, Any]]] = {
        "at its defaults": {},
        "the past markets, a biased test": {"bias_mean": 0.25, "bias_sd": 0.15, "prior": "past"},
        "a large test of little": {"estimate": 0.003, "sigma": 0.3, "n_per_arm": 1_000_000, "bias_sd": 0.001},
        "below zero": {"estimate": -1.0, "bias_mean": -0.6, "prior": "past", "bar": 0.5},
        "nothing at all": {"estimate": 0.0, "bias_mean": 100.0, "bias_sd": 3.0},
    }

    estimate = traitlets.Float(0.55).tag(sync=True)
    n_per_arm = traitlets.Int(800, min=10, max=1_000_000).tag(sync=True)
    sigma = traitlets.Float(4.0).tag(sync=True, least=1e-9)
    bias_mean = traitlets.Float(0.0).tag(sync=True)
    bias_sd = traitlets.Float(0.0).tag(sync=True, least=0.0)
    prior = traitlets.Enum(["flat", "past"], "flat").tag(sync=True)
    prior_mean = traitlets.Float(0.421).tag(sync=True)
    prior_sd = traitlets.Float(0.529).tag(sync=True, least=1e-9)
    bar = traitlets.Float(0.9, min=0.5, max=0.995).tag(sync=True)

    @traitlets.validate("estimate", "bias_mean", "bias_sd", "prior_mean", *_POSITIVE)
    def _check_number(self, proposal: dict[str, Any]) -> float:
        name, number = proposal["trait"].name, float(proposal["value"])
        if not math.isfinite(number):
            raise ValueError(f"{name} must be finite; found {shown(number)}")
        if name in _POSITIVE and number <= 0:
            raise ValueError(f"{name} must be above 0; found {shown(number)}")
        if name == "bias_sd" and number < 0:
            raise ValueError(f"bias_sd must be at least 0; found {shown(number)}")
        return number

    @property
    def std_error(self) -> float:
        """The standard error of the estimate, by chance alone."""
        return float(self.sigma * math.sqrt(2 / self.n_per_arm))

    @property
    def effect(self) -> Normal:
        """The posterior of the effect under this belief about the bias."""
        variance = self.std_error**2 + self.bias_sd**2
        precision = 1 / variance + self._believed
        mean = ((self.estimate - self.bias_mean) / variance + self.prior_mean * self._believed) / precision
        return Normal(mean, precision**-0.5)

    @property
    def tipping_bias(self) -> float:
        """The mean of the bias at which P(effect > 0) is ``bar``, at this ``bias_sd``."""
        return self._tipping(self.bias_sd, self.bar)

    @property
    def _believed(self) -> float:
        return self.prior_sd**-2 if self.prior == "past" else 0.0

    def _tipping(self, bias_sd: float, chance: float) -> float:
        from scipy.special import ndtri

        variance = self.std_error**2 + bias_sd**2
        pull = self.prior_mean * self._believed
        need = float(ndtri(chance)) * math.sqrt(1 / variance + self._believed)
        return float(self.estimate + variance * (pull - need))

    def describe(self) -> str:
        return (
            "Interactive figure: a plane of beliefs about the bias of one experiment, its mean to the right, "
            "the doubt about it upwards. A thick line parts the beliefs under which the change ships from "
            "those under which it does not. Drag the knob; ask more visitors or past markets to help."
        )

    def picture(self) -> Axes:
        """Lines of equal chance over the plane, the one that decides strong."""
        import matplotlib.pyplot as plt
        import numpy as np

        from helpers import plots

        unit = abs(self.estimate) or 2 * self.std_error
        left, right = sorted(np.copysign(unit, self.estimate) * np.array([-0.4, 1.4]))
        sds = np.linspace(0, 0.8 * unit, 80)
        with plots.styled():
            axes = plt.subplots(figsize=(6.4, 3.6))[1]
            for chance in _LEVELS:
                if abs(chance - self.bar) > 0.02:
                    line = [self._tipping(sd, chance) for sd in sds]
                    axes.plot(line, sds, color="0.5", lw=1)
                    if left < line[0] < right:
                        axes.text(line[0], 0.02 * unit, f"{chance:g}", fontsize=8)
            flip = [self._tipping(sd, self.bar) for sd in sds]
            named = f"P(effect > 0) = {self.bar:g}; left of it: ship"
            axes.plot(flip, sds, color=plots.COLOURS["vermilion"], lw=2.5, label=named)
            here = np.clip(self.bias_mean, left, right), min(self.bias_sd, sds[-1])
            axes.plot(*here, "ko", clip_on=False, label="this belief")
            axes.set(xlim=(left, right), ylim=(0, sds[-1]))
            axes.set(xlabel="expected bias", ylabel="standard deviation of the bias")
            axes.legend(ncols=2, loc="lower right", bbox_to_anchor=(1.0, 1.0))
        return axes

    def picture_text(self) -> str:
        chance = self.effect.prob_above(0)
        return (
            f"The plane of beliefs about the bias, with lines of equal chance that the effect is above zero. "
            f"Under a bias of {self.bias_mean:.3g}, give or take {self.bias_sd:.3g}, that chance is "
            f"{chance:.3f}; at this width the line of {self.bar:g} is crossed at a bias of "
            f"{self.tipping_bias:.3g}."
        )
