"""A file that cannot be used is told by row and column what to mend; nothing is written or overwritten."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from helpers.report import BadTable, read
from helpers.report.command import main
from tests.report.files import BAD


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_told_what_to_mend(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content, wanted = BAD[name]
    file, out = tmp_path / "mine.csv", tmp_path / "out.html"
    file.write_bytes(content)
    out.write_text("precious")
    assert main([str(file), "--out", str(out), "--overwrite"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    for word in wanted:
        assert word in said.err
    assert "Traceback" not in said.err
    assert out.read_text() == "precious"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.csv", "out.html"]


def test_there_are_forty_of_them() -> None:
    assert len(BAD) >= 40


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text("label,effect,std_error\nA,x,0.1\nB,0.2,\nC,0.3,y\n")
    with pytest.raises(BadTable) as caught:
        read(file)
    assert [(problem.line, problem.column) for problem in caught.value.problems] == [
        (2, "effect"), (3, "std_error"), (4, "std_error"),
    ]  # fmt: skip


@pytest.mark.slow
def test_a_file_that_is_not_there_ends_with_2(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "helpers.report", str(tmp_path / "none.csv")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 2
    assert "no file" in run.stderr
    assert "Traceback" not in run.stderr
