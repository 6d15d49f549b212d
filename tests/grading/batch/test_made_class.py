"""The made class of the trainers' page: made and graded as the page says, it comes out as the page says."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest

from helpers.grading.batch.jail import probe
from helpers.grading.batch.jail.enter import WALLS
from helpers.grading.sheets import COURSE

PAGE = COURSE / "book" / "trainers" / "grading.md"


@pytest.mark.slow
@pytest.mark.skipif(all(map(probe.missing, WALLS)), reason="no wall can be built here")
def test_the_made_class_is_graded_as_the_page_shows(tmp_path: Path):
    text = PAGE.read_text("utf-8")
    (made,) = re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    verdicts, topic, counted = re.findall(
        r"^```text\n((?:Ada|03\.1).*?)\n```", text, re.MULTILINE | re.DOTALL
    )
    (tmp_path / "exercises").symlink_to(COURSE / "exercises")
    subprocess.run([sys.executable, "-c", made], cwd=tmp_path, check=True)
    (command,) = re.findall(r"^\S+ (-m helpers\.grading work/made .*)$", text, re.MULTILINE)
    subprocess.run([sys.executable, *command.split()], cwd=tmp_path, check=True, timeout=300)
    with (tmp_path / "work" / "marks" / "grades.csv").open(encoding="utf-8") as sheet:
        found = [f"{r['learner']} {r['verdict']}" for r in csv.DictReader(sheet) if r["exercise"] == "03.1"]
    assert found == verdicts.splitlines()
    with (tmp_path / "work" / "marks" / "grades.mistakes.csv").open(encoding="utf-8") as table:
        columns = ("exercise", "mistake", "learners", "answered")
        made_by = [" ".join(r[c] for c in columns) for r in csv.DictReader(table) if r["learners"] != "0"]
    assert made_by == counted.splitlines()
    page = (tmp_path / "work" / "marks" / "grades.class.html").read_text("utf-8")
    said = " ".join(unescape(re.sub(r"<[^>]+>", "", page)).split())
    assert topic in said
