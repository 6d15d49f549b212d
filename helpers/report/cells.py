"""Cells that hold more than one number, such as “30/1000” or “0.1 ± 0.05”, as the columns that they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from helpers.report.blocks import Source
from helpers.report.headings import level_in, meaning, plain_of, side
from helpers.report.problems import shortened

_N = r"[-+−]?[\d.,\s]*\d\s*%?"
_95 = r"(?:95\s*%\s*)?(?:[CK]I\b)?[:,]?"
_ENDS = rf"[(\[]\s*{_95}\s*({_N})\s*(?:to|bis|–|—|…|\.\.|;|,\s|-(?=\s*\d))\s*({_N})\s*[)\]]"


@dataclass(frozen=True)
class Form:
    """``pattern`` finds the parts of a cell; ``roles`` gives each its role, by the heading, or nothing."""

    pattern: re.Pattern[str]
    roles: Callable[[str], tuple[str, ...]]
    told: str


def _own(heading: str) -> str:
    """The role of a column of estimates, also where its heading names the interval beside them."""
    bare = re.sub(r"(?i)[(\[]?\s*\d*\s*%?\s*\b(ci|ki|cri)\b\s*\d*\s*%?\s*[)\]]?", " ", heading).split("±")[0]
    return meaning(bare.strip())


def _is_interval(heading: str) -> bool:
    return bool(re.search(r"(?i)\b(ci|ki|cri|interval\w*)\b", heading.replace("_", " ")))


def _with_interval(heading: str) -> tuple[str, ...]:
    if _arm(heading):
        return (f"rate_{_arm(heading)}", "", "")
    return (_own(heading), "low", "high") if _own(heading) in ("effect", "ratio") else ()


def _fraction(heading: str) -> tuple[str, ...]:
    arm = _arm(heading)
    return (f"events_{arm}", f"n_{arm}") if arm else ()


def _arm(heading: str) -> str:
    """The arm of a heading that is one, or ends or begins with one, as “Control conversions/visitors”."""
    found = plain_of(heading).split(" ")
    return side(heading) or (side(found[-1]) or side(found[0]) if re.search("[/]", heading) else "")


def _give_or_take(heading: str) -> tuple[str, ...]:
    if _own(heading) not in ("effect", "ratio"):
        return ()
    spread = re.search(r"±|\+/-", heading)
    says_error = spread and re.search(r"(?i)\b(se|s\.e\.|std\.? err)", heading[spread.end() :])
    return (_own(heading), "half" if _is_interval(heading) else "se" if says_error else "give_or_take")


def _half(heading: str) -> tuple[str, ...]:
    return ("half",) if _is_interval(heading) or meaning(heading) == "half" else ("give_or_take",)


def _in_brackets(heading: str) -> tuple[str, ...]:
    return (_own(heading), "in_brackets") if _own(heading) in ("effect", "ratio") else ()


FORMS = (
    Form(
        re.compile(rf"({_N})\s*(?:/|\bout of\b|\bof\b|\bvon\b)\s*({_N})(?:\s*\(.*\))?"),
        _fraction,
        "events of visitors",
    ),
    Form(re.compile(rf"({_N})\s*{_ENDS}"), _with_interval, "an estimate and its interval"),
    Form(re.compile(rf"({_N})\s*(?:±|\+/-)\s*({_N})"), _give_or_take, "a number ± another"),
    Form(re.compile(rf"(?:±|\+/-)\s*({_N})"), _half, "± a number"),
    Form(re.compile(rf"({_N})\s*\(({_N})\)"), _in_brackets, "a number with another in brackets"),
)


def apart(source: Source, head: Sequence[np.ndarray]) -> Source:
    """``source`` with a column for each number of such cells; as it is where there are none."""
    for at, cells in enumerate(head):
        some = [str(cell) for cell in cells.tolist() if str(cell)] if cells.dtype == object else []
        for form in FORMS:
            if some and all(form.pattern.fullmatch(cell) for cell in some):
                roles = form.roles(source.headings[at])
                if roles:
                    head = _parted(list(head), at, form, roles)
                    return apart(_split(source, at, form, roles), head)
    return source


def _parted(columns: list[np.ndarray], at: int, form: Form, roles: Sequence[str]) -> list[np.ndarray]:
    found = [form.pattern.fullmatch(str(cell)) for cell in columns[at].tolist()]
    parts = [
        np.array([m[i + 1] if m else str(c) for m, c in zip(found, columns[at], strict=True)], object)
        for i, role in enumerate(roles)
        if role
    ]
    return [*columns[:at], *parts, *columns[at + 1 :]]


def _split(source: Source, at: int, form: Form, roles: Sequence[str]) -> Source:
    own = source.headings[at]
    words = {"se": "±", "half": "±", "give_or_take": "±", "in_brackets": "in brackets"}
    names = {role: f"{own} {words.get(role, role)}" for role in roles if role}
    if len(roles) == 1:
        names = {roles[0]: own}
    elif roles[0] in ("effect", "ratio") or roles[0].startswith("rate"):
        names[roles[0]] = own
    if "half" in names and level_in(own) is None and len(roles) > 1:
        names["half"] = f"{own} ±"

    def blocks(*told: Any) -> Iterator[tuple[np.ndarray, list[np.ndarray]]]:
        for lines, columns in source.blocks(*told):
            yield lines, _parted(columns, at, form, roles)

    headings = (*source.headings[:at], *names.values(), *source.headings[at + 1 :])
    said = f"“{shortened(own)}” holds {form.told}: read as " + ", ".join(f"“{n}”" for n in names.values())
    made = {name: role for role, name in names.items()}
    return replace(
        source, headings=headings, blocks=blocks, said=(*source.said, said), roles={**source.roles, **made}
    )
