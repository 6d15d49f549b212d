"""`NextTest`: how large the next test must be to show something, by what earlier experiments say."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import traitlets

from helpers.priors import Flat

from .believed import BelievedStudies

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from helpers.posterior import RandomEffects

_FINE = 10_000  # so that the whole visitors of `planning` are fine enough steps of a typical test


class NextTest(BelievedStudies):
    """The chance that the next test says "it works" against its size, by the exact posterior of the studies.

    The size is counted in *typical tests*: one that has the median standard error of the studies, so that
    nothing but effects and standard errors is needed; ``visitors`` per arm of a typical test, 0 where they
    are not known, turns sizes into visitors. "It works" is decided when P(effect > 0 | its data) >
    ``threshold``, by the next test alone. The chance is averaged over the posterior of μ and τ and over the
    next effect itself; it nears its ceiling, P(next effect > 0), as the test grows.

    Traits beside those of every widget on studies: ``size`` (1/100 to 1000), ``visitors`` ≥ 0,
    ``threshold`` (0.5 to 0.999), ``mu_prior`` (Normal or Flat) and ``tau_prior`` (any prior on x > 0).
    """

    examples: ClassVar[dict[str, dict[str, Any]]] = {
        "at its defaults": {},
        "a guess first": {"predict": True},
        "visitors known": {"visitors": 450, "size": 4.0},
        "beyond doubt": {"effects": [0.9, 1.0, 1.1], "std_errors": [0.1, 0.1, 0.1]},
        "two studies that fail": {"effects": [-1.0, -0.8], "std_errors": [0.2, 0.3], "threshold": 0.975},
        "flat priors": {"mu_prior": Flat(), "tau_prior": Flat()},
    }

    size = traitlets.Float(1.0, min=0.01, max=1000.0).tag(sync=True)
    visitors = traitlets.Int(0, min=0, max=1_000_000_000).tag(sync=True)
    threshold = traitlets.Float(0.95, min=0.5, max=0.999).tag(sync=True)

    @property
    def posterior(self) -> RandomEffects:
        """The exact posterior that the figure plans with."""
        from helpers.posterior import random_effects

        return random_effects(self.effects, self.std_errors, self.mu_prior, self.tau_prior)

    @property
    def _sigma(self) -> float:
        # A test of _FINE visitors an arm has the median standard error.
        return float(np.median(self.std_errors) * math.sqrt(_FINE / 2))

    @property
    def chance(self) -> float:
        """The chance that a test of ``size`` says "it works"."""
        from helpers.planning import assurance

        belief = self.posterior.theta_new
        return float(assurance(belief, self.size * _FINE, self._sigma, self.threshold, Flat()))

    @property
    def ceiling(self) -> float:
        """P(next effect > 0): what no size of the test exceeds in the limit."""
        return float(self.posterior.theta_new.prob_above(0))

    def size_for(self, chance: float) -> float:
        """The smallest size, in typical tests, with this ``chance`` of "it works".

        Raises ``ValueError`` naming the ceiling where no size has it.
        """
        from helpers.planning import sample_size

        belief = self.posterior.theta_new
        return sample_size(belief, chance, self._sigma, self.threshold, Flat()) / _FINE

    def describe(self) -> str:
        return (
            f"Interactive figure: from {len(self.effects)} experiments, the chance that the next test says "
            "“it works”, against how large it is; drag the size and see the chance near its ceiling, the "
            "probability that the next effect is above zero."
        )

    def picture(self) -> Axes:
        """The chance of "it works" against the size of the test, with its ceiling."""
        import matplotlib.pyplot as plt

        from helpers.planning import assurance

        sizes = np.geomspace(0.01, 1000, 121)
        chances = assurance(self.posterior.theta_new, sizes * _FINE, self._sigma, self.threshold, Flat())
        axes = plt.subplots(figsize=(6.4, 3.6))[1]
        axes.plot(sizes, chances)
        axes.axhline(self.ceiling, linestyle=":", color="grey")
        axes.axvline(self.size, color="black", linewidth=1)
        axes.set(xscale="log", ylim=(0, 1), xlabel="size of the next test, in typical tests")
        axes.set_ylabel("chance that it says “it works”")
        return axes

    def picture_text(self) -> str:
        return (
            f"The chance that the next test says “it works” against its size: {self.chance:.3f} for a test "
            f"of {self.size:g} typical sizes; its ceiling is {self.ceiling:.3f}."
        )
