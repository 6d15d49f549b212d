"""Small pieces of HTML; whatever comes from the file is escaped here."""

from __future__ import annotations

import math
import re
from html import escape
from typing import Any

import numpy as np

from helpers.report.turned import EFFECT
from helpers.report.words import number, percent

MOST_ROWS = 200
CHANCES = {"probability", "works_on_average", "next_market", "works_here", "next_market_without", "assurance",
           "assurance_with_archive", "power_at_mean"}  # fmt: skip
HEADS = {
    "label": "experiment", "std_error": "standard error", "n_per_arm": "visitors an arm",
    "works_here": "P(effect > 0)",
    "works_on_average": "P(works on average)", "next_market": "P(works in the next market)",
    "next_market_without": "P(next market) without it", "mean_without": "average without it", "p_value": "p",
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


def paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def table(frame: Any, caption: str, noun: str = EFFECT) -> str:
    """A data frame as a table that scrolls by itself; long ones show their first rows, and say so.

    ``noun`` is what an effect is called, in the headings and, where it is another word, in the caption.
    """
    columns = list(frame.columns)
    heads = [HEADS.get(name, name.replace("_", " ")).replace(EFFECT, noun) for name in columns]
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    rows = []
    for values in frame[columns].head(MOST_ROWS).itertuples(index=False, name=None):
        cells = [_cell(value, name) for value, name in zip(values, columns, strict=True)]
        first = cells[0].replace("<td", '<th scope="row"', 1).replace("</td>", "</th>")
        rows.append(f"<tr>{first}{''.join(cells[1:])}</tr>")
    more = ""
    if len(frame) > MOST_ROWS:
        more = f" (the first {MOST_ROWS} of {len(frame)}; all are in the CSV file)"
    name = escape(caption + (f", as {noun}s" if noun != EFFECT else "") + more)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{name}"><table><caption>{name}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _cell(value: Any, column: str) -> str:
    if isinstance(value, bool | np.bool_):
        return f"<td>{'yes' if value else 'no'}</td>"
    if isinstance(value, int | float | np.number):
        if isinstance(value, float | np.floating) and math.isnan(value):
            return '<td class="number">–</td>'
        if column == "p_value":
            text = "&lt; .001" if value < 0.001 else f"{value:.3f}"
        elif column in CHANCES:
            text = escape(percent(float(value)))
        else:
            text = (
                f"{int(value):,}".replace(",", "\u202f")
                if isinstance(value, int | np.integer)
                else number(float(value))
            )
        return f'<td class="number">{text}</td>'
    return f"<td>{escape(str(value))}</td>"


def section(title: str, *parts: str) -> str:
    """A part of the page under a heading of its own; nothing where there are no parts."""
    body = "".join(part for part in parts if part)
    name = re.sub(r"\W+", "-", title.lower()).strip("-")
    return (
        f'<section aria-labelledby="{name}"><h2 id="{name}">{escape(title)}</h2>{body}</section>'
        if body
        else ""
    )
