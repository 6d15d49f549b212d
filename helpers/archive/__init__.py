"""Many past experiments: the population of their effects, what winners deliver, what all of them brought."""

from __future__ import annotations

from helpers.archive.impact import CumulativeImpact, cumulative_impact
from helpers.archive.population import Population, population
from helpers.archive.promises import promised_and_delivered

__all__ = [
    "CumulativeImpact",
    "Population",
    "cumulative_impact",
    "population",
    "promised_and_delivered",
]
