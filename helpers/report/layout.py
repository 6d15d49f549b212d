"""Which columns make an effect: what kind of table this is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from helpers.report.headings import meaning
from helpers.report.problems import BadTable, Problem, shortened

COUNTS = ("events_t", "n_t", "events_c", "n_c")
MEANS = ("mean_t", "sd_t", "n_t", "mean_c", "sd_c", "n_c")
SPREADS = (("se",), ("variance",), ("low", "high"), ("z",), ("p",))
WANTED = (
    "Wanted is one of: effect and std_error (or an interval, low and high); events_t, n_t, events_c, n_c; "
    "mean_t, sd_t, n_t, mean_c, sd_c, n_c; one line an arm (experiment, arm, n and events, or n, mean and "
    "sd); "
    "one line a visitor (experiment, arm, outcome)"
)


@dataclass(frozen=True)
class Layout:
    """``kind``: effects, counts, summaries or raw rows; ``by_arm`` where each arm has lines of its own.

    ``columns`` gives the place of each role; ``others`` the places of columns that have none in it.
    """

    kind: str
    by_arm: bool
    columns: dict[str, int]
    others: tuple[int, ...]


def roles_of(headings: Sequence[str]) -> dict[str, int]:
    """The first column of each role. Raises ``BadTable`` where two columns have one heading."""
    twice = sorted({name for name in headings if name and headings.count(name) > 1})
    if twice:
        raise BadTable(
            Problem(f"{headings.count(n)} columns have this heading: name each differently", column=n)
            for n in twice
        )
    roles: dict[str, int] = {}
    for place, name in enumerate(headings):
        if role := meaning(name):
            roles.setdefault(role, place)
    return roles


def layout_of(headings: Sequence[str], roles: Mapping[str, int]) -> Layout:
    """The kind of table whose columns have these roles. Raises ``BadTable`` where they make no effect."""
    has = roles.keys()
    for by_arm in (False, True):
        if needed := [] if by_arm else _effects(has):
            return _layout("effects", False, needed, roles, headings)
        if by_arm and "arm" not in has:
            continue
        if needed := _counts(has, by_arm):
            return _layout("counts", by_arm, needed, roles, headings)
        if needed := _means(has, by_arm):
            return _layout("summaries", by_arm, needed, roles, headings)
    if "arm" in has:
        return _layout("raw rows", True, [], roles, headings)
    known = [f"“{shortened(name)}”" + (f" ({meaning(name)})" if meaning(name) else "") for name in headings]
    listed = ", ".join(known[:12]) + (" …" if len(known) > 12 else "")
    raise BadTable([Problem(f"the headings do not say how to find an effect. Found: {listed}. {WANTED}")])


def _effects(has: Iterable[str]) -> list[str]:
    spread = next((list(way) for way in SPREADS if set(way) <= set(has)), [])
    if spread and "effect" in has:
        return ["effect", *spread]
    if {"low", "high"} <= set(has):
        return [*(("ratio",) if "ratio" in has else ()), "low", "high"]
    return []


def _counts(has: Iterable[str], by_arm: bool) -> list[str]:
    return _every_arm(has, by_arm, (("events", "rate"), ("n", "failures")))


def _means(has: Iterable[str], by_arm: bool) -> list[str]:
    return _every_arm(has, by_arm, (("mean",), ("sd", "variance", "se"), ("n",)))


def _every_arm(has: Iterable[str], by_arm: bool, wanted: tuple[tuple[str, ...], ...]) -> list[str]:
    """For each arm the first column of each kind wanted; nothing where one is missing."""
    found = [
        next((f"{role}{arm}" for role in choice if f"{role}{arm}" in has), "")
        for arm in ([""] if by_arm else ["_t", "_c"])
        for choice in wanted
    ]
    return found if all(found) else []


def _layout(
    kind: str, by_arm: bool, needed: list[str], roles: Mapping[str, int], headings: Sequence[str]
) -> Layout:
    names = [*needed, *(("arm",) if by_arm else ()), "shipped"]
    if kind == "effects":
        names += ["n_t", "n_c", "level"]
    keep = {role: roles[role] for role in names if role in roles}
    label = next((roles[role] for role in ("experiment", "label") if role in roles), None)
    if label is not None and label not in keep.values():
        keep["label"] = label
    used = set(keep.values())
    return Layout(kind, by_arm, keep, tuple(i for i in range(len(headings)) if i not in used))
