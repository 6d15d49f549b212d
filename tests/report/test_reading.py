"""A large file shows how far it is, in bytes, and says which check it has outgrown."""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

import pytest

from helpers.report import blocks, raw, read
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
    said = [line for line in read(file).how_it_was_read if "user" in line]
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
