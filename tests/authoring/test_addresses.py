"""Pages that moved lead on, what is not found says so, and errors can be reported."""

from __future__ import annotations

import pytest
from sphinx.errors import ConfigError

from helpers.authoring.outputs import ROOT
from helpers.authoring.sphinx.addresses import TABLE, moved, not_found, redirect
from helpers.authoring.sphinx.reporting import report_link


def table(root, text):
    (root / "book").mkdir()
    (root / TABLE).write_text(text)
    return root


def test_a_table_leads_from_what_is_no_page_to_what_is_one(tmp_path):
    root = table(tmp_path, '"book/12-checks" = "book/12-workflow"')
    assert moved(root, {"book/12-workflow"}) == {"book/12-checks": "book/12-workflow"}


@pytest.mark.parametrize(
    ("line", "complaint"),
    [('"book/old" = "book/nowhere"', "no page of the book"), ('"book/a" = "book/b"', "has not moved")],
)
def test_a_table_that_leads_nowhere_or_hides_a_page_is_refused(tmp_path, line, complaint):
    with pytest.raises(ConfigError, match=complaint):
        moved(table(tmp_path, line), {"book/a", "book/b"})


def test_the_books_own_table_is_sound():
    pages = {path.relative_to(ROOT).with_suffix("").as_posix() for path in (ROOT / "book").rglob("*.md")}
    assert set(moved(ROOT, pages).values()) <= pages


def test_a_redirect_is_relative_and_works_without_a_script():
    page = redirect("book/part/old", "book/new")
    assert 'url=../../book/new.html"' in page
    assert '<a href="../../book/new.html">' in page
    assert "location.hash" in page


def test_what_is_not_found_asks_nothing_of_others_and_knows_the_table():
    page = not_found({"book/old": "book/</script>"})
    assert "http" not in page.replace("http-equiv", "")
    assert page.count("</script>") == 1
    assert '"book/old"' in page


@pytest.mark.parametrize(
    ("address", "base"),
    [
        ("", ""),
        ("https://example.org", "/"),
        ("https://example.org/", "/"),
        ("https://example.org/course", "/course/"),
        ("https://example.org/a/course/", "/a/course/"),
    ],
)
def test_what_is_not_found_leads_home_without_a_script_where_the_address_is_known(address, base):
    page = not_found({}, address)
    assert f'href="{base}index.html"' in page
    assert f'href="{base}search.html"' in page
    assert "example.org" not in page, "another name for the same server serves as well"


def test_an_error_is_reported_where_the_publisher_says_and_else_on_the_books_own_page():
    where = {"own": "report.html", "page": "book/a b", "title": "Q & τ̂", "version": "1"}
    assert report_link("", **where) == "report.html?page=book/a%20b"
    issue = report_link("https://example.org/issues/new", **where)
    assert issue.startswith("https://example.org/issues/new?title=Error%20in%20")
    assert "Q%20%26%20" in issue
    assert report_link("desk@example.org", **where).startswith("mailto:desk@example.org?subject=Error")
    for wrong in ("http://example.org", "javascript:alert(1)@x", "nobody"):
        with pytest.raises(ValueError, match="report_errors_to"):
            report_link(wrong, **where)
