"""The parameters of a function as data, and the signature made of them again, without names and defaults."""

from __future__ import annotations

import inspect
from typing import Any

_KINDS = tuple(inspect._ParameterKind)
_MOST = 50


def parameters_of(function: Any) -> list[list[Any]] | None:
    """For each parameter its kind and whether it has a default; None where there is no telling."""
    try:
        found = inspect.signature(function).parameters.values()
    except Exception:
        return None
    return [[_KINDS.index(p.kind), p.default is not p.empty] for p in found][:_MOST]


def signature_of(found: Any) -> inspect.Signature | None:
    """The signature; None for whatever is none."""
    if not isinstance(found, list) or len(found) > _MOST:
        return None
    try:
        return inspect.Signature(
            [
                inspect.Parameter(
                    f"a{i}", _KINDS[kind], default=None if optional is True else inspect.Parameter.empty
                )
                for i, (kind, optional) in enumerate(found)
            ]
        )
    except (ValueError, TypeError, IndexError):
        return None
