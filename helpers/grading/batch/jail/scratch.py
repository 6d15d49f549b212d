"""A folder for a learner where the wall brings none: in memory, and watched, for nobody sets it a quota."""

from __future__ import annotations

import os
import tempfile

_ENTRIES = 2000
_SHARED_MEMORY = "/dev/shm"


def memory_folder() -> str:
    """Where to make such a folder."""
    return _SHARED_MEMORY if os.access(_SHARED_MEMORY, os.W_OK) else tempfile.gettempdir()


def new_folder() -> str:
    """Make one, named after this process, so that it is known whose it is."""
    return tempfile.mkdtemp(prefix=f"learner-{os.getpid()}-", dir=memory_folder())


def too_full(folder: str, megabytes: float) -> bool:
    """Whether a folder holds more than this, or more entries than are worth counting."""
    entries, size, waiting = 0, 0, [folder]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as found:
                for entry in found:
                    entries += 1
                    size += entry.stat(follow_symlinks=False).st_blocks * 512
                    if entries > _ENTRIES or size > megabytes * 2**20:
                        return True
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
        except OSError:
            continue
    return False
