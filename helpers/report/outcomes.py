"""Among lines of visitors: which column is the outcome, and whether another may name experiments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from helpers.report.claims import Claims
from helpers.report.numbers import ANSWERS, MISSING, number_of
from helpers.report.problems import asked, bad, listed, shortened

OUTCOMES = ("outcome", "events", "effect", "rate", "mean")


def outcome_of(
    claims: Claims, taken: Mapping[str, int], head: Sequence[np.ndarray], given: str | None
) -> int:
    """The place of the outcome. Raises ``BadTable`` where several could be it."""
    headings, roles = claims.headings, claims.first()
    if given is not None:
        if given not in headings:
            raise bad(f"no column is called “{shortened(given)}”; there are {listed(headings)}")
        return headings.index(given)
    if roles.get("outcome") in claims.chosen:
        return roles["outcome"]
    free = [
        place
        for place in range(len(headings))
        if place not in taken.values()
        and claims.roles[place] not in ("time", "unused")
        and _mostly_numbers(head[place])
    ]
    named = [place for place in free if claims.roles[place] in OUTCOMES]
    if len(named) == 1:
        return named[0]
    if len(free) == 1:
        return free[0]
    if not free:
        place = next((p for p in range(len(headings)) if claims.roles[p] in OUTCOMES), None)
        if place is not None:
            cell = next((str(c) for c in head[place] if not MISSING.fullmatch(str(c))), "")
            raise bad(
                f"found “{shortened(cell)}” where numbers, or yes and no, are wanted", column=headings[place]
            )
        raise bad("there is a column of arms, but none of numbers that could be the outcome")
    raise asked(
        f"several columns could be the outcome: {listed(headings[place] for place in free)}",
        *((f'--outcome "{shortened(headings[place])}"', "") for place in (named or free)[:4]),
    )


def ask_for_experiments(claims: Claims, taken: Mapping[str, int], head: Sequence[np.ndarray]) -> None:
    """Raises ``BadTable`` where a column that no heading explains may name experiments."""
    for place, cells in enumerate(head):
        if place in taken.values() or claims.roles[place] or cells.dtype != object:
            continue
        names = [str(cell) for cell in cells.tolist()]
        different = list(dict.fromkeys(names))
        if 2 <= len(different) <= len(names) / 4 and not _mostly_numbers(cells) and "" not in different:
            name = shortened(claims.headings[place])
            raise asked(
                f"no heading says which experiment a visitor was in; “{name}” holds {len(different)} "
                f"names, such as "
                f"“{shortened(different[0])}”",
                (f'--use "{name}=experiment"', "they are experiments"),
                (f'--use "{name}=unused"', "all lines are of one experiment"),
            )


def _mostly_numbers(cells: np.ndarray) -> bool:
    if cells.dtype != object:
        return True
    some = [cell for cell in map(str, cells) if not MISSING.fullmatch(cell)][:200]
    good = [
        cell.lower() in ANSWERS or any(np.isfinite(number_of(cell, mark)[0]) for mark in ".,")
        for cell in some
    ]
    return bool(some) and 2 * sum(good) > len(good)
