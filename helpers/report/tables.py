"""The tables of a report, by name; each goes into the page and into a CSV file."""

from __future__ import annotations

from typing import Any

import numpy as np

from helpers.report.analysis import Analysis
from helpers.report.turned import renamed
from helpers.report.words import number, one, p_value


def tables(analysis: Analysis) -> dict[str, Any]:
    """Data frames with all their digits: experiments, chances, spread, and those that the data allow."""
    found = {"experiments": experiments(analysis), "chances": chances(analysis)}
    if analysis.K > 1:
        found["spread"] = spread(analysis)
    found["priors"] = analysis.sensitivity
    plan = analysis.plan
    optional = {
        "split": analysis.split,
        "influence": analysis.influence,
        "skew": analysis.experiments.skew,
        "enormous": analysis.experiments.enormous,
        "plan": _sizes(plan) if plan is not None else None,
        "models": models(analysis),
        "moderators": analysis.moderated,
        "archive": archive(analysis),
    }
    found |= {name: table for name, table in optional.items() if table is not None}
    return renamed(found) if analysis.experiments.lower_is_better else found


def _sizes(plan: Any) -> Any:
    """The plan; without numbers of visitors a size is told in typical experiments."""
    return plan.table.rename(columns={"n_per_arm": "times_typical"}) if plan.relative else plan.table


def experiments(analysis: Analysis) -> Any:
    """Each experiment as it came, and as the others make it look."""
    theta = analysis.post.theta
    low, high = theta.interval(0.95)
    columns: dict[str, Any] = {"label": analysis.labels, "effect": analysis.y, "std_error": analysis.s}
    if analysis.experiments.is_log:
        columns["ratio"] = analysis.experiments.ratio(analysis.y)
    columns |= {"shrunken": theta.mean, "shrunken_sd": theta.sd, "shrunken_low": low, "shrunken_high": high}
    columns["works_here"] = theta.prob_above(0)
    frame = analysis.experiments.table
    rest = [name for name in frame.columns if name not in columns]
    return frame[rest].assign(**columns)[[*columns, *rest]]


def chances(analysis: Analysis) -> Any:
    """The refrain's three probabilities."""
    import pandas as pd

    post, typical = analysis.post, float(np.median(analysis.s))
    above = f"{one(analysis.experiments.noun)} above 0"
    average = "the average over all is above 0" if analysis.many_changes else "the change works on average"
    after = {
        "market": "it works in the next market",
        "experiment": "it works in the next experiment",
        "change": "the next change works",
    }
    asked = {
        average: post.mu,
        after.get(analysis.next, "another arm works"): post.theta_new,
        f"the next experiment shows {above} (standard error {number(typical)})": post.new_estimate(typical),
    }
    rows = []
    for what, belief in asked.items():
        low, high = belief.interval(0.95)
        numbers = (belief.prob_above(0), belief.mean, belief.quantile(0.5), belief.sd, low, high)
        rows.append((what, *map(float, numbers)))
    return pd.DataFrame(rows, columns=["question", "probability", "mean", "median", "sd", "low", "high"])


def spread(analysis: Analysis) -> Any:
    """Q, I², τ and the pooled effect, with their uncertainty."""
    import pandas as pd

    from helpers.heterogeneity import i_squared

    q, pooled, adjusted = analysis.q, analysis.pooled, analysis.adjusted
    tau, share = analysis.tau or (np.nan, np.nan), analysis.i_squared or (np.nan, np.nan)
    post = analysis.post
    nan, average, after = np.nan, f"average {analysis.experiments.noun}", f"next {analysis.next}"
    rows = [
        ("Q", q.statistic, nan, nan, f"{q.df} degrees of freedom, {p_value(q.p_value)}"),
        (
            "I²",
            i_squared(analysis.y, analysis.s),
            *share,
            "share of the spread that is not chance; interval from τ",
        ),
        (
            "τ, REML" if analysis.K > 2 else "τ, DerSimonian–Laird",
            np.sqrt(pooled.tau_squared),
            *tau,
            "Q-profile interval",
        ),
        ("τ, posterior median", post.tau.quantile(0.5), *post.tau.interval(0.95), "exact"),
        (average, pooled.mean, pooled.ci_low, pooled.ci_high, "Normal interval"),
        (f"{average}, Hartung–Knapp", adjusted.mean, adjusted.ci_low, adjusted.ci_high, "t interval"),
        (f"{average}, posterior", post.mu.mean, *post.mu.interval(0.95), "exact"),
        (after, pooled.mean, pooled.prediction_low, pooled.prediction_high, "prediction interval"),
        (f"{after}, posterior", post.theta_new.mean, *post.theta_new.interval(0.95), "exact"),
    ]
    return pd.DataFrame(rows, columns=["quantity", "value", "low", "high", "how"])


def models(analysis: Analysis) -> Any:
    """The same question to other models: fat tails, the counts themselves, arms put together, a cap."""
    import pandas as pd

    joined = None if analysis.together is None else vars(analysis.together)
    others = (
        ("Student-t population, 4 df", analysis.tails),
        ("counts, exact binomial", analysis.exact),
        ("arms of an experiment put together", joined),
        ("outcomes capped at their 99 % quantile", analysis.capped if analysis.K > 1 else None),
    )
    if all(found is None for _, found in others):
        return None
    post = analysis.post
    rows = [
        _row(
            "normal population", post.mu.mean, post.mu.sd, post.mu.prob_above(0), post.theta_new.prob_above(0)
        )
    ]
    for name, found in others:
        if found is not None:
            rows.append(
                _row(name, *(found[key] for key in ("mean", "sd", "works_on_average", "next_market")))
            )
            rows[-1]["evidence_ratio"] = found.get("evidence_ratio", np.nan)
    frame = pd.DataFrame(rows)
    frame["next_market"] = frame["next_market"].astype(float)  # of one experiment nothing is known of it
    return frame if frame["evidence_ratio"].notna().any() else frame.drop(columns="evidence_ratio")


def _row(model: str, mean: float, sd: float, average: float, market: float | None) -> dict[str, Any]:
    return {"model": model, "mean": mean, "sd": sd, "works_on_average": average, "next_market": market}


def archive(analysis: Analysis) -> Any:
    """The population of many experiments by maximum likelihood, normal and Student-t."""
    import pandas as pd

    if analysis.populations is None:
        return None
    return pd.DataFrame(
        [
            {
                "family": found.family, "mean": found.mean, "scale": found.scale, "df": found.df,
                "log_likelihood": found.log_likelihood,
                **{f"{name}_se": value for name, value in found.std_errors.items()},
            }
            for found in analysis.populations
        ]
    )  # fmt: skip
