"""Where a learner's copy stands: as the environment says, else where it was last put, else as usual."""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from helpers import _course, _files
from helpers._course import COURSE, INSTALLED
from helpers.grading import record

VARIABLE = _course.WORK
_COPIES = "copies.json"  # beside the record of progress: for each course on this machine, its copy


def folder() -> Path:
    """Where the learner's copy stands, or will."""
    chosen = os.environ.get(VARIABLE, "").strip()
    if chosen:
        return Path(chosen).expanduser().absolute()
    return _remembered() or Path(usual()).expanduser()


def usual() -> str:
    """Where the copy stands when nobody has said anything."""
    return "~/borrowing-strength/work" if INSTALLED else str(COURSE / "work")


def cannot_write(path: Path) -> str:
    """Why no file can be made in the folder, or in what stands of it; nothing is left behind."""
    nearest = next(there for there in (path, *path.parents) if os.path.lexists(there))
    if not nearest.is_dir():
        return f"{nearest} is no folder"
    try:
        with tempfile.TemporaryFile(dir=nearest):
            return ""
    except OSError as error:
        return str(error.strerror or error)


def stand_in(place: str | Path) -> None:
    """Say where the copy stands, to this process and to the kernels that it starts."""
    os.environ[VARIABLE] = str(Path(place).expanduser().absolute())


def remember(work: Path) -> None:
    """Let later commands and kernels find the copy without being told; of each course one."""
    with suppress(OSError, RuntimeError):  # nobody's home, or one that cannot be written: they are told again
        _files.put(_copies(), json.dumps(_known() | {str(COURSE): str(work)}, indent=1).encode())


def _remembered() -> Path | None:
    """The folder that was named last, while the copy is still there."""
    found = _known().get(str(COURSE))
    return Path(found) if isinstance(found, str) and (Path(found) / "exercises").is_dir() else None


def _known() -> dict[str, Any]:
    try:
        found = json.loads(_copies().read_bytes())
    except (OSError, RuntimeError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _copies() -> Path:
    return Path.home() / record.FOLDER / _COPIES
