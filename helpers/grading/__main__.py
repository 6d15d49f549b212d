"""``python -m helpers.grading``: grade a class."""

from __future__ import annotations

import os
import sys


def _without_this_folder() -> None:
    """Import nothing from where one stands: it may be full of learners' files, a ``numpy.py`` among them."""
    here, own = os.getcwd(), os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    sys.path[:] = [p for p in sys.path if os.path.abspath(p) != here or os.path.samefile(here, own)]


if __name__ == "__main__":
    _without_this_folder()
    if not sys.platform.startswith("linux"):
        sys.exit(
            "Grading needs Linux, whose kernel holds the learners' code. See the trainers' page on grading."
        )
    from helpers.grading.batch.command import main

    sys.exit(main())
