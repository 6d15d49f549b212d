"""Interactive figures, one class each; the same JavaScript runs in JupyterLab and in the static book."""

from __future__ import annotations

from importlib import import_module
from typing import Any

_WHERE = {
    "HeterogeneityExplorer": "heterogeneity_explorer",
    "Room": "room",
    "SampleSizePlanner": "sample_size_planner",
    "SignificanceLottery": "significance_lottery",
    "SumsOfSquares": "sums_of_squares",
    "SmallVariant": "small_variant",
    "TauExplorer": "tau_explorer",
    "TauPrior": "tau_prior",
    "WinnerPicker": "winner_picker",
    "StaticWidget": "static_widget",
    "explore": "explore",
}

__all__ = list(_WHERE)


def __getattr__(name: str) -> Any:
    if name in _WHERE:
        found = getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
        # The module `explore` would otherwise hide the function of the same name.
        globals()[name] = found
        return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it has {', '.join(__all__)}")


def __dir__() -> list[str]:
    return __all__
