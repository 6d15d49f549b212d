"""Where things stand: the course, the kernel of its notebooks, folders to write in, the learner's copy."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from helpers import __version__, _notebooks, learn
from helpers._course import COURSE
from helpers.cli.finding import Finding
from helpers.grading import record

_LEAST_FREE = 200  # MB: what compiled models and a learner's notebooks take, with room


def course() -> Finding:
    """Which course this is, and whether something of the same name stands before it."""
    said = f"Borrowing Strength {__version__}, {COURSE}"
    return Finding(said, mend=learn.hidden_by([str(learn.folder() / "exercises"), *sys.path[1:]]))


def kernel() -> Finding:
    """Whether the kernel that notebooks ask for, python3, is this Python."""
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    try:
        spec = KernelSpecManager().get_kernel_spec("python3")
    except NoSuchKernel:
        return Finding("there is none for Python", mend=f'"{sys.executable}" -m pip install ipykernel')
    found = shutil.which(spec.argv[0]) or spec.argv[0]
    # Environments share one interpreter through links: the address tells them apart, not the file.
    if spec.argv[0] in ("python", "python3") or os.path.abspath(found) == os.path.abspath(sys.executable):
        return Finding(f"python3, from {spec.resource_dir}")
    mend = f'"{sys.executable}" -m ipykernel install --sys-prefix, or remove {spec.resource_dir}'
    return Finding(f"python3 is another Python, {found}", mend=mend)


def folders() -> Finding:
    """Whether the copy and the record of progress can be written, and the disk has room."""
    work, progress = learn.folder(), record.path()
    for path in (work, progress.parent if progress else work):
        if fault := learn.cannot_write(path):
            mend = f"Name other places in {learn.VARIABLE} and {record.VARIABLE}, or say `learn --to FOLDER`."
            return Finding(f"{path} cannot be written: {fault}", mend=mend)
    free = shutil.disk_usage(_nearest(work)).free // 2**20
    said = f"{work} can be written, {free} MB free"
    if free < _LEAST_FREE:
        return Finding(said, mend=f"Free some space: {_LEAST_FREE} MB should be left.")
    return Finding(said if progress else f"{said}; progress is not recorded")


def copy(work: Path | None = None, source: Path = COURSE) -> Finding:
    """Whether the learner's copy has all that the course has, and can be read."""
    work = learn.folder() if work is None else work
    if not (work / "exercises").is_dir():
        return Finding(f"none in {work} yet", note=f"`{_learn(work)}` makes it.")
    damaged = [
        path for path in sorted((work / "exercises").glob("[0-9]*.ipynb")) if _notebooks.parsed(path) is None
    ]
    if damaged:
        names = ", ".join(str(path.relative_to(work)) for path in damaged[:3])
        mend = f"`{_learn(work)} --set-back {damaged[0].name[:2]}` gives it anew, and yours is kept."
        return Finding(f"no notebook any more: {names}{', …' * (len(damaged) > 3)}", mend=mend)
    due = learn.due(work, source)
    if due:
        names = ", ".join(str(path.relative_to(work)) for path in due[:3])
        said = f"{len(due)} notebooks are missing or older than the course: {names}{', …' * (len(due) > 3)}"
        return Finding(said, note=f"`{_learn(work)}` brings them; what you wrote stays.")
    return Finding(f"up to date, in {work}")


def _learn(work: Path) -> str:
    """The command that fills this very copy: with its place, unless that is where it stands anyhow."""
    return "borrowing-strength learn" + (f' --to "{work}"' if os.environ.get(learn.VARIABLE) else "")


def _nearest(path: Path) -> Path:
    """What stands of a path, seen from its end."""
    return next(there for there in (path, *path.parents) if os.path.lexists(there))
