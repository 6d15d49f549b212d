"""What a finished site was made from: whether building it again could change anything.

The stamp holds one digest of everything a page may depend on (every file of the repository but caches and
what was built, and the versions of the installed packages) and one of the site itself. A changed, added or
deleted file on either side, of whatever kind, makes the two differ, and the book is built.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterator
from importlib.metadata import distributions
from pathlib import Path

# Nothing in these makes a page: caches, what was built, what tools keep.
_PASSED_OVER = {"_build", "dist", "node_modules", "__pycache__", "tests"}


def inputs(root: Path) -> str:
    """SHA-256 of the names and contents of all that the site is made from below ``root``."""
    versions = sorted(f"{package.name} {package.version}" for package in distributions())
    return _digest(root, [sys.version, *versions], _sources(root))


def holds(stamp: Path, made_from: str, site: Path) -> bool:
    """Whether ``site`` is, file by file, what was made from what has the digest ``made_from``."""
    try:
        kept = json.loads(stamp.read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return bool(kept == {"inputs": made_from, "site": _digest(site, [], _all(site))})


def write(stamp: Path, made_from: str, site: Path) -> None:
    """Note that ``site`` was made from what had the digest ``made_from``."""
    kept = {"inputs": made_from, "site": _digest(site, [], _all(site))}
    stamp.write_text(json.dumps(kept) + "\n", "utf-8")


def _digest(root: Path, words: list[str], paths: Iterator[Path]) -> str:
    total = hashlib.sha256("\n".join(words).encode())
    for path in sorted(paths):
        total.update(f"\n{path.relative_to(root).as_posix()}\n".encode())
        with path.open("rb") as file:
            total.update(hashlib.file_digest(file, "sha256").digest())
    return total.hexdigest()


def _sources(root: Path) -> Iterator[Path]:
    for folder, below, names in os.walk(root):
        below[:] = [name for name in below if name not in _PASSED_OVER and not name.startswith(".")]
        yield from (Path(folder, name) for name in names if not name.startswith("."))


def _all(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())
