"""Notebooks that are alike are a list to look at: no mark hangs on it, and what all write is not on it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from helpers.grading.batch import similar
from helpers.grading.batch.run import grade
from helpers.grading.batch.submissions import Submission
from helpers.grading.sheets import solution_of
from tests.grading.batch.class_room import batch, silent
from tests.grading.batch.notebooks import Notebook, code, untouched, with_cell

MINE = """
def spread_about(values, centre, precisions):
    total = 0.0
    for value, precision in zip(values, precisions):
        total += precision * (value - centre) ** 2
    return total

def q_statistic(effects, std_errors):
    precisions = [1.0 / s / s for s in std_errors]
    centre = sum(p * y for p, y in zip(precisions, effects)) / sum(precisions)
    return float(spread_about(effects, centre, precisions))
"""
RENAMED = MINE
for _old, _new in (("values", "xs"), ("centre", "middle"), ("precision", "weight"), ("total", "so_far")):
    RENAMED = RENAMED.replace(_old, _new)
YOURS = """
import pandas as pd

def q_statistic(effects, std_errors):
    table = pd.DataFrame({"effect": effects, "weight": np.power(std_errors, -2.0)})
    mean = (table.effect * table.weight).sum() / table.weight.sum()
    return float((table.weight * table.effect.sub(mean).pow(2)).sum())
"""


def answered(source: str) -> Notebook:
    return with_cell(untouched(), "x03-1-answer", source)


def in_two_cells_the_other_way_round() -> Notebook:
    """The function that is used below the one that uses it, in a cell without metadata."""
    first, second = MINE.strip().split("\n\n")
    notebook = answered(second)
    place = next(i for i, c in enumerate(notebook["cells"]) if c["id"] == "x03-1-answer")
    notebook["cells"].insert(place + 1, code(f"{first}\nq_statistic = q_statistic") | {"id": ""})
    return notebook


def pairs(folder: Path, *notebooks: Notebook) -> list[tuple[str, float]]:
    there = []
    for number, notebook in enumerate(notebooks):
        path = folder / f"{number}.ipynb"
        path.write_text(json.dumps(notebook))
        there.append(Submission(f"learner{number}", "03", path.name, path))
    return [(pair.exercise, pair.share) for pair in similar.pairs(there)]


COPIES = {
    "copied": answered(MINE),
    "renamed": answered(RENAMED),
    "reordered": in_two_cells_the_other_way_round(),
}


@pytest.mark.parametrize("copy", COPIES)
def test_a_copy_is_listed(copy: str, tmp_path: Path) -> None:
    [(exercise, share)] = pairs(tmp_path, answered(MINE), COPIES[copy])
    assert exercise == "03.1"
    assert share > 0.8


ALONE = {
    "two who wrote for themselves": (answered(MINE), answered(YOURS)),
    "two with the public solution": (answered(solution_of("03.1")),) * 2,
    "two who wrote nothing": (untouched(), untouched()),
}


@pytest.mark.parametrize("who", ALONE)
def test_what_is_nobodys_own_is_not_listed(who: str, tmp_path: Path) -> None:
    assert pairs(tmp_path, *ALONE[who]) == []


def groups(folder: Path, *notebooks: Notebook) -> list[tuple[str, ...]]:
    pairs(folder, *notebooks)
    there = [Submission(path.stem, "03", path.name, path) for path in sorted(folder.glob("*.ipynb"))]
    return [group.learners for group in similar.same(there)]


@pytest.mark.parametrize(("copies", "others"), [(3, 5), (4, 0), (2, 8)])
def test_the_same_answer_is_told_however_large_a_part_of_the_class_it_is(
    copies: int, others: int, tmp_path: Path
) -> None:
    there = [answered(RENAMED), *[answered(MINE)] * (copies - 1), *[answered(YOURS)], *[untouched()] * others]
    assert groups(tmp_path, *there) == [tuple(map(str, range(copies)))]


def test_the_public_solution_and_nothing_are_not_told_as_the_same(tmp_path: Path) -> None:
    assert groups(tmp_path, *[answered(solution_of("03.1"))] * 3, *[untouched()] * 3) == []


def test_what_much_of_a_class_writes_makes_no_pair(tmp_path: Path) -> None:
    mine = [answered(f"{MINE}\nchecked = {number} + q_statistic([1, 2], [1, 1])") for number in range(5)]
    assert pairs(tmp_path, *mine) == []
    assert groups(tmp_path, *mine) == []


def test_the_page_tells_three_of_eight_once_and_no_reassurance_beside_them(tmp_path: Path) -> None:
    groups(tmp_path, *[answered(MINE)] * 3, *[untouched()] * 5)
    there = [Submission(f"who{path.stem}", "03", path.name, path) for path in tmp_path.glob("*.ipynb")]
    similar.write(tmp_path / "page.html", there)
    page = (tmp_path / "page.html").read_text()
    assert page.count("who0") == page.count("who1") == page.count("who2") == 1
    assert "No two" not in page
    similar.write(tmp_path / "page.html", [])
    assert "No two" in (tmp_path / "page.html").read_text()


def test_one_learner_is_not_compared_with_herself(tmp_path: Path) -> None:
    path = tmp_path / "x.ipynb"
    path.write_text(json.dumps(answered(MINE)))
    one = Submission("anna", "03", "a", path)
    assert similar.pairs([one, replace(one, place="b")]) == []


def test_it_is_a_list_to_look_at_and_changes_no_mark(tmp_path: Path) -> None:
    root = tmp_path / "in"
    root.mkdir()
    for learner, source in (("anna", MINE), ("ben", RENAMED), ("cara", YOURS)):
        (root / f"{learner}__03.ipynb").write_text(json.dumps(answered(source)))
    grade(batch(root, tmp_path / "grades.csv"), silent)
    page = (tmp_path / "grades.similar.html").read_text()
    assert "to look at, no verdict" in page
    assert "anna" in page
    assert "ben" in page
    assert "cara" not in page
    sheet = (tmp_path / "grades.csv").read_text()
    assert "alike" not in sheet
    assert {row.split(",")[2] for row in sheet.splitlines()[1:]} == {"pass"}
