"""Files that hold somebody's work: written in one step, kept under another name before they change."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

_PATIENCE = 10  # seconds: a record is held for milliseconds


def put(path: Path, data: bytes) -> None:
    """Write a whole file in one step: whoever reads it meets the old one or the new one.

    A symlink stays one. The new text waits under one name of its own, so that a process that is killed
    leaves at most that one behind, for the next to overwrite.
    """
    target = Path(os.path.realpath(path))
    target.parent.mkdir(parents=True, exist_ok=True)
    waiting = target.with_name(f"{target.name}.new")
    try:
        with waiting.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            waiting.chmod(target.stat().st_mode)
        waiting.replace(target)
    except BaseException as error:
        with suppress(OSError):
            waiting.unlink()
        if isinstance(error, OSError) and error.filename == str(waiting) and error.filename2 is None:
            error.filename = str(target.parent)  # a name that nobody asked for tells nobody anything
            error.strerror = f"no file can be made in this folder ({error.strerror})"
        raise


def keep(path: Path, mark: str, beside: Path | None = None, data: bytes | None = None) -> Path:
    """Copy what stands at ``path`` to a free name that begins with ``mark``, and return that name.

    ``notes.ipynb`` becomes ``yours-notes.ipynb``, or ``yours2-notes.ipynb`` where that is taken: what differs
    comes first, for lists and tabs cut names off at their end. A copy that is there already serves.
    ``beside`` names another file to stand beside, and to be called after; ``data`` is kept instead.
    """
    data, beside = path.read_bytes() if data is None else data, beside or path
    for n in count(1):
        name = beside.with_name(f"{mark}{n if n > 1 else ''}-{beside.name}")
        try:
            with name.open("xb") as file:
                file.write(data)
            return name
        except FileExistsError:
            if name.is_file() and name.read_bytes() == data:
                return name
    raise AssertionError("count() never ends")


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Nobody else who asks for the lock of ``path`` is inside at the same time.

    Raises ``TimeoutError`` when somebody holds it too long. Where a folder cannot hold a lock (it is
    read-only, or its file system knows none) there is none: what is written there fails, or is written in
    one step.
    """
    from filelock import FileLock, Timeout

    target = Path(os.path.realpath(path))
    lock = FileLock(target.with_name(f"{target.name}.lock"), timeout=_PATIENCE)
    try:
        lock.acquire()
    except Timeout:
        raise TimeoutError(f"{path} is in use by another notebook") from None
    except OSError:
        pass
    try:
        yield
    finally:
        lock.release()
