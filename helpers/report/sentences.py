"""The summary in plain words: every number is computed, and the wording follows the numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from helpers.report import words
from helpers.report.analysis import Analysis
from helpers.report.plan import for_share
from helpers.report.shares import EQUAL, meant_otherwise
from helpers.report.words import count, interval, number, one, percent, plural, verdict


def summary(analysis: Analysis) -> list[str]:
    """What the experiments say, the most important thing first; thresholds are those of `words`."""
    parts = (
        split_broken(analysis),
        lower_is_better(analysis),
        one_alone(analysis) if analysis.K == 1 else several(analysis),
        prior_matters(analysis),
        stands_out(analysis),
        fat_tails(analysis),
        approximation(analysis),
        heavy(analysis),
        impact(analysis),
        next_one(analysis),
    )
    return [sentence for part in parts for sentence in part]


def split_broken(analysis: Analysis) -> Iterator[str]:
    """A broken split comes before any effect."""
    if analysis.split is None or not analysis.split["broken"].any():
        return
    broken = analysis.split[analysis.split["broken"]]
    equal = EQUAL in analysis.experiments.how_it_was_read
    worst = broken.sort_values("p_value").to_dict("records")[0]
    yield (
        f"First of all: in {plural(len(broken), 'experiment')} of {count(len(analysis.split))} the visitors "
        f"were not shared out as intended (sample-ratio check, p < {words.SPLIT_BROKEN:g}; the "
        f"worst: “{worst['label']}”, {worst['arms']}). Find out why before you trust "
        f"{one(analysis.experiments.noun)} of theirs; all that follows includes them."
        + (f" {meant_otherwise(len(broken), len(analysis.split))}" if equal else "")
    )


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
    chance = float(_normal_above(y, s))
    yield (
        f"One experiment: its {noun} is {number(y)} with a standard error of {number(s)} "
        f"(95 % interval {interval(y - 1.96 * s, y + 1.96 * s)}{_ratio(analysis, y)}). "
        f"{_works(chance, 'this change')} "
        f"(probability of {one(noun)} above 0 under a flat prior: {percent(chance)})."
    )
    yield (
        f"How much {noun}s differ from one experiment to the next cannot be learned from one, nor can a "
        "forecast for another market: where such numbers stand below, they are the prior's."
    )


def several(analysis: Analysis) -> Iterator[str]:
    """The refrain: on average, in the next market, in the next experiment."""
    post, rows, noun = analysis.post, analysis.sensitivity, analysis.experiments.noun
    low, high = post.mu.interval(0.95)
    average = words.least_sure(rows["works_on_average"])
    market = words.least_sure(rows["next_market"])
    shown = float(post.mu.prob_above(0))
    yield (
        f"{plural(analysis.K, 'experiment')}: the average {noun} is {number(post.mu.mean)} (95 % interval "
        f"{interval(low, high)}{_ratio(analysis, post.mu.mean)}). "
        f"{_works(average, 'the change', 'on average')} "
        f"(probability {percent(shown)}{_range(rows['works_on_average'])})."
    )
    if verdict(market) == "open":
        claim = "Whether it would work in the next market is open"
    else:
        claim = f"In the next market it would {verdict(market)} work"
    noisy = post.new_estimate(float(np.median(analysis.s))).prob_above(0)
    yield (
        f"{claim} (probability {percent(float(post.theta_new.prob_above(0)))}{_range(rows['next_market'])}); "
        "an "
        f"experiment there, as large as your typical one, would show {one(noun)} above 0 with probability "
        f"{percent(float(noisy))}."
    )
    yield from how_different(analysis)


def how_different(analysis: Analysis) -> Iterator[str]:
    low, high = analysis.post.tau.interval(0.95)
    middle = analysis.post.tau.quantile(0.5)
    q, (profile, _) = analysis.q, analysis.tau or (0.0, 0.0)
    told = (
        f"Q = {number(q.statistic)} on {count(q.df)}, {_p(q.p_value)}; I² = {percent_share(analysis)}; "
        "spread of the true "
        f"{analysis.experiments.noun}s, τ: {number(middle)}, 95 % {interval(low, high)}"
    )
    if q.p_value < words.DIFFER and profile > 0:
        yield f"The experiments differ by more than chance explains ({told})."
    else:
        yield (
            "The experiments do not differ by more than chance may explain, which does not show that they "
            f"agree ({told})."
        )


def percent_share(analysis: Analysis) -> str:
    from helpers.heterogeneity import i_squared

    low, high = analysis.i_squared or (0.0, 0.0)
    share = float(i_squared(analysis.y, analysis.s))
    ends = f"95 % {100 * low:.0f} to {100 * high:.0f} %"
    return f"{100 * share:.0f} %" + (f" ({ends})" if low <= share <= high else f" by Q (by τ {ends})")


def prior_matters(analysis: Analysis) -> Iterator[str]:
    """Where priors that one may hold lead to different words, it is said."""
    rows = analysis.sensitivity
    if analysis.K == 1:
        return
    said = {name: {verdict(p) for p in rows[name]} for name in ("works_on_average", "next_market")}
    names = {"works_on_average": "the average", "next_market": "the next market"}
    moved = [names[name] for name, words_ in said.items() if len(words_) > 1]
    if moved:
        yield (
            f"What is said of {' and of '.join(moved)} depends on the prior; the words above are the most "
            "cautious of "
            f"{len(rows)} priors tried."
        )
    if analysis.K < words.FEW:
        low, high = rows["tau_median"].min(), rows["tau_median"].max()
        yield (
            f"With {plural(analysis.K, 'experiment')} the spread τ is the prior's as much as the data's: its "
            "median is "
            f"{interval(low, high)} over the priors tried."
        )


def stands_out(analysis: Analysis) -> Iterator[str]:
    if analysis.influence is None:
        return
    first, noun = analysis.influence.iloc[0], analysis.experiments.noun
    if first["p_value"] * analysis.K < words.STANDS_OUT:
        yield (
            f"“{first['label']}” does not fit the others: they lead one to expect "
            f"{one(noun)} of {number(first['forecast'])} ± "
            f"{number(first['forecast_sd'])}, it reported {number(first['effect'])} ("
            f"{_p(first['p_value'])}, "
            f"the smallest of {count(analysis.K)}). Without it the average {noun} is "
            f"{number(first['mean_without'])}. Look for "
            "an error in it before you look for a reason."
        )


def fat_tails(analysis: Analysis) -> Iterator[str]:
    """Only where the evidence favours one of the two populations."""
    if analysis.tails is not None:
        ratio = analysis.tails["evidence_ratio"]
        mean, market = analysis.tails["mean"], analysis.tails["next_market"]
        if word := words.favoured(ratio):
            yield (
                f"A population with fat tails (Student-t, {analysis.tails['df']:g} df) is {word} favoured, "
                f"{number(ratio)} "
                f"to 1: under it the average {analysis.experiments.noun} is {number(mean)} and the next "
                f"market's probability {percent(market)}."
            )
    elif analysis.populations is not None:
        normal, student = analysis.populations
        if math.isfinite(student.df):
            gain = student.log_likelihood - normal.log_likelihood
            if word := words.favoured(math.exp(min(gain, 50) - math.log(len(analysis.y)) / 2)):
                yield (
                    f"Fat tails are {word} favoured: a Student-t population with {number(student.df)} "
                    "degrees of "
                    f"freedom has a log likelihood {number(gain)} above the normal's, for one parameter more."
                )


def approximation(analysis: Analysis) -> Iterator[str]:
    """Where counts themselves say something else than their log odds ratios."""
    exact, post = analysis.exact, analysis.post
    if exact is None:
        return
    off = abs(exact["mean"] - post.mu.mean) / post.mu.sd
    if off > words.APART:
        yield (
            "Careful: from the counts themselves (exact binomial posterior) the average "
            f"{analysis.experiments.noun} is "
            f"{number(exact['mean'])}, not "
            f"{number(post.mu.mean)}, and the next market's probability {percent(exact['next_market'])}. "
            "Events are few, "
            "so that estimates and their standard errors share their noise: trust the counts."
        )


def heavy(analysis: Analysis) -> Iterator[str]:
    skew, noun = analysis.experiments.skew, analysis.experiments.noun
    if skew is None:
        return
    worst = skew.sort_values("skewness").to_dict("records")[-1]
    wants = f"{count(worst['visitors_wanted'])} visitors an arm"
    cut = ""
    if "cap" in skew and np.isfinite(worst.get("cap", np.nan)):
        cut = (
            f" With its outcomes cut at {number(worst['cap'])} it has {one(noun)} of "
            f"{number(worst['capped_effect'])} ± "
            f"{number(worst['capped_std_error'])}, which measures another thing."
        )
    yield (
        f"Outcomes are skewed: in {plural(len(skew), 'experiment')} the arms are too small for a mean to be "
        "near Normal "
        f"(“{worst['label']}”, skewness {number(worst['skewness'])}, would want {wants}).{cut}"
    )


def impact(analysis: Analysis) -> Iterator[str]:
    found, noun = analysis.impact, analysis.experiments.noun
    if found is not None:
        yield (
            f"{plural(found.shipped, 'change')} marked as shipped: their {noun}s add up to "
            f"{number(found.raw)} ± "
            f"{number(found.raw_sd)} as measured, and to {number(found.shrunken)} ± "
            f"{number(found.shrunken_sd)} once each "
            "is shrunk towards the population of all. "
            f"The second is the one to expect, if {noun}s add at all."
        )


def next_one(analysis: Analysis) -> Iterator[str]:
    """How large the next experiment should be, and that no size reaches beyond the ceiling."""
    plan = analysis.plan
    if plan is None or analysis.K == 1:
        return
    rows = {row["size"]: row for row in plan.table.to_dict("records")}
    name = for_share(0.8)
    ceiling = percent(plan.ceiling)
    if name not in rows or plan.ceiling < 0.5:
        yield (
            "An experiment in the next market would end in “it works” with a probability of at most "
            f"{ceiling}, however "
            f"large it is: it pays to know why {analysis.experiments.noun}s differ, or to try something else."
        )
        return
    row = rows[name]
    if plan.relative:
        size = f"{number(row['n_per_arm'])} times as many visitors as your typical experiment"
    else:
        size = f"{count(row['n_per_arm'])} visitors an arm ({count(row['visitors'])} in all"
        size += f", cost {count(row['cost'])})" if "cost" in row else ")"
    yield (
        f"To end in “it works” an experiment in the next market has at most a chance of {ceiling}, however "
        "large it is; "
        f"with {size} it has {percent(row['assurance'])}."
    )


def _works(probability: float, what: str, where: str = "") -> str:
    word = verdict(probability)
    tail = f" {where}" if where else ""
    if word == "open":
        return f"Whether {what} works{tail} is open"
    does = "does not work" if word.endswith("not") else "works"
    return f"{what[0].upper()}{what[1:]} {word.removesuffix(' not')} {does}{tail}"


def _range(probabilities: object) -> str:
    values = np.asarray(probabilities, dtype=float)
    low, high = percent(values.min()), percent(values.max())
    return "" if low == high else f"; {low} to {high} over the priors tried"


def _ratio(analysis: Analysis, effect: float) -> str:
    """What a log ratio is as a factor."""
    if not analysis.experiments.is_log:
        return ""
    name = "odds" if "odds" in analysis.experiments.scale else "ratio"
    return f"; {name} × {number(float(analysis.experiments.ratio(effect)))}"


def _p(value: float) -> str:
    return "p < .001" if value < 0.001 else f"p = {f'{value:.3f}'.removeprefix('0')}"


def _normal_above(y: float, s: float) -> float:
    from scipy.special import ndtr

    return float(ndtr(y / s))
