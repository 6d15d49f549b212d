"""The journal: what has been judged, a line a job, safe on the disk before the next one is asked for.

Nothing else is remembered between runs. A line holds its own checksum, so that one torn by a power cut is
known and cut off; a lock keeps a second batch away.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from helpers.grading.batch import Stop

FORMAT = 1  # raised when verdicts may change: then nothing that was judged before is taken over

Record = dict[str, Any]


def key_of(learner: str, chapter: str, content: str, fingerprint: str) -> str:
    """The name of a job: who, which chapter, the SHA-256 of what was handed in, under which secret."""
    return sha256(json.dumps([FORMAT, learner, chapter, content, fingerprint]).encode()).hexdigest()


class Journal:
    """The records in a file, by key; to be used in ``with``.

    ``course`` names the version of the course that judges: what another one judged is not taken over.

    Raises `Stop` where another batch writes there, or where the file is something else.
    """

    def __init__(self, path: Path, course: str = "") -> None:
        self.path, self.course = path, course
        self.done: dict[str, Record] = {}
        self.damaged = 0  # lines that are not sound, and were passed over
        self.outdated = 0  # lines of another version of the course

    def __enter__(self) -> Self:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._file = self.path.open("ab+")
        try:
            self._lock()
            self._read()
            _sync_folder(self.path.parent)
        except BaseException:
            self._file.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, key: str, record: Mapping[str, Any]) -> None:
        """Write a record down for good; of two with one key the first counts."""
        if key in self.done:
            return
        self._file.write(_line(key, record, self.course))
        self._file.flush()
        os.fsync(self._file.fileno())
        self.done[key] = dict(record)

    def _lock(self) -> None:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Stop(
                f"--out: another batch is writing {self.path}. Wait for it, or name another --out"
            ) from None

    def _read(self) -> None:
        self._file.seek(0)
        lines = self._file.readlines()
        sound, end = 0, 0
        for line in lines:
            end += len(line)
            entry = _entry(line)
            if entry:
                key, record, course = entry
                if course == self.course:
                    self.done.setdefault(key, record)
                else:
                    self.outdated += 1
                sound, self.damaged = end, self.damaged + self._passed_over
                self._passed_over = 0
            else:
                self._passed_over += 1
        if lines and not sound and not lines[0].startswith(b'{"'):
            raise Stop(f"--out: {self.path} is no journal of a batch. Name another --out")
        self._file.truncate(sound)
        os.fsync(self._file.fileno())

    _passed_over = 0


def _line(key: str, record: Mapping[str, Any], course: str) -> bytes:
    body = json.dumps({"course": course, "key": key, "record": record}, sort_keys=True)
    return json.dumps({"sum": _sum(body), "body": body}).encode() + b"\n"


def _entry(line: bytes) -> tuple[str, Record, str] | None:
    try:
        found = json.loads(line)
        if not line.endswith(b"\n") or found["sum"] != _sum(found["body"]):
            return None
        body = json.loads(found["body"])
        return body["key"], body["record"], body.get("course", "")
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _sum(body: str) -> str:
    return sha256(body.encode()).hexdigest()[:16]


def _sync_folder(folder: Path) -> None:
    """The name of a new file is on the disk only when its folder is."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
