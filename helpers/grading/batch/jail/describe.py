"""In the learner's process: models, draws, figures and tables, told as plain data.

Plain are None, truth values, numbers, text, lists, tuples, dicts, and arrays of numbers or truth values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from helpers.grading.containers import as_array
from helpers.grading.kinds.figures.axes import axes_in, look
from helpers.grading.kinds.posteriors.modelled import Modelled, as_model
from helpers.grading.kinds.posteriors.samples import chains_first, held_in, names_in

Question = Mapping[str, Any]
_PLAIN = (bool, int, float, complex, str, bytes, list, tuple, dict, np.generic)


def describe(value: Any, question: Question) -> Any:
    """Answer a question about ``value``; the first, which names no ``"what"``, asks what it is.

    None for a value that is none of these. The others: of a model its ``sizes`` and ``start``, its
    ``density`` at ``points``, and ``draws`` with a ``seed``; of a container of draws the ``values`` under a
    ``name``. What goes wrong in the learner's objects is raised.
    """
    return _ANSWERS[question.get("what", "show")](value, question)


def _show(value: Any, question: Question) -> Any:  # noqa: ARG001
    if value is None or isinstance(value, _PLAIN):
        return None
    model, named = as_model(value), {"type": type(value).__name__}
    if model is not None:
        seen = {"observed": model.observed, "nu_is_random": model.nu_is_random}
        return {"is": "model", "names": list(model.names), "free": list(model.free), **seen}
    axes = axes_in(value)
    if axes:
        return {"is": "figure", **named, "pictures": [asdict(look(ax)) for ax in axes]}
    held = held_in(value)
    if held is None:
        is_table = hasattr(type(value), "__array__") and type(value) is not np.ndarray
        return _table(value) if is_table else None
    names = [str(name) for name in names_in(held)]
    return {"is": "draws", **named, "names": names, "fitted": hasattr(value, "posterior")}


def _table(value: Any) -> dict[str, Any]:
    """Its numbers, if it holds any, and how it looks when printed."""
    value = chains_first(value)
    values = np.asarray(value)
    numbers = values if values.dtype.kind == "b" else as_array(values)
    if numbers is not None and numbers.dtype.kind in "iu":
        numbers = numbers.astype(np.int64)
    elif numbers is not None and numbers.dtype.kind == "f":
        numbers = numbers.astype(np.float64)
    return {"is": "table", "type": type(value).__name__, "values": numbers, "text": repr(value)[:200]}


def _values(value: Any, question: Question) -> Any:
    held = held_in(value) or {}
    return _table(next(held[name] for name in names_in(held) if str(name) == question["name"]))


def _of_model(answer: Callable[[Modelled, Question], Any]) -> Callable[[Any, Question], Any]:
    def answered(value: Any, question: Question) -> Any:
        model = as_model(value)
        return None if model is None else answer(model, question)

    return answered


_ANSWERS: dict[str, Callable[[Any, Question], Any]] = {
    "show": _show,
    "values": _values,
    "sizes": _of_model(lambda model, asked: dict(model.sizes(asked["names"]))),
    "start": _of_model(lambda model, asked: model.start()),  # noqa: ARG005
    "density": _of_model(lambda model, asked: model.evaluate(asked["names"], asked["points"])),
    "draws": _of_model(lambda model, asked: dict(model.sample(asked["names"], asked["seed"]))),
}
