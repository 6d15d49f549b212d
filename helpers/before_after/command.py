"""``borrowing-strength before-after before.txt after.txt``: from what a class handed in to one page."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from helpers._files import put
from helpers.before_after.comparing import QUESTIONS, compare, read
from helpers.before_after.page import page, summary
from helpers.report.write import free, html_file

BAD_INPUT = 2


def main(arguments: list[str] | None = None, prog: str = "python -m helpers.before_after") -> int:
    """From two files of lines to one page of results; 0: written, 2: they or the request cannot be used."""
    parser = argparse.ArgumentParser(
        prog=prog,
        description="From the lines of the readiness quiz, before and after, to one HTML file: the change "
        "with its interval, and every question. Names are compared, and do not stand on the page.",
    )
    parser.add_argument("before", type=Path, help="lines NAME,readiness,…, one a person, of the first round")
    parser.add_argument("after", type=Path, help="those of the second")
    parser.add_argument("--out", type=Path, help="where to write; by default results.html beside AFTER")
    parser.add_argument("--overwrite", action="store_true", help="replace a page that is there already")
    parser.add_argument("--questions", type=int, default=QUESTIONS, help="of the quiz (%(default)s)")
    options = parser.parse_args(arguments)
    out = options.out or options.after.with_name("results.html")
    try:
        free([html_file(out)], options.overwrite)
        _two_files(options.before, options.after, out)
        rounds = [read(path, options.questions) for path in (options.before, options.after)]
        found = compare(*rounds)
        put(out, page(found).encode())
    except (ValueError, OSError) as error:
        print(f"{error}\nNothing was written.", file=sys.stderr)
        return BAD_INPUT
    print(*summary(found), f"Once only: {', '.join(found.once) or 'nobody'}.", "", out, sep="\n")
    return 0


def _two_files(before: Path, after: Path, out: Path) -> None:
    """Raise ``ValueError`` where these are not two files, or ``out`` is one of them."""
    for path in (before, after):
        if not path.is_file():
            raise ValueError(f"There is no file {path}")
    if before.read_bytes() == after.read_bytes():
        raise ValueError(f"{before} and {after} hold the same, byte for byte: give both rounds, before first")
    if out.resolve() in (before.resolve(), after.resolve()):
        raise ValueError(f"{out} holds a round: give the page another name")
