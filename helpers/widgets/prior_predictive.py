"""`PriorPredictive`: what priors for μ and τ say about the next test, in units that people know."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import traitlets

from helpers._panels import gauss
from helpers.distributions import NormalMixture

from .static_widget import StaticWidget

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_NODES, _REACH = 16, 8.5
DOTS = 100


def predictive(mean: float, mu_sd: float, tau_scale: float, noise: float = 0.0) -> NormalMixture:
    """The next estimate before any data, exactly: μ ~ Normal(mean, mu_sd), τ ~ HalfNormal(tau_scale).

    ``noise`` ≥ 0 is the standard error of the next study; all scales in units of the effect. Given τ the
    estimate is Normal with variance mu_sd² + τ² + noise², so what remains is one integral.
    """
    fixed = math.hypot(mu_sd, noise)
    end = _REACH * tau_scale
    first = min(max(fixed, end / 1024), end)
    doublings = first * 2.0 ** np.arange(max(0, math.ceil(math.log2(end / first))))
    edges = np.concatenate([[0.0], doublings, [end]])
    node, weight = gauss(_NODES)
    half = np.diff(edges)[:, None] / 2
    tau = (edges[:-1, None] + half * (node + 1)).ravel()
    mass = (half * weight).ravel() * np.exp(-0.5 * (tau / tau_scale) ** 2)
    return NormalMixture(mass / mass.sum(), np.full(tau.size, mean), np.hypot(fixed, tau))


@cache
def _stories() -> dict[str, dict[str, Any]]:
    """Where each story starts, how far its axis goes, and where 95 of 100 of its estimates were seen."""
    from helpers import datasets

    def seen(name: str) -> list[float]:
        low, high = np.quantile(datasets.load(name)["effect"], [0.025, 0.975])
        return [round(float(low), 4), round(float(high), 4)]

    headlines = {
        "name": "headlines",
        "ratio": True,
        "reach": math.log(20),
        "least": 0.02,
        "most": 5.0,
        "start": {"mu_sd": 1.0, "tau_scale": 0.5, "noise": 0.2, "absurd": round(math.log(3), 4)},
        "seen": seen("headline_questions"),
        "studies": "876 tests",
        "outcome": "clicks of the next headline, times those of its rivals",
    }
    hospitals = {
        "name": "hospitals",
        "ratio": False,
        "unit": "mmHg",
        "reach": 62.0,
        "least": 0.2,
        "most": 50.0,
        "start": {"mu_sd": 20.0, "tau_scale": 10.0, "noise": 1.0, "absurd": 30.0},
        "seen": seen("hospitals"),
        "studies": "12 hospitals",
        "outcome": "fall of blood pressure in the next hospital, mmHg",
    }
    return {"headlines": headlines, "hospitals": hospitals}


class PriorPredictive(StaticWidget):
    """A hundred next tests that are equally likely before any data; which of them are absurd?

    ``PriorPredictive()`` opens on headlines (effects are log ratios of clicks),
    ``PriorPredictive("hospitals")`` on blood pressure. Traits, readable and settable, in units of the
    effect: ``mu_sd`` (μ is Normal about 0), ``tau_scale`` (τ is half-normal), ``noise`` (standard error of
    the next test), ``absurd`` (beyond it, on either side, nobody would believe a result); ``story``.
    Everything shown is an integral over τ; nothing is simulated.
    """

    examples: ClassVar[dict[str, dict[str, Any]]] = {
        "at its defaults": {},
        "hospitals": {"story": "hospitals"},
        "tight": {"mu_sd": 0.1, "tau_scale": 0.02, "noise": 0.02},
        "beyond the axis": {"mu_sd": 5.0, "tau_scale": 5.0, "absurd": 0.3},
    }

    story = traitlets.Enum(["headlines", "hospitals"], "headlines").tag(sync=True)
    mu_sd = traitlets.Float(1.0).tag(sync=True, least=1e-6)
    tau_scale = traitlets.Float(0.5).tag(sync=True, least=1e-6)
    noise = traitlets.Float(0.2).tag(sync=True, least=1e-6)
    absurd = traitlets.Float(round(math.log(3), 4)).tag(sync=True, least=1e-6)
    stories = traitlets.Dict().tag(sync=True)

    @traitlets.default("stories")
    def _own_stories(self) -> dict[str, Any]:
        return _stories()

    def __init__(self, story: str = "headlines", **traits: Any) -> None:
        known = isinstance(story, str) and story in _stories()  # else the trait says what is wanted
        start = _stories()[story].get("start", {}) if known else {}
        super().__init__(**{**start, "story": story, **traits})

    @traitlets.validate("mu_sd", "tau_scale", "noise", "absurd")
    def _check_positive(self, proposal: dict[str, Any]) -> float:
        value = float(proposal["value"])
        if not 0 < value < math.inf:
            raise ValueError(f"{proposal['trait'].name} must be above 0 and finite; found {value:g}")
        return value

    @property
    def next(self) -> NormalMixture:
        """The next test's estimate, before any data."""
        return predictive(0.0, self.mu_sd, self.tau_scale, self.noise)

    @property
    def share_absurd(self) -> float:
        """How probably that estimate lies beyond ``absurd``, on either side."""
        return 2 * float(self.next.prob_above(self.absurd))

    def _written(self, value: float) -> str:
        story = self.stories[self.story]
        if not story["ratio"]:
            return f"{value:.0f} {story['unit']}".replace("-", "\u2212")
        return f"× {math.exp(value):.2f}" if abs(value) < 4.6 else f"× {math.exp(value):.1g}"

    def picture(self) -> Axes:
        """A hundred equally likely tests over the axis; those beyond the limit are crosses."""
        import matplotlib.pyplot as plt

        from helpers import plots

        reach = self.stories[self.story]["reach"]
        values = np.clip(self.next.quantile((np.arange(DOTS) + 0.5) / DOTS), -reach, reach)
        bins = np.round(values / reach * 22)
        rank = np.array([np.sum(bins[:i] == b) for i, b in enumerate(bins)])
        outside = np.abs(values) > self.absurd
        with plots.styled():
            axes = plt.subplots(figsize=(6.4, 2.6))[1]
            for chosen, mark, colour, name in (
                (~outside, "o", "blue", "believable"),
                (outside, "x", "vermilion", "absurd"),
            ):
                axes.plot(
                    bins[chosen] / 22 * reach, rank[chosen], mark, color=plots.COLOURS[colour], label=name
                )
            for side in (-self.absurd, self.absurd):
                axes.axvline(side, color="0.3", ls="--")
            ticks = np.array([-1, -0.5, 0, 0.5, 1]) * reach
            axes.set(xlim=(-1.04 * reach, 1.04 * reach), yticks=[])
            axes.set_xticks(ticks, [self._written(t) for t in ticks])
            axes.set_xlabel(self.stories[self.story]["outcome"])
            axes.legend()
        return axes

    def picture_text(self) -> str:
        low, high = (self._written(v) for v in self.next.interval(0.95))
        return (
            f"A hundred equally likely next tests as dots over an axis, crosses where they lie beyond "
            f"{self._written(-self.absurd)} or {self._written(self.absurd)}: {self.share_absurd:.0%} of the "
            f"probability. The middle 95 % runs from {low} to {high}."
        )

    def describe(self) -> str:
        return (
            "Interactive figure: a hundred next tests that are equally likely under your priors, before any "
            "data, in units that people know. Set the priors of the mean and of the spread, and drag the "
            "limit beyond which nobody would believe a result: how many of the hundred are absurd?"
        )
