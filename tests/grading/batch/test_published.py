"""What the batch takes for a chapter's notebook is the one that is handed out."""

from __future__ import annotations

import pytest

from helpers.grading import chapters, exercises
from helpers.grading.batch.published import published
from tests.grading.batch.notebooks import untouched


@pytest.mark.parametrize("chapter", chapters())
def test_answers_and_checks_are_those_of_the_notebook(chapter: str) -> None:
    handed_out = {cell["id"]: "".join(cell["source"]) for cell in untouched(chapter)["cells"]}
    found = published(chapter)
    asked = {name: source for name, source in found.cells.items() if name.startswith("x")}
    code = {c["id"] for c in untouched(chapter)["cells"] if c["cell_type"] == "code"}
    assert asked.keys() == {name for name in code if name.startswith("x")}
    assert all(handed_out[name] == source for name, source in asked.items())
    assert [question.exercise for question in found.questions] == [e.id for e in exercises(chapter)]
