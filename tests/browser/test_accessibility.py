"""Measuring one word of each look, and only what axe judges, finds every fault that axe finds by itself."""

from __future__ import annotations

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.browser.accessibility import violations

pytestmark = pytest.mark.browser

COLOURS = {"runOnly": ["color-contrast"]}
STYLE = """
  body { margin: 0; background: #fff; color: #222; font: 16px sans-serif }
  .dark { background: #111; color: #ddd }
  .dark .code { color: #333 }
  .box { background: #333 }
  .over { position: absolute; left: 0; right: 0; height: 80px; background: #333 }
  .before { position: relative; z-index: 1 }
  .faded { opacity: 0.3 }
  .grey { color: #666 } .small { color: #888 } .large { color: #888; font-size: 32px }
  .hidden { visibility: hidden } .gradient { background-image: linear-gradient(#fff, #eee) }
  .narrow { width: 100px; height: 20px; background: #333; color: #eee; white-space: nowrap }
  .out { display: inline-block; margin-left: 150px }
"""
SAME = "<p>These words can be read well.</p>" * 3
BAD = {
    "in another background's box": f'{SAME}<div class="box"><p id="bad">On a dark box.</p></div>',
    "in a faded part": f'{SAME}<div class="faded"><p id="bad">Faded words.</p></div>',
    "after one that is too short to judge": '<p class="small">a</p><p class="small" id="bad">Small.</p>',
    "after one on a gradient": (
        '<p class="small gradient">On a gradient.</p><p class="small" id="bad">Small.</p>'
    ),
    "after one that is hidden": '<p class="small hidden">Hidden.</p><p class="small" id="bad">Small.</p>',
    "after a large one": '<p class="large">Large words.</p><p class="small" id="bad">Small.</p>',
    "where a box lies behind": (
        f'{SAME}<div class="over"></div><p class="before" style="color: #fff">Bright.</p>'
        '<p class="before" id="bad">Before a box.</p>'
    ),
    "in a field": '<label for="bad">Name</label><input id="bad" class="small" value="Ann">',
    "in a list": (
        '<label for="bad">Name</label><select id="bad" class="small"><option>Ann</option></select>'
    ),
    "in a field of lines": '<label for="bad">Name</label><textarea id="bad" class="small">Ann</textarea>',
    "beyond its own box": (
        '<div class="narrow"><span>In it.</span></div>'
        '<div class="narrow"><span class="out" id="bad">Out of it.</span></div>'
    ),
}
EVERY = """async (options) => (await axe.run(document, options)).violations
    .flatMap((rule) => rule.nodes).map((node) => node.html).sort()"""


@pytest.fixture(scope="module")
def context(browser):
    context = browser.new_context()
    yield context
    context.close()


@pytest.fixture(scope="module")
def page(context):
    """A page for one document after another: axe-core is loaded into it once."""
    return context.new_page()


@pytest.fixture(scope="module")
def both(context, page):
    """``both(body)``: the faults that axe finds by itself, and those by looks."""
    alone = context.new_page()
    alone.evaluate(AXE_SCRIPT)

    def judge(body, theme="light", rules=COLOURS):
        for each in (alone, page):
            each.set_content(
                f'<html lang="en"><head><title>T</title><style>{STYLE}</style></head>'
                f'<body class="{theme}"><main><h1>T</h1>{body}</main></body></html>'
            )
        found = [node["html"] for rule in violations(page, rules) for node in rule["nodes"]]
        return alone.evaluate(EVERY, rules), sorted(found)

    return judge


@pytest.mark.parametrize("where", BAD)
def test_what_looks_other_is_found_among_what_can_be_read(both, where):
    every, by_looks = both(BAD[where])
    assert any('id="bad"' in html for html in every), "axe finds what was planted"
    assert by_looks == every


def test_of_alike_faults_all_are_found(both):
    every, by_looks = both('<p class="small">Small.</p>' * 4)
    assert len(every) == 4
    assert by_looks == every


def test_a_fault_of_the_dark_theme_only_is_found_after_a_clean_run_in_light(page, both):
    body = f'{SAME}<pre>x = <span class="code">some_name</span></pre>'
    assert both(body) == ([], [])
    page.evaluate("() => { document.body.className = 'dark'; }")
    (found,) = violations(page, COLOURS)
    assert [node["html"] for node in found["nodes"]] == ['<span class="code">some_name</span>']


def test_words_that_look_alike_are_measured_once(page):
    page.set_content(f"<html lang='en'><head><title>T</title></head><body>{SAME * 20}</body></html>")
    assert violations(page, COLOURS) == []
    page.evaluate(
        """() => { window.asked = 0;
          const check = axe._audit.checks["color-contrast"], by = check.evaluate;
          check.evaluate = function (...given) {
            return by.call({ ...this, data: (found) => { asked += 1; this.data(found); } }, ...given);
          }; }"""
    )
    assert violations(page, COLOURS) == []
    assert page.evaluate("asked") == 1


LINKS = {
    f"{colour}, {line}": (
        f'<p>Words around a <a href="#" style="color: {colour}; text-decoration: {line}">link</a>.</p>'
    )
    for colour in ("#222", "#444", "#999")
    for line in ("none", "underline")
}


def test_a_link_that_is_hardly_told_from_its_text_is_found(both):
    every, found = both("".join(LINKS.values()), rules={"runOnly": ["link-in-text-block"]})
    assert len(every) == 1, "a colour near that of the text, without a line"
    assert found == every


def test_what_axe_passes_over_is_back_when_it_has_judged_and_what_is_unfolded_is_judged(page, both):
    folded = '<details><summary>More</summary><p class="small">Small.</p>And <b>more</b>.</details>'
    formula = "<p>So <mjx-container><mjx-math></mjx-math><math><mi>x</mi></math></mjx-container> it is.</p>"
    assert both(folded + formula) == ([], [])
    whole = page.evaluate("() => document.body.innerHTML")
    assert folded in whole
    page.evaluate("() => { document.querySelector('details').open = true; }")
    (found,) = violations(page, COLOURS)
    assert [node["html"] for node in found["nodes"]] == ['<p class="small">Small.</p>']
    page.evaluate("() => { document.querySelector('details').open = false; }")
    assert violations(page, COLOURS) == []
    assert page.evaluate("() => document.body.innerHTML") == whole
