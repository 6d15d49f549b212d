"""One line a visitor: sums for every experiment and arm, block by block, so that any size of file will do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from helpers._validate import FloatArray
from helpers.report.problems import Problems, bad

KEPT = 5_000_000  # outcomes that are kept, to see what a cap would do
CHECKED = 30_000_000  # users that are remembered, to find one who came twice
SORTED = 2_000_000  # of them, about, at once
MOST_CELLS = 100_000  # experiments times arms
Block = tuple[np.ndarray, dict[str, np.ndarray]]  # line numbers; columns by role


@dataclass
class Sums:
    """Running sums a cell, which is an experiment and an arm; outcomes are counted from the cell's first."""

    cells: dict[tuple[str, str], int] = field(default_factory=dict)
    shift: list[float] = field(default_factory=list)
    powers: FloatArray = field(default_factory=lambda: np.zeros((4, 0)))  # of 0th to 3rd order
    largest: FloatArray = field(default_factory=lambda: np.zeros(0))
    binary: bool = True
    rows: int = 0
    _kept: list[tuple[np.ndarray, FloatArray, np.ndarray]] = field(default_factory=list)
    _users: list[np.ndarray] = field(default_factory=list)
    _lines: list[np.ndarray] = field(default_factory=list)
    _codes: list[np.ndarray] = field(default_factory=list)

    def add(self, lines: np.ndarray, columns: dict[str, np.ndarray], outcome: FloatArray) -> None:
        """Take in a block of rows: ``columns`` label, arm and, if there is one, user."""
        import pandas as pd

        experiment, names = pd.factorize(columns["label"])
        arm, arms = pd.factorize(columns["arm"])
        pair, pairs = pd.factorize(experiment * len(arms) + arm)
        place = np.array([self._place(str(names[p // len(arms)]), str(arms[p % len(arms)])) for p in pairs])
        codes = place[pair].astype(np.int32)
        first = {
            int(code): float(outcome[i]) for code, i in zip(*np.unique(codes, return_index=True), strict=True)
        }
        for code, value in sorted(first.items()):
            if code >= len(self.shift):
                self.shift.append(value)
        size = len(self.cells)
        away = outcome - np.array(self.shift)[codes]
        self.powers = np.pad(self.powers, ((0, 0), (0, size - self.powers.shape[1])))
        self.powers += [np.bincount(codes, away**k, size) for k in range(4)]
        self.binary &= bool(np.isin(outcome, (0.0, 1.0)).all())
        self.rows += len(outcome)
        if self.rows <= KEPT:
            self._kept.append((codes, outcome, lines.astype(np.int32)))
        else:
            self._kept.clear()
        if "user" in columns and self.rows <= CHECKED:
            both = pd.Series(columns["label"]).astype(str) + "\x1f" + pd.Series(columns["user"]).astype(str)
            self._users.append(pd.util.hash_array(both.to_numpy(dtype=object), categorize=False))
            self._lines.append(lines.astype(np.int32))
            self._codes.append(codes)

    def _place(self, experiment: str, arm: str) -> int:
        found = self.cells.setdefault((experiment, arm), len(self.cells))
        if found >= MOST_CELLS:
            raise bad(
                f"more than {MOST_CELLS} experiments and arms: is the column of experiments one of visitors?"
            )
        return found

    @property
    def n(self) -> FloatArray:
        return self.powers[0]

    def mean(self) -> FloatArray:
        return np.array(self.shift) + self.powers[1] / self.n

    def _central(self, order: int) -> FloatArray:
        """Central moments of order 2 and 3."""
        first, second, third = self.powers[1:] / self.n
        return second - first**2 if order == 2 else third - 3 * first * second + 2 * first**3

    def sd(self) -> FloatArray:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.sqrt(np.maximum(self._central(2), 0) * self.n / (self.n - 1))

    def skewness(self) -> FloatArray:
        spread = np.maximum(self._central(2), 0) ** 1.5
        return np.divide(self._central(3), spread, out=np.zeros_like(spread), where=spread > 0)

    def outcomes(self) -> tuple[np.ndarray, FloatArray, np.ndarray] | None:
        """Cell, outcome and line of every row, where all are kept."""
        if self.rows > KEPT:
            return None
        return tuple(np.concatenate(part) for part in zip(*self._kept, strict=True))  # type: ignore[return-value]

    @property
    def checked(self) -> int:
        """Rows whose users are remembered."""
        return sum(map(len, self._users))

    def who_came_twice(self, column: str, problems: Problems) -> None:
        """Note users with more than one line in an experiment, the first of them by their lines."""
        again = [self._twice(part, parts) for parts in [self.checked // SORTED + 1] for part in range(parts)]
        first, second, both = (np.concatenate(part) for part in zip(*again, strict=True))
        if len(first):
            order = np.argsort(second, kind="stable")
            self._say(first[order], second[order], both[order], column, problems)

    def _twice(self, part: int, parts: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Lines of users who were there already, and whether in another arm; of one part of all users.

        A part is chosen by the user's hash, so that sorting wants little memory beside what is kept.
        """
        among = [np.flatnonzero(users % np.uint64(parts) == part) for users in self._users]
        users, lines, codes = (
            np.concatenate([kept[at] for kept, at in zip(what, among, strict=True)] or [np.zeros(0, int)])
            for what in (self._users, self._lines, self._codes)
        )
        order = np.argsort(users, kind="stable")
        users = users[order]
        again = np.flatnonzero(users[1:] == users[:-1])
        before, after = order[again], order[again + 1]
        return lines[before], lines[after], codes[before] != codes[after]

    def _say(
        self, first: np.ndarray, second: np.ndarray, both: np.ndarray, column: str, problems: Problems
    ) -> None:
        switched = int(both.sum())
        if len(first) > switched:
            i = int(np.argmin(both))
            problems.add(
                f"{len(first) - switched} lines belong to a user who has a line already (the first: of line "
                f"{first[i]}): one line a user is wanted, so add a user's outcomes up first",
                second[i],
                column,
            )
        if switched:
            i = int(np.argmax(both))
            problems.add(
                f"{switched} users are in two arms of one experiment (the first: also on line {first[i]}): "
                "the split is broken, so find out why, or leave all their lines out",
                second[i],
                column,
            )


def summed(blocks: Iterable[Block], outcome: Any, names: dict[str, str], problems: Problems) -> Sums:
    """The sums over all ``blocks``; ``outcome(lines, cells)`` gives numbers. Missing labels are noted."""
    sums = Sums()
    for lines, columns in blocks:
        values = outcome(lines, columns["outcome"])
        for role in ("label", "arm"):
            for i in np.flatnonzero(columns[role] == "")[: problems.MOST]:
                problems.add("there is no name here", lines[i], names.get(role, role))
        good = np.isfinite(values) & (columns["label"] != "") & (columns["arm"] != "")
        if good.any():
            sums.add(lines[good], {role: cells[good] for role, cells in columns.items()}, values[good])
    return sums
