"""The pages that a batch writes, through axe-core: light and dark, on a phone and a desk."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from helpers.grading import find
from helpers.grading.batch.run import grade
from tests.grading.batch.class_room import batch, hand_in, silent
from tests.grading.batch.notebooks import with_cell
from tests.grading.batch.test_similar import MINE, answered
from tests.tiers import rest_in_certify

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Every page, with every verdict that there is, and with a pair that is alike."""
    folder = tmp_path_factory.mktemp("class")
    cause = find("03.1").mistakes[0].name
    verdicts = ("partial", "wrong", "not_attempted", "error", "timeout", "grader_error")
    told = {f"learner{i}": f"verdict 03.1: {verdict}" for i, verdict in enumerate(verdicts)}
    told |= {f"more{i}": f"verdict 03.1: wrong cause {cause}" for i in range(2)}
    root = hand_in(folder / "in", **told)
    (root / "nobody__03.ipynb").write_text("{")
    for learner in ("one", "another"):
        alike = with_cell(answered(MINE), "x03-2-answer", f"mine = {learner!r}")
        (root / f"{learner}__03.ipynb").write_text(json.dumps(alike))
    grade(batch(root, folder / "grades.csv"), silent)
    assert "another" in (folder / "grades.similar.html").read_text()
    return [*folder.glob("*.html"), *(folder / "grades.feedback").glob("*.html")]


SEEN = list(product(["light", "dark"], [375, 1280]))


@pytest.mark.parametrize("seen", rest_in_certify(SEEN, {("light", 375), ("dark", 1280)}), ids=str)
def test_axe_finds_nothing(written: list[Path], browser: Any, seen: tuple[str, int]) -> None:
    from axe_playwright_python.sync_playwright import Axe

    theme, width = seen
    assert len(written) == 2 + 11
    # axe is a script, and these pages let none run.
    size = {"width": width, "height": 800}
    context = browser.new_context(color_scheme=theme, viewport=size, bypass_csp=True)
    page = context.new_page()
    found = {}
    for path in written:
        page.goto(path.as_uri())
        found[path.name] = [v["id"] for v in Axe().run(page).response["violations"]]
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not wide, path.name
    context.close()
    assert not any(found.values()), found
