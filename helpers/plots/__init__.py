"""Figures that more than one chapter needs. Each takes an optional ``ax`` and returns its ``Axes``."""

from __future__ import annotations

from helpers.plots.calibration import rank_ecdf
from helpers.plots.curves import density, power_and_assurance
from helpers.plots.forest import forest
from helpers.plots.shrinkage import shrinkage
from helpers.plots.style import COLOURS, own_settings, styled, use_style

__all__ = [
    "COLOURS",
    "density",
    "forest",
    "own_settings",
    "power_and_assurance",
    "rank_ecdf",
    "shrinkage",
    "styled",
    "use_style",
]
