"""The commands of a learner: make or fill the copy, and open it in JupyterLab."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
from importlib.machinery import PathFinder
from pathlib import Path

import helpers
from helpers.learn.back import attempt
from helpers.learn.copy import prepare
from helpers.learn.place import VARIABLE, folder, remember, stand_in

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
    parser = argparse.ArgumentParser(prog=prog, description=f"{main.__doc__} Other options go to JupyterLab.")
    parser.add_argument(
        "--to", metavar="FOLDER", help=f"where the copy stands (default: {VARIABLE}, or work/)"
    )
    parser.add_argument("--set-back", metavar="NN.M", help="give one exercise, or notebook NN, as it was")
    parser.add_argument("--no-lab", action="store_true", help="only make or fill it, as when a hub starts")
    asked, for_lab = parser.parse_known_args(arguments)
    if asked.to:
        stand_in(asked.to)
    work = folder()
    try:
        if asked.set_back:
            is_done, said = attempt(asked.set_back)
            print(said, file=sys.stdout if is_done else sys.stderr)
            return int(not is_done)
        print(*prepare(work), f"Your own copy of the exercises: {work / 'exercises'}", sep="\n", flush=True)
    except (OSError, ValueError) as error:
        print(f"{error}\n--to FOLDER or {VARIABLE} can name another place for your copy.", file=sys.stderr)
        return 1
    if asked.to:
        remember(work)
    if hidden := hidden_by([str(work / "exercises"), *sys.path[1:]]):
        print(hidden, file=sys.stderr)
    return 0 if asked.no_lab else _open(work, for_lab)


def _open(work: Path, given: list[str]) -> int:
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
