"""The record of progress: whatever happens to the file, what is sound in it is kept, and it is said."""

from __future__ import annotations

import codecs
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from helpers.grading import check, predictions, progress, record
from tests.grading.answers import q

VARIABLE = record.VARIABLE
KEPT = {"03.1": 2.0, "03.2": 1.0, "04.1": 3.0}
RECORD = {
    "version": 1,
    "exercises": {
        name: {
            "attempts": 3,
            "best": best,
            "max": 3,
            "passed": "2026-01-01T00:00:00+00:00",
            "verdict": "pass",
        }
        for name, best in KEPT.items()
    },
    "predictions": {
        "03.3": {"answer": "falls", "confidence": 80, "options": 3, "right": True, "when": "2026-01-01"}
    },
}
TEXT = json.dumps(RECORD, indent=1, sort_keys=True)


def best() -> dict[str, float]:
    return {name: entry["best"] for name, entry in record.load()["exercises"].items() if "best" in entry}


def conflict(ours: str, theirs: str) -> str:
    """Git's marks in the middle of an entry, with lines common to both around them."""
    return TEXT.replace(
        '   "best": 1.0,\n',
        f'<<<<<<< HEAD\n   "best": {ours},\n=======\n   "best": {theirs},\n>>>>>>> main\n',
    )


def changed(part: str, name: str, entry: object) -> bytes:
    return json.dumps({**RECORD, part: {**RECORD[part], name: entry}}).encode()


WHOLE = set(KEPT)
DAMAGES = {
    "cut off in its middle": (TEXT[: TEXT.index('"04.1"') + 30].encode(), {"03.1", "03.2"}),
    "cut off at its end": (TEXT[: TEXT.index('"predictions"') - 2].encode(), WHOLE),
    "with a byte order mark": (codecs.BOM_UTF8 + TEXT.encode(), WHOLE),
    "as UTF-16": (TEXT.encode("utf-16"), WHOLE),
    "as UTF-16 without a mark": (TEXT.encode("utf-16-le"), WHOLE),
    "as UTF-32": (TEXT.encode("utf-32"), WHOLE),
    "with the marks of a conflict": (conflict("1.0", "0.5").encode(), WHOLE),
    "with a conflict the other way": (conflict("0.5", "1.0").encode(), WHOLE),
    "with a conflict of three": (
        conflict("1.0", "0.5").replace("=======", '||||||| base\n   "best": 0,\n=======').encode(),
        WHOLE,
    ),
    "with a conflict cut off": (conflict("1.0", "0.5").partition(">>>>")[0].encode(), {"03.1", "03.2"}),
    "empty": (b"", set()),
    "only zeros": (b"\0" * 900, set()),
    "with an entry that is a number": (changed("exercises", "05.1", 4), WHOLE),
    "with an entry of words": (changed("exercises", "05.1", {"best": "y", "attempts": None}), WHOLE),
    "with a score that is no number": (changed("exercises", "05.1", {"best": float("nan")}), WHOLE),
    "with a huge score": (changed("exercises", "05.1", {"best": 10**400, "attempts": 1}), WHOLE),
    "with a prediction that says nothing": (changed("predictions", "05.2", {"when": 3}), WHOLE),
    "with a wrong byte in a word": (TEXT.encode().replace(b'"verdict"', b'"verd\xffct"', 1), WHOLE),
    "with a wrong byte between": (TEXT.encode().replace(b'"04.1":', b'\xfe"04.1":', 1), WHOLE),
    "twice": (TEXT.encode() * 2, WHOLE),
    "with something after it": (TEXT.encode() + b"}}\n", WHOLE),
    "with a comma too many": (TEXT.replace('"pass"\n', '"pass",\n').encode(), WHOLE),
    "with Windows' ends of lines, cut": (TEXT[:-3].replace("\n", "\r\n").encode(), WHOLE),
    "with a name twice": (
        json.dumps(RECORD).replace('"03.2":', '"03.1": {"attempts": 1, "best": 0.0}, "03.2":').encode(),
        WHOLE,
    ),
    "a list": (b"[]", set()),
    "a number for its exercises": (b'{"exercises": 3}', set()),
    "too deep": (b"[" * 100_000, set()),
    "another thing": (b"PK\x03\x04 not a record at all", set()),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_record_is_set_aside_and_what_is_sound_in_it_is_kept(damage):
    data, sound = DAMAGES[damage]
    where = record.path()
    where.write_bytes(data)
    told = str(progress())
    aside = where.with_name("damaged-progress.json")
    assert "was damaged" in told
    assert str(aside) in told
    assert aside.read_bytes() == data
    assert {name: score for name, score in best().items() if name in KEPT} == {n: KEPT[n] for n in sound}
    passed = check("04.2", "C")
    assert not any("damaged" in note for note in passed.notes), "it is said once, and mended"
    assert json.loads(where.read_text())["exercises"].keys() >= sound | {"04.2"}
    names = {path.name for path in where.parent.iterdir()}
    assert names == {"progress.json", "progress.json.lock", "damaged-progress.json"}


def test_check_tells_of_damage_and_counts_all_the_same():
    record.path().write_bytes(TEXT[:-40].encode())
    feedback = check("03.3", "rises")
    assert any("damaged" in note for note in feedback.notes)
    assert set(best()) == {*KEPT, "03.3"}


def test_a_prediction_survives_a_cut_behind_it():
    record.path().write_bytes(TEXT[: TEXT.rindex("}") - 2].encode())
    assert predictions()["03.3"] == RECORD["predictions"]["03.3"]


def test_fields_that_are_unknown_here_stay():
    later = {**RECORD, "version": 2, "course": "next", "exercises": {"21.1": {"best": 1.0, "new": [1]}}}
    record.path().write_text(json.dumps(later))
    check("03.1", q)
    kept = json.loads(record.path().read_text())
    assert kept["course"] == "next"
    assert kept["exercises"]["21.1"] == {"best": 1.0, "new": [1]}


@pytest.mark.parametrize("odd", [{"adopted": 5}, {"adopted": {"a": 1}}, {"version": None}, {"exercises": {}}])
def test_odd_things_beside_the_entries_stop_nobody(odd, monkeypatch, tmp_path):
    record.path().write_text(json.dumps({**RECORD, **odd}))
    assert check("03.1", q).passed
    assert best()["03.1"] == 2.0
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv(VARIABLE)
    record.path().parent.mkdir()
    record.path().write_text(json.dumps({**RECORD, **odd}))
    (tmp_path / record.OLD_NAME).write_text(TEXT)
    monkeypatch.chdir(tmp_path)
    assert set(best()) == WHOLE


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A learner with a home of their own, and no wish where the record is to be."""
    (tmp_path / "home").mkdir()
    monkeypatch.delenv(VARIABLE)
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


def test_the_record_follows_the_learner_from_folder_to_folder(home, monkeypatch):
    for name in ("one", "other"):
        (home / name).mkdir()
    monkeypatch.chdir(home / "one")
    check("03.1", q)
    monkeypatch.chdir(home / "other")
    assert progress().passed == 1
    assert list((home / "one").iterdir()) == []


def test_a_record_beside_the_notebook_is_taken_over_once(home, monkeypatch):
    (home / "old").mkdir()
    old = home / "old" / ".progress.json"
    old.write_text(TEXT)
    monkeypatch.chdir(home / "old")
    assert str(old) in str(progress())
    assert set(best()) == set(KEPT)
    assert "taken over" not in str(progress())
    assert old.read_text() == TEXT
    assert progress(reset=True).passed == 0
    assert progress().passed == 0, "what was begun anew does not come back"
    record.path().write_text(json.dumps({**RECORD, "exercises": {"03.1": {"best": 0.5, "attempts": 9}}}))
    progress()
    assert record.load()["exercises"]["03.1"]["best"] == 2.0, "of two records the better counts"


def test_beginning_anew_holds_for_a_record_not_yet_taken_over(home):
    (home.parent / ".progress.json").write_text(TEXT)
    assert progress(reset=True).passed == 0
    assert progress().passed == 0


def test_beginning_anew_keeps_the_old_record(home):
    check("03.1", q)
    before = (home / ".borrowing-strength" / "progress.json").read_bytes()
    said = str(progress(reset=True))
    kept = home / ".borrowing-strength" / "before-progress.json"
    assert str(kept) in said
    assert kept.read_bytes() == before


def test_a_symlink_stays_one_and_a_home_is_expanded(home, monkeypatch):
    (home / "disk").mkdir()
    target, link = home / "disk" / "mine.json", home / "link.json"
    target.write_text(TEXT)
    link.symlink_to(target)
    monkeypatch.setenv(VARIABLE, "~/link.json")
    assert check("04.1", None) is not None
    check("05.1", 3)
    assert link.is_symlink()
    assert set(json.loads(target.read_text())["exercises"]) >= WHOLE
    link.unlink()
    link.symlink_to(home / "disk" / "new.json")
    check("03.1", q)
    assert link.is_symlink()
    assert progress().passed == 1


def test_a_folder_may_be_named_too(home, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(home))
    check("03.1", q)
    assert (home / "progress.json").exists()


@pytest.mark.parametrize("place", ["/proc/nowhere/progress.json", "~nobody-of-this-name/progress.json"])
def test_a_place_that_cannot_be_written_is_said(home, monkeypatch, place):
    (home / "read-only").mkdir(mode=0o500)
    monkeypatch.setenv(VARIABLE, place)
    monkeypatch.chdir("/proc")
    feedback = check("03.1", q)
    assert feedback.passed
    assert any("could not be saved" in note for note in feedback.notes)
    progress()
    progress(reset=True)


def test_a_record_that_cannot_be_copied_is_not_written_over(monkeypatch):
    """A full disk, say: the damaged file stays, with all that might still be got out of it."""
    record.path().write_bytes(TEXT.encode()[:-9])
    monkeypatch.setattr(record._files, "keep", lambda *a, **k: (_ for _ in ()).throw(OSError(28, "No space")))  # noqa: ARG005
    feedback = check("03.1", q)
    assert any("nothing is saved" in note for note in feedback.notes)
    assert record.path().read_bytes() == TEXT.encode()[:-9]


def test_the_record_can_be_turned_off(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for name, value in ((VARIABLE, "off"), ("NBGRADER_EXECUTION", "autograde")):
        monkeypatch.setenv(name, value)
        check("03.1", q)
        assert progress().passed == 0
        assert list(tmp_path.iterdir()) == []
        monkeypatch.setenv(VARIABLE, str(tmp_path / "progress.json"))


KERNEL = """
import sys
from helpers.grading import check
print("ready", flush=True)
for _ in range(int(sys.argv[1])):
    check("04.2", "C")
"""


def kernel(code, *arguments, **options):
    environment = {**os.environ, "PYTHONPATH": str(Path(record.__file__).parents[2])}
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        **options,
    )


@pytest.mark.slow
def test_two_kernels_lose_nothing():
    both = [kernel(KERNEL, "40") for _ in range(2)]
    for one in both:
        assert one.wait(60) == 0
        one.stdout.close()
    assert record.load()["exercises"]["04.2"]["attempts"] == 80


def test_threads_of_one_kernel_lose_nothing():
    some = [threading.Thread(target=lambda: [check("04.2", "C") for _ in range(10)]) for _ in range(4)]
    for one in some:
        one.start()
    for one in some:
        one.join()
    assert record.load()["exercises"]["04.2"]["attempts"] == 40


@pytest.mark.slow
def test_a_kernel_that_is_killed_leaves_a_sound_record_and_no_heap_of_files():
    record.path().write_text(TEXT)
    for _ in range(3):
        one = kernel(KERNEL, "100000")
        assert one.stdout.readline() == "ready\n"
        one.send_signal(signal.SIGKILL)
        one.wait(10)
        one.stdout.close()
    assert "damaged" not in str(progress())
    assert set(best()) >= WHOLE
    check("03.1", q)
    assert {path.name for path in record.path().parent.iterdir()} == {"progress.json", "progress.json.lock"}


@pytest.mark.slow
def test_a_folder_that_is_gone_stops_nobody(tmp_path):
    """Deleted under a running kernel, as by an update or a tidy colleague."""
    code = """
import os
from helpers.grading import check, progress
os.mkdir("here"); os.chdir("here"); os.rmdir("../here")
print(check("03.1", lambda y, s: 1.0), check("04.2", ("Vandiviere", 80)), progress(), progress(reset=True))
"""
    for chosen in (str(tmp_path / "kept" / "progress.json"), "relative.json", ""):
        environment = {
            "PYTHONPATH": str(Path(record.__file__).parents[2]),
            "HOME": str(tmp_path),
            VARIABLE: chosen,
        }
        run = subprocess.run(
            [sys.executable, "-c", code],
            cwd=tmp_path,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.stderr == ""
        assert "Not yet" in run.stdout
        assert "works in is gone" in run.stdout
        saved = "1 of 7 passed" in run.stdout
        assert saved == (chosen != "relative.json")
        assert saved != ("could not be saved" in run.stdout)
