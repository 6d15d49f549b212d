"""The command line of the grader."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from helpers.grading.batch import Stop
from helpers.grading.batch.cluster import Cluster
from helpers.grading.batch.places import Places
from helpers.grading.batch.plan import Batch, Judges
from helpers.grading.batch.pool import Pool
from helpers.grading.batch.run import grade
from helpers.grading.batch.submissions import APART, TOGETHER
from helpers.grading.batch.worker import JUDGE

PROG = "python -m helpers.grading"
UNSAFE = "NOT isolated — trusted learners only"
PSEUDONYMS = (
    "no names in the sheet and on the pages; a list is kept. The files for Moodle and Canvas and the journal "
    "hold the real ones"
)
_ABOUT = """\
Grade a class: every notebook in SUBMISSIONS runs in a jail, is judged on fresh cases, and has its rows in
the sheet. Verdicts: pass partial wrong not_attempted error timeout unreadable grader_error. Beside the sheet
stand a page of feedback for each learner, a page on the class, how often each mistake was made, files for
Moodle and Canvas, the texts to read, notebooks that are alike, and everything as JSON. Linux only."""
_AFTER = """\
example:  {prog} handed-in/ --out marks/grades.csv
          {prog} handed-in/ --out marks/grades.csv --resume   # after an interruption,
                                              # for latecomers, or when you have read the texts"""


def parser(prog: str = PROG) -> argparse.ArgumentParser:
    """What can be said on the command line."""
    p = argparse.ArgumentParser(
        prog,
        description=_ABOUT,
        epilog=_AFTER.format(prog=prog),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = p.add_argument
    add("submissions", metavar="SUBMISSIONS", type=Path, help="a folder or a zip with what was handed in")
    add("--out", metavar="FILE", type=_sheet, required=True, help="the sheet to write, NAME.csv")
    add("--key", metavar="FILE", type=Path, help="the class's secret (default: grading.key beside --out)")
    add("--seed", metavar="N", type=_count(0), help="no secret but a number: for your own tests only")
    add("--workers", metavar="N", type=_count(1), default=os.cpu_count() or 1, help="default: one a core")
    add(
        "--resume",
        action="store_true",
        help="go on with the batch of this --out; what is judged stays judged",
    )
    add("--private", metavar="FOLDER", type=Path, help="exercises of your own, not in the public course")
    add("--executor", metavar="ADDRESS", help="a Dask scheduler, tcp://HOST:PORT; its workers judge")
    add("--pseudonyms", action="store_true", help=PSEUDONYMS)
    add(
        "--alike",
        choices=(TOGETHER, APART),
        default="",
        help="who differs only in upper and lower case: one person, or several? Remembered for --resume",
    )
    add(
        "--seconds", metavar="S", type=_count(1), help="for a cell, and for an exercise's calls (default: 60)"
    )
    add("--memory", metavar="MB", type=_count(64), help="for a notebook (default: 2048)")
    add("--allow-unsafe", action="store_true", help=f"run where no wall can be built: {UNSAFE}")
    return p


def main(
    arguments: Sequence[str] | None = None,
    judge: str = JUDGE,
    wall: str = "",
    prog: str = PROG,
) -> int:
    """Run the grader; 0 where a sheet was written, 2 where something is to be decided first, 130 for Ctrl-C.

    ``judge`` names another module that judges, ``wall`` a wall that is not looked for.
    """
    options = parser(prog).parse_args(arguments)
    try:
        grade(_batch(options, judge, wall or _wall(options.allow_unsafe)))
    except Stop as reason:
        print(str(reason), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nStopped. What was judged is in the journal: --resume goes on from there.", file=sys.stderr)
        return 130
    return 0


def _batch(options: argparse.Namespace, judge: str, wall: str) -> Batch:
    limits: dict[str, float] = {}
    if options.seconds:
        limits |= {"cell_seconds": options.seconds, "call_seconds": options.seconds}
    if options.memory:
        limits |= {"memory_mb": options.memory}
    judges: Judges = Cluster(options.executor, judge) if options.executor else Pool(options.workers, judge)
    return Batch(
        root=options.submissions,
        places=Places(options.out),
        judges=judges,
        wall=wall,
        limits=limits,
        key=options.key,
        seed=options.seed,
        resume=options.resume,
        alike=options.alike,
        pseudonyms=options.pseudonyms,
        private=options.private,
    )


def _wall(allow_unsafe: bool) -> str:
    """The strongest wall that stands here; raises `Stop` where none does, unless that is allowed."""
    from helpers.grading.batch.jail import probe

    wall = probe.strongest()
    if wall != "none":
        return wall
    reasons = "; ".join(f"{name}: {why}" for name, why in probe.report().items())
    if not allow_unsafe:
        raise Stop(
            f"No wall can be built here ({reasons}). Grade on Linux or in the container that the trainers' "
            f"page describes; or, {UNSAFE}, say --allow-unsafe"
        )
    print(f"{UNSAFE} ({reasons})", file=sys.stderr)
    return wall


def _sheet(text: str) -> Path:
    path = Path(text)
    if path.suffix.lower() != ".csv" or path.is_dir():
        raise argparse.ArgumentTypeError(
            f"must be a file that ends in .csv, such as grades.csv; found {text}"
        )
    return path


def _count(least: int):  # type: ignore[no-untyped-def]
    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or int(text) < least:
            raise argparse.ArgumentTypeError(f"must be a whole number, {least} or more; found {text}")
        return int(text)

    return read
