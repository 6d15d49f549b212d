"""Several lines of one experiment and arm: metrics, of which one is kept; days and devices, which add up."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from helpers.report.claims import Claims
from helpers.report.columns import Table
from helpers.report.problems import BadTable, asked, bad, listed, shortened

ADD_UP = ("events", "n", "failures", "sum", "sum_squares")
SHOWN = 3


def one_metric(claims: Claims, columns: Sequence[np.ndarray]) -> list[str]:
    """What to say of a column of metrics that holds one. Raises ``BadTable`` where it holds several."""
    said = []
    for place in [place for place, role in enumerate(claims.roles) if role == "metric"]:
        name, found = claims.headings[place], _different(columns[place])
        if len(found) > 1:
            raise asked(
                f"“{shortened(name)}” names {len(found)} metrics, {_some(found)}: effects on different "
                f"metrics "
                "are not pooled. Keep one",
                *((f'--only "{shortened(name)}={value}"', "") for value in found[:SHOWN]),
            )
        said += [f"metric: “{shortened(found[0])}”"] if found else []
    return said


def added_up(table: Table, names: Sequence[str]) -> None:
    """Lines of one experiment and arm as one, their counts added, whatever the columns ``names`` say."""
    for name in names:
        if name not in table.headings:
            raise bad(f"add_up: no column is called “{shortened(name)}”; there are {listed(table.headings)}")
    others = [role for role in table.layout.needed if _base(role) not in ADD_UP]
    if table.layout.kind == "effects" or others:
        raise bad(
            f"add_up: only counts add up, and here are {table.layout.kind}; keep a part, as --only "
            f"COLUMN=VALUE"
        )
    at = [table.headings.index(name) for name in names]
    if not table.named and table.layout.columns.get("label") in (None, *at):
        table.labels = ["all lines" for _ in table.labels]
    keys = table.keys()
    first: dict[tuple[str, str], int] = {}
    group = np.array([first.setdefault(key, len(first)) for key in keys])
    start = np.array([keys.index(key) for key in first])
    table.values = {
        role: np.bincount(group, values, len(first)) if _base(role) in ADD_UP else values[start]
        for role, values in table.values.items()
    }
    table.said.append(f"{len(keys)} lines were added up to {len(first)}, over {listed(names)}, as you said")
    table.take(start)


def one_line_an_arm(table: Table) -> None:
    """Raises ``BadTable`` where lines of one experiment and arm differ in a column that tells them apart."""
    keys = table.keys()
    if not table.layout.by_arm or len(set(keys)) == len(keys):
        return
    apart = [
        place
        for place in table.layout.others
        if len({(key, str(cell)) for key, cell in zip(keys, table.cells[place], strict=True)}) == len(keys)
        and (
            table.claims.roles[place] in ("time", "part", "label", "experiment", "metric")
            or _is_text(table, place)
        )
    ]
    if not apart:
        return
    place = min(apart, key=lambda p: (table.claims.roles[p] not in ("time", "part"), p))
    name, found = shortened(table.headings[place]), _different(table.cells[place])
    raise _question(table, name, found)


def _question(table: Table, name: str, found: list[str]) -> BadTable:
    adds = table.layout.kind == "counts" and all(_base(role) in ADD_UP for role in table.layout.needed)
    each = "an arm of an experiment" if table.layout.by_arm else "an experiment"
    answers = [(f'--add-up "{name}"', "all together")] * adds
    answers += [(f'--only "{name}={found[0]}"', "one part alone")]
    if not table.layout.by_arm:
        answers += [(f'--use "{name}=unused"', "each line an experiment of its own")]
    return asked(f"{each} has several lines, which “{name}” tells apart: {_some(found)}", *answers)


def parts_of_one(table: Table) -> None:
    """Raises ``BadTable`` where lines are parts of an experiment, or the days of one."""
    if table.layout.by_arm:
        return
    for place in table.layout.others:
        name, role = shortened(table.headings[place]), table.claims.roles[place]
        if role == "part" and len(set(table.labels)) < len(table.labels):
            raise _question(table, name, _different(table.cells[place]))
        if (
            role == "time"
            and not table.named
            and table.layout.kind == "counts"
            and _daily(table.cells[place])
        ):
            raise asked(
                f"“{name}” holds {len(table.lines)} days, one after the other, and nothing names an "
                f"experiment",
                (f'--add-up "{name}"', "they are days of one experiment"),
                (f'--use "{name}=label"', "each is an experiment"),
            )


def _daily(cells: np.ndarray) -> bool:
    try:
        days = np.array([str(cell)[:10] for cell in cells.tolist()], dtype="datetime64[D]")
    except ValueError:
        return False
    return len(days) > 2 and bool((np.diff(days).astype(int) == 1).all())


def _is_text(table: Table, place: int) -> bool:
    return table.cells[place].dtype == object and not any(c.isdigit() for c in str(table.cells[place][0]))


def _base(role: str) -> str:
    return role.removesuffix("_t").removesuffix("_c")


def _different(cells: np.ndarray) -> list[str]:
    return [str(cell) for cell in dict.fromkeys(cells.tolist()) if str(cell)]


def _some(found: Sequence[str]) -> str:
    return (
        listed(found[:SHOWN])
        if len(found) <= SHOWN
        else ", ".join(f"“{shortened(v)}”" for v in found[:SHOWN]) + " …"
    )
