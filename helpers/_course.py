"""Where the course stands. The doctor reads this: no package, and nothing that is newer than Python 3.9."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
# An installed package carries the sheets inside; elsewhere they stand beside it.
INSTALLED = (PACKAGE / "course").is_dir()
COURSE = PACKAGE / "course" if INSTALLED else PACKAGE.parent
WORK = "BORROWING_STRENGTH_WORK"  # names the folder of the learner's copy
OLDEST = (3, 12)  # Python
