"""`Room`: names of all kinds, the picture with one's own row, the truth sliding in, the room on paper."""

import json
import re

import pytest
from playwright.sync_api import expect

from helpers.widgets import Room
from tests.widgets.hands import drawn, trait

pytestmark = pytest.mark.browser

WORLD = {"mu": 0.4, "tau": 0.5, "sigma": 4, "seed": 11}
# Whatever people are called, or call themselves.
NAMES = [
    "7",
    "Team 3",
    "3rd row",
    "Ada",
    "Ada 2",
    "12 34",
    "1",
    "№ 5",
    "seat 4.5",
    "Zoë-Anne O’Neill",
    "-2",
    "E 10",
]


def hand_in(page, names):
    lines = []
    for name in names:
        page.get_by_role("textbox", name="Your name or number").fill(name)
        page.get_by_role("button", name="Draw my experiment").click()
        result = page.locator(".bs-result")
        # The name alone would be found in the lines of whoever drew before, too.
        expect(result).to_have_text(re.compile(rf"^{re.escape(name)}\s"), use_inner_text=True)
        lines.append(result.inner_text())
    page.get_by_role("textbox", name="The room's results").fill("\n".join(lines))
    page.get_by_role("button", name="Analyse the room").click()
    drawn(page)


def truths(page):
    """Where the dots of the true effects stand, in pixels from the left of the plot, by row."""
    return page.evaluate(
        """() => [...document.querySelectorAll('.bs-truth')].map((dot) => {
          const box = dot.getBoundingClientRect();
          return getComputedStyle(dot).visibility === 'visible' ? box.x + box.width / 2 : null;
        })"""
    )


def test_names_that_are_or_hold_numbers_are_names(show):
    page, seen = show(Room(room=WORLD))
    hand_in(page, NAMES)
    assert trait(page, "labels") == NAMES
    expect(page.locator(".bs-errors")).to_be_hidden()
    expect(page.locator(".bs-label", has_text="E 10 (you)")).to_have_count(1)
    seen.assert_clean()


@pytest.mark.parametrize(
    ("text", "labels", "left"),
    [
        ("7\n0.48 0.42\n\nTeam 3\n-0.10 0.30\n", ["7", "Team 3"], []),
        ("7\r\n0,48 0,42\r\n8\r\n\u22120,10 0,30", ["7", "8"], []),
        ("Ada\n0.48 ± 0.42\nBob 2: 0.10 0.30\nCleo\n0.2 (0.1)", ["Ada", "Bob 2", "Cleo"], []),
        ("Ada\n0.48 0.42\nAda\n0.48 0.42\nBob\n0.1 0.2", ["Ada", "Bob"], [4]),
        ("Ada\n0.48 0.42\nBob\nCleo\n0.1 0.2", ["Ada", "Cleo"], [3]),
        ("Ada\n0.48 0.42\n0.3 0.2\nCleo\n0.1 0.2", ["Ada", "Cleo"], [3]),
        ("Ada\n0.48 0.0\nBob\n0.1 0.2\nCleo\n0.1 0.3", ["Bob", "Cleo"], [2]),
    ],
)
def test_what_was_handed_in_is_read_line_by_line(probe, text, labels, left):
    found = probe("([t]) => window.engine.room.handedIn(JSON.parse(t))", text)
    assert found is not None
    (reading,) = found["readings"]
    assert [row["label"] for row in reading["rows"]] == labels
    assert [line["line"] for line in reading["left"]] == left


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Ada, 0.2, 0.1\nBob, 0.5, 0.2",
        "effect,se\n0.1,0.2\n0.3,0.2",
        "effect se\n0.1 0.2\n0.3 0.2",
        "0.1 0.2\n0.3 0.2",
    ],
)
def test_other_tables_are_left_to_the_common_reader(probe, text):
    assert probe("([t]) => window.engine.room.handedIn(JSON.parse(t))", text) is None


def test_ones_own_row_is_lit_and_the_truths_slide_in(show):
    page, seen = show(Room(room=WORLD), reduced_motion="no-preference")
    hand_in(page, ["Ada", "Bob", "Cleo"])
    page.get_by_role("textbox", name="Your name or number").fill(" bob ")
    page.keyboard.press("Enter")
    drawn(page)
    row, lit = (
        page.locator(".bs-label", has_text="Bob (you)").bounding_box(),
        page.locator(".bs-mine").bounding_box(),
    )
    assert lit["y"] <= row["y"] + row["height"] / 2 <= lit["y"] + lit["height"]
    assert truths(page) == [None] * 4
    page.get_by_role("button", name="Reveal the truth").click()
    drawn(page)
    first = truths(page)
    page.wait_for_function("() => !document.getAnimations().length")
    last = truths(page)
    assert all(a is not None and abs(a - b) > 1 for a, b in zip(first, last, strict=True))
    expect(page.locator(".bs-words")).to_contain_text("Of 3 intervals")
    seen.assert_clean()


def test_with_reduced_motion_the_truths_are_there_at_once(show):
    page, _ = show(Room(room=WORLD), reduced_motion="reduce")
    hand_in(page, ["Ada", "Bob", "Cleo"])
    page.get_by_role("button", name="Reveal the truth").click()
    drawn(page)
    first = truths(page)
    page.wait_for_timeout(300)
    assert truths(page) == first


def test_a_result_from_elsewhere_has_no_truth_here(show):
    results = {"labels": ["Ada", "Bob"], "effects": [9.0, 8.0], "std_errors": [0.2, 0.3]}
    page, seen = show(Room(room=WORLD, learner="Ada", revealed=True, **results))
    assert page.locator(".bs-truth:visible").count() == 1  # that of the average
    expect(page.locator(".bs-words")).to_contain_text("2 results were not drawn in this room")
    seen.assert_clean()


def test_ones_own_field_is_above_the_fold_and_nothing_moves_when_one_draws(show):
    page, _ = show(Room(room=WORLD), viewport={"width": 375, "height": 667})
    field = page.get_by_role("textbox", name="Your name or number")
    press = page.get_by_role("button", name="Draw my experiment")
    assert field.bounding_box()["y"] + 40 < 667 / 2
    tops = [
        each.bounding_box()["y"] for each in (press, page.locator(".bs-paste-area"), page.locator(".bs-plot"))
    ]
    field.fill("A name of forty letters, as long as ever")
    press.click()
    drawn(page)
    assert tops == [
        each.bounding_box()["y"] for each in (press, page.locator(".bs-paste-area"), page.locator(".bs-plot"))
    ]


def test_the_two_lines_are_copied(show):
    page, _ = show(Room(room=WORLD, learner="7"), permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy my two lines").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.locator(".bs-result").inner_text()


@pytest.mark.parametrize("entered", [False, True])
def test_on_paper_a_room_is_its_link(show, entered):
    page, _ = show(Room(room=WORLD) if entered else Room())
    link = page.locator(".bs-room-print a")
    expect(link).to_be_hidden()
    page.emulate_media(media="print")
    expect(link).to_be_visible()
    expect(page.get_by_role("textbox", name="Your name or number")).to_be_hidden()
    href = link.get_attribute("href")
    assert link.inner_text() == href
    page.goto("about:blank")
    page.goto(href)
    page.wait_for_function("document.querySelector('.bs-widget').dataset.ready === 'yes'")
    assert trait(page, "room")["sigma"] == 4
    if entered:
        assert json.dumps(trait(page, "room"), sort_keys=True) == json.dumps(WORLD, sort_keys=True)


def test_without_a_room_an_example_follows_the_trainers_sliders(show):
    page, seen = show(Room())
    before = truths(page)
    assert None not in before
    assert len(before) == 9
    page.get_by_text("For the trainer").click()
    page.get_by_role("slider", name="True spread, τ").press("Home")
    drawn(page)
    alike = truths(page)
    assert max(alike) - min(alike) == pytest.approx(0, abs=0.5)
    seen.assert_clean()


@pytest.mark.parametrize(
    ("address", "here"),
    [
        ("file:///home/ada/book/trainers.html", True),
        ("http://localhost:8000/book/trainers.html", True),
        ("http://127.0.0.1:8888/lab", True),
        ("http://[::1]:8000/", True),
        ("http://192.168.1.20:8000/book/trainers.html", False),
        ("https://course.example/book/trainers.html", False),
        ("https://localhost.example/", False),
    ],
)
def test_an_address_of_this_machine_alone_is_known(probe, address, here):
    assert probe("([a]) => window.engine.room.isHereOnly(JSON.parse(a))", address) is here


def test_who_makes_a_link_that_leads_nowhere_is_told_where_the_book_must_stand(show):
    page, seen = show(Room())
    page.get_by_text("For the trainer").click()
    told = page.get_by_role("note").filter(has_text="works on this machine only")
    expect(told).to_be_visible()
    expect(told).to_contain_text("the book must stand where everybody reaches it")
    seen.assert_clean()
