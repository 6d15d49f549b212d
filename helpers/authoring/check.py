"""What concerns one chapter, and nothing else: its pages, its exercises, the widgets that it shows."""

from __future__ import annotations

import subprocess
import sys
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from time import perf_counter

from helpers.authoring import freshness, outputs, prose, sync
from helpers.authoring.unwritten import files_of_chapter, unwritten
from helpers.widgets import class_name

ROOT = sync.ROOT
WIDGETS = freshness.PACKAGE / "widgets"
_TESTS = ("tests/grading", "tests/authoring")
_WIDGET_TESTS = ("tests/widgets/test_bundle.py", "tests/widgets/test_contract.py")


def chapter(number: str) -> int:
    """Check one chapter (``"08"``), say what is wrong and where, and return an exit code."""
    known = [page.name[:2] for page in prose.chapters()]
    if number not in known:
        raise ValueError(f"chapter must be one of {', '.join(known)}; found {number!r}")
    pages = [*ROOT.glob(f"book/{number}-*.md"), *ROOT.glob(f"solutions/{number}-*.md")]
    shown = sorted({path for page in pages for path in widgets_on(page)})
    files = [*files_of_chapter(number), *shown, *(WIDGETS / f"js/widgets/{p.stem}.js" for p in shown)]
    good = [
        _step("Is everything written?", lambda: unwritten(files)),
        _step("Has every number its source, every picture words?", lambda: prose.complaints(number)),
        _step("Is the notebook that of the sheet?", lambda: _stale(number)),
        _step("Do its pages run?", lambda: outputs.refresh(chapter=number)),
        _step("Do its tests pass?", lambda: _tests(number, shown)),
    ]
    print(f"Chapter {number} is fine." if all(good) else f"Chapter {number} is not finished: see above.")
    return int(not all(good))


def widgets_on(page: Path) -> list[Path]:
    """The Python files of the widgets that a page may show."""
    reached = [path for path in freshness.reached_files(page) if path.parent == WIDGETS]
    return [path for path in reached if (WIDGETS / f"js/widgets/{path.stem}.js").exists()]


def _step(question: str, complaints: Callable[[], Iterable[object]]) -> bool:
    start = perf_counter()
    print(question, flush=True)
    try:
        found = [str(complaint) for complaint in complaints()]
    except Exception as error:  # what an author has just written may fail in any way
        place = traceback.extract_tb(error.__traceback__)[-1]
        found = [f"{place.filename}:{place.lineno}: {type(error).__name__}: {error}"]
    for complaint in found:
        print(f"  {complaint}")
    answer = f"no: {len(found)}" if found else "yes"
    print(f"  {answer}  ({perf_counter() - start:.1f} s)", flush=True)
    return not found


def _stale(number: str) -> list[str]:
    old = [path.relative_to(ROOT) for path in sync.stale(chapter=number)]
    return [f"{path}:1: it is not: run `make exercises`" for path in old]


def _tests(number: str, shown: Iterable[Path]) -> list[str]:
    """Run the tests whose ids begin with the chapter, an exercise of it, or a widget that it shows."""
    names = [class_name(path.stem) for path in shown]
    begin = [f"[{number}", f"test_chapter_{number}", *(f"[{name}" for name in names)]
    chosen = " or ".join([*begin, "test_the_bundle_was_built_from_these_sources"])
    numbers = [f"tests/book/test_chapter_{number}.py"]
    files = [*_TESTS, *numbers, *(_WIDGET_TESTS if names else ())]
    files = [file for file in files if (ROOT / file).exists()]
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--tb=short", "-m", "not certify"]
    code = subprocess.call([*command, "-k", chosen, *files], cwd=ROOT)
    return [f"pytest says no, with code {code}: see above"] if code else []
