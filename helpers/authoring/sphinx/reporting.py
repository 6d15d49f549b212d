"""A way to report an error, on each page.

``report_errors_to`` in ``_config.yml`` is where errors go: the address of an issue tracker's form for a new
issue, or one for mail. Without either the link leads to the book's own page, which prepares the words to
send. Nothing is asked of anybody before the reader follows the link.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from sphinx.application import Sphinx

from helpers import __version__

OWN = "book/report-an-error"


def report_link(address: str, own: str, page: str, title: str, version: str) -> str:
    """Where the link on ``page`` leads; ``own`` is the book's page for it, as seen from there.

    Raises ``ValueError`` where ``address`` is neither empty nor one of the two kinds.
    """
    subject, body = (
        f"Error in “{title}”",
        f"Page: {page}\nVersion: {version}\n\nWhat is wrong:\n\nWhat I expected:\n",
    )
    if not address:
        return f"{own}?page={quote(page)}"
    if address.startswith("https://"):
        return f"{address}?title={quote(subject)}&body={quote(body)}"
    if "@" in address and ":" not in address:
        return f"mailto:{address}?subject={quote(subject)}&body={quote(body)}"
    raise ValueError(f"report_errors_to must be an https address or one for mail; found {address!r}")


def _add(app: Sphinx, page: str, _template: str, context: dict[str, Any], _doctree: Any) -> None:
    if page in app.env.found_docs and OWN in app.env.found_docs:
        own = app.builder.get_relative_uri(page, OWN)
        title = app.env.titles[page].astext()
        context["report_link"] = report_link(app.config.report_errors_to, own, page, title, __version__)


def _name_the_version(_app: Sphinx, document: str, source: list[str]) -> None:
    if document == OWN:
        source[0] = source[0].replace("{version}", __version__)


def connect(app: Sphinx) -> None:
    """Register the option, the link and the script of the book's own page."""
    app.add_config_value("report_errors_to", "", "html", types=frozenset({str}))
    app.add_js_file("report.js", loading_method="defer")
    app.connect("source-read", _name_the_version)
    app.connect("html-page-context", _add)
