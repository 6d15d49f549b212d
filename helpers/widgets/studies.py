"""What widgets about a set of studies share: the data, the choice of data sets, the checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import traitlets

from helpers._validate import one_of

from .data import USUAL, data_sets, study_lists
from .static_widget import StaticWidget

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_OWN = "yours"


class StudiesWidget(StaticWidget):
    """A widget on K ≥ 2 studies: ``Widget()``, ``Widget("bcg")`` or ``Widget(effects=…, std_errors=…)``.

    Traits, readable and settable at any time: ``effects``, ``std_errors``, ``labels``, ``dataset`` (a key
    of ``datasets``; setting it loads that data), ``level`` of all intervals. To change effects and
    standard errors together use :meth:`set_studies`.
    Raises ``ValueError`` for studies that `helpers.heterogeneity` would refuse and for unknown names.
    """

    effects = traitlets.List(traitlets.Float()).tag(sync=True)
    std_errors = traitlets.List(traitlets.Float()).tag(sync=True, least=1e-9)
    labels = traitlets.List(traitlets.Unicode()).tag(sync=True)
    dataset = traitlets.Unicode().tag(sync=True)
    datasets = traitlets.Dict().tag(sync=True)
    level = traitlets.Float(0.95, min=0.5, max=0.999).tag(sync=True)

    _loads: tuple[str, ...] = ("labels", "effects", "std_errors")
    _offers: tuple[str, ...] = USUAL

    def __init__(
        self,
        dataset: str = "eight_markets",
        *,
        effects: Any = None,
        std_errors: Any = None,
        labels: Any = None,
        **traits: Any,
    ) -> None:
        offered = data_sets(self._offers)
        if effects is not None or std_errors is not None:
            own = study_lists(effects, std_errors, labels)
            offered = {_OWN: {"name": "Yours", "scale": "effect", "noun": "study", **own}, **offered}
            dataset = _OWN
        one_of(dataset, "dataset", offered)
        loaded = self._values(offered[dataset])
        super().__init__(dataset=dataset, datasets=offered, **{**loaded, **traits})
        self.observe(self._load, "dataset")

    def set_studies(self, effects: Any, std_errors: Any, labels: Any = None) -> None:
        """Show other studies: ``effects`` and ``std_errors`` of shape (K,), named if you like."""
        with self.hold_sync():
            self.set_trait("dataset", "")
            for name, value in study_lists(effects, std_errors, labels).items():
                self.set_trait(name, value)

    def _values(self, source: dict[str, Any]) -> dict[str, Any]:
        """The traits that choosing the data set ``source`` sets, as far as it names them."""
        return {name: source[name] for name in self._loads if name in source}

    def _load(self, change: dict[str, Any]) -> None:
        if change["new"] in self.datasets:
            with self.hold_sync():
                for name, value in self._values(self.datasets[change["new"]]).items():
                    self.set_trait(name, value)

    def picture(self) -> Axes | None:
        """A forest plot of the studies with their pooled mean and prediction interval."""
        from helpers import plots
        from helpers.heterogeneity import pool

        pooled = pool(self.effects, self.std_errors, level=self.level)
        several = len(self.effects) > 2
        axes = plots.forest(
            self.effects, self.std_errors, self.labels, pooled, prediction=several, level=self.level
        )
        axes.set_xlabel(self.datasets.get(self.dataset, {}).get("scale", "effect"))
        return axes

    def picture_text(self) -> str:
        y = self.effects
        return (
            f"Forest plot of {len(y)} studies with estimates from {min(y):.3g} to {max(y):.3g}, their "
            "intervals, the pooled mean and the interval for the next study."
        )
