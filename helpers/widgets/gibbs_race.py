"""`GibbsRace`: two Gibbs samplers of one model, one of them wrong, against the exact density of τ."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import traitlets

from helpers._validate import FloatArray
from helpers.priors import GammaPrecision, Normal

from .static_widget import StaticWidget

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST = 2000
_MU_PRIOR, _TAU_PRIOR = Normal(0, 1), GammaPrecision(1, 0.02)


@cache
def _lifts() -> tuple[list[float], list[float]]:
    """Relative lifts of the eight markets with counts, and their standard errors."""
    from helpers import datasets, effects

    counts = datasets.load("binary_markets")[["events_t", "n_t", "events_c", "n_c"]].to_numpy().T
    lift = effects.relative_lift(*counts)
    return np.round(lift.estimate, 4).tolist(), np.round(lift.std_error, 4).tolist()


class GibbsRace(StaticWidget):
    """Draws of τ from a Gibbs sampler that is right and from one that updates all blocks at once.

    Traits, readable and settable: ``effects`` and ``std_errors`` of K ≥ 2 studies (by default the lifts of
    the eight markets); ``visitors``, how many times as many each had, from a quarter to four; ``sweeps`` of
    each of two chains shown so far, up to 2000; ``seed``. The priors are those with which all conditionals
    are known: μ ~ Normal(0, 1), 1/τ² ~ Gamma(1, .02).
    """

    examples: ClassVar[dict[str, dict[str, Any]]] = {
        "at its defaults": {},
        "to the end": {"sweeps": MOST, "seed": 3},
        "a quarter of the visitors": {"sweeps": 400, "visitors": 0.25},
        "two studies": {"effects": [0.1, 0.5], "std_errors": [0.2, 0.3], "sweeps": 200},
    }

    effects = traitlets.List(traitlets.Float()).tag(sync=True)
    std_errors = traitlets.List(traitlets.Float()).tag(sync=True, least=1e-9)
    visitors = traitlets.Float(1.0, min=0.25, max=4).tag(sync=True)
    sweeps = traitlets.Int(20, min=2, max=MOST).tag(sync=True)
    seed = traitlets.Int(1, min=1).tag(sync=True)
    mu_prior = traitlets.Dict(_MU_PRIOR.to_json()).tag(sync=True)
    tau_prior = traitlets.Dict(_TAU_PRIOR.to_json()).tag(sync=True)

    @traitlets.default("effects")
    def _own_effects(self) -> list[float]:
        return _lifts()[0]

    @traitlets.default("std_errors")
    def _own_errors(self) -> list[float]:
        return _lifts()[1]

    def _studies(self) -> tuple[FloatArray, FloatArray]:
        return np.array(self.effects), np.array(self.std_errors) / np.sqrt(self.visitors)

    def picture(self) -> Axes:
        """Histograms of both samplers' draws of τ over the exact density."""
        import matplotlib.pyplot as plt

        from helpers import plots, samplers
        from helpers.posterior import random_effects

        tau = random_effects(*self._studies(), _MU_PRIOR, _TAU_PRIOR).tau
        x = np.linspace(0.002, 1.6 * tau.quantile(0.999), 300)
        rng = np.random.default_rng(self.seed)
        drawn = {
            "one after the other": (samplers.gibbs_random_effects, "blue"),
            "all at once": (samplers.synchronous_gibbs_random_effects, "vermilion"),
        }
        with plots.styled():
            axes = plt.subplots(figsize=(6.4, 3.2))[1]
            for name, (sampler, colour) in drawn.items():
                draws = sampler(*self._studies(), 4 * MOST, rng)["tau"]
                axes.hist(
                    draws, bins=60, range=(0, x[-1]), density=True, alpha=0.45, color=plots.COLOURS[colour],
                    label=name,
                )  # fmt: skip
            axes.plot(x, tau.pdf(x), color="black", label="exact")
            axes.set(yticks=[], xlabel="τ, spread of the true effects")
            axes.legend()
        return axes

    def picture_text(self) -> str:
        return (
            "Histograms of the draws of τ from two Gibbs samplers over its exact density. The sampler that "
            "updates one block after the other follows it; that which updates all at once lies too far right."
        )

    def describe(self) -> str:
        return (
            "Interactive figure: two Gibbs samplers of one model draw τ, sweep by sweep, over its exact "
            "density. One takes the newest value of every other unknown, the other those of the last sweep. "
            "Play, and see which of them may be believed."
        )
