"""``python -m helpers.report my_experiments.csv --out report.html``."""

from __future__ import annotations

import argparse
import shlex
import sys
from pathlib import Path

from helpers.report.experiments import read
from helpers.report.problems import BadTable
from helpers.report.shares import parsed
from helpers.report.vocabulary import EXAMPLES
from helpers.report.write import html_file, write

BAD_INPUT = 2


def main(arguments: list[str] | None = None, prog: str = "python -m helpers.report") -> int:
    """From a CSV file to a finished report; 0: written, 2: the file or the request cannot be used."""
    parser = argparse.ArgumentParser(
        prog=prog,
        description="From a CSV file of experiments to one HTML file: checked, pooled, doubted, planned. "
        "Nothing leaves this machine.",
        epilog="Headings that are known:\n" + "\n".join(f"  {of}: {names}" for of, names in EXAMPLES),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", type=Path, help="effects, counts, means and sds, or one line a visitor; CSV")
    parser.add_argument(
        "--out", type=Path, help="where to write; by default beside the file, as FILE.report.html"
    )
    parser.add_argument("--overwrite", action="store_true", help="replace a report that is there already")
    parser.add_argument("--control", metavar="LABEL", help="the control arm, where none is called so")
    parser.add_argument("--outcome", metavar="COLUMN", help="the outcome, where visitors have several")
    parser.add_argument(
        "--lower-is-better", action="store_true", help="a reduction works: turn the sign of every effect"
    )
    parser.add_argument(
        "--shares",
        metavar="2,1",
        help="how visitors were meant to be shared out: treated,control; ARM=2,ARM=1; or a column",
    )
    parser.add_argument(
        "--moderator", metavar="COLUMN", action="append", default=[], help="a column that may explain"
    )
    parser.add_argument(
        "--use",
        metavar="COLUMN[=ROLE]",
        action="append",
        default=[],
        help="the column to take, or what it is",
    )
    parser.add_argument(
        "--only", metavar="COLUMN=VALUE", action="append", default=[], help="keep these rows alone"
    )
    parser.add_argument(
        "--add-up", metavar="COLUMN", action="append", default=[], help="add counts over it, as over dates"
    )
    parser.add_argument("--level", metavar="90", type=float, help="that of the intervals, where not 95 %%")
    parser.add_argument(
        "--blank", metavar="0", type=float, help="what a visitor without an outcome counts as"
    )
    parser.add_argument("--cost-per-visitor", metavar="MONEY", type=float, help="for the plan's costs")
    parser.add_argument("--quiet", action="store_true", help="no progress on standard error")
    options = parser.parse_args(arguments)
    options.only = {name: value for name, _, value in (pair.partition("=") for pair in options.only)}
    options.shares = None if options.shares is None else parsed(options.shares)
    out = options.out or options.file.with_name(f"{options.file.stem}.report.html")
    loud = not options.quiet and sys.stderr.isatty()
    try:
        html_file(out)  # before a long file is read
        experiments = read(
            options.file,
            control=options.control,
            outcome=options.outcome,
            lower_is_better=options.lower_is_better,
            shares=options.shares,
            use=options.use,
            only=options.only,
            add_up=options.add_up,
            level=options.level,
            blank=options.blank,
            progress=loud,
        )
        for line in experiments.how_it_was_read:
            print(f"· {line}")
        report = write(
            experiments,
            out,
            options.overwrite,
            cost_per_visitor=options.cost_per_visitor,
            moderators=tuple(options.moderator),
            call=_call(options),
            command=_command(prog, sys.argv[1:] if arguments is None else arguments, options),
            progress=loud,
        )
    except BadTable as error:
        print(f"{options.file} cannot be used as it stands; nothing was written.\n{error}", file=sys.stderr)
        return BAD_INPUT
    except (ValueError, OSError) as error:
        print(f"{error}\nNothing was written.", file=sys.stderr)
        return BAD_INPUT
    print("", *report.sentences, "", f"{report.path} and {len(report.files) - 1} tables beside it", sep="\n")
    return 0


def _command(prog: str, arguments: list[str], options: argparse.Namespace) -> str:
    """What was typed, without the folders of files: a report may be sent to somebody else."""
    bare = {str(path): path.name for path in (options.file, options.out) if path is not None}
    parts = [arg.removeprefix("--out=") for arg in arguments]
    named = [("--out=" * (arg != part)) + bare.get(str(Path(part)), part)
             for arg, part in zip(arguments, parts, strict=True)]  # fmt: skip
    return shlex.join([*prog.split(), *named])


def _call(options: argparse.Namespace) -> str:
    names = ("control", "outcome", "lower_is_better", "shares", "use", "only", "add_up", "level", "blank")
    given = [repr(options.file.name)]
    given += [
        f"{name}={getattr(options, name)!r}"
        for name in names
        if getattr(options, name) not in (None, False, [], {})
    ]
    return f"experiments = report.read({', '.join(given)})"
