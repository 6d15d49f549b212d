"""``python -m helpers.grading``: grade a class."""

from __future__ import annotations

import sys

if __name__ == "__main__":
    if not sys.platform.startswith("linux"):
        sys.exit(
            "Grading needs Linux, whose kernel holds the learners' code. See the trainers' page on grading."
        )
    from helpers.grading.batch.command import main

    sys.exit(main())
