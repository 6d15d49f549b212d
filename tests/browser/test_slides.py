"""A chapter as slides: live, from the keyboard, from a folder, and back to the page."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from helpers.authoring import path
from helpers.authoring.sphinx.static_widgets import SCRIPT
from tests.browser.browser import SITE
from tests.browser.test_book_pages import COLOURS, IN_DARK, TO_MEASURE, serious

pytestmark = [pytest.mark.browser, pytest.mark.book]
CHAPTERS = path.chapters(SITE.parents[1])
POINTS_BACK = re.compile(
    r"(That|This|These|Those|They|It|She|He|Both|Neither|And|The (first|second|third|last|same|others?))\b"
)
READY = "html[data-slides=ready]"
CUT = """() => {
  const slide = Reveal.getCurrentSlide();
  const cut = [...slide.children].filter((part) => part.checkVisibility()
      && part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).overflowX === "visible"
      && !part.querySelector(".bs-widget"));
  return slide.scrollWidth > slide.clientWidth || cut.length > 0;
}"""
SENTENCES = """found => found.map((p) => {
  p.querySelectorAll('.term-note').forEach((note) => note.remove());
  return p.textContent.trim();
})"""
HEADING = "() => Reveal.getCurrentSlide().querySelector('h1, h2').innerText"


def slides(open_page, address, **options):
    page, seen = open_page(address, reduced_motion="reduce", **options)
    page.wait_for_selector(READY)
    return page, seen


def from_disk(chapter, slide=""):
    return f"{(SITE / 'book' / f'{chapter}.html').as_uri()}?slides={slide}"


def slide_with(page, selector):
    """Its number, from 1, of the first slide that holds what ``selector`` finds."""
    return 1 + page.evaluate(
        "(found) => Reveal.getSlides().findIndex((slide) => slide.querySelector(found))", selector
    )


@pytest.fixture
def live(open_page):
    """A slide with a live figure: page, what it was seen to ask, number of the slide, a handle."""
    page, seen = slides(open_page, from_disk("04-pooling"))
    number = slide_with(page, ".bs-root:not(:has(.bs-guess))")
    page.goto(from_disk("04-pooling", number))
    page.wait_for_selector(READY)
    handle = page.locator("section.slide.present .bs-widget").get_by_role("slider").first
    return page, seen, number, handle


@pytest.mark.parametrize(("chapter", "width"), [("03-heterogeneity", 1280), ("17-next-experiment", 375)])
def test_every_slide_fits_its_width_says_something_and_is_accessible(open_page, chapter, width):
    page, seen = slides(open_page, from_disk(chapter), viewport={"width": width, "height": 720})
    count = page.evaluate("() => Reveal.getTotalSlides()")
    assert count > 12
    headings = []
    for number in range(1, count + 1):
        expect(page.locator(".slide-number")).to_have_text(re.compile(rf"^\s*{number}\s*/\s*{count}\s*$"))
        page.wait_for_selector("section.slide.present[data-fitted]")
        assert not page.evaluate(CUT), page.evaluate(HEADING)
        headings.append(page.evaluate(HEADING))
        assert page.locator("section.slide.present > :not(h1, h2, aside)").count(), headings[-1]
        page.keyboard.press("PageDown")
    assert {"The decision", "Quiz", "Key points"} <= set(headings)
    assert "Further reading" not in headings
    seen.assert_clean()
    page.evaluate("() => Reveal.slide(0)")
    page.add_style_tag(content=TO_MEASURE)
    assert serious(page) == []
    page.evaluate(IN_DARK)
    assert serious(page, COLOURS) == []


def test_a_figure_on_a_slide_is_live_and_keeps_the_arrow_keys(live):
    page, seen, _, handle = live
    before, at = handle.get_attribute("aria-valuetext"), page.url
    handle.focus()
    page.keyboard.press("ArrowRight")
    expect(handle).not_to_have_attribute("aria-valuetext", before)
    page.keyboard.press("Escape")  # lets go of the figure
    page.keyboard.press("ArrowRight")
    page.wait_for_function("(was) => location.href.split('#')[0] !== was.split('#')[0]", arg=at)
    seen.assert_clean()


def test_a_clicker_leads_on_and_letters_are_the_slides_after_a_handle_was_used(live):
    page, seen, number, handle = live
    value = handle.get_attribute("aria-valuetext")
    handle.focus()
    page.keyboard.press("o")
    page.wait_for_function("() => Reveal.isOverview()")
    page.keyboard.press("o")
    handle.focus()
    page.keyboard.press("PageDown")
    page.wait_for_function("(now) => Reveal.getSlidePastCount() === now", arg=number)
    page.keyboard.press("PageUp")
    expect(handle).to_have_attribute("aria-valuetext", value)
    seen.assert_clean()


def test_who_dragged_is_told_how_the_keys_come_back_and_esc_gives_them(live):
    page, seen, number, handle = live
    told = page.get_by_text("Esc gives the keys back to the slides")
    expect(told).to_be_hidden()
    handle.focus()
    expect(told).to_be_visible()
    page.keyboard.press("Escape")
    expect(told).to_be_hidden()
    assert page.evaluate("() => Reveal.getSlidePastCount()") == number - 1
    handle.focus()
    page.keyboard.press("Space")
    page.wait_for_function("(now) => Reveal.getSlidePastCount() === now", arg=number)
    seen.assert_clean()


def test_a_slide_is_found_by_its_number_and_by_its_section(open_page):
    page, seen = slides(open_page, from_disk("19-archive", "renew-or-not"))
    assert page.evaluate(HEADING) == "Renew, or not?"
    number = page.evaluate("() => Reveal.getSlidePastCount() + 1")
    page.goto(from_disk("19-archive"))
    page.wait_for_selector(READY)
    page.keyboard.press("g")
    page.keyboard.type(str(number))
    page.keyboard.press("Enter")
    page.wait_for_function("(was) => Reveal.getSlidePastCount() === was - 1", arg=number)
    assert page.evaluate(HEADING) == "Renew, or not?"
    seen.assert_clean()


def test_slides_of_a_branch_say_so_and_no_others(open_page):
    page, _ = slides(open_page, from_disk("01-eight-answers"))
    marked = page.evaluate("""() => {
      const headings = Reveal.getSlides().map((slide) => slide.querySelector("h1, h2"));
      const isMarked = (heading) => getComputedStyle(heading, "::after").content.includes("branch");
      return [...new Set(headings.filter(isMarked).map((heading) => heading.innerText))];
    }""")
    assert marked == ["Before you pool anything", "Was the coin fair?", "Is s really s?"]


@pytest.mark.parametrize("chapter", ["05-tau", "13-comparing", "16-conflict"])
def test_no_slide_leaves_its_speaker_without_a_word(open_page, chapter):
    page, _ = slides(open_page, from_disk(chapter))
    said = page.evaluate("""() => Reveal.getSlides().map((slide) =>
      [slide.querySelector("h1, h2").innerText, slide.querySelector("aside").textContent.trim()])""")
    announced = " ".join(page.locator(".slide-sentence").evaluate_all(SENTENCES))
    assert [notes for _, notes in said if notes.endswith(":") and notes[-15:] not in announced] == []
    assert [heading for heading, notes in said if not notes] == []
    answers = [notes for heading, notes in said if heading == "Quiz"]
    assert len(answers) >= 3
    right = page.evaluate("""() => [...document.querySelectorAll(".quiz-choice")]
      .filter((choice) => choice.querySelector("[data-right=true]"))
      .map((choice) => choice.querySelector("span").textContent)""")
    for answer, label in zip(answers, right, strict=True):
        assert answer.startswith("Right: ")
        assert len(answer) > len(label) + 20  # the reason, too
    assert not any("sqrt" in notes for _, notes in said)


def test_roots_are_said_with_a_sign_of_their_own(open_page):
    page, _ = open_page(from_disk("05-tau").split("?")[0])
    said = page.evaluate(
        """(formulae) => formulae.map((tex) => {
          const node = document.createElement("p");
          node.innerHTML = `<span class="math"></span>`;
          node.firstChild.textContent = tex;
          return SlideWords.spoken(node).textContent;
        })""",
        [r"2\tau/\sqrt\pi", r"\sqrt K", r"\sqrt{K}", r"\sqrt{K \cdot \mathrm{var}}", r"\sqrt{\tau^2 + s^2}"],
    )
    assert said[:3] == ["2τ/√π", "√K", "√K"]
    assert said[3].replace(" ", "") == "√(K·var)"
    assert said[4].replace(" ", "") == "√(τ2+s2)"


@pytest.fixture(scope="module")
def words_only(browser):
    """A page that loads neither figures nor formulae, for what is said on slides."""
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.setBlockedURLs", {"urls": ["*mathjax*", f"*{SCRIPT}*"]})
    yield page
    context.close()


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda page: page.stem)
def test_no_sentence_of_a_slide_hangs(words_only, chapter):
    """What points back is not read out of its page, but where the page's header chooses it."""
    page = words_only
    page.goto(from_disk(chapter.stem))
    page.wait_for_selector(
        ".slide-sentence", state="attached"
    )  # all of them come at once, before the formulae
    shown = page.locator(".slide-sentence").evaluate_all(SENTENCES)
    leads = path.leads(chapter)
    hanging = [
        said for said in shown if POINTS_BACK.match(said) and not any(said.startswith(lead) for lead in leads)
    ]
    assert hanging == []
    for lead in leads:
        assert any(said.startswith(lead) for said in shown), lead


@pytest.mark.parametrize(("chapter", "place"), [("01-eight-answers", "touch-it"), ("19-archive", "touch-it")])
def test_what_stands_under_an_axis_is_not_cut_in_a_narrow_column(open_page, chapter, place):
    page, _ = slides(open_page, from_disk(chapter, place), viewport={"width": 1024, "height": 768})
    page.wait_for_selector("section.slide.present[data-fitted]")
    captions = page.evaluate("""() => [...Reveal.getCurrentSlide().querySelectorAll("svg text.bs-caption")]
      .filter((text) => text.checkVisibility()).map((text) => {
        const [words, drawing] = [text, text.ownerSVGElement].map((one) => one.getBoundingClientRect());
        return [text.textContent, words.left - drawing.left, drawing.right - words.right];
      })""")
    assert captions
    assert [words for words, left, right in captions if min(left, right) < -1] == []


def test_a_box_with_a_table_and_more_is_two_and_nothing_lies_under_the_way_back(open_page):
    page, _ = slides(open_page, from_disk("01-eight-answers"), viewport={"width": 1280, "height": 720})
    page.goto(from_disk("01-eight-answers", slide_with(page, ".admonition table")))
    page.wait_for_selector("section.slide.present[data-fitted]")
    over, foot, back = page.evaluate("""() => {
      const slide = Reveal.getCurrentSlide();
      return [slide.scrollHeight - slide.clientHeight, slide.getBoundingClientRect().bottom,
              document.querySelector(".slides-leave").getBoundingClientRect().top];
    }""")
    assert over <= 1
    assert foot <= back
    page.keyboard.press("PageDown")
    expect(page.locator("section.slide.present .admonition pre")).to_be_visible()


def test_a_figure_that_is_too_tall_is_drawn_smaller_and_its_handle_stays_under_the_pointer(open_page):
    page, seen = slides(open_page, from_disk("03-heterogeneity"), viewport={"width": 1280, "height": 720})
    page.goto(from_disk("03-heterogeneity", slide_with(page, ".bs-root:not(:has(.bs-guess))")))
    page.wait_for_selector("section.slide.present[data-fitted]")
    room, drawn = page.evaluate("""() => {
      const slide = Reveal.getCurrentSlide();
      return [slide.clientHeight - slide.scrollHeight, Number(slide.style.getPropertyValue("--drawn"))];
    }""")
    assert room >= 0
    assert drawn < 1
    handle = page.locator("section.slide.present svg [role=slider]").first
    box = handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 20, y, steps=4)
    page.wait_for_function(
        "([handle, x]) => Math.abs(handle.getBoundingClientRect().x - x) < 2",
        arg=[handle.element_handle(), box["x"] + 20],
    )
    page.mouse.up()
    seen.assert_clean()


def test_all_slides_are_shown_at_once_where_asked_for(open_page):
    page, seen = slides(open_page, from_disk("04-pooling", 3))
    page.keyboard.press("o")
    for heading in ("The decision", "See it first", "The data"):
        shown = page.locator("section.slide h2", has_text=heading).first
        expect(shown).to_be_visible()
        assert 0 < shown.bounding_box()["x"] < page.viewport_size["width"], heading
    seen.assert_clean()


def luminance(colour: str) -> float:
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_the_arrows_stand_out_from_a_light_and_from_a_dark_ground(open_page):
    page, _ = slides(open_page, from_disk("02-segments", 2))
    for theme in ("light", "dark"):
        page.evaluate("(theme) => document.documentElement.dataset.theme = theme", theme)
        drawn, ground = page.evaluate("""() => [".controls", ".reveal"].map((part, at) =>
          getComputedStyle(document.querySelector(part))[at ? "backgroundColor" : "color"])""")
        darker, lighter = sorted((luminance(drawn), luminance(ground)))
        assert (lighter + 0.05) / (darker + 0.05) >= 3, theme


@pytest.mark.parametrize("chapter", ["03-heterogeneity", "11-diagnostics", "13-comparing"])
def test_a_slide_says_something_of_its_own_in_whole_sentences(open_page, chapter):
    page, _ = slides(open_page, from_disk(chapter))
    said = page.locator(".slide-sentence").evaluate_all(SENTENCES)
    assert len(said) == len(set(said)) > 10
    assert [words for words in said if words.count("“") != words.count("”")] == []
    only_formulae = page.evaluate("""() => Reveal.getSlides().filter((slide) => [...slide.children].every(
      (part) => part.matches("h1, h2, aside, .math"))).length""")
    assert only_formulae == 0
    assert page.locator("section.slide summary", has_text="Show code cell").count() == 0


def test_the_slide_of_exercises_names_each(open_page):
    page, _ = slides(open_page, from_disk("03-heterogeneity"))
    lines = page.locator("[data-section=exercises] li").all_text_contents()
    assert lines[0].startswith("03.1 Cochran’s Q")
    assert all(re.search(r"\d\d\.\d \S.{3,} \d+ min · \d points?$", line) for line in lines), lines


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_printed_each_slide_is_one_sheet(open_page, theme):
    page, seen = slides(open_page, from_disk("04-pooling", 15), color_scheme=theme)
    page.wait_for_selector("section.slide.present[data-fitted]")
    count = page.evaluate("() => Reveal.getTotalSlides()")
    sheets = re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True, print_background=True))
    assert len(sheets) == count
    page.wait_for_selector("section.slide.present[data-fitted]")  # again, for the screen
    assert cut(page, "beforeprint") == []
    seen.assert_clean()


def test_a_figure_that_is_printed_before_it_fits_is_its_still_picture(open_page):
    page, seen = slides(open_page, from_disk("04-pooling", 15))
    page.wait_for_selector("section.slide.present[data-fitted]")
    assert cut(page, "resize", "beforeprint") == []
    shown = page.locator("section.slide.present :is(.bs-root, .bs-fallback):visible")
    assert "bs-fallback" in shown.get_attribute("class")
    seen.assert_clean()


def cut(page, *events):
    """Headings of the slides that do not fit their sheets when this has happened to a window on paper."""
    page.emulate_media(media="print")
    return page.evaluate(
        """(events) => {
          events.forEach((event) => dispatchEvent(new Event(event)));
          return Reveal.getSlides()
            .filter((slide) => slide.scrollHeight > slide.clientHeight + 1)
            .map((slide) => slide.querySelector("h1, h2").innerText);
        }""",
        events,
    )


def test_the_speaker_sees_the_note_for_trainers_and_the_prose(open_page):
    page, seen = slides(open_page, from_disk("03-heterogeneity"))
    with page.expect_popup() as opened:
        page.keyboard.press("s")
    speaker = opened.value
    notes = speaker.locator(".speaker-controls-notes")
    expect(notes).to_contain_text(
        "A question to ask", timeout=20_000
    )  # two more copies of the page load first
    said = page.locator("aside.notes").evaluate_all("all => all.map((one) => one.textContent).join(' ')")
    assert [mark for mark in ("\\", "^", "_k", "{") if mark in said] == []
    assert "I²" in said or page.locator("aside.notes sup").count()
    assert page.locator("aside.notes button").count() == 0
    speaker.close()
    seen.assert_clean()


def test_the_button_leads_to_the_slides_and_both_ways_lead_back(visit):
    page, seen = visit("book/03-heterogeneity.html")
    page.get_by_role("button", name="Show as slides").click()
    page.wait_for_selector(READY)
    page.keyboard.press("PageDown")
    page.wait_for_url("**slides=2*")
    page.reload()
    page.wait_for_selector(READY)
    assert page.evaluate(HEADING) == "The decision"
    page.keyboard.press("Escape")
    page.wait_for_url(lambda url: "slides" not in url)
    assert page.url.endswith("#the-decision")
    page.go_back()
    page.wait_for_selector(READY)
    page.get_by_role("link", name="Back to the page").click()
    page.wait_for_url(lambda url: "slides" not in url)
    expect(page.locator("article h1")).to_be_visible()
    seen.assert_clean()


def test_who_reads_loads_nothing_of_it(visit):
    page, _ = visit("book/03-heterogeneity.html")
    loaded = "() => performance.getEntriesByType('resource').some((file) => file.name.includes('reveal'))"
    assert not page.evaluate(loaded)
    page, _ = visit("book/notation.html")
    assert page.locator("script[src*='slides.js']").count() == 0
    expect(page.get_by_role("button", name="Show as slides")).to_have_count(0)
