"""The values of a table by role, and what is wrong with them, by line and column."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers._validate import FloatArray
from helpers.report.columns import Table
from helpers.report.problems import Problems

Columns = dict[str, FloatArray]


class Check:
    """Values by role, and a way to say which line one of them is on.

    ``level`` is that of the intervals, as the reader says it.
    """

    def __init__(
        self, values: Columns, labels: list[str], lines: Any, table: Table, level: float | None = None
    ) -> None:
        self.values, self.lines, self.table, self.level = values, lines, table, level
        self.names, self.problems = table.names, table.problems
        self.said: list[str] = []
        _unlike(labels, lines, self.names.get("label", ""), values, self.problems)

    def name(self, role: str) -> str:
        """The heading of a role, for both arms where they share a column."""
        base = role.removesuffix("_t").removesuffix("_c")
        return self.names.get(role, self.names.get(base, role))

    def chose(self, role: str) -> bool:
        """Whether the reader gave this role to its column."""
        place = self.table.layout.columns.get(role)
        return place is not None and place in self.table.claims.chosen

    def names_scale(self, role: str) -> bool:
        """Whether the reader said that its column has this role, and not only that it is the one to take."""
        place = self.table.layout.columns.get(role)
        return place is not None and place in self.table.claims.told

    def __contains__(self, role: str) -> bool:
        return role in self.values

    def __getitem__(self, role: str) -> FloatArray:
        return self.values[role]

    def wrong(self, where: np.ndarray, role: str, what: Callable[[float], str]) -> None:
        """Note ``what`` of every value of ``role`` in the lines ``where``."""
        for i in np.flatnonzero(where):
            self.problems.add(what(float(self.values[role][i])), self.lines[i], self.name(role))

    def positive(self, role: str, least: float = 0.0, strictly: bool = True) -> None:
        bad_ones = self[role] <= least if strictly else self[role] < least
        wanted = f"above {least:g}" if strictly else f"{least:g} at least"
        self.wrong(bad_ones, role, lambda value: f"found {value:g}, wanted a number {wanted}")

    def whole(self, role: str) -> None:
        def what(value: float) -> str:
            hint = ": does the mark part thousands? Write it without" if 0 < value < 1000 else ""
            return f"found {value:g}, wanted a whole number{hint}"

        self.wrong(self[role] % 1 != 0, role, what)


def _unlike(labels: list[str], lines: Any, name: str, values: Columns, problems: Problems) -> None:
    """Note lines that say twice the same; experiments that only share a name are told apart by their line."""
    seen: dict[tuple[Any, ...], int] = {}
    for i, label in enumerate(labels):
        key = (label, *(float(v[i]) for v in values.values()))
        if key in seen:
            problems.add(f"the same experiment as on line {lines[seen[key]]}: take one out", lines[i], name)
        seen.setdefault(key, i)
    many = {label for label in labels if labels.count(label) > 1} if len(set(labels)) < len(labels) else set()
    for i, label in enumerate(labels):
        if label in many:
            labels[i] = f"{label} (line {lines[i]})"
