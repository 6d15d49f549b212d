"""Visitors whose outcome is blank: counted, and a number only where the reader says which."""

from __future__ import annotations

import numpy as np

from helpers.report.numbers import MISSING
from helpers.report.problems import Problems, shortened

SHOWN = 4


class Blanks:
    """``instead``: the outcome of a visitor who has none; None where nothing says it."""

    def __init__(self, column: str, instead: float | None) -> None:
        self.column, self.instead = column, instead
        self.count, self.cell = 0, ""
        self.lines: list[int] = []
        self.said: list[str] = []

    def among(self, lines: np.ndarray, cells: np.ndarray) -> np.ndarray:
        """Which of ``cells`` are blank; they are counted."""
        if cells.dtype != object:
            return np.zeros(len(cells), bool)
        import pandas as pd

        codes, unique = pd.factorize(cells)
        gone = np.array([bool(MISSING.fullmatch(str(cell))) for cell in unique], bool)[codes]
        if gone.any():
            self.count += int(gone.sum())
            self.cell = self.cell or str(cells[gone][0])
            self.lines += lines[gone][: SHOWN - len(self.lines)].tolist()
        return gone

    def tell(self, problems: Problems, others: int) -> None:
        """Note blanks that nothing explains, in the place of each; or say what they were taken for."""
        if not self.count:
            return
        shown = f"“{shortened(self.cell)}”" if self.cell else "nothing"
        if self.instead is not None:
            self.said.append(
                f"{self.count} visitors have {shown} in “{self.column}”: {self.instead:g}, as you said"
            )
            return
        more = f" (and on lines {', '.join(map(str, self.lines[1:]))}" if self.count > 1 else ""
        rest = f" and {self.count - SHOWN} more)" if self.count > SHOWN else ")" * (self.count > 1)
        problems.add(
            f"found {shown} in {self.count} of {self.count + others} lines{more}{rest}. If these "
            f"visitors did not buy, "
            "they count, with 0: --blank 0. If they were not measured, take their rows out, but look "
            "whether both arms "
            "have as many",
            self.lines[0],
            self.column,
        )
