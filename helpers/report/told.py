"""What each heading of a file was taken for, or that it is not used: nothing that was read is silent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from helpers.report.columns import Table
from helpers.report.problems import shortened
from helpers.report.vocabulary import named


def roles_told(table: Table, moderators: Iterable[str]) -> list[str]:
    """The lines on columns of a table that is no list of visitors."""
    used = {role: table.headings[place] for role, place in table.layout.columns.items()}
    kept = {role: name for role, name in used.items() if role in table.used()}
    if not table.named and table.named_by is not None:
        kept["label"] = table.headings[table.named_by]
    role_of = {name: table.relabel.get(role) or named(role) for role, name in kept.items()}
    return told(table.headings, role_of, moderators)


def told(headings: Iterable[str], role_of: Mapping[str, str], moderators: Iterable[str] = ()) -> list[str]:
    """Two sentences: headings with their roles, and headings that are not used."""
    taken = ", ".join(f"“{shortened(name)}” ({role_of[name]})" for name in headings if name in role_of)
    free = set(moderators)
    left = [
        f"“{shortened(name)}”" + (" (may be a moderator)" if name in free else "")
        for name in headings
        if name and name not in role_of
    ]
    return [f"columns: {taken}"] + ([f"not used: {', '.join(left)}"] if left else [])
