"""A folder for a learner where the wall brings none: in memory, and watched, for nobody sets it a quota.

Whoever made it holds a lock on it as long as they live. What nobody holds any more is taken away when the
next one is made.
"""

from __future__ import annotations

import errno
import fcntl
import os
import secrets
import stat
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

_ENTRIES = 2000
_SHARED_MEMORY = "/dev/shm"
NAME = "borrowing-strength-learner-"
_LOOK = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_GONE = (errno.ENOENT, errno.ENOTDIR)


def memory_folder() -> str:
    """Where to make such a folder."""
    return _SHARED_MEMORY if os.access(_SHARED_MEMORY, os.W_OK) else tempfile.gettempdir()


class Scratch:
    """A new empty folder at ``path``, named after this process, so that it is known whose it is."""

    def __init__(self) -> None:
        _sweep_once()
        while True:
            self.path = tempfile.mkdtemp(prefix=f"{NAME}{os.getpid()}-", dir=memory_folder())
            with suppress(FileNotFoundError):
                self._lock = os.open(self.path, _LOOK)
                fcntl.flock(self._lock, fcntl.LOCK_EX)
                if os.path.exists(self.path):  # and not swept away before it was locked
                    return
                os.close(self._lock)

    def too_full(self, megabytes: float) -> bool:
        """Whether it holds more than this, or more entries than are worth counting, or what none may see."""
        entries, size, waiting = 0, 0, [self.path]
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
            except OSError as error:
                if error.errno not in _GONE:  # closed to us, or deeper than a path is long
                    return True
        return False

    def remove(self) -> None:
        """Take it away; what will not go stays, and is tried again by a later grader."""
        with suppress(OSError):
            _remove(self.path)
        os.close(self._lock)


@cache
def _sweep_once() -> None:
    sweep()


def sweep() -> None:
    """Take away the folders of graders that were killed."""
    for path in Path(memory_folder()).glob(f"{NAME}*"):
        with suppress(OSError):
            held = os.open(path, _LOOK)
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _remove(str(path))
            finally:
                os.close(held)


def _remove(folder: str) -> None:
    """Remove a folder, however deep it is and whatever rights are set in it; raises where something stays.

    Folders are brought up to the top and emptied there, so that no path is long and few files are open.
    """
    os.chmod(folder, stat.S_IRWXU)
    top = os.open(folder, _LOOK)
    try:
        while names := os.listdir(top):
            for name in names:
                if _is_folder(name, top):
                    _empty(name, top)
                    os.rmdir(name, dir_fd=top)
                else:
                    os.unlink(name, dir_fd=top)
    finally:
        os.close(top)
    os.rmdir(folder)


def _empty(name: str, top: int) -> None:
    here = _opened(name, top)
    try:
        for inner in os.listdir(here):
            if _is_folder(inner, here):
                os.close(_opened(inner, here))  # who moves a folder must be allowed to write in it
                os.rename(inner, secrets.token_hex(8), src_dir_fd=here, dst_dir_fd=top)
            else:
                os.unlink(inner, dir_fd=here)
    finally:
        os.close(here)


def _is_folder(name: str, place: int) -> bool:
    return stat.S_ISDIR(os.stat(name, dir_fd=place, follow_symlinks=False).st_mode)


def _opened(name: str, place: int) -> int:
    os.chmod(name, stat.S_IRWXU, dir_fd=place)
    return os.open(name, _LOOK, dir_fd=place)
