"""The four commands, and who does the work of each."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module

from helpers import __version__

PROG = "borrowing-strength"
# name: where its `main(arguments, prog)` stands, and what it is for
COMMANDS = {
    "learn": ("helpers.learn", "put your own copy of the exercises where you say, and open it in JupyterLab"),
    "doctor": ("helpers.cli.doctor", "check this set-up, and say what to mend"),
    "report": ("helpers.report.command", "from a CSV file of your experiments to a finished report"),
    "grade": ("helpers.grading.start", "grade what a class has handed in (Linux)"),
}
_UNKNOWN = 2


def main(arguments: list[str] | None = None) -> int:
    """Run the command that the first word names, with the words after it; return its exit code."""
    words = sys.argv[1:] if arguments is None else arguments
    first = words[0] if words else "--help"
    if first in ("-h", "--help", "help"):
        print(_help())
        return 0
    if first in ("-V", "--version"):
        print(PROG, __version__)
        return 0
    if first not in COMMANDS:
        print(f"There is no command {first!r}.\n\n{_help()}", file=sys.stderr)
        return _UNKNOWN
    run: Callable[[list[str], str], int] = import_module(COMMANDS[first][0]).main
    return run(words[1:], f"{PROG} {first}")


def _help() -> str:
    lines = [f"  {name:8} {purpose}" for name, (_, purpose) in COMMANDS.items()]
    return "\n".join([f"usage: {PROG} COMMAND …", "", *lines, "", f"{PROG} COMMAND --help says more."])
