"""A learner in JupyterLab: a wrong answer is named, a right one passes, the widget is dragged.

To open JupyterLab costs more than most of what is done there: all tests work in one window.
"""

from __future__ import annotations

import json
import re
import shutil
import urllib.request

import matplotlib
import nbformat
import pytest
from playwright.sync_api import expect

from helpers import learn, widgets
from helpers.authoring import sync
from helpers.widgets.studies import StudiesWidget
from tests.answers_03_1 import RIGHT, WRONG
from tests.browser.browser import watch
from tests.browser.lab import PANEL, PATIENCE, TOKEN, Notebook, running_lab
from tests.tiers import rest_in_certify

pytestmark = [pytest.mark.browser, pytest.mark.slow]


STUDIES = [name for name in widgets.WIDGETS if issubclass(getattr(widgets, name), StudiesWidget)]
NOTEBOOK = "exercises/03-heterogeneity.ipynb"
OTHERS = [name for name in widgets.WIDGETS if name not in STUDIES]
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


def alone(name):
    return f"from helpers.widgets import {name}\nw = {name}()\nw"


def write_notebook(path, sources):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, path)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A learner's own copy, and beside it a notebook with every widget and one for who has only keys."""
    folder = tmp_path_factory.mktemp("a learner's work")
    learn.prepare(folder)
    together = f"from helpers import widgets\nfor name in {OTHERS}:\n    display(getattr(widgets, name)())"
    write_notebook(folder / "widgets.ipynb", [together, *map(alone, STUDIES)])
    write_notebook(folder / "saved.ipynb", [alone(widgets.WIDGETS[0]), EXPLORE])
    shutil.copy(folder / NOTEBOOK, folder / "keys.ipynb")
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Where the learner's settings are, and the record of progress."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def lab(folder, home):
    """The folder as `make lab` serves it."""
    with pytest.MonkeyPatch.context() as there:
        there.delenv("BORROWING_STRENGTH_PROGRESS")
        there.setenv("MPLCONFIGDIR", matplotlib.get_configdir())  # where the list of fonts is
        there.setenv("HOME", str(home))
        with running_lab(folder, home) as base:
            yield base


@pytest.fixture(scope="module")
def window(lab, browser):
    """The learner's one window; nothing may be asked of another origin while it is open."""
    context = browser.new_context(viewport={"width": 1400, "height": 950})
    page = context.new_page()
    seen = watch(page, lab, lab.replace("http", "ws"))
    Notebook.open(page, lab, NOTEBOOK)
    yield page
    context.close()
    assert seen.external == []


@pytest.fixture
def opened(window):
    """``opened(name)`` brings a notebook to the front, as it was left unless one was opened alone since."""
    return lambda name: Notebook.beside(window, name)


@pytest.fixture
def notebook(opened):
    return opened(NOTEBOOK)


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
    panel, tab = page.locator(PANEL), page.locator(f'.lm-TabBar-tab[title*="Path: exercises/{chapter}"]')
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
        panel.locator("h1", has_text="Solutions to chapter").wait_for(timeout=PATIENCE)
        expect(page.locator(".jp-Dialog")).to_have_count(0)
        tab.click()
        panel.filter(has_text=f"Solution to {exercise}").wait_for()


def test_a_saved_widget_is_a_picture_with_a_line_until_its_cell_runs_again(opened, lab, folder):
    notebook = opened("saved.ipynb")
    shown = [notebook.run(text) for text in (f"w = {widgets.WIDGETS[0]}", "explore(double")]
    for cell in shown:
        expect(cell.get_by_role("slider").first).to_be_visible(timeout=PATIENCE)
        expect(cell.locator(".bs-saved")).to_be_hidden()
    save(notebook, folder / "saved.ipynb")
    stop_kernel(lab, "saved.ipynb")
    notebook = Notebook.open(notebook.page, lab, "saved.ipynb")
    for text in (f"w = {widgets.WIDGETS[0]}", "explore(double"):
        cell = notebook.cell(text)
        expect(cell.locator(".bs-saved img")).to_be_visible(timeout=PATIENCE)
        expect(cell.locator(".bs-saved")).to_contain_text("Run this cell again")
        expect(cell.locator(".jp-OutputArea-child:visible")).to_have_count(1)
        expect(cell).not_to_contain_text("Error displaying widget", use_inner_text=True)
        notebook.run(text)
        expect(cell.get_by_role("slider").first).to_be_visible(timeout=PATIENCE)
        expect(cell.locator(".bs-saved")).to_be_hidden()


def save(notebook, path):
    before = path.stat().st_mtime_ns
    notebook.page.keyboard.press("Control+s")
    for _ in range(600):
        if path.stat().st_mtime_ns != before:
            return
        notebook.page.wait_for_timeout(50)
    raise TimeoutError(f"{path} is not saved")


def stop_kernel(base, name):
    def ask(path, method="GET"):
        headers = {"Authorization": f"token {TOKEN}"}
        return urllib.request.urlopen(
            urllib.request.Request(f"{base}/api/{path}", headers=headers, method=method)
        ).read()

    [session] = [one for one in json.loads(ask("sessions")) if one["path"] == name]
    ask(f"sessions/{session['id']}", "DELETE")


def test_an_exercise_set_back_takes_no_typing_of_another_with_it(opened, folder):
    """Typed into 01.2 and neither saved nor run; then 01.4 is asked back, and the notebook reloaded."""
    path = folder / "exercises/01-eight-answers.ipynb"
    notebook = opened("exercises/01-eight-answers.ipynb")
    page = notebook.page
    page.keyboard.press("Control+s")
    notebook.cell("def vote_distribution").locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text("typed = 'by hand'")
    asks = notebook.cell("progress()")
    notebook.write("progress()", 'import helpers\nhelpers.set_back("01.4")')
    expect(asks.locator("pre").last).to_contain_text("Nothing is set back yet", timeout=PATIENCE)
    assert not path.with_name(f"yours-{path.name}").exists()
    save(notebook, path)
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
    shown = notebook.run("display(").locator(".bs-root")
    for place, name in enumerate(OTHERS):
        expect(shown.nth(place).locator("> *").first, name).to_be_attached(timeout=60_000)
    expect(shown).to_have_count(len(OTHERS))
    for name in STUDIES:
        cell = notebook.run(f"w = {name}")
        expect(cell.locator(".bs-root > *").first).to_be_attached(timeout=60_000)
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
    notebook = opened("saved.ipynb")
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
        region = self.page.locator(PANEL).get_by_role("status").filter(has_text=re.compile(text))
        region.last.wait_for(timeout=PATIENCE)
        return region.last


PLAIN_MEAN = """\
def q_statistic(effects, std_errors):
    weights = 1 / std_errors**2
    return np.sum(weights * (effects - np.mean(effects)) ** 2)"""


def test_wrong_hint_more_right_progress_by_keyboard(opened, home):
    """A learner who has only a keyboard: each step is announced, and progress follows the learner."""
    kept = home / ".borrowing-strength" / "progress.json"
    kept.unlink(missing_ok=True)  # another test's
    keyboard = Keyboard(opened("keys.ipynb").page)
    keyboard.press("Escape", "Shift+Enter", "Shift+Enter", "Shift+Enter")  # title, set-up, prompt
    keyboard.rewrite(PLAIN_MEAN)
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
    keyboard.rewrite(PLAIN_MEAN.replace("np.mean(effects)", "np.average(effects, weights=weights)"))
    keyboard.press("Shift+Enter", "Control+Enter")
    assert "2 of 2 points" in keyboard.status("Right").inner_text()

    keyboard.press("Escape", "b")
    keyboard.rewrite("progress()")
    keyboard.press("Control+Enter")
    table = keyboard.status("Your progress")
    assert re.search(r"3\s+1 of 5", table.inner_text())
    assert "Next: 03.2" in table.inner_text()
    assert kept.exists()
