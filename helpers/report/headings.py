"""What the headings of columns mean, by the words that the figures' paste box knows them by."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Any

from helpers.report.vocabulary import OF_ARMS
from helpers.widgets.bundle import SOURCES

_PERCENT = r"\(?(%|\bpercent\b|\bpct\b|\bprozent\b)\)?"
_QUANTILE = re.compile(
    r"(?:q|p|quantile|percentile|perc)? ?(0?\.\d+|\d\d?(?:\.\d+)?) ?(?:percentile|quantile)?"
)


@cache
def words() -> Any:
    """The words of all roles; those of ``also`` are whole headings in the form that `plain_of` gives them.

    Those of ``besides`` are for reports alone: no figure has a use for such columns.
    """
    found = json.loads((SOURCES / "engine" / "paste" / "headings.json").read_text("utf8"))
    more = found["also"] | found["besides"]
    return found | {"also": {role: "|".join(forms) for role, forms in more.items()}}


@cache
def plain_of(heading: str) -> str:
    """A heading in small letters, without accents, brackets, marks, a percent sign or a unit at its end."""
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading.strip().strip("\"'")).replace("_", " ")
    text = _without_accents(text.casefold())
    text = re.sub(rf"{_PERCENT}|[()\[\]]", " ", text)
    text = re.sub(r"(?:[_\s\u2010-\u2014-]|\.(?!\d))+", " ", text).strip()
    text = re.sub(r"^(sum|summe) (of|von) ", "", text)  # a pivot table
    return re.sub(rf"(?<=\S) {words()['unit']}$", "", text)


def _without_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


@cache
def names_a_summary(name: str) -> bool:
    """Whether a row of this name sums up others, as “Grand total”: by the paste box's words."""
    form = words()["summaries"]
    plain = re.sub(r"[\s:.*]+$", "", _without_accents(name.strip().lower()))
    found = re.findall(r"[^\W\d_]+", plain)
    says = any(_is(form["says"], word) for word in found)
    only = all(_is(f"{form['says']}|{form['beside']}", word) for word in found)
    numbered = re.search(r"\d", re.sub(r"\([^)]*\)$", "", plain))
    return _is(form["model"], plain) or (says and only and not numbered)


@cache
def meaning(heading: str) -> str:
    """The role of a column by its heading, such as ``effect``, ``events_t`` or ``user``; "" if unknown."""
    plain = plain_of(heading)
    early = next((role for role in words()["first"] if _is(words()["also"][role], plain)), "")
    role = early or _known(plain) or _end(plain) or _of_arm(plain) or _counted(plain) or _own(plain)
    role = {"alpha": "level", "idea": "label"}.get(role, role)
    return re.sub("^events", "rate", role) if _is_percent(heading) else role


@cache
def hinted(heading: str) -> str:
    """The role of an effect or its error that a longer heading begins or ends with, as “cluster_se”."""
    found = plain_of(heading).split(" ")
    if len(found) < 2:
        return ""
    parts = (found[-1], " ".join(found[-2:]), found[0], " ".join(found[:2]), found[1])
    roles = [_known(part) or _own(part) for part in parts]
    return next((role for role in roles if role in ("effect", "se", "events", "n")), "")


def _is_percent(heading: str) -> bool:
    text = heading.lower().replace("_", " ")
    return bool(re.search(_PERCENT, text)) and not re.search(r"\b[ck]i\b", text)


def in_percent(heading: str) -> bool:
    """Whether a heading says that its numbers are per cents, points or basis points."""
    return bool(re.search(rf"{_PERCENT}|\b(pp|pts|bps|points)\b", heading.lower().replace("_", " ")))


def side(name: str) -> str:
    """``t`` or ``c`` where a label says which arm it is; else ""."""
    bare = plain_of(name)
    if re.search(words()["treated"], bare):
        return "t"
    return "c" if re.search(words()["control"], bare) else ""


def recognised(cells: Sequence[str]) -> int:
    """How much a row looks like headings: the roles in it, more where they make an effect."""
    roles = {meaning(cell.strip()) for cell in cells} - {""}
    complete = any(set(pair) <= roles for pair in words()["needed"]) or (
        bool(roles & {"arm"}) and len(roles) > 1
    )
    return len(roles) + 10 * complete


def quantile_in(heading: str) -> float | None:
    """The quantile that a heading such as “2.5 %”, “q05” or “p90” names."""
    found = _QUANTILE.fullmatch(plain_of(heading))
    if found is None:
        return None
    value = float(found[1])
    return value if value < 1 else value / (1000 if value > 99.9 else 100)


def level_in(*headings: str) -> float | None:
    """The level that the headings of an interval name: .9 of “90 % CI lower”, and of “q05” with “q95”."""
    ends = [quantile_in(heading) for heading in headings]
    if len(ends) == 2 and ends[0] is not None and ends[1] is not None:
        return round(ends[1] - ends[0], 6)
    for heading in headings:
        for text in re.findall(r"(?<![\d.])0?(\.\d+|\d\d(?:\.\d+)?)(?![\d.])", heading):
            value = float(text) / (1 if text.startswith(".") else 100)
            if 0.5 <= value < 1 and value != 0.975:
                return value
            if value in (0.025, 0.975):
                return 0.95
    return 0.94 if any("hdi" in heading.lower() for heading in headings) else None


def _is(form: str, plain: str) -> bool:
    return re.fullmatch(form, plain) is not None


def _known(plain: str) -> str:
    return next((role for role, form in words()["roles"].items() if re.search(form, plain)), "")


def _own(plain: str) -> str:
    return next((role for role, form in words()["also"].items() if _is(form, plain)), "")


def _end(plain: str) -> str:
    """“90 ci lower”, “lift ci upper”: an end of an interval, whatever stands beside it."""
    parts, beside = plain.split(" "), words()["ends"]["beside"]
    for role in ("low", "high"):
        ends = [part for part in parts if _is(words()["ends"][role], part)]
        if len(ends) == 1 and all(_is(beside, part) for part in parts if part not in ends):
            return role
    return ""


def _counted(plain: str) -> str:
    """“unique conversions”, “number of orders”, “conversion count”: what is counted."""
    bare = re.sub(rf"^{words()['counting']} |(?<=\S) (counts?|total|number|sum)$", "", plain)
    role = "" if bare == plain else _known(bare) or _own(bare)
    return role if role in ("events", "n") else ""


def _of_arm(plain: str) -> str:
    """``events_t`` for “conversions (treated)”, “treated_conversions” or “events_t”."""
    parts = re.sub(r"\b(in|of|the|group|arm)\b ?", "", plain).strip()
    parts = re.sub(r"^(events?|n|means?|sds?|vars?)([tc])$", r"\1 \2", parts)
    found = parts.split(" ")
    for arm, rest in ((found[-1], found[:-1]), (found[0], found[1:])):
        bare = " ".join(rest)
        base = _known(bare) or _counted(bare) or _own(bare)
        if base in OF_ARMS and side(arm):
            return f"{base}_{side(arm)}"
    return ""


def counterpart(heading: str) -> str:
    """A heading without the word that says its arm: the same for both arms of one measure."""
    found = plain_of(heading).split(" ")
    kept = found[:-1] if side(found[-1]) else found[1:] if side(found[0]) else found
    return " ".join(kept)
