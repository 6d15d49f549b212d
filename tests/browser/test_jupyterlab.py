"""A learner in JupyterLab: a wrong answer is named, a right one passes, the widget is dragged."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.browser.browser import watch
from tests.browser.lab import Notebook, running_lab

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.browser, pytest.mark.slow]

WRONG = """\
def q_statistic(effects, std_errors):
    w = 1 / std_errors
    return (w * (effects - (w * effects).sum() / w.sum()) ** 2).sum()
"""
RIGHT = WRONG.replace("1 / std_errors\n", "1 / std_errors**2\n")


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    folder, settings = tmp_path_factory.mktemp("exercises"), tmp_path_factory.mktemp("settings")
    shutil.copy(ROOT / "exercises" / "03-heterogeneity.ipynb", folder)
    with running_lab(folder, settings) as base:
        yield base


@pytest.fixture
def notebook(lab, browser):
    context = browser.new_context(viewport={"width": 1400, "height": 950})
    page = context.new_page()
    seen = watch(page, lab, lab.replace("http", "ws"))
    yield Notebook.open(page, lab, "03-heterogeneity.ipynb")
    context.close()
    assert seen.external == []


def test_a_wrong_answer_is_named_and_a_right_one_passes(notebook):
    notebook.run("from helpers import check")
    notebook.write("def q_statistic", WRONG)
    feedback = notebook.run('check("03.1"').get_by_role("status")
    feedback.wait_for(timeout=60_000)
    assert "1/s" in feedback.inner_text()
    notebook.write("def q_statistic", RIGHT)
    feedback = notebook.run('check("03.1"').get_by_role("status")
    feedback.filter(has_text=re.compile("Right")).wait_for(timeout=60_000)


def test_an_untouched_exercise_is_not_called_wrong(notebook):
    notebook.run("from helpers import check")
    notebook.run("def tau_squared_and_i_squared")
    feedback = notebook.run('check("03.2"').get_by_role("status")
    feedback.wait_for(timeout=60_000)
    assert "not" in feedback.inner_text().lower()
    assert "wrong" not in feedback.inner_text().lower()


def test_the_widget_is_dragged_by_mouse_and_keys_and_python_sees_it(notebook):
    notebook.run("from helpers import check")
    cell = notebook.cell("HeterogeneityExplorer()")
    notebook.write(
        "HeterogeneityExplorer()",
        "from helpers.widgets import HeterogeneityExplorer\nw = HeterogeneityExplorer()\nw",
    )
    notebook.wait_until_run(cell)
    handle = cell.get_by_role("slider").first
    handle.wait_for(timeout=60_000)
    before = float(handle.get_attribute("aria-valuenow"))
    box = handle.bounding_box()
    notebook.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    notebook.page.mouse.down()
    notebook.page.mouse.move(box["x"] + box["width"] / 2 + 40, box["y"] + box["height"] / 2, steps=8)
    notebook.page.mouse.up()
    dragged = float(handle.get_attribute("aria-valuenow"))
    assert dragged != before
    handle.focus()
    notebook.page.keyboard.press("ArrowLeft")
    moved = float(handle.get_attribute("aria-valuenow"))
    assert moved < dragged
    notebook.page.wait_for_timeout(400)
    cell.locator(".cm-content").click()
    notebook.page.keyboard.press("Control+A")
    notebook.page.keyboard.insert_text("print(w.effects[0], w.std_errors[0])")
    notebook.page.keyboard.press("Control+Enter")
    printed = cell.locator(".jp-OutputArea-output pre")
    printed.wait_for(timeout=60_000)
    assert any(abs(float(number) - moved) < 1e-6 for number in printed.inner_text().split())
