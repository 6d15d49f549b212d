"""The commands, and who does the work of each."""

from __future__ import annotations

import sys

from helpers import __version__
from helpers._course import OLDEST, lacking

PROG = "borrowing-strength"


def _learn(words: list[str], prog: str) -> int:
    """put your own copy of the exercises where you say, and open it in JupyterLab"""
    from helpers.learn import main

    return main(words, prog)


def _doctor(words: list[str], prog: str) -> int:
    """check this set-up, and say what to mend"""
    from helpers.cli.doctor import main

    return main(words, prog)


def _report(words: list[str], prog: str) -> int:
    """from a CSV file of your experiments to a finished report"""
    from helpers.report.command import main

    return main(words, prog)


def _before_after(words: list[str], prog: str) -> int:
    """from the readiness quiz, before and after, to a page of results"""
    from helpers.before_after.command import main

    return main(words, prog)


def _grade(words: list[str], prog: str) -> int:
    """grade what a class has handed in (Linux)"""
    from helpers.grading.start import main

    return main(words, prog)


COMMANDS = {
    "learn": _learn,
    "doctor": _doctor,
    "report": _report,
    "before-after": _before_after,
    "grade": _grade,
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
    if sys.version_info < OLDEST and first != "doctor":
        needed, found = (".".join(map(str, version)) for version in (OLDEST, sys.version_info[:2]))
        print(
            f"The course needs Python {needed} or newer; this is {found}. Say: {PROG} doctor", file=sys.stderr
        )
        return 1
    try:
        return COMMANDS[first](words[1:], f"{PROG} {first}")
    except ImportError as error:
        if (error.name or "").partition(".")[0] == "helpers":  # not the set-up's fault but ours
            raise
        print(lacking(error), file=sys.stderr)
        return 1


def _help() -> str:
    lines = [f"  {name:13} {run.__doc__}" for name, run in COMMANDS.items()]
    return "\n".join([f"usage: {PROG} COMMAND …", "", *lines, "", f"{PROG} COMMAND --help says more."])
