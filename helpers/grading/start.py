"""Where the grader is started: it says at once where it cannot run, before anything of Linux is imported."""

from __future__ import annotations

import sys

PROG = "python -m helpers.grading"


def main(arguments: list[str] | None = None, prog: str = PROG) -> int:
    """Grade a class, on Linux; returns the exit code of `helpers.grading.batch.command.main`."""
    if not sys.platform.startswith("linux"):
        print(
            "Grading needs Linux, whose kernel holds the learners' code. See the trainers' page on grading.",
            file=sys.stderr,
        )
        return 1
    from helpers.grading.batch import command

    return command.main(arguments, prog=prog)
