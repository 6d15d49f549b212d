"""Draws of any origin as one table of chains: real numbers, none missing, by name, chain and draw."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from helpers._validate import FloatArray, described, floats

FEWEST = 4
"""Draws of a chain: of fewer nothing can be said."""
CHAIN_DRAW = ("chain", "draw")


def read(fit: Any) -> tuple[Any, Any]:
    """The draws of ``fit`` as an ``xarray.Dataset``, chain and draw first, and what its sampler recorded."""
    import xarray as xr

    if isinstance(fit, xr.DataTree):
        if "posterior" not in fit.children or not fit["posterior"].data_vars:
            raise ValueError(f"fit must have a group 'posterior' with draws; found {list(fit.children)}")
        stats = fit["sample_stats"] if "sample_stats" in fit.children else None
        return _checked(fit["posterior"].to_dataset(), "fit['posterior']"), stats
    if isinstance(fit, xr.Dataset):
        return _checked(fit, "fit"), None
    if isinstance(fit, Mapping):
        return _checked(_gathered(fit), "fit"), None
    raise TypeError(
        "fit must be an xarray.DataTree from helpers.models.fit, or a mapping from names to arrays of "
        f"shape (chain, draw, …); found {type(fit).__name__}"
    )


def _gathered(fit: Mapping[Any, Any]) -> Any:
    """A mapping from names to arrays as a data set."""
    import xarray as xr

    arrays = {name: _array(name, values) for name, values in fit.items()}
    if not arrays:
        raise ValueError("fit must have draws, as a group 'posterior' with draws or as arrays; found none")
    first, shape = next((name, array.shape[:2]) for name, array in arrays.items())
    for name, array in arrays.items():
        if array.shape[:2] != shape:
            raise ValueError(
                f"fit[{name!r}] must have as many chains and draws as fit[{first!r}], {shape}; "
                f"found {array.shape[:2]}"
            )
    dims = {name: [f"{name}_dim_{i}" for i in range(array.ndim - 2)] for name, array in arrays.items()}
    return xr.Dataset({name: ((*CHAIN_DRAW, *dims[name]), array) for name, array in arrays.items()})


def _array(name: Any, values: Any) -> FloatArray:
    if not isinstance(name, str) or name in CHAIN_DRAW:
        raise TypeError(f"fit must have text other than chain and draw as names; found {described(name)}")
    if hasattr(values, "dims"):  # an array that knows which axis is which
        values = _in_order(values, f"fit[{name!r}]").to_numpy()
    array = floats(values, f"fit[{name!r}]")
    if array.ndim < 2:
        raise ValueError(
            f"fit[{name!r}] must have shape (chain, draw, …); found {array.shape}: for one chain, "
            "add an axis with values[None]"
        )
    return array


def _in_order(variable: Any, name: str) -> Any:
    """``variable`` with the axes chain and draw first."""
    if not set(CHAIN_DRAW) <= set(variable.dims):
        raise ValueError(
            f"{name} must have the dims chain and draw; found {tuple(variable.dims)}: unstack draws that "
            "were stacked, as in posterior.unstack('sample')"
        )
    return variable.transpose(*CHAIN_DRAW, ...)


def _checked(posterior: Any, name: str) -> Any:
    """The draws as float64, or an error that names the first quantity that cannot be judged."""
    found = {}
    for key, variable in posterior.data_vars.items():
        own = f"{name}[{key!r}]"
        ordered = _in_order(variable, own)
        array = floats(ordered.to_numpy(), own)
        if not array.size:
            raise ValueError(f"{own} must hold draws; found none, shape {array.shape}")
        if array.shape[1] < FEWEST:
            raise ValueError(f"{own} must hold at least {FEWEST} draws a chain; found {array.shape[1]}")
        found[key] = (ordered.dims, array)
    kept = posterior.drop_vars(list(posterior.data_vars))
    return kept.assign(found)
