"""A learner in JupyterLab: a wrong answer is named, a right one passes, the widget is dragged."""

from __future__ import annotations

import json
import re
import urllib.request

import nbformat
import pytest
from playwright.sync_api import expect

from helpers import learn, widgets
from helpers.authoring import sync
from helpers.widgets.studies import StudiesWidget
from tests.answers_03_1 import RIGHT, WRONG
from tests.browser.browser import watch
from tests.browser.lab import PATIENCE, TOKEN, Notebook, running_lab
from tests.tiers import rest_in_certify

pytestmark = [pytest.mark.browser, pytest.mark.slow]


STUDIES = [name for name in widgets.WIDGETS if issubclass(getattr(widgets, name), StudiesWidget)]
OWN = "Ada, 0.2, 0.1\nBob, 0.5, 0.2\nCleo, -0.1, 0.15\nDora, 0.1"
EXPLORE = """\
import matplotlib.pyplot as plt
from helpers.widgets import explore
def double(n):
    print("asked for", n)
    if n == 1000:
        raise ValueError("n is too large")
    plt.plot([0, n])
    return 2 * n
explore(double, n=(10, 1000, 10))
"""


def write_notebook(path, sources):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, path)


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A learner's own copy, as `make lab` serves it, and beside it a notebook with every widget."""
    folder, settings = tmp_path_factory.mktemp("a learner's work"), tmp_path_factory.mktemp("settings")
    learn.prepare(folder)
    cells = [f"from helpers.widgets import {name}\nw = {name}()\nw" for name in widgets.WIDGETS]
    write_notebook(folder / "widgets.ipynb", [*cells, EXPLORE])
    write_notebook(folder / "saved.ipynb", [cells[0], EXPLORE])
    with running_lab(folder, settings) as base:
        yield base


@pytest.fixture
def opened(lab, browser):
    """``opened(name)`` opens a notebook; nothing may be asked of another origin meanwhile."""
    context = browser.new_context(viewport={"width": 1400, "height": 950})
    page = context.new_page()
    seen = watch(page, lab, lab.replace("http", "ws"))
    yield lambda name: Notebook.open(page, lab, name)
    context.close()
    assert seen.external == []


@pytest.fixture
def notebook(opened):
    return opened("exercises/03-heterogeneity.ipynb")


def test_a_wrong_answer_is_named_and_a_right_one_passes(notebook):
    notebook.run("from helpers import check")
    notebook.write("def q_statistic", WRONG)
    feedback = notebook.run('check("03.1"').get_by_role("status")
    feedback.wait_for(timeout=60_000)
    assert "1/s" in feedback.inner_text()
    notebook.write("def q_statistic", RIGHT)
    feedback = notebook.run('check("03.1"').get_by_role("status")
    feedback.filter(has_text=re.compile("Right")).wait_for(timeout=60_000)


SHEETS = sorted(path.stem for path in sync.ROOT.glob("solutions/*.md"))
# The same code writes all links; one chapter's are clicked in every run.
CLICKED = rest_in_certify(SHEETS, {"03-heterogeneity"})


@pytest.mark.parametrize("chapter", CLICKED)
def test_every_link_to_a_solution_opens_it(opened, lab, chapter):
    """Each is clicked once: the notebook of solutions opens, in a tab of its own."""
    page = opened(f"exercises/{chapter}.ipynb").page
    panel = page.locator(".jp-NotebookPanel:visible")
    cells = json.loads(urllib.request.urlopen(f"{lab}/files/exercises/{chapter}.ipynb?token={TOKEN}").read())
    places = [cell["id"] for cell in cells["cells"] if cell["id"].endswith("-link")]
    assert places
    for place in places:
        exercise = place[1:].removesuffix("-link").replace("-", ".")
        link = panel.get_by_role("link", name=f"Solution to {exercise}", exact=True)
        for _ in range(60):  # what is far below is drawn when one comes near
            if link.count():
                break
            panel.locator(".jp-WindowedPanel-outer").evaluate("e => e.scrollBy(0, 400)")
            page.wait_for_timeout(50)
        link.click()
        page.locator(".jp-NotebookPanel:visible h1", has_text="Solutions to chapter").wait_for(
            timeout=PATIENCE
        )
        expect(page.locator(".jp-Dialog")).to_have_count(0)
        page.locator("#jp-main-dock-panel .lm-TabBar-tab").first.click()
        page.locator(".jp-NotebookPanel:visible", has_text=f"Solution to {exercise}").wait_for()


def test_a_saved_widget_is_a_picture_with_a_line_until_its_cell_runs_again(opened, lab):
    notebook = opened("saved.ipynb")
    shown = [notebook.run(text) for text in (f"w = {widgets.WIDGETS[0]}", "explore(double")]
    for cell in shown:
        expect(cell.get_by_role("slider").first).to_be_visible(timeout=PATIENCE)
        expect(cell.locator(".bs-saved")).to_be_hidden()
    notebook.page.keyboard.press("Control+s")
    notebook.page.wait_for_timeout(1500)
    stop_all_kernels(lab)
    notebook = opened("saved.ipynb")
    for text in (f"w = {widgets.WIDGETS[0]}", "explore(double"):
        cell = notebook.cell(text)
        expect(cell.locator(".bs-saved img")).to_be_visible(timeout=PATIENCE)
        expect(cell.locator(".bs-saved")).to_contain_text("Run this cell again")
        expect(cell.locator(".jp-OutputArea-child:visible")).to_have_count(1)
        expect(cell).not_to_contain_text("Error displaying widget", use_inner_text=True)
        notebook.run(text)
        expect(cell.get_by_role("slider").first).to_be_visible(timeout=PATIENCE)
        expect(cell.locator(".bs-saved")).to_be_hidden()


def stop_all_kernels(base):
    def ask(path, method="GET"):
        headers = {"Authorization": f"token {TOKEN}"}
        return urllib.request.urlopen(
            urllib.request.Request(f"{base}/api/{path}", headers=headers, method=method)
        ).read()

    for session in json.loads(ask("sessions")):
        ask(f"sessions/{session['id']}", "DELETE")


def test_an_exercise_set_back_takes_no_typing_of_another_with_it(tmp_path, browser):
    """Typed into 03.2 and neither saved nor run; then 03.4 is asked back, and the notebook reloaded."""
    work = tmp_path / "work"
    learn.prepare(work)
    path = work / "exercises/03-heterogeneity.ipynb"
    with running_lab(work, tmp_path) as base, browser.new_context() as context:
        page = context.new_page()
        notebook = Notebook.open(page, base, "exercises/03-heterogeneity.ipynb")
        page.keyboard.press("Control+s")
        notebook.cell("def tau_squared_and_i_squared").locator(".cm-content").click()
        page.keyboard.press("Control+A")
        page.keyboard.insert_text("typed = 'by hand'")
        asks = notebook.cell("progress()")
        notebook.write("progress()", 'import helpers\nhelpers.set_back("03.4")')
        expect(asks.locator("pre").last).to_contain_text("Nothing is set back yet", timeout=PATIENCE)
        assert not path.with_name(f"yours-{path.name}").exists()
        page.keyboard.press("Control+s")
        page.wait_for_timeout(1500)
        notebook.run("helpers.set_back")
        expect(asks.locator("pre").last).to_contain_text("is set back", timeout=PATIENCE)
        page.get_by_role("menuitem", name="File", exact=True).click()
        page.get_by_text("Reload Notebook from Disk", exact=True).click()
        page.locator(".jp-Dialog").get_by_role("button", name="Reload").click()
        page.wait_for_timeout(1500)
        expect(notebook.cell("typed =").locator(".cm-content")).to_have_text("typed = 'by hand'")
        assert "by hand" in path.read_text("utf-8")
        expect(page.locator(".Toastify__toast")).to_have_count(0)  # nobody is asked about Jupyter's news


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
    handle = cell.get_by_role("slider", name="Market A: effect")
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


def test_every_widget_draws_and_what_is_pasted_into_it_reaches_python(opened):
    notebook = opened("widgets.ipynb")
    for name in widgets.WIDGETS:
        cell = notebook.run(f"w = {name}")
        expect(cell.locator(".bs-root > *").first).to_be_attached(timeout=60_000)
        if name not in STUDIES:
            continue
        cell.get_by_role("button", name="Paste your own").click()
        cell.get_by_role("textbox", name="Your experiments").fill(OWN)
        cell.get_by_role("button", name="Draw them").click()
        expect(cell.locator(".bs-errors")).to_contain_text("Line 4")
        notebook.page.wait_for_timeout(400)
        notebook.write(f"w = {name}", "print(w.labels, w.effects, w.std_errors)")
        printed = cell.locator(".jp-OutputArea-output pre")
        expect(printed).to_have_text(
            "['Ada', 'Bob', 'Cleo'] [0.2, 0.5, -0.1] [0.1, 0.2, 0.15]", timeout=60_000
        )


def test_explore_follows_its_slider_and_lives_through_an_error(opened):
    notebook = opened("widgets.ipynb")
    cell = notebook.run("explore(double")
    slider, shown = cell.get_by_role("slider").first, cell.locator(".jp-OutputArea .jp-OutputArea").first
    expect(shown).to_contain_text("asked for 500", timeout=60_000)
    slider.focus()
    notebook.page.keyboard.press("ArrowRight")
    expect(shown).to_contain_text("asked for 510")
    expect(shown).to_contain_text("1020")
    expect(shown.locator("img")).to_have_count(1)
    notebook.page.keyboard.press("End")
    expect(cell.get_by_role("alert")).to_contain_text("n is too large")
    expect(shown).not_to_contain_text("1020")
    notebook.page.keyboard.press("Home")
    expect(cell.get_by_role("alert")).to_have_count(0)
    expect(shown).to_contain_text("asked for 10")
