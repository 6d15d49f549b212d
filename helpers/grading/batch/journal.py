"""The journal: what has been judged, a line a job, safe on the disk before the next one is asked for.

Nothing else is remembered between runs, but for what a trainer has been asked and has answered. A line
holds its own checksum, so that one torn by a power cut is known and cut off; a lock keeps other batches away.
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
        self.answers: dict[str, str] = {}  # what the trainer said, by what was asked; the last counts
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
        self._write({"course": self.course, "key": key, "record": record})
        self.done[key] = dict(record)

    def remember(self, answers: Mapping[str, str]) -> None:
        """Write down what the trainer answered, where that is new."""
        new = {asked: answer for asked, answer in answers.items() if self.answers.get(asked) != answer}
        if new:
            self._write({"answers": new})
            self.answers |= new

    def _write(self, body: Mapping[str, Any]) -> None:
        self._file.write(_line(body))
        self._file.flush()
        os.fsync(self._file.fileno())

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
                self._take(entry)
                sound, self.damaged = end, self.damaged + self._passed_over
                self._passed_over = 0
            else:
                self._passed_over += 1
        if lines and not sound and not lines[0].startswith(b'{"'):
            raise Stop(f"--out: {self.path} is no journal of a batch. Name another --out")
        self._file.truncate(sound)
        os.fsync(self._file.fileno())

    _passed_over = 0

    def _take(self, body: Record) -> None:
        if "answers" in body:
            self.answers |= body["answers"]
        elif body.get("course", "") == self.course:
            self.done.setdefault(body["key"], body["record"])
        else:
            self.outdated += 1


def _line(content: Mapping[str, Any]) -> bytes:
    body = json.dumps(content, sort_keys=True)
    return json.dumps({"sum": _sum(body), "body": body}).encode() + b"\n"


def _entry(line: bytes) -> Record | None:
    try:
        found = json.loads(line)
        if not line.endswith(b"\n") or found["sum"] != _sum(found["body"]):
            return None
        body = dict(json.loads(found["body"]))
        return body if "answers" in body or {"key", "record"} <= set(body) else None
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
