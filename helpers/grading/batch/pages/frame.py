"""What all pages share: a head that lets nothing run or load, and a plain style for screen and paper."""

from __future__ import annotations

from html import escape

from helpers.grading.batch.plain import visible

_STYLE = """
:root { color-scheme: light dark }
body { font: 1rem/1.55 system-ui, sans-serif; max-width: 52rem; margin: 0 auto; padding: 1rem 1.2rem 3rem;
  background: Canvas; color: CanvasText; overflow-wrap: anywhere }
h1 { font-size: 1.5rem; line-height: 1.25; margin: .8rem 0 .4rem }
h2 { font-size: 1.15rem; margin: 1.8rem 0 .4rem }
h3 { font-size: 1rem; margin: 1.2rem 0 .3rem }
p, ul, ol { margin: .4rem 0 }
code, pre { font-family: ui-monospace, monospace; font-size: .92em }
pre { white-space: pre-wrap; border-left: .2rem solid; padding-left: .8rem; opacity: .9 }
table { border-collapse: collapse; width: 100%; margin: .6rem 0 }
caption { text-align: left; font-weight: 600; padding: .2rem 0 }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid #8888 }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
.scroll { overflow-x: auto }
.bar { display: inline-block; vertical-align: middle; height: .5rem; min-width: 1px }
.bar { background: #0072b2; print-color-adjust: exact }
.quiet { font-size: .9rem; opacity: .85 }
@media print { body { max-width: none; padding: 0 } h2, h3 { break-after: avoid }
  .bs-feedback, tr, li { break-inside: avoid } }
"""


def page(title: str, body: str) -> bytes:
    """A whole page; ``title`` is escaped here, ``body`` is HTML."""
    safe = said(title)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{safe}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{safe}</h1>\n{body}\n</main>\n</body>\n</html>\n"
    ).encode("utf-8", "backslashreplace")


def said(text: str) -> str:
    """What somebody wrote, as text that a browser only shows."""
    return escape(visible(text, keep="\n\t"))
