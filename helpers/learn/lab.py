"""The commands of a learner: make or fill the copy, and open it in JupyterLab."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
from importlib.machinery import PathFinder
from importlib.util import find_spec
from pathlib import Path

import helpers
from helpers._course import lacking, named_folder
from helpers.learn.back import attempt
from helpers.learn.copy import prepare
from helpers.learn.place import VARIABLE, cannot_write, folder, remember, stand_in, usual

# Defaults of JupyterLab's own settings: no question whether it may show Jupyter's news, no advice to install
# another JupyterLab than the one that was tried.
SETTINGS = Path(__file__).with_name("settings")


def hidden_by(path: list[str]) -> str:
    """What hides the course's package where modules are looked for along ``path``; or nothing."""
    spec = PathFinder.find_spec("helpers", path)
    if spec is None:
        return "No kernel will find the package `helpers`: install it, as the README says."
    if spec.origin and Path(spec.origin).resolve() == Path(helpers.__file__).resolve():
        return ""
    hiding = spec.origin or "A folder of that name"
    return f"{hiding} hides the course's package `helpers`: rename or remove it before you open a notebook."


def main(arguments: list[str] | None = None, prog: str = "python -m helpers.learn") -> int:
    """Make or fill the learner's copy, and open it in JupyterLab."""
    asked, for_lab = _asked(arguments, prog)
    if asked.to:
        stand_in(asked.to)
    work = folder()
    try:
        if asked.set_back is not None:
            return _set_back(asked.set_back)
        print(*prepare(work), f"Your own copy of the exercises: {work / 'exercises'}", sep="\n", flush=True)
    except TimeoutError as error:  # another start is at it: no other folder is needed
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        why = cannot_write(work / "exercises") or error
        print(f"Your copy cannot stand in {work}: {why}.", file=sys.stderr)
        print(f"--to FOLDER or {VARIABLE} can name another place for it.", file=sys.stderr)
        return 1
    if asked.to:
        remember(work)
    if hidden := hidden_by([str(work / "exercises"), *sys.path[1:]]):
        print(hidden, file=sys.stderr)
    return 0 if asked.no_lab else _open(work, for_lab)


def _asked(arguments: list[str] | None, prog: str) -> tuple[argparse.Namespace, list[str]]:
    """What this command is asked, and what is left for JupyterLab: nothing may be where it is not opened."""
    parser = argparse.ArgumentParser(prog=prog, description=f"{main.__doc__} Other options go to JupyterLab.")
    where = f"{VARIABLE}, else the FOLDER named last, else {usual()}".replace("%", "%%")
    parser.add_argument(
        "--to",
        metavar="FOLDER",
        type=named_folder,
        help=f"where the copy stands, now and at later starts (default: {where})",
    )
    parser.add_argument("--set-back", metavar="NN.M", help="give one exercise, or notebook NN, as it was")
    parser.add_argument("--no-lab", action="store_true", help="only make or fill it, as when a hub starts")
    asked, left = parser.parse_known_args(arguments)
    if left and (asked.no_lab or asked.set_back is not None):
        parser.error(f"unknown here, where no JupyterLab is opened to be told it: {' '.join(left)}")
    return asked, left


def _set_back(what: str) -> int:
    try:
        is_done, said = attempt(what, called="--set-back")
    except ValueError as error:
        is_done, said = False, str(error)
    print(said, file=sys.stdout if is_done else sys.stderr)
    return int(not is_done)


def _open(work: Path, given: list[str]) -> int:
    if find_spec("jupyterlab") is None:
        print(lacking(ModuleNotFoundError(name="jupyterlab")), file=sys.stderr)
        return 1
    command = [sys.executable, "-m", "jupyterlab", *options(work), *given]
    os.environ |= environment()
    if os.name == "posix":
        os.execv(sys.executable, command)  # so that Ctrl+C is JupyterLab's
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return subprocess.call(command)


def options(work: Path) -> list[str]:
    """What JupyterLab is told before the learner's own options, which come later and so prevail."""
    given = [f"--ServerApp.root_dir={work}", "--LabApp.default_url=/lab/tree/exercises"]
    if os.name == "posix" and os.geteuid() == 0:  # else it refuses, as it does for whoever is in a container
        print("You are root: so is JupyterLab, and whatever a notebook runs.", file=sys.stderr, flush=True)
        given.append("--ServerApp.allow_root=True")
    return given


def environment() -> dict[str, str]:
    """Where JupyterLab looks for defaults of its settings, besides where it does anyway."""
    name = "JUPYTER_CONFIG_PATH"
    return {name: os.pathsep.join(filter(None, [os.environ.get(name), str(SETTINGS)]))}
