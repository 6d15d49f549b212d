"""What a learner's process tells of a model, of draws, a figure or a table, as something to judge.

Nothing told is believed before its types, sizes and shapes are checked, and no number among them is anything
but a claim about the learner's own answer: what is right exists on this side only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from helpers._validate import FloatArray
from helpers.grading.kinds.figures.axes import Drawn, Pictures
from helpers.grading.kinds.posteriors.modelled import Evaluated, Modelled

Ask = Callable[[dict[str, Any]], Any]
_MANY, _LONG = 1000, 2000  # entries of a list, characters of a text
_LARGEST = 5_000_000  # numbers in an array


class DescriptionError(ValueError):
    """What was told cannot be what it claims to be."""


def stand_in(found: Any, ask: Ask) -> Any:
    """What the judges take for the object that ``found`` describes; None if it describes none.

    ``ask`` puts a further question to the learner's process and returns plain data, or raises what the
    learner's object raised. Raises ``DescriptionError``, here or later, where an answer is not as it must be.
    """
    kind = found.get("is") if type(found) is dict else None
    made = _MADE.get(kind) if type(kind) is str else None
    if made is None:
        return None
    try:
        return made(found, ask)
    except (KeyError, TypeError, RecursionError) as error:
        raise DescriptionError(f"a {kind} is not described by this: {type(error).__name__}") from None


class DescribedModel(Modelled):
    """A model that answers from afar."""

    def __init__(self, found: dict[str, Any], ask: Ask) -> None:
        self.names, self.free = _texts(found["names"]), _texts(found["free"])
        self.observed, self.nu_is_random = _flag(found["observed"]), _flag(found["nu_is_random"])
        self._ask = ask
        self._sizes: dict[str, int] = {}

    def __repr__(self) -> str:
        return "a PyMC model"

    def sizes(self, names: Sequence[str]) -> dict[str, int]:
        """How many numbers each of these variables holds, as the learner's process told at first."""
        if all(name in self._sizes for name in names):
            return {name: self._sizes[name] for name in names}
        told = self._ask({"what": "sizes", "names": list(names)})
        _wanted(type(told) is dict and set(told) == set(names), "a size for each name")
        _wanted(all(type(n) is int and 0 <= n <= _LARGEST for n in told.values()), "sizes, whole numbers")
        self._sizes |= told
        return {name: told[name] for name in names}

    def start(self) -> FloatArray:
        """Where its sampler starts."""
        start = _array(self._ask({"what": "start"}), (None,))
        _wanted(bool(np.isfinite(start).all()), "a start that is finite")
        return start

    def evaluate(self, names: Sequence[str], points: FloatArray) -> Evaluated:
        """Its log densities at ``points``, and what these variables are there, as told."""
        told = self._ask({"what": "density", "names": list(names), "points": points})
        _wanted(type(told) is tuple and len(told) == 2, "log densities and quantities")
        quantities = sum(self.sizes(names).values())
        return _array(told[0], (len(points),)), _array(told[1], (len(points), quantities))

    def sample(self, names: Sequence[str], seed: int) -> dict[str, FloatArray]:
        """Draws that its process makes with this seed."""
        told = self._ask({"what": "draws", "names": list(names), "seed": seed})
        _wanted(type(told) is dict and set(told) == set(names), "draws for each name")
        return {name: _array(told[name]) for name in names}


class Table:
    """A column, a table or a labelled array: numbers, and how they look when printed."""

    def __init__(self, values: NDArray[Any], text: str) -> None:
        self._values, self._text = values, text
        self.dtype, self.shape, self.ndim = values.dtype, values.shape, values.ndim

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        return np.array(self._values, dtype=dtype, copy=True if copy is None else copy)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return self._text


class Held(Mapping[str, Any]):
    """Draws by name, fetched when they are asked for."""

    def __init__(self, names: list[str], ask: Ask) -> None:
        self._names, self._ask = names, ask

    def __getitem__(self, name: str) -> Any:
        if name not in self._names:
            raise KeyError(name)
        made = stand_in(self._ask({"what": "values", "name": name}), self._ask)
        _wanted(isinstance(made, (Table, Foreign)), "a table")
        return made

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class Fitted(Held):
    """Draws in a group called ``posterior``."""

    @property
    def posterior(self) -> Held:
        """The group."""
        return Held(self._names, self._ask)


class Foreign:
    """Something that holds no numbers."""


def _model(found: dict[str, Any], ask: Ask) -> DescribedModel:
    return DescribedModel(found, ask)


def _figure(found: dict[str, Any], ask: Ask) -> Pictures:  # noqa: ARG001
    pictures = _list(found["pictures"])
    return _called(found["type"], Pictures)([_drawn(picture) for picture in pictures])


def _drawn(told: Any) -> Drawn:
    labels = told["labels"]
    _wanted(type(labels) is dict and set(labels) == {"x", "y", "title", "legend"}, "four labels")
    return Drawn(
        points=_array(told["points"], (None, 2)),
        segments=_array(told["segments"], (None, 4)),
        upright=_array(told["upright"], (None,)),
        level=_array(told["level"], (None,)),
        labels={name: _text(words) for name, words in labels.items()},
        cut_off=_flag(told["cut_off"]),
    )


def _draws(found: dict[str, Any], ask: Ask) -> Held:
    kind = Fitted if _flag(found["fitted"]) else Held
    return _called(found["type"], kind)(_texts(found["names"]), ask)


def _table(found: dict[str, Any], ask: Ask) -> Any:  # noqa: ARG001
    values, text = found["values"], _text(found["text"])
    if values is None:
        return _called(found["type"], Foreign)()
    _wanted(type(values) is np.ndarray and values.dtype.kind in "fibc", "an array")
    _wanted(values.size <= _LARGEST, "fewer numbers")
    return _called(found["type"], Table)(values, text)


_MADE: dict[str, Callable[[dict[str, Any], Ask], Any]] = {
    "model": _model,
    "figure": _figure,
    "draws": _draws,
    "table": _table,
}


def _called(name: Any, kind: type) -> Any:
    """A class of that name, because what is said of an answer names its type."""
    _wanted(type(name) is str and name.isidentifier() and len(name) <= 60, "the name of a type")
    return type(name, (kind,), {})


def _wanted(holds: bool, what: str) -> None:
    if not holds:
        raise DescriptionError(f"wanted: {what}; something else was told")


def _flag(told: Any) -> bool:
    _wanted(type(told) is bool, "a truth value")
    return bool(told)


def _text(told: Any) -> str:
    _wanted(type(told) is str and len(told) <= _LONG, "a text, not too long")
    return str(told)


def _list(told: Any) -> list[Any]:
    _wanted(type(told) is list and len(told) <= _MANY, "a list, not too long")
    return list(told)


def _texts(told: Any) -> list[str]:
    return [_text(word) for word in _list(told)]


def _array(told: Any, shape: tuple[int | None, ...] | None = None) -> FloatArray:
    """Numbers of this shape; None is any length."""
    _wanted(type(told) is np.ndarray and told.dtype == np.float64 and told.size <= _LARGEST, "numbers")
    same = shape is None or (
        told.ndim == len(shape) and all(n in (None, m) for n, m in zip(shape, told.shape, strict=True))
    )
    _wanted(same, f"an array of shape {shape}")
    return np.array(told)
