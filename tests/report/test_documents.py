"""What README and book say of the report: every option of its own is one, and the code they show runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from helpers import datasets
from helpers.report.command import main

ROOT = Path(__file__).parents[2]
DOCUMENTS = ["README.md", "book/your-experiments.md"]


@pytest.mark.slow
@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_code_that_is_shown_runs(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    [code] = re.findall(
        r"```python\n(from helpers import report\n.*?)```", (ROOT / name).read_text("utf8"), re.S
    )
    table = datasets.load("headline_questions").drop(columns=["effect", "std_error"]).head(12)
    table.to_csv(tmp_path / "my_experiments.csv", index=False)
    monkeypatch.chdir(tmp_path)
    exec(code, {})
    assert (tmp_path / "report.moderators.csv").exists()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_options_that_change_the_meaning_are_named_and_known(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    known, text = capsys.readouterr().out, (ROOT / name).read_text("utf8")
    for option in ("--lower-is-better", "--shares", "--moderator"):
        assert option in known
        assert f"`{option}" in text
