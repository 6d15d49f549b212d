"""Reading draws in any of the forms samplers give them: dictionaries, ArviZ and xarray containers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from helpers._validate import FloatArray
from helpers.grading.containers import as_array
from helpers.grading.conversion import to_draws, to_shape_of_draws
from helpers.grading.reading import describe, what_it_is_not


def read_draws(answer: Any, sizes: Mapping[str, int | None]) -> tuple[dict[str, FloatArray], str]:
    """Return (name → draws, "") or ({}, what is wrong); never raises.

    ``sizes`` holds the quantities wanted: None for a single number, K for a vector of K. Draws come
    back with shape (chains, draws) or (chains, draws, K).
    """
    try:
        held = held_in(answer)
        if held is None:
            wanted = f"Wanted are draws of {_listed(sizes)}: what the sampler returned."
            how = to_draws(answer, list(sizes))
            return {}, f"You handed over {describe(answer)}. {wanted} {how}".strip()
        named = {str(name): name for name in names_in(held)}
        missing = [name for name in sizes if name not in named]
        if missing:
            has = ", ".join(list(named)[:8]) or "nothing"
            return {}, f"No draws called {', '.join(f'`{m}`' for m in missing)}; there are {has}."
        found = {}
        for name, size in sizes.items():
            found[name], problem = _shaped(held[named[name]], name, size)
            if problem:
                return {}, problem
    except Exception:
        return {}, f"You handed over {describe(answer)}, from which no draws could be read."
    return _together(found)


def _listed(sizes: Mapping[str, int | None]) -> str:
    return ", ".join(f"`{name}`" for name in sizes)


def held_in(answer: Any) -> Mapping[Any, Any] | None:
    """What keeps the draws by name; of a container with a posterior group that group."""
    if isinstance(answer, Mapping):
        data = answer.get("posterior", answer)
    else:
        data = getattr(answer, "posterior", answer)
    return data if isinstance(data, Mapping) else None


def names_in(held: Mapping[Any, Any]) -> list[Any]:
    """The names of the draws, without those of their coordinates."""
    return list(getattr(held, "data_vars", held))


def chains_first(values: Any) -> Any:
    """Named dimensions decide over their order."""
    if {"chain", "draw"} <= set(getattr(values, "dims", ())):
        return np.asarray(values.transpose("chain", "draw", ...).values)
    return values


def _shaped(values: Any, name: str, size: int | None) -> tuple[FloatArray, str]:
    nothing = np.empty((0, 0))
    values = chains_first(values)
    kind = what_it_is_not(values)
    x = None if kind else as_array(values)
    if x is None or x.dtype.kind == "c":
        return nothing, f"`{name}` holds {kind or describe(values)}; numbers are wanted."
    x = x.astype(float)
    if not np.isfinite(x).all():
        return nothing, f"`{name}` holds {np.size(x) - int(np.isfinite(x).sum())} values that are not finite."
    shape, vector = x.shape, size is not None
    if x.ndim == 3 and not vector and shape[-1] == 1:
        x = x[..., 0]
    if x.ndim == 1 + vector:
        x = x[None]
    if x.ndim != 2 + vector or (vector and x.shape[-1] != size):
        wanted = f"(draws, {size}) or (chains, draws, {size})" if vector else "(draws,) or (chains, draws)"
        how = to_shape_of_draws(shape, size)
        return nothing, f"`{name}` has shape {shape}; wanted is {wanted}. {how}".strip()
    if x.shape[1] < 4:
        return nothing, f"`{name}` holds {x.shape[1]} draws a chain: too few to say anything."
    return x, ""


def _together(found: dict[str, FloatArray]) -> tuple[dict[str, FloatArray], str]:
    counts = {name: x.shape[0] * x.shape[1] for name, x in found.items()}
    if len(set(counts.values())) > 1:
        listed = ", ".join(f"`{name}` has {n}" for name, n in counts.items())
        return {}, f"The numbers of draws differ: {listed}. Each draw must hold all quantities at once."
    # Laid end to end, the chains of one quantity are still the chains of the others.
    chains = max(x.shape[:2] for x in found.values())
    return {name: x.reshape(*chains, *x.shape[2:]) for name, x in found.items()}, ""
