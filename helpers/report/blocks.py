"""The rows of a file or of a data frame, in blocks of columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from helpers._progress import Progress
from helpers.report.problems import Problems, bad, listed, shortened
from helpers.report.sheet import joined_headings, sheet_of

_UNNAMED = re.compile(r"Unnamed: \d+_level_\d+")
AT_ONCE, CELLS = 50_000, 500_000  # rows of a block at most, and cells


@dataclass(frozen=True)
class Source:
    """A table not yet understood: ``headings``, ``blocks(…)`` of (line numbers, one array a column).

    ``said`` is how it was opened. ``blocks`` notes what is wrong, and tells how many bytes of a file it has
    read, of how many. ``roles``: by heading, of columns that were made of cells that held several numbers.
    ``index``: what a data frame calls its rows.
    """

    name: str
    headings: tuple[str, ...]
    blocks: Callable[[Problems, Progress], Iterator[tuple[np.ndarray, list[np.ndarray]]]]
    said: tuple[str, ...]
    roles: Mapping[str, str] = field(default_factory=dict)
    index: Sequence[Any] | None = None


def source_of(given: Any) -> Source:
    """A path, or a data frame. Raises ``BadTable``, ``OSError`` or ``TypeError``."""
    import pandas as pd

    if isinstance(given, pd.DataFrame):
        return _from_frame(given)
    if not isinstance(given, str | Path):
        raise TypeError(f"path_or_table must be a path or a pandas DataFrame; found {type(given).__name__}")
    path = Path(given)
    if path.is_dir():
        raise bad(f"{path} is a folder: give the file")
    if not path.exists():
        raise bad(f"there is no file {path}")
    sheet = sheet_of(path)
    headings = _named(sheet.headings)

    def blocks(problems: Problems, tell: Progress) -> Iterator[tuple[np.ndarray, list[np.ndarray]]]:
        size = path.stat().st_size
        rows_at_once = max(1, min(AT_ONCE, CELLS // len(headings)))
        with sheet.rows() as (rows, read):
            while part := list(islice(rows, rows_at_once)):
                lines, cells = [], []
                for line, row in part:
                    fits = row if len(row) == len(headings) else _fitted(row, len(headings), line, problems)
                    if fits is not None:
                        lines.append(line)
                        cells.append(fits)
                if cells:
                    columns = zip(*cells, strict=True)
                    yield np.array(lines), [np.array([*map(str.strip, c)], dtype=object) for c in columns]
                if read() < size:
                    tell(read(), size)
        tell(size, size)

    return Source(path.name, headings, blocks, sheet.said)


def _fitted(row: Sequence[str], width: int, line: int, problems: Problems) -> list[str] | None:
    """The cells, stripped, of a row as wide as the headings; empty ones at the end do not count."""
    cells = [cell.strip() for cell in row]
    while len(cells) > width and not cells[-1]:
        cells.pop()
    if len(cells) > width:
        problems.add(
            f"{len(cells)} cells under {width} headings: a name with the separator in it wants quotation "
            "marks, "
            "and decimals another mark than the separator",
            line,
        )
        return None
    return cells + [""] * (width - len(cells))


def _named(headings: Sequence[str]) -> tuple[str, ...]:
    """Headings without those at the end that are empty, over nothing."""
    names = list(headings)
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def _from_frame(frame: Any) -> Source:
    import pandas as pd

    named = frame.index.names != [None] or not isinstance(frame.index, pd.RangeIndex)
    table = frame.reset_index(names=frame.index.names if frame.index.names != [None] else "label") if (
        named and not (frame.index.names == [None] and "label" in frame.columns)
    ) else frame  # fmt: skip
    if table.empty:
        raise bad("the table has no rows")
    headings, levels = _headings_of(table.columns)
    columns = [_plain(table.iloc[:, i]) for i in range(len(headings))]

    def blocks(*_: object) -> Iterator[tuple[np.ndarray, list[np.ndarray]]]:
        yield np.arange(1, len(table) + 1), columns

    rows, wide = table.shape
    names = ", ".join(map(shortened, headings[:6])) + (" …" if wide > 6 else "")
    said: tuple[str, ...] = (f"a data frame of {rows} rows and {wide} columns: {names}",)
    if levels > 1:
        said += (f"{'two' if levels == 2 else levels} rows of headings were joined",)
    return Source("table", headings, blocks, said, index=frame.index.tolist())


def _headings_of(columns: Any) -> tuple[tuple[str, ...], int]:
    """Headings, of several levels joined, and how many levels there are.

    What pandas calls “Unnamed: 2_level_0” is an empty cell of a file, whose headings are joined as a file's.
    """
    if columns.nlevels == 1:
        return tuple(map(str, columns)), 1
    rows = [[str(cell).strip() for cell in columns.get_level_values(i)] for i in range(columns.nlevels)]
    if any(_UNNAMED.fullmatch(cell) for row in rows for cell in row):
        given = [tuple("" if _UNNAMED.fullmatch(cell) else cell for cell in row) for row in rows]
        return reduce(joined_headings, given), columns.nlevels
    return tuple(" ".join(filter(None, cells)) for cells in zip(*rows, strict=True)), columns.nlevels


def _plain(column: Any) -> np.ndarray:
    """Numbers as they are, anything else as text, what is missing as no text."""
    if column.dtype.kind in "iuf" and not column.isna().any():
        return np.asarray(column)
    return np.array(
        ["" if gone else str(v).strip() for v, gone in zip(column, column.isna(), strict=True)], object
    )


def kept(source: Source, only: Mapping[str, str]) -> Source:
    """``source`` with those rows alone whose cells, in the columns of ``only``, are what it says."""
    for name in only:
        if name not in source.headings:
            raise bad(f"only: no column is called “{shortened(name)}”; there are {listed(source.headings)}")
    at = {source.headings.index(name): str(value) for name, value in only.items()}

    def blocks(*told: Any) -> Iterator[tuple[np.ndarray, list[np.ndarray]]]:
        found = False
        for lines, columns in source.blocks(*told):
            good = np.ones(len(lines), bool)
            for place, value in at.items():
                good &= np.array([str(cell) == value for cell in columns[place].tolist()])
            if good.any():
                found = True
                yield lines[good], [cells[good] for cells in columns]
        if not found:
            raise bad(f"only: no row has {', '.join(f'“{n}” = “{v}”' for n, v in only.items())}")

    said = ", ".join(f"“{shortened(n)}” is “{shortened(v)}”" for n, v in only.items())
    return replace(source, blocks=blocks, said=(*source.said, f"only rows where {said}, as you said"))


def columns_at(
    blocks: Iterator[tuple[np.ndarray, list[np.ndarray]]], places: Mapping[str, int]
) -> Iterator[tuple[np.ndarray, dict[str, np.ndarray]]]:
    """The blocks with the columns at ``places`` only, by role."""
    for lines, columns in blocks:
        yield lines, {role: columns[place] for role, place in places.items()}
