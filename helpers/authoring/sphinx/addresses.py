"""Addresses that lead nowhere: a page for those not found, and one for each page that moved.

``book/moved.toml`` declares, old address to new, ``"book/12-checks" = "book/12-workflow"``. A redirect keeps
what follows the address, such as a shared world. The page for what is not found is shown *at* the wrong
address, of any depth, so it looks where the site begins: in the nearest folder above that holds the index of
its search. Without a script ``html: baseurl`` says it. It knows the table too.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Collection, Mapping
from html import escape
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import urlsplit

from sphinx.application import Sphinx
from sphinx.errors import ConfigError

TABLE = "book/moved.toml"
_STYLE = (
    "body{font:1.1rem/1.6 system-ui,sans-serif;max-width:36rem;margin:15vh auto;padding:0 1rem;"
    "color-scheme:light dark;color:CanvasText;background:Canvas}"
)
_PAGE = Template("""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
<title>$title · Borrowing Strength</title><style>$style</style>$head</head>
<body><main><h1>$title</h1>$body</main>$script</body></html>
""")
_MISSING = """<p>There is no page at this address. It may be mistyped, or older than this edition.</p>
<p><a id="home" href="${base}index.html">The first page of the course</a> ·
<a id="search" href="${base}search.html">search it</a></p>"""
_FIND = """<script>
const moved = %s, base = %s, at = location.pathname;
const folders = at.split("/").slice(0, -1).map((_, i, all) => all.slice(0, i + 1).join("/") + "/").reverse();
async function begins() {
  for (const folder of folders) {
    const index = await fetch(folder + "searchindex.js", { method: "HEAD" }).catch(() => null);
    if (index?.ok) return folder;
  }
  return base || folders.at(-1);
}
begins().then((root) => {
  for (const [id, to] of [["home", "index"], ["search", "search"]])
    document.getElementById(id).href = `${root}${to}.html`;
  const page = at.slice(root.length).replace(/\\.html$/, "");
  if (Object.hasOwn(moved, page))
    location.replace(`${root}${moved[page]}.html${location.search}${location.hash}`);
});
</script>"""


def moved(root: Path, pages: Collection[str]) -> dict[str, str]:
    """The table of ``root``, old page to new; ``ConfigError`` where one leads nowhere, or away from one."""
    path = root / TABLE
    table: dict[str, str] = tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
    for old, new in table.items():
        if new not in pages:
            raise ConfigError(f"{TABLE}: {old!r} leads to {new!r}, which is no page of the book")
        if old in pages:
            raise ConfigError(f"{TABLE}: {old!r} is a page of the book, so it has not moved")
    return table


def redirect(old: str, new: str) -> str:
    """The page that stands at ``old`` and leads to ``new``, with and without JavaScript."""
    target = escape("../" * old.count("/") + new + ".html", quote=True)
    head = f'<link rel="canonical" href="{target}"><meta http-equiv="refresh" content="1; url={target}">'
    body = f'<p>It is <a href="{target}">here</a> now.</p>'
    script = f"<script>location.replace({json.dumps(target)} + location.search + location.hash);</script>"
    return _PAGE.substitute(title="This page has moved", style=_STYLE, head=head, body=body, script=script)


def not_found(table: Mapping[str, str], address: str = "") -> str:
    """The page that a server shows for an address that it does not know; ``address`` is that of the site."""
    base = urlsplit(address).path.rstrip("/") + "/" if address else ""
    body = Template(_MISSING).substitute(base=escape(base, quote=True))
    script = _FIND % tuple(json.dumps(each).replace("</", "<\\/") for each in (dict(table), base))
    return _PAGE.substitute(title="Not found", style=_STYLE, head="", body=body, script=script)


def _write(app: Sphinx, failed: Exception | None) -> None:
    if failed is not None or app.builder.format != "html":
        return
    table, site = moved(Path(app.srcdir), app.env.found_docs), Path(app.outdir)
    (site / "404.html").write_text(not_found(table, app.config.html_baseurl), "utf-8")
    for old, new in table.items():
        place = site / f"{old}.html"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(redirect(old, new), "utf-8")


def _check(app: Sphinx, env: Any, _docs: Any) -> None:
    moved(Path(app.srcdir), env.found_docs)


def connect(app: Sphinx) -> None:
    """Write these pages with the site."""
    app.connect("env-before-read-docs", _check)
    app.connect("build-finished", _write)
