"""A column of intervals, “[-0.3%, 1.2%]”, as the two columns that it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from helpers.report.blocks import Source
from helpers.report.headings import level_in, meaning
from helpers.report.problems import shortened

_NUMBER = r"[^\[\](),;]*?\d[\d.,]*?\s*%?"
_PAIR = re.compile(rf"[\[(]\s*({_NUMBER})\s*(?:[,;]\s+|,(?=[^,]*$)|;|\bto\b|\.\.|…)\s*({_NUMBER})\s*[\])]")


def with_ends(source: Source, head: Sequence[np.ndarray]) -> Source:
    """``source`` with low and high in the place of its one column of intervals; as it is without one."""
    found = [i for i, cells in enumerate(head) if _all_pairs(cells)]
    if len(found) != 1 or any(meaning(name) in ("low", "high") for name in source.headings):
        return source
    [at] = found
    own = source.headings[at]
    named = {role if level_in(own) is None else f"{own} {role}": role for role in ("low", "high")}

    def blocks(*told: Any) -> Iterator[tuple[np.ndarray, list[np.ndarray]]]:
        for lines, columns in source.blocks(*told):
            pairs = [_PAIR.fullmatch(str(cell)) for cell in columns[at]]
            ends = [
                np.array([p[i] if p else str(c) for p, c in zip(pairs, columns[at], strict=True)], object)
                for i in (1, 2)
            ]
            yield lines, [*columns[:at], *ends, *columns[at + 1 :]]

    headings = (*source.headings[:at], *named, *source.headings[at + 1 :])
    said = f"“{shortened(own)}” holds intervals: their ends are {' and '.join(named)}"
    return replace(source, headings=headings, blocks=blocks, said=(*source.said, said), roles=named)


def _all_pairs(cells: np.ndarray) -> bool:
    some = [str(cell) for cell in cells if str(cell)]
    return bool(some) and cells.dtype == object and all(_PAIR.fullmatch(cell) for cell in some)
