"""Reading what a learner's code returned: numbers in any honest container, or a sentence saying why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from helpers._validate import FloatArray
from helpers.grading.containers import as_array, items_of
from helpers.grading.conversion import to_array, to_parts

Parts = dict[str, FloatArray]
_SIZED = "an array of shape {}"


@dataclass(frozen=True)
class Reading:
    """The parts of an answer as arrays, or the ``problem`` that kept them from being read, and a ``hint``."""

    parts: Parts = field(default_factory=dict)
    problem: str = ""
    hint: str = ""
    notes: tuple[str, ...] = ()


def truth_parts(truth: Any, names: Sequence[str] = ()) -> Parts:
    """Split what the reference returned: a mapping or a tuple has parts, anything else is one.

    ``names`` is what the numbers of a tuple are called, as an exercise declares it.
    """
    if isinstance(truth, Mapping):
        return {str(k): np.asarray(v, dtype=np.float64) for k, v in truth.items()}
    if isinstance(truth, tuple):
        names = names or [f"number {i + 1}" for i in range(len(truth))]
        return {name: np.asarray(v, dtype=np.float64) for name, v in zip(names, truth, strict=True)}
    return {"": np.asarray(truth, dtype=np.float64)}


def read(value: Any, truth: Any, names: Sequence[str] = ()) -> Reading:
    """Read ``value`` as the same kind of thing as ``truth``; never raises."""
    try:
        return _read(value, truth, truth_parts(truth, names))
    except Exception:
        return Reading(problem=f"it returned {describe(value)}, which cannot be read as numbers")


def _read(value: Any, truth: Any, wanted: Parts) -> Reading:
    if isinstance(truth, Mapping):
        return _read_mapping(value, wanted)
    if isinstance(truth, tuple):
        items = items_of(list(value.values()) if type(value) is dict else value)
        if items is None and hasattr(type(value), "__array__"):
            items = items_of(np.asarray(value))
        if items is None or len(items) != len(truth):
            return _not_so_many(value, list(wanted), None if items is None else len(items))
        return _read_mapping(dict(zip(wanted, items, strict=True)), wanted)
    return _read_mapping({"": value}, wanted)


def _not_so_many(value: Any, names: list[str], came: int | None) -> Reading:
    array = None if what_it_is_not(value) else as_array(value)
    if came is None:
        problem = f"it returned {describe(value)}; {listed(names)} are wanted, in this order{_asks(value)}"
    else:
        found = _container(value, array) if array is not None else f"{came} value{'s' * (came != 1)}"
        problem = f"it returned {found}; {len(names)} are wanted: {listed(names)}, in this order"
    return Reading(problem=problem, hint=to_parts(value, array, names))


def listed(names: Sequence[str]) -> str:
    """``"a, b and c"``."""
    return ", ".join(names[:-1]) + f" and {names[-1]}" if len(names) > 1 else "".join(names)


def _read_mapping(value: Any, wanted: Parts) -> Reading:
    if not isinstance(value, Mapping):
        what = f"a dictionary with {', '.join(wanted)}"
        return Reading(problem=f"it returned {describe(value)}; {what} is wanted{_asks(value)}")
    missing = [name for name in wanted if name not in value]
    if missing:
        return Reading(problem=f"the dictionary it returned lacks {', '.join(missing)}")
    parts, notes = {}, []
    for name, like in wanted.items():
        array, problem, note = _numbers(value[name], like)
        if problem:
            where = f" for {name}" if name else _asks(value[name])
            return Reading(problem=problem + where, hint=_hint(value[name], like))
        parts[name] = array
        if note:
            notes.append(note)
    return Reading(parts, notes=tuple(notes))


def _numbers(value: Any, like: FloatArray) -> tuple[FloatArray, str, str]:
    nothing = np.empty(0)
    kind = what_it_is_not(value)
    if kind:
        return nothing, f"it returned {kind}; {_wanted(like)} is wanted", ""
    array = as_array(value)
    if array is not None and array.size != like.size:  # before anything of that size is computed
        return nothing, f"it returned {_container(value, array)}; {_wanted(like)} is wanted", ""
    if array is not None and array.dtype.kind == "c" and np.all(array.imag == 0):
        array = array.real
    if array is None or array.dtype.kind == "c":
        return nothing, f"it returned {describe(value)}; {_wanted(like)} is wanted", ""
    array = array.astype(np.float64)
    if array.shape == like.shape:
        return array, "", ""
    if array.size == like.size and (like.ndim == 0 or array.squeeze().shape == like.squeeze().shape):
        return (
            array.reshape(like.shape),
            "",
            (f"what you return has shape {array.shape}; {_wanted(like)} is easier to work with"),
        )
    if array.ndim == 2 and array.T.shape == like.shape:
        return array, "", ""
    return nothing, f"it returned {_container(value, array)}; {_wanted(like)} is wanted", ""


def _container(value: Any, array: NDArray[Any]) -> str:
    """What holds the numbers, and how many of them."""
    if not array.ndim:
        return "a single number"
    kind = next((_NAMES[t.__name__] for t in (list, tuple) if isinstance(value, t)), "")
    if kind and array.ndim == 1:
        return f"{kind} of {array.size} number{'s' * (array.size != 1)}"
    if kind:
        rows = "array" if all(type(row) is np.ndarray for row in items_of(value) or []) else "row"
        return f"{kind} of {len(array)} {rows}{'s' * (len(array) != 1)} of shape {array.shape[1:]}"
    table = type(value).__name__
    return f"{_NAMES[table]} of shape {array.shape}" if table == "DataFrame" else _SIZED.format(array.shape)


def _hint(value: Any, like: FloatArray) -> str:
    """What turns the one into the other, where that can be said."""
    return to_array(value, None if what_it_is_not(value) else as_array(value), like)


def _wanted(like: FloatArray) -> str:
    return "one number" if like.ndim == 0 else _SIZED.format(like.shape)


def _asks(value: Any) -> str:
    """What to ask of a function that returns nothing."""
    return " (is the `return` missing?)" if value is None else ""


def what_it_is_not(value: Any) -> str:
    """A phrase for things that are certainly no numbers, so that nobody tries to convert them."""
    if value is None:
        return "nothing (`None`)"
    if value is Ellipsis:
        return "`...`, the gap itself"
    if isinstance(value, (bool, np.bool_)):
        return f"`{value}`"
    if (
        isinstance(value, (str, bytes, Mapping, set, frozenset))
        or callable(value)
        or hasattr(value, "__next__")
    ):
        return describe(value)
    return ""


_NAMES = {
    "str": "text",
    "bytes": "bytes",
    "dict": "a dictionary",
    "list": "a list",
    "tuple": "a tuple",
    "set": "a set",
    "frozenset": "a set",
    "generator": "a generator",
    "module": "a module",
    "type": "a class",
    "coroutine": "a coroutine",
    "bool": "a truth value",
    "int": "a whole number",
    "float": "a number",
    "complex": "a complex number",
    "NoneType": "nothing (`None`)",
    "DataFrame": "a DataFrame",
    "Series": "a Series",
    "ndarray": "an array",
    "ellipsis": "`...`",
    "function": "a function",
    "builtin_function_or_method": "a function",
}


def describe(value: Any) -> str:
    """What ``value`` is, in words, with a short look at it; never raises and never iterates."""
    if type(value).__module__ == "numpy" and isinstance(value, np.generic):
        value = value.item()
    kind = type(value).__name__
    named = _NAMES.get(kind)
    if kind in ("int", "float", "complex", "str", "bytes", "bool"):
        try:
            return f"{named} (`{_short(repr(value))}`)"
        except Exception:
            return named or kind
    if kind == "ndarray":
        try:
            held = {"b": "True and False", "O": "objects", "U": "text"}.get(value.dtype.kind, "numbers")
            return f"an array of shape {value.shape} holding {held}"
        except Exception:
            return "an array"
    if kind in ("list", "tuple", "dict", "set"):
        try:
            return f"{named} of length {len(value)}"
        except Exception:
            return named or kind
    return named or f"an object of type `{_short(kind)}`"


def _short(text: str, limit: int = 60) -> str:
    text = text.replace("`", "'")
    return text if len(text) <= limit else text[: limit - 1] + "…"
