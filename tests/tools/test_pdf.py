"""The book on paper: one HTML whose links stay inside, and a PDF that is tagged, numbered and linked."""

from __future__ import annotations

import shutil

import pytest
from bs4 import BeautifulSoup

from helpers.authoring import paper
from tests.browser.browser import SITE
from tools.pdf import assemble, contents, press
from tools.pdf.reading import read
from tools.pdf.titles import say_once

MENU = '<div class="dropdown dropdown-download-buttons"><ul class="dropdown-menu"><li>.md</li></ul></div>'
NAV = """<nav class="bd-links"><ul><li><a class="reference" href="preface.html">Preface</a></li></ul>
<p class="caption">Part I: One</p><ul><li><a class="reference" href="01-a.html">1 A</a></li></ul>
<p class="caption">Part II: Two</p><ul><li><a class="reference" href="02-b.html">2 B</a></li>
<li><a class="reference" href="report-an-error.html">Report an error</a></li></ul></nav>"""
HEAD = """<link rel="stylesheet" href="../_static/a.css">
<script src="../_static/vendor/mathjax/m.js"></script>
<script src="../_static/other.js"></script>"""
BODY = """<article class="bd-article"><section id="top"><h1>{0}<a class="headerlink" href="#top">#</a></h1>
<p><a href="#top">here</a>
<a href="02-b.html#top">B</a> <a href="02-b.html">B</a> <a href="preface.html">P</a>
<a href="https://x.org">X</a></p><img src="../_images/{0}.png">
<div class="bs-widget" data-widget="W" data-state="{{}}"><div class="bs-fallback">still</div></div>
<div class="quiz"><fieldset><legend>Which?</legend></fieldset>
<details class="quiz-all"><summary>All</summary><p>Because.</p></details></div>
<svg><defs><path id="dot" fill="#c00"></path><clippath id="cut"></clippath></defs>
<g clip-path="url(#cut)"><use xlink:href="#dot"></use></g></svg>
<div class="admonition dropdown note">For trainers.</div><div class="admonition dropdown">The answer.</div>
<script>alert(1)</script></section></article>"""
CAN_BE_READ = """() => {
  const size = (found) => Math.min(...[...document.querySelectorAll(found)].map(
    (words) => parseFloat(getComputedStyle(words).fontSize)));
  return {
    chapter: size("#book-01-eight-answers section > p"),
    sheet: size(".page:has(.cheat-sheet) p"),
    sheets: document.querySelector(".page:has(.cheat-sheet)").getBoundingClientRect().height / innerHeight,
    lost: [...document.querySelectorAll("svg use")].filter(
      (use) => !document.getElementById(use.getAttribute("xlink:href").slice(1))).length,
    drawn: document.querySelectorAll("svg use").length,
    wide: [...document.querySelectorAll(".printed *")].filter((part) => !part.closest("mjx-assistive-mml")
      && part.getBoundingClientRect().right > innerWidth + 1).map((part) => part.outerHTML.slice(0, 120)),
  };
}"""
BETWEEN_MARGINS = {"width": 658, "height": 986}  # px: A4 less what print.css leaves around it


@pytest.fixture
def site(tmp_path):
    (tmp_path / "book").mkdir()
    for name in ("index", "preface", "01-a", "02-b"):
        text = f"<html><head>{HEAD}</head><body>{NAV}{MENU}{BODY.format(name)}</body></html>"
        (tmp_path / "book" / f"{name}.html").write_text(text)
    return tmp_path


def test_pages_come_in_the_sidebars_order(site):
    found = contents.pages(site)
    assert [page.document for page in found] == ["book/index", "book/preface", "book/01-a", "book/02-b"]
    assert [page.part for page in found] == ["", "", "Part I: One", "Part II: Two"]
    assert [p.document for p in contents.of_part(found, "2")] == ["book/02-b"]
    assert contents.of_part(found, "ii") == contents.of_part(found, "2")


@pytest.mark.parametrize("part", ["3", "0", "one", "11"])
def test_a_part_that_there_is_not_is_refused_with_those_there_are(site, part):
    with pytest.raises(ValueError, match=r"PART .* I, II"):
        contents.of_part(contents.pages(site), part)


def test_what_is_printed_links_inside_itself_and_asks_no_click(site):
    chosen = contents.pages(site)[2:]
    soup = BeautifulSoup(assemble.assemble(site, "T", chosen, {"book/02-b": 7}), "html.parser")
    ids = [str(element["id"]) for element in soup.select("[id]")]
    assert len(ids) == len(set(ids))
    inside = {str(a["href"])[1:] for a in soup.select("a[href^='#']")}
    assert {"book-01-a--top", "book-02-b--top", "book-02-b"} <= inside <= set(ids)
    assert {a.get_text() for a in soup.select("a:not([href])")} == {"P"}, "not in this print: plain text"
    assert {str(i["src"]) for i in soup.select("img")} == {"_images/01-a.png", "_images/02-b.png"}
    assert [s["src"] for s in soup.select("script")] == ["_static/vendor/mathjax/m.js"]
    assert not soup.select("details, [data-state], .headerlink")
    assert "still" in soup.get_text()
    first = soup.select_one("section.page").get_text()
    assert first.index("1. Which?") < first.index("Answers to the quiz") < first.index("Because.")
    assert soup.select_one(".contents").get_text().count("7") == 1


def test_formulae_are_set_also_where_the_first_page_has_none(site):
    preface = site / "book/preface.html"
    preface.write_text(preface.read_text().replace(HEAD.splitlines()[1], ""))
    chosen = contents.pages(site)[1:3]
    soup = BeautifulSoup(assemble.assemble(site, "T", chosen, {}), "html.parser")
    assert [s["src"] for s in soup.select("script")] == ["_static/vendor/mathjax/m.js"]


def test_a_drawing_keeps_its_marks_and_only_chapters_leave_out_their_folded_notes(site):
    soup = BeautifulSoup(assemble.assemble(site, "T", contents.pages(site)[1:3], {}), "html.parser")
    ids = {str(element["id"]) for element in soup.select("[id]")}
    uses = [str(use["xlink:href"])[1:] for use in soup.select("use")]
    assert len(uses) == len(set(uses)) == 2
    assert set(uses) < ids
    assert {str(g["clip-path"])[5:-1] for g in soup.select("g")} < ids
    assert {str(path["fill"]) for path in soup.select("path")} == {"#c00"}
    preface, chapter = (page.get_text() for page in soup.select("section.page"))
    assert "For trainers." in preface
    assert "For trainers." not in chapter
    assert chapter.count("The answer.") == 1
    assert not soup.select(".dropdown")


def test_a_bookmark_that_chromium_says_twice_is_said_once_and_nothing_moves(tmp_path):
    titles = [
        b"(6 Counts6 Counts)",
        b"(On and on)",
        b"(\\(a\\)\\(a\\))",
        b"<FEFF03C403C4>",
        b"<FEFF03C403C3>",
    ]
    file = tmp_path / "x.pdf"
    before = b"\n".join(b"<</Title " + title + b" /Parent 1 0 R>>" for title in titles)
    file.write_bytes(before)
    assert say_once(file) == 3
    after = file.read_bytes()
    assert len(after) == len(before)
    said = [line.split(b"/Title ")[1].split(b" /Parent")[0].strip() for line in after.split(b"\n")]
    assert said == [b"(6 Counts)", b"(On and on)", b"(\\(a\\))", b"<FEFF03C4>", b"<FEFF03C403C3>"]


@pytest.mark.book
@pytest.mark.browser
def test_what_is_printed_is_large_enough_as_wide_as_the_sheet_and_keeps_its_marks(tmp_path, browser):
    site = tmp_path / "site"
    shutil.copytree(SITE, site)
    wanted = {"book/01-eight-answers", "book/04-pooling", "book/cheat-sheet", "book/what-to-do-when"}
    chosen = [page for page in contents.pages(site) if page.document in wanted]
    (site / "printed.html").write_text(assemble.assemble(site, "T", chosen, {}), "utf-8")
    page = browser.new_page(viewport=BETWEEN_MARGINS)
    page.emulate_media(media="print")
    page.goto((site / "printed.html").as_uri())
    page.evaluate("() => window.MathJax.startup.promise.then(() => null)")
    found = page.evaluate(CAN_BE_READ)
    page.close()
    assert found["wide"] == []
    assert found["lost"] == 0 < found["drawn"]
    assert found["sheet"] < found["chapter"]
    assert found["sheets"] <= 1, "the cheat sheet says of itself that it is one page"
    assert found["chapter"] >= 9 * 96 / 72, "9 points"


def test_the_link_stands_once_on_the_printed_pages_and_goes_with_the_pdf(site):
    before = {path: path.read_text() for path in site.rglob("*.html")}
    (site / "borrowing-strength.pdf").touch()
    for _ in range(2):
        assert paper.add(site, "borrowing-strength.pdf", "The whole book (PDF)", ["book/01-a"]) == 1
    text = (site / "book/01-a.html").read_text()
    assert text.count('href="../borrowing-strength.pdf"') == 1
    assert "borrowing-strength.pdf" not in (site / "book/02-b.html").read_text()
    paper.withdraw(site)
    assert {path: path.read_text() for path in site.rglob("*.html")} == before
    assert not list(site.glob("*.pdf"))


@pytest.mark.book
@pytest.mark.browser
def test_a_part_becomes_a_tagged_pdf_whose_contents_are_right(tmp_path, browser):
    site = tmp_path / "site"  # of its own: what is printed stands beside the pages for a while
    shutil.copytree(SITE, site)
    chosen = contents.of_part(contents.pages(site), "1")
    printed = press.press(browser, site, tmp_path / "part.pdf", "Part I", chosen)
    assert printed.is_tagged
    assert {page.title.removesuffix(" (branch)") for page in chosen} <= set(printed.bookmarks)
    assert len(printed.bookmarks) > 10 * len(chosen)
    assert not [title for title in printed.bookmarks if title == 2 * title[: len(title) // 2]]
    starts = [printed.places[assemble.name(page.document)] for page in chosen]
    assert starts == sorted(set(starts))
    assert 2 < starts[0] < starts[-1] <= printed.pages
    assert set(printed.links) <= set(printed.places), "every link inside leads to a place"
    assert len(printed.links) > 20
    assert not list(SITE.glob("printed.html"))


def test_what_is_no_pdf_of_chromiums_is_refused(tmp_path):
    (tmp_path / "x.pdf").write_bytes(b"%PDF-1.7 something")
    with pytest.raises(ValueError, match="pages cannot be found"):
        read(tmp_path / "x.pdf")
