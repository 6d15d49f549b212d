"""What is wrong with a table, all of it at once, each by its row and its column."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

MOST_SHOWN = 20


@dataclass(frozen=True)
class Problem:
    """One thing to mend: ``line`` as a text editor counts them (0: the whole file), ``column`` by name."""

    what: str
    line: int = 0
    column: str = ""

    def __str__(self) -> str:
        line = f"line {self.line}" if self.line else ""
        column = f"column “{shortened(self.column)}”" if self.column else ""
        place = ", ".join(part for part in (line, column) if part)
        return f"{place}: {self.what}" if place else self.what


class BadTable(ValueError):  # noqa: N818 - it says what is bad
    """A table that cannot be read as it stands; ``problems`` holds all that was found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        shown = [str(problem) for problem in self.problems[:MOST_SHOWN]]
        more = len(self.problems) - len(shown)
        super().__init__("\n".join(shown + ([f"… and {more} more like these"] if more else [])))


@dataclass
class Problems:
    """Collects, so that a file is mended in one round and not in twenty; ``MOST`` are kept."""

    found: list[Problem] = field(default_factory=list)

    MOST = 2000

    def add(self, what: str, line: int = 0, column: str = "") -> None:
        if len(self.found) < self.MOST:
            self.found.append(Problem(what, int(line), column))

    def stop_if_any(self) -> None:
        """Raise ``BadTable`` with all that was found, in the order of the lines."""
        if self.found:
            raise BadTable(sorted(self.found, key=lambda problem: problem.line))


def bad(what: str, line: int = 0, column: str = "") -> BadTable:
    """The error for one problem that leaves nothing else to look for."""
    return BadTable([Problem(what, line, column)])


def shortened(text: object, most: int = 40) -> str:
    """A cell as a message shows it: on one line, and not longer than ``most``."""
    plain = " ".join(str(text).split())
    return plain if len(plain) <= most else f"{plain[: most - 1]}…"
