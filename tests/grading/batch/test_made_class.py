"""The made class of the trainers' page: made and graded as the page says, it comes out as the page says."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest

from helpers.grading import exercises
from helpers.grading.batch.jail import probe
from helpers.grading.batch.jail.enter import WALLS
from helpers.grading.kinds.words.text import FreeText
from helpers.grading.sheets import COURSE

PAGE = COURSE / "book" / "trainers" / "grading.md"


def what_the_image_holds(page: str, folder: Path) -> Path:
    """A folder with what the page's Containerfile copies out of the course, and nothing else."""
    folder.mkdir()
    for line in re.findall(r"^COPY (.*)$", page, re.MULTILINE):
        for name in line.split()[:-1]:
            source = COURSE / name
            if source.is_dir():
                shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, folder)
    return folder


def test_no_marks_and_no_key_go_into_the_image():
    copied = re.findall(r"^COPY (.*) \S+$", PAGE.read_text("utf-8"), re.MULTILINE)
    tracked = subprocess.run(["git", "ls-files"], cwd=COURSE, capture_output=True, text=True, check=True)
    top = {path.partition("/")[0] for path in tracked.stdout.splitlines()}
    assert copied
    assert {name for line in copied for name in line.split()} <= top


def test_the_page_names_the_exercises_that_are_texts():
    texts = [one.id for one in exercises() if isinstance(one.kind, FreeText)]
    assert f"in this course {' and '.join(texts)}," in PAGE.read_text("utf-8")


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
    (command,) = re.findall(r"^\S+borrowing-strength (grade work/made .*)$", text, re.MULTILINE)
    start = [sys.executable, "-m", "helpers.cli", *command.split()]
    there = os.environ | {"PYTHONPATH": str(what_the_image_holds(text, tmp_path / "image"))}
    subprocess.run(start, cwd=tmp_path, env=there, check=True, timeout=300)
    with (tmp_path / "work" / "marks" / "grades.csv").open(encoding="utf-8") as sheet:
        rows = [row for row in csv.DictReader(sheet) if row["exercise"] == "03.1"]
    assert [f"{row['learner']} {row['verdict']}" for row in rows] == verdicts.splitlines()
    with (tmp_path / "work" / "marks" / "grades.named.csv").open(encoding="utf-8") as named:
        told = {r["learner"]: r["mistake"] for r in csv.DictReader(named) if r["exercise"] == "03.1"}
    assert told["Bob"] == told["Cleo"] == told["Eve"]
    assert "1/s" in told["Bob"]
    assert told["Dan"] not in ("", told["Bob"])
    assert not {"Ada", "Fay", "Gus"} & told.keys()
    with (tmp_path / "work" / "marks" / "grades.mistakes.csv").open(encoding="utf-8") as table:
        columns = ("exercise", "mistake", "learners", "answered")
        made_by = [" ".join(r[c] for c in columns) for r in csv.DictReader(table) if r["learners"] != "0"]
    assert made_by == counted.splitlines()
    page = (tmp_path / "work" / "marks" / "grades.class.html").read_text("utf-8")
    said = " ".join(unescape(re.sub(r"<[^>]+>", "", page)).split())
    assert topic in said
    alike = (tmp_path / "work" / "marks" / "grades.similar.html").read_text("utf-8")
    (named_alike,) = re.findall(r"\*The same throughout\*, “(.*?)”", text)
    assert named_alike in unescape(re.sub(r"<[^>]+>", "", alike))
    assert not (tmp_path / "work" / "marks" / "grading.key").exists()
