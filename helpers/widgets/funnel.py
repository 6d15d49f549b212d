"""`Funnel`: one posterior in coordinates between effects and offsets, and a sampler that moves in them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import traitlets

from helpers._validate import FloatArray
from helpers.priors import HalfNormal, Normal

from .static_widget import StaticWidget

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MU_PRIOR, _TAU_PRIOR = Normal(0, 1), HalfNormal(1)


@cache
def _noisy_markets() -> tuple[list[float], list[float]]:
    """The eight markets on a metric three times as noisy, with their standard errors."""
    from helpers.datasets import simulate_markets

    table = simulate_markets(20, sigma=12)
    return table["effect"].round(3).tolist(), table["std_error"].round(3).tolist()


class Funnel(StaticWidget):
    """Hamiltonian draws of a random-effects model over its exact posterior, as the sampler sees it.

    Traits, readable and settable: ``effects`` and ``std_errors`` of K ≥ 2 studies (by default the eight
    markets on a metric three times as noisy); ``centring`` c from 0 to 1, the sampler moves
    (θ_k − μ)/τ^(1 − c) + cμ: 1 are the effects, 0 the offsets; ``visitors``, how many times as many each
    study had, with the same estimate, from a quarter to 256; ``alike``, the value of τ below which the
    draws are counted; ``seed``; ``mu_prior`` and ``tau_prior`` as JSON, N(0, 1) and HalfNormal(1).
    """

    examples: ClassVar[dict[str, dict[str, Any]]] = {
        "at its defaults": {},
        "offsets": {"centring": 0.0, "seed": 2},
        "halfway, many visitors": {"centring": 0.5, "visitors": 64.0},
        "two studies": {"effects": [0.1, 0.9], "std_errors": [0.2, 0.3], "visitors": 0.25},
    }

    effects = traitlets.List(traitlets.Float()).tag(sync=True)
    std_errors = traitlets.List(traitlets.Float()).tag(sync=True, least=1e-9)
    centring = traitlets.Float(1.0, min=0, max=1).tag(sync=True)
    visitors = traitlets.Float(1.0, min=0.25, max=256).tag(sync=True)
    alike = traitlets.Float(0.1, min=1e-6).tag(sync=True)
    seed = traitlets.Int(1, min=1).tag(sync=True)
    mu_prior = traitlets.Dict(_MU_PRIOR.to_json()).tag(sync=True)
    tau_prior = traitlets.Dict(_TAU_PRIOR.to_json()).tag(sync=True)

    @traitlets.default("effects")
    def _own_effects(self) -> list[float]:
        return _noisy_markets()[0]

    @traitlets.default("std_errors")
    def _own_errors(self) -> list[float]:
        return _noisy_markets()[1]

    def _exact_draws(self, count: int) -> dict[str, FloatArray]:
        from helpers.posterior import random_effects

        post = random_effects(
            np.array(self.effects), np.array(self.std_errors) / np.sqrt(self.visitors), _MU_PRIOR, _TAU_PRIOR
        )
        drawn = post.sample(count, np.random.default_rng(self.seed))
        drawn["spot"] = (drawn["theta"][:, 0] - drawn["mu"]) * drawn["tau"] ** (self.centring - 1)
        return drawn

    def picture(self) -> Axes:
        """The posterior that the sampler is to explore, by exact draws, in the sampler's coordinates."""
        import matplotlib.pyplot as plt

        from helpers import plots

        drawn = self._exact_draws(1000)
        with plots.styled():
            axes = plt.subplots(figsize=(6.4, 3.6))[1]
            axes.plot(drawn["spot"], drawn["tau"], ".", ms=3, color=plots.COLOURS["blue"], alpha=0.5)
            axes.axhline(self.alike, color="0.4", ls="--")
            axes.set(
                yscale="log",
                ylim=(np.quantile(drawn["tau"], 0.004), None),
                xlim=np.quantile(drawn["spot"], [0.003, 0.997]),
                xlabel=f"(θ − μ) / τ^{1 - self.centring:.2g}, first study",
                ylabel="τ",
            )
        return axes

    def picture_text(self) -> str:
        below = float(np.mean(self._exact_draws(20_000)["tau"] < self.alike))
        shape = "narrows to a point as τ falls" if self.centring == 1 else "is drawn in other units"
        return (
            "Exact draws of the first study’s departure from the mean against τ on a log scale: the cloud "
            f"{shape}. About {100 * below:.0f} % of it lies below τ = {self.alike:g}, a dashed line."
        )

    def describe(self) -> str:
        return (
            "Interactive figure: a sampler moves through one and the same posterior, written with the "
            "effects themselves, with offsets in units of τ, or in between. Exact lines show where it should "
            "go, dots where it went, crosses where its simulated path broke. Change what it moves, and how "
            "much the data say."
        )
