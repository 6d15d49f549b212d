"""Leaving everything that code shares as it was found."""

from __future__ import annotations

import builtins
import contextlib
import math
import os
import random
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np


@contextlib.contextmanager
def untouched(function: Any = None) -> Iterator[None]:
    """Leave everything that code shares as it was: random state, warnings, floating-point flags, print
    options, recursion limit, profiler, working directory, Matplotlib's settings, open figures, and the
    names in NumPy, ``math``, ``builtins`` and ``function``'s own module."""
    numpy_state, python_state = np.random.get_state(), random.getstate()
    options: Any = np.get_printoptions()
    depth, profiler = sys.getrecursionlimit(), sys.getprofile()
    folder, figures, settings = _folder(), _open_figures(), _figure_settings()
    own = _globals_of(function)
    names = [vars(np), vars(math), vars(builtins), *own]
    before = [dict(space) for space in names]
    try:
        with warnings.catch_warnings(), np.errstate():
            warnings.simplefilter("ignore")
            yield
    finally:
        for space, earlier in zip(names, before, strict=True):
            # A late import may add a name to NumPy; what the answer adds to its own module goes.
            _put_back(space, earlier, added_goes=any(space is mine for mine in own))
        np.random.set_state(numpy_state)
        random.setstate(python_state)
        np.set_printoptions(**options)
        sys.setrecursionlimit(depth)
        sys.setprofile(profiler)
        if folder and _folder() != folder:
            os.chdir(folder)
        _close_figures_except(figures)
        _restore_figure_settings(settings)


def _globals_of(function: Any) -> list[dict[str, Any]]:
    try:
        names = function.__globals__
    except Exception:
        return []
    return [names] if type(names) is dict else []


def _put_back(space: dict[str, Any], earlier: dict[str, Any], *, added_goes: bool) -> None:
    for name in [n for n in space if n not in earlier and added_goes]:
        del space[name]
    for name, value in earlier.items():
        if name not in space or space[name] is not value:
            space[name] = value


def _folder() -> str:
    try:
        return os.getcwd()
    except OSError:
        return ""


def _open_figures() -> set[int]:
    pyplot = sys.modules.get("matplotlib.pyplot")
    return set(pyplot.get_fignums()) if pyplot else set()


def _close_figures_except(kept: set[int]) -> None:
    pyplot = sys.modules.get("matplotlib.pyplot")
    for number in _open_figures() - kept:
        if pyplot:
            pyplot.close(number)


def _figure_settings() -> dict[str, Any]:
    """Matplotlib's settings, or none while nobody has imported it.

    As in Matplotlib's own ``rc_context`` the backend is not among them: it is chosen late, with the first
    figure of a session, and for good. In a notebook it then switches interactive figures on.
    """
    settings = getattr(sys.modules.get("matplotlib"), "rcParams", {})
    late = {"backend", "interactive"}
    return {name: dict.__getitem__(settings, name) for name in settings if name not in late}


def _restore_figure_settings(earlier: dict[str, Any]) -> None:
    if earlier and _figure_settings() != earlier:
        # Past the checks, which would warn of deprecated names.
        dict.update(sys.modules["matplotlib"].rcParams, earlier)
