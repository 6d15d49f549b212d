"""What a page shows runs when it is copied from the top: nothing shown needs what is hidden.

Nor does what is shown need what is folded, except where its cell says so.
"""

from __future__ import annotations

import ast
import builtins
import re
import subprocess
import sys
from pathlib import Path

import pytest

from helpers import _myst
from helpers.authoring import path

ROOT = Path(__file__).resolve().parents[2]
PAGES = path.chapters(ROOT)
HIDDEN = {"remove-cell", "remove-input"}
FOLDED = HIDDEN | {"hide-input", "hide-cell"}
pytestmark = [pytest.mark.book, pytest.mark.slow]
# Run in every run; the others take up to a minute, and of them `make test` reads the names only.
QUICK = {"01", "15", "17"}


def shown(page: Path) -> str:
    cells = _myst.cells(page.read_text("utf-8"))
    return "\n".join(cell.source for cell in cells if cell.kind == "code" and not HIDDEN & set(cell.tags))


each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)


@pytest.mark.parametrize(
    "page",
    [pytest.param(p, id=p.stem, marks=() if p.name[:2] in QUICK else pytest.mark.certify) for p in PAGES],
)
def test_the_code_that_is_shown_runs_when_copied_in_order(page, tmp_path):
    code = shown(page)
    assert len(code.splitlines()) > 10
    script = tmp_path / "copied.py"
    script.write_text(f"import matplotlib\nmatplotlib.use('agg')\n{code}\n", "utf-8")
    run = subprocess.run(
        [sys.executable, str(script)], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr[-2000:]


@each_page
@pytest.mark.parametrize("folded", [False, True], ids=["hidden", "hidden or folded"])
def test_no_name_comes_from_a_hidden_cell_nor_unsaid_from_a_folded_one(page, folded):
    known, unsaid = set(dir(builtins)), []
    for cell in _myst.cells(page.read_text("utf-8")):
        if cell.kind == "code" and not (FOLDED if folded else HIDDEN) & set(cell.tags):
            read, made = names(cell.source)
            said = re.findall(r"# `(\w+)` is made in the folded cell", cell.source)
            unsaid += [(cell.line, name) for name in read - known - made - {*(said if folded else ())}]
            known |= made
    assert unsaid == []


def names(code: str) -> tuple[set[str], set[str]]:
    """The names that ``code`` reads, and those that it gives a meaning."""
    read, made = set(), set()
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Name(id=name, ctx=ast.Load()):
                read.add(name)
            case ast.Name(id=name) | ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.arg(arg=name):
                made.add(name)
            case ast.ExceptHandler(name=str(name)):
                made.add(name)
            case ast.Import(names=found) | ast.ImportFrom(names=found):
                made |= {alias.asname or alias.name.partition(".")[0] for alias in found}
    return read, made


@each_page
def test_the_package_is_introduced_where_it_is_first_used(page):
    first = next(line for line in shown(page).splitlines() if "helpers" in line)
    assert re.match(r"from helpers\b.* import |import helpers", first)
