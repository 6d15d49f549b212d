"""One HTML from many built pages: ids kept apart, links turned inwards, what needs a screen left out."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from posixpath import dirname, join, normpath

from bs4 import BeautifulSoup
from bs4.element import Tag

from helpers import __version__
from tools.pdf.contents import Page

# Marks that name other elements of their page.
_POINTERS = ("for", "name", "aria-labelledby", "aria-describedby", "aria-controls")
_SCREEN_ONLY = (
    "script, .headerlink, .prev-next-area, .quiz-answer, .page-form, .ways-on, "
    ".bs-widget > :not(.bs-fallback)"
)
_IMPRINT = f"Version {__version__}. Text and figures: CC BY 4.0; code: BSD-3-Clause."
_ONE_LINE = 85  # characters
_SCALE = 0.815  # of a drawing: the widest fill the sheet, and the words in all are of one size
_STYLES = "link[rel=stylesheet]"
_MATHJAX = "vendor/mathjax"


def name(document: str) -> str:
    """What the place where a page begins is called in the PDF."""
    return document.replace("/", "-")


def assemble(site: Path, title: str, chosen: list[Page], numbers: dict[str, int]) -> str:
    """The HTML to be printed; ``numbers`` says on which sheet each document begins, once that is known."""
    known = {page.document for page in chosen}
    bodies = [str(_article(site, page.document, known)) for page in chosen]
    whole, _, part = title.partition(". ")
    style = Path(__file__).with_name("print.css").read_text("utf-8")
    return (
        '<!DOCTYPE html><html lang="en" data-theme="light"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title>{_head(site, chosen)}<style>{style}"
        '</style></head><body><main class="bd-content"><article class="bd-article printed">'
        f'<section class="cover"><h1>{escape(whole)}</h1><p class="part">{escape(part)}</p>'
        f"<p>{_IMPRINT}</p></section>{_contents(chosen, numbers)}"
        f"{''.join(bodies)}</article></main></body></html>"
    )


def _head(site: Path, chosen: list[Page]) -> str:
    """The site's styles, and its MathJax with its settings, which a page without a formula does not load."""
    documents = [page.document for page in chosen]
    has_formulae = (d for d in documents if _MATHJAX in (site / f"{d}.html").read_text("utf-8"))
    document = next(has_formulae, documents[0])
    soup = _soup(site, document)
    kept = [
        element
        for element in soup.select(f"{_STYLES}, script")
        if element.name == "link"
        or _MATHJAX in str(element.get("src"))
        or "window.MathJax" in element.get_text()
    ]
    for element in kept:
        attribute = "href" if element.name == "link" else "src"
        element.attrs.pop("type", None)  # on the site MathJax may stand as text until a figure is there
        if element.get(attribute):
            element[attribute] = _from_root(document, str(element[attribute]))
    return "".join(map(str, kept))


def _soup(site: Path, document: str) -> BeautifulSoup:
    return BeautifulSoup((site / f"{document}.html").read_text("utf-8"), "html.parser")


def _from_root(document: str, address: str) -> str:
    """An address on a page, as one beside the site's first file."""
    return normpath(join(dirname(document), address))


def _contents(chosen: list[Page], numbers: dict[str, int]) -> str:
    rows, part = list[str](), ""
    for page in chosen:
        if page.part != part:
            part = page.part
            rows.append(f'<li class="part">{escape(part)}</li>')
        rows.append(
            f'<li><a href="#{name(page.document)}">{escape(page.title)}</a><span class="dots"></span>'
            f"<span>{numbers.get(page.document, '')}</span></li>"
        )
    return f'<section class="contents"><h1>Contents</h1><ul>{"".join(rows)}</ul></section>'


def _article(site: Path, document: str, known: set[str]) -> Tag:
    soup = _soup(site, document)
    article = soup.select_one("article.bd-article")
    if article is None:
        raise ValueError(f"{site / document}.html holds no article")
    for element in article.select(_SCREEN_ONLY):
        element.decompose()
    for element in article.select("[data-state]"):
        del element["data-state"]
    _unfold(article, is_chapter=re.match(r"book/\d\d-", document) is not None)
    _answers_last(soup, article)
    for element in article.select("details.page-exercise"):
        element.decompose()
    _keep_apart(article, f"{name(document)}--")
    for link in article.select("a[href]"):
        _turn_inwards(link, document, known)
    for image in article.select("img[src]"):
        if not str(image["src"]).startswith("data:"):
            image["src"] = _from_root(document, str(image["src"]))
    for paragraph in article.select("section > p"):
        if len(paragraph.get_text()) < _ONE_LINE:
            paragraph["class"] = "one-line"
    for drawing in article.select(".figure-drawn svg[viewbox]"):
        drawing["style"] = f"max-width: {_SCALE * float(str(drawing['viewbox']).split()[2]):.0f}pt"
    whole = soup.new_tag("section", attrs={"class": "page", "id": name(document)})
    whole.extend(list(article.children))
    return whole


def _keep_apart(article: Tag, prefix: str) -> None:
    """Ids, and what points to them, begin with the name of their page."""
    for element in article.select("[id]"):
        element["id"] = prefix + str(element["id"])
    for pointer in _POINTERS:
        for element in article.select(f"[{pointer}]"):
            element[pointer] = " ".join(prefix + part for part in str(element[pointer]).split())
    for element in article.select("svg *"):  # a drawing's own markers and clips
        for attribute, value in element.attrs.items():
            if "url(#" in value:
                element[attribute] = str(value).replace("url(#", f"url(#{prefix}")
            elif attribute.endswith("href") and str(value).startswith("#"):
                element[attribute] = f"#{prefix}{str(value)[1:]}"


def _unfold(article: Tag, *, is_chapter: bool) -> None:
    """Nothing unfolds on paper. A chapter's note for trainers is left to *Chapter by chapter*."""
    for fold in article.select(".admonition.dropdown"):
        classes = list(fold.get_attribute_list("class"))
        if is_chapter and "note" in classes:
            fold.decompose()
        else:
            fold["class"] = [name for name in classes if name != "dropdown"]


def _turn_inwards(link: Tag, document: str, known: set[str]) -> None:
    """A link to what is printed too leads there; one to the rest of the site is plain text."""
    address, _, fragment = str(link["href"]).partition("#")
    if address.startswith(("http:", "https:", "mailto:")):
        return
    target = _from_root(document, address).removesuffix(".html") if address else document
    if target in known:
        link["href"] = f"#{name(target)}--{fragment}" if fragment else f"#{name(target)}"
    else:
        del link["href"]


def _answers_last(soup: BeautifulSoup, article: Tag) -> None:
    """Below its question an answer would be read first; it stands at the end of the chapter."""
    found = article.select(".quiz details.quiz-all")
    if not found:
        return
    box = soup.new_tag("section", attrs={"class": "answers"})
    heading = soup.new_tag("h2")
    heading.string = "Answers to the quiz"
    columns = soup.new_tag("div")
    box.extend([heading, columns])
    for number, details in enumerate(found, 1):
        legend = details.find_parent(class_="quiz").select_one("legend")  # type: ignore[union-attr]
        if legend:
            legend.insert(0, f"{number}. ")
        details.name = "div"
        summary = details.summary
        if summary:
            summary.name, summary.string = "p", f"Question {number}"
        columns.append(details.extract())
    (article.select_one("section") or article).append(box)
