"""``python -m helpers.authoring``: one subcommand for each thing the makers of the course do."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

Command = Callable[[argparse.Namespace], int]


def _exercises(options: argparse.Namespace) -> int:
    from helpers.authoring import exercises

    if options.check:
        old = exercises.stale()
        for path in old:
            print(f"out of date: {path.relative_to(exercises.ROOT)}")
        print("run `make exercises`" if old else "exercises/ is up to date")
        return int(bool(old))
    print(*exercises.write() or ["exercises/ is up to date"], sep="\n")
    return 0


def _book(_: argparse.Namespace) -> int:
    from helpers.authoring import book

    return book.build()


def _serve(options: argparse.Namespace) -> int:
    from helpers.authoring import book

    try:
        book.serve(options.port)
    except OSError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Run one subcommand and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m helpers.authoring", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")

    def add(name: str, run: Command, summary: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=summary, description=summary)
        sub.set_defaults(run=run)
        return sub

    add(
        "exercises",
        _exercises,
        "write exercises/ anew from solutions/; what you changed there is kept beside it",
    ).add_argument("--check", action="store_true", help="change nothing; fail when a notebook is out of date")
    add("book", _book, "build the site into _build/html, warnings as errors")
    add("serve", _serve, "show the built site on this machine").add_argument("--port", type=int, default=8000)
    options = parser.parse_args(arguments)
    return int(options.run(options))


if __name__ == "__main__":
    sys.exit(main())
