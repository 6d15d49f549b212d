"""`ComplexityDial`: how different groups are, how many and how large, and what pooling them saves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import traitlets

from helpers._validate import FloatArray

from .static_widget import StaticWidget

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_TAU, TALL = 1.0, 1.4  # the picture's ends: of τ, and of errors as shares of the plain one


class ComplexityDial(StaticWidget):
    """Mean squared error of plain, completely and partially pooled estimates against τ, exactly.

    Half of the groups are small and half large (one more small if ``groups`` is odd).

    Traits, readable and settable: ``groups`` (2 to 50), ``visitors`` per arm in the average group (20 to
    50 000), ``imbalance``, how many times the visitors of a small group a large one has (1 to 100), ``tau``,
    the spread of the true effects (0 to 1), and ``sigma``, the sd of an outcome. Partial pooling has to learn
    τ, with HalfNormal(1) as its prior and a flat one on μ.
    """

    examples: ClassVar[dict[str, dict[str, Any]]] = {
        "at its defaults": {},
        "two markets, alike": {"groups": 2, "tau": 0.0},
        "many, very unequal": {"groups": 50, "imbalance": 100.0, "tau": 0.5},
        "large and different": {"groups": 25, "visitors": 50_000.0, "tau": 1.0},
        "tiny": {"groups": 7, "visitors": 20.0, "imbalance": 3.0},
    }

    groups = traitlets.Int(8, min=2, max=50).tag(sync=True)
    visitors = traitlets.Float(500.0, min=20, max=50_000).tag(sync=True)
    imbalance = traitlets.Float(1.0, min=1, max=100).tag(sync=True)
    tau = traitlets.Float(0.3, min=0, max=MOST_TAU).tag(sync=True)
    sigma = traitlets.Float(4.0, min=1e-3, max=1e3).tag(sync=True)

    @property
    def std_errors(self) -> FloatArray:
        """Of the groups' own estimates, (groups,), small groups first."""
        large = self.groups // 2
        counts = [self.groups - large, large]
        small = self.visitors * self.groups / (counts[0] + self.imbalance * large)
        return self.sigma * np.sqrt(2 / np.repeat([small, self.imbalance * small], counts))

    def _shares(self, taus: FloatArray) -> dict[str, FloatArray]:
        """Errors averaged over groups, at each of ``taus``, as shares of the plain one."""
        from helpers.advice import expected_errors, learned_error

        errors = expected_errors(self.std_errors, taus)
        learned = np.array([learned_error(self.std_errors, float(tau)) for tau in taus])
        plain = errors.plain.mean(-1)
        return {"complete": errors.complete.mean(-1) / plain, "partial": learned.mean(-1) / plain}

    def picture(self) -> Axes:
        """The errors of complete and partial pooling against τ, as shares of the plain estimates' error."""
        import matplotlib.pyplot as plt

        from helpers import plots

        taus = MOST_TAU * np.linspace(0, 1, 31) ** 1.5
        shares = self._shares(taus)
        with plots.styled():
            axes = plt.subplots(figsize=(6.4, 3.4))[1]
            axes.axhline(100, color="0.4", ls=":", label="each on its own")
            axes.plot(
                taus, 100 * shares["complete"], "--", color=plots.COLOURS["vermilion"], label="one for all"
            )
            axes.plot(
                taus, 100 * shares["partial"], lw=2.5, color=plots.COLOURS["blue"], label="partial pooling"
            )
            axes.axvline(self.tau, color="0.4", lw=1)
            axes.set(ylim=(0, 100 * TALL), xlabel="τ, the spread of the true effects")
            axes.set_ylabel("squared error, % of plain")
            axes.legend()
        return axes

    def picture_text(self) -> str:
        shares = self._shares(np.array([self.tau]))
        return (
            f"Mean squared error against τ for {self.groups} groups, as a share of that of plain estimates. "
            f"At τ = {self.tau:.2g} one estimate for all has {100 * shares['complete'][0]:.0f} % of it, "
            f"partial pooling {100 * shares['partial'][0]:.0f} %. The first rises without end; the second "
            "stays near the lower of the other two and nears 100 % as τ grows."
        )

    def describe(self) -> str:
        return (
            "Interactive figure: drag how different the groups truly are, and see the mean squared error of "
            "plain estimates, of one estimate for all and of partial pooling, exactly; change how many "
            "groups there are, their visitors, and how unequal they are."
        )
