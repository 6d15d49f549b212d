"""Sampling a model: in one place, quietly, and the same from run to run."""

from __future__ import annotations

from typing import Any

from helpers._validate import described, real_number, seed_number, whole_number


def fit(
    model: Any,
    draws: int = 1000,
    tune: int = 1000,
    chains: int = 4,
    seed: int = 0,
    target_accept: float = 0.9,
) -> Any:
    """Draw from the posterior of a PyMC model with the No-U-Turn sampler (Hoffman & Gelman 2014).

    ``draws`` are kept from each of ``chains`` chains after ``tune`` steps of adaptation; ``seed`` fixes
    them all. ``target_accept`` in (0, 1) is the acceptance rate that the step size aims at: raise it
    towards 1 when `helpers.diagnostics.report` finds divergences.

    Returns an ``xarray.DataTree`` with groups ``posterior`` (dims chain, draw, …), ``sample_stats`` and
    ``observed_data``. Nothing is printed and nothing is judged: ask `helpers.diagnostics.report`.
    Raises ``TypeError`` when ``model`` is no PyMC model, ``ValueError`` when it has no free variable or
    a setting is out of range.
    """
    import pymc as pm

    if not isinstance(model, pm.Model):
        raise TypeError(
            f"model must be a pymc.Model, as a builder of helpers.models returns; found {described(model)}"
        )
    if not model.free_RVs:
        raise ValueError("model must have at least one unobserved variable; found none to sample")
    return pm.sample(
        draws=whole_number(draws, "draws", at_least=4),
        tune=whole_number(tune, "tune", at_least=0),
        chains=whole_number(chains, "chains", at_least=1),
        random_seed=seed_number(seed),
        target_accept=real_number(target_accept, "target_accept", above=0, below=1),
        model=model,
        nuts_sampler="nutpie",
        progressbar=False,
        quiet=True,
        compute_convergence_checks=False,
    )
