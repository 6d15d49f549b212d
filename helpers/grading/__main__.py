"""``python -m helpers.grading``: grade a class."""

from __future__ import annotations

import sys

if __name__ == "__main__":
    from helpers.grading.start import main

    sys.exit(main())
