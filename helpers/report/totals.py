"""Lines that sum up the others: left out where their name says so, or where they add up."""

from __future__ import annotations

import re

import numpy as np

from helpers.report.columns import Table
from helpers.report.headings import names_a_summary
from helpers.report.problems import shortened

LEAST = 3  # lines that a sum may be of, where its name does not say that it is one
SHOWN = 5
NEAR = 0.02


_REMARK = re.compile(
    r"\W*(note|source|remark|quelle|hinweis|anmerkung|legend|generated|exported|created|remarque)s?\b.*|[*†].*",
    re.IGNORECASE | re.DOTALL,
)


def without_remarks(table: Table) -> None:
    """Leave out last lines that hold a remark alone, such as “Source: …”."""
    last = len(table.lines)
    while last > 1:
        cells = [str(column[last - 1]) for column in table.cells if str(column[last - 1])]
        if len(cells) != 1 or len(table.cells) < 3 or not _REMARK.fullmatch(cells[0]):
            break
        last -= 1
        line = int(table.lines[last])
        table.said.append(f"line {line}, “{shortened(cells[0])}”, is a remark and was left out")
        table.problems.found = [p for p in table.problems.found if p.line != line]
    if last < len(table.lines):
        table.take(np.arange(last), values=True)


def without_summaries(table: Table) -> None:
    """Leave out lines that sum up others by their name, or their arm's; and sums that name no arm.

    Where nothing else would be left, names are taken to be names.
    """
    named = np.array([names_a_summary(label) for label in table.labels], bool)
    if table.layout.by_arm:
        arms = np.array([str(arm).strip() for arm in table.cells[table.layout.columns["arm"]].tolist()])
        named |= np.array([names_a_summary(arm) for arm in arms], bool)
        named |= (arms == "") & _adds_up(table, ~named)
    if not named.any() or named.all():
        return
    lines = table.lines[named]
    names = [table.labels[i] if names_a_summary(table.labels[i]) else "" for i in np.flatnonzero(named)]
    for line, name in zip(lines[:SHOWN], names, strict=False):
        table.said.append(
            f"line {line}{f', “{shortened(name)}”,' if name else ''} is a summary of others and was left out"
        )
    if len(lines) > SHOWN:
        table.said.append(f"{len(lines) - SHOWN} more lines that are summaries were left out")
    _leave_out(table, named)


def _adds_up(table: Table, others: np.ndarray) -> np.ndarray:
    """Of which lines all sizes are the sums of those of all ``others``."""
    sizes = [v for role, v in table.values.items() if re.match("(n|events|failures)(_|$)", role)]
    if not sizes:
        return np.zeros(len(table.lines), bool)
    return np.logical_and.reduce(
        [np.isclose(v, np.nansum(np.where(others, v, 0)) - np.where(others, v, 0), rtol=1e-12) for v in sizes]
    )


def _leave_out(table: Table, gone: np.ndarray) -> None:
    lines = set(table.lines[gone].tolist())
    table.problems.found = [p for p in table.problems.found if p.line not in lines]
    table.take(np.flatnonzero(~gone), values=True)


def without_totals(table: Table) -> None:
    """Leave out a last line that adds up those above; ask about one as precise as all of them."""
    if len(table.labels) < 3:
        return
    line, name = int(table.lines[-1]), table.labels[-1].strip()
    last = np.arange(len(table.labels)) == len(table.labels) - 1
    sizes = [role for role in table.values if re.match("(n|events|failures)(_|$)", role)]
    if len(table.labels) > LEAST and len(sizes) > 1 and _adds_up(table, np.ones(len(last), bool))[-1]:
        table.said.append(f"line {line}, “{shortened(name)}”, adds up the others and was left out")
        _leave_out(table, last)
    elif _pools(table):
        table.problems.add(
            f"“{shortened(name)}” has the precision of all others together, as has a summary of the lines "
            "above: take it out, or rename it",
            line,
            table.names.get("label", ""),
        )


def totals_of_arms(table: Table) -> None:
    """Leave out an experiment whose arms add up those of all others, where each arm has lines of its own."""
    labels = list(dict.fromkeys(table.labels))
    sizes = [role for role in table.values if re.fullmatch("n|events|failures", role)]
    if len(labels) < 3 or len(sizes) < 2:
        return
    last = labels[-1]
    keys, own = table.keys(), np.array([label == last for label in table.labels])
    arms = [arm for label, arm in keys if label == last]
    for arm in arms:
        here = np.array([key[1] == arm for key in keys])
        for role in sizes:
            values = table.values[role]
            if not np.isclose(values[here & own].sum(), values[here & ~own].sum(), rtol=1e-12):
                return
    if len(labels) - 1 < LEAST:
        return
    line = int(table.lines[np.argmax(own)])
    table.said.append(f"“{shortened(last)}”, from line {line}, adds up the others and was left out")
    table.problems.found = [p for p in table.problems.found if p.line not in table.lines[own]]
    table.take(np.flatnonzero(~own), values=True)


def _pools(table: Table) -> bool:
    """Whether the last estimate is the others' precision-weighted average, with its standard error."""
    if table.layout.kind != "effects" or not {"effect", "se"} <= table.values.keys() or len(table.labels) < 4:
        return False
    y, s = table.values["effect"], table.values["se"]
    if not (np.isfinite(y) & np.isfinite(s) & (s > 0)).all():
        return False
    w = 1 / s[:-1] ** 2
    error = w.sum() ** -0.5
    return bool(abs(s[-1] / error - 1) < NEAR and abs(y[-1] - (w * y[:-1]).sum() / w.sum()) < 0.1 * error)
