"""A small table that lies on its side: headings down the first column, one experiment a column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from helpers.report.blocks import Source
from helpers.report.headings import meaning

MOST_ROWS = 40


def upright(source: Source, head: Sequence[np.ndarray]) -> Source | None:
    """The table turned, where its first column holds the headings; else None."""
    if len(source.headings) < 3 or not 2 <= len(head[0]) <= MOST_ROWS:
        return None
    names = [str(cell) for cell in head[0].tolist()]
    roles = [meaning(name) for name in names]
    if len(set(names)) < len(names) or sum(map(bool, roles)) < max(2, len(names) / 2):
        return None
    if sum(bool(meaning(name)) for name in source.headings[1:]) > 1:
        return None
    columns = [np.array(source.headings[1:], dtype=object)]
    columns += [np.array([str(column[i]) for column in head[1:]], dtype=object) for i in range(len(names))]
    lines = np.arange(2, len(source.headings) + 1)
    said = (*source.said, "the headings stand in the first column, one experiment a column: turned")
    return replace(
        source, headings=("experiment", *names), blocks=lambda *_: iter([(lines, columns)]), said=said
    )
