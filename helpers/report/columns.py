"""A table of experiments as columns of numbers, with its labels; a line that adds up the others left out."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from helpers._progress import Progress
from helpers._validate import FloatArray
from helpers.report.blocks import Source
from helpers.report.claims import Claims
from helpers.report.layout import COUNTS, MEANS, Layout
from helpers.report.numbers import ANSWERS, decimal_mark, has_percent, numbers
from helpers.report.problems import Problems, bad, shortened

MOST = 20_000  # experiments
RESERVED = {"label", "effect", "std_error", "shipped", *COUNTS, *MEANS}
TEXTS = ("label", "arm", "shipped")
MAY_EXPLAIN = ("label", "time", "experiment", "part", "outcome", "unused")


class Table:
    """The columns of the layout as numbers.

    ``named``: whether a column of names gave ``labels``. ``percent``: roles whose cells have a percent sign.
    """

    def __init__(
        self, source: Source, claims: Claims, layout: Layout, tell: Progress, problems: Problems
    ) -> None:
        self.problems, self.layout, self.claims = problems, layout, claims
        self.said: list[str] = []
        self.relabel: dict[str, str] = {}  # what a role turned out to be
        self.headings = source.headings
        self.names = {role: source.headings[place] for role, place in layout.columns.items()}
        parts = list(source.blocks(problems, tell))
        if not parts:
            problems.stop_if_any()
        self.lines = np.concatenate([lines for lines, _ in parts])
        self.cells = [
            np.concatenate([columns[i] for _, columns in parts]) for i in range(len(source.headings))
        ]
        if len(self.lines) > MOST:
            raise bad(
                f"{len(self.lines)} lines: at most {MOST} experiments are read. If a line is a visitor, name "
                "the columns experiment, arm and outcome"
            )
        self.mark = self._mark()
        self.percent = {
            r for r, at in layout.columns.items() if r not in TEXTS and has_percent(self.cells[at])
        }
        self.values = self._values()
        self.labels = self._labels()

    def _values(self) -> dict[str, FloatArray]:
        found = {}
        for role, place in self.layout.columns.items():
            if role in TEXTS:
                continue
            needed = not self.layout.needed or role in self.layout.needed or role in ("n_t", "n_c")
            problems = self.problems if needed else Problems()
            values = numbers(self.cells[place], self.lines, self.names[role], self.mark, problems)
            if place in self.claims.percent and role not in self.percent:
                values = values / 100
                self.said.append(f"“{shortened(self.names[role])}” holds per cents, as you said")
            if needed or not problems.found:
                found[role] = values
        return found

    def keys(self) -> list[tuple[str, str]]:
        """Experiment and arm of each line."""
        at = self.layout.columns.get("arm")
        arms = [""] * len(self.lines) if at is None else [str(arm) for arm in self.cells[at].tolist()]
        labels = self.labels if self.named or at is None else [""] * len(arms)
        return list(zip(labels, arms, strict=True))

    def used(self) -> set[str]:
        """The roles that made something of the table, rather than another column in their place."""
        roles = set(self.layout.columns)
        rates = {f"rate{arm}" for arm in ("", "_t", "_c") if f"events{arm}" in roles}
        return {r for r in roles - rates if r in TEXTS or r in self.values or r in self.layout.needed}

    def take(self, rows: np.ndarray, values: bool = False) -> None:
        """Keep ``rows`` alone; of the values too, or where they are done already not."""
        self.labels = [self.labels[i] for i in rows]
        self.lines = self.lines[rows]
        self.cells = [cells[rows] for cells in self.cells]
        if values:
            self.values = {role: v[rows] for role, v in self.values.items()}

    def _mark(self) -> str:
        counted = re.compile("(n|events|failures)(_[tc])?")
        columns = {
            self.names[role]: (self.cells[place], bool(counted.fullmatch(role)))
            for role, place in self.layout.columns.items()
            if role not in ("label", "arm", "shipped") and self.cells[place].dtype == object
        }
        mark = decimal_mark(columns, self.problems)
        if mark == ",":
            self.said.append("decimal commas")
        shares = [name for name, (cells, _) in columns.items() if has_percent(cells)]
        if shares:
            listed = ", ".join(f"“{shortened(name)}”" for name in shares)
            self.said.append(f"percentages in {listed}: 5 % is .05")
        return mark

    def _labels(self) -> list[str]:
        place = self.layout.columns.get("label")
        self.named, self.named_by = place is not None, place
        if place is None:
            place = self._dates() if self._dates() is not None else self._words()
        if place is None:
            return [f"experiment {i + 1}" for i in range(len(self.lines))]
        self.named_by = place
        cells = self.cells[place]
        texts = [f"{c:g}" if isinstance(c, float) else str(c) for c in cells.tolist()]
        for i, text in enumerate(texts):
            if not text and "arm" in self.layout.columns and i:
                texts[i] = texts[i - 1]  # a merged cell
            elif not text:
                texts[i] = f"line {self.lines[i]}"
        return texts

    def _dates(self) -> int | None:
        """A column of dates, by which experiments are called where nothing names them."""
        named = [place for place in self.layout.others if self.claims.roles[place] == "time"]
        written = [place for place in named if self.cells[place].dtype == object]
        numbered = re.compile(r"[\d.,]*")
        return next((p for p in written if not all(map(numbered.fullmatch, self.cells[p]))), None)

    def _words(self) -> int | None:
        """A column of words, all different, by which experiments are called where nothing names them."""
        if self.layout.by_arm:
            return None
        for place in self.layout.others:
            cells = [str(cell) for cell in self.cells[place].tolist()]
            worded = self.cells[place].dtype == object and all(re.search(r"[^\W\d]", c) for c in cells)
            if worded and len(set(cells)) == len(cells):
                return place
        return None

    def extras(self, arms: Any = None) -> tuple[dict[str, Any], tuple[str, ...]]:
        """``shipped`` as booleans, and further columns that are all numbers, by heading.

        ``arms``: where each experiment's treated arm and its control stand, if each has a line of its own;
        then those columns alone that say the same in both lines.
        """
        found: dict[str, Any] = {}
        if "shipped" in self.layout.columns and arms is None:
            found["shipped"] = self._shipped(self.cells[self.layout.columns["shipped"]])
        moderators = []
        for place in self.layout.others:
            name, quiet = self.headings[place], Problems()
            values = numbers(self.cells[place], self.lines, name, self.mark, quiet)
            known = self.claims.roles[place] not in ("", *MAY_EXPLAIN) or name in RESERVED
            if arms is not None:
                if not np.array_equal(values[arms[0]], values[arms[1]]):
                    continue
                values = values[arms[0]]
            if not quiet.found and name and len(set(values.tolist())) > 1 and not known:
                found[name] = values
                moderators.append(name)
        return found, tuple(moderators)

    def _shipped(self, cells: np.ndarray) -> np.ndarray:
        known = ANSWERS | {
            "1": 1.0,
            "0": 0.0,
            "shipped": 1.0,
            "launched": 1.0,
            "x": 1.0,
            "": 0.0,
            "1.0": 1.0,
            "0.0": 0.0,
        }
        for line, cell in zip(self.lines, cells, strict=True):
            if str(cell).lower() not in known:
                self.problems.add(f"found “{shortened(cell)}”, wanted yes or no", line, self.names["shipped"])
        return np.array([known.get(str(cell).lower(), 0.0) > 0 for cell in cells])
