"""Coordinates for the marginals over a plane, in which tails of any weight are smooth."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from helpers.distributions.grid import Chart, Curve, GridMarginal, tabulate
from helpers.distributions.panels import PanelDensity


def line(centre: float, scale: float) -> Chart:
    """From u to x = centre + scale·sinh u."""
    return Chart(
        lambda u: centre + scale * np.sinh(u),
        lambda x: np.arcsinh((x - centre) / scale),
        lambda x: 1 / np.hypot(x - centre, scale),
        (-math.inf, math.inf),
    )


def positive(scale: float, support: tuple[float, float]) -> Chart:
    """From u to x = scale·sinh u ≥ 0."""
    return Chart(
        lambda u: scale * np.sinh(u),
        lambda x: np.arcsinh(np.maximum(x, 0) / scale),
        lambda x: (x >= 0) / np.hypot(scale, x),
        support,
    )


def marginal(
    find: Callable[[], tuple[Curve, float, float]], moments: tuple[float, float], name: str, chart: Chart
) -> GridMarginal:
    """A marginal from what ``find`` returns: its density, and between which ends to tabulate it."""

    def make() -> PanelDensity:
        density, *ends = find()
        low, high = (float(chart.to_u(np.array(end))) for end in ends)
        return tabulate(lambda u: density(x := chart.to_x(u)) / chart.slope(x), low, high)

    return GridMarginal(make, moments, name, chart)
