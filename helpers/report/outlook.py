"""Sentences on what follows: moderators, what was shipped, and the next experiment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from helpers.report import words
from helpers.report.analysis import Analysis
from helpers.report.phrases import ceiling
from helpers.report.plan import TYPICAL, for_share
from helpers.report.words import interval, number, percent, plural, verdict


def moderators(analysis: Analysis) -> Iterator[str]:
    """What was asked for is answered, in words as strong as its interval."""
    if analysis.moderated is None:
        return
    rows = analysis.moderated.to_dict("records")[1:]
    for row in rows:
        yield goes_along(row, analysis.experiments.noun)
    it, leave = ("it", "it leaves") if len(rows) == 1 else ("them", "they leave")
    told = (
        f"The spread of the true {analysis.experiments.noun}s that {leave}: τ = "
        f"{number(rows[0]['tau_left'])}, {number(float(analysis.post.tau.quantile(0.5)))} "
        f"without. Nobody randomised {it}, so something else may stand behind"
    )
    if words.PER_MODERATOR * len(rows) > analysis.K:
        told += (
            f"; and {plural(analysis.K, 'experiment')} are few for {plural(len(rows), 'moderator')}: "
            f"{words.PER_MODERATOR} for each is a usual minimum"
        )
    yield f"{told}."


def goes_along(row: dict[str, Any], noun: str) -> str:
    """The sentence on one moderator: open where its interval holds 0."""
    name = row["moderator"].removesuffix(", per sd")
    slope = (
        f"{number(row['per_unit'])} per unit of it (95 % "
        f"{interval(row['per_unit_low'], row['per_unit_high'])}; per sd, "
        f"{number(row['sd_of_moderator'])}: {number(row['coefficient'])}, 95 % "
        f"{interval(row['low'], row['high'])})"
    )
    rises = row["rises"]
    if row["low"] <= 0 <= row["high"]:
        return (
            f"Whether {noun}s rise or fall with “{name}” is open (probability that they rise: "
            f"{percent(rises)}): {slope}."
        )
    way = "rise" if rises > 0.5 else "fall"
    return f"{noun.capitalize()}s {verdict(max(rises, 1 - rises))} {way} with “{name}”: {slope}."


def impact(analysis: Analysis) -> Iterator[str]:
    found, noun = analysis.impact, analysis.experiments.noun
    if found is not None:
        yield (
            f"{plural(found.shipped, 'change')} marked as shipped: their {noun}s add up to "
            f"{number(found.raw)} ± {number(found.raw_sd)} as measured, and to {number(found.shrunken)} ± "
            f"{number(found.shrunken_sd)} once each is shrunk towards the population of all. "
            f"The second is the one to expect, if {noun}s add at all."
        )


def next_one(analysis: Analysis) -> Iterator[str]:
    """How large the next experiment should be, and that no size reaches beyond the ceiling."""
    plan = analysis.plan
    if plan is None or analysis.K == 1:
        return
    rows = {row["size"]: row for row in plan.table.to_dict("records")}
    name = for_share(0.8)
    what = {
        "market": "an experiment in the next market",
        "experiment": "the next experiment",
        "change": "an experiment on the next change",
        "arm": "an experiment on another arm",
    }[analysis.next]
    most = ceiling(analysis, plan.ceiling)
    if name not in rows or plan.ceiling < 0.5:
        yield (
            f"{what[0].upper()}{what[1:]} would end in “it works” with a probability of at most {most}, "
            f"however large it is: {_instead(analysis)}."
        )
        return
    row, typical = rows[name], rows[TYPICAL]
    if plan.ceiling > 0.999:
        limit = (
            f"{what[0].upper()}{what[1:]} would end in “it works” almost surely, if only it is large enough"
        )
    else:
        limit = f"To end in “it works” {what} has a chance of at most {most}, however large it is"
    if row["n_per_arm"] <= typical["n_per_arm"]:
        yield f"{limit}; one as large as your typical one has {percent(typical['assurance'])}."
        return
    times = row["n_per_arm"] / typical["n_per_arm"]
    size = f"{number(times, 2)} times your typical size"
    if not plan.relative:
        size = f"{number(row['n_per_arm'])} visitors an arm ({size}"
        size += f", cost {number(row['cost'])})" if "cost" in row else ")"
    told = (
        f"{limit}; one as large as your typical one has {percent(typical['assurance'])}, and "
        f"{percent(row['assurance'])}, four fifths of the most, takes {size}"
    )
    if times > words.AS_LARGE:
        told += ": hardly a plan, so it pays more to try something else"
        told += ", or to learn why they differ" if analysis.differ else ""
    yield f"{told}."


def _instead(analysis: Analysis) -> str:
    """What to do where no size helps: to ask why effects differ only where they do."""
    if analysis.differ:
        return f"it pays to know why {analysis.experiments.noun}s differ, or to try something else"
    if analysis.next == "change":
        return "no number of visitors raises that, better ideas may"
    return (
        "no number of visitors raises that; more experiments show whether it works at all, and another idea "
        "may do more"
    )
