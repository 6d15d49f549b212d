"""What is to be graded, and how."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from helpers.grading.batch.places import Places
from helpers.grading.batch.worker import Task

Tell = Callable[[str], None]


class Judges(Protocol):
    """Whoever judges tasks: the workers of this machine, or of a cluster."""

    def judged(self, tasks: Mapping[str, Task]) -> Iterator[tuple[str, str | None]]:
        """Each key with the line of its judge, in any order; None where no worker lived to give one."""
        ...


@dataclass(frozen=True)
class Batch:
    """What is to be graded, and how. ``limits`` are the fields of the jail's ``Limits``."""

    root: Path
    places: Places
    judges: Judges
    wall: str
    limits: Mapping[str, Any] = field(default_factory=dict)
    key: Path | None = None
    seed: int | None = None
    resume: bool = False
    alike: str = ""
    pseudonyms: bool = False
    private: Path | None = None
