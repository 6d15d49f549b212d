"""`read`: a file or a table of experiments, as effects with standard errors, and how it was understood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from helpers._progress import of_file, silent, telling
from helpers._validate import true_or_false
from helpers.report.arms import looks_like_arms
from helpers.report.blocks import Source, kept, source_of
from helpers.report.cells import apart
from helpers.report.claims import Claims, Use, claims_of
from helpers.report.headings import side
from helpers.report.layout import Layout, layout_of
from helpers.report.levels import checked_level
from helpers.report.lines import Answers, one_line_each
from helpers.report.pairs import with_ends
from helpers.report.problems import BadTable, Problems, bad, by_index, shortened
from helpers.report.scales import remarks
from helpers.report.shares import Shares, with_shares
from helpers.report.sideways import upright
from helpers.report.turned import EFFECT, REDUCTION, turned
from helpers.report.visitors import Visitors, one_line_a_visitor

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
    outcomes are heavy; ``enormous``: outcomes far beyond it, by their lines. With ``lower_is_better`` effects
    have their signs turned: above 0 the treated arm has less. ``named_by`` is the heading of the names, where
    there is one.
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
    named_by: str = ""
    enormous: pd.DataFrame | None = None

    def __repr__(self) -> str:
        said = f"{len(self.table)} as {self.kind}, {self.scale}"
        return f"Experiments({self.name!r}: {said}; see .how_it_was_read and .table)"

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


def read(  # noqa: PLR0913 - each is something that a file may leave open
    path_or_table: str | Path | pd.DataFrame,
    *,
    control: str | None = None,
    outcome: str | None = None,
    lower_is_better: bool = False,
    shares: Shares = None,
    use: Use = None,
    only: Mapping[str, str] | None = None,
    add_up: Sequence[str] | str = (),
    level: float | None = None,
    blank: float | None = None,
    progress: Any = False,
) -> Experiments:
    """Experiments from a CSV file (or one packed by gzip), or from a data frame.

    It takes, and finds out by itself: effects with standard errors, variances or intervals; counts of both
    arms; means, sds and sizes; the same with one line an arm; or one line a visitor. Encoding, separator,
    decimal mark, percentages, two rows of headings and what stands above them are found too, and said in
    ``how_it_was_read``, with the role of every heading. Files of visitors are read in blocks. What could be
    read in two ways is not read: the error says which argument answers it.

    Args:
        control: the label of the control arm, needed where none is called so.
        outcome: the heading of the outcome, needed where lines of visitors hold several.
        lower_is_better: True turns the sign of every effect: of an outcome such as deaths or waiting times a
            reduction works. The report then speaks of reductions.
        shares: how visitors were meant to be shared out, for the sample-ratio check; equally by default. Two
            numbers, for the treated arm and the control; numbers by the names of the arms, as a mapping; or
            the heading of a column: the share of the treated arm (between 0 and 1), or with one line an arm
            that arm's.
        use: headings to take where several columns claim one role; or, as a mapping (or “HEADING=ROLE”), what
            a column is, such as ``{"ratio of rates": "ratio"}``; “std_error%” is one in per cents.
        only: by heading, what the cells of the rows to keep say, such as ``{"metric": "purchase"}``.
        add_up: headings, such as of dates, over which counts of one experiment and arm are added.
        level: that of the intervals, where nothing in the file says it; 90 or .9.
        blank: what a visitor without an outcome counts as, such as 0 where blanks are visitors who bought
            nothing.
        progress: True for a line on standard error, or a function of (bytes done, of how many).

    Raises:
        BadTable: a ``ValueError`` whose ``problems`` name every row and column to mend.
    """
    lower = true_or_false(lower_is_better, "lower_is_better")
    source = source_of(path_or_table)
    try:
        kind, found = _read(
            source, _Request(control, outcome, shares, use, only, add_up, level, blank), progress
        )
    except BadTable as error:
        if source.index is None:
            raise
        raise by_index(error, source.index) from None
    if lower:
        found = turned(found)
    said, name = tuple(found.pop("said")), Path(source.name).stem
    return Experiments(kind, how_it_was_read=said, name=name, lower_is_better=lower, **found)


@dataclass(frozen=True)
class _Request:
    """What the reader says beside the file, as `read` takes it."""

    control: str | None
    outcome: str | None
    shares: Shares
    use: Use
    only: Mapping[str, str] | None
    add_up: Sequence[str] | str
    level: float | None
    blank: float | None


def _read(given: Source, asked_for: _Request, progress: Any) -> tuple[str, dict[str, Any]]:
    problems = Problems()
    source = given if not asked_for.only else kept(given, asked_for.only)
    source, claims, layout, head = _understood(source, asked_for.use)
    shares, outcome, level = asked_for.shares, asked_for.outcome, checked_level(asked_for.level)
    column = shares if isinstance(shares, str) else None
    if layout.kind == "raw rows":
        if column is not None:
            raise bad(
                "with one line a visitor shares are numbers: --shares control=1,new=2, by names of arms"
            )
        if asked_for.add_up or level is not None:
            raise bad("add_up and level are for lines of experiments; here is one line a visitor")
        with telling(progress, of_file) as tell:
            request = Visitors(asked_for.control, outcome, asked_for.blank)
            found = one_line_a_visitor(source, claims, layout, head, request, tell, problems)
    else:
        if outcome is not None or asked_for.blank is not None:
            name = "blank" if outcome is None else "outcome"
            raise bad(f"{name} is for lines of visitors; here are {layout.kind}")
        names = (asked_for.add_up,) if isinstance(asked_for.add_up, str) else tuple(asked_for.add_up)
        with telling(progress, of_file) as tell:
            answers = Answers(asked_for.control, column, level, names)
            found = one_line_each(source, claims, layout, answers, tell, problems)
    found = _shared_out(found, shares)
    name_at = layout.columns.get("label", layout.columns.get("experiment"))
    found["named_by"] = "" if name_at is None else source.headings[name_at]
    found["said"] = [*source.said, *found["said"], *remarks(*_estimates(found["table"]))]
    return layout.kind, found


def _estimates(table: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    return table["effect"].to_numpy(float), table["std_error"].to_numpy(float)


def _understood(source: Source, use: Use) -> tuple[Source, Claims, Layout, list[np.ndarray]]:
    """The table as it is, then with cells of several numbers taken apart, then turned; what does first.

    Raises ``BadTable`` with what the table lacks as it is read last.
    """
    head = _head(source)
    _one_column_each(source.headings)
    told: BadTable | None = None
    for way in (lambda s, _: s, with_ends, apart, upright):
        other = way(source, head)
        if other is None or (other is source and told is not None):
            continue
        if other is not source:
            source, head = other, _head(other)
        try:
            claims = _with_arms(claims_of(source.headings, source.roles, use, head), head)
            return source, claims, layout_of(claims, head), head
        except BadTable as error:
            told = error
    assert told is not None
    raise told


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
    if sorted(map(side, headings)) == ["c", "t"] and len(headings) == 2:
        raise bad(
            f"the columns “{headings[0]}” and “{headings[1]}” are the arms themselves: write one line "
            "a visitor, with the name of the arm in one column (variant) and the outcome in another (outcome)"
        )


def _with_arms(claims: Claims, head: Sequence[np.ndarray]) -> Claims:
    """A column that holds a control is that of the arms, whatever its heading."""
    if {"arm", "effect", "n_t", "mean_t", "low"} & claims.first().keys():
        return claims
    for place in range(len(claims.headings)):
        if head[place].dtype == object and place not in claims.chosen and looks_like_arms(head[place]):
            return claims.without(place, "arm")
    return claims


__all__ = ["Experiments", "Layout", "read"]
