"""The single checks. Each looks at the table or the sampler's record and returns problems in words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

R_HAT = 1.01
ESS_PER_CHAIN = 100
E_BFMI = 0.3
MCSE_SHARE = 0.1
QUANTILE_SHARE = 0.05
DEEPEST_SHARE = 0.05


def all_problems(table: Any, sampler: Mapping[str, float]) -> list[str]:
    """Every problem, in the order in which to look at them: what makes those below it moot comes first."""
    needed = ESS_PER_CHAIN * max(int(sampler["chains"]), 4)
    broken = _not_finite(table) | (table["sd"] == 0)
    sound = table[~broken]
    return [
        *_broken(table[broken]),
        *_transposed(sampler),
        *(_single_chain() if sampler["chains"] < 2 else _r_hat(sound)),
        *_divergences(sampler),
        *_energy(sampler),
        *_depth(sampler),
        *_ess(sound, needed),
        *_mcse(sound[sound["ess_bulk"] >= needed]),
        *_mcse_of_quantiles(sound[sound[["ess_bulk", "ess_tail"]].min(axis=1) >= needed]),
    ]


def _broken(rows: Any) -> Iterator[str]:
    missing = rows[_not_finite(rows)]
    if len(missing):
        yield (
            f"{_named(missing)} has draws that are not numbers. Find the step that overflows or divides by "
            "zero, and start the chains where the log density is finite."
        )
    stuck = rows[rows["sd"] == 0]
    if len(stuck):
        yield (
            f"{_named(stuck)} never moved: every draw is the same. If it is a constant, leave it out of the "
            "draws; otherwise the sampler rejects every proposal: make its steps smaller."
        )


def _not_finite(rows: Any) -> Any:
    return ~np.isfinite(rows["mean"])


def _transposed(sampler: Mapping[str, float]) -> Iterator[str]:
    if sampler["chains"] > sampler["draws"]:
        yield (
            f"There are {sampler['chains']} chains of {sampler['draws']} draws. If it is the other way "
            "round, exchange the first two axes, values.swapaxes(0, 1): the chains come first."
        )


def _single_chain() -> Iterator[str]:
    yield (
        "There is only one chain, and a chain cannot tell that it is lost. Run four, from different "
        "starting points (chains=4)."
    )


def _divergences(sampler: Mapping[str, float]) -> Iterator[str]:
    count, total = sampler.get("divergences", 0), sampler["chains"] * sampler["draws"]
    if count:
        yield (
            f"{count} of {total} trajectories diverged: somewhere the posterior bends more sharply than the "
            "sampler can follow, and the draws avoid that place. In a hierarchical model switch the "
            "parameterisation first (centred=False when studies say little, True when they say much); then "
            "raise target_accept to 0.95 or 0.99; a more informative prior on the scale often helps too."
        )


def _r_hat(table: Any) -> Iterator[str]:
    bad = table[~(table["r_hat"] <= R_HAT)].sort_values("r_hat", ascending=False)
    if len(bad):
        yield (
            f"{_named(bad)}: R-hat up to {bad['r_hat'].iloc[0]:.3f}, above {R_HAT}: the chains do not agree "
            "yet. Plot them. If they drift, tune and draw longer (tune=2000, draws=2000). If they sit at "
            "different levels, the posterior has several modes or hardly identifies the quantity: look at "
            "the model before you run it longer."
        )


def _energy(sampler: Mapping[str, float]) -> Iterator[str]:
    value = sampler.get("e_bfmi", math.inf)
    if not value >= E_BFMI:
        yield (
            f"E-BFMI is {value:.2f}, below {E_BFMI}: the sampler cannot reach the tails of the posterior in "
            "reasonable time. Heavy tails or a funnel are the usual cause: reparameterise (centred=False), "
            "or give the scale a prior with lighter tails."
        )


def _depth(sampler: Mapping[str, float]) -> Iterator[str]:
    count, total = sampler.get("deepest", 0), sampler["chains"] * sampler["draws"]
    if count > DEEPEST_SHARE * total:
        yield (
            f"{count} of {total} trajectories were cut short at the largest tree depth: steps are tiny "
            "beside the width of the posterior, so draws are dear and move little. Bring all variables to "
            "a similar scale (centre and standardise predictors), or reparameterise what is strongly "
            "correlated; only then let the trees grow deeper."
        )


def _ess(table: Any, needed: int) -> Iterator[str]:
    for column, name, use in (
        ("ess_bulk", "bulk", "means and medians"),
        ("ess_tail", "tail", "interval ends and tail probabilities"),
    ):
        bad = table[~(table[column] >= needed)].sort_values(column)
        if len(bad):
            least = bad[column].iloc[0]
            times = math.ceil(needed / least) if least > 0 else 10
            yield (
                f"{_named(bad)}: {name} effective sample size down to {least:.0f}, below {needed}: {use} are "
                f"too noisy. Take about {times} times the draws; if that is out of reach, the sampler moves "
                "too slowly: reparameterise."
            )


def _mcse(table: Any) -> Iterator[str]:
    share = table[["mcse_mean", "mcse_sd"]].max(axis=1) / table["sd"]
    bad = table[~(share <= MCSE_SHARE)]
    if len(bad):
        yield (
            f"{_named(bad)}: the Monte Carlo error of mean or sd is {share.max():.0%} of the sd although the "
            "chains mix. A few huge draws carry them; they may not even exist. Report the median and "
            "quantiles, or use a prior with lighter tails."
        )


def _mcse_of_quantiles(table: Any) -> Iterator[str]:
    quantiles = {"mcse_q5": "5 %", "mcse_q50": "50 %", "mcse_q95": "95 %"}
    # Quantiles of counts and of yes or no jump from one value to the next: that is no error.
    table = table[(table[["q5", "q50", "q95"]] % 1 == 0).sum(axis=1) < 2]
    shares = table[list(quantiles)].div(table["q95"] - table["q5"], axis=0)
    share = shares.max(axis=1).sort_values(ascending=False)
    bad = table.loc[share.index[~(share <= QUANTILE_SHARE)]]
    if len(bad):
        times = math.ceil(min((share.iloc[0] / QUANTILE_SHARE) ** 2, 100))
        yield (
            f"{_named(bad)}: the {quantiles[shares.loc[share.index[0]].idxmax()]} quantile is known only "
            f"to {share.iloc[0]:.0%} of the 90 % interval although the chains mix: few draws lie around it, "
            f"in a long tail or between two modes. Take about {times} times the draws before you report it, "
            "and look at the histogram."
        )


def _named(rows: Any) -> str:
    names = list(rows.index)
    if len(names) <= 2:
        return " and ".join(names)
    return f"{names[0]} and {len(names) - 1} more"
