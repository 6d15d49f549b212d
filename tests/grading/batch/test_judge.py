"""Notebooks that came back in another shape than they went out: what learners and their tools do to them."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from helpers.grading.batch.jail import probe
from helpers.grading.batch.jail.enter import WALLS
from tests.grading.batch.notebooks import Notebook, code, record, solved, untouched, verdicts, with_cell

WALL = next((wall for wall in WALLS if not probe.missing(wall)), "")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not WALL, reason="no wall can be built here")]
RIGHT = {f"03.{number}": "pass" for number in range(1, 6)}
Q = "def q_statistic(effects, std_errors):\n    return 1.0"


def judged(notebook: Notebook | bytes) -> dict[str, str]:
    return verdicts(record(notebook, WALL))


def changed(what: Any) -> Notebook:
    notebook = solved()
    notebook["cells"] = [cell for each in notebook["cells"] for cell in what(copy.deepcopy(each))]
    return notebook


def without_marks(cell: dict[str, Any]) -> list[dict[str, Any]]:
    return [{**cell, "metadata": {}, "id": ""}]


def without_checks(cell: dict[str, Any]) -> list[dict[str, Any]]:
    return [] if cell["id"].endswith("-check") else [cell]


def with_easy_checks(cell: dict[str, Any]) -> list[dict[str, Any]]:
    return [{**cell, "source": "True"}] if cell["id"].endswith("-check") else [cell]


def twice(cell: dict[str, Any]) -> list[dict[str, Any]]:
    return [cell, {**cell, "id": cell["id"] + "-copy"}]


def in_lines(cell: dict[str, Any]) -> list[dict[str, Any]]:
    return [{**cell, "source": "".join(cell["source"]).splitlines(keepends=True)}]


@pytest.mark.parametrize("what", [without_marks, without_checks, with_easy_checks, twice, in_lines])
def test_right_answers_are_found_again(what: Any) -> None:
    assert judged(changed(what)) == RIGHT


def test_a_byte_order_mark_is_read_over() -> None:
    assert judged(json.dumps(solved(), ensure_ascii=False).encode("utf-8-sig")) == RIGHT


def test_saved_outputs_answer_nothing() -> None:
    notebook = untouched()
    for cell, right in zip(notebook["cells"], solved()["cells"], strict=True):
        if cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": right["source"]}]
    assert set(judged(notebook).values()) == {"not_attempted"}


def test_a_name_used_again_later_does_not_spoil_an_answer() -> None:
    notebook = solved()
    notebook["cells"].append(code(Q))
    assert judged(notebook) == RIGHT


def test_a_wrong_answer_is_wrong_and_named() -> None:
    found = record(with_cell(solved(), "x03-1-answer", Q), WALL)
    assert found["exercises"][0]["verdict"] == "wrong"
    assert found["exercises"][0]["message"]


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"cells": 3}', b"\xff\xfe", b"null"])
def test_what_is_no_notebook_is_unreadable_and_says_so(data: bytes) -> None:
    found = record(data, WALL)
    assert set(verdicts(found).values()) == {"unreadable"}
    assert found["notes"]


BUILT_ON = """
def tau_squared_and_i_squared(effects, std_errors):
    weights, q, df = 1 / std_errors**2, q_statistic(effects, std_errors), len(effects) - 1
    scale = weights.sum() - np.sum(weights**2) / weights.sum()
    return max(0.0, (q - df) / scale), max(0.0, 1 - df / q)
"""


@pytest.mark.parametrize("earlier", [Q, None], ids=["wrong", "right"])
def test_what_fails_on_an_earlier_answer_names_it(earlier: str | None) -> None:
    notebook = with_cell(solved(), "x03-2-answer", BUILT_ON)
    if earlier:
        notebook = with_cell(notebook, "x03-1-answer", earlier)
    rows = {row["exercise"]: row for row in record(notebook, WALL)["exercises"]}
    told = [note for note in rows["03.2"]["notes"] if "mend 03.1 first" in note]
    assert (rows["03.2"]["verdict"], len(told)) == (("pass", 0) if earlier is None else ("wrong", 1))
    assert not any("mend" in note for name, row in rows.items() if name != "03.2" for note in row["notes"])
