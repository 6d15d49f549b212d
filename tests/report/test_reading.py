"""A large file shows how far it is, in bytes, and says which check it has outgrown."""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from helpers.report import BadTable, blocks, raw, read
from helpers.report.command import main

ROWS = "".join(f"u{i},{'control' if i % 2 else 'new'},{i % 7}\n" for i in range(4000))
FILE = f"user_id,variant,revenue\n{ROWS}".encode()


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that is read in ten blocks."""
    monkeypatch.setattr(blocks, "AT_ONCE", 400)
    path = tmp_path / "visitors.csv"
    path.write_bytes(FILE)
    return path


@pytest.mark.parametrize("packed", [False, True])
def test_progress_is_the_bytes_of_the_file_that_are_read(file: Path, packed: bool) -> None:
    if packed:
        file.write_bytes(gzip.compress(FILE))
    told: list[tuple[int, int]] = []
    read(file, progress=lambda done, total: told.append((done, total)))
    done, totals = zip(*told, strict=True)
    assert set(totals) == {file.stat().st_size}
    assert list(done) == sorted(done)
    assert done.count(totals[0]) == 1
    assert packed or all(abs(d / totals[0] - (i + 1) / 10) < 0.1 for i, d in enumerate(done[:9]))


def test_true_shows_a_share_of_the_file(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    read(file, progress=True)
    shown = [line for line in capsys.readouterr().err.split("\r") if line]
    assert len(shown) >= 9
    assert shown[-1].endswith(f"100 % of {len(FILE) / 1e6:.3g} MB\n")


def test_the_command_shows_it_to_a_terminal_unless_it_is_to_be_quiet(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert main([str(file)]) == 0
    assert "100 % of" in capsys.readouterr().err
    assert main([str(file), "--quiet", "--overwrite"]) == 0
    assert capsys.readouterr().err == ""


def test_users_that_were_not_looked_at_are_said(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "each user has one line, by “user_id”" in read(file).how_it_was_read
    monkeypatch.setattr(raw, "CHECKED", 1000)
    said = [line for line in read(file).how_it_was_read if line.startswith("one line a user")]
    assert said == [
        "one line a user, by “user_id”, was looked for in the first 800 lines only: in the other 3200, and "
        "between these and those, a user may have several"
    ]


def test_a_user_who_comes_twice_is_still_found_among_those_looked_at(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(raw, "CHECKED", 1000)
    file.write_bytes(FILE.replace(b"u7,control", b"u5,control"))
    with pytest.raises(ValueError, match="one line a user is wanted"):
        read(file)


@pytest.mark.parametrize("parts", [1, 3, 50])
def test_users_who_come_again_are_counted_as_by_pandas(
    parts: int, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(5)
    arm = rng.choice(["control", "new"], 4000)
    frame = pd.DataFrame({"user_id": rng.integers(0, 9000, 4000), "variant": arm, "y": rng.normal(size=4000)})
    frame.to_csv(file, index=False)
    before = frame.groupby("user_id")["variant"].shift(1)
    stayed, switched = before == arm, before.notna() & (before != arm)
    monkeypatch.setattr(raw, "SORTED", 4000 // parts)
    with pytest.raises(BadTable) as caught:
        read(file)
    told = {(problem.line, problem.what.split()[0]) for problem in caught.value.problems}
    assert told == {(int(np.argmax(which)) + 2, str(which.sum())) for which in (stayed, switched)}


def test_a_line_of_progress_that_was_begun_is_ended(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    add = raw.Sums.add

    def broken(sums: raw.Sums, *given: object) -> None:
        if sums.rows > 1000:
            raise KeyboardInterrupt
        add(sums, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(raw.Sums, "add", broken)
    with pytest.raises(KeyboardInterrupt):
        read(file, progress=True)
    said = capsys.readouterr().err
    assert "% of" in said
    assert said.endswith("\n")
    assert said.count("\n") == 1


def test_no_more_is_kept_of_a_wide_block_than_of_a_narrow_one(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "CELLS", 90)  # of three columns: 30 rows
    told: list[int] = []
    read(file, progress=lambda *now: told.append(now[0]))
    assert len(told) > 4000 / 400 * 2
