"""`PlanningLoop`: step and run the loop plan, run, synthesise, plan, and watch the belief narrow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import traitlets

from helpers.planning import Programme, ShareOfCeiling
from helpers.planning.programme import simulate

from .static_widget import StaticWidget
from .worlds import world_normals

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_ROUNDS = 8
_LEAST, _MOST = 50, 20_000
_Z = 1.6448536269514722  # bars and intervals hold nine tenths


class PlanningLoop(StaticWidget):
    """A programme of eight experiments, each in a market of its own and planned from those before.

    The belief about the next market is the exact posterior under μ ~ N(0, 1) and τ ~ HalfNormal(1). Each
    experiment has the fewest visitors whose assurance is ``share`` of its ceiling, from 50 to 20 000 per
    arm; the redesign is shipped where P(effect > 0) exceeds ``threshold``. Traits, readable and settable:
    ``mu`` and ``tau`` of the true effects, ``sigma`` of one outcome, ``threshold``, ``share``; ``done``,
    rounds run, 0 … 8; ``seed`` of the world; ``others``, whether 100 other programmes are shown as a
    band. `programme` and `run` are the same in Python.
    """

    examples: ClassVar[dict[str, dict[str, Any]]] = {
        "at its defaults": {},
        "all rounds, and others": {"done": 8, "others": True},
        "identical markets": {"done": 8, "tau": 0.0, "mu": 0.3, "seed": 5},
        "harmful markets": {"done": 6, "mu": -1.0, "tau": 1.2, "share": 0.97, "seed": 2},
    }

    mu = traitlets.Float(0.4, min=-1, max=1.5).tag(sync=True)
    tau = traitlets.Float(0.5, min=0, max=1.2).tag(sync=True)
    sigma = traitlets.Float(4.0, min=2, max=8).tag(sync=True)
    threshold = traitlets.Float(0.9, min=0.6, max=0.99).tag(sync=True)
    share = traitlets.Float(0.9, min=0.5, max=0.97).tag(sync=True)
    done = traitlets.Int(0, min=0, max=_ROUNDS).tag(sync=True)
    seed = traitlets.Int(1, min=1).tag(sync=True)
    others = traitlets.Bool(False).tag(sync=True)

    @property
    def programme(self) -> Programme:
        """What is run, as `helpers.planning.planning_loop` takes it."""
        rule = ShareOfCeiling(self.share, self.sigma, self.threshold, _LEAST, _MOST)
        return Programme(self.mu, self.tau, self.sigma, rule, _ROUNDS, threshold=self.threshold)

    def run(self) -> dict[str, Any]:
        """The eight rounds of this world, as the arrays of a `LoopResult` with one replication, flattened."""
        noise = world_normals((self.seed - 1) * 1000 + 1, 2 * _ROUNDS).reshape(2, _ROUNDS, 1)
        return {name: values[0] for name, values in simulate(self.programme, 1, noise).items()}

    def describe(self) -> str:
        return (
            "Interactive figure: a programme of eight experiments, one market after the other. Run it round "
            "by round: each result narrows the belief about the next market, and the next sample size "
            "follows. How narrow can the belief become?"
        )

    def picture(self) -> Axes:
        """All eight rounds: the belief before each, and what its experiment found."""
        import matplotlib.pyplot as plt

        from helpers import plots

        run, first = self.run(), self.programme.first_belief()
        mean = np.append(first.mu, run["belief_mean"])
        sd = np.append(first.sigma, run["belief_sd"])
        rounds = np.arange(_ROUNDS)
        with plots.styled():
            axes = plt.subplots(figsize=(6.4, 3.4))[1]
            low, high = self.mu - _Z * self.tau, self.mu + _Z * self.tau
            axes.axhspan(
                low, high, color=plots.COLOURS["green"], alpha=0.15, label="nine in ten true markets"
            )
            axes.errorbar(
                np.arange(_ROUNDS + 1) + 0.8, mean, _Z * sd,
                fmt="_", lw=5, alpha=0.6, color=plots.COLOURS["blue"], label="belief, nine in ten",
            )  # fmt: skip
            axes.errorbar(
                rounds + 1.15, run["estimate"], _Z * run["std_error"],
                fmt="s", ms=4, lw=1.2, color="black", label="estimate",
            )  # fmt: skip
            axes.plot(rounds + 1.15, run["truth"], "_", ms=10, color=plots.COLOURS["green"])
            axes.set(xlabel="round", ylabel="effect", xticks=rounds + 1, ylim=(-2.6, 2.6))
            axes.legend(fontsize="small", loc="lower right")
        return axes

    def picture_text(self) -> str:
        run = self.run()
        return (
            "Beliefs about the next market before each of eight rounds and after the last: their standard "
            f"deviation goes from {self.programme.first_belief().sigma:.2f} to {run['belief_sd'][-1]:.2f}; "
            f"true markets differ by {self.tau:.2f}. Beside them the eight estimates."
        )
