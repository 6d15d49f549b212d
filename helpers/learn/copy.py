"""The copy itself: what is missing is put there, what nobody has touched follows the course."""

from __future__ import annotations

import json
import os
import shutil
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from helpers import _files, _front_end, _notebooks
from helpers._course import COURSE
from helpers.authoring import sync
from helpers.grading import record
from helpers.learn.place import folder

_SHIPPED = ".shipped"  # marks of all that was ever put here: what is not among them is somebody's work


def prepare(work: Path | None = None, course: Path = COURSE) -> list[str]:
    """Make the learner's copy, or fill it with what is missing; return a line on each thing done.

    Nothing of the learner's is overwritten. What they did in ``exercises/`` itself is taken along, and the
    notebook there is put back as it was given, so that the next update finds it so. A notebook that nobody
    has touched follows the course, but not while a server has it open: what is typed there may not be saved.
    Raises ``OSError`` where the folder cannot be written.
    """
    work = folder() if work is None else work
    wanted, opened = sync.generate(course), _Open()
    beside = not (work / _SHIPPED).exists() and _holds_something(work)
    with _files.locked(work / _SHIPPED):
        said = _adopt(course, work, wanted, opened)
        return said + _fill(course, work, wanted, opened, beside)


class _Open:
    """Which notebooks are open in JupyterLab, asked when it first matters."""

    @cached_property
    def _paths(self) -> frozenset[Path]:
        return _front_end.with_kernels()

    def says(self, path: Path) -> str:
        """What to do about a notebook that should be written and is open; or nothing."""
        if Path(os.path.realpath(path)) not in self._paths:
            return ""
        close = "choose File, Close and Shut Down Notebook there, then run this again"
        return f"{path} should follow the course, but is open in JupyterLab: {close}."


def _fill(course: Path, work: Path, wanted: dict[Path, str], opened: _Open, beside: bool) -> list[str]:
    log, said, made = work / _SHIPPED, list[str](), 0
    shipped = _shipped(work)
    for source, text in wanted.items():
        path, new = work / source.relative_to(course), text.encode()
        old, mark = path.read_bytes() if path.exists() else None, _mark(new)
        if old is not None and _is_due(old, mark, shipped) and (wait := opened.says(path)):
            said.append(wait)
        elif old is None or _is_due(old, mark, shipped):
            _files.put(path, new)
            made += 1
        elif _notebooks.read(path) is None:
            said.append(f"{path} is damaged. {_remedy(path)} gives it anew, and yours is kept.")
        elif mark not in shipped and _mark(old) != mark:
            said.append(
                f"{path.name} has changed in the course. Yours stays; {_remedy(path)} gives the new one."
            )
        shipped += [mark] if mark not in shipped else []
    _files.put(log, "\n".join(shipped).encode())
    there = ", beside what was there, which is as it was" if beside else ""
    return said + ([f"put {made} notebook{'s' * (made > 1)} into {work}{there}"] if made else [])


def _holds_something(folder: Path) -> bool:
    return folder.is_dir() and any(not path.name.startswith(".") for path in folder.iterdir())


def due(work: Path | None = None, course: Path = COURSE) -> list[Path]:
    """What `prepare` would put into the copy: notebooks missing, or untouched and of an older course."""
    work = folder() if work is None else work
    shipped, found = _shipped(work), list[Path]()
    for source, text in sync.generate(course).items():
        path = work / source.relative_to(course)
        if _is_due(path.read_bytes() if path.exists() else None, _mark(text.encode()), shipped):
            found.append(path)
    return found


def _shipped(work: Path) -> list[str]:
    log = work / _SHIPPED
    return log.read_text("utf-8", errors="replace").split() if log.exists() else []


def _is_due(old: bytes | None, mark: str, shipped: list[str]) -> bool:
    return old is None or _mark(old) in set(shipped) - {mark}


def _mark(data: bytes) -> str:
    """The same for notebooks with the same cells and outputs: JupyterLab changes the rest by opening them."""
    try:
        cells = json.loads(data)["cells"]
        data = repr([(c["cell_type"], "".join(c["source"]), c.get("outputs")) for c in cells]).encode()
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    return sync.sha(data)


def _remedy(path: Path) -> str:
    return f'set_back("{path.name[:2]}")' if path.parent.name == "exercises" else "renaming it"


def _adopt(course: Path, work: Path, wanted: dict[Path, str], opened: _Open) -> list[str]:
    """Take along what was done in the course's own folder of exercises."""
    said = [record.adopt(course / "exercises" / record.OLD_NAME)]
    for path in _visible(course / "exercises"):
        mine = work / path.relative_to(course)
        if path not in wanted:
            if not mine.exists():
                mine.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(path, mine)
                said.append(f"took {path.name} along from {path.parent}")
        elif not _is_edited(path, wanted[path], course):
            continue
        elif wait := opened.says(path):
            said.append(wait)
        else:
            said += [_moved(path, mine)] if _mark(path.read_bytes()) != _mark(wanted[path].encode()) else []
            with suppress(OSError):  # a course that cannot be written meets no update either
                _files.put(path, wanted[path].encode())
    return [line for line in said if line]


def _visible(root: Path) -> list[Path]:
    """All files below ``root``, but for those that JupyterLab and git hide."""
    found = [path for path in sorted(root.rglob("*")) if path.is_file()]
    return [p for p in found if not any(part.startswith(".") for part in p.relative_to(root).parts)]


def _is_edited(path: Path, text: str, course: Path) -> bool:
    """Whether a notebook of the course differs from its sheet, and not for an author's change in that."""
    if sync.holds(path, text) or sync.is_written(path, course):
        return False
    sheet = course / "solutions" / f"{path.stem}.md"
    return path.read_bytes() != sync.committed(path) or sheet.read_bytes() == sync.committed(sheet)


def _moved(path: Path, mine: Path) -> str:
    """Take an edited notebook along; beside the learner's own where there is one, or where it is damaged."""
    mine.parent.mkdir(parents=True, exist_ok=True)
    if not mine.exists() and _notebooks.read(path) is not None:
        _files.put(mine, path.read_bytes())
    if mine.exists() and mine.read_bytes() == path.read_bytes():
        return f"took your {path.name} along from {path.parent}"
    return f"kept your {path.name} from {path.parent} as {_files.keep(path, 'yours', beside=mine)}"
