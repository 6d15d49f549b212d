"""``python -m helpers.before_after``: the same as ``borrowing-strength before-after``."""

from __future__ import annotations

import sys

from helpers.before_after.command import main

if __name__ == "__main__":
    sys.exit(main())
