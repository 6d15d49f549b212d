"""Interactive figures, one class each; the same JavaScript runs in JupyterLab and in the static book.

A widget is found by its name: ``tau_explorer.py`` holds `TauExplorer`, ``js/widgets/tau_explorer.js`` draws
it, and ``js/widgets/tau_explorer.css`` dresses it where there is one. What has no drawing is no widget.
"""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from typing import Any


def class_name(stem: str) -> str:
    """``TauExplorer`` for ``tau_explorer``."""
    return "".join(word.capitalize() for word in stem.split("_"))


def module_name(name: str) -> str:
    """``tau_explorer`` for ``TauExplorer``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


WIDGETS = tuple(sorted(class_name(path.stem) for path in Path(__file__).parent.glob("js/widgets/*.js")))

__all__ = [*WIDGETS, "StaticWidget", "explore"]  # noqa: PLE0604


def __getattr__(name: str) -> Any:
    if name in __all__:
        found = getattr(import_module(f"{__name__}.{module_name(name)}"), name)
        # The module `explore` would otherwise hide the function of the same name.
        globals()[name] = found
        return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it has {', '.join(__all__)}")


def __dir__() -> list[str]:
    return __all__
