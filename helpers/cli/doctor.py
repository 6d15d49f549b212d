"""Is this set-up fit to learn with? Each check says what it found and, where that is amiss, the remedy.

What is checked may be broken: this file, and what it imports at its start, stand on the standard library
alone and can be read by Python 3.9. Whatever needs more is imported by the check that needs it.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator
from importlib import import_module

from helpers._course import WORK, named_folder
from helpers.cli import versions
from helpers.cli.finding import Finding

Check = Callable[[], Finding]
_SLOW = "sampling"
_WITHOUT_INTERNET = (
    "Without internet, add to the commands of pip: --no-index --find-links WHEELHOUSE (the folder that "
    "`make wheelhouse` filled)."
)
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
    parser.add_argument(
        "--to", metavar="FOLDER", type=named_folder, help="where your copy stands, as you told `learn`"
    )
    parser.add_argument("--quick", action="store_true", help="do not try to sample (it takes seconds)")
    options = parser.parse_args(arguments)
    if options.to:
        os.environ[WORK] = str(options.to)
    found = list[Finding]()
    for what, finding in examine(options.quick):
        print(finding.told(what), flush=True)
        found.append(finding)
        if what == "Python" and finding.is_broken:
            print("The rest can be checked with a newer Python only.")
            break
    print(_summary(found))
    return int(any(finding.is_broken for finding in found))


def _summary(found: list[Finding]) -> str:
    """What holds of all findings together, and how many things are to be mended."""
    said = [_NOT_NEEDED]
    if any("-m pip install" in finding.mend + finding.note for finding in found):
        said.append(_WITHOUT_INTERNET)
    broken, waiting = (sum(each) for each in ([f.is_broken for f in found], [f.waits for f in found]))
    then = f" After that {waiting} more can be checked." if waiting else ""
    return "\n".join([*said, f"To mend: {broken}.{then}" if broken else "This set-up is fit to learn with."])


def examine(
    quick: bool = False, checks: tuple[tuple[str, Check], ...] = CHECKS
) -> Iterator[tuple[str, Finding]]:
    """Each check's name and what it found; a check that itself fails is a finding like any other."""
    is_first = True
    for what, check in checks:
        if quick and what == _SLOW:
            continue
        try:
            finding = check()
        except Exception as error:  # whatever is broken here, the other checks are still wanted
            why = f"{type(error).__name__}: {error}"
            finding = (
                Finding(f"could not be checked: {why}", mend=versions.install())
                if is_first
                else Finding(f"cannot be checked before what stands above is mended ({why})", waits=True)
            )
        is_first = is_first and not finding.is_broken  # what cannot be checked after it may fail of it
        yield what, finding
