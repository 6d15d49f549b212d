"""The working parts of *Borrowing Strength*: a course on learning from many online experiments.

Names are imported when first used (PEP 562), so ``import helpers`` costs milliseconds and a
notebook that only grades an exercise never waits for PyMC.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_MODULES = (
    "effects",
    "datasets",
    "heterogeneity",
    "priors",
    "distributions",
    "posterior",
    "samplers",
    "models",
    "diagnostics",
    "comparison",
    "borrowing",
    "planning",
    "advice",
    "archive",
    "plots",
    "widgets",
    "report",
    "before_after",
    "grading",
    "authoring",
    "learn",
)

_NAMES = {
    "check": "grading",
    "progress": "grading",
    "set_back": "learn",
    "load": "datasets",
    "Effect": "effects",
}

__all__ = ["__version__", *_NAMES, *_MODULES]  # noqa: PLE0604 - all of them are strings


def __getattr__(name: str) -> Any:
    if name in _NAMES:
        return getattr(import_module(f"{__name__}.{_NAMES[name]}"), name)
    if name in _MODULES:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(
        f"module {__name__!r} has no attribute {name!r}; it has {', '.join(sorted(__all__))}"
    )


def __dir__() -> list[str]:
    return sorted(__all__)
