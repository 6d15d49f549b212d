"""Which columns make an effect: what kind of table this is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from helpers.report.claims import Claims, one_each
from helpers.report.missing import what_is_missing
from helpers.report.numbers import MISSING

COUNTS = ("events_t", "n_t", "events_c", "n_c")
MEANS = ("mean_t", "sd_t", "n_t", "mean_c", "sd_c", "n_c")
SPREADS = (
    ("se",), ("log_se",), ("variance",), ("low", "high"), ("half",), ("z",), ("p",), ("p_one_sided",),
    ("confidence",), ("chance",),
)  # fmt: skip


@dataclass(frozen=True)
class Layout:
    """``kind``: effects, counts, summaries or raw rows; ``by_arm`` where each arm has lines of its own.

    ``columns`` gives the place of each role; ``others`` the places of columns that have none in it;
    ``needed`` the roles that make the effect.
    """

    kind: str
    by_arm: bool
    columns: dict[str, int]
    others: tuple[int, ...]
    needed: tuple[str, ...] = ()


def layout_of(claims: Claims, head: Sequence[np.ndarray]) -> Layout:
    """The kind of table whose columns have these roles. Raises ``BadTable`` where they make no effect."""
    has = claims.first()
    effects, counts, means = _effects(claims), _counts(has, False), _means(has, False)
    arms = "arm" in has
    arm_counts, arm_means = (_counts(has, True), _means(has, True)) if arms else ([], [])
    if effects and (arm_counts or arm_means) and _gaps(head[has[effects[0]]]):
        effects = []  # a line for the control, which has no effect of its own
    for kind, by_arm, needed in (
        ("effects", False, effects), ("counts", False, counts), ("summaries", False, means),
        ("counts", True, arm_counts), ("summaries", True, arm_means),
    ):  # fmt: skip
        if needed:
            return _layout(kind, by_arm, needed, claims, head)
    if arms and not _added_up(claims, head):
        return _layout("raw rows", True, [], claims, head)
    raise what_is_missing(claims)


def _gaps(cells: np.ndarray) -> bool:
    """Whether a fifth of the cells are empty."""
    empty = sum(bool(MISSING.fullmatch(str(cell).replace("--", "-"))) for cell in cells.tolist())
    return 5 * empty >= len(cells)


def _added_up(claims: Claims, head: Sequence[np.ndarray]) -> bool:
    """Whether lines are arms and not visitors: they say how many came, or each arm has one line."""
    has = claims.first()
    if "user" in has:
        return False
    n = head[has["n"]] if "n" in has else np.zeros(0)
    if claims.headings[has["n"]].lower() in ("user", "visitor", "customer") if "n" in has else False:
        return False
    if len(n) and not all(str(cell) in ("0", "1", "0.0", "1.0", "") for cell in n.tolist()):
        return True
    label = has.get("experiment", has.get("label"))
    names = head[label].tolist() if label is not None else [""] * len(head[0])
    return len(set(zip(names, head[has["arm"]].tolist(), strict=True))) == len(head[0])


def _effects(claims: Claims) -> list[str]:
    has = claims.first()
    ways = [list(way) for way in SPREADS if set(way) <= set(has)]
    picked = [way for way in ways if any(has[role] in claims.chosen for role in way)]
    spread = (picked or ways or [[]])[0]
    ratio = "ratio" in has and not (set(claims.of("ratio")) - claims.chosen and "effect" in has)
    centre = ["ratio"] if ratio else ["effect"] if "effect" in has else []
    asks = spread == ["se"] and centre == ["ratio"] and has["se"] not in claims.chosen
    if spread and centre and (spread != ["log_se"] or ratio) and not asks:
        return [*centre, *spread]
    for ends in (("low", "high"), ("ratio_low", "high"), ("low", "ratio_high"), ("ratio_low", "ratio_high")):
        if set(ends) <= set(has):
            return [*centre, *ends]
    return []


def _counts(has: Iterable[str], by_arm: bool) -> list[str]:
    return _every_arm(has, by_arm, (("events", "rate"), ("n", "failures")))


def _means(has: Iterable[str], by_arm: bool) -> list[str]:
    return _every_arm(has, by_arm, (("mean", "sum"), ("sd", "variance", "se", "sum_squares"), ("n",)))


def _every_arm(has: Iterable[str], by_arm: bool, wanted: tuple[tuple[str, ...], ...]) -> list[str]:
    """For each arm the first column of each kind wanted; nothing where one is missing."""
    found = [
        next((f"{role}{arm}" for role in choice if f"{role}{arm}" in has), "")
        for arm in ([""] if by_arm else ["_t", "_c"])
        for choice in wanted
    ]
    return found if all(found) else []


def _layout(kind: str, by_arm: bool, needed: list[str], claims: Claims, head: Sequence[np.ndarray]) -> Layout:
    first = claims.first()
    keep = one_each(claims, needed, head)
    also = ["arm"] if by_arm else []
    also += ["shipped"]
    if kind == "effects":
        also += ["n_t", "n_c", "level", "se", "low", "high"]
    keep |= {role: first[role] for role in also if role in first and role not in keep}
    if len({"low", "high"} & keep.keys()) == 1 and "low" not in needed:
        keep = {role: at for role, at in keep.items() if role in needed or role not in ("low", "high")}
    label = next((first[role] for role in ("experiment", "label") if role in first), None)
    if label is not None and label not in keep.values():
        keep["label"] = label
    used = set(keep.values())
    others = tuple(i for i in range(len(claims.headings)) if i not in used)
    return Layout(kind, by_arm, keep, others, tuple(needed))
