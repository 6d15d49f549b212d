"""Whether every file that names a version names one: ``python -m tools.release v0.2.0`` prints its notes.

It runs before anything is installed.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HEADING = r"^## (\S+) \(\S+\)$"
NAMED = {
    "pyproject.toml": r'^version = "(.+)"$',
    "helpers/__init__.py": r'^__version__ = "(.+)"$',
    "CITATION.cff": r"^version: (.+)$",
    "CHANGELOG.md": HEADING,  # the newest stands first
}


def notes(tag: str, root: Path = ROOT) -> str:
    """What ``CHANGELOG.md`` says of the version of ``tag``; ``ValueError`` where a file names another."""
    wanted = tag.removeprefix("v")
    others = [f"{name} names {found}" for name, found in named(root).items() if found != wanted]
    if others:
        raise ValueError(f"{tag} cannot be released: {', '.join(others)}")
    return re.split(HEADING, (root / "CHANGELOG.md").read_text("utf-8"), flags=re.M)[2].strip()


def named(root: Path = ROOT) -> dict[str, str]:
    """The version that each file names."""
    texts = {name: (root / name).read_text("utf-8") for name in NAMED}
    found = {name: re.search(NAMED[name], text, re.M) for name, text in texts.items()}
    return {name: match[1] if match else "none" for name, match in found.items()}


if __name__ == "__main__":
    try:
        print(notes(sys.argv[1]))
    except ValueError as error:
        sys.exit(str(error))
