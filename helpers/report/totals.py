"""Lines that sum up the others: left out where they add up, asked about where only their name says so."""

from __future__ import annotations

import re

import numpy as np

from helpers.report.columns import Table
from helpers.report.problems import shortened

_TOTAL = re.compile(
    r"((grand|sub) ?)?(total|sum|summe|gesamt|all|overall|pooled|average|mean|summary|combined|somme|ensemble"
    r"|insgesamt|durchschnitt|moyenne|meta.?analysis)s?"
    r"( (effect|estimate|average|mean|result|total|over ?all|markets|countries|experiments|tests"
    r"|studies|sites|stores"
    r"|users|visitors|devices|segments|days|marches|pays))?:?"
    r"|(weighted|simple) (mean|average)|(random|fixed|common)[ -]effects?( (model|mean|estimate))?"
    r"|(alle|samtliche|tous les) \w+|(re|fe) model",
    re.IGNORECASE,
)
LEAST = 3  # lines that a sum may be of, where its name does not say that it is one
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


def without_totals(table: Table) -> None:
    """Leave out a last line that sums up those above it; ask about one that only says so."""
    if len(table.labels) < 3:
        return
    line, name = int(table.lines[-1]), table.labels[-1].strip()
    says_so = bool(_TOTAL.fullmatch(_plain(name)))
    sizes = [role for role in table.values if re.match("(n|events|failures)(_|$)", role)]
    sums = [bool(np.isclose(v[-1], v[:-1].sum(), rtol=1e-12)) for v in map(table.values.__getitem__, sizes)]
    many = len(table.labels) - 1 >= LEAST and len(sizes) > 1
    if sums and all(sums) and (says_so or many):
        table.said.append(f"line {line}, “{shortened(name)}”, adds up the others and was left out")
        table.problems.found = [p for p in table.problems.found if p.line != line]
        table.take(np.arange(len(table.labels) - 1), values=True)
    elif says_so or _pools(table):
        what = "looks like" if says_so else "has the precision of all others together, as has"
        table.problems.add(
            f"“{shortened(name)}” {what} a summary of the lines above: take it out, or rename it",
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
    if len(labels) - 1 < LEAST and not _TOTAL.fullmatch(_plain(last)):
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


def _plain(name: str) -> str:
    from helpers.report.headings import plain_of

    return plain_of(name.rstrip(":"))
