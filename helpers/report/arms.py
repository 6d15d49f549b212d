"""Which arm is the control, and one row an experiment from one line an arm."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from helpers.report.headings import words
from helpers.report.problems import bad, shortened

_SAYS_SO = re.compile(r"\b(control|ctrl|ctl|kontrolle|placebo|baseline|holdout|original|status quo)\b")
MOST_ARMS = 50


def control_of(labels: Sequence[str], column: str, given: str | None) -> tuple[str, str]:
    """The label of the control, and how it was found. Raises ``BadTable`` where nothing says it."""
    listed = ", ".join(f"“{shortened(label)}”" for label in labels[:8]) + (" …" if len(labels) > 8 else "")
    if given is not None:
        if given not in labels:
            raise bad(f"no arm is called “{shortened(given)}”; the arms are {listed}", column=column)
        return given, f"control: “{given}”, as you said"
    if len(labels) < 2:
        raise bad(f"there is one arm only, {listed}: without a control there is no effect", column=column)
    if len(labels) > MOST_ARMS:
        raise bad(
            f"{len(labels)} different arms, such as {listed}: is this the column of arms?", column=column
        )
    bare = {label: re.sub(r"[_\-./]+", " ", label.strip().lower()) for label in labels}
    ways = (
        [label for label in labels if _SAYS_SO.search(bare[label])],
        [label for label in labels if re.search(words()["control"], bare[label])],
        [label for label in labels if bare[label] in ("0", "0.0", "false", "no")],
    )
    for found in ways:
        if len(found) == 1:
            return found[0], f"control: “{found[0]}”, by its name"
    raise bad(
        f'nothing says which arm is the control: {listed}. Say it: --control "{shortened(labels[0])}" '
        f"(in Python, control={shortened(labels[0])!r})",
        column=column,
    )


def looks_like_arms(values: Iterable[str]) -> bool:
    """Whether the values of a column name arms, one of them a control."""
    different = {re.sub(r"[_\-./]+", " ", str(value).strip().lower()) for value in values} - {""}
    return 2 <= len(different) <= MOST_ARMS and sum(bool(_SAYS_SO.search(v)) for v in different) == 1
