"""What it costs to begin: each import in a fresh process."""

from __future__ import annotations

import subprocess
import sys

from benchmarks.table import Row

MODULES = ("helpers", "helpers.heterogeneity", "helpers.posterior", "helpers.planning", "helpers.grading")


def import_times() -> list[Row]:
    """Seconds from the start of the interpreter's own work to the end of the import, against NumPy's."""
    rows = [Row("import numpy", _fresh("numpy"))]
    rows += [Row(f"import {name}", _fresh(name), relative_to="import numpy") for name in MODULES]
    return rows


def _fresh(name: str) -> float:
    code = f"import time; start = time.perf_counter(); import {name}; print(time.perf_counter() - start)"
    runs = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        for _ in range(3)
    ]
    return min(map(float, runs))
