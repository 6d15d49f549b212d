"""One name for all commands; each hands its words on to who does the work."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

from helpers import __version__, learn
from helpers.cli import command

ROOT = Path(__file__).resolve().parents[2]


def run(*words: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    code = "import sys; from helpers.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", code, *words]
    return subprocess.run(
        command, cwd=cwd, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )


def test_the_console_script_is_this_main():
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]
    module, _, name = scripts[command.PROG].partition(":")
    assert getattr(import_module(module), name) is command.main


@pytest.mark.parametrize("words", [[], ["--help"], ["help"]])
def test_without_a_command_all_are_named(words, capsys):
    assert command.main(words) == 0
    said = capsys.readouterr().out
    assert all(f"  {name}" in said for name in command.COMMANDS)


@pytest.mark.parametrize("name", command.COMMANDS)
def test_each_command_explains_itself_under_the_name_it_was_called_by(name, capsys):
    with pytest.raises(SystemExit) as ended:
        command.main([name, "--help"])
    assert ended.value.code == 0
    assert f"usage: borrowing-strength {name}" in capsys.readouterr().out


def test_an_unknown_command_is_named_and_fails(capsys):
    assert command.main(["lern"]) == 2
    said = capsys.readouterr().err
    assert "'lern'" in said
    assert "learn" in said


def test_the_version_is_the_packages(capsys):
    assert command.main(["--version"]) == 0
    assert __version__ in capsys.readouterr().out


@pytest.mark.slow
def test_a_report_comes_out_and_a_bad_file_or_folder_is_refused(tmp_path, capsys):
    table = tmp_path / "mine.csv"
    table.write_text("label,effect,std_error\na,.1,.1\nb,.2,.1\nc,-.1,.2\n")
    done = run("report", str(table), "--out", str(tmp_path / "r.html"), "--quiet")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "r.html").exists()
    assert command.main(["report", str(table), "--out", "/proc/r.html", "--quiet"]) == 2
    said = capsys.readouterr().err
    assert "no file can be made in this folder" in said
    assert "'/proc'" in said
    assert ".new" not in said
    table.write_text("nothing\n")
    assert command.main(["report", str(table), "--out", str(tmp_path / "s.html")]) == 2


@pytest.mark.slow
def test_learn_puts_the_copy_where_it_is_told_and_the_doctor_finds_it_there(tmp_path, monkeypatch):
    monkeypatch.delenv(learn.VARIABLE, raising=False)
    home = {"HOME": str(tmp_path), "USERPROFILE": str(tmp_path)}
    done = run("learn", "--to", str(tmp_path / "here"), "--no-lab", **home)
    assert done.returncode == 0, done.stderr
    assert str(tmp_path / "here" / "exercises") in done.stdout
    names = {path.name for path in (tmp_path / "here/exercises").glob("*.ipynb")}
    assert names == {path.name for path in (ROOT / "exercises").glob("*.ipynb")}
    assert f"your copy: up to date, in {tmp_path / 'here'}" in run("doctor", "--quick", **home).stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("gone", "words"),
    [("numpy", ["report", "mine.csv"]), ("numpy", ["learn", "--no-lab"]), ("jupyterlab", ["learn"])],
)
def test_without_a_package_a_command_names_it_and_sends_to_the_doctor(gone, words, tmp_path):
    code = f"import sys; sys.modules[{gone!r}] = None; from helpers.cli import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", code, *words],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), learn.VARIABLE: str(tmp_path / "work")},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert f"{gone} is not installed in this Python, {sys.executable}" in done.stderr
    assert "borrowing-strength doctor" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_package_that_is_broken_is_told_and_our_own_faults_are_not_blamed_on_it(monkeypatch, capsys):
    def fails(name):
        def run(_words, _prog):
            raise ImportError("its library\nand more", name=name)

        return run

    monkeypatch.setitem(command.COMMANDS, "learn", fails("scipy.stats"))
    assert command.main(["learn"]) == 1
    assert "scipy cannot be imported (its library)" in capsys.readouterr().err
    monkeypatch.setitem(command.COMMANDS, "learn", fails("helpers.learn"))
    with pytest.raises(ImportError):
        command.main(["learn"])


def test_grading_says_that_it_needs_linux(monkeypatch, capsys):
    monkeypatch.setattr(sys, "platform", "darwin")
    assert command.main(["grade", "somewhere", "--out", "grades.csv"]) == 1
    assert "Linux" in capsys.readouterr().err
