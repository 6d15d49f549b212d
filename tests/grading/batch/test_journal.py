"""A line in the journal is there for good; one that is torn was never there."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.grading.batch import Stop
from helpers.grading.batch.journal import Journal, key_of


def test_what_is_written_is_found_again_and_the_first_line_of_a_key_wins(tmp_path: Path) -> None:
    with Journal(tmp_path / "j") as journal:
        journal.add("a", {"n": 1})
    line = (tmp_path / "j").read_bytes()
    with Journal(tmp_path / "j") as journal:
        journal.add("a", {"n": 2})
        assert journal.done == {"a": {"n": 1}}
    assert (tmp_path / "j").read_bytes() == line


@pytest.mark.parametrize("cut", [1, 20, 60])
def test_a_torn_tail_is_cut_off(tmp_path: Path, cut: int) -> None:
    with Journal(tmp_path / "j") as journal:
        journal.add("a", {"n": 1})
        sound = (tmp_path / "j").read_bytes()
        journal.add("b", {"n": 2})
    whole = (tmp_path / "j").read_bytes()
    (tmp_path / "j").write_bytes(whole[:-cut])
    with Journal(tmp_path / "j") as journal:
        assert set(journal.done) == {"a"}
        assert (tmp_path / "j").read_bytes() == sound
        journal.add("b", {"n": 2})
    assert (tmp_path / "j").read_bytes() == whole


def test_a_damaged_line_costs_no_other(tmp_path: Path) -> None:
    with Journal(tmp_path / "j") as journal:
        for key in "abc":
            journal.add(key, {"n": key})
    lines = (tmp_path / "j").read_bytes().splitlines(keepends=True)
    (tmp_path / "j").write_bytes(lines[0] + lines[1].replace(b"n", b"m", 1) + lines[2])
    with Journal(tmp_path / "j") as journal:
        assert (set(journal.done), journal.damaged) == ({"a", "c"}, 1)


def test_two_batches_at_once_are_refused(tmp_path: Path) -> None:
    with Journal(tmp_path / "j"), pytest.raises(Stop, match="--out: another batch"), Journal(tmp_path / "j"):
        pass


def test_a_file_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "j").write_text("my shopping list\n")
    with pytest.raises(Stop, match="no journal"), Journal(tmp_path / "j"):
        pass
    assert (tmp_path / "j").read_text() == "my shopping list\n"


def test_every_part_of_a_job_is_in_its_key() -> None:
    jobs = [("a", "03", "x", "s"), ("b", "03", "x", "s"), ("a", "04", "x", "s"), ("a", "03", "y", "s")]
    assert len({key_of(*job) for job in [*jobs, ("a", "03", "x", "t")]}) == 5
