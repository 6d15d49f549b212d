"""`MetropolisWalk`: drag the step of a random-walk Metropolis chain, and see what its draws are worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import traitlets

from .static_widget import StaticWidget

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST = 2000


class MetropolisWalk(StaticWidget):
    """A chain of up to 2000 moves on a normal density, its histogram on that density, and its worth.

    By default the density is the posterior of a mean from twenty outcomes, with which chapter 8 begins.
    Traits, readable and settable: ``mean`` and ``sd`` > 0 of the density; ``ratio``, the sd of a step over
    that of the density, from .05 to 50; ``moves`` shown so far; ``seed``. The chain starts five standard
    deviations below the mean.
    """

    examples: ClassVar[dict[str, dict[str, Any]]] = {
        "at its defaults": {},
        "all moves": {"moves": MOST, "ratio": 2.4, "seed": 3},
        "steps too small": {"moves": 400, "ratio": 0.05},
        "steps too large": {"moves": 400, "ratio": 50.0},
        "another density": {"mean": -200.0, "sd": 30.0, "moves": 300},
    }

    mean = traitlets.Float(4.648).tag(sync=True)
    sd = traitlets.Float(0.447).tag(sync=True, least=1e-9)
    ratio = traitlets.Float(0.3, min=0.05, max=50).tag(sync=True)
    moves = traitlets.Int(60, min=2, max=MOST).tag(sync=True)
    seed = traitlets.Int(1, min=1).tag(sync=True)

    @traitlets.validate("sd")
    def _check_sd(self, proposal: dict[str, Any]) -> float:
        if not proposal["value"] > 0:
            raise ValueError(f"sd must be above 0; found {proposal['value']}")
        return float(proposal["value"])

    def picture(self) -> Axes:
        """Histogram of the chain's draws, the first hundred left out, over the exact density."""
        import matplotlib.pyplot as plt
        import numpy as np

        from helpers import plots, samplers
        from helpers.distributions import EffectPrior

        exact = EffectPrior(self.mean, self.sd)
        start = self.mean - 5 * self.sd
        chain = samplers.metropolis(
            lambda x: -0.5 * ((x - self.mean) / self.sd) ** 2,
            start, self.ratio * self.sd, MOST, np.random.default_rng(self.seed),
        )  # fmt: skip
        x = np.linspace(self.mean - 5.5 * self.sd, self.mean + 4 * self.sd, 300)
        with plots.styled():
            axes = plt.subplots(figsize=(6.4, 3.2))[1]
            axes.hist(
                chain.draws[100:], bins=60, range=(x[0], x[-1]), density=True, alpha=0.45,
                color=plots.COLOURS["blue"], label=f"{MOST - 100} draws, {chain.accepted:.0%} accepted",
            )  # fmt: skip
            axes.plot(x, exact.pdf(x), color="black", label="exact")
            axes.set(yticks=[], xlabel="θ")
            axes.legend()
        return axes

    def picture_text(self) -> str:
        return (
            f"Histogram of {MOST - 100} draws of a random-walk Metropolis chain over the exact normal "
            f"density with mean {self.mean:.3g} and sd {self.sd:.3g}; a typical step is {self.ratio:.3g} sd."
        )

    def describe(self) -> str:
        return (
            "Interactive figure: a Metropolis chain walks over a density that is known. Drag the size of its "
            "steps: small ones are nearly all accepted and lead nowhere, large ones are nearly all refused. "
            "Where are the draws worth most?"
        )
