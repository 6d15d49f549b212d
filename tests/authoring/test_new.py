"""What authors begin is valid at once, says what is still to be written, and overwrites nothing."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.authoring import new, prose
from helpers.authoring.__main__ import main
from helpers.authoring.unwritten import MARK, files_of_course, unwritten

FOLDERS = ("helpers", "book", "solutions", "exercises", "tests")
FILES = ("_toc.yml", "_config.yml", "pyproject.toml", ".gitignore")
ALL_KINDS = """
import importlib, sys
from helpers.authoring.__main__ import main
from helpers.authoring.new import KINDS
from helpers.grading import registry

for place, kind in reversed(list(enumerate(KINDS, 1))):
    if main(["new", "exercise", f"97.{place}", f"of_{kind}", "--kind", kind]):
        sys.exit(kind)
    registry.exercises.cache_clear()
    importlib.invalidate_caches()
found = registry.exercises("97")
print(*(e.id for e in found), *(e.title for e in found), sep="|")
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Path:
    """The whole course once more, in which things may be begun."""
    root = tmp_path_factory.mktemp("course")
    for name in FOLDERS:
        ignore = shutil.ignore_patterns("__pycache__", "node_modules", "assets", ".ipynb_checkpoints")
        shutil.copytree(new.ROOT / name, root / name, ignore=ignore)
    for name in FILES:
        shutil.copy(new.ROOT / name, root)
    git(root, "init", "-q")
    commit(root)
    return root


def git(root: Path, *arguments: str) -> str:
    who = ["-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "commit.gpgsign=false"]
    command = ["git", *who, *arguments]
    return subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout


def commit(root: Path) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-qm", "x")


def python(root: Path, *arguments: str) -> str:
    """What Python says in the course at ``root``, with its own ``helpers``."""
    environment = {**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, *arguments]
    run = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def begin(root: Path, *arguments: str) -> tuple[set[str], set[str]]:
    """Begin something; which files are new for git, and which have changed."""
    said = python(root, "-m", "helpers.authoring", "new", *arguments)
    lines = git(root, "status", "--porcelain", "--untracked-files=all").splitlines()
    commit(root)
    written, changed = ({line[3:] for line in lines if line[:2] == mark} for mark in ("??", " M"))
    assert len(written) + len(changed) == len(lines)
    assert all(name in said for name in written | changed)
    assert MARK.rstrip(":") in said.splitlines()[-1]
    return written, changed


@pytest.mark.slow
def test_an_exercise_touches_three_files_and_its_notebooks(course):
    sheet, answers = course / "solutions/04-pooling.md", course / "tests/grading/answers/ch04.py"
    old = sheet.read_text("utf-8"), answers.read_text("utf-8")
    written, changed = begin(course, "exercise", "04.90", "spread_of_means", "--kind", "figure")
    assert written == {"helpers/grading/chapters/ch04/e90_spread_of_means.py"}
    notebook = "exercises/04-pooling.ipynb"
    solved = "solutions/04-pooling.ipynb"
    assert changed == {"solutions/04-pooling.md", "tests/grading/answers/ch04.py", notebook, solved}
    assert "## 04.90 Spread of means" in (course / notebook).read_text("utf-8")
    for before, now in zip(old, (sheet.read_text("utf-8"), answers.read_text("utf-8")), strict=True):
        kept = iter(now.splitlines())
        assert all(line in kept for line in before.splitlines()), "what was there stays, in its order"


@pytest.mark.slow
def test_a_widget_is_two_files(course):
    written, changed = begin(course, "widget", "tau_gauge")
    assert written == {"helpers/widgets/tau_gauge.py", "helpers/widgets/js/widgets/tau_gauge.js"}
    assert changed == set()
    compile((course / "helpers/widgets/tau_gauge.py").read_text("utf-8"), "tau_gauge.py", "exec")
    drawing = (course / "helpers/widgets/js/widgets/tau_gauge.js").read_text("utf-8")
    assert "export function render({ model, el })" in drawing
    assert "`The effect is ${fixed(effect, 2)}.`" in drawing


@pytest.mark.slow
def test_a_chapter_has_all_parts_and_takes_exercises_of_every_kind(course):
    written, changed = begin(course, "chapter", "97", "a-test", "A test: of what?")
    assert written == {
        "book/97-a-test.md",
        "solutions/97-a-test.md",
        "solutions/97-a-test.ipynb",
        "exercises/97-a-test.ipynb",
        "helpers/grading/chapters/ch97/__init__.py",
        "tests/grading/answers/ch97.py",
    }
    assert changed == {"_toc.yml"}
    page = course / "book/97-a-test.md"
    assert prose.missing_parts(page) + prose.pictures_without_words(page) == []
    assert prose.unprinted_numbers(page, {}) == []

    said = python(course, "-c", ALL_KINDS)
    assert len(new.KINDS) == 9
    places = [f"97.{place}" for place in range(1, 10)]
    titles = ["Predict before you drag" if k == "prediction" else f"Of {k}" for k in new.KINDS]
    assert said.splitlines()[-1] == "|".join(places + titles)

    tests = ["tests/grading/test_every_exercise.py", "tests/authoring/test_exercises.py"]
    chosen = ["-k", "[97. or [97-", "-m", "not certify"]
    python(course, "-m", "pytest", "-q", "-p", "no:cacheprovider", *chosen, *tests)
    lint = [
        sys.executable,
        "-m",
        "ruff",
        "check",
        "-q",
        "helpers/grading/chapters/ch97",
        "tests/grading/answers",
    ]
    assert subprocess.run(lint, cwd=course, capture_output=True, check=False).stdout == b""


def test_what_a_skeleton_lacks_is_named_with_its_place(tmp_path):
    path = tmp_path / "e1_x.py"
    path.write_text(f'"""97.1."""\n\nhint = "{MARK} the hint."\n', "utf-8")
    (complaint,) = unwritten([path])
    assert str(complaint).endswith("e1_x.py:3: TO WRITE: the hint.")


def test_nothing_in_the_course_is_still_to_be_written():
    assert [str(complaint) for complaint in unwritten(files_of_course())] == []


def test_every_skeleton_says_what_is_to_be_written():
    skeletons = list(new.SKELETONS.rglob("*.txt"))
    assert len(skeletons) == 11
    assert all(MARK in path.read_text("utf-8") for path in skeletons)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["exercise", "04.1", "anything"], "helpers/grading/chapters/ch04/e1_shrinkage.py"),
        (["widget", "tau_explorer"], "helpers/widgets/tau_explorer.py"),
        (["chapter", "04", "another", "Another"], "book/04-pooling.md"),
    ],
)
def test_what_there_is_is_refused_by_name(arguments, named, capsys):
    path = new.ROOT / named
    before = path.read_bytes()
    assert main(["new", *arguments]) == 2
    assert named in capsys.readouterr().err
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["exercise", "4.1", "x"], "number must be a chapter's two digits, .* found '4.1'"),
        (["exercise", "04.01", "x"], "number must be .* found '04.01'"),
        (["exercise", "98.1", "x"], "number must be of a chapter that has begun; found 98.1"),
        (["exercise", "04.91", "Pooled-Mean"], "topic must be a name in lower case, .* found 'Pooled-Mean'"),
        (["exercise", "04.91", "lambda"], "topic must be .* found 'lambda'"),
        (["exercise", "04.91", "x", "--kind", "riddle"], "kind must be one of choice, .*; found 'riddle'"),
        (["exercise", "04.91", "x", "--title", 'A "b"'], "title must be one line without double quotes"),
        (["widget", "TauGauge"], "name must be a name in lower case, .* found 'TauGauge'"),
        (["chapter", "8", "x", "X"], "number must be two digits, .* found '8'"),
        (["chapter", "98", "a_b", "X"], "topic must be words in lower case .* found 'a_b'"),
        (["chapter", "98", "a-b", " "], "title must be one line .* found ' '"),
    ],
)
def test_what_is_wrong_with_an_argument_is_said(arguments, complaint, capsys):
    assert main(["new", *arguments]) == 2
    assert re.search(complaint, capsys.readouterr().err)


SHEET = "# Solutions to chapter 97: A\n\n## 97.2 Two\n\nDo it.\n\n## 97.11 Eleven\n\nDo that.\n"


@pytest.mark.parametrize(("number", "before"), [("97.1", "97.2"), ("97.10", "97.11"), ("97.12", None)])
def test_a_section_stands_in_the_order_of_its_place(number, before):
    sheet = new._with_section(SHEET, number, f"\n## {number} New\n\nTry.\n")
    order = list(new.headings(sheet))
    assert order == sorted(order, key=new._place)
    assert len(order) == 3
    assert "\n\n\n" not in sheet
    assert before is None or f"Try.\n\n## {before}" in sheet


ROWS = {
    "on one line": 'RIGHT = {"97.2": [f], "97.11": {"a": 1}}\n',
    "a line a row": 'RIGHT = {\n    # two\n    "97.2": [f],\n    "97.11": {\n        "a": 1,\n    }\n}\n',
}


@pytest.mark.parametrize("source", ROWS.values(), ids=ROWS)
@pytest.mark.parametrize("number", ["97.1", "97.10", "97.12"])
def test_a_row_stands_in_the_order_of_its_place(source, number):
    changed = new._with_row(source, "RIGHT", number, "[g]")
    names = {"f": 1, "g": 2}
    exec(changed, names)
    assert names["RIGHT"] == {"97.2": [1], "97.11": {"a": 1}, number: [2]}
    assert list(names["RIGHT"]) == sorted(names["RIGHT"], key=new._place)
    assert ("# two" in source) == ("# two" in changed)
    for more in (source, f"{source}MORE = {{}}\n"):
        exec(new._with_row(more, "MORE", number, "[g]"), names)
        assert names["MORE"] == {number: [2]}


TOC = """parts:
  - chapters:  # core
      - file: book/02-a
      - file: book/05-b  # last
      - file: book/notes
"""


@pytest.mark.parametrize(("stem", "after"), [("01-x", "core"), ("03-x", "02-a"), ("06-x", "last")])
def test_a_page_is_listed_where_it_belongs_and_the_rest_stays(stem, after):
    lines = new._with_page(TOC, f"book/{stem}").splitlines()
    at = lines.index(f"      - file: book/{stem}")
    assert after in lines[at - 1]
    assert [*lines[:at], *lines[at + 1 :]] == TOC.splitlines()
    with pytest.raises(ValueError, match=r"_toc\.yml lists no page beside which solutions/06-x"):
        new._with_page(TOC, "solutions/06-x")
