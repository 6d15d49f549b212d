"""A population put in as if known, beside the full posterior that averages over it, and their difference."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from helpers._validate import described
from helpers.archive.population import Population, found_before
from helpers.posterior import RandomEffects, StudentTRandomEffects
from helpers.priors.base import Distribution

if TYPE_CHECKING:
    import pandas as pd


def beside_posterior(population: Population, post: RandomEffects | StudentTRandomEffects) -> pd.DataFrame:
    """Maximum likelihood and the exact posterior of the same experiments, line by line.

    The posterior knows that the parameters are estimates; the population's ``prior()`` does not. Where
    ``gap`` is small beside 1 the archive is large enough for the short cut; where ``sd of the next effect``
    grows much, it is not, and ``post.theta_new`` is the belief to plan with.

    Args:
        population: what `archive.population` found.
        post: ``posterior.random_effects`` or ``student_t_random_effects`` of the same effects, with
            ``mu_prior=Normal(mean, 1e-6)`` or the like where the population's mean was known.

    Returns:
        A row a parameter that was estimated, and one each for the sd of the next effect and the chance that
        it is above 0. Columns: ``likelihood``, ``std_error``, ``posterior``, ``posterior_sd``, and ``gap``,
        their difference in posterior sds; nan where there is none.

    Raises:
        TypeError: other kinds of arguments.
        ValueError: a batch of posteriors, a family that is not the population's, or a population of scale 0.
    """
    import pandas as pd

    marginals = _marginals(found_before(population), post)
    rows: dict[str, list[float]] = {}
    for name, error in population.std_errors.items():
        value, marginal = getattr(population, name), marginals[name]
        mean, sd = (
            (float(marginal.mean), float(marginal.sd)) if marginal is not None else (math.nan, math.nan)
        )
        rows[name] = [value, error, mean, sd, (mean - value) / sd if sd else math.nan]
    prior, new = population.prior(), post.theta_new
    rows["sd of the next effect"] = [float(prior.sd), math.nan, float(new.sd), math.nan, math.nan]
    chances = float(prior.prob_above(0)), float(new.prob_above(0))
    rows["P(next effect > 0)"] = [chances[0], math.nan, chances[1], math.nan, math.nan]
    columns = ["likelihood", "std_error", "posterior", "posterior_sd", "gap"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns)


def _marginals(population: Population, post: Any) -> dict[str, Distribution | None]:
    """Of the posterior, by the population's names; None where it has the number given."""
    if not isinstance(post, RandomEffects | StudentTRandomEffects):
        raise TypeError(
            "post must be what posterior.random_effects or student_t_random_effects found; found "
            f"{described(post)}"
        )
    if getattr(post.mu, "shape", ()):
        raise ValueError(f"post must be a single posterior; found a batch of shape {post.mu.shape}")  # type: ignore[attr-defined]
    family = "student_t" if isinstance(post, StudentTRandomEffects) else "normal"
    if family != population.family:
        raise ValueError(f"post must be of the population's family, {population.family}; found {family}")
    if isinstance(post, RandomEffects):
        return {"mean": post.mu, "scale": post.tau}
    return {
        "mean": post.mu,
        "scale": post.scale,
        "df": post.df if isinstance(post.df, Distribution) else None,
    }
