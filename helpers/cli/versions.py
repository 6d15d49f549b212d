"""Python and the installed packages, held against the list that the course was tried with.

At its start nothing is imported but the standard library: packages that are broken are to be told, not met.
"""

from __future__ import annotations

import platform
import re
import sys
from importlib.metadata import PackageNotFoundError, distribution, requires, version
from importlib.util import find_spec
from pathlib import Path

from helpers._course import COURSE, OLDEST
from helpers.cli.finding import Finding

LOCK = COURSE / "requirements.txt"
DISTRIBUTION = "borrowing-strength"
TRIED = ((3, 12), (3, 13))
_SHOWN = 4  # packages named in one line


def install(lock: Path = LOCK) -> str:
    """The command that brings the packages of the list."""
    return f'"{sys.executable}" -m pip install -r "{lock}"'


def python(found: tuple[int, ...] = sys.version_info[:2]) -> Finding:
    """Whether this Python is new enough, and one that the course was tried with."""
    said = f"{platform.python_version()} on {platform.system()} {platform.machine()}, {sys.executable}"
    if found < OLDEST:
        return Finding(said, mend="Install Python 3.13, and with it the course anew.")
    if found not in TRIED:
        return Finding(said, note="The course was tried with Python 3.12 and 3.13.")
    return Finding(said)


def packages(lock: Path = LOCK, of: str = DISTRIBUTION) -> Finding:
    """Whether all that the course needs is here, as new as it asks; another version than tried is a note."""
    if not lock.is_file():
        return Finding(f"the list {lock} is missing", mend="Install the course anew.")
    pins = dict(re.findall(r"^([\w.-]+)==([^\s;]+)", lock.read_text("utf-8"), re.MULTILINE))
    if not _found(of):
        said = f"the course itself, {of}, is not installed in this Python"
        return Finding(said, mend=f"{install(lock)}, then install the course, as the README says.")
    missing, other, right = list[str](), list[str](), 0
    for name in needed(of):
        found, wanted = _found(name), pins.get(name)
        if not found:
            missing.append(name)
        elif wanted in (found, None):
            right += 1
        else:
            other.append(f"{name} {found} (tried: {wanted})")
    if missing:
        return Finding(f"{len(missing)} missing: {_some(missing)}", mend=install(lock))
    if unfit := _unfit(of):
        return Finding(f"{len(unfit)} unfit: {_some(unfit)}", mend=install(lock))
    if other:
        note = f"The versions that the course was tried with: {install(lock)}"
        return Finding(f"{right} as tried, {len(other)} other: {_some(other)}", note=note)
    return Finding(f"all {right} as in {lock.name}")


def imports(of: str = DISTRIBUTION) -> Finding:
    """Whether what the course imports is what is installed, and nothing of its name that stands before."""
    for asked in requires(of) or [] if _found(of) else []:
        name = re.split(r"\W", asked, maxsplit=1)[0]
        try:
            there = distribution(name)
        except PackageNotFoundError:
            continue  # that is told of the packages
        own = {str(file): file for file in there.files or ()}.get(f"{name}/__init__.py")
        spec = find_spec(name) if own else None
        if own and not (spec and spec.origin and Path(spec.origin).samefile(Path(str(own.locate())))):
            hiding = spec and (spec.origin or next(iter(spec.submodule_search_locations or ()), None))
            mend = "Rename or remove what hides it, or take its folder out of PYTHONPATH."
            return Finding(f"{name} is not the installed one but {hiding or 'not to be found'}", mend=mend)
    return Finding("what is installed is what is imported")


def needed(of: str) -> list[str]:
    """Every package that the distribution ``of`` asks for on this machine, and those that these ask for."""
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    seen, waiting = set[tuple[str, str]](), [(of, "")]
    while waiting:
        name, extra = waiting.pop()
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        for asked in map(Requirement, requires(name) or [] if _found(name) else []):
            if asked.marker is None or asked.marker.evaluate({"extra": extra}):
                waiting += [(canonicalize_name(asked.name), each) for each in ("", *asked.extras)]
    return sorted({name for name, _ in seen} - {of})


def _unfit(of: str) -> list[str]:
    """What ``of`` itself asks for and is here in another version than it asks for."""
    from packaging.requirements import Requirement

    asked = [each for each in map(Requirement, requires(of) or []) if each.marker is None]
    return [
        f"{each.name} {_found(each.name)} (needed: {each.specifier})"
        for each in asked
        if not each.specifier.contains(_found(each.name), prereleases=True)
    ]


def _found(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _some(names: list[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
