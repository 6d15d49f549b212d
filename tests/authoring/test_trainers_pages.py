"""The notes of all chapters, gathered: with their numbers set, and the confusions of the core's exercises."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from helpers.authoring import path
from helpers.authoring.sphinx import trainers
from helpers.grading import exercises

CHAPTERS = path.chapters(Path(__file__).resolve().parents[2])


@pytest.mark.parametrize("page", CHAPTERS, ids=lambda p: p.stem)
def test_the_exercises_of_a_core_are_its_own_and_each_knows_confusions(page: Path):
    core = trainers.core_exercises(page)
    assert core
    assert {exercise.id for exercise in core} <= {exercise.id for exercise in exercises(page.name[:2])}
    assert any(exercise.mistakes for exercise in core)


def test_a_note_has_its_numbers_set_and_its_links_lead_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    page = tmp_path / "book" / "03-topic.md"
    page.parent.mkdir()
    note = "Say {glue:text}`share:.1f` and {glue:text}`word`; see [four](04-pooling.md)."
    page.write_text(f"# T\n\n:::{{admonition}} For trainers\n:class: dropdown note\n{note}\n:::\n", "utf-8")
    monkeypatch.setattr(trainers, "_stored", lambda page: page)
    monkeypatch.setattr(trainers.outputs, "said", lambda _: {"share": 0.25, "word": "ten"})
    assert trainers.note(page) == "Say 0.2 and ten; see [four](/book/04-pooling.md)."
    page.write_text("# T\n", "utf-8")
    with pytest.raises(ValueError, match=re.escape("03-topic.md has no note for trainers")):
        trainers.note(page)
