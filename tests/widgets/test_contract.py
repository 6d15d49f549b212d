"""What every widget owes its readers, in the states that its class names as examples.

A widget is found by its two files, so a new one is held to this without being listed anywhere.
"""

from __future__ import annotations

import html
import itertools
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from helpers import widgets
from helpers.widgets import StaticWidget
from helpers.widgets.bundle import SOURCES
from tests.browser.accessibility import violations
from tests.widgets.hands import HANDLES, PHONE, bring, drag, drawn, still, swipe, without_still

IN_BROWSER = Path(__file__).with_name("contract.js").read_text("utf8")
CLASSES = [getattr(widgets, name) for name in widgets.WIDGETS]
NARROW = {"width": 375, "height": 800}
WIDE = {"width": 900, "height": 800}
SLIDERS = f"{HANDLES}, .bs-root input[type=range]"
OF_COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}  # axe's rules that a theme can break

# In the scope of the module: what is asked of one widget stands together and shares its opened figure.
every_widget = pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__, scope="module")


def examples(others=()):
    """Every example of every widget; ``others`` marks those that are not the widget at its defaults."""
    return pytest.mark.parametrize(
        ("kind", "arguments"),
        [
            pytest.param(kind, arguments, id=f"{kind.__name__}-{name}", marks=others if arguments else ())
            for kind in CLASSES
            for name, arguments in kind.examples.items()
        ],
    )


every_example = examples()


# Handles are made by one function: three here, eight in `make certify`.
some_handles = pytest.mark.parametrize(
    "some", [slice(3), pytest.param(slice(8), marks=pytest.mark.certify)], ids=["three", "eight"]
)


def ask(page: Page, function: str, *arguments: object) -> object:
    """Call one of the functions of ``contract.js`` in the page."""
    return page.evaluate(f"(given) => {{ {IN_BROWSER}; return {function}(...given); }}", list(arguments))


# The class
@every_widget
def test_a_widget_is_its_two_files(kind):
    stem = kind.__module__.rpartition(".")[2]
    assert issubclass(kind, StaticWidget)
    assert kind.__name__.lower() == stem.replace("_", "")
    assert (SOURCES / "widgets" / f"{stem}.js").exists()
    assert {} in vars(kind)["examples"].values(), "one of the examples is the widget at its defaults"


@every_example
def test_the_state_goes_to_the_page_and_comes_back(kind, arguments):
    widget = kind(**arguments)
    state = json.loads(json.dumps(widget.state(), allow_nan=False))
    assert json.loads(html.unescape(re.search(r'data-state="([^"]*)"', without_still(widget))[1])) == state
    twin = kind()
    twin.set_state({name: value for name, value in state.items() if name != "_kind"})
    assert json.loads(json.dumps(twin.state())) == state
    assert state["_kind"] == kind.__name__


# Without scripts and on paper
@pytest.mark.slow
@examples(others=pytest.mark.certify)
def test_a_picture_with_words_stands_in(kind, arguments, markup):
    assert kind.picture is not StaticWidget.picture, "draw the widget, or say in `picture` why not"
    widget = kind(**arguments)
    drawn_still = markup(widget)
    assert len(widget.describe().split()) > 8
    if "<img" in drawn_still:
        svg, words = still(drawn_still)
        assert ElementTree.fromstring(svg).tag.endswith("svg")
        assert len(words.split()) > 8
        assert "<script" not in svg
        assert len(svg) < 200_000
    else:
        assert widget.picture() is None


@pytest.mark.browser
def test_without_scripts_the_picture_or_the_words_are_seen(markup, static_page, serve, open_page):
    every = [kind() for kind in CLASSES]
    page, _ = open_page(
        f"{serve(static_page(*every, stills=True))}/index.html", java_script_enabled=False, viewport=NARROW
    )
    for widget, place in zip(every, page.locator(".bs-widget").all(), strict=True):
        name = type(widget).__name__
        expect(place.locator(".bs-fallback p"), name).to_have_text(widget.describe())
        expect(place.locator(".bs-fallback p"), name).to_be_visible()
        if "<img" in markup(widget):
            picture = place.get_by_role("img", name=widget.picture_text())
            expect(picture, name).to_be_visible()
            assert picture.bounding_box()["width"] <= 375, name


# Of each widget of a page: whether the live figure is seen, what stands in for it, and its picture, if any.
SEEN = """() => [...document.querySelectorAll(".bs-widget")].map((el) => {
  const isSeen = (part) => part && part.checkVisibility() && part.getBoundingClientRect().height > 0;
  const parts = [".bs-root", ".bs-fallback", ".bs-fallback img"].map((part) => el.querySelector(part));
  return [el.dataset.widget, ...parts.map(isSeen)];
})"""


@pytest.mark.browser
def test_on_paper_the_picture_stands_for_the_live_figure(markup, show):
    every = [kind() for kind in CLASSES]
    has_picture = {type(widget).__name__: "<img" in markup(widget) for widget in every}
    page, seen = show(*every, stills=True)
    live = [[name, True, False, False if has else None] for name, has in has_picture.items()]
    assert page.evaluate(SEEN) == live
    page.emulate_media(media="print")
    assert page.evaluate(SEEN) == [
        [name, not has, has, True if has else None] for name, has in has_picture.items()
    ]
    page.emulate_media(media="screen")
    assert page.evaluate(SEEN) == live
    seen.assert_clean()


# Mouse, touch and keyboard
ENDS = ("Home", "End")


def alone_and_together(count):
    """Each handle to each of its ends, then all of them."""
    return [[(i, end)] for i in range(count) for end in ENDS] + [
        [(i, end) for i in range(count)] for end in ENDS
    ]


def corners(count):
    """All combinations for a few handles; else each end alone, all together, and some at random."""
    if count <= 5:
        return [list(enumerate(corner)) for corner in itertools.product(ENDS, repeat=count)]
    rng = np.random.default_rng(1)
    mixed = [[(i, ENDS[bit]) for i, bit in enumerate(rng.integers(0, 2, count))] for _ in range(12)]
    return alone_and_together(count) + mixed


@pytest.mark.browser
@every_widget
def test_no_error_at_the_start_at_every_corner_and_after_every_button(kind, show):
    """Each handle goes to its ends after every button, too; other examples go there in `make certify`."""
    page, seen = show(kind(), viewport=NARROW)
    count = page.locator(".bs-root [role=slider], .bs-root input[type=range]").count()
    assert count > 0
    assert ask(page, "visitCorners", [[], *corners(count)]) == []
    assert ask(page, "pressEverything", True) == []
    seen.assert_clean()


def chapter(kind):
    """All examples, after the widget as it stands at the head of a chapter; a room opens none."""
    first = [] if kind is widgets.Room else [kind(opening=True)]
    return first + [kind(**arguments) for arguments in kind.examples.values()]


@pytest.mark.browser
@every_widget
def test_every_example_opens_without_an_error_and_fits_a_phone(kind, figure):
    """All on one page; one by one they are opened in `make certify`."""
    every = chapter(kind)
    page, seen = figure(*every, anew=True, viewport=NARROW)
    assert page.locator(".bs-root").count() == len(every)
    assert ask(page, "targetsOffTheScreen", 375) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    seen.assert_clean()


@pytest.mark.browser
@pytest.mark.parametrize("kind", [kind for kind in CLASSES if kind is not widgets.Room], scope="module")
def test_at_the_head_of_a_chapter_it_shows_less_and_one_button_brings_the_rest(kind, figure):
    page, seen = figure(*chapter(kind), viewport=NARROW)
    seen_parts = ":is(.bs-reading, .bs-bar:not(.bs-open-all) button, input, summary):visible"
    first, *others = page.locator(".bs-root").all()
    whole = others[list(kind.examples.values()).index({})]
    assert first.locator(HANDLES).count() + first.locator("input:visible").count() > 0
    assert first.locator(seen_parts).count() < whole.locator(seen_parts).count()
    page.get_by_role("button", name="Show all controls and readings").click()
    drawn(page)
    assert first.locator(seen_parts).count() == whole.locator(seen_parts).count()
    assert first.evaluate("root => root.contains(document.activeElement)")
    seen.assert_clean()


@pytest.mark.certify
@pytest.mark.browser
@every_example
def test_no_error_at_any_corner_or_at_either_end_after_any_button_of_any_example(kind, arguments, show):
    page, seen = show(kind(**arguments), viewport=NARROW)
    count = page.locator(".bs-root [role=slider], .bs-root input[type=range]").count()
    assert ask(page, "visitCorners", [[], *corners(count)]) == []
    assert ask(page, "pressEverything", True) == []
    seen.assert_clean()


@pytest.mark.browser
@every_widget
def test_a_swipe_up_that_starts_on_a_handle_scrolls_the_page(kind, figure):
    page, seen = figure(kind(), anew=True, **PHONE)
    page.add_style_tag(content="body { padding-bottom: 1000px }")
    for handle in page.locator(HANDLES).all()[:2]:
        before = handle.get_attribute("aria-valuenow")
        bring(handle)
        top = page.evaluate("scrollY")
        swipe(page, handle, 3, -150)
        page.wait_for_function("top => scrollY > top + 80", arg=top)
        assert handle.get_attribute("aria-valuenow") == before
    seen.assert_clean()


@pytest.mark.browser
@some_handles
@every_widget
def test_a_handle_follows_a_finger_and_the_page_stays(kind, some, figure):
    page, seen = figure(kind(), anew=True, **PHONE)
    for handle in page.locator(HANDLES).all()[some]:
        before = handle.get_attribute("aria-valuenow")
        assert swipe(page, handle, 60) == [0, 0]
        if handle.get_attribute("aria-valuenow") == before:  # it stood at its right end
            assert swipe(page, handle, -60) == [0, 0]
        expect(handle).not_to_have_attribute("aria-valuenow", before)
    seen.assert_clean()


@pytest.mark.browser
@every_widget
def test_the_keyboard_reaches_and_moves_every_handle_and_a_pause_is_spoken(kind, figure):
    page, seen = figure(kind(), anew=True)
    handles = page.locator(SLIDERS)
    spoken = page.locator(".bs-spoken[aria-live=polite]")
    expect(spoken).to_have_text("")
    assert ask(page, "handlesOutOfTabOrder") == []
    visible = [handle for handle in handles.all() if handle.is_visible()]
    for handle in visible:
        handle.focus()
        which, said = told(page)
        page.keyboard.press("ArrowLeft")
        if told(page) == [which, said]:  # it stood at its left end
            page.keyboard.press("ArrowRight")
        still_it, then_said = told(page)
        assert still_it == which
        assert then_said not in ("", None, said)
    assert ask(page, "endsThatAreMissed") == []
    if visible:
        expect(spoken).not_to_have_text("")
    seen.assert_clean()


def told(page: Page) -> list[object]:
    """Which handle has the focus, and what it says of itself, which follows with the frame."""
    drawn(page)
    return page.evaluate(
        """(handles) => {
          const el = document.activeElement;
          return [[...document.querySelectorAll(handles)].indexOf(el), el.getAttribute("aria-valuetext")];
        }""",
        SLIDERS,
    )


@pytest.mark.browser
@every_widget
def test_keys_and_pointer_agree_which_way_is_more(kind, figure):
    page, _ = figure(kind())
    keys = ask(page, "waysOfKeys", 5)
    for (name, ways), handle in zip(keys, page.locator(HANDLES).all(), strict=False):
        # At the end of its range a handle stays.
        assert {*ways[:2], moved(page, handle, 12)} <= {0, 1}, (name, ways)
        assert {*ways[2:], moved(page, handle, -12)} <= {0, -1}, (name, ways)


def moved(page: Page, handle: Locator, right: float) -> float:
    """Which way a drag took the value."""
    before = float(handle.get_attribute("aria-valuenow"))
    drag(page, handle, right, steps=2)
    drawn(page)
    return np.sign(float(handle.get_attribute("aria-valuenow")) - before)


# Back, exactly, and calmly
@pytest.mark.browser
@every_widget
def test_reset_brings_back_what_the_figure_opened_with(kind, figure):
    page, seen = figure(kind())
    names = ", ".join(f"'{name}'" for name in kind.own() if name != "datasets")
    state = f"() => JSON.stringify([{names}].map(n => document.querySelector('.bs-widget').bsModel.get(n)))"
    before = page.evaluate(state)
    sliders = page.locator(SLIDERS)
    for slider in sliders.all()[:10]:
        if slider.is_visible():
            slider.press("End")
            page.keyboard.press("ArrowLeft")
    for button in page.locator(".bs-reset").all():
        if button.is_visible():
            button.click()
    drawn(page)
    assert page.locator(".bs-reset").count() >= 1
    assert page.evaluate(state) == before
    seen.assert_clean()


@pytest.mark.browser
@some_handles
@every_widget
def test_a_number_typed_on_a_handle_sets_it(kind, some, figure):
    page, seen = figure(kind())
    for handle in page.locator(SLIDERS).all()[some]:
        if not handle.is_visible():
            continue
        handle.press("ArrowRight")
        which, said = told(page)
        number = re.search(r"[-\u2212\d.\u202f]+", said)[0].replace("\u2212", "-").replace("\u202f", "")
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("ArrowLeft")
        still_it, then_said = told(page)
        assert still_it == which
        assert then_said not in (None, said)
        page.keyboard.type(f"{number}x")
        page.keyboard.press("Enter")
        field = page.locator(".bs-typed")
        expect(field).to_have_attribute("aria-invalid", "true")
        page.keyboard.press("Backspace")
        page.keyboard.press("Enter")
        drawn(page)
        expect(field).to_have_count(0)
        expect(handle).to_have_attribute("aria-valuetext", said)
        expect(handle).to_be_focused()
    seen.assert_clean()


@pytest.mark.browser
@every_widget
@pytest.mark.parametrize(
    "size", [NARROW, pytest.param(WIDE, marks=pytest.mark.certify)], ids=["phone", "desk"]
)
def test_a_press_moves_nothing_else(kind, size, show):
    """Where data of another number of studies come, the figure grows below what was pressed."""
    page, seen = show(kind(), viewport=size)
    assert ask(page, "pressesThatMove") == []
    seen.assert_clean()


# Eyes of all kinds
@pytest.mark.browser
@every_widget
def test_axe_finds_nothing_in_light_and_dark_on_a_phone_and_a_desk(kind, figure):
    page, _ = figure(kind(), viewport=NARROW)
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        drawn(page, frames=3)
        assert ask(page, "targetsOffTheScreen", size["width"]) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        for theme, rules in {"light": {}, "dark": OF_COLOURS}.items():
            page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", theme)
            assert violations(page, rules) == []


@pytest.mark.browser
@every_widget
def test_in_forced_colours_handles_lines_words_and_choices_remain(kind, figure):
    page, _ = figure(kind())
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, forced_colors="active")
        drawn(page)
        assert page.evaluate("matchMedia('(forced-colors: active)').matches")
        assert page.evaluate(f"matchMedia('(prefers-color-scheme: {scheme})').matches")
        assert ask(page, "faintMarks") == []
        assert ask(page, "choicesThatLookAlike") == []
