"""A long run's journal: what is done, a line each, so that the run goes on where it was stopped."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from helpers._validate import described

SUFFIX = ".jsonl"


class Journal:
    """Records by number, in memory, and in a file where one is named.

    The first line holds what the run is known by. A last line that was cut off in the writing is dropped.
    """

    def __init__(self, path: Any, run: dict[str, Any]) -> None:
        self.records: dict[int, Any] = {}
        self.path = None if path is None else _checked(path)
        if self.path is None:
            return
        whole = _lines(self.path) or [run]
        if whole[0] != json.loads(json.dumps(run)):
            raise ValueError(
                f"resume must name the file of this very run; {self.path} holds another one, with other "
                "quantities, draws, rng or simulate: name another file, or delete that one"
            )
        self.records = dict(whole[1:])
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text("".join(json.dumps(line) + "\n" for line in whole), "utf-8")

    def add(self, number: int, record: Any) -> None:
        self.records[number] = record
        if self.path is not None:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps([number, record]) + "\n")


def _lines(path: Path) -> list[Any]:
    if not path.exists():
        return []
    lines = path.read_text("utf-8").splitlines(keepends=True)
    try:
        return [json.loads(line) for line in lines if line.endswith("\n")]
    except ValueError:
        raise ValueError(f"resume must name a file that an earlier run wrote; {path} is none") from None


def _checked(path: Any) -> Path:
    if not isinstance(path, str | Path):
        raise TypeError(
            f"resume must be the name of a file ending in {SUFFIX}, or None; found {described(path)}"
        )
    if Path(path).suffix != SUFFIX:
        raise ValueError(f"resume must be the name of a file ending in {SUFFIX}; found {described(path)}")
    return Path(path)
