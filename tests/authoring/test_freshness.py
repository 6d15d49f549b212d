"""A change in `helpers/` re-runs the pages that it can reach, and no page that it cannot."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

import pytest

from helpers.authoring import freshness, outputs

CELL = "# Title\n\n```{{code-cell}}\n:tags: [hide-input]\n\n{code}\n```\n"
PAGES = {page.relative_to(outputs.ROOT).as_posix(): page for page in outputs.pages()}


def chapter(tmp_path: Path, code: str, name: str = "book/01-x.md") -> Path:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(CELL.format(code=code), "utf-8")
    return path


def reached(tmp_path: Path, code: str, name: str = "book/01-x.md") -> set[str]:
    files = freshness.reached_files(chapter(tmp_path, code, name))
    return {path.relative_to(freshness.PACKAGE).as_posix() for path in files}


def widgets_in(files: set[str]) -> set[str]:
    stems = {Path(name).stem for name in files if name.startswith("widgets/")}
    return stems & {"explore", *(path.stem for path in freshness.PACKAGE.glob("widgets/js/widgets/*.js"))}


def chapters_in(files: set[str]) -> set[str]:
    return {name.split("/")[2] for name in files if name.startswith("grading/chapters/ch")}


@pytest.mark.parametrize(
    "code",
    [
        "from helpers import effects",
        "import helpers.effects",
        "from helpers.effects import Effect",
        "import helpers\nhelpers.effects",
        "%matplotlib inline\nfrom helpers import Effect",
        "def later():\n    import helpers as h\n    return h.effects",
    ],
)
def test_every_way_to_import_a_module_is_seen(tmp_path, code):
    files = reached(tmp_path, code)
    assert "effects/estimates.py" in files
    assert "heterogeneity.py" not in files
    assert not any(name.startswith(("heterogeneity/", "grading/")) for name in files)


def test_the_import_graph_is_followed_into_late_imports(tmp_path):
    assert "_validate.py" in reached(tmp_path, "from helpers import heterogeneity")


def test_the_packages_around_a_module_are_loaded_with_it(tmp_path):
    files = reached(tmp_path, "from helpers.planning.loop import planning_loop")
    assert {"__init__.py", "planning/__init__.py", "planning/loop.py"} <= files


def test_a_dataset_and_a_style_count_as_sources(tmp_path):
    assert "data/bcg.csv" in reached(tmp_path, "from helpers import datasets")
    assert "plots/style.mplstyle" in reached(tmp_path, "from helpers import plots")


def test_grading_reaches_its_chapters_which_are_loaded_on_demand(tmp_path):
    files = reached(tmp_path, 'from helpers import check\ncheck("03.1", 1)')
    assert {"grading/checker.py", "heterogeneity/__init__.py"} <= files
    assert chapters_in(files) == {"ch01", "ch03"}


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("from helpers import check, progress\ncheck('03.2', 1)", {"ch03"}),
        ("import helpers\nhelpers.check('03.2', 1)", {"ch03"}),
        ("from helpers.grading import check as judge\njudge('3.2', 1)\njudge('05.1', 2)", {"ch03", "ch05"}),
        ("from helpers import check\n[check(e, 1) for e in ['03.1']]", None),
        ("from helpers import check\njudge = check", None),
        ("from helpers import progress\nprogress()", None),
        ("from helpers.grading import exercises\nexercises('03')", None),
        ("from helpers.authoring import minutes", None),
        ("from helpers.grading.chapters.ch02 import predict\npredict", {"ch02", "ch03"}),
    ],
)
def test_a_sheet_depends_on_the_chapters_it_asks_for(tmp_path, code, wanted):
    everything = {folder.name for folder in (freshness.PACKAGE / "grading/chapters").glob("ch*")}
    assert chapters_in(reached(tmp_path, code, "solutions/03-x.md")) == (wanted or everything)


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("from helpers.widgets import TauExplorer\nTauExplorer()", {"tau_explorer"}),
        ("from helpers import widgets\nwidgets.TauExplorer()", {"tau_explorer"}),
        ("from helpers import widgets as w\nw.SumsOfSquares(), w.explore(f)", {"sums_of_squares", "explore"}),
        ("import helpers\nhelpers.widgets.TauExplorer()", {"tau_explorer"}),
        ("from helpers.widgets.winner_picker import pick\npick()", {"winner_picker"}),
        ("from helpers import effects", set()),
        ("from helpers import widgets\ngetattr(widgets, name)()", None),
        ("from helpers.widgets import Unheard\nUnheard()", None),
        ("from helpers.widgets import *\nTauExplorer()", None),
    ],
)
def test_a_page_depends_on_the_widgets_it_shows(tmp_path, code, wanted):
    everything = {path.stem for path in (freshness.PACKAGE / "widgets").glob("*.py")}
    found = widgets_in(reached(tmp_path, code))
    assert found == (wanted if wanted is not None else widgets_in({f"widgets/{s}.py" for s in everything}))


def test_a_widget_brings_what_it_imports(tmp_path):
    files = reached(tmp_path, "from helpers.widgets import TauExplorer")
    assert {"widgets/studies.py", "widgets/data.py", "priors/__init__.py", "data/bcg.csv"} <= files
    assert not any(name.endswith(".js") for name in files)


def test_no_import_reaches_nothing(tmp_path):
    assert reached(tmp_path, "x = 1") == set()


@pytest.mark.slow
@pytest.mark.parametrize(
    "code",
    [
        "from helpers import (",
        "from helpers import *",
        "import importlib\nimportlib.import_module(name)",
        "from importlib import import_module",
        "from subprocess import run",
        "eval('1')",
        "!borrowing-strength report",
        "%run other.py",
    ],
)
def test_when_code_cannot_be_followed_everything_counts(tmp_path, code):
    files = reached(tmp_path, code)
    assert {"effects/estimates.py", "grading/checker.py", "data/bcg.csv", "plots/style.mplstyle"} <= files
    assert len(widgets_in(files)) > 5


def test_only_known_places_find_modules_by_name():
    """Whoever adds another must teach it to `freshness`, or a page will keep stale numbers."""
    finders = {
        path.relative_to(freshness.PACKAGE).as_posix()
        for path in freshness.PACKAGE.rglob("*.py")
        if path.parent.name != "authoring" and "import_module" in path.read_text("utf-8")
    }
    batch = {f"grading/batch/{name}.py" for name in ("jail/hooks", "jail/zygote", "sources", "worker")}
    of_no_page = {"cli/doctor.py"} | batch  # none grades or asks the doctor
    assert finders == {"__init__.py", "grading/registry.py", "widgets/__init__.py"} | of_no_page


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    """A copy of the package that tests may change; what its files reach is found once."""
    package = tmp_path_factory.mktemp("copy") / "helpers"
    shutil.copytree(freshness.PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__", "js"))
    finders = (freshness._read.__wrapped__, freshness._source.__wrapped__, freshness.reached_files)
    return {"PACKAGE": package} | {finder.__name__: cache(finder) for finder in finders}


@pytest.fixture
def copy(copied, monkeypatch):
    for name, value in copied.items():
        monkeypatch.setattr(freshness, name, value)
    return copied["PACKAGE"]


def changed_by(package: Path, name: str) -> set[str]:
    """The pages that a comment concerns, which reaches nothing itself; it is taken away again."""
    before = {page: freshness.fingerprint(path) for page, path in PAGES.items()}
    given = (package / name).read_bytes()
    (package / name).write_bytes(given + b"\n# changed\n")
    changed = {page for page, path in PAGES.items() if freshness.fingerprint(path) != before[page]}
    (package / name).write_bytes(given)
    return changed


@pytest.mark.slow
def test_a_changed_hint_concerns_one_sheet(copy):
    assert changed_by(copy, "grading/chapters/ch07/e2_predict.py") == {"solutions/07-many-arms.md"}


@pytest.mark.slow
def test_a_changed_widget_concerns_the_pages_that_show_it(copy):
    text = {page: path.read_text("utf-8") for page, path in PAGES.items()}
    # A report shows it too: its page holds live figures.
    shown = {page for page, said in text.items() if "TauExplorer" in said or "report.write(" in said}
    assert len(shown) > 2
    assert changed_by(copy, "widgets/tau_explorer.py") == shown


@pytest.mark.slow
def test_the_machinery_of_grading_concerns_every_sheet(copy):
    sheets = {page for page in PAGES if page.startswith("solutions/")}
    assert len(sheets) > 5
    assert changed_by(copy, "grading/checker.py") == sheets


@pytest.mark.slow
def test_the_engine_concerns_all_that_compute(copy):
    assert len(changed_by(copy, "posterior/__init__.py")) == len(PAGES)


@pytest.mark.slow
def test_declarations_change_with_their_own_chapter(copy):
    before = {chapter: freshness.declarations(chapter) for chapter in ("03", "07")}
    another = copy / "grading/chapters/ch07/another.py"
    another.write_text("")
    after = {chapter: freshness.declarations(chapter) for chapter in ("03", "07")}
    another.unlink()
    assert after["03"] == before["03"]
    assert after["07"] != before["07"]
