"""One verdict on a fit: mixing, divergences, energy, Monte Carlo error."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

import numpy as np

from helpers._results import ByValue
from helpers._validate import unit_of
from helpers.diagnostics import checks
from helpers.diagnostics.reading import read

QUANTILES = {"q5": 0.05, "q50": 0.5, "q95": 0.95}
MEASURED = ["mean", "sd", *QUANTILES, "mcse_mean", "mcse_sd", *(f"mcse_{name}" for name in QUANTILES)]
COLUMNS = [*MEASURED, "ess_bulk", "ess_tail", "r_hat"]


@dataclass(frozen=True, eq=False)
class DiagnosticsReport(ByValue):
    """What `report` found.

    ``ok`` is true when no check failed; ``problems`` says of each that did what was found and what to do
    next, in the order in which to look at them; ``table`` is a DataFrame with a row for each quantity
    (``theta[Market A]``) and columns mean, sd, q5, q50, q95 (quantiles at 5, 50 and 95 %), a Monte Carlo
    standard error of each (mcse_mean … mcse_q95), ess_bulk, ess_tail and r_hat. ``sampler`` holds chains,
    draws, divergences, e_bfmi (the lowest of the chains) and deepest (trajectories cut short at the largest
    tree depth), the last three where the sampler recorded them.
    """

    ok: bool
    problems: tuple[str, ...]
    table: Any
    sampler: Mapping[str, float] = field(default_factory=dict)

    def __str__(self) -> str:
        listed = [f"{i}. {problem}" for i, problem in enumerate(self.problems, 1)]
        return "\n".join([self._headline(), *listed, self._facts()])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        listed = "".join(f"<li>{escape(problem)}</li>" for problem in self.problems)
        steps = f"<ol>{listed}</ol>" if listed else ""
        return f"<p><strong>{escape(self._headline())}</strong></p>{steps}<p>{escape(self._facts())}</p>"

    def _headline(self) -> str:
        if self.ok:
            return "No problem found."
        count = len(self.problems)
        return f"{count} problem{'s' if count > 1 else ''} found: do not use these draws yet."

    def _facts(self) -> str:
        seen = self.sampler
        chains = f"{seen['chains']} chain{'s' if seen['chains'] > 1 else ''}"
        parts = [f"{chains} of {seen['draws']} draws, {len(self.table)} quantities"]
        for column, name, worst, digits in (
            ("r_hat", "R-hat at most", "max", 3),
            ("ess_bulk", "bulk ESS at least", "min", 0),
            ("ess_tail", "tail ESS at least", "min", 0),
        ):
            values = self.table[column].dropna()
            if len(values):
                parts.append(
                    f"{name} {getattr(values, worst)():.{digits}f} ({getattr(values, 'idx' + worst)()})"
                )
        if "divergences" in seen:
            parts.append(f"divergences: {seen['divergences']}")
        if "e_bfmi" in seen:
            parts.append(f"E-BFMI at least {seen['e_bfmi']:.2f}")
        if "deepest" in seen:
            parts.append(f"cut short at the largest tree depth: {seen['deepest']}")
        if "divergences" not in seen:
            parts.append("divergences and energy not recorded, so not checked")
        return "; ".join(parts) + "."


def report(fit: Any) -> DiagnosticsReport:
    """Judge the draws of ``fit``: an ``xarray.DataTree`` from `helpers.models.fit`, or a mapping from
    names to arrays of shape (chain, draw, …) from a sampler of your own, or an ``xarray.Dataset`` with the
    dims chain and draw. Draws that are NaN or infinite are a problem and reported as such.

    Checked are, with ArviZ: rank-normalised split R-hat ≤ 1.01, bulk and tail effective sample size ≥
    100 a chain and 400 in all (Vehtari, Gelman, Simpson, Carpenter & Bürkner 2021), no divergences,
    E-BFMI ≥ 0.3 in every chain (Betancourt 2016), at most one trajectory in twenty cut short at the largest
    tree depth, Monte Carlo standard errors of mean and sd below a tenth of the sd, and those of the quantiles
    at 5, 50 and 95 % below a twentieth of the interval between the outer two. Passing is necessary, not
    sufficient: no check sees a mode that no chain visited, or a sampler that mixes well over the wrong
    distribution. For that there is `sbc`.

    Raises ``TypeError`` for anything else and for draws that are no real numbers; ``ValueError``, naming the
    quantity, for draws that are masked, ragged, stacked, fewer than 4 a chain or not as many as its others.
    """
    posterior, stats = read(fit)
    sampler = _sampler(posterior, stats)
    table = _table(posterior)
    found = checks.all_problems(table, sampler)
    return DiagnosticsReport(not found, tuple(found), table, sampler)


def _sampler(posterior: Any, stats: Any) -> dict[str, float]:
    import arviz as az

    found: dict[str, float] = {"chains": posterior.sizes["chain"], "draws": posterior.sizes["draw"]}
    if stats is not None and "diverging" in stats.data_vars:
        found["divergences"] = int(stats["diverging"].sum())
    if stats is not None and "energy" in stats.data_vars:
        found["e_bfmi"] = float(az.bfmi(stats.parent)["energy"].min())
    for name in ("maxdepth_reached", "reached_max_treedepth"):  # in nutpie's words and in PyMC's
        if stats is not None and name in stats.data_vars:
            found["deepest"] = int(stats[name].sum())
    return found


def _table(posterior: Any) -> Any:
    """ArviZ's summary, each quantity in a unit of its own size: no square overflows or underflows."""
    import arviz as az
    import pandas as pd
    import xarray as xr

    scaled, units, still = {}, [], []
    for name, variable in posterior.data_vars.items():
        draws = np.moveaxis(variable.to_numpy(), (0, 1), (-2, -1))
        flat = draws.reshape(*draws.shape[:-2], -1)
        with np.errstate(invalid="ignore"):
            unit = np.where(np.isfinite(flat).all(axis=-1), unit_of(np.nan_to_num(flat)), 1.0)
        scaled[name] = (variable.dims, variable.to_numpy() / unit)
        units.append(unit.ravel())
        still.append((flat.max(axis=-1) == flat.min(axis=-1)).ravel())
    with np.errstate(all="ignore"):
        chains = posterior.assign(scaled)
        table = az.summary(
            xr.DataTree.from_dict({"posterior": chains})["posterior"], kind="all", round_to="none"
        )
        # The tails of Vehtari et al. (2021); ArviZ's summary takes others.
        outer = (QUANTILES["q5"], QUANTILES["q95"])
        table["ess_tail"] = _column(az.ess(chains, method="tail", prob=outer))
        for name, share in QUANTILES.items():
            table[name] = _column(chains.quantile(share, ("chain", "draw"), skipna=False))
            table[f"mcse_{name}"] = _column(az.mcse(chains, method="quantile", prob=share))
    table = pd.DataFrame({name: table[name].astype(float) for name in COLUMNS})
    table[MEASURED] = table[MEASURED].mul(np.concatenate(units), axis=0)
    table.loc[np.concatenate(still), ["sd", *(name for name in MEASURED if name.startswith("mcse"))]] = 0.0
    return table


def _column(one_a_quantity: Any) -> Any:
    """The entries of all variables in the order of the table's rows."""
    return np.concatenate([values.to_numpy().ravel() for values in one_a_quantity.data_vars.values()])
