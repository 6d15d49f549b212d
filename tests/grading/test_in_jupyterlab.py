"""A learner who has only a keyboard: wrong, hint, more, right, progress; each announced."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.browser.lab import PATIENCE, Notebook, running_lab
from tests.grading.answers import q

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.browser, pytest.mark.slow]

WRONG = """\
def q_statistic(effects, std_errors):
    weights = 1 / std_errors**2
    return np.sum(weights * (effects - np.mean(effects)) ** 2)"""
RIGHT = WRONG.replace("np.mean(effects)", "np.average(effects, weights=weights)")


class Keyboard:
    """Nothing but keys; what is on the screen is only read."""

    def __init__(self, page):
        self.page = page

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
            self.page.wait_for_timeout(120)

    def rewrite(self, source):
        self.press("Enter", "Control+A")
        self.page.keyboard.insert_text(source)

    def status(self, text):
        """The announced region that holds ``text``; waits for it."""
        region = self.page.get_by_role("status").filter(has_text=re.compile(text))
        region.last.wait_for(timeout=PATIENCE)
        return region.last


@pytest.fixture
def keyboard(browser, tmp_path_factory, monkeypatch):
    folder, settings = tmp_path_factory.mktemp("exercises"), tmp_path_factory.mktemp("settings")
    monkeypatch.delenv("BORROWING_STRENGTH_PROGRESS")
    monkeypatch.setenv("HOME", str(settings))
    shutil.copy(ROOT / "exercises" / "03-heterogeneity.ipynb", folder)
    with running_lab(folder, settings) as base:
        page = browser.new_context(viewport={"width": 1300, "height": 900}).new_page()
        Notebook.open(page, base, "03-heterogeneity.ipynb")
        yield Keyboard(page)
        page.context.close()
        assert (settings / ".borrowing-strength" / "progress.json").exists(), "progress follows the learner"


def test_wrong_hint_more_right_progress_by_keyboard(keyboard):
    keyboard.press("Escape", "Shift+Enter", "Shift+Enter", "Shift+Enter")  # title, set-up, prompt
    keyboard.rewrite(WRONG)
    keyboard.press("Shift+Enter", "Control+Enter")
    wrong = keyboard.status("Not yet")
    assert "plain mean" in wrong.inner_text()
    assert wrong.get_attribute("aria-live") == "polite"
    assert not wrong.locator("details").first.evaluate("d => d.open")

    keyboard.rewrite('check("03.1", q_statistic, more=True)')
    keyboard.press("Control+Enter")
    more = keyboard.status("precision-weighted mean")
    assert more.locator("details").first.evaluate("d => d.open")
    assert "right is" in more.inner_text()

    keyboard.press("Escape", "ArrowUp")
    keyboard.rewrite(RIGHT)
    keyboard.press("Shift+Enter", "Control+Enter")
    assert "2 of 2 points" in keyboard.status("Right").inner_text()

    keyboard.press("Escape", "b")
    keyboard.rewrite("progress()")
    keyboard.press("Control+Enter")
    table = keyboard.status("Your progress")
    assert re.search(r"3\s+1 of 5", table.inner_text())
    assert "Next: 03.2" in table.inner_text()


@pytest.mark.parametrize(
    ("background", "text"), [("#ffffff", "#1f1f1f"), ("#111111", "#e6e6e6")], ids=["light", "dark"]
)
def test_feedback_is_clean_for_axe_on_light_and_dark(browser, background, text):
    from axe_playwright_python.sync_playwright import Axe

    from helpers.grading import check, progress

    shown = [
        check("03.1", lambda effects, std_errors: effects @ std_errors, more=True, seed=1),
        check("03.1", q),
        check("03.1", ...),
        check("04.5", "b b a", more="solution"),
        progress(),
    ]
    body = "".join(item._repr_html_() for item in shown)
    page = browser.new_page()
    page.set_content(
        f'<html lang="en"><head><title>Feedback</title></head><body style="background:{background};'
        f'color:{text}"><main><h1>Feedback</h1>{body}</main></body></html>'
    )
    found = Axe().run(page).response["violations"]
    page.close()
    assert [v["id"] for v in found] == []
