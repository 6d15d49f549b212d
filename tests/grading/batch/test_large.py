"""A batch with what is large, by the real judge: a notebook of 500 MB, and a class that samples."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.grading import exercises
from helpers.grading.batch.jail import probe
from helpers.grading.batch.jail.enter import NONE
from helpers.grading.kinds.posteriors.model import Model
from tests.grading.batch.notebooks import Notebook, solved, with_cell

pytestmark = [
    pytest.mark.certify,
    pytest.mark.skipif(probe.strongest() == NONE, reason=str(probe.report())),
]
# The command, and at the end the most memory that its own process has held, in MB.
COMMAND = """
import resource, sys
from helpers.grading.batch.command import main
code = main(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10)
sys.exit(code)
"""


def graded(root: Path, out: Path) -> tuple[dict[str, set[str]], int]:
    """For each learner the verdicts; and the memory held."""
    command = [sys.executable, "-c", COMMAND, str(root), "--out", str(out), "--workers", "2"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, set[str]] = {}
    for record in json.loads(out.with_suffix(".json").read_text())["notebooks"]:
        found.setdefault(record["learner"], set()).update(e["verdict"] for e in record["exercises"])
    return found, int(done.stdout)


def written(root: Path, learner: str, notebook: Notebook, chapter: str = "03") -> Path:
    root.mkdir(exist_ok=True)
    path = root / f"{learner}__{chapter}.ipynb"
    path.write_text(json.dumps(notebook))
    return path


def test_a_notebook_of_500_mb_is_refused_unread_and_the_others_are_graded(tmp_path: Path) -> None:
    root, half_a_gigabyte = tmp_path / "in", 500 << 20
    written(root, "anna", solved())
    head, _, tail = json.dumps({**solved(), "metadata": {"fill": "@"}}).partition("@")
    with (root / "ben__03.ipynb").open("w") as file:
        file.write(head)
        for _ in range(half_a_gigabyte >> 20):
            file.write("x" * (1 << 20))
        file.write(tail)
    verdicts, megabytes = graded(root, tmp_path / "grades.csv")
    assert verdicts == {"anna": {"pass"}, "ben": {"unreadable"}}
    assert megabytes < 400
    assert "larger than 20 MB" in (tmp_path / "grades.csv").read_text()


def precise(model: str) -> str:
    """A model whose prior on the mean is ten times as narrow."""
    assert 'pm.Normal("mu", 0, 1)' in model
    return model.replace('pm.Normal("mu", 0, 1)', 'pm.Normal("mu", 0, 0.1)')


@pytest.mark.parametrize("chapter", ["04", "12"])
def test_a_class_of_thirty_with_pymc(chapter: str, tmp_path: Path) -> None:
    """Every third has another prior in the model, and only that is wrong."""
    model = next(e for e in exercises(chapter) if isinstance(e.kind, Model))
    cell = f"x{model.id.replace('.', '-')}-answer"
    right = solved(chapter)
    source = next("".join(c["source"]) for c in right["cells"] if c["id"] == cell)
    wrong = with_cell(right, cell, precise(source))
    for number in range(30):
        notebook = wrong if number % 3 == 0 else right
        written(tmp_path / "in", f"learner{number:02}", notebook, chapter)
    verdicts, _ = graded(tmp_path / "in", tmp_path / "grades.csv")
    assert [verdicts[name] for name in sorted(verdicts)] == [
        {"pass", "wrong"} if number % 3 == 0 else {"pass"} for number in range(30)
    ]
