"""Sentences of doubt: what is wrong or does not fit, and what the pooling does not know of."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from helpers.heterogeneity import i_squared
from helpers.report import words
from helpers.report.analysis import Analysis
from helpers.report.phrases import centre, claims
from helpers.report.problems import shortened
from helpers.report.shares import EQUAL, meant_otherwise
from helpers.report.words import count, exact, interval, number, one, p_value, percent, plural, verdict


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


def too_alike(analysis: Analysis) -> bool:
    """Whether Q is so far below its degrees of freedom that standard errors cannot be right."""
    if analysis.q is None or analysis.K < words.FEW:
        return False
    from scipy.special import gammainc

    return float(gammainc(analysis.q.df / 2, analysis.q.statistic / 2)) < words.TOO_ALIKE


def agree_too_well(analysis: Analysis) -> Iterator[str]:
    """Before any effect: the standard errors, or the experiments, are not what they are taken for."""
    if too_alike(analysis):
        q, noun = analysis.q, analysis.experiments.noun
        yield (
            f"First of all: the {noun}s agree better than their standard errors allow (Q = "
            f"{number(q.statistic)} on {count(q.df)} degrees of freedom; so small a Q comes by chance less "
            f"often than once in {count(1 / words.TOO_ALIKE)} times). Are {noun}s and standard errors in the "
            "same unit (one in per cent, the other not)? Are "
            f"{noun}s rounded more coarsely than their standard errors? Are the experiments independent, or "
            "one and the same several times? Until that is known, none of the probabilities below is to be "
            "trusted."
        )


def one_scale(analysis: Analysis) -> Iterator[str]:
    """Where two measures of I² contradict each other since standard errors are of very different size."""
    if analysis.i_squared is not None and _very_unlike(analysis) and not _within(analysis):
        ratio = float(analysis.s.max() / analysis.s.min())
        yield (
            f"Standard errors differ by a factor of {number(ratio, 2)}, and two ways to measure how far the "
            "experiments differ contradict each other. Are all experiments on one metric and one scale? If "
            "not, write a report on each metric."
        )


def percent_share(analysis: Analysis) -> str:
    """I², with its interval where the two go together."""
    low, high = analysis.i_squared or (0.0, 0.0)
    share = float(i_squared(analysis.y, analysis.s))
    return f"{100 * share:.0f} %" + (
        f" (95 % {100 * low:.0f} to {100 * high:.0f} %)" if _within(analysis) else ""
    )


def _within(analysis: Analysis) -> bool:
    low, high = analysis.i_squared or (0.0, 0.0)
    return bool(low <= i_squared(analysis.y, analysis.s) <= high)


def _very_unlike(analysis: Analysis) -> bool:
    return bool(analysis.s.max() >= words.ONE_SCALE * analysis.s.min())


def shared_control(analysis: Analysis) -> Iterator[str]:
    """What the pooling does not know of, and what it says once it does."""
    found, noun = analysis.together, analysis.experiments.noun
    if found is None:
        return
    if found.next_market is None:
        low, high = found.mean - 1.96 * found.sd, found.mean + 1.96 * found.sd
        yield (
            f"Careful: the {analysis.K} comparisons are arms of one experiment and share its control, and so "
            f"its luck, which the pooling does not know of. Together, against that control, they have "
            f"{one(noun)} of {number(found.mean)} (95 % interval {interval(low, high)}; above 0 with "
            f"probability {percent(found.works_on_average)}, flat prior). What another experiment would show "
            "cannot be learned from one; the words above follow these numbers where they are more cautious."
        )
        return
    rows, (average, market) = analysis.sensitivity, claims(analysis)
    alone = [verdict(words.least_sure(rows[name])) for name in ("works_on_average", "next_market")]
    same = alone == [verdict(average), verdict(market)]
    yield (
        f"Careful: {plural(found.several, 'experiment')} of {count(found.experiments)} "
        f"{'has' if found.several == 1 else 'have'} several arms, which share a control, and so its luck; "
        f"the pooling of the {count(analysis.K)} comparisons does not know of it. With one line an "
        f"experiment, its arms put together, the average {noun} is {centre(found.mean, found.median)} ± "
        f"{number(found.sd)}, above 0 with probability {percent(found.works_on_average)}, and the next "
        f"{analysis.next}'s with {percent(found.next_market)}"
        + (": the words above hold for both." if same else "; the words above follow the more cautious.")
    )


def prior_matters(analysis: Analysis) -> Iterator[str]:
    """Where priors that one may hold lead to different words, it is said."""
    rows = analysis.sensitivity
    if analysis.K == 1:
        return
    said = {name: {verdict(p) for p in rows[name]} for name in ("works_on_average", "next_market")}
    names = {"works_on_average": "the average", "next_market": f"the next {analysis.next}"}
    moved = [names[name] for name, words_ in said.items() if len(words_) > 1]
    if moved:
        yield (
            f"What is said of {' and of '.join(moved)} depends on the prior; the words above are the most "
            f"cautious of {len(rows)} priors tried."
        )
    if analysis.K < words.FEW:
        low, high = rows["tau_median"].min(), rows["tau_median"].max()
        yield (
            f"With {plural(analysis.K, 'experiment')} the spread τ is the prior's as much as the data's: its "
            f"median is {interval(low, high)} over the priors tried."
        )


def stands_out(analysis: Analysis) -> Iterator[str]:
    if analysis.influence is None:
        return
    first, noun = analysis.influence.iloc[0], analysis.experiments.noun
    if first["p_value"] * analysis.K < words.STANDS_OUT:
        yield (
            f"“{first['label']}” does not fit the others: they lead one to expect "
            f"{one(noun)} of {number(first['forecast'])} ± {number(first['forecast_sd'])}, it reported "
            f"{number(first['effect'])} ({p_value(first['p_value'])}, the smallest of {count(analysis.K)}). "
            f"Without it the average {noun} is {number(first['mean_without'])}. Look for an error in it "
            "before you look for a reason."
        )


def fat_tails(analysis: Analysis) -> Iterator[str]:
    """Only where the evidence favours one of the two populations."""
    if analysis.tails is not None:
        ratio = analysis.tails["evidence_ratio"]
        mean = centre(analysis.tails["mean"], analysis.tails["median"])
        market = analysis.tails["next_market"]
        if word := words.favoured(ratio):
            yield (
                f"A population with fat tails (Student-t, {analysis.tails['df']:g} df) is {word} favoured, "
                f"{number(ratio)} to 1: under it the average {analysis.experiments.noun} is {mean} "
                f"and the next {analysis.next}'s probability {percent(market)}."
            )
    elif analysis.populations is not None:
        normal, student = analysis.populations
        if math.isfinite(student.df):
            gain = student.log_likelihood - normal.log_likelihood
            if word := words.favoured(math.exp(min(gain, 50) - math.log(len(analysis.y)) / 2)):
                yield (
                    f"Fat tails are {word} favoured: a Student-t population with {number(student.df)} "
                    f"degrees of freedom has a log likelihood {number(gain)} above the normal's, for one "
                    "parameter more." + _share_helped(student)
                )


def _share_helped(population: Any) -> str:
    if not population.scale > 0:
        return ""
    return f" Under it {percent(float(population.prior().prob_above(0)))} of true effects are above 0."


def approximation(analysis: Analysis) -> Iterator[str]:
    """Where counts themselves say something else than their log odds ratios."""
    exact, post = analysis.exact, analysis.post
    if exact is None:
        return
    off = abs(exact["mean"] - post.mu.mean) / post.mu.sd
    if off > words.APART:
        yield (
            "Careful: from the counts themselves (exact binomial posterior) the average "
            f"{analysis.experiments.noun} is {centre(exact['mean'], exact['median'])}, not "
            f"{centre(float(post.mu.mean), float(post.mu.quantile(0.5)))}, and the "
            f"next {analysis.next}'s probability {percent(exact['next_market'])}. Events are few, so that "
            "estimates and their standard errors share their noise: trust the counts."
        )


def heavy(analysis: Analysis) -> Iterator[str]:
    """Means that are not near Normal yet, what a cap makes of them, and the one outcome to look at."""
    skew, noun = analysis.experiments.skew, analysis.experiments.noun
    if skew is None:
        return
    worst = skew.sort_values("skewness").to_dict("records")[-1]
    told = (
        f"Outcomes are skewed: in {plural(len(skew), 'experiment')} the arms are too small for a mean to be "
        f"near Normal (“{worst['label']}”, skewness {number(worst['skewness'])}, would want "
        f"{number(worst['visitors_wanted'])} visitors an arm)."
    )
    cut = analysis.capped
    if cut is not None:
        what = f"average {noun}" if analysis.K > 1 else noun
        span = interval(cut["low"], cut["high"])
        told += (
            f" With outcomes capped (at the 99 % quantile of those above 0) the {what} is "
            f"{centre(cut['mean'], cut['median'])} (95 % {span}; above 0 with probability "
            f"{percent(cut['works_on_average'])}): less noise, but another question, that of capped outcomes."
        )
    yield told
    if analysis.experiments.enormous is not None:
        yield _enormous(analysis.experiments.enormous, noun)


def _enormous(found: Any, noun: str) -> str:
    """How many outcomes lie far beyond the cap, and where the furthest stands and what it does."""
    row, many = found.to_dict("records")[0], len(found)
    cap, place = f"{words.HUGE:g} times the cap", "row" if "row" in row else "line"
    worst = (
        f"{exact(row['outcome'])} in arm “{shortened(row['arm'])}” of “{shortened(row['label'])}” ({place} "
        f"{row[place]}), {number(row['times_cap'], 2)} times it, alone "
        f"{'raises' if row['moves_by'] > 0 else 'lowers'} the {noun} there by {number(abs(row['moves_by']))}"
    )
    decides = "Which of the two decides is best said before the next experiment begins."
    if many == 1:
        return (
            f"One outcome is more than {cap}: {worst}. Look it up. An error (a test order, a slipped point) "
            f"is mended in the file; a real one stays, and the capped numbers stand beside. {decides}"
        )
    return (
        f"{count(many)} outcomes are more than {cap}. The furthest beyond it, {worst}. Look them up: a "
        f"table below has all, by their {place}s. Errors (test orders, slipped points) are mended in the "
        f"file; real ones stay, and the capped numbers stand beside. {decides}"
    )
