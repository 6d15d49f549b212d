"""A learner's own copy of the course: made, filled, set back, opened in JupyterLab.

``make lab``, ``borrowing-strength learn`` and the start of a hub all come here. The copy stands in an
ignored folder (``work/`` beside ``exercises/``; ``--to`` or ``BORROWING_STRENGTH_WORK`` names another), so
that an update of the course never meets anybody's work. It holds what JupyterLab needs to follow a link:
exercises and solutions.

>>> from helpers import set_back
>>> set_back("03.1")  # one exercise as it was given, set_back("03") the whole notebook  # doctest: +SKIP
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Any

from helpers import _files
from helpers.authoring import sync
from helpers.authoring.notebook import as_json
from helpers.grading import record
from helpers.grading.sheets import COURSE, INSTALLED

VARIABLE = "BORROWING_STRENGTH_WORK"
_SHIPPED = ".shipped"  # marks of all that was ever put here: what is not among them is somebody's work


def folder() -> Path:
    """Where the learner's copy stands."""
    chosen = os.environ.get(VARIABLE, "").strip()
    if chosen:
        return Path(chosen).expanduser().absolute()
    return (Path.home() / "borrowing-strength" if INSTALLED else COURSE) / "work"


def stand_in(place: str) -> None:
    """Say where the copy stands, to this process and to the kernels that it starts."""
    os.environ[VARIABLE] = str(Path(place).expanduser().absolute())


def prepare(work: Path | None = None, course: Path = COURSE) -> list[str]:
    """Make the learner's copy, or fill it with what is missing; return a line on each thing done.

    Nothing of the learner's is overwritten. What they did in ``exercises/`` itself is taken along, and the
    notebook there is put back as it was given, so that the next update finds it so. A notebook that nobody
    has touched follows the course. Raises ``OSError`` where the folder cannot be written.
    """
    work = folder() if work is None else work
    wanted = sync.generate(course)
    with _files.locked(work / _SHIPPED):
        said = _adopt(course, work, wanted)
        return said + _fill(course, work, wanted)


def _fill(course: Path, work: Path, wanted: dict[Path, str]) -> list[str]:
    log, said, made = work / _SHIPPED, list[str](), 0
    shipped = _shipped(work)
    for source, text in wanted.items():
        path, new = work / source.relative_to(course), text.encode()
        old, mark = path.read_bytes() if path.exists() else None, _mark(new)
        if old is None or _is_due(old, mark, shipped):
            _files.put(path, new)
            made += 1
        elif _read(path) is None:
            said.append(f"{path} is damaged. {_remedy(path)} gives it anew, and yours is kept.")
        elif mark not in shipped and _mark(old) != mark:
            said.append(
                f"{path.name} has changed in the course. Yours stays; {_remedy(path)} gives the new one."
            )
        shipped += [mark] if mark not in shipped else []
    _files.put(log, "\n".join(shipped).encode())
    return said + ([f"put {made} notebook{'s' * (made > 1)} into {work}"] if made else [])


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


def _adopt(course: Path, work: Path, wanted: dict[Path, str]) -> list[str]:
    """Take along what was done in the course's own folder of exercises."""
    said = [record.adopt(course / "exercises" / record.OLD_NAME)]
    for path in _visible(course / "exercises"):
        mine = work / path.relative_to(course)
        if path not in wanted:
            if not mine.exists():
                mine.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(path, mine)
                said.append(f"took {path.name} along from {path.parent}")
        elif _is_edited(path, wanted[path], course):
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
    if not mine.exists() and _read(path) is not None:
        _files.put(mine, path.read_bytes())
    if mine.exists() and mine.read_bytes() == path.read_bytes():
        return f"took your {path.name} along from {path.parent}"
    return f"kept your {path.name} from {path.parent} as {_files.keep(path, 'yours', beside=mine)}"


def set_back(what: str, work: Path | None = None) -> None:
    """Give an exercise (``"03.1"``) or a whole notebook (``"03"``) as it was given; yours is kept beside it.

    It is the notebook of that name in the folder one is in, else that of the learner's copy. Save it first.
    Raises ``ValueError`` where there is no such exercise, or where the notebook cannot be read.
    """
    found = re.fullmatch(r"(\d{1,2})(\.\d+)?", str(what).strip())
    chapter = found[1].zfill(2) if found else ""
    given = {
        path.name: text
        for path, text in sync.generate(COURSE, chapter).items()
        if path.parent.name == "exercises"
    }
    if not found or not given:
        raise ValueError(
            f"what must be an exercise such as '03.1', or a chapter such as '03'; found {what!r}"
        )
    [(name, text)] = given.items()
    path = _notebook(name, work)
    if found[2] and path.exists():
        text = as_json(_with_exercise(path, json.loads(text), chapter + found[2]))
    said = f"Yours is kept as {_files.keep(path, 'yours')}." if path.exists() else "It was missing."
    _files.put(path, text.encode())
    print(f"{path} is set back. {said} In JupyterLab now choose File, Reload Notebook from Disk.")


def _notebook(name: str, work: Path | None) -> Path:
    with suppress(OSError):
        if work is None and (here := Path.cwd() / name).exists():
            return here
    return (work or folder()) / "exercises" / name


def _with_exercise(path: Path, given: Any, exercise: str) -> Any:
    """The notebook at ``path`` with the cells of one exercise as they were given; all others as they are."""
    mine = _read(path)
    if mine is None:
        raise ValueError(
            f"{path} is no notebook any more: set_back({exercise[:2]!r}) gives it anew and keeps yours"
        )
    stem = f"x{exercise.replace('.', '-')}-"
    names = [_name(cell) for cell in given["cells"]]
    fresh = [cell for cell, name in zip(given["cells"], names, strict=True) if name.startswith(stem)]
    if not fresh:
        raise ValueError(f"there is no exercise {exercise!r} in {path.name}")
    cells = mine["cells"]
    before = set(names[: names.index(_name(fresh[0]))])
    places = [i for i, cell in enumerate(cells) if _name(cell).startswith(stem)]
    at = min(
        places, default=1 + max((i for i, cell in enumerate(cells) if _name(cell) in before), default=-1)
    )
    rest = [cell for cell in cells[at:] if not _name(cell).startswith(stem)]
    return {**mine, "cells": [*cells[:at], *fresh, *rest]}


def _name(cell: Any) -> str:
    """What a cell was called when it was given; some tools keep only what nbgrader reads."""
    return str(cell.get("metadata", {}).get("nbgrader", {}).get("grade_id") or cell.get("id", ""))


def _read(path: Path) -> Any:
    """The notebook in a file; None where it is none."""
    try:
        found = json.loads(path.read_bytes())
        return found if all(map(_name, found["cells"])) else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def hidden_by(path: list[str]) -> str:
    """What hides the course's package where modules are looked for along ``path``; or nothing."""
    spec = PathFinder.find_spec("helpers", path)
    if spec is None:
        return "No kernel will find the package `helpers`: install it, as the README says."
    if spec.origin and Path(spec.origin).resolve() == Path(__file__).resolve().with_name("__init__.py"):
        return ""
    hiding = spec.origin or "A folder of that name"
    return f"{hiding} hides the course's package `helpers`: rename or remove it before you open a notebook."


def main(arguments: list[str] | None = None, prog: str = "python -m helpers.learn") -> int:
    """Make or fill the learner's copy, and open it in JupyterLab."""
    parser = argparse.ArgumentParser(prog=prog, description=f"{main.__doc__} Other options go to JupyterLab.")
    parser.add_argument(
        "--to", metavar="FOLDER", help=f"where the copy stands (default: {VARIABLE}, or work/)"
    )
    parser.add_argument("--set-back", metavar="NN.M", help="give one exercise, or notebook NN, as it was")
    parser.add_argument("--no-lab", action="store_true", help="only make or fill it, as when a hub starts")
    options, for_lab = parser.parse_known_args(arguments)
    if options.to:
        stand_in(options.to)
    work = folder()
    try:
        if options.set_back:
            set_back(options.set_back)
            return 0
        print(*prepare(work), f"Your own copy of the exercises: {work / 'exercises'}", sep="\n", flush=True)
    except (OSError, ValueError) as error:
        print(f"{error}\n--to FOLDER or {VARIABLE} can name another place for your copy.", file=sys.stderr)
        return 1
    if hidden := hidden_by([str(work / "exercises"), *sys.path[1:]]):
        print(hidden, file=sys.stderr)
    return 0 if options.no_lab else _open(work, for_lab)


def _open(work: Path, options: list[str]) -> int:
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={work}"]
    command += ["--LabApp.default_url=/lab/tree/exercises", *options]
    if os.name == "posix":
        os.execv(sys.executable, command)  # so that Ctrl+C is JupyterLab's
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return subprocess.call(command)


if __name__ == "__main__":
    sys.exit(main())
