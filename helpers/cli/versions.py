"""Python and the installed packages, held against the list that the course was tried with."""

from __future__ import annotations

import platform
import re
import sys
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from helpers.cli.finding import Finding
from helpers.grading.sheets import COURSE

LOCK = COURSE / "requirements.txt"
OLDEST, TRIED = (3, 12), ((3, 12), (3, 13))
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


def packages(lock: Path = LOCK, of: str = "borrowing-strength") -> Finding:
    """Whether all that the course needs is here; another version than the list's is worth a note."""
    if not lock.is_file():
        return Finding(f"the list {lock} is missing", mend="Install the course anew.")
    pins = dict(re.findall(r"^([\w.-]+)==([^\s;]+)", lock.read_text("utf-8"), re.MULTILINE))
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
    if other:
        note = f"The versions that the course was tried with: {install(lock)}"
        return Finding(f"{right} as tried, {len(other)} other: {_some(other)}", note=note)
    return Finding(f"all {right} as in {lock.name}")


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


def _found(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _some(names: list[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
