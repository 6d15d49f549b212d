"""`PowerPriorDial`: drag the exponent of a power prior; see what the past is worth to the next market."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import traitlets

from helpers.datasets import load
from helpers.priors import HalfNormal, Normal

from .data import study_lists
from .static_widget import StaticWidget

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from helpers.distributions import EffectPrior
    from helpers.posterior import RandomEffects


class PowerPriorDial(StaticWidget):
    """A power prior over the exact belief about the next market: how wide each is, and worth what.

    ``PowerPriorDial()`` stands on the eight markets, ``PowerPriorDial(effects=…, std_errors=…, sigma=…)``
    on your own. Traits, readable and settable: ``effects``, ``std_errors`` (K ≥ 2 studies), ``sigma`` (sd
    of one visitor's outcome), ``alpha`` (0.003 to 1), ``apart`` (0 to 2: how far the estimates lie from
    their pooled mean, as a multiple of how far they lie; the pooled mean and its error stay), ``mu_sd``
    and ``tau_scale`` of the priors Normal(0, mu_sd) on μ and HalfNormal(tau_scale) on τ. Raises
    ``ValueError`` for studies that `helpers.heterogeneity` would refuse and for numbers out of range.
    """

    examples: ClassVar[dict[str, dict[str, Any]]] = {
        "at its defaults": {},
        "as wide as the belief": {"alpha": 0.0293},
        "markets that agree": {"alpha": 0.25, "apart": 0.0},
        "markets far apart": {"alpha": 0.003, "apart": 2.0},
        "two tests of a rate": {"effects": [0.01, 0.03], "std_errors": [0.01, 0.02], "sigma": 0.3,
                                "mu_sd": 0.1, "tau_scale": 0.02},
    }  # fmt: skip

    effects = traitlets.List(traitlets.Float()).tag(sync=True)
    std_errors = traitlets.List(traitlets.Float()).tag(sync=True, least=1e-9)
    sigma = traitlets.Float(4.0, min=1e-9).tag(sync=True)
    alpha = traitlets.Float(1.0, min=0.003, max=1.0).tag(sync=True)
    apart = traitlets.Float(1.0, min=0.0, max=2.0).tag(sync=True)
    mu_sd = traitlets.Float(1.0, min=1e-9).tag(sync=True)
    tau_scale = traitlets.Float(1.0, min=1e-9).tag(sync=True)

    def __init__(self, *, effects: Any = None, std_errors: Any = None, **traits: Any) -> None:
        if effects is None and std_errors is None:
            markets = load("eight_markets")
            effects, std_errors = markets["effect"], markets["std_error"]
        lists = study_lists(effects, std_errors)
        super().__init__(effects=lists["effects"], std_errors=lists["std_errors"], **traits)

    @property
    def prior(self) -> EffectPrior:
        """The power prior that is drawn, as `helpers.planning` and `helpers.borrowing` take it."""
        from helpers.borrowing import power_prior

        return power_prior(self.effects, self.std_errors, self.alpha)

    @property
    def posterior(self) -> RandomEffects:
        """The exact posterior of the hierarchical model, from the estimates as far apart as they are
        shown."""
        from helpers.borrowing import power_prior
        from helpers.posterior import random_effects

        centre = power_prior(self.effects, self.std_errors, 1).mu
        effects = [centre + self.apart * (y - centre) for y in self.effects]
        return random_effects(effects, self.std_errors, Normal(0, self.mu_sd), HalfNormal(self.tau_scale))

    def describe(self) -> str:
        return (
            "Interactive figure: drag α, the exponent of a power prior, from full borrowing down to almost "
            "none, over the belief about the next market that a hierarchical model reaches by itself; read "
            "how many visitors each is worth; then pull the past markets apart and see which one notices."
        )

    def picture(self) -> Axes:
        """The power prior over the belief about the next effect."""
        import matplotlib.pyplot as plt
        import numpy as np

        from helpers import plots

        belief, prior = self.posterior.theta_new, self.prior
        x = np.linspace(belief.mean - 3.5 * belief.sd, belief.mean + 3.5 * belief.sd, 400)
        with plots.styled():
            axes = plt.subplots(figsize=(6.4, 3.2))[1]
            axes.fill_between(x, prior.pdf(x), color=plots.COLOURS["sky"], alpha=0.35)
            axes.plot(
                x,
                prior.pdf(x),
                color=plots.COLOURS["blue"],
                lw=2.5,
                label=f"power prior, α = {self.alpha:.3g}",
            )
            axes.plot(
                x, belief.pdf(x), "--", color=plots.COLOURS["vermilion"], label="belief about the next market"
            )
            axes.axvline(0, color="0.5", lw=1)
            axes.set(yticks=[], ylim=(0, None), xlabel="true effect in the next market")
            axes.legend()
        return axes

    def picture_text(self) -> str:
        from helpers.borrowing import prior_effective_sample_size

        belief, prior = self.posterior.theta_new, self.prior
        worth = [prior_effective_sample_size(of, self.sigma) for of in (prior, belief)]
        return (
            f"Power prior with α = {self.alpha:.3g}: mean {prior.mean:.3g}, standard deviation "
            f"{prior.sd:.3g}, worth {int(worth[0])} visitors per arm. Belief about the next market: mean "
            f"{belief.mean:.3g}, standard deviation {belief.sd:.3g}, worth {int(worth[1])}."
        )
