"""``python -m helpers.authoring``: one subcommand for each thing the makers of the course do."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

Command = Callable[[argparse.Namespace], int]


def _exercises(options: argparse.Namespace) -> int:
    from helpers.authoring import sync

    root = Path(options.private).resolve() if options.private else sync.ROOT
    if options.private:
        from helpers.grading import private

        try:
            private.use(root)
        except ValueError as error:
            print(error, file=sys.stderr)
            return 2
    if options.check:
        old = sync.stale(root)
        for path in old:
            print(f"out of date: {path.relative_to(root)}")
        again = "run this without --check" if options.private else "run `make exercises`"
        print(again if old else "the notebooks are up to date")
        return int(bool(old))
    print(*sync.write(root) or ["the notebooks are up to date"], sep="\n")
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


def _new(options: argparse.Namespace) -> int:
    from helpers.authoring import new

    given = {name: value for name, value in vars(options).items() if name not in ("run", "begin", "then")}
    try:
        done = getattr(new, options.begin)(**given)
    except (ValueError, FileExistsError) as error:
        print(error, file=sys.stderr)
        return 2
    print(*done, options.then, sep="\n")
    return 0


def _check(options: argparse.Namespace) -> int:
    from helpers.authoring import check

    try:
        return check.chapter(options.chapter)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2


def main(arguments: list[str] | None = None) -> int:
    """Run one subcommand and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m helpers.authoring", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")

    def add(name: str, run: Command, summary: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=summary, description=summary)
        sub.set_defaults(run=run)
        return sub

    notebooks = add(
        "exercises",
        _exercises,
        "write the notebooks of exercises/ and solutions/ anew; what you changed there is kept beside it",
    )
    notebooks.add_argument(
        "--check", action="store_true", help="change nothing; fail when a notebook is out of date"
    )
    notebooks.add_argument(
        "--private", metavar="FOLDER", help="those of a folder of your own, with chapters/ and solutions/"
    )
    add("book", _book, "build the site into _build/html, warnings as errors")
    add("serve", _serve, "show the built site on this machine").add_argument("--port", type=int, default=8000)
    add("check", _check, "check what concerns one chapter").add_argument("chapter", help="such as 08")
    _add_new(add("new", _new, "begin an exercise, a widget or a chapter; overwrites nothing"))
    options = parser.parse_args(arguments)
    return int(options.run(options))


def _add_new(parser: argparse.ArgumentParser) -> None:
    things = parser.add_subparsers(required=True, metavar="thing")

    def add(thing: str, then: str) -> argparse.ArgumentParser:
        sub = things.add_parser(thing, help=f"begin one {thing}")
        sub.set_defaults(begin=thing, then=f"Next: replace all that says TO WRITE, then {then}")
        return sub

    exercise = add("exercise", "`make exercises` and `python -m helpers.authoring check NN`.")
    exercise.add_argument("number", help="such as 08.3")
    exercise.add_argument("topic", help="names its file and what it asks for, such as pooled_mean")
    exercise.add_argument("--kind", default="function", help="function (the default), value, choice, …")
    exercise.add_argument("--title", default="", help="the heading; else the topic")
    widget = add("widget", "`make bundle` (needs Node): without it nothing is drawn.")
    widget.add_argument("name", help="such as tau_explorer")
    chapter = add("chapter", "`python -m helpers.authoring new exercise NN.1 topic`.")
    chapter.add_argument("number", help="such as 08")
    chapter.add_argument("topic", help="names its files, such as eight-answers")
    chapter.add_argument("title", help="what stands above the page")


if __name__ == "__main__":
    sys.exit(main())
