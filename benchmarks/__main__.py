"""Run the benchmarks named on the command line, or all, and print one table."""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module

from benchmarks.table import show

ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")
BENCHMARKS = {
    "imports": "imports.import_times",
    "check": "grading.warm_check",
    "classes": "batch.classes",
    "throughput": "engine.throughput",
    "growth": "engine.growth",
    "counts": "engine.counts",
    "archives": "engine.archives",
    "accuracy": "accuracy.time_to_one_percent",
    "programmes": "planning.programmes",
    "planning": "planning.chances",
    "widgets": "widgets.drags",
    "weight": "widgets.weight",
    "pages": "pages.chapters",
}


def main() -> int:
    """Run and print; an unknown name lists those known."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"any of: {', '.join(BENCHMARKS)}")
    names = parser.parse_args().names or list(BENCHMARKS)
    if unknown := [name for name in names if name not in BENCHMARKS]:
        print(f"unknown benchmark {unknown[0]!r}; known are {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    # One thread, so that a number means the same on every machine; set before NumPy is loaded.
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    for name in names:
        module, function = BENCHMARKS[name].split(".")
        show(name, getattr(import_module(f"benchmarks.{module}"), function)())
    return 0


if __name__ == "__main__":
    sys.exit(main())
