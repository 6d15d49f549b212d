"""``python -m helpers.learn``: what ``make lab`` does."""

from __future__ import annotations

import sys

from helpers.learn.lab import main

if __name__ == "__main__":
    sys.exit(main())
