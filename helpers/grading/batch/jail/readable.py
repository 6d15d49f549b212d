"""What a learner's process may read: the interpreter, what is installed, this package, public solutions."""

from __future__ import annotations

import sys
import sysconfig
from functools import cache
from pathlib import Path

from helpers.grading.sheets import SOLUTIONS

_SYSTEM = ("/usr/lib", "/lib", "/lib64", "/usr/share/zoneinfo", "/usr/share/fonts", "/etc/ld.so.cache")


@cache
def readable() -> tuple[str, ...]:
    """Files and folders; the course's own folder, where a class's work may stand, is none of them."""
    installed = (sysconfig.get_paths()[name] for name in ("stdlib", "platstdlib", "purelib", "platlib"))
    own = str(Path(__file__).resolve().parents[3])
    every = (sys.base_prefix, sys.prefix, *installed, own, str(SOLUTIONS), *_SYSTEM)
    return tuple(dict.fromkeys(path for path in every if Path(path).exists()))
