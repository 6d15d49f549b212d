"""A class graded: this course's batch, each learner in a jail, beside nbgrader on the same answers.

nbgrader lives in an environment of its own, in ``_build/nbgrader``, which the first run makes. It sees this
environment's packages after its own. Its instructor's steps are not counted, only ``autograde``.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.table import Row, once
from helpers.grading import sheets

ROOT = Path(__file__).parents[1]
NBGRADER = ROOT / "_build" / "nbgrader"
VERSION, SHEET, ASSIGNMENT = "0.9.6", "03-heterogeneity.ipynb", "chapter3"
CLASSES = (30, 200)


def classes() -> Iterator[Row]:
    """Seconds for 30 and 200 notebooks of chapter 3, every answer right, two workers in the batch."""
    with tempfile.TemporaryDirectory() as folder:
        for size in CLASSES:
            course = Path(folder, str(size))
            hand_in(course / "submitted", size)
            theirs, ours = f"nbgrader, {size} notebooks", f"helpers.grading, {size} notebooks"
            yield Row(theirs, once(autograding(course)), note=VERSION)
            yield Row(ours, once(batch(course)), note="isolated", relative_to=theirs)


def hand_in(submitted: Path, size: int) -> None:
    """Write ``size`` solved notebooks, each where nbgrader collects it."""
    notebook = json.loads((ROOT / "exercises" / SHEET).read_text())
    for cell in notebook["cells"]:
        name = cell["metadata"]["nbgrader"]["grade_id"].replace("-", ".")
        if name.endswith(".answer"):
            cell["source"] = sheets.solution_of(name.removesuffix(".answer").removeprefix("x"))
    for number in range(size):
        place = submitted / f"learner{number:03}" / ASSIGNMENT
        place.mkdir(parents=True)
        (place / SHEET).write_text(json.dumps(notebook))


def batch(course: Path) -> Callable[[], None]:
    """The command a trainer gives."""
    out = course / "marks" / "grades.csv"
    out.parent.mkdir()
    options = ["--out", str(out), "--workers", "2"]
    return lambda: run([sys.executable, "-m", "helpers.grading", str(course / "submitted"), *options], ROOT)


def autograding(course: Path) -> Callable[[], None]:
    """``nbgrader autograde``, the assignment already generated."""
    source = course / "source" / ASSIGNMENT
    source.mkdir(parents=True)
    shutil.copy(ROOT / "exercises" / SHEET, source)
    (course / "nbgrader_config.py").write_text(
        f"c = get_config()\nc.CourseDirectory.root = {str(course)!r}\n"
    )
    command = nbgrader()
    run([command, "generate_assignment", ASSIGNMENT], course)
    return lambda: run([command, "autograde", ASSIGNMENT], course)


def nbgrader() -> str:
    """The command of the environment in which nbgrader is, made where it is missing."""
    command = NBGRADER / "bin" / "nbgrader"
    if not command.exists():
        run([sys.executable, "-m", "venv", str(NBGRADER)], ROOT)
        run([str(NBGRADER / "bin" / "pip"), "install", "--quiet", f"nbgrader=={VERSION}"], ROOT)
        its_own = next((NBGRADER / "lib").glob("python*/site-packages"))
        (its_own / "course.pth").write_text(f"{ROOT}\n{sysconfig.get_path('purelib')}\n")
    return str(command)


def run(command: list[str], folder: Path) -> None:
    """Run; what it said is shown only where it fails."""
    first = os.pathsep.join((str(NBGRADER / "bin"), os.environ["PATH"]))  # its kernel, not this one's
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, "PATH": first}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stderr[-2000:]}")
