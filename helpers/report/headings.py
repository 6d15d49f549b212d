"""What the headings of columns mean; the words are those by which the figures read a pasted table."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from helpers.widgets.bundle import SOURCES

OF_ARMS = ("events", "n", "mean", "sd", "rate", "failures", "variance", "se")
OWN = {  # what only a file of experiments holds
    "n": r"(total )?(units|users)|(number|count) of (units|users)|exposures",
    "label": r"row labels?|zeilenbeschriftungen",
    "shipped": r"(was )?(shipped|launched|rolled ?out|released|live)",
    "user": r"((user|visitor|customer|client|member|player|person|participant|subject|cookie|device|account|"
    r"session|anonymous)( ?(id|uuid|key|hash|nr|no|number))?|u?uid|userid|visitorid|customerid)",
    "experiment": r"(experiment|exp|test|trial)( ?(id|name|nr|no|number|key))?s?",
    "outcome": r"(outcomes?|metrics?|values?|revenues?|amounts?|spend|spent|y|response|gmv|profits?|margins?|"
    r"order values?|basket|score|umsatz)( ?(eur|usd|gbp|€|\$|£))?",
    "time": r"(date|time|timestamp|datetime|day|week|month|created|ts|start|end)( ?(at|date|time))?",
}
NEEDED = (
    ("effect", "se"), ("effect", "variance"), ("low", "high"), ("effect", "p"), ("effect", "z"),
    ("events_t", "n_t"), ("mean_t", "sd_t"), ("rate_t", "n_t"), ("events", "n"), ("mean", "sd"),
    ("rate", "n"),
)  # fmt: skip


@cache
def words() -> Any:
    return json.loads((SOURCES / "engine" / "paste" / "headings.json").read_text("utf8"))


@cache
def meaning(heading: str) -> str:
    """The role of a column by its heading, such as ``effect``, ``events_t`` or ``user``; "" if unknown."""
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading.strip().strip("\"'")).lower()
    percent = bool(re.search(r"%|\bpercent\b|\bpct\b", text))
    plain = re.sub(r"\(?(%|\bpercent\b|\bpct\b)\)?|[()\[\]]", " ", text) if "ci" not in text else text
    plain = re.sub(r"(?:[_\s-]|\.(?!\d))+", " ", plain).strip()
    plain = re.sub(r"^(sum|summe) (of|von) ", "", plain)  # a pivot table
    role = _known(plain) or _of_arm(plain) or _own(plain)
    if plain == "arms":  # how many there are
        return ""
    return re.sub("^events", "rate", role) if percent else role


def side(name: str) -> str:
    """``t`` or ``c`` where a label says which arm it is; else ""."""
    bare = name.strip().lower()
    if re.search(words()["treated"], bare):
        return "t"
    return "c" if re.search(words()["control"], bare) else ""


def recognised(cells: Sequence[str]) -> int:
    """How much a row looks like headings: the roles in it, more where they make an effect."""
    roles = {meaning(cell.strip()) for cell in cells} - {""}
    complete = any(set(pair) <= roles for pair in NEEDED) or (bool(roles & {"arm"}) and len(roles) > 1)
    return len(roles) + 10 * complete


def _known(plain: str) -> str:
    return next((role for role, form in words()["roles"].items() if re.search(form, plain)), "")


def _own(plain: str) -> str:
    return next((role for role, form in OWN.items() if re.fullmatch(form, plain)), "")


def _of_arm(plain: str) -> str:
    """``events_t`` for “conversions (treated)”, “treated_conversions” or “events_t”."""
    parts = re.sub(r"\b(in|of|the|group|arm)\b ?", "", plain).strip()
    parts = re.sub(r"^(events?|n|means?|sds?|vars?)([tc])$", r"\1 \2", parts)
    found = parts.split(" ")
    for arm, rest in ((found[-1], found[:-1]), (found[0], found[1:])):
        base = _known(" ".join(rest))
        if base in OF_ARMS and (which := side(arm)):
            return f"{base}_{which}"
    return ""
