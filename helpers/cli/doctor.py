"""Is this set-up fit to learn with? Each check says what it found and, where that is amiss, the remedy."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator

from helpers import learn
from helpers.cli import front_end, places, sampling, versions
from helpers.cli.finding import Finding

Check = Callable[[], Finding]
CHECKS: tuple[tuple[str, Check], ...] = (
    ("course", places.course),
    ("Python", versions.python),
    ("packages", versions.packages),
    ("kernel", places.kernel),
    ("widgets", front_end.widgets),
    ("folders", places.folders),
    ("your copy", places.copy),
    ("sampling", sampling.check),
)
_SLOW = "sampling"
_NOT_NEEDED = "Not needed to learn: Node, a browser of its own, a C compiler."


def main(arguments: list[str] | None = None, prog: str = "python -m helpers.cli doctor") -> int:
    """Check a set-up; 0: fit to learn with, 1: something is to be mended first."""
    parser = argparse.ArgumentParser(prog=prog, description=main.__doc__)
    parser.add_argument("--to", metavar="FOLDER", help="where your copy stands, as you told `learn`")
    parser.add_argument("--quick", action="store_true", help="do not try to sample (it takes seconds)")
    options = parser.parse_args(arguments)
    if options.to:
        learn.stand_in(options.to)
    broken = 0
    for what, finding in examine(options.quick):
        print(finding.told(what), flush=True)
        broken += finding.is_broken
    print(_NOT_NEEDED)
    print(f"To mend: {broken}." if broken else "This set-up is fit to learn with.")
    return int(broken > 0)


def examine(
    quick: bool = False, checks: tuple[tuple[str, Check], ...] = CHECKS
) -> Iterator[tuple[str, Finding]]:
    """Each check's name and what it found; a check that itself fails is a finding like any other."""
    for what, check in checks:
        if quick and what == _SLOW:
            continue
        try:
            yield what, check()
        except Exception as error:  # whatever is broken here, the other checks are still wanted
            said = f"could not be checked: {type(error).__name__}: {error}"
            yield what, Finding(said, mend=versions.install())
