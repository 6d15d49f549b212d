"""A batch comes to the same sheet whatever dies on the way."""

from __future__ import annotations

import csv
import os
import re
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.grading.batch import Stop, version
from helpers.grading.batch.run import grade
from tests.grading.batch.class_room import FAKE, batch, hand_in, silent

ROOT = Path(__file__).resolve().parents[3]
DRIVE = (
    f"import sys; from helpers.grading.batch.command import main; sys.exit(main(judge={FAKE!r}, wall='none'))"
)


def rows(sheet: Path) -> list[dict[str, str]]:
    with sheet.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.slow
def test_a_worker_that_dies_and_half_a_line_change_no_byte_of_the_sheet(tmp_path: Path) -> None:
    root = hand_in(
        tmp_path / "in", anna="", ben="verdict 03.1: wrong", cara=f"# die once {tmp_path / 'dead'}"
    )
    out, key = tmp_path / "out" / "grades.csv", tmp_path / "k"
    grade(batch(root, out, key=key), silent)
    assert (tmp_path / "dead").exists()
    undisturbed, journal = out.read_bytes(), out.with_suffix(".journal")
    assert {row["verdict"] for row in rows(out)} == {"pass", "wrong"}
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(lines[0] + lines[1][:40])
    grade(batch(root, out, key=key, resume=True), silent)
    assert out.read_bytes() == undisturbed
    grade(batch(root, tmp_path / "again" / "grades.csv", key=key, workers=1), silent)
    assert (tmp_path / "again" / "grades.csv").read_bytes() == undisturbed


@pytest.mark.slow
def test_who_kills_every_worker_is_a_grader_error_and_is_tried_again_next_time(tmp_path: Path) -> None:
    root, out = hand_in(tmp_path / "in", anna="", ben="# die"), tmp_path / "grades.csv"
    grade(batch(root, out), silent)
    verdicts = {(row["learner"], row["verdict"]) for row in rows(out)}
    assert verdicts == {("anna", "pass"), ("ben", "grader_error")}
    assert len(out.with_suffix(".journal").read_bytes().splitlines()) == 1


@pytest.mark.slow
def test_a_client_that_is_killed_costs_nothing(tmp_path: Path) -> None:
    """Killed while one notebook hangs and the other is in the journal; then the hanging one is mended."""
    root, out = hand_in(tmp_path / "in", anna="", ben="# hang"), tmp_path / "grades.csv"
    command = [sys.executable, "-c", DRIVE, str(root), "--out", str(out), "--workers", "2"]
    process = subprocess.Popen(command, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)})
    try:
        for _ in range(600):
            if out.with_suffix(".journal").exists() and out.with_suffix(".journal").stat().st_size:
                break
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(0.1)
        assert out.with_suffix(".journal").stat().st_size
    finally:
        process.kill()
        process.wait()
    assert not out.exists()
    hand_in(root, ben="")
    grade(batch(root, out, resume=True), silent)
    assert {row["verdict"] for row in rows(out)} == {"pass"}


@pytest.mark.skipif(sys.platform != "linux", reason="the batch is Linux's")
def test_ctrl_c_in_mid_batch_is_resumed_to_the_same_bytes(tmp_path: Path) -> None:
    told = {f"learner{i}": "verdict 03.1: wrong" if i % 2 else "# slow" for i in range(20)}
    root, out, key = hand_in(tmp_path / "in", **told), tmp_path / "grades.csv", tmp_path / "k"
    grade(batch(root, tmp_path / "quiet" / "grades.csv", key=key), silent)
    heard = ["env", "--default-signal=INT"]  # tests in the background inherit that it is ignored
    command = [sys.executable, "-c", DRIVE, str(root), "--out", str(out), "--key", str(key), "--workers", "2"]
    pipe, there = subprocess.PIPE, os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(heard + command, cwd=tmp_path, env=there, stderr=pipe, text=True) as process:
        assert process.stderr
        for line in process.stderr:
            if " of 20" in line:
                break
        workers = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()
    assert process.returncode == 130
    assert "--resume" in said
    assert "Traceback" not in said
    assert workers
    assert not any(Path("/proc", worker).exists() for worker in workers)
    assert not out.exists()
    assert not out.with_suffix(".work").exists()
    assert 1 <= len(out.with_suffix(".journal").read_bytes().splitlines()) < 20
    grade(batch(root, out, key=key, resume=True), silent)
    assert out.read_bytes() == (tmp_path / "quiet" / "grades.csv").read_bytes()


def test_nothing_is_overwritten_without_being_asked(tmp_path: Path) -> None:
    root, out = hand_in(tmp_path / "in", anna=""), tmp_path / "grades.csv"
    out.write_text("mine")
    with pytest.raises(Stop, match="--resume"):
        grade(batch(root, out), silent)
    assert out.read_text() == "mine"


@pytest.mark.slow
def test_a_question_is_answered_on_the_same_line_and_remembered(tmp_path: Path) -> None:
    root, out = hand_in(tmp_path / "in", ada="", ben=""), tmp_path / "grades.csv"
    (root / "Ada").mkdir()
    (root / "Ada" / "03-heterogeneity.ipynb").write_bytes((root / "ben__03-heterogeneity.ipynb").read_bytes())
    with pytest.raises(Stop, match="--alike"):
        grade(batch(root, out), silent)
    grade(batch(root, out, alike="together"), silent)
    assert {row["learner"] for row in rows(out)} == {"Ada", "ben"}
    first, journal = out.read_bytes(), out.with_suffix(".journal").read_bytes()
    grade(batch(root, out, resume=True), silent)
    assert out.read_bytes() == first
    assert out.with_suffix(".journal").read_bytes() == journal
    grade(batch(root, out, resume=True, alike="apart"), silent)
    assert {row["learner"] for row in rows(out)} == {"Ada", "ada", "ben"}


def test_the_secret_is_the_owners_and_never_among_what_was_handed_in(tmp_path: Path) -> None:
    root = hand_in(tmp_path / "in", anna="")
    with pytest.raises(Stop, match="--key"):
        grade(batch(root, tmp_path / "grades.csv", key=root / "k"), silent)
    with pytest.raises(Stop, match="--out"):
        grade(batch(root, root / "grades.csv"), silent)
    grade(batch(root, tmp_path / "grades.csv"), silent)
    assert stat.S_IMODE((tmp_path / "grading.key").stat().st_mode) == 0o600
    assert sorted(path.name for path in root.iterdir()) == ["anna__03-heterogeneity.ipynb"]


def test_an_overruled_mark_survives_a_run(tmp_path: Path) -> None:
    root, out = hand_in(tmp_path / "in", anna="verdict 03.1: wrong"), tmp_path / "grades.csv"
    grade(batch(root, out, key=tmp_path / "k"), silent)
    review = tmp_path / "grades.review.csv"
    with review.open("a") as file:
        file.write("anna,3.1,,,,,,1.5,Well argued.,\n")  # a spreadsheet makes 3.1 of 03.1
    for _ in range(2):
        grade(batch(root, out, key=tmp_path / "k", resume=True), silent)
        first = rows(out)[0]
        assert [first[n] for n in ("score", "verdict", "message", "review")] == [
            "1.5",
            "partial",
            "Well argued.",
            "overruled",
        ]
    assert "Well argued." in review.read_text()


@pytest.mark.slow
def test_no_name_or_message_runs_or_is_obeyed(tmp_path: Path) -> None:
    root = hand_in(tmp_path / "in", ben="verdict 03.1: error said <script>alert(1)</script>\x1b[31m")
    (root / "=cmd()\n\x1b[31m<b>__03.ipynb").write_text("{")
    grade(batch(root, tmp_path / "grades.csv"), silent)
    assert rows(tmp_path / "grades.csv")[0]["learner"].startswith("'=cmd()␊")
    written = [path for path in tmp_path.rglob("grades.*") if path.is_file()]
    written += list((tmp_path / "grades.feedback").iterdir())
    assert len([path for path in written if path.suffix == ".html"]) == 4
    for path in written:
        text = path.read_text("utf-8")
        assert "\x1b" not in text
        assert path.suffix != ".html" or not ("<script" in text or "<b>" in text)


def test_a_trainer_who_stands_among_the_notebooks_runs_none_of_their_files(tmp_path: Path) -> None:
    hand_in(tmp_path, anna="")
    (tmp_path / "numpy.py").write_text("open('ran', 'w')\n")
    command, elsewhere = [sys.executable, "-m", "helpers.grading", "--help"], {"PYTHONPATH": str(ROOT)}
    subprocess.run(command, cwd=tmp_path, capture_output=True, check=True, env={**os.environ, **elsewhere})
    assert not (tmp_path / "ran").exists()


@pytest.mark.slow
def test_what_another_version_of_the_course_judged_is_judged_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, out = hand_in(tmp_path / "in", anna="", ben="verdict 03.1: wrong"), tmp_path / "grades.csv"
    grade(batch(root, out), silent)
    first, said = out.read_bytes(), list[str]()
    monkeypatch.setattr(version, "of_the_course", lambda: "another")
    grade(batch(root, out, resume=True), said.append)
    assert any("the course has changed" in line and "2 notebooks" in line for line in said)
    assert any("2 to judge" in line for line in said)
    assert out.read_bytes() == first
    grade(batch(root, out, resume=True), said.append)
    assert any("0 to judge" in line for line in said)


def test_the_version_changes_with_a_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = version.of_the_course()
    (tmp_path / "99-more.md").write_text("one")
    monkeypatch.setattr(version.sheets, "FOLDERS", [*version.sheets.FOLDERS, tmp_path])
    one = version.of_the_course()
    (tmp_path / "99-more.md").write_text("two")
    assert len({before, one, version.of_the_course()}) == 3


def test_resuming_over_somebody_elses_sheet_is_refused(tmp_path: Path) -> None:
    root, out = hand_in(tmp_path / "in", anna=""), tmp_path / "grades.csv"
    out.write_text("name,mark\nanna,2\n")
    with pytest.raises(Stop, match="not written by this command"):
        grade(batch(root, out, resume=True), silent)
    assert out.read_text() == "name,mark\nanna,2\n"


def test_pages_under_real_names_go_when_pseudonyms_come_and_the_other_way_round(tmp_path: Path) -> None:
    root, out, key = hand_in(tmp_path / "in", anna=""), tmp_path / "grades.csv", tmp_path / "k"
    own = tmp_path / "grades.feedback" / "mine.html"
    for pseudonyms in (False, True, False):
        grade(batch(root, out, key=key, resume=out.exists(), pseudonyms=pseudonyms), silent)
        own.write_text("of the trainer")
        [page] = [path for path in own.parent.iterdir() if path != own]
        assert ("anna" in page.name) is not pseudonyms


@pytest.mark.slow
def test_under_pseudonyms_the_files_that_still_hold_names_are_named(tmp_path: Path) -> None:
    root, out, key = (
        hand_in(tmp_path / "in", anna="verdict 03.1: wrong"),
        tmp_path / "grades.csv",
        tmp_path / "k",
    )
    said: list[str] = []
    grade(batch(root, out, key=key, pseudonyms=True), said.append)
    [told] = [line for line in said if "Real names" in line]
    written = [path for path in tmp_path.glob("grades.*") if path.is_file()]
    named = {path.name for path in written if "anna" in path.read_text("utf-8")}
    assert named == set(re.findall(r"grades\.[\w.]+\w", told))
    said.clear()
    grade(batch(root, out, key=key, resume=True), said.append)
    assert not any("Real names" in line for line in said)


def test_a_refused_score_names_the_learner_as_written(tmp_path: Path) -> None:
    root, out, key = (
        hand_in(tmp_path / "in", Ö="verdict 03.1: wrong"),
        tmp_path / "grades.csv",
        tmp_path / "k",
    )
    grade(batch(root, out, key=key), silent)
    with (tmp_path / "grades.review.csv").open("a", encoding="utf-8") as file:
        file.write("Ö,03.1,,,,,,99,,\n")
    with pytest.raises(Stop, match=re.escape("your_score of Ö, 03.1, is 99")):
        grade(batch(root, out, key=key, resume=True), silent)


def test_a_review_with_control_characters_is_refused_and_left_alone(tmp_path: Path) -> None:
    root, out, key = hand_in(tmp_path / "in", anna=""), tmp_path / "grades.csv", tmp_path / "k"
    grade(batch(root, out, key=key), silent)
    review = tmp_path / "grades.review.csv"
    text = review.read_text() + "anna,03.1,,,,,,1,well\x1b[31m,\n"
    review.write_text(text)
    with pytest.raises(Stop, match="row 2: your_words holds a control character"):
        grade(batch(root, out, key=key, resume=True), silent)
    assert review.read_text() == text
