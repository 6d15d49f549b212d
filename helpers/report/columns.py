"""A table of experiments as columns of numbers, with its labels; a line that adds up the others left out."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from helpers._progress import Progress
from helpers.report.blocks import Source
from helpers.report.headings import meaning
from helpers.report.layout import COUNTS, MEANS, Layout
from helpers.report.numbers import ANSWERS, decimal_mark, has_percent, numbers
from helpers.report.problems import Problems, bad, shortened

MOST = 20_000  # experiments
_TOTAL = re.compile(r"(grand )?(total|sum|summe|gesamt|all|overall|pooled|average|mean)s?:?", re.IGNORECASE)
RESERVED = {"label", "effect", "std_error", "shipped", *COUNTS, *MEANS}


class Table:
    """The columns of the layout as numbers, rows that add up the others left out."""

    def __init__(self, source: Source, layout: Layout, tell: Progress, problems: Problems) -> None:
        self.problems, self.layout = problems, layout
        self.said: list[str] = []
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
                "the "
                "columns experiment, arm and outcome"
            )
        self.mark = self._mark()
        self.values = {
            role: numbers(self.cells[place], self.lines, self.names[role], self.mark, problems)
            for role, place in layout.columns.items()
            if role not in ("label", "arm", "shipped")
        }
        self.labels = self._labels()
        if "arm" not in layout.columns:
            self._without_totals()

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
        place = self.layout.columns.get("label", self._dates())
        if place is None:
            return [f"experiment {i + 1}" for i in range(len(self.lines))]
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
        named = [place for place in self.layout.others if meaning(self.headings[place]) == "time"]
        written = [place for place in named if self.cells[place].dtype == object]
        numbered = re.compile(r"[\d.,]*")
        return next((p for p in written if not all(map(numbered.fullmatch, self.cells[p]))), None)

    def _without_totals(self) -> None:
        """Leave out a last line that sums up those above it; ask about one that only says so."""
        if len(self.labels) < 3 or not _TOTAL.fullmatch(self.labels[-1].strip()):
            return
        line, last = int(self.lines[-1]), {role: v[-1] for role, v in self.values.items()}
        sizes = [role for role in self.values if re.match("n(_|$)", role)]
        sums = [bool(np.isclose(last[role], self.values[role][:-1].sum())) for role in sizes]
        if sizes and all(sums):
            self.said.append(
                f"line {line}, “{shortened(self.labels[-1])}”, adds up the others and was left out"
            )
            self.labels = self.labels[:-1]
            self.lines = self.lines[:-1]
            self.cells = [cells[:-1] for cells in self.cells]
            self.values = {role: v[:-1] for role, v in self.values.items()}
            self.problems.found = [p for p in self.problems.found if p.line != line]
        else:
            self.problems.add(
                f"“{shortened(self.labels[-1])}” looks like a summary of the lines above: take it out, or "
                "rename it",
                line,
                self.names.get("label", ""),
            )

    def extras(self) -> tuple[dict[str, Any], tuple[str, ...]]:
        """``shipped`` as booleans, and further columns that are all numbers, by heading."""
        found: dict[str, Any] = {}
        if "shipped" in self.layout.columns:
            found["shipped"] = self._shipped(self.cells[self.layout.columns["shipped"]])
        moderators = []
        for place in self.layout.others:
            name, quiet = self.headings[place], Problems()
            values = numbers(self.cells[place], self.lines, name, self.mark, quiet)
            known = meaning(name) not in ("", "label", "time", "experiment") or name in RESERVED
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
