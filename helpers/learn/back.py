"""An exercise or a notebook as it was given; what a learner had is kept beside it."""

from __future__ import annotations

import json
import os
import re
from contextlib import suppress
from pathlib import Path
from typing import Any

from helpers import _files, _front_end, _notebooks
from helpers._course import COURSE
from helpers.authoring import sync
from helpers.authoring.notebook import as_json
from helpers.learn.place import folder

_NOW = (
    "Now, before you type anything else, choose File, Reload Notebook from Disk: what is typed in between "
    "would be lost."
)
_IF_OPEN = (
    "If it is open in JupyterLab with something not saved, first choose File, Save Notebook As… there; else "
    "choose File, Reload Notebook from Disk."
)


def set_back(what: str, work: Path | None = None) -> None:
    """Give an exercise (``"03.1"``) or a whole notebook (``"03"``) as it was given; yours is kept beside it.

    It is the notebook of that name in the folder one is in, else that of the learner's copy. Kept is what was
    saved, and what this kernel has run. In a notebook nothing is done, and the reason said, until it was
    saved just now; from elsewhere nothing where a server has it open. What is typed after that save, and not
    run, is in the browser alone: reloading the notebook there loses it.
    Raises ``ValueError`` where there is no such exercise, or where the notebook cannot be read.
    """
    print(attempt(what, work)[1])


def attempt(what: str, work: Path | None = None, called: str = "what") -> tuple[bool, str]:
    """Whether `set_back` did it, and what it says; ``called``: what names ``what`` to whoever asks."""
    found = re.fullmatch(r"(\d{1,2})(\.\d+)?", str(what).strip())
    chapter = found[1].zfill(2) if found else ""
    given = {
        path.name: text
        for path, text in sync.generate(COURSE, chapter).items()
        if path.parent.name == "exercises"
    }
    if not found or not given:
        raise ValueError(
            f"{called} must be an exercise such as '03.1', or a chapter such as '03'; found {what!r}"
        )
    [(name, text)] = given.items()
    path, exercise = _notebook(name, work), chapter + (found[2] or "")
    if found[2] and path.exists():
        text = as_json(_with_exercise(path, json.loads(text), exercise))
    now = _front_end.running()
    if doubt := _doubt(path, exercise, now):
        return False, f"Nothing is set back yet: {doubt}"
    said = f"What you had is kept as {_kept(path, now)}." if path.exists() else "It was missing."
    _files.put(path, text.encode())
    return True, f"{path} is set back. {said} {_NOW if now else _IF_OPEN}"


def _doubt(path: Path, exercise: str, now: _front_end.Running | None) -> str:
    """Why a notebook that is open may hold what is not saved, and what to do; or nothing."""
    if now is None:
        if path.exists() and Path(os.path.realpath(path)) in _front_end.with_kernels():
            return (
                f'{path} is open in JupyterLab. Save it there, and run helpers.set_back("{exercise}") in a '
                "cell of it; or choose File, Close and Shut Down Notebook there, then try again."
            )
        return ""
    if _notebooks.read(path) is None and not _front_end.is_own(path):
        return ""  # missing or damaged: no front end can have opened it
    if reason := _front_end.unsaved(path, now):
        return (
            f"{reason}. What you typed since then is in your browser alone. Save now (Ctrl+S, on a Mac ⌘S) "
            f"and run this line again at once, in a cell of {path}."
        )
    return ""


def _kept(path: Path, now: _front_end.Running | None) -> Path:
    """Keep the notebook as it was saved, and at its end what else this kernel has run."""
    saved = _notebooks.read(path)
    if saved is None or now is None:
        return _files.keep(path, "yours")
    more = _notebooks.with_code(saved, now.before)
    return _files.keep(path, "yours", data=None if more is saved else as_json(more).encode())


def _notebook(name: str, work: Path | None) -> Path:
    with suppress(OSError):
        if work is None and (here := Path.cwd() / name).exists():
            return here
    return (work or folder()) / "exercises" / name


def _with_exercise(path: Path, given: Any, exercise: str) -> Any:
    """The notebook at ``path`` with the cells of one exercise as they were given; all others as they are."""
    mine = _notebooks.read(path)
    if mine is None:
        raise ValueError(
            f"{path} is no notebook any more: {exercise[:2]!r} in place of {exercise!r} gives it anew, "
            "and yours is kept"
        )
    try:
        return _notebooks.with_cells(mine, given, f"x{exercise.replace('.', '-')}-")
    except ValueError:
        raise ValueError(f"there is no exercise {exercise!r} in {path.name}") from None
