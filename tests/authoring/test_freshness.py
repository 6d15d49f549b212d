"""A change in `helpers/` re-runs the chapters it can reach, and no chapter that it cannot."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from helpers.authoring import freshness

CELL = "# Title\n\n```{{code-cell}}\n:tags: [hide-input]\n\n{code}\n```\n"


def chapter(tmp_path: Path, code: str) -> Path:
    path = tmp_path / "book" / "01-x.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text(CELL.format(code=code), "utf-8")
    return path


def reached(tmp_path: Path, code: str) -> set[str]:
    files = freshness.reached_files(chapter(tmp_path, code))
    return {path.relative_to(freshness.PACKAGE).as_posix() for path in files}


@pytest.mark.parametrize(
    "code",
    [
        "from helpers import effects",
        "import helpers.effects",
        "from helpers.effects import Effect",
        "import helpers\nhelpers.effects",
        "%matplotlib inline\nfrom helpers import Effect",
    ],
)
def test_every_way_to_import_a_module_is_seen(tmp_path, code):
    files = reached(tmp_path, code)
    assert "effects.py" in files
    assert "heterogeneity.py" not in files
    assert not any(name.startswith(("heterogeneity/", "grading/")) for name in files)


def test_the_import_graph_is_followed_into_late_imports(tmp_path):
    assert "_validate.py" in reached(tmp_path, "from helpers import heterogeneity")


def test_a_dataset_counts_as_a_source(tmp_path):
    assert "data/bcg.csv" in reached(tmp_path, "from helpers import datasets")


def test_grading_reaches_its_chapters_which_are_loaded_on_demand(tmp_path):
    files = reached(tmp_path, "from helpers import check")
    assert any(name.startswith("grading/chapters/ch03") for name in files)


def test_no_import_reaches_nothing(tmp_path):
    assert reached(tmp_path, "x = 1") == set()


def test_when_code_cannot_be_read_everything_counts(tmp_path):
    assert {"effects.py", "grading/checker.py", "data/bcg.csv"} <= reached(tmp_path, "from helpers import (")


def test_only_changed_chapters_are_stale(tmp_path):
    chapter(tmp_path, "from helpers import effects")
    record = tmp_path / "_build" / "fingerprints.json"
    first = freshness.stale_chapters(tmp_path, record)
    assert set(first) == {"book/01-x"}
    freshness.record_fingerprints(record, first)
    assert freshness.stale_chapters(tmp_path, record) == {}
    record.write_text(json.dumps({"book/01-x": "something older"}))
    assert set(freshness.stale_chapters(tmp_path, record)) == {"book/01-x"}
