"""A learner's own copy: filled, never overwritten; what was done elsewhere comes along."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from helpers import learn
from helpers.authoring import sync
from helpers.grading import record
from helpers.learn import back, copy, lab

ROOT = sync.ROOT
NAME = "03-heterogeneity.ipynb"
MINE = "def q_statistic(effects, std_errors):\n    return 'mine'"


def git(folder: Path, *command: str, check: bool = True) -> str:
    who = ["-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "commit.gpgsign=false"]
    run = subprocess.run(["git", *who, *command], cwd=folder, capture_output=True, text=True, check=False)
    assert run.returncode == 0 or not check, run.stderr
    return run.stdout + run.stderr


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    (tmp_path / "home").mkdir()
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    for name in (record.VARIABLE, learn.VARIABLE):
        monkeypatch.setenv(name, "")  # so that what a test sets is undone
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


@pytest.fixture
def upstream(tmp_path):
    """The course as its authors publish it: two chapters of it, to be quick."""
    course = tmp_path / "upstream"
    for folder in ("solutions", "exercises"):
        (course / folder).mkdir(parents=True)
        for path in (ROOT / folder).glob("0[34]-*"):
            shutil.copy(path, course / folder)
    shutil.copy(ROOT / ".gitignore", course)
    sync.write(course)
    git(course, "init", "-q")
    git(course, "add", "-A")
    git(course, "commit", "-qm", "1")
    return course


@pytest.fixture
def course(upstream, tmp_path):
    """A learner's clone of it."""
    git(tmp_path, "clone", "-q", str(upstream), "clone")
    return tmp_path / "clone"


def update(upstream: Path, title: str = "The title, mended") -> None:
    """The authors change a prompt, and with it both notebooks."""
    sheet = upstream / "solutions/03-heterogeneity.md"
    sheet.write_text(sheet.read_text("utf-8").replace("## 03.1 Cochran's Q", f"## 03.1 {title}"), "utf-8")
    sync.write(upstream)
    git(upstream, "commit", "-qam", title)


def answer(path: Path, text: str = MINE, name: str = "x03-1-answer") -> bytes:
    """Fill a gap, that of 03.1, run a cell, and save as JupyterLab does."""
    notebook = json.loads(path.read_text("utf-8"))
    cell = next(cell for cell in notebook["cells"] if cell["id"] == name)
    cell |= {"source": [text], "execution_count": 1}
    path.write_text(json.dumps(notebook, indent=1), "utf-8")
    return path.read_bytes()


def source(path: Path, name: str = "x03-1-answer") -> str:
    return next("".join(c["source"]) for c in json.loads(path.read_bytes())["cells"] if c["id"] == name)


def prepare(course: Path) -> str:
    return "\n".join(learn.prepare(course / "work", course))


def test_the_copy_holds_every_notebook_and_what_its_links_lead_to(course):
    prepare(course)
    work = course / "work"
    for folder in sync.FOLDERS:
        for path in (course / folder).glob("*.ipynb"):
            assert (work / folder / path.name).read_bytes() == path.read_bytes()
    for path in (work / "exercises").glob("*.ipynb"):
        links = [
            line for c in json.loads(path.read_bytes())["cells"] for line in c["source"] if "](../" in line
        ]
        assert links
        assert all((path.parent / link.partition("](")[2].partition(")")[0]).exists() for link in links)
    assert git(course, "status", "--porcelain") == "", "git does not see it"
    assert prepare(course) == ""


def test_what_is_missing_is_filled_and_nothing_is_overwritten(course):
    prepare(course)
    mine = answer(course / "work/exercises" / NAME)
    (course / "work/exercises/04-pooling.ipynb").unlink()
    (course / "work/exercises/notes.txt").write_text("mine")
    assert "put 1 notebook" in prepare(course)
    assert (course / "work/exercises" / NAME).read_bytes() == mine
    for folder in ("work", "exercises"):
        shutil.rmtree(course / folder)
    assert "put 4 notebooks" in prepare(course)


def test_an_update_never_meets_the_learners_work(course, upstream):
    prepare(course)
    mine = answer(course / "work/exercises" / NAME)
    update(upstream)
    assert "CONFLICT" not in git(course, "pull", "-q")
    said = prepare(course)
    assert f"{NAME} has changed in the course. Yours stays" in said
    assert (course / "work/exercises" / NAME).read_bytes() == mine
    assert "The title, mended" in (course / "work/solutions" / NAME).read_text("utf-8"), (
        "nobody has touched it"
    )
    assert prepare(course) == "", "it is said once"
    git(course, "status", "--porcelain")


def test_a_notebook_that_was_only_opened_follows_the_course(course, upstream):
    """JupyterLab writes into a notebook which kernel it has, and formats it anew."""
    prepare(course)
    opened = course / "work/exercises" / NAME, course / "exercises" / NAME
    for path in opened:
        notebook = json.loads(path.read_text("utf-8"))
        notebook["metadata"]["language_info"]["version"] = "3.13.0"
        path.write_text(json.dumps(notebook, indent=4), "utf-8")
    assert "took" not in prepare(course)
    update(upstream)
    git(course, "pull", "-q")
    prepare(course)
    assert all("The title, mended" in path.read_text("utf-8") for path in opened)


def test_a_notebook_that_is_open_in_jupyterlab_waits_for_its_update(course, upstream, monkeypatch):
    """What somebody types into it may not be saved yet: a new file below it would come between."""
    prepare(course)
    opened = {course / "work/exercises" / NAME, course / "exercises" / "04-pooling.ipynb"}
    answer(course / "exercises" / "04-pooling.ipynb", name="x04-1-answer")
    before = {path: path.read_bytes() for path in opened}
    update(upstream)
    git(course, "pull", "-q")
    with monkeypatch.context() as patch:
        patch.setattr(copy._front_end, "with_kernels", lambda: frozenset(map(Path.resolve, opened)))
        said = prepare(course)
        assert all(f"{path} should follow the course, but is open" in said for path in opened)
        assert {path: path.read_bytes() for path in opened} == before
        assert "should follow" in prepare(course), "it is said until it is done"
    assert "took your 04-pooling.ipynb along" not in prepare(course), "there is one of that name"
    assert "The title, mended" in (course / "work/exercises" / NAME).read_text("utf-8")


@pytest.mark.parametrize("committed", [False, True], ids=["as saved", "as nbgitpuller commits it"])
def test_answers_written_in_the_courses_own_folder_come_along_and_updates_go_on(course, upstream, committed):
    mine = answer(course / "exercises" / NAME)
    if committed:
        git(course, "commit", "-qam", "Automatic commit by nbgitpuller")
    else:
        update(upstream)
        assert "would be overwritten" in git(course, "pull", "-q", check=False)
    assert f"took your {NAME} along" in prepare(course)
    assert (course / "work/exercises" / NAME).read_bytes() == mine
    if not committed:
        git(course, "pull", "-q")
        prepare(course)
        assert (course / "work/exercises" / NAME).read_bytes() == mine
        assert git(course, "status", "--porcelain") == ""


def test_answers_written_there_later_stand_beside_those_of_the_copy(course):
    prepare(course)
    mine, other = answer(course / "work/exercises" / NAME), answer(course / "exercises" / NAME, "other = 1")
    said = prepare(course)
    kept = course / "work/exercises/yours-03-heterogeneity.ipynb"
    assert str(kept) in said
    assert (kept.read_bytes(), (course / "work/exercises" / NAME).read_bytes()) == (other, mine)
    assert prepare(course) == ""


def test_notes_and_the_old_record_come_along(course, home):
    (course / "exercises/notes").mkdir()
    (course / "exercises/notes/day one.ipynb").write_text("mine")
    (course / "exercises/.progress.json").write_text(
        '{"exercises": {"03.1": {"best": 2.0, "passed": "2026"}}}'
    )
    said = prepare(course)
    assert "taken over" in said
    assert (course / "work/exercises/notes/day one.ipynb").read_text() == "mine"
    assert record.load()["exercises"]["03.1"]["best"] == 2.0
    assert (home / ".borrowing-strength/progress.json").exists()
    (course / "work/exercises/notes/day one.ipynb").write_text("mine, and more")
    assert prepare(course) == ""
    assert (course / "work/exercises/notes/day one.ipynb").read_text() == "mine, and more"


@pytest.mark.slow
@pytest.mark.parametrize(
    "damage", ["", '{"cells": [{"id', "<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> x\n", "[]"]
)
@pytest.mark.parametrize("place", ["exercises", "work/exercises"])
def test_a_damaged_notebook_is_kept_said_and_can_be_had_anew(course, damage, place, monkeypatch):
    prepare(course)
    (course / place / NAME).write_text(damage)
    if place == "exercises":
        (course / "work/exercises" / NAME).unlink()
    said = prepare(course)
    if place != "exercises":
        assert "is damaged" in said
        assert 'set_back("03")' in said
        monkeypatch.setattr(back, "COURSE", course)
        learn.set_back("03", course / "work")
    assert (course / "work/exercises/yours-03-heterogeneity.ipynb").read_text() == damage
    assert source(course / "work/exercises" / NAME) != MINE
    assert json.loads((course / "work/exercises" / NAME).read_bytes())["cells"]


def test_an_authors_changed_sheet_is_no_learners_edit(course):
    sheet = course / "solutions/03-heterogeneity.md"
    sheet.write_text(sheet.read_text("utf-8").replace("Eight markets", "Nine markets"), "utf-8")
    before = (course / "exercises" / NAME).read_bytes()
    assert "took" not in prepare(course)
    assert (course / "exercises" / NAME).read_bytes() == before
    sync.write(course)
    sheet.write_text(sheet.read_text("utf-8").replace("Nine markets", "Ten markets"), "utf-8")
    assert "took" not in prepare(course)


def test_one_exercise_is_set_back_and_all_others_stay(course, monkeypatch, capsys):
    prepare(course)
    path = course / "work/exercises" / NAME
    given = source(path)
    mine = answer(path)
    notebook = json.loads(mine)
    next(c for c in notebook["cells"] if c["id"] == "x03-2-answer")["source"] = ["other = 2"]
    own = {"cell_type": "markdown", "id": "my-own", "metadata": {}, "source": ["a note"]}
    notebook["cells"].insert(4, own)
    path.write_text(json.dumps(notebook), "utf-8")
    mine = path.read_bytes()
    monkeypatch.chdir(course / "work/exercises")
    learn.set_back("03.1")
    said = capsys.readouterr().out
    kept = path.with_name("yours-03-heterogeneity.ipynb")
    assert str(kept) in said
    assert "Reload Notebook from Disk" in said
    assert kept.read_bytes() == mine
    assert source(path) == given
    assert source(path, "x03-2-answer") == "other = 2"
    assert source(path, "my-own") == "a note"


@pytest.mark.parametrize(
    "lost", ["x03-1-answer", "x03-2-", "x03-5-", ""], ids=["a cell", "one", "the last", "all"]
)
def test_cells_that_were_deleted_come_back_in_their_place(course, lost):
    prepare(course)
    path = course / "work/exercises" / NAME
    given = [cell["id"] for cell in json.loads(path.read_bytes())["cells"]]
    notebook = json.loads(path.read_bytes())
    notebook["cells"] = [cell for cell in notebook["cells"] if not cell["id"].startswith(lost)]
    path.write_text(json.dumps(notebook), "utf-8")
    exercise = lost[1:5].replace("-", ".") or "03.1"
    learn.set_back(exercise, course / "work")
    now = [cell["id"] for cell in json.loads(path.read_bytes())["cells"]]
    assert now == (given if lost else [name for name in given if name.startswith("x03-1-")])


@pytest.mark.parametrize("what", ["3", "03", 3])
def test_a_whole_notebook_is_set_back_twice_and_both_old_ones_are_kept(course, what):
    prepare(course)
    path = course / "work/exercises" / NAME
    for n, name in enumerate(("yours", "yours2")):
        mine = answer(path, f"attempt = {n}")
        learn.set_back(what, course / "work")
        assert path.with_name(f"{name}-03-heterogeneity.ipynb").read_bytes() == mine
        assert "attempt" not in source(path)
    path.unlink()
    learn.set_back(what, course / "work")
    assert path.exists()


@pytest.mark.slow
@pytest.mark.parametrize("what", ["", "03.99", "99", "99.1", "q_statistic", None, "../03"])
def test_what_there_is_not_cannot_be_set_back(course, what):
    prepare(course)
    mine = answer(course / "work/exercises" / NAME)
    with pytest.raises(ValueError, match="exercise"):
        learn.set_back(what, course / "work")
    assert (course / "work/exercises" / NAME).read_bytes() == mine
    assert len(list((course / "work/exercises").iterdir())) == 2


def test_one_exercise_of_a_damaged_notebook_says_what_to_do(course):
    prepare(course)
    (course / "work/exercises" / NAME).write_text("{")
    with pytest.raises(ValueError, match=r"'03' in place of '03\.1'"):
        learn.set_back("03.1", course / "work")


def test_without_git_the_sheets_say_what_was_edited(course, monkeypatch):
    shutil.rmtree(course / ".git")
    monkeypatch.setenv("PATH", "")
    mine = answer(course / "exercises" / NAME)
    assert f"took your {NAME} along" in prepare(course)
    assert (course / "work/exercises" / NAME).read_bytes() == mine
    assert "took" not in prepare(course)


def test_a_helpers_of_another_kind_is_named(tmp_path):
    path = [str(tmp_path), str(ROOT)]
    assert learn.hidden_by(path) == ""
    (tmp_path / "helpers").mkdir()
    assert learn.hidden_by(path) == "", "a folder without code hides nothing"
    (tmp_path / "helpers" / "__init__.py").touch()
    assert str(tmp_path / "helpers" / "__init__.py") in learn.hidden_by(path)
    shutil.rmtree(tmp_path / "helpers")
    (tmp_path / "helpers.py").touch()
    assert str(tmp_path / "helpers.py") in learn.hidden_by(path)
    assert "install it" in learn.hidden_by([])


def test_a_copy_elsewhere_is_found_again_while_it_is_there(home, tmp_path, monkeypatch):
    usual, mine = learn.folder(), tmp_path / "mine"
    learn.remember(mine)
    assert learn.folder() == usual, "there is nothing yet"
    (mine / "exercises").mkdir(parents=True)
    assert learn.folder() == mine
    with monkeypatch.context() as patch:
        patch.setattr("helpers.learn.place.COURSE", tmp_path / "another course")
        learn.remember(tmp_path / "another copy")
    assert learn.folder() == mine, "of each course one"
    with monkeypatch.context() as patch:
        patch.setenv(learn.VARIABLE, str(tmp_path / "named"))
        assert learn.folder() == tmp_path / "named"
    shutil.rmtree(mine)
    assert learn.folder() == usual
    for damage in ("{", "[]", "3"):
        (home / ".borrowing-strength/copies.json").write_text(damage)
        assert learn.folder() == usual


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="there is no root")
@pytest.mark.parametrize("user", [0, 1000])
def test_root_is_told_so_and_served(user, tmp_path, monkeypatch, capsys):
    from jupyterlab.labapp import LabApp

    monkeypatch.setattr(os, "geteuid", lambda: user)
    app = LabApp()
    app.parse_command_line(lab.options(tmp_path))
    assert app.config.ServerApp.get("allow_root", False) is (user == 0)
    app.parse_command_line([*lab.options(tmp_path), "--allow-root"])
    assert app.config.ServerApp.allow_root, "whoever says so too is not refused"
    assert ("You are root" in capsys.readouterr().err) is (user == 0)


def test_jupyterlab_asks_nobody_about_news_and_other_settings_stay(tmp_path, monkeypatch):
    from jupyterlab_server.settings_utils import _get_overrides

    theirs = {"a:plugin": {"x": 1}, "@jupyterlab/apputils-extension:notification": {"doNotDisturbMode": True}}
    (tmp_path / "labconfig").mkdir()
    (tmp_path / "labconfig/default_setting_overrides.json").write_text(json.dumps(theirs))
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(tmp_path))
    for name, value in lab.environment().items():
        monkeypatch.setenv(name, value)
    found, _ = _get_overrides(str(tmp_path))
    wanted = {"doNotDisturbMode": True, "fetchNews": "false", "checkForUpdates": False}
    assert found["@jupyterlab/apputils-extension:notification"] == wanted
    assert found["a:plugin"] == {"x": 1}


def test_a_folder_that_was_not_empty_is_told_and_nothing_in_it_changes(course, tmp_path):
    work, theirs = tmp_path / "theirs", {NAME: b"another thing of that name", "day one.txt": b"mine"}
    (work / "exercises").mkdir(parents=True)
    for name, data in theirs.items():
        (work / "exercises" / name).write_bytes(data)
    said = "\n".join(learn.prepare(work, course))
    assert f"put 3 notebooks into {work}, beside what was there" in said
    assert {name: (work / "exercises" / name).read_bytes() for name in theirs} == theirs
    (work / "exercises/04-pooling.ipynb").unlink()
    assert "beside" not in "\n".join(learn.prepare(work, course)), "it is the learner's own copy now"
    assert "beside" not in prepare(course)


@pytest.mark.parametrize("words", [["--to", ""], ["--to", " "], ["--to=~nobody-of-this-name/x"]])
def test_a_folder_that_is_not_named_is_not_the_one_named_last(words, tmp_path, capsys):
    with pytest.raises(SystemExit) as ended:
        lab.main([*words, "--no-lab"])
    assert ended.value.code == 2
    assert "a folder must be named" in capsys.readouterr().err
    assert not (tmp_path / "home/.borrowing-strength").exists()


def test_help_says_where_the_copy_stands_and_that_it_is_remembered(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("helpers.learn.place.COURSE", tmp_path / "100 % here")
    with pytest.raises(SystemExit):
        lab.main(["--help"])
    said = f"{learn.VARIABLE}, else the FOLDER named last, else {learn.folder()}"
    assert "".join(said.split()) in "".join(capsys.readouterr().out.split()), "it is wrapped at hyphens, too"
    monkeypatch.setattr("helpers.learn.place.INSTALLED", True)
    with pytest.raises(SystemExit):
        lab.main(["--help"])
    assert "else~/borrowing-strength/work" in "".join(capsys.readouterr().out.split())
    assert learn.folder() == Path.home() / "borrowing-strength/work"


def test_what_no_jupyterlab_is_there_to_be_told_is_refused(tmp_path, capsys):
    for words in (["--no-lab", "foo"], ["--no-lab", "--bogus"], ["--set-back", "03.1", "--port=1"]):
        with pytest.raises(SystemExit) as ended:
            lab.main(["--to", str(tmp_path / "w"), *words])
        assert ended.value.code == 2
        assert words[-1] in capsys.readouterr().err
    assert not (tmp_path / "w").exists()


def test_a_place_that_cannot_hold_a_copy_is_told_in_words(tmp_path, capsys):
    (tmp_path / "file").touch()
    (tmp_path / "half").mkdir()
    (tmp_path / "half/exercises").touch()
    for place, why in {
        "file": f"{tmp_path / 'file'} is no folder",
        "file/below": f"{tmp_path / 'file'} is no folder",
        "half": f"{tmp_path / 'half/exercises'} is no folder",
    }.items():
        assert lab.main(["--to", str(tmp_path / place), "--no-lab"]) == 1
        said = capsys.readouterr().err
        assert f"Your copy cannot stand in {tmp_path / place}: {why}." in said
        assert "--to FOLDER" in said
        assert "Errno" not in said


@pytest.mark.parametrize("what", ["99", "", "q"])
def test_what_is_set_back_is_named_as_it_was_asked_for(what, tmp_path, capsys):
    assert lab.main(["--to", str(tmp_path), "--set-back", what]) == 1
    said = capsys.readouterr().err
    assert said.startswith("--set-back must be an exercise")
    assert "FOLDER" not in said, "no other place would help"


@pytest.mark.slow
def test_the_command_line_prepares_sets_back_and_says_where(tmp_path):
    work = tmp_path / "my work"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), learn.VARIABLE: str(work)}

    def run(*options: str) -> str:
        command = [sys.executable, "-m", "helpers.learn", *options]
        done = subprocess.run(
            command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False
        )
        return f"{done.returncode}\n{done.stdout}{done.stderr}"

    said = run("--no-lab")
    assert said.startswith("0")
    assert str(work / "exercises") in said
    answer(work / "exercises" / NAME)
    assert "is kept as" in run("--set-back", "03.1")
    assert "Traceback" not in run("--set-back", "03.77")
    assert run("--set-back", "03.77").startswith("1")
    environment[learn.VARIABLE] = "/proc/nowhere"
    said = run("--no-lab")
    assert said.startswith("1")
    assert learn.VARIABLE in said
    assert "Traceback" not in said
