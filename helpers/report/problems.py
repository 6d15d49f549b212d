"""What is wrong with a table, all of it at once, each by its row and its column."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

MOST_SHOWN = 20


@dataclass(frozen=True)
class Problem:
    """One thing to mend: ``line`` as a text editor counts them (0: the whole file), ``column`` by name.

    ``row`` is what a data frame calls the line.
    """

    what: str
    line: int = 0
    column: str = ""
    row: str = ""

    def __str__(self) -> str:
        line = f"row {self.row}" if self.row else f"line {self.line}" if self.line else ""
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
    """Collects, so that a file is mended in one round and not in twenty; ``MOST`` are kept.

    ``both_marks``: that decimals are written in both ways is noted, once for all cells.
    """

    found: list[Problem] = field(default_factory=list)
    counts: dict[tuple[str, str], int] = field(default_factory=dict)  # of all, by column and what
    both_marks: bool = False

    MOST = 2000

    def add(self, what: str, line: int = 0, column: str = "") -> None:
        self.more(what, column, 1)
        if len(self.found) < self.MOST:
            self.found.append(Problem(what, int(line), column))

    def more(self, what: str, column: str, many: int) -> None:
        """Count ``many`` that are not kept one by one."""
        self.counts[column, what] = self.counts.get((column, what), 0) + many

    def stop_if_any(self) -> None:
        """Raise ``BadTable`` with all that was found, in the order of the lines."""
        if self.found:
            raise BadTable(sorted(self.found, key=lambda problem: problem.line))


def by_index(error: BadTable, index: Sequence[Any]) -> BadTable:
    """The same of a data frame, whose rows go by its index; lines are counted from 1."""

    def row(line: int) -> str:
        return repr(index[line - 1]) if 0 < line <= len(index) else str(line)

    def words(found: re.Match[str]) -> str:
        return f"row{found[1]} " + re.sub(r"\d+", lambda number: row(int(number[0])), found[2])

    return BadTable(
        replace(
            p, what=re.sub(r"\bline(s?) (\d+(?:, \d+)*)", words, p.what), row=row(p.line) if p.line else ""
        )
        for p in error.problems
    )


def asked(what: str, *answers: tuple[str, str]) -> BadTable:
    """What nothing in the file decides, with the options that answer it: each with what it means."""
    said = " or ".join(f"{option} ({means})" if means else option for option, means in answers)
    return bad(f"{what}{'' if what[-1] in '?.' else '.'} Say it: {said}")


def listed(names: Iterable[object]) -> str:
    """Names between quotation marks, with *and* before the last."""
    quoted = [f"“{shortened(name)}”" for name in names]
    return " and ".join(filter(None, [", ".join(quoted[:-1]), quoted[-1]])) if quoted else "none"


def bad(what: str, line: int = 0, column: str = "") -> BadTable:
    """The error for one problem that leaves nothing else to look for."""
    return BadTable([Problem(what, line, column)])


def shortened(text: object, most: int = 40) -> str:
    """A cell as a message shows it: on one line, and not longer than ``most``."""
    plain = " ".join(str(text).split())
    return plain if len(plain) <= most else f"{plain[: most - 1]}…"
