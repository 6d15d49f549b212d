"""``python -m helpers.report``: a report on a file of experiments."""

from __future__ import annotations

import sys

from helpers.report.command import main

if __name__ == "__main__":
    sys.exit(main())
