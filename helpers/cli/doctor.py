"""Is this set-up fit to learn with? Each check says what it found and, where that is amiss, the remedy.

What is checked may be broken: this file, and what it imports at its start, stand on the standard library
alone and can be read by Python 3.9. Whatever needs more is imported by the check that needs it.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

from helpers._course import WORK
from helpers.cli import versions
from helpers.cli.finding import Finding

Check = Callable[[], Finding]
_SLOW = "sampling"
_NOT_NEEDED = "Not needed to learn: Node, a browser of its own, a C compiler."


def _late(module: str, name: str) -> Check:
    """A check that is imported when it is made."""

    def check() -> Finding:
        found: Finding = getattr(import_module(f"helpers.cli.{module}"), name)()
        return found

    return check


CHECKS: tuple[tuple[str, Check], ...] = (
    ("Python", versions.python),
    ("packages", versions.packages),
    ("imports", versions.imports),
    ("course", _late("places", "course")),
    ("kernel", _late("places", "kernel")),
    ("widgets", _late("front_end", "widgets")),
    ("folders", _late("places", "folders")),
    ("your copy", _late("places", "copy")),
    (_SLOW, _late("sampling", "check")),
)


def main(arguments: list[str] | None = None, prog: str = "python -m helpers.cli doctor") -> int:
    """Check a set-up; 0: fit to learn with, 1: something is to be mended first."""
    parser = argparse.ArgumentParser(prog=prog, description=main.__doc__)
    parser.add_argument("--to", metavar="FOLDER", help="where your copy stands, as you told `learn`")
    parser.add_argument("--quick", action="store_true", help="do not try to sample (it takes seconds)")
    options = parser.parse_args(arguments)
    if options.to:
        os.environ[WORK] = str(Path(options.to).expanduser().absolute())
    broken = 0
    for what, finding in examine(options.quick):
        print(finding.told(what), flush=True)
        broken += finding.is_broken
        if what == "Python" and finding.is_broken:
            print("The rest can be checked with a newer Python only.")
            break
    print(_NOT_NEEDED)
    print(f"To mend: {broken}." if broken else "This set-up is fit to learn with.")
    return int(broken > 0)


def examine(
    quick: bool = False, checks: tuple[tuple[str, Check], ...] = CHECKS
) -> Iterator[tuple[str, Finding]]:
    """Each check's name and what it found; a check that itself fails is a finding like any other."""
    first = versions.install()
    for what, check in checks:
        if quick and what == _SLOW:
            continue
        try:
            finding = check()
        except Exception as error:  # whatever is broken here, the other checks are still wanted
            finding = Finding(f"could not be checked: {type(error).__name__}: {error}", mend=first)
        if finding.is_broken:  # what fails after it may fail of it
            first = "Mend first what stands above, then run this again."
        yield what, finding
