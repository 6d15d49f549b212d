"""Putting inputs and outputs so that they can be read, and pasted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np


def number(value: float, digits: int = 6) -> str:
    """Significant digits, without trailing noise; what stands before the point is never cut off."""
    value = float(value)
    if not 1e5 <= abs(value) < 1e15:
        return f"{value:.{digits}g}"
    return f"{value:.{max(digits, len(str(int(abs(value)))))}g}"


def show(value: Any, digits: int = 6, limit: int = 14) -> str:
    """A short, pastable form of a number, array, or container of them."""
    if isinstance(value, np.ndarray):
        if value.ndim == 0:
            return show(value.item(), digits)
        return show(list(value[:limit]), digits).removesuffix("]") + (", …]" if len(value) > limit else "]")
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return number(value, digits)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{k}: {show(v, digits)}" for k, v in value.items()) + "}"
    if isinstance(value, (tuple, list)):
        shown = ", ".join(show(v, digits) for v in value[:limit]) + (", …" if len(value) > limit else "")
        return f"[{shown}]" if isinstance(value, list) else f"({shown})"
    text = repr(value)
    return text if len(text) <= 200 else text[:199] + "…"


def show_both(one: Any, other: Any) -> tuple[str, str]:
    """Two values that differ, with enough digits to see that they do."""
    for digits in (6, 9, 12, 17):
        shown = show(one, digits), show(other, digits)
        if shown[0] != shown[1]:
            break
    return shown


def name_of(function: Any, otherwise: str = "your_function") -> str:
    """The function's own name, if it has a usable one."""
    name = getattr(function, "__name__", "")
    return name if isinstance(name, str) and name.isidentifier() else otherwise


def gap_text(function: Any) -> str:
    """What to say of code that has not been written; or was, in a cell that ended in an error."""
    return (
        f"`{name_of(function)}` still has its gap: replace the `...` and run both cells. "
        "If you have, did the cell end in an error? Then the old one is still there."
    )


def call_text(function: Any, arguments: Sequence[Any], names: Sequence[str] = ()) -> str:
    """The call, one argument to a line, ready to paste."""
    labels = list(names) + [""] * (len(arguments) - len(names))
    shown = [f"{label}={show(a)}" if label else show(a) for label, a in zip(labels, arguments, strict=True)]
    joined = ", ".join(shown)
    name = name_of(function)
    if len(joined) + len(name) <= 90:
        return f"    {name}({joined})"
    return f"    {name}(\n" + ",\n".join(f"        {s}" for s in shown) + ")"


def indent(text: str) -> str:
    """``text`` as a block of code."""
    return "\n".join(f"    {line}" for line in text.splitlines())


def error_text(error: BaseException | None) -> str:
    """Name and message of an error, short and on one line."""
    try:
        said = str(error)
    except BaseException:  # whatever the learner's own error class does
        said = ""
    said = said.replace("`", "'").replace("\n", " ")
    said = said if len(said) <= 160 else said[:159] + "…"
    return f"`{type(error).__name__}" + (f": {said}`" if said else "`")
