"""Everything that a report says, computed once."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers import archive, posterior
from helpers import heterogeneity as het
from helpers._progress import telling
from helpers._validate import FloatArray
from helpers.priors import HalfNormal, Normal
from helpers.priors.base import MomentWarning
from helpers.report import beliefs
from helpers.report.called import changes_or_places
from helpers.report.experiments import Experiments
from helpers.report.influence import influence
from helpers.report.layout import COUNTS
from helpers.report.plan import Plan, planned
from helpers.report.population import share_above
from helpers.report.shared import Together, together
from helpers.report.shares import splits
from helpers.report.words import DIFFER, MANY, count, number

TAILS_UP_TO = 60  # experiments for which the Student-t posterior is exact; beyond, by maximum likelihood
TAIL_DF = 4.0
ARCHIVE_FROM = 20
EXACT_COUNTS = {True: 1000, False: 100}  # experiments, by whether cells are sparse
SPARSE = 30  # median over experiments of the smallest cell


@dataclass(frozen=True, eq=False)
class Analysis:
    """The numbers behind a report. What a single experiment cannot say is None."""

    experiments: Experiments
    y: FloatArray
    s: FloatArray
    unit: float
    post: Any
    sensitivity: Any
    q: Any = None
    pooled: Any = None
    adjusted: Any = None
    i_squared: tuple[float, float] | None = None
    tau: tuple[float, float] | None = None
    influence: Any = None
    tails: Any = None
    exact: Any = None
    no_exact: str = ""
    split: Any = None
    plan: Plan | None = None
    populations: Any = None
    impact: Any = None
    moderated: Any = None
    together: Together | None = None
    capped: dict[str, float] | None = None
    helping: tuple[float, float] | None = None

    @property
    def many_changes(self) -> bool:
        """Whether the experiments are read as different changes: so many, so called, or some shipped."""
        if "shipped" in self.experiments.table:
            return True
        one = self.called in ("places", "studies")
        return not one and (ARCHIVE_FROM if self.called == "changes" else MANY) <= self.K

    @property
    def called(self) -> str:
        """What the names of the experiments say they are: places, studies, changes, or nothing."""
        return changes_or_places(self.experiments.named_by, self.labels)

    @property
    def next(self) -> str:
        """What comes next: a market, a change, an arm beside the one control, or an experiment."""
        if self.together is not None and self.together.experiments == 1:
            return "arm"
        if self.many_changes:
            return "change"
        return "market" if self.called == "places" else "experiment"

    @property
    def differ(self) -> bool:
        """Whether the experiments differ by more than chance explains."""
        return self.q is not None and self.q.p_value < DIFFER and self.tau is not None and self.tau[0] > 0

    @property
    def K(self) -> int:  # noqa: N802 - as everywhere in the course
        return len(self.y)

    @property
    def labels(self) -> list[str]:
        return [str(label) for label in self.experiments.table["label"]]


def analysed(
    experiments: Experiments,
    cost_per_visitor: float | None = None,
    moderators: tuple[str, ...] = (),
    progress: Any = False,
) -> Analysis:
    """All of it, from the exact engine."""
    table = experiments.table
    y, s = (table[name].to_numpy(dtype=float) for name in ("effect", "std_error"))
    unit = beliefs.unit_of(y, s)
    post = posterior.random_effects(y, s, *beliefs.chosen(unit))
    several = len(y) > 1
    found: dict[str, Any] = {}
    work = {
        "split": lambda: splits(experiments.split),
        "sensitivity": lambda: sensitivity(y, s, unit),
        "plan": lambda: planned(experiments, s, post, cost_per_visitor),
    }
    if several:
        found |= _spread(y, s)
        work |= {
            "influence": lambda: influence(y, s, unit, [str(label) for label in table["label"]], post),
            "tails": lambda: tails(y, s, unit, post),
            "exact": lambda: exact_counts(table, unit, experiments.lower_is_better),
            "together": lambda: together(experiments, y, s, unit),
            "capped": lambda: capped(experiments, y, s),
            "helping": lambda: share_above(y, s, unit, post),
        }
    if len(y) >= ARCHIVE_FROM:
        work["populations"] = lambda: [
            archive.population(y, s, family, None) for family in archive_families()
        ]
    if moderators:
        from helpers.report.moderators import moderated

        work["moderated"] = lambda: moderated(table, moderators, unit)
    with telling(progress) as tell:
        for i, (name, step) in enumerate(work.items()):
            tell(i, len(work))
            found[name] = step()
        tell(len(work), len(work))
    if "populations" in found and "shipped" in table and table["shipped"].any():
        best = max(found["populations"], key=lambda population: population.log_likelihood)
        found["impact"] = archive.cumulative_impact(y, s, table["shipped"].to_numpy(dtype=bool), best)
    reason = too_many(table) if several else ""
    return Analysis(experiments, y, s, unit, post, no_exact=reason, **found)


def archive_families() -> tuple[Any, Any]:
    return "normal", "student_t"


def _spread(y: FloatArray, s: FloatArray) -> dict[str, Any]:
    low, high = het.tau_squared_interval(y, s)
    return {
        "q": het.cochran_q(y, s),
        "pooled": het.pool(y, s, "REML") if len(y) > 2 else het.pool(y, s),
        "adjusted": het.pool(y, s, "REML" if len(y) > 2 else "DL", adjust="hksj"),
        "i_squared": het.i_squared_interval(y, s),
        "tau": (math.sqrt(low), math.sqrt(high)),
    }


def sensitivity(y: FloatArray, s: FloatArray, unit: float) -> Any:
    """Mean effect, spread and the two chances under every prior tried."""
    import pandas as pd

    rows = []
    for name, (mu, tau) in beliefs.tried(unit, len(y)).items():
        post = posterior.random_effects(y, s, mu, tau)
        low, high = post.tau.interval(0.95)
        with warnings.catch_warnings():  # three experiments and flat priors have no mean: the table says so
            warnings.simplefilter("ignore", MomentWarning)
            mean, sd = post.mu.mean, post.mu.sd
        rows.append(
            {
                "prior": name, "mu_prior": beliefs.in_short(mu), "tau_prior": beliefs.in_short(tau),
                "mean": mean, "sd": sd,
                "tau_median": post.tau.quantile(0.5), "tau_low": low, "tau_high": high,
                "works_on_average": post.mu.prob_above(0), "next_market": post.theta_new.prob_above(0),
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def tails(y: FloatArray, s: FloatArray, unit: float, post: Any) -> dict[str, float] | None:
    """The same with a Student-t population, which lets single effects lie far out; None for many."""
    if len(y) > TAILS_UP_TO:
        return None
    heavy = posterior.student_t_random_effects(y, s, TAIL_DF, *beliefs.chosen(unit))
    return {
        "df": TAIL_DF,
        "mean": float(heavy.mu.mean),
        "median": float(heavy.mu.quantile(0.5)),
        "sd": float(heavy.mu.sd),
        "works_on_average": float(heavy.mu.prob_above(0)),
        "next_market": float(heavy.theta_new.prob_above(0)),
        "evidence_ratio": float(np.exp(np.clip(heavy.log_evidence - post.log_evidence, -50, 50))),
    }


def capped(experiments: Experiments, y: FloatArray, s: FloatArray) -> dict[str, float] | None:
    """The pooling with capped outcomes, of experiments that need no cap as they are; None without any cap."""
    skew = experiments.skew
    if skew is None or "capped_std_error" not in skew:
        return None
    name = next(column for column in skew.columns if column in ("capped_effect", "capped_reduction"))
    cut = skew.set_index("label")[[name, "capped_std_error"]].dropna()
    found = cut.reindex(experiments.table["label"]).to_numpy(dtype=float)
    y, s = np.where(np.isnan(found).any(axis=1), [y, s], found.T)
    if not (s > 0).all():
        return None
    post = posterior.random_effects(y, s, *beliefs.chosen(beliefs.unit_of(y, s)))
    low, high = post.mu.interval(0.95)
    return {
        "experiments": len(cut), "mean": float(post.mu.mean), "sd": float(post.mu.sd),
        "median": float(post.mu.quantile(0.5)),
        "low": float(low), "high": float(high), "works_on_average": float(post.mu.prob_above(0)),
        "next_market": float(post.theta_new.prob_above(0)),
    }  # fmt: skip


def too_many(table: Any) -> str:
    """Why the posterior from the counts themselves is missing; nothing where it is not, or without counts."""
    if not set(COUNTS) <= set(table.columns):
        return ""
    a, n_t, c, n_c = (table[name].to_numpy(dtype=float) for name in COUNTS)
    smallest = float(np.median(np.min([a, n_t - a, c, n_c - c], axis=0)))
    most = EXACT_COUNTS[smallest < SPARSE]
    if len(a) <= most:
        return ""
    return (
        f"The exact binomial posterior, from the counts themselves, is missing: with {count(len(a))} "
        f"experiments it would take too long. It is computed up to {count(EXACT_COUNTS[False])}, and up to "
        f"{count(EXACT_COUNTS[True])} where the smallest of an experiment's four cells has a median below "
        f"{SPARSE}; here that is {number(smallest)}. The log odds ratios above stand unchecked by it."
    )


def exact_counts(table: Any, unit: float, lower_is_better: bool = False) -> dict[str, float] | None:
    """The posterior from the counts themselves, beside the one from their log odds ratios.

    Where lower is better those to whom it did not happen are counted, which turns the sign.
    """
    if not set(COUNTS) <= set(table.columns) or too_many(table):
        return None
    a, n_t, c, n_c = (table[name].to_numpy(dtype=float) for name in COUNTS)
    if lower_is_better:
        a, c = n_t - a, n_c - c
    logits = np.log((c + 0.5) / (n_c - c + 0.5))
    baseline = Normal(float(np.mean(logits)), max(2 * float(np.std(logits)), 0.5))
    found = posterior.binomial_random_effects(a, n_t, c, n_c, baseline, Normal(0, unit), HalfNormal(unit))
    low, high = found.tau.interval(0.95)
    return {
        "mean": float(found.mu.mean), "median": float(found.mu.quantile(0.5)), "sd": float(found.mu.sd),
        "tau_median": float(found.tau.quantile(0.5)),
        "tau_low": float(low), "tau_high": float(high), "works_on_average": float(found.mu.prob_above(0)),
        "next_market": float(found.theta_new.prob_above(0)),
    }  # fmt: skip
