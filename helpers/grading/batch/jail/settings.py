"""The environment of every process that grades: one thread, no screen.

It must be set before NumPy and pandas are imported: a process with threads must not fork.
"""

from __future__ import annotations

ONE_THREAD = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MPLBACKEND": "Agg",
    # pandas loads pyarrow, whose allocator would start a thread.
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}
