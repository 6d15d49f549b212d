"""What is ranked in a simulated world: parameters by name, and functions of parameters and data."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from helpers._validate import FloatArray, described, floats
from helpers.diagnostics.reading import read

Quantity = str | Callable[..., Any]


def named(quantities: Any) -> dict[str, Quantity]:
    """The quantities by the name each is reported under."""
    if isinstance(quantities, Mapping):
        asked = dict(quantities)
    elif isinstance(quantities, Sequence) and not isinstance(quantities, str | bytes):
        listed = list(quantities)
        asked = {q if isinstance(q, str) else getattr(q, "__name__", None): q for q in listed}
        if len(asked) != len(listed):
            raise ValueError(f"quantities must differ in name; found {described(listed)}")
    else:
        raise TypeError(
            "quantities must be a list of names and functions, or a mapping from names to them, e.g. "
            f'["mu", "tau", log_likelihood]; found {described(quantities)}'
        )
    if not asked:
        raise ValueError("quantities must name at least one parameter or function; found none")
    for name, quantity in asked.items():
        if not isinstance(name, str) or not (isinstance(quantity, str) or callable(quantity)):
            raise TypeError(
                "quantities must be names of parameters, or functions of (parameters, data); found "
                f"{described(quantity)} under {described(name)}"
            )
    return {name: q if isinstance(q, str) else _of_both(q) for name, q in asked.items()}


def of_truth(asked: dict[str, Quantity], parameters: Mapping[str, Any], data: Any) -> dict[str, float]:
    """Every quantity of the true parameters, entries of an array one by one, as ``theta[0]``."""
    found: dict[str, float] = {}
    for name, quantity in asked.items():
        if isinstance(quantity, str):
            value = _numbers(name, _parameter(quantity, parameters))
        else:
            value = _numbers(name, _called(name, quantity, parameters, data))
        found |= (
            {name: float(value)}
            if value.ndim == 0
            else {f"{name}[{','.join(map(str, at))}]": float(value[at]) for at in np.ndindex(value.shape)}
        )
    return found


def of_draws(asked: dict[str, Quantity], draws: Mapping[str, FloatArray], data: Any) -> FloatArray:
    """Every quantity of every draw, shape (draws, quantities), in the order of `of_truth`."""
    count = len(next(iter(draws.values())))
    each = [{name: values[i] for name, values in draws.items()} for i in range(count)]
    columns = []
    for name, quantity in asked.items():
        if isinstance(quantity, str):
            values = _parameter(quantity, draws)
        else:
            values = _numbers(name, [_called(name, quantity, p, data) for p in each])
        columns.append(values.reshape(count, -1))
    return np.concatenate(columns, axis=1)


def evenly(found: Any, most: int) -> dict[str, FloatArray]:
    """Of what a fit gave, at most ``most`` draws as far apart as can be, by name, draws first."""
    import xarray as xr

    if isinstance(found, xr.DataTree | xr.Dataset):
        posterior = read(found)[0]
        draws = {n: v.to_numpy().reshape(-1, *v.shape[2:]) for n, v in posterior.data_vars.items()}
    elif isinstance(found, Mapping):
        draws = {name: floats(values, f"fit's draws of {name!r}") for name, values in found.items()}
    else:
        raise TypeError(
            "fit must give a mapping from names to draws, the draws along the first axis, or what "
            f"helpers.models.fit returns; found {described(found)}"
        )
    counts = {values.shape[0] if values.ndim else 0 for values in draws.values()}
    if len(counts) != 1 or counts == {0}:
        shapes = ", ".join(f"{name} {values.shape}" for name, values in draws.items())
        raise ValueError(f"fit must give equally many draws of every parameter, at least one; found {shapes}")
    [count] = counts
    kept = min(most, count)
    taken = np.arange(1, kept + 1) * count // kept - 1
    return {name: values[taken] for name, values in draws.items()}


def _parameter(name: str, parameters: Mapping[str, Any]) -> Any:
    if name not in parameters:
        raise ValueError(
            f"quantities must be parameters that simulate and fit both give, or functions; {name!r} is not "
            f"among {sorted(parameters)}"
        )
    return parameters[name]


def _called(name: str, quantity: Callable[..., Any], parameters: Mapping[str, Any], data: Any) -> Any:
    try:
        return quantity(parameters, data)
    except Exception as error:
        raise ValueError(f"quantities[{name!r}] failed: {type(error).__name__}: {error}") from error


def _numbers(name: str, value: Any) -> FloatArray:
    array = floats(value, f"quantities[{name!r}]")
    if np.isnan(array).any():
        raise ValueError(f"quantities[{name!r}] must be numbers; found NaN")
    return array


def _of_both(function: Callable[..., Any]) -> Callable[[Any, Any], Any]:
    """A function of (parameters, data), also where it was one of the parameters alone."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except ValueError:  # some functions written in C have no signature
        return function
    needed = [p for p in parameters if p.default is p.empty and p.kind <= p.POSITIONAL_OR_KEYWORD]
    return function if len(needed) > 1 else lambda parameters, _: function(parameters)
