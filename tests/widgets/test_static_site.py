"""The scripts that Sphinx puts into a site: widgets where there are some, the reader's world everywhere."""

import base64
import json

import pytest

from helpers.authoring.sphinx import static_widgets
from helpers.widgets import TauExplorer

pytestmark = pytest.mark.browser

CONF = """
project = "Site"
html_theme = "sphinx_book_theme"
html_sidebars = {"**": ["sbt-sidebar-nav.html"]}
html_context = {"default_mode": "light"}

def setup(app):
    from helpers.authoring.sphinx import static_widgets
    static_widgets.connect(app)
"""
TREE = ".. toctree::\n\n   middle\n   last\n"
INDEX = f"First\n=====\n\n{TREE}\n.. raw:: html\n\n   {{0}}\n\nPart\n----\n\nText.\n"
MIDDLE = "Middle\n======\n\nNo widget here.\n"
LAST = "Last\n====\n\n.. raw:: html\n\n   {0}\n\nEnd\n---\n\nText.\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A small book with the course's theme: a page with a widget, one without, one with."""
    from sphinx.cmd.build import build_main

    folder = tmp_path_factory.mktemp("site")
    widget = TauExplorer().static_html()
    pages = {"conf.py": CONF, "index.rst": INDEX, "middle.rst": MIDDLE, "last.rst": LAST}
    for name, text in pages.items():
        (folder / name).write_text(text.replace("{0}", widget), "utf8")
    assert build_main(["-q", "-b", "html", str(folder), str(folder / "html")]) == 0
    return folder / "html"


def test_a_page_loads_the_one_script_that_it_needs(site):
    names = static_widgets.SCRIPT, static_widgets.CARRY
    for page, wanted in {"index": (True, False), "middle": (False, True), "last": (True, False)}.items():
        text = (site / f"{page}.html").read_text("utf8")
        assert tuple(name in text for name in names) == wanted, page
        assert (site / "_static" / names[0]).exists()
        assert (site / "_static" / names[1]).exists()


def test_the_world_goes_from_chapter_to_chapter_by_the_books_own_links(site, serve, open_page):
    world = {"data": {"labels": ["a", "b"], "effects": [0.5, 1.5], "std_errors": [0.2, 0.3]}}
    token = base64.urlsafe_b64encode(json.dumps(world).encode()).decode().rstrip("=")
    page, seen = open_page(f"{serve(site)}/index.html#world={token}&at=part")
    for name in ("Middle", "Last"):
        page.locator("nav.bd-links").get_by_role("link", name=name).click()
        page.wait_for_url(f"**/{name.lower()}.html#world=*")
    page.wait_for_function("document.querySelector('.bs-widget')?.dataset.ready === 'yes'")
    read = "document.querySelector('.bs-widget').bsModel.get('effects')"
    assert page.evaluate(read) == [0.5, 1.5]
    page.locator(".prev-next-footer a.left-prev, a.left-prev").first.click()
    page.wait_for_url("**/middle.html#world=*")
    page.go_back()
    page.wait_for_function("document.querySelector('.bs-widget')?.dataset.ready === 'yes'")
    page.get_by_role("button", name="Back to the book’s world").click()
    assert "world" not in page.locator("a.left-prev").first.get_attribute("href")
    seen.assert_clean()
