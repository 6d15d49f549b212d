"""What winners promised when they were picked, and what they delivered when they were measured again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from helpers._validate import FloatArray, described, moderate, real_array
from helpers.archive.population import Population, found_before

if TYPE_CHECKING:
    import pandas as pd

CUTS = (0.2, 0.4, 0.6, 0.8, 0.95, 0.99)


def promised_and_delivered(
    picked: ArrayLike,
    picked_se: ArrayLike,
    delivered: ArrayLike,
    delivered_se: ArrayLike,
    population: Population,
    quantiles: Sequence[float] = CUTS,
) -> pd.DataFrame:
    """Raw lift at the pick, what ``population`` promised of it, and the lift in fresh data; by bands.

    A row for each band between two ``quantiles`` of ``picked``, the lowest first, and one for all. Columns
    ``raw``, ``promised`` and ``delivered`` are plain means, ``delivered_se`` the standard error of the last
    over the experiments of the band; ``gap`` is promised − delivered, with ``gap_se``; ``n`` counts the
    experiments.

    Args:
        picked, picked_se: lift and standard error with which each winner was picked, shape (K,).
        delivered, delivered_se: the same winner's in data that had no part in the pick.
        population: what `archive.population` found.
        quantiles: where to cut, rising, each between 0 and 1.

    Raises:
        ValueError: arrays that do not match, values that are not finite, quantiles that do not rise or leave
            a band without two experiments.
    """
    raw, se, again, _ = _winners(
        picked=picked, picked_se=picked_se, delivered=delivered, delivered_se=delivered_se
    )
    bands = _bands(raw, _cuts(quantiles))
    promised = found_before(population).shrunken(raw, se)
    return _table(raw, promised, again, bands)


def _winners(**given: ArrayLike) -> tuple[FloatArray, ...]:
    """Lifts and standard errors, by name, one a winner."""
    arrays = {name: real_array(values, name) for name, values in given.items()}
    for name, array in arrays.items():
        if array.ndim != 1 or array.size < 2:
            raise ValueError(f"{name} must hold one number a winner, at least two; found shape {array.shape}")
        if array.shape != arrays["picked"].shape:
            raise ValueError(
                f"picked and {name} must have one number each for the same winners; found "
                f"{arrays['picked'].size} and {array.size}"
            )
    return tuple(moderate(array, name, positive=name.endswith("_se")) for name, array in arrays.items())


def _cuts(quantiles: Sequence[float]) -> FloatArray:
    cuts = real_array(quantiles, "quantiles")
    if cuts.ndim != 1 or (np.diff(cuts, prepend=0.0, append=1.0) <= 0).any():
        raise ValueError(
            f"quantiles must rise between 0 and 1, as 0.2, 0.5, 0.8; found {described(quantiles)}"
        )
    return cuts


def _bands(raw: FloatArray, cuts: FloatArray) -> dict[str, np.ndarray]:
    """Which experiments belong to each band, by what it is called."""
    edges = np.concatenate([[-np.inf], np.quantile(raw, cuts), [np.inf]])
    names = [f"{100 * q:g} %" for q in (0.0, *cuts, 1.0)]
    found = {
        f"{low} to {high}": (raw > left) & (raw <= right)
        for low, high, left, right in zip(names[:-1], names[1:], edges[:-1], edges[1:], strict=True)
    }
    for name, band in found.items():
        if band.sum() < 2:
            raise ValueError(
                f"quantiles leave {int(band.sum())} experiments in the band {name}; two are needed. Cut less "
                "often"
            )
    return {**found, "all": np.full(len(raw), True)}


def _table(
    raw: FloatArray, promised: FloatArray, delivered: FloatArray, bands: dict[str, np.ndarray]
) -> pd.DataFrame:
    import pandas as pd

    columns = {"raw": raw, "promised": promised, "delivered": delivered, "gap": promised - delivered}
    rows = []
    for band in bands.values():
        row = {name: values[band].mean() for name, values in columns.items()}
        for name in ("delivered", "gap"):
            row[f"{name}_se"] = columns[name][band].std(ddof=1) / np.sqrt(band.sum())
        rows.append({**row, "n": int(band.sum())})
    order = ["raw", "promised", "delivered", "delivered_se", "gap", "gap_se", "n"]
    return pd.DataFrame(rows, index=pd.Index(bands, name="band"))[order]
