"""Small pieces of HTML; whatever comes from the file is escaped here."""

from __future__ import annotations

import math
import re
from datetime import date
from html import escape
from importlib.resources import files
from string import Template
from typing import Any, NamedTuple

import numpy as np

from helpers import __version__
from helpers.report.turned import EFFECT
from helpers.report.words import exact, number, percent

MOST_ROWS = 200
CHANCES = {"probability", "works_on_average", "next_market", "works_here", "next_market_without", "assurance",
           "assurance_with_archive", "power_at_mean", "rises"}  # fmt: skip
HEADS = {
    "label": "experiment", "std_error": "standard error", "n_per_arm": "visitors an arm",
    "works_here": "P(effect > 0)",
    "works_on_average": "P(works on average)", "next_market": "P(works in the next market)",
    "next_market_without": "P(next market) without it", "times_typical": "times the typical size",
    "rises": "P(it rises)", "sd_of_moderator": "sd of the moderator", "per_unit_low": "low",
    "per_unit_high": "high", "largest": "largest outcome", "times_cap": "times the cap",
    "moves_by": "it alone moves the effect by",
    "mean_without": "average without it", "p_value": "p",
    "forecast_sd": "its sd", "detects": "effect found with power 80 %", "power_at_mean": "power at the mean",
    "assurance": "chance of “it works”", "assurance_with_archive": "the same, analysed with this prior",
    "shrunken_sd": "its sd", "shrunken_low": "low", "shrunken_high": "high", "mu_prior": "prior of μ",
    "tau_prior": "prior of τ", "tau_median": "τ, median", "tau_low": "τ, low", "tau_high": "τ, high",
    "evidence_ratio": "evidence, to 1 for the normal", "log_density": "log density", "broken": "broken?",
    "visitors_wanted": "visitors an arm wanted",
    "capped_effect": "effect, capped", "capped_reduction": "reduction, capped", "ratio": "treated to control",
    "capped_std_error": "its standard error",
    "log_likelihood": "log likelihood",
}  # fmt: skip

_PAGE = Template("""<!DOCTYPE html>
<html lang="en" data-bs-alone>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="$policy">
<title>$title</title>
<style>$style</style>
</head>
<body>
<main>
<p class="lead">$lead</p>
<h1>$title</h1>
$body
</main>
<footer><p>Made by <em>Borrowing Strength</em> $version on $day, on one machine$how.
This file asks nothing of any other: it can be sent, printed and kept.</p></footer>
$script
</body>
</html>
""")


_DATE = re.compile(r"(19|20)\d\d([0-5]\d([0-3]\d)?)?")


class Terms(NamedTuple):
    """What an effect is called, and what comes next: a market, a change, an arm."""

    noun: str = EFFECT
    next: str = "market"

    def head(self, name: str) -> str:
        """The heading of a column, in these terms."""
        text = HEADS.get(name, name.replace("_", " ")).replace(EFFECT, self.noun)
        if self.next != "market":
            text = text.replace("works in the next market", f"next {self.next} works")
            text = text.replace("next market", f"next {self.next}")
        if self.next == "change":
            text = text.replace("works on average", "average > 0")
        return text


PLAIN = Terms()


def paragraph(text: str) -> str:
    """Text as it is, but options of the command as code, which no line parts, nor a number and its %."""
    code = re.sub(r"(?<!\w)--[a-z][a-z-]*(?: [\w=,]*[A-Z0-9][\w=,]*\b)?", r"<code>\g<0></code>", escape(text))
    whole = re.sub(r"(?<=\d) %", "\u00a0%", code)
    return f"<p>{whole}</p>"


def table(frame: Any, caption: str, terms: Terms = PLAIN) -> str:
    """A data frame as a table that scrolls by itself; long ones show their first rows, and say so."""
    columns = list(frame.columns)
    head = "".join(f"<th{_side(frame[name])}>{escape(terms.head(name))}</th>" for name in columns)
    whole = {name: _whole(frame[name]) for name in columns}
    rows = []
    for values in frame[columns].head(MOST_ROWS).itertuples(index=False, name=None):
        cells = [_cell(value, name, whole[name]) for value, name in zip(values, columns, strict=True)]
        first = cells[0].replace("<td", '<th scope="row"', 1).replace("</td>", "</th>")
        rows.append(f"<tr>{first}{''.join(cells[1:])}</tr>")
    more = ""
    if len(frame) > MOST_ROWS:
        more = f" (the first {MOST_ROWS} of {len(frame)}; all are in the CSV file)"
    name = escape(caption + (f", as {terms.noun}s" if terms.noun != EFFECT else "") + more)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{name}"><table><caption>{name}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _side(column: Any) -> str:
    """The attributes of a heading, which stands on the side of its numbers."""
    return ' scope="col" class="number"' if column.dtype.kind in "iuf" else ' scope="col"'


def _whole(column: Any) -> str:
    """“date” or “whole” for a column of whole numbers, which are shown in full; else nothing.

    Dates are years, and years with a week, a month or a month and a day behind them: 2026, 202603, 20260331.
    """
    if column.dtype.kind not in "iuf" or not len(column):
        return ""
    values = column.to_numpy()
    if not np.isfinite(values).all() or (values % 1).any() or np.abs(values).max(initial=0) >= 1e12:
        return ""
    return "date" if all(_DATE.fullmatch(f"{value:.0f}") for value in values) else "whole"


def _cell(value: Any, column: str, whole: str = "") -> str:
    if isinstance(value, bool | np.bool_):
        return f"<td>{'yes' if value else 'no'}</td>"
    if isinstance(value, int | float | np.number):
        if isinstance(value, float | np.floating) and math.isnan(value):
            return '<td class="number">–</td>'
        if column == "p_value":
            text = "&lt; .001" if value < 0.001 else f"{value:.3f}"
        elif column == "line":
            text = str(value)
        elif column in CHANCES:
            text = escape(percent(float(value)))
        else:
            text = _number(value, "whole" if column in ("largest", "outcome") else whole)
        return f'<td class="number">{text}</td>'
    kept = ' class="prior"' if column.endswith("_prior") else ""
    return f"<td{kept}>{escape(str(value))}</td>"


def _number(value: Any, whole: str) -> str:
    if whole == "date":
        return f"{value:.0f}"
    return exact(float(value)) if whole or isinstance(value, int | np.integer) else number(float(value))


def section(title: str, *parts: str) -> str:
    """A part of the page under a heading of its own; nothing where there are no parts."""
    body = "".join(part for part in parts if part)
    name = re.sub(r"\W+", "-", title.lower()).strip("-")
    return (
        f'<section aria-labelledby="{name}"><h2 id="{name}">{escape(title)}</h2>{body}</section>'
        if body
        else ""
    )


def document(title: str, lead: str, body: str, *, policy: str, how: str = "", script: str = "") -> str:
    """A whole file, which asks nothing of any other; ``title``, ``lead``, ``how`` and the rest are HTML."""
    today = date.today()
    return _PAGE.substitute(
        title=title,
        lead=lead,
        body=body,
        policy=policy,
        how=how,
        script=script,
        style=(files("helpers.report") / "style.css").read_text("utf8"),
        version=__version__,
        day=f"{today.day} {today:%B %Y}",
    )
