"""However a class hands in: who it is, which chapter, and a reason for each file that cannot be read."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest

from helpers.grading.batch import Stop, archives
from helpers.grading.batch.submissions import Found, find
from tests.grading.batch.class_room import notebook


def zipped(**files: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def found(tmp_path: Path, files: dict[str, bytes], alike: str = "") -> Found:
    root, aside = tmp_path / "in", tmp_path / "aside"
    aside.mkdir()
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    return find(root, aside, alike)


LAYOUTS = {
    "flat": ["anna__03.ipynb", "ben__x.ipynb"],
    "stem": ["anna.ipynb", "ben.ipynb"],
    "folders": ["anna/a.ipynb", "ben/deep/b.ipynb"],
    "wrapped": ["class/anna/a.ipynb", "class/ben/b.ipynb"],
    "nbgrader": ["submitted/anna/03-heterogeneity/x.ipynb", "submitted/ben/03-heterogeneity/x.ipynb"],
    "moodle folders": ["anna_12345_assignsubmission_file_/x.ipynb", "ben_12_assignsubmission_file_/y.ipynb"],
    "canvas": ["anna_12345_678_x.ipynb", "ben_LATE_12346_679_y.ipynb"],
    "moodle flat": ["anna_12345_assignsubmission_file_x.ipynb", "ben_12346_y.ipynb"],
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_who_a_learner_is(tmp_path: Path, layout: str) -> None:
    there = found(tmp_path, dict.fromkeys(LAYOUTS[layout], notebook())).submissions
    assert [(s.learner, s.chapter, s.trouble) for s in there] == [("anna", "03", ""), ("ben", "03", "")]


def test_archives_of_a_class_and_of_a_learner(tmp_path: Path) -> None:
    inner = zipped(**{"work/03.ipynb": notebook(), "__MACOSX/work/._03.ipynb": b"?"})
    there = found(tmp_path, {"anna.zip": inner, "ben/mine.zip": inner}).submissions
    assert [(s.learner, s.trouble) for s in there] == [("anna", ""), ("ben", "")]


UNREADABLE = {
    "empty": b"",
    "cut": notebook()[:400],
    "latin": '{"é": 1}'.encode("latin-1"),
    "list": b"[]",
    "old": b'{"nbformat": 3, "worksheets": []}',
    "deep": b"[" * 100_000,
    "cells": b'{"nbformat": 4, "cells": 7}',
}


@pytest.mark.parametrize("kind", UNREADABLE)
def test_what_cannot_be_read_is_a_row_with_a_reason(tmp_path: Path, kind: str) -> None:
    [one] = found(tmp_path, {"anna__03-heterogeneity.ipynb": UNREADABLE[kind]}).submissions
    assert (one.learner, one.chapter, one.copy) == ("anna", "03", None)
    assert one.trouble


def test_a_byte_order_mark_and_a_foreign_kernel_do_no_harm(tmp_path: Path) -> None:
    hostile = notebook().replace(b'"name": "python3"', b'"name": "; rm -rf /"')
    there = found(tmp_path, {"anna.ipynb": b"\xef\xbb\xbf" + notebook(), "ben.ipynb": hostile}).submissions
    assert [s.trouble for s in there] == ["", ""]


def test_nothing_is_read_or_written_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "LARGEST", 100_000)
    (tmp_path / "elsewhere.ipynb").write_bytes(notebook())
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "link__03.ipynb").symlink_to(tmp_path / "elsewhere.ipynb")
    bad = zipped(**{"../../up__03.ipynb": notebook(), "/abs__03.ipynb": notebook()})
    bomb = zipped(**{"03.ipynb": b" " * 5_000_000})
    files = {"x/a.zip": bad, "bomb.zip": bomb, "broken.zip": b"PK", "large.ipynb": b" " * 100_001}
    there = found(tmp_path, files).submissions
    assert {s.learner for s in there} >= {"link", "x", "bomb", "broken", "large"}
    assert all(s.trouble and s.copy is None for s in there)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["aside", "elsewhere.ipynb", "in"]


def test_names_that_are_almost_the_same_are_asked_about(tmp_path: Path) -> None:
    files = {"Anna__03.ipynb": notebook(), "anna__03.ipynb": notebook("x"), "ben__03.ipynb": notebook()}
    with pytest.raises(Stop, match=r"'Anna' and 'anna'.*--alike"):
        found(tmp_path, files)
    apart = find(tmp_path / "in", tmp_path / "aside", "apart").submissions
    assert [s.learner for s in apart] == ["Anna", "anna", "ben"]
    together = find(tmp_path / "in", tmp_path / "aside", "together")
    assert [s.learner for s in together.submissions] == ["Anna", "ben"]
    assert "counts, not" in together.notes[0]
    again = find(tmp_path / "in", tmp_path / "aside", before=together.alike)
    assert [s.learner for s in again.submissions] == ["Anna", "ben"], "who has answered is not asked again"
    (tmp_path / "in" / "BEN__03.ipynb").write_bytes(notebook())
    with pytest.raises(Stop, match=r"\? 'BEN' and 'ben'\. Rename"):
        find(tmp_path / "in", tmp_path / "aside", before=together.alike)


def test_two_people_of_one_name_stay_two(tmp_path: Path) -> None:
    names = ["Ann Lee_11_assignsubmission_file_/x.ipynb", "Ann Lee_12_assignsubmission_file_/x.ipynb"]
    there = found(tmp_path, dict.fromkeys(names, notebook()))
    assert [s.learner for s in there.submissions] == ["Ann Lee_11", "Ann Lee_12"]
    assert there.notes


def test_the_newest_counts_even_where_only_an_older_one_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "in" / "anna").mkdir(parents=True)
    for name, data, when in (("first.ipynb", notebook(), 1e9), ("03-second.ipynb", b"{", 2e9)):
        (tmp_path / "in" / "anna" / name).write_bytes(data)
        os.utime(tmp_path / "in" / "anna" / name, (when, when))
    there = found(tmp_path, {"ben/x.ipynb": notebook()})
    [anna, ben] = there.submissions
    assert "no JSON" in anna.trouble
    assert "anna/first.ipynb can be read" in anna.trouble
    assert not ben.trouble
    assert any("anna/03-second.ipynb counts, not anna/first.ipynb" in note for note in there.notes)


def test_names_that_look_the_same_on_paper_are_told_apart(tmp_path: Path) -> None:
    files = {"J\u00f6rg__03.ipynb": notebook(), "Jo\u0308rg__03.ipynb": notebook("x")}
    apart = found(tmp_path, files, "apart").submissions
    assert [s.learner for s in apart] == ["Jo\\u0308rg", "J\u00f6rg"]
