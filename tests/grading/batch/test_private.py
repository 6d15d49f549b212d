"""Exercises that are not public: handed out with gaps, graded here and on a cluster, hidden from learners."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from helpers.grading import private
from helpers.grading.batch.jail import probe
from helpers.grading.batch.jail.enter import NONE

ROOT = Path(__file__).resolve().parents[3]
pytestmark = [pytest.mark.slow, pytest.mark.skipif(probe.strongest() == NONE, reason=str(probe.report()))]

DECLARED = '''
from helpers.grading.cases import random_studies
from helpers.grading.declare import exercise
from helpers.grading.tolerance import relative

@exercise("The lightest study", points=2, minutes=5, cases=random_studies, tolerance=relative(1e-9))
def lightest(effects, std_errors):
    """Right: the effect with the largest standard error."""
    return float(effects[std_errors.argmax()])

@lightest.mistake
def heaviest(effects, std_errors):
    """You took the most precise study. Which one weighs least?"""
    return float(effects[std_errors.argmin()])

@lightest.mistake
def smallest(effects, std_errors):
    """You took the smallest effect. The weight of a study comes from its standard error."""
    return float(effects.min())
'''
SHEET = """---
kernelspec:
  name: python3
---

# Solutions to chapter 51: An examination

```{code-cell}
:tags: [setup]

from helpers import check
```

## 51.1 The lightest study

Which effect weighs least?

```{code-cell}
:tags: [exercise]

def lightest(effects, std_errors):
    # BEGIN SOLUTION
    return float(effects[std_errors.argmax()])
    # END SOLUTION
```

```{code-cell}
:tags: [check]

check("51.1", lightest)
```
"""
START = "def lightest(effects, std_errors):\n"
SPY = """
import os
from helpers.grading import registry
FOUND = []
look = lambda: os.listdir({folder!r})
read = lambda: open({sheet!r}).read()
for attempt in (look, read, lambda: registry.find("51.1")):
    try: FOUND.append(attempt())
    except Exception: pass
def lightest(effects, std_errors):
    raise RuntimeError(f"found {{len(FOUND)}}")
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "private"
    for path, text in {
        "chapters/ch51/__init__.py": "",
        "chapters/ch51/e1_lightest.py": DECLARED,
        "solutions/51-examination.md": SHEET,
    }.items():
        (made / path).parent.mkdir(parents=True, exist_ok=True)
        (made / path).write_text(text)
    return made


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    """A process of its own, because what is private stays known in the one that uses it."""
    there = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, *arguments], env=there, capture_output=True, text=True, check=False
    )


def handed_in(folder: Path, tmp_path: Path) -> Path:
    made = python("-m", "helpers.authoring", "exercises", "--private", str(folder))
    assert made.returncode == 0, made.stderr
    given = (folder / "exercises" / "51-examination.ipynb").read_text()
    assert "argmax" not in given
    spy = SPY.format(folder=str(folder), sheet=str(folder / "solutions" / "51-examination.md"))
    answers = {
        "anna": f"{START}    return effects[list(std_errors).index(max(std_errors))]",
        "ben": f"{START}    return effects[std_errors.argmin()]",
        "cara": "",
        "dan": spy,
    }
    root = tmp_path / "in"
    root.mkdir()
    for learner, source in answers.items():
        notebook: dict[str, Any] = json.loads(given)
        [cell] = [c for c in notebook["cells"] if c["id"] == "x51-1-answer"]
        cell["source"] = source or cell["source"]
        (root / f"{learner}__51-examination.ipynb").write_text(json.dumps(notebook))
    return root


def rows(sheet: Path) -> dict[str, tuple[str, str]]:
    with sheet.open(newline="") as file:
        return {row["learner"]: (row["verdict"], row["message"]) for row in csv.DictReader(file)}


def as_expected(sheet: Path) -> None:
    found = rows(sheet)
    assert {name: verdict for name, (verdict, _) in found.items()} == {
        "anna": "pass",
        "ben": "wrong",
        "cara": "not_attempted",
        "dan": "error",
    }
    assert "found 0" in found["dan"][1]
    assert "most precise study" in sheet.with_suffix(".json").read_text()


def test_it_is_graded_and_out_of_reach(folder: Path, tmp_path: Path) -> None:
    root, out = handed_in(folder, tmp_path), tmp_path / "marks" / "grades.csv"
    command = ["-m", "helpers.grading", str(root), "--out", str(out), "--workers", "1"]
    done = python(*command, "--private", str(folder))
    assert done.returncode == 0, done.stderr
    as_expected(out)


def test_on_the_workers_of_a_cluster_too(folder: Path, tmp_path: Path) -> None:
    root, out = handed_in(folder, tmp_path), tmp_path / "marks" / "grades.csv"
    code = """
import sys
from distributed import LocalCluster
from helpers.grading.batch.command import main
if __name__ == "__main__":
    with LocalCluster(n_workers=1, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as cluster:
        code = main([*sys.argv[1:], "--executor", cluster.scheduler_address])
    sys.exit(code)
"""
    script = tmp_path / "drive.py"
    script.write_text(code)
    done = python(str(script), str(root), "--out", str(out), "--private", str(folder))
    assert done.returncode == 0, done.stderr
    as_expected(out)


def test_a_folder_that_learners_could_read_is_refused(folder: Path, tmp_path: Path) -> None:
    root = tmp_path / "in"
    root.mkdir()
    folder.rename(root / "private")
    out = str(tmp_path / "grades.csv")
    done = python("-m", "helpers.grading", str(root), "--out", out, "--private", str(root / "private"))
    assert done.returncode == 2
    assert "--private" in done.stderr
    assert "Name a folder elsewhere" in done.stderr


def test_a_folder_without_exercises_or_with_the_courses_numbers_is_refused(folder: Path) -> None:
    with pytest.raises(ValueError, match="holds no exercises: put them in chapters/chNN"):
        private.use(folder / "solutions")
    (folder / "chapters" / "ch51").rename(folder / "chapters" / "ch03")
    with pytest.raises(ValueError, match="chapter 03 is there already"):
        private.use(folder)
