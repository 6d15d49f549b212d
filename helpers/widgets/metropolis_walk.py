"""`MetropolisWalk`: TO WRITE: what is dragged, and what follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import traitlets

from .static_widget import StaticWidget

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class MetropolisWalk(StaticWidget):
    """TO WRITE: what it shows, what can be dragged, and its traits. What stands here is an example.

    Traits, readable and settable: ``effect``, from −1 to 1.
    """

    # TO WRITE: the states in which tests/widgets/test_contract.py tries it.
    examples: ClassVar[dict[str, dict[str, Any]]] = {"at its defaults": {}, "at its end": {"effect": 1.0}}

    effect = traitlets.Float(0.3, min=-1, max=1).tag(sync=True)

    def picture(self) -> Axes:
        """The effect on its scale."""
        import matplotlib.pyplot as plt

        from helpers import plots

        with plots.styled():
            axes = plt.subplots(figsize=(6.4, 1.2))[1]
            axes.plot([self.effect], [0], "o", color=plots.COLOURS["blue"])
            axes.set(xlim=(-1.05, 1.05), yticks=[], xlabel="effect")
        return axes

    def describe(self) -> str:
        return (
            f"Interactive figure: TO WRITE: what is to be seen and what can be moved, in a sentence or two. "
            f"The effect is {self.effect:.2f}."
        )
