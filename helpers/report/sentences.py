"""The summary in plain words: every number is computed, and the wording follows the numbers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.special import ndtr

from helpers.report import doubts, outlook, words
from helpers.report.analysis import Analysis
from helpers.report.phrases import apart, as_ratio, claims, in_points, over_priors, scale, works
from helpers.report.problems import shortened
from helpers.report.words import count, interval, number, one, p_value, percent, plural, verdict


def summary(analysis: Analysis) -> list[str]:
    """What the experiments say, the most important thing first; thresholds are those of `words`."""
    parts = (
        doubts.split_broken(analysis),
        doubts.agree_too_well(analysis),
        lower_is_better(analysis),
        one_alone(analysis) if analysis.K == 1 else several(analysis),
        perhaps_changes(analysis),
        doubts.shared_control(analysis),
        how_different(analysis),
        doubts.one_scale(analysis),
        doubts.prior_matters(analysis),
        outlook.moderators(analysis),
        doubts.stands_out(analysis),
        doubts.fat_tails(analysis),
        doubts.approximation(analysis),
        doubts.heavy(analysis),
        outlook.impact(analysis),
        outlook.next_one(analysis),
    )
    return [sentence for part in parts for sentence in part]


def lower_is_better(analysis: Analysis) -> Iterator[str]:
    """What a number above 0 means, before any number."""
    if analysis.experiments.lower_is_better:
        yield (
            "Lower is better here: signs are turned, and a reduction above 0 says that the treated arm has "
            "less than its control."
        )


def one_alone(analysis: Analysis) -> Iterator[str]:
    """One experiment: what it says of itself, and what it cannot say."""
    y, s, noun = float(analysis.y[0]), float(analysis.s[0]), analysis.experiments.noun
    chance = float(ndtr(y / s))
    yield (
        f"One experiment: its {noun} is {number(y)} ({scale(analysis)}) with a standard error of {number(s)} "
        f"(95 % interval {interval(y - 1.96 * s, y + 1.96 * s)}{as_ratio(analysis, y)}"
        f"{in_points(analysis, y)}). {works(chance, 'this change')} "
        f"(probability of {one(noun)} above 0 under a flat prior: {percent(chance)})."
    )
    yield (
        f"How much {noun}s differ from one experiment to the next cannot be learned from one, nor can a "
        f"forecast for another {analysis.next}: where such numbers stand below, they are the prior's."
    )


def several(analysis: Analysis) -> Iterator[str]:
    """The refrain: on average, in the next market, in the next experiment."""
    post, rows, noun = analysis.post, analysis.sensitivity, analysis.experiments.noun
    low, high = post.mu.interval(0.95)
    mean, median, shown = float(post.mu.mean), float(post.mu.quantile(0.5)), float(post.mu.prob_above(0))
    skewed = apart(mean, median)
    middle = median if skewed else mean
    average, market = claims(analysis)
    found, many = analysis.together, analysis.many_changes
    how_many = plural(analysis.K, "experiment")
    if found is not None:
        how_many = f"{count(analysis.K)} comparisons from {plural(found.experiments, 'experiment')}"
    yield (
        f"{how_many}: the average {noun} is {number(middle)} ({scale(analysis)}; 95 % interval "
        f"{interval(low, high)}{as_ratio(analysis, middle)}{in_points(analysis, middle)}). "
        f"{on_average(analysis, average)} (probability {percent(shown)}"
        f"{over_priors(rows['works_on_average'])}){', which is no verdict on any single change' * many}."
        + (
            f" The number is the median: a long tail {'above' if mean > 0 else 'below'} pulls the mean, "
            f"{number(mean)}, to the other side of 0 than most of the probability."
        )
        * skewed
    )
    yield (_next_change if analysis.next == "change" else _next_place)(analysis, market)


def on_average(analysis: Analysis, probability: float) -> str:
    """The verdict on the average: of one change that it works, of many that the average is above 0."""
    if not analysis.many_changes:
        return works(probability, "the change", "on average")
    word = verdict(probability)
    if word == "open":
        return "Whether the average over all is above 0 is open"
    word, side = word.removesuffix(" not"), "below" if word.endswith("not") else "above"
    return f"The average over all is {word} {side} 0"


def _shown(analysis: Analysis) -> str:
    noisy = analysis.post.new_estimate(float(np.median(analysis.s))).prob_above(0)
    return (
        f"as large as your typical one, would show {one(analysis.experiments.noun)} above 0 with probability "
        f"{percent(float(noisy))}"
    )


def _chance(analysis: Analysis) -> str:
    rows = analysis.sensitivity["next_market"]
    return f"(probability {percent(float(analysis.post.theta_new.prob_above(0)))}{over_priors(rows)})"


def _next_place(analysis: Analysis, probability: float) -> str:
    where, there = {
        "market": ("in the next market", "an experiment there"),
        "experiment": ("in the next experiment", "such an experiment"),
        "arm": ("for another arm", "a comparison of it"),
    }[analysis.next]
    word = verdict(probability)
    if word == "open":
        claim = f"Whether it would work {where} is open"
    else:
        claim = f"{where[0].upper()}{where[1:]} it would {word} work"
    return f"{claim} {_chance(analysis)}; {there}, {_shown(analysis)}."


def _next_change(analysis: Analysis, probability: float) -> str:
    """Many changes: the share of them that helps, which is the chance of the next one."""
    low, high = analysis.helping or (0.0, 1.0)
    noun, word = analysis.experiments.noun, verdict(probability)
    share = percent(float(analysis.post.theta_new.prob_above(0)))
    shipped, called = "shipped" in analysis.experiments.table, analysis.experiments.named_by
    if analysis.K >= words.MANY:
        why = "So many experiments are"
    elif shipped:
        why = "Since some were shipped, the experiments are"
    else:
        why = f"By the heading of their names, “{shortened(called)}”, the experiments are"
    doubtful = analysis.K >= words.MANY or not shipped
    other = " (If it was one change, tested so often, read “market” for “change”.)" if doubtful else ""
    claim = "whether the next one would work is open" if word == "open" else f"the next one would {word} work"
    return (
        f"{why} read as different changes. Of changes like these about {share} have a "
        f"true {noun} above 0 (95 % {percent(low)} to {percent(high)}, if true {noun}s scatter like a "
        f"normal), so {claim} {_chance(analysis)}; an experiment on it, {_shown(analysis)}.{other}"
    )


def perhaps_changes(analysis: Analysis) -> Iterator[str]:
    """Few experiments whose heading calls them tests: whether they are of one change, the reader knows."""
    if analysis.called == "changes" and analysis.next == "experiment" and analysis.K > 1:
        many = analysis.K if analysis.together is None else analysis.together.experiments
        yield (
            f"Is it one change, tested {count(many)} times? By the heading of their names, "
            f"“{shortened(analysis.experiments.named_by)}”, these may be tests of different changes. Then "
            "“works on average” says of their average that it is above 0, and is no verdict on any of them."
        )


def how_different(analysis: Analysis) -> Iterator[str]:
    if analysis.q is None:
        return
    low, high = analysis.post.tau.interval(0.95)
    middle = analysis.post.tau.quantile(0.5)
    q = analysis.q
    told = (
        f"Q = {number(q.statistic)} on {count(q.df)}, {p_value(q.p_value)}; I² = "
        f"{doubts.percent_share(analysis)}; spread of the true {analysis.experiments.noun}s, τ: "
        f"posterior median {number(middle)}, 95 % {interval(low, high)}"
    )
    if analysis.differ:
        yield f"The experiments differ by more than chance explains ({told})."
    else:
        yield (
            "The experiments do not differ by more than chance may explain, which does not show that they "
            f"agree ({told})."
        )
