"""One line a visitor, of any of several arms: to an effect of each arm against the control."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers._progress import Progress
from helpers._validate import FloatArray
from helpers.effects import from_summary, log_odds_ratio
from helpers.report.arms import control_of
from helpers.report.blanks import Blanks
from helpers.report.blocks import Source, columns_at
from helpers.report.claims import Claims
from helpers.report.layout import Layout
from helpers.report.numbers import ANSWERS, decimal_mark, numbers
from helpers.report.outcomes import ask_for_experiments, outcome_of
from helpers.report.parts import one_metric
from helpers.report.problems import BadTable, Problem, Problems, shortened
from helpers.report.raw import Sums, summed
from helpers.report.skew import capped, enormous
from helpers.report.told import told
from helpers.report.vocabulary import named

ONE = "all visitors"


@dataclass(frozen=True)
class Visitors:
    """What the reader says of lines of visitors; ``blank``: what one without an outcome counts as."""

    control: str | None = None
    outcome: str | None = None
    blank: float | None = None


def one_line_a_visitor(
    source: Source,
    claims: Claims,
    layout: Layout,
    head: Sequence[np.ndarray],
    request: Visitors,
    tell: Progress,
    problems: Problems,
) -> dict[str, Any]:
    """What `Experiments` holds, from raw rows."""
    import pandas as pd

    roles, control = claims.first(), request.control
    headings = source.headings
    places = {"arm": layout.columns["arm"]}
    if (user := _user(headings, roles, places)) is not None:
        places["user"] = user
    if "label" in layout.columns and layout.columns["label"] not in places.values():
        places["label"] = layout.columns["label"]
    said = one_metric(claims, head)
    places["outcome"] = outcome_of(claims, places, head, request.outcome)
    if "label" not in places:
        ask_for_experiments(claims, places, head)
    names = {role: headings[place] for role, place in places.items()}
    mark = decimal_mark({names["outcome"]: (head[places["outcome"]], False)}, problems)

    blanks = Blanks(names["outcome"], request.blank)

    def values(lines: np.ndarray, cells: np.ndarray) -> FloatArray:
        gone = blanks.among(lines, cells)
        found = np.full(len(cells), np.nan if blanks.instead is None else float(blanks.instead))
        found[~gone] = _outcomes(lines[~gone], cells[~gone], names["outcome"], mark, problems)
        return found

    blocks = columns_at(source.blocks(problems, tell), places)
    sums = summed(_with_label(blocks), values, names, problems)
    if "user" in places:
        sums.who_came_twice(names["user"], problems)
    blanks.tell(problems, sums.rows)
    _few_lines_only(problems)
    problems.stop_if_any()
    arms = list(dict.fromkeys(arm for _, arm in sums.cells))
    chosen, how = control_of(arms, names["arm"], control)
    pairs = _pairs(sums, chosen, names["arm"])
    table = _table(sums, pairs, chosen)
    skew = None if sums.binary else capped(sums, pairs, table["label"])
    role_of = {names[role]: named("experiment" if role == "label" else role) for role in names}
    said = [
        *blanks.said,
        *told(headings, role_of),
        *said,
        f"one line a visitor: {sums.rows} of them; experiments by “{names['label']}”"
        if "label" in names
        else f"one line a visitor: {sums.rows} of them, all of one experiment",
        f"arms by “{names['arm']}” ({how}); outcome “{names['outcome']}”, "
        + ("yes or no: log odds ratios" if sums.binary else "a number: differences of means"),
    ]
    said.append(_each_user(sums, names.get("user")))
    if len(arms) > 2:
        said.append(
            f"{len(arms) - 1} arms are compared with one control: they share its luck, which the pooling "
            "does "
            "not know of"
        )
    return {
        "table": table,
        "control": chosen,
        "said": said,
        "scale": "log odds ratio" if sums.binary else f"difference of means of {shortened(names['outcome'])}",
        "split": pd.DataFrame(
            [(e, a, int(sums.n[i])) for (e, a), i in sums.cells.items()], columns=["label", "arm", "visitors"]
        ),
        "skew": skew,
        "enormous": enormous(sums, pairs, table["label"], skew, source.index),
    }


def _user(headings: Sequence[str], roles: Mapping[str, int], taken: Mapping[str, int]) -> int | None:
    """The column of users: by its heading, also where such a heading elsewhere counts them."""
    if "user" in roles:
        return roles["user"]
    place = roles.get("n")
    if place is not None and headings[place].lower() in ("user", "visitor", "customer", "participant"):
        return place
    place = roles.get("label")
    if place is not None and headings[place].strip().lower() == "id" and place not in taken.values():
        return place
    return None


def _outcomes(lines: np.ndarray, cells: np.ndarray, name: str, mark: str, problems: Problems) -> FloatArray:
    """Numbers, or yes and no."""
    if cells.dtype == object:
        first = next((str(cell).lower() for cell in cells if cell), "")
        if first in ANSWERS:
            low = [str(cell).lower() for cell in cells]
            cells = np.array([str(int(ANSWERS[c])) if c in ANSWERS else c for c in low], dtype=object)
    return numbers(cells, lines, name, mark, problems)


def _with_label(blocks: Iterator[tuple[np.ndarray, dict[str, np.ndarray]]]) -> Iterator[Any]:
    for lines, columns in blocks:
        plain = {
            role: cells if role == "outcome" or cells.dtype == object else _texts(cells)
            for role, cells in columns.items()
        }
        yield lines, {"label": np.full(len(lines), ONE, dtype=object), **plain}


def _texts(cells: np.ndarray) -> np.ndarray:
    import pandas as pd

    codes, unique = pd.factorize(cells)
    return np.array([f"{value:g}" if isinstance(value, float) else str(value) for value in unique], object)[
        codes
    ]


def _each_user(sums: Sums, column: str | None) -> str:
    """Whether each user has one line, as far as that was looked at."""
    if column is None:
        return "no column names the users: nothing shows whether each has one line only"
    rest = sums.rows - sums.checked
    if not rest:
        return f"each user has one line, by “{column}”"
    return (
        f"one line a user, by “{column}”, was looked for in the first {sums.checked} lines only: in the "
        f"other {rest}, and between these and those, a user may have several"
    )


def _few_lines_only(problems: Problems) -> None:
    """Says of what is wrong in many lines how many, rather than each."""
    alike: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems.found:
        alike.setdefault((problem.column, problem.what), []).append(problem)
    problems.found = [
        same[0]
        if len(same) == 1
        else Problem(
            f"{same[0].what} (and on {_more(same, problems.counts.get(key, 0))})", same[0].line, key[0]
        )
        for key, same in alike.items()
    ]


def _more(same: list[Problem], of: int) -> str:
    lines = ", ".join(str(problem.line) for problem in same[1:4])
    return f"lines {lines}" + (f" and {max(of, len(same)) - 4} more" if len(same) > 4 else "")


def _pairs(sums: Sums, control: str, column: str) -> list[tuple[int, int]]:
    """Cells of each treated arm and of its control."""
    missing = Problems()
    pairs = []
    for experiment in dict.fromkeys(experiment for experiment, _ in sums.cells):
        base = sums.cells.get((experiment, control))
        treated = [i for (e, arm), i in sums.cells.items() if e == experiment and arm != control]
        if base is None or not treated:
            lack = f"nobody in the control, “{shortened(control)}”" if base is None else "only the control"
            missing.add(f"experiment “{shortened(experiment)}” has {lack}", column=column)
            continue
        pairs += [(i, base) for i in treated]
    names = list(sums.cells)
    for cell in sorted({cell for pair in pairs for cell in pair}):
        if sums.n[cell] < 2:
            experiment, arm = names[cell]
            missing.add(
                f"experiment “{shortened(experiment)}”, arm “{shortened(arm)}”: one visitor, two at least "
                "are wanted",
                column=column,
            )
    missing.stop_if_any()
    return pairs


def _table(sums: Sums, pairs: list[tuple[int, int]], control: str) -> Any:
    import pandas as pd

    t, c = np.array(pairs).T
    names = list(sums.cells)
    several = len({arm for _, arm in names}) > 2
    labels = [f"{names[i][0]}: {names[i][1]}" if several else names[i][0] for i in t]
    if len(pairs) == 1 and labels == [ONE]:
        labels = [f"{names[t[0]][1]} against {control}"]
    n, mean, sd = sums.n, sums.mean(), sums.sd()
    if sums.binary:
        events = np.rint(mean * n)
        cells = {"events_t": events[t], "n_t": n[t], "events_c": events[c], "n_c": n[c]}
        effect = log_odds_ratio(*cells.values())
        cells = {name: value.astype(np.int64) for name, value in cells.items()}
    else:
        cells = {"mean_t": mean[t], "sd_t": sd[t], "n_t": n[t], "mean_c": mean[c], "sd_c": sd[c], "n_c": n[c]}
        still = (sd[t] == 0) & (sd[c] == 0)
        if still.any():
            raise BadTable(
                Problem(
                    f"experiment “{shortened(labels[i])}”: all outcomes are the same, so there is no "
                    "standard error"
                )
                for i in np.flatnonzero(still)
            )
        effect = from_summary(*cells.values())
        cells |= {name: cells[name].astype(np.int64) for name in ("n_t", "n_c")}
    return pd.DataFrame({"label": labels, "effect": effect.estimate, "std_error": effect.std_error, **cells})
