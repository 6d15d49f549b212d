"""Where the course stands. The doctor reads this: no package, and nothing that is newer than Python 3.9."""

from __future__ import annotations

import sys
from argparse import ArgumentTypeError
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
# An installed package carries the sheets inside; elsewhere they stand beside it.
INSTALLED = (PACKAGE / "course").is_dir()
COURSE = PACKAGE / "course" if INSTALLED else PACKAGE.parent
WORK = "BORROWING_STRENGTH_WORK"  # names the folder of the learner's copy
OLDEST = (3, 12)  # Python


def lacking(error: ImportError) -> str:
    """What to say where a package cannot be imported: which, in which Python, and who knows more."""
    name = (error.name or "a package").partition(".")[0]
    is_gone = isinstance(error, ModuleNotFoundError)
    what = (
        "is not installed" if is_gone else f"cannot be imported ({str(error).strip().partition(chr(10))[0]})"
    )
    return f"{name} {what} in this Python, {sys.executable}.\n`borrowing-strength doctor` says what to mend."


def named_folder(text: str) -> Path:
    """The folder that an option names, absolute; ``ArgumentTypeError`` where it names none."""
    try:
        if text.strip():
            return Path(text.strip()).expanduser().absolute()
    except RuntimeError:  # ~ada, and there is no ada
        pass
    raise ArgumentTypeError(f"a folder must be named; found {text!r}")
