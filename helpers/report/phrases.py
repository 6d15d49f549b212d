"""Parts that sentences of the summary share: a verdict, a range, what kind of number a number is."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from scipy.special import expit, logit

from helpers.report.analysis import Analysis
from helpers.report.layout import COUNTS
from helpers.report.words import factor, least_sure, number, percent, verdict


def works(probability: float, what: str, where: str = "") -> str:
    """“The change probably works on average”, or that it is open, as the probability lets say."""
    word = verdict(probability)
    tail = f" {where}" if where else ""
    if word == "open":
        return f"Whether {what} works{tail} is open"
    does = "does not work" if word.endswith("not") else "works"
    return f"{what[0].upper()}{what[1:]} {word.removesuffix(' not')} {does}{tail}"


def claims(analysis: Analysis) -> tuple[float, float]:
    """The probabilities that the words follow: the most cautious over priors and arms put together."""
    rows, found = analysis.sensitivity, analysis.together
    average, market = list(rows["works_on_average"]), list(rows["next_market"])
    if found is not None:
        average.append(found.works_on_average)
        market.append(0.5 if found.next_market is None else found.next_market)
    return least_sure(average), least_sure(market)


def apart(mean: float, median: float) -> bool:
    """Whether a mean lies on the other side of 0 than most of its probability does."""
    return mean * median < 0


def centre(mean: float, median: float) -> str:
    """The mean; where most of the probability lies on the other side of 0, the median, and that it is one."""
    if not apart(mean, median):
        return number(mean)
    return f"{number(median)} (its median; its mean, {number(mean)}, is on the other side of 0)"


def ceiling(analysis: Analysis, most: float) -> str:
    """The ``most`` that a next experiment can reach, and its range over priors and models."""
    others = (analysis.together and vars(analysis.together), analysis.tails, analysis.exact, analysis.capped)
    found = [*analysis.sensitivity["next_market"], *(model["next_market"] for model in others if model)]
    known = [p for p in found if p is not None]
    told = [percent(p) for p in (min(known), max(known))]
    span = f" ({told[0]} to {told[1]} over the priors and models tried)" if len(set(told)) > 1 else ""
    return percent(most) + span


def over_priors(probabilities: Iterable[float]) -> str:
    values = np.asarray(list(probabilities), dtype=float)
    low, high = percent(values.min()), percent(values.max())
    return "" if low == high else f"; {low} to {high} over the priors tried"


def scale(analysis: Analysis) -> str:
    """What kind of number an effect is, as far as it is known."""
    said = analysis.experiments.scale.split(", sign turned")[0]
    said = {
        "effect": "in the file's own unit",
        "difference of means": "a difference of means, in the outcome's own unit",
        "log odds ratio": "a log odds ratio",
        "log ratio": "a log ratio",
    }.get(said, said)
    if said.startswith("difference of means of "):
        return f"a {said}, treated − control, in its own unit"
    return said


def as_ratio(analysis: Analysis, effect: float) -> str:
    """What a log ratio is as a factor, and from a typical control rate in points."""
    experiments = analysis.experiments
    if not experiments.is_log:
        return ""
    name = "odds" if "odds" in experiments.scale else "ratio"
    return f"; {name} × {factor(float(experiments.ratio(effect)))}"


def in_points(analysis: Analysis, effect: float) -> str:
    """What a log odds ratio adds to the median rate of the controls; nothing where there are no counts."""
    table, experiments = analysis.experiments.table, analysis.experiments
    if not set(COUNTS) <= set(table.columns) or "odds" not in experiments.scale:
        return ""
    base = float((table["events_c"] / table["n_c"]).median())
    if not 0 < base < 1:
        return ""
    more = 100 * float(expit(logit(base) + np.log(experiments.ratio(effect))) - base)
    which = "the" if analysis.K == 1 else "the median"
    word = "more" if more >= 0 else "fewer"
    return f"; at {which} rate of a control, {number(100 * base)} %, {number(abs(more))} points {word}"
