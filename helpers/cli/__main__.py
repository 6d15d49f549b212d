"""``python -m helpers.cli``: the same as ``borrowing-strength``."""

from __future__ import annotations

import sys

from helpers.cli.command import main

if __name__ == "__main__":
    sys.exit(main())
