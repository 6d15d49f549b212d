"""Exercise notebooks come from the solution sheets, byte for byte, and differ from them in the gaps only."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest

from helpers._myst import MystError, cells
from helpers.authoring import exercises as authoring
from helpers.authoring import solved, sync
from helpers.authoring.__main__ import main
from helpers.authoring.notebook import as_json
from helpers.grading import find
from helpers.grading.sheets import read_sheet, without_markers
from helpers.grading.stubs import GAP

SHEETS = sorted((sync.ROOT / "solutions").glob("*.md"))
each_sheet = pytest.mark.parametrize("path", SHEETS, ids=lambda p: p.stem)

ROLE = re.compile(r"x\d\d-\d+-answer")
WROTE_BOTH = ["wrote exercises/03-test.ipynb", "wrote solutions/03-test.ipynb"]
HEAD = "# Solutions to chapter 3: A test\n\n## 03.1 Cochran's Q\n\nSome prose.\n\n"


def sheet(tmp_path: Path, body: str) -> Path:
    path = tmp_path / "03-test.md"
    path.write_text(HEAD + body, encoding="utf-8")
    return path


@each_sheet
def test_after_a_solution_only_a_solution_or_the_next_exercise_follows(path):
    """Prose below a solution is part of it: untagged it would stand in the learner's notebook."""
    for before, cell in pairwise(cells(path.read_text(encoding="utf-8"))):
        if "solution" in before.tags and "solution" not in cell.tags and cell.kind == "markdown":
            assert cell.source.lstrip().startswith("## "), cell.source[:80]


def stub_of(tmp_path: Path, body: str) -> str:
    cells = authoring.notebook(sheet(tmp_path, f"```{{code-cell}}\n:tags: [exercise]\n\n{body}\n```\n"))[
        "cells"
    ]
    return next("".join(c["source"]) for c in cells if c["id"].endswith("answer"))


def test_notebooks_are_current():
    assert sync.stale() == [], "run `make exercises`"
    assert main(["exercises", "--check"]) == 0


def test_generation_is_deterministic():
    assert sync.generate() == sync.generate()


@pytest.mark.parametrize("maker", [authoring, solved])
@each_sheet
def test_notebook_is_valid_and_as_nbformat_would_write_it(path: Path, maker):
    text = as_json(maker.notebook(path))
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    assert nbformat.writes(notebook) + "\n" == text
    assert not any(c.get("outputs") for c in notebook.cells)
    ids = [c.id for c in notebook.cells]
    assert len(set(ids)) == len(ids)


@each_sheet
def test_stub_equals_solution_outside_the_gap(path: Path):
    """By another route than the generator: cut the marked lines from the sheet, and line by line
    everything else must stand in the stub, in order, with nothing but the gap's text between."""
    solved = [c for c in read_sheet(path.read_text(encoding="utf-8")) if "exercise" in c.tags]
    stubs = ["".join(c["source"]) for c in authoring.notebook(path)["cells"] if ROLE.match(c["id"])]
    assert len(solved) == len(stubs) > 0
    for cell, stub in zip(solved, stubs, strict=True):
        gap = re.compile(r"^[ \t]*# BEGIN SOLUTION\n(.*?)^[ \t]*# END SOLUTION\n?", re.DOTALL | re.MULTILINE)
        kept = gap.sub("\0", cell.source + "\n").split("\0")
        assert len(kept) >= 2
        pattern = "(.+?)".join(re.escape(part) for part in kept)
        found = re.fullmatch(pattern, stub + "\n", re.DOTALL)
        assert found, stub
        for filled, hidden in zip(found.groups(), gap.findall(cell.source + "\n"), strict=True):
            assert GAP in filled or "# INSTEAD" in hidden
        compile(stub, "<stub>", "exec")


@each_sheet
def test_nothing_of_a_solution_reaches_the_notebook(path: Path):
    text = as_json(authoring.notebook(path))
    assert "BEGIN SOLUTION" not in text
    assert "INSTEAD" not in text
    for cell in read_sheet(path.read_text(encoding="utf-8")):
        if "solution" in cell.tags:
            assert json.dumps(cell.source, ensure_ascii=False)[1:-1][:60] not in text


@each_sheet
def test_each_exercise_has_prompt_answer_check_and_link_in_this_order(path: Path):
    cells = authoring.notebook(path)["cells"]
    for exercise in dict.fromkeys(
        c.exercise for c in read_sheet(path.read_text(encoding="utf-8")) if c.exercise
    ):
        stem = f"x{exercise.replace('.', '-')}-"
        roles = [c["id"].removeprefix(stem) for c in cells if c["id"].startswith(stem)]
        positions = [roles.index(role) for role in ("text", "answer", "check", "link")]
        assert positions == sorted(positions)
        link = next("".join(c["source"]) for c in cells if c["id"] == f"{stem}link")
        assert f"../solutions/{path.stem}.ipynb" in link


@each_sheet
def test_nbgrader_can_read_the_metadata(path: Path):
    """The rules of nbgrader's cell metadata, schema 3."""
    cells = authoring.notebook(path)["cells"]
    grading = [c["metadata"]["nbgrader"] for c in cells]
    assert len({g["grade_id"] for g in grading}) == len(grading)
    for cell, g in zip(cells, grading, strict=True):
        assert g["schema_version"] == 3
        assert {"grade", "solution", "locked", "task", "grade_id"} <= g.keys()
        assert re.fullmatch(r"[a-zA-Z0-9_-]+", g["grade_id"])
        assert ("points" in g) == g["grade"]
        if g["grade"]:
            source = "".join(cell["source"])
            assert g["points"] == find(re.search(r'check\("([\d.]+)"', source)[1]).points
            assert g["locked"]
        assert not (g["solution"] and g["locked"])


@each_sheet
def test_the_solution_notebook_holds_every_solution_and_counts_none_as_progress(path: Path):
    """It has all that the sheet has, without the gap's marks; its first code turns the record off."""
    cells = solved.notebook(path)["cells"]
    sources = ["".join(cell["source"]) for cell in cells]
    first = next(cell for cell in cells if cell["cell_type"] == "code")
    assert 'os.environ["BORROWING_STRENGTH_PROGRESS"] = "off"' in "".join(first["source"])
    for cell in read_sheet(path.read_text(encoding="utf-8")):
        assert without_markers(cell.source) in sources
    assert "BEGIN SOLUTION" not in "".join(sources)


def test_what_only_the_book_shows_loses_its_markup_in_a_solution_notebook(tmp_path):
    body = '+++ {"tags": ["solution"]}\n\n(there)=\nSee {cite:t}`Cochran1954` and {ref}`the page <03>`.\n'
    body += "\n:::{note}\nMind the weights.\n:::\n"
    text = "".join(solved.notebook(sheet(tmp_path, body))["cells"][-1]["source"])
    assert "See Cochran1954 and the page." in text
    assert "Mind the weights." in text
    assert not set(":{}=") & set(text)


def test_a_package_of_another_name_is_named_by_the_first_cell(tmp_path):
    """A learner's own `helpers.py` beside the notebook stands before the course's package."""
    (tmp_path / "helpers.py").write_text("def check(x):\n    return x\n")
    for maker in (authoring, solved):
        cells = maker.notebook(SHEETS[0])["cells"]
        first = next("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
        command = [sys.executable, "-c", first]
        run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert "This is not the course's package" in run.stderr
        assert str(tmp_path / "helpers.py") in run.stderr


def test_a_gap_in_a_function_becomes_an_ellipsis(tmp_path):
    stub = stub_of(
        tmp_path, "def f(x):\n    y = 2\n    # BEGIN SOLUTION\n    return x * y\n    # END SOLUTION"
    )
    assert stub == f"def f(x):\n    y = 2\n    {GAP}"


def test_a_gap_at_the_margin_keeps_the_names_that_are_used_later(tmp_path):
    body = (
        "# BEGIN SOLUTION\nhelper = 1\nanswer = helper + 1\n# END SOLUTION\n```\n\n"
        '```{code-cell}\n:tags: [check]\ncheck("03.1", answer)'
    )
    assert stub_of(tmp_path, body) == f"answer = {GAP}"


def test_a_figure_is_described_but_for_one_that_the_learner_is_to_draw(tmp_path):
    drawn = '```{{code-cell}}\n:tags: [{}]\n:mystnb:\n:  image:\n:    alt: "{}"\n\nplot()\n```\n'
    path = sheet(tmp_path, drawn.format("setup", "A bar.") + drawn.format("try", "A line."))
    texts = [as_json(maker.notebook(path)) for maker in (authoring, solved)]
    assert [(text.count("A bar."), text.count("A line.")) for text in texts] == [(1, 0), (1, 1)]


def test_an_exercise_begins_at_its_heading_even_after_prose_of_a_solution():
    solution = '+++ {"tags": ["solution"]}\n\nWhy.\n\n'
    cells = read_sheet(f"# Solutions to chapter 3: A\n\n{solution}## 03.1 Cochran's Q\n\nDo it.\n")
    assert [(c.tags, c.exercise) for c in cells] == [((), ""), (("solution",), ""), ((), "03.1")]


def test_given_wrong_code_replaces_the_gap(tmp_path):
    body = (
        "def f(x):\n    # BEGIN SOLUTION\n    y = 1\n    # INSTEAD\n    # for _ in x:\n    #     y = 2\n"
        "    # END SOLUTION\n    return y"
    )
    assert stub_of(tmp_path, body) == "def f(x):\n    for _ in x:\n        y = 2\n    return y"


def test_markers_do_not_show_in_a_solution():
    source = "a\n# BEGIN SOLUTION\nb\n# INSTEAD\n# c\n# END SOLUTION\nd"
    assert without_markers(source) == "a\nb\nd"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("See {ref}`there`.\n", "only works in the book"),
        ("(label)=\n", "only works in the book"),
        ("```{note}\nx\n```\n", "only works in the book"),
        ("```{code-cell}\n:tags: [exercise]\nx = 1\n```\n", "without # BEGIN SOLUTION"),
        ("```{code-cell}\n:tags: [exercise]\n# BEGIN SOLUTION\nx = 1\n```\n", "without # END SOLUTION"),
        ("```{code-cell}\nx = 1\n", "never closed"),
        ("+++ {tags: [solution]}\n", "not JSON"),
    ],
)
def test_a_bad_sheet_says_where(tmp_path, body, said):
    with pytest.raises(MystError, match=said):
        authoring.notebook(sheet(tmp_path, body))


@pytest.fixture
def course(tmp_path):
    """A course of one sheet in a repository, and a committed notebook without a sheet."""
    (tmp_path / "solutions").mkdir()
    (tmp_path / "exercises").mkdir()
    (tmp_path / "solutions" / "03-test.md").write_text(HEAD, encoding="utf-8")
    (tmp_path / "exercises" / "99-gone.ipynb").write_text("{}", encoding="utf-8")
    commit(tmp_path)
    return tmp_path


def commit(root: Path) -> None:
    who = ["-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "commit.gpgsign=false"]
    for command in (["init", "-q"], ["add", "-A"], [*who, "commit", "-qm", "x"]):
        subprocess.run(["git", *command], cwd=root, check=True)


def test_write_repairs_adds_and_removes(course):
    orphan = course / "exercises" / "99-gone.ipynb"
    assert len(sync.stale(course)) == 3
    assert sync.write(course) == [*WROTE_BOTH, "removed exercises/99-gone.ipynb"]
    assert sync.stale(course) == []
    assert not orphan.exists()
    assert sync.write(course) == []


def test_write_never_loses_what_git_does_not_hold(course):
    notebook, folder = course / "exercises" / "03-test.ipynb", course / "exercises"
    (folder / "my-notes.ipynb").write_text("mine")
    (folder / "99-gone.ipynb").write_text("mine, too")
    for attempt in ("first", "second"):
        notebook.write_text(f"my {attempt} answers")
        sync.write(course)
    assert as_json(authoring.notebook(course / "solutions" / "03-test.md")) == notebook.read_text()
    assert (folder / "yours-03-test.ipynb").read_text() == "my first answers"
    assert (folder / "yours2-03-test.ipynb").read_text() == "my second answers"
    assert (folder / "my-notes.ipynb").read_text() == "mine"
    assert (folder / "99-gone.ipynb").read_text() == "mine, too"


def test_what_was_written_or_committed_is_replaced_without_a_copy(course):
    sheet = course / "solutions" / "03-test.md"
    sync.write(course)
    sheet.write_text(HEAD + "More.\n", encoding="utf-8")
    assert sync.write(course) == WROTE_BOTH
    commit(course)
    shutil.rmtree(course / "_build")
    sheet.write_text(HEAD + "Less.\n", encoding="utf-8")
    assert sync.write(course) == WROTE_BOTH


def test_without_git_everything_that_differs_is_kept(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "")
    (tmp_path / "solutions").mkdir()
    (tmp_path / "exercises").mkdir()
    (tmp_path / "solutions" / "03-test.md").write_text(HEAD, encoding="utf-8")
    (tmp_path / "exercises" / "03-test.ipynb").write_text("mine")
    said = sync.write(tmp_path)
    assert said[0] == "kept your version as exercises/yours-03-test.ipynb"
