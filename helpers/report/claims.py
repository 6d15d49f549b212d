"""Which columns claim which role, by their headings or because the reader says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from helpers.report.headings import counterpart, hinted, meaning, quantile_in
from helpers.report.problems import BadTable, Problem, asked, bad, listed, shortened
from helpers.report.vocabulary import ALIASES, NAMES, OF_ARMS, ROLES

Use = Sequence[str] | Mapping[str, str] | str | None
HINTS_RIVAL = ("se",)  # a longer heading that ends in one of these may be what is meant: cluster_se


@dataclass(frozen=True)
class Claims:
    """Roles by the place of a column: ``roles`` plain, ``hints`` half said; ``chosen`` are the reader's.

    ``percent``: places that hold per cents, as the reader says. ``told``: those whose role too.
    """

    headings: tuple[str, ...]
    roles: tuple[str, ...]
    hints: tuple[str, ...]
    chosen: frozenset[int] = frozenset()
    percent: frozenset[int] = frozenset()
    told: frozenset[int] = frozenset()

    def of(self, role: str) -> list[int]:
        """The places that claim ``role``, those that the reader chose alone if there are any."""
        plain = [place for place, own in enumerate(self.roles) if own == role]
        if picked := [place for place in plain if place in self.chosen]:
            return picked
        hints = [place for place, own in enumerate(self.hints) if own == role and not self.roles[place]]
        return plain + hints if role in HINTS_RIVAL or not plain else plain

    def first(self) -> dict[str, int]:
        """The first place of each role."""
        known = dict.fromkeys([*self.roles, *self.hints])
        return {role: places[0] for role in known if role and (places := self.of(role))}

    def without(self, place: int, role: str) -> Claims:
        """The same with another role at ``place``."""
        roles = [role if at == place else own for at, own in enumerate(self.roles)]
        return replace(self, roles=tuple(roles))


def claims_of(
    headings: Sequence[str], given: Mapping[str, str], use: Use, head: Sequence[np.ndarray]
) -> Claims:
    """What each column claims; ``given`` are roles by heading that are known already.

    Raises ``BadTable`` where two columns have one heading, or ``use`` names none.
    """
    twice = sorted({name for name in headings if name and list(headings).count(name) > 1})
    if twice:
        raise BadTable(
            Problem(f"{list(headings).count(n)} columns have this heading: name each differently", column=n)
            for n in twice
        )
    roles = [given.get(name) or meaning(name) for name in headings]
    hints = ["" if role else hinted(name) for role, name in zip(roles, headings, strict=True)]
    for place, cells in enumerate(head):
        if roles[place].partition("_")[0] not in NAMES and _has_no_digit(cells):
            roles[place] = "" if roles[place] != "outcome" and roles[place] != "events" else roles[place]
            hints[place] = ""
    _ends(roles, headings)
    chosen, percent, told = set(), set(), set()
    for name, role in parsed_use(use, headings):
        place = list(headings).index(name)
        roles[place] = role.removesuffix("%") or roles[place] or hints[place]
        if not roles[place]:
            raise bad(
                f"use: what “{shortened(name)}” is, its heading does not say. Say it too: "
                f'--use "{shortened(name)}=effect"; roles are {", ".join(_usable())}'
            )
        chosen.add(place)
        if role.endswith("%"):
            percent.add(place)
        if role.removesuffix("%"):
            told.add(place)
    return Claims(tuple(headings), tuple(roles), tuple(hints), *map(frozenset, (chosen, percent, told)))


def _ends(roles: list[str], headings: Sequence[str]) -> None:
    """Two quantiles as far from the middle, such as “q05” and “q95”, are the ends of an interval."""
    if {"low", "high"} & set(roles):
        return
    found = {place: q for place, name in enumerate(headings) if (q := quantile_in(name)) is not None}
    pairs = [(a, b) for a, x in found.items() for b, y in found.items() if x < 0.5 and abs(x + y - 1) < 1e-9]
    if len(pairs) == 1:
        (low, high) = pairs[0]
        roles[low], roles[high] = "low", "high"


def parsed_use(use: Use, headings: Sequence[str]) -> list[tuple[str, str]]:
    """Headings with their roles, "" where none is given. Raises ``BadTable`` for one that is not there."""
    if not use:
        return []
    items = [use] if isinstance(use, str) else use
    pairs = list(items.items()) if isinstance(items, Mapping) else [_pair(item, headings) for item in items]
    found = []
    for name, given in pairs:
        if name not in headings:
            raise bad(f"use: no column is called “{shortened(name)}”; there are {listed(headings)}")
        role = given.strip()
        bare = role.removesuffix("%").strip()
        bare = ALIASES.get(bare, bare)
        if bare and bare not in _usable():
            raise bad(f"use: “{shortened(given)}” is no role; roles are {', '.join(_usable())}")
        found.append((name, bare + ("%" if role.endswith("%") else "")))
    return found


def _pair(item: str, headings: Sequence[str]) -> tuple[str, str]:
    name, mark, role = item.rpartition("=")
    return (name.strip(), role) if mark and item not in headings else (item, "")


def _usable() -> list[str]:
    arms = [f"{role}_{arm}" for role in OF_ARMS for arm in "tc"]
    return [*(role for role in ROLES if role != "idea"), *arms]


def _has_no_digit(cells: np.ndarray) -> bool:
    """Whether a column of text holds no number at all, though it is not empty."""
    some = [str(cell) for cell in cells.tolist() if cell != ""] if cells.dtype == object else []
    return bool(some) and not any(c.isdigit() for cell in some[:200] for c in cell)


def one_each(claims: Claims, needed: Iterable[str], head: Sequence[np.ndarray]) -> dict[str, int]:
    """One column for each role that makes the effect. Raises ``BadTable`` where two claim one.

    Columns of equal numbers are one claim; what the reader chose for one arm is chosen for the other.
    """
    found: dict[str, int] = {}
    open_: dict[str, list[int]] = {}
    for role in needed:
        places = claims.of(role)
        places = [p for p in places if not _same_as_another(p, places, head)]
        if len(places) == 1:
            found[role] = places[0]
        elif places:
            open_[role] = places
    for role, places in list(open_.items()):
        other = found.get(f"{role[:-2]}_{'c' if role.endswith('t') else 't'}")
        stem = "" if other is None or role[-2:] not in ("_t", "_c") else counterpart(claims.headings[other])
        partner = [p for p in places if stem and counterpart(claims.headings[p]) == stem]
        if len(partner) == 1 and other in claims.chosen:
            found[role] = partner[0]
            del open_[role]
    if open_:
        role, places = next(iter(open_.items()))
        names = [claims.headings[p] for p in places]
        base = role[:-2] if role[-2:] in ("_t", "_c") else role
        raise asked(
            f"{listed(names)} could each be the {ROLES[base]}",
            *((f'--use "{shortened(name)}"', "") for name in names),
        )
    return found


def _same_as_another(place: int, places: Sequence[int], head: Sequence[np.ndarray]) -> bool:
    return any(other < place and np.array_equal(head[other], head[place]) for other in places)
