"""One line an experiment, or one an arm: counts, summaries, effects with their standard errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers._progress import Progress
from helpers.report.arms import control_of
from helpers.report.blocks import Source
from helpers.report.claims import Claims
from helpers.report.columns import Table
from helpers.report.layout import Layout
from helpers.report.measures import MEASURES, Check, Columns
from helpers.report.numbers import numbers
from helpers.report.parts import added_up, one_line_an_arm, one_metric, parts_of_one
from helpers.report.problems import Problems, bad, listed, shortened
from helpers.report.rates import exact_counts
from helpers.report.told import roles_told
from helpers.report.totals import totals_of_arms, without_remarks, without_summaries, without_totals


@dataclass(frozen=True)
class Answers:
    """What the reader says that a file cannot: see `read`. ``share`` names a column."""

    control: str | None = None
    share: str | None = None
    level: float | None = None
    add_up: Sequence[str] = ()


def one_line_each(
    source: Source, claims: Claims, layout: Layout, answers: Answers, tell: Progress, problems: Problems
) -> dict[str, Any]:
    """What `Experiments` holds, from a table that is no list of visitors."""
    table = Table(source, claims, layout, tell, problems)
    control = answers.control
    table.said += one_metric(claims, table.cells)
    without_remarks(table)
    without_summaries(table)
    (totals_of_arms if layout.by_arm else without_totals)(table)
    exact_counts(table)
    if answers.add_up:
        added_up(table, answers.add_up)
    else:
        parts_of_one(table)
        one_line_an_arm(table)
    shares = None if answers.share is None else _shares(table, answers.share)
    chosen = "control"
    if layout.by_arm:
        values, labels, lines, said, split, chosen, treated = _joined(table, control)
    else:
        if control is not None:
            raise bad("control names an arm; here each line holds both arms already")
        values, lines, said, split = table.values, table.lines, [], None
        labels, treated = table.labels, None
    problems.stop_if_any()
    check = Check(values, labels, lines, table, answers.level)
    made, how, scale = MEASURES[layout.kind](check)
    problems.stop_if_any()
    extra, moderators = table.extras(treated)
    problems.stop_if_any()
    frame = _frame(labels, made, extra)
    split = split if layout.by_arm else _split(frame)
    if split is not None and shares is not None:
        each = shares if layout.by_arm else np.column_stack([shares, 1 - shares]).ravel()
        split = split.assign(share=each)
    return {
        "table": frame,
        "control": chosen,
        "said": [
            f"{len(labels)} experiment{'s' * (len(labels) != 1)}, {how}",
            *roles_told(table, moderators),
            *table.said,
            *said,
            *check.said,
        ],
        "scale": scale,
        "split": split,
        "moderators": moderators,
    }


def _joined(table: Table, control: str | None) -> tuple[Columns, list[str], Any, list[str], Any, str, Any]:
    """One row for each treated arm and its control, from one line an arm; and where those rows stand."""
    import pandas as pd

    arms = [str(arm) for arm in table.cells[table.layout.columns["arm"]].tolist()]
    column = table.names["arm"]
    for line, arm in zip(table.lines, arms, strict=True):
        if not arm:
            table.problems.add("there is no name of an arm here", line, column)
    table.problems.stop_if_any()
    has_label = "label" in table.layout.columns
    experiments = table.labels if has_label else ["" for _ in arms]
    chosen, how = control_of(list(dict.fromkeys(arms)), column, control)
    rows: dict[tuple[str, str], int] = {}
    for i, key in enumerate(zip(experiments, arms, strict=True)):
        if key in rows:
            whose = f"“{shortened(key[0])}” has" if has_label else "there is"
            table.problems.add(
                f"{whose} arm “{shortened(key[1])}” on line {table.lines[rows[key]]} already",
                table.lines[i],
                column,
            )
        rows.setdefault(key, i)
    pairs, labels, several = [], [], len(set(arms)) > 2
    for (experiment, arm), i in rows.items():
        if arm == chosen:
            if not any(e == experiment and a != chosen for e, a in rows):
                table.problems.add(f"“{shortened(experiment)}” has only a control", table.lines[i], column)
            continue
        base = rows.get((experiment, chosen))
        if base is None:
            table.problems.add(
                f"“{shortened(experiment)}” has no line for the control, “{shortened(chosen)}”",
                table.lines[i],
                column,
            )
            continue
        pairs.append((i, base))
        labels.append(
            (f"{experiment}: {arm}" if several else experiment) if has_label else f"{arm} against {chosen}"
        )
    table.problems.stop_if_any()
    t, c = np.array(pairs).T
    values = {
        f"{role}_{side}": v[at] for role, v in table.values.items() for side, at in (("t", t), ("c", c))
    }
    said = [f"one line an arm, by “{column}” ({how})"]
    if several:
        said.append(
            "arms of one experiment share its control, and so its luck, which the pooling does not know of"
        )
    split = None
    if "n" in table.values:
        split = pd.DataFrame(
            {"label": experiments, "arm": arms, "visitors": table.values["n"].astype(np.int64)}
        )
    return values, labels, table.lines[t], said, split, chosen, (t, c)


def _shares(table: Table, name: str) -> Any:
    """The intended shares of a column: of the treated arm, or of the arm of the line."""
    if name not in table.headings:
        raise bad(f"shares: no column is called “{shortened(name)}”; there are {listed(table.headings)}")
    cells = table.cells[table.headings.index(name)]
    values = numbers(cells, table.lines, name, table.mark, table.problems)
    below = np.inf if table.layout.by_arm else 1
    wanted = "a share above 0" if table.layout.by_arm else "the share of the treated arm, between 0 and 1"
    for i in np.flatnonzero((values <= 0) | (values >= below)):
        table.problems.add(f"found {values[i]:g}, wanted {wanted}", table.lines[i], name)
    table.problems.stop_if_any()
    return values


def _split(frame: Any) -> Any:
    """Visitors in both arms, where the table has them."""
    import pandas as pd

    if not {"n_t", "n_c"} <= set(frame.columns):
        return None
    return pd.DataFrame(
        {
            "label": np.repeat(frame["label"].to_numpy(), 2),
            "arm": ["treated", "control"] * len(frame),
            "visitors": frame[["n_t", "n_c"]].to_numpy().astype(np.int64).ravel(),
        }
    )


def _frame(labels: list[str], made: Columns, extra: Mapping[str, Any]) -> Any:
    import pandas as pd

    return pd.DataFrame({"label": labels, **made, **{k: v for k, v in extra.items() if k not in made}})
