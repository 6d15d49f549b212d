"""`read`: a file or a table of experiments, as effects with standard errors, and how it was understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from helpers._progress import of_file, silent, telling
from helpers._validate import true_or_false
from helpers.report.arms import looks_like_arms
from helpers.report.blocks import Source, source_of
from helpers.report.headings import side
from helpers.report.layout import Layout, layout_of, roles_of
from helpers.report.lines import one_line_each
from helpers.report.pairs import with_ends
from helpers.report.problems import Problems, bad, shortened
from helpers.report.shares import Shares, with_shares
from helpers.report.turned import EFFECT, REDUCTION, turned
from helpers.report.visitors import one_line_a_visitor

if TYPE_CHECKING:
    import pandas as pd

LOOKED_AT = 2000  # rows, to find the arms' column and the decimal mark


@dataclass(frozen=True, eq=False)
class Experiments:
    """Experiments as effects with standard errors, and how they were read.

    ``kind``: "effects", "counts", "summaries" or "raw rows". ``table``, a row an experiment, has the columns
    ``label, effect, std_error``, then what they were made of (``events_t, n_t, events_c, n_c`` or ``mean_t,
    sd_t, n_t, mean_c, sd_c, n_c``), ``shipped`` where the file says it, and columns of numbers that may
    explain the effects. ``how_it_was_read`` tells it in sentences.

    ``scale`` says what an effect is. ``split``: visitors in every arm (columns ``label``, ``arm``,
    ``visitors``, and ``share``, that intended), where known. ``skew``: what a cap would change, where
    outcomes are heavy. With ``lower_is_better`` effects have their signs turned: above 0 the treated arm has
    less.
    """

    kind: str
    table: pd.DataFrame
    how_it_was_read: tuple[str, ...]
    scale: str
    name: str = "experiments"
    split: pd.DataFrame | None = None
    skew: pd.DataFrame | None = None
    moderators: tuple[str, ...] = ()
    warnings: tuple[str, ...] = field(default=())
    lower_is_better: bool = False

    @property
    def is_log(self) -> bool:
        """Whether exp(effect) is a ratio."""
        return self.scale.startswith("log")

    @property
    def noun(self) -> str:
        """What an effect above 0 is called."""
        return REDUCTION if self.lower_is_better else EFFECT

    def ratio(self, effect: Any) -> Any:
        """What an effect on a log scale is as a ratio, treated to control."""
        return np.exp(-np.asarray(effect) if self.lower_is_better else effect)


def read(
    path_or_table: str | Path | pd.DataFrame,
    *,
    control: str | None = None,
    outcome: str | None = None,
    lower_is_better: bool = False,
    shares: Shares = None,
    progress: Any = False,
) -> Experiments:
    """Experiments from a CSV file (or one packed by gzip), or from a data frame.

    It takes, and finds out by itself: effects with standard errors, variances or intervals; counts of both
    arms; means, sds and sizes; the same with one line an arm; or one line a visitor. Encoding, separator,
    decimal mark, percentages, two rows of headings and what stands above them are found too, and said in
    ``how_it_was_read``. Files of visitors are read in blocks.

    Args:
        control: the label of the control arm, needed where none is called so.
        outcome: the heading of the outcome, needed where lines of visitors hold several.
        lower_is_better: True turns the sign of every effect: of an outcome such as deaths or waiting times a
            reduction works. The report then speaks of reductions.
        shares: how visitors were meant to be shared out, for the sample-ratio check; equally by default. Two
            numbers, for the treated arm and the control; numbers by the names of the arms, as a mapping; or
            the heading of a column: the share of the treated arm (between 0 and 1), or with one line an arm
            that arm's.
        progress: True for a line on standard error, or a function of (bytes done, of how many).

    Raises:
        BadTable: a ``ValueError`` whose ``problems`` name every row and column to mend.
    """
    lower = true_or_false(lower_is_better, "lower_is_better")
    source = source_of(path_or_table)
    problems = Problems()
    head = _head(source)
    if (other := with_ends(source, head)) is not source:
        source, head = other, _head(other)
    _one_column_each(source.headings)
    roles = roles_of(source.headings)
    _find_arms(source.headings, roles, head)
    layout = layout_of(source.headings, roles)
    column = shares if isinstance(shares, str) else None
    if layout.kind == "raw rows":
        if column is not None:
            raise bad(
                "with one line a visitor shares are numbers: --shares control=1,new=2, by names of arms"
            )
        with telling(progress, of_file) as tell:
            found = one_line_a_visitor(source, layout, roles, head, control, outcome, tell, problems)
    else:
        if outcome is not None:
            raise bad(f"outcome is for lines of visitors; here are {layout.kind}")
        with telling(progress, of_file) as tell:
            found = one_line_each(source, layout, control, column, tell, problems)
    found = _shared_out(found, shares)
    if lower:
        found = turned(found)
    said, name = (*source.said, *found.pop("said")), Path(source.name).stem
    return Experiments(layout.kind, how_it_was_read=said, name=name, lower_is_better=lower, **found)


def _shared_out(found: dict[str, Any], shares: Shares) -> dict[str, Any]:
    control = found.pop("control")
    if found["split"] is None:
        if shares is not None:
            raise bad(
                "shares are for the sample-ratio check, and the file does not say how many visitors came"
            )
        return found
    split, how = with_shares(found["split"], shares, control)
    return found | {"split": split, "said": [*found["said"], how]}


def _head(source: Source) -> list[np.ndarray]:
    """The first rows, a column each; problems in them are found again later."""
    problems = Problems()
    first = next(iter(source.blocks(problems, silent)), None)
    if first is None:
        problems.stop_if_any()
        if source.headings:
            names = ", ".join(f"“{shortened(name)}”" for name in source.headings[:6])
            raise bad(f"there are headings ({names}), but not one whole row below them")
        raise bad("there is nothing to read")
    return [column[:LOOKED_AT] for column in islice(first[1], len(source.headings))]


def _one_column_each(headings: Sequence[str]) -> None:
    """Two columns that are the arms themselves hold outcomes side by side, which belong to nobody."""
    if sorted(map(side, headings)) == ["c", "t"]:
        raise bad(
            f"the columns “{headings[0]}” and “{headings[1]}” are the arms themselves: write one line "
            "a visitor, with the name of the arm in one column (variant) and the outcome in another (outcome)"
        )


def _find_arms(headings: Sequence[str], roles: dict[str, int], head: Sequence[np.ndarray]) -> None:
    """A column that holds a control is that of the arms, whatever its heading."""
    if "arm" in roles or {"effect", "n_t", "mean_t", "low"} & roles.keys():
        return
    for place in range(len(headings)):
        if head[place].dtype == object and looks_like_arms(head[place]):
            for role in [role for role, at in roles.items() if at == place]:
                del roles[role]
            roles["arm"] = place
            return


__all__ = ["Experiments", "Layout", "read"]
