"""`ChainDoctor`: four chains that may be ill, what the usual numbers say, and the exact answer beside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import traitlets

from helpers._validate import FloatArray

from .static_widget import StaticWidget

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CHAINS, DRAWS, BINS = 4, 500, 20


def ailing(noise: FloatArray, apart: float, drift: float, memory: float, width: float) -> FloatArray:
    """Chains made ill on purpose from standard normals ``noise``, both of shape (chains, draws).

    In health each is autoregressive with correlation ``memory`` in [0, 1) and has mean 0 and sd 1. ``drift``
    is how far above that every chain starts, whence it comes down evenly to its last draw; the last chain
    sits ``apart`` too high and is ``width`` times as wide.
    """
    chains = np.array(noise, dtype=float)
    for i in range(1, chains.shape[1]):
        chains[:, i] = memory * chains[:, i - 1] + np.sqrt(1 - memory**2) * noise[:, i]
    chains[-1] *= width
    chains[-1] += apart
    return np.asarray(chains + drift * np.linspace(1, 0, chains.shape[1]))


class ChainDoctor(StaticWidget):
    """Four chains of 500 draws about a known target, normal with mean 0 and sd 1, with ailments to choose.

    Shown are their traces and ranks, R-hat over whole chains, over halves, and over halves by rank, the
    effective sample size, and the mean with its Monte Carlo error beside the exact 0.

    Traits, readable and settable: ``drift`` from 0 to 3 (all chains come down from so far above), ``apart``
    from 0 to 3 (chain 4 sits so much too high), ``memory`` from 0 to .99 (correlation of neighbouring
    draws), ``width`` from .1 to 1 (of chain 4), ``seed``.
    """

    examples: ClassVar[dict[str, dict[str, Any]]] = {
        "at its defaults": {},
        "all drift": {"drift": 2.0},
        "one apart, slow": {"apart": 3.0, "memory": 0.99, "seed": 5},
        "one timid": {"width": 0.1, "memory": 0.0},
    }

    apart = traitlets.Float(0.0, min=0, max=3).tag(sync=True)
    drift = traitlets.Float(0.0, min=0, max=3).tag(sync=True)
    memory = traitlets.Float(0.5, min=0, max=0.99).tag(sync=True)
    width = traitlets.Float(1.0, min=0.1, max=1).tag(sync=True)
    seed = traitlets.Int(1, min=1).tag(sync=True)

    def _chains(self) -> FloatArray:
        noise = np.random.default_rng(self.seed).standard_normal((CHAINS, DRAWS))
        return ailing(noise, self.apart, self.drift, self.memory, self.width)

    def picture(self) -> Axes:
        """The traces of the four chains, below one another, with the ranks of each beside it."""
        import matplotlib.pyplot as plt
        from scipy.stats import rankdata

        from helpers import plots

        chains = self._chains()
        ranks = rankdata(chains).reshape(chains.shape)
        with plots.styled():
            rows = plt.subplots(CHAINS, 2, figsize=(6.4, 4.2), width_ratios=[7, 3], layout="constrained")[1]
            for c, (trace, histogram) in enumerate(rows):
                trace.axhspan(-1.96, 1.96, color="0.9")
                trace.plot(chains[c], color=plots.COLOURS["blue"], lw=0.7)
                trace.axhline(0, color="black", ls=":", lw=1)
                trace.set(ylim=(-3.4, 5.4), ylabel=f"chain {c + 1}", xticks=[])
                histogram.hist(
                    ranks[c], bins=BINS, range=(0, chains.size), color=plots.COLOURS["sky"], edgecolor="white"
                )
                histogram.axhline(DRAWS / BINS, color="black", ls=":", lw=1)
                histogram.set(xticks=[], yticks=[], ylim=(0, 3 * DRAWS / BINS))
            rows[-1, 0].set_xlabel(f"draw 1 to {DRAWS}")
            rows[-1, 1].set_xlabel("ranks, low to high")
        return rows[0, 0]

    def picture_text(self) -> str:
        means = ", ".join(f"{mean:.2f}" for mean in self._chains().mean(axis=1))
        return (
            "Traces of four chains, below one another, beside histograms of their ranks. The target has mean "
            f"0; the means of the chains are {means}."
        )

    def describe(self) -> str:
        return (
            "Interactive figure: four chains that may be ill. Choose what ails them, and see which of R-hat, "
            "its split and its rank-normalised form, and the effective sample size notice, and how far "
            "their mean is from the exact answer."
        )
