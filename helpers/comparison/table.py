"""Several models' scores in one table, differences paired observation by observation."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from helpers._validate import FloatArray, described, one_of, real_array
from helpers.comparison.elpd import Elpd, spread_of_sum

if TYPE_CHECKING:
    import pandas as pd

_METHODS = ("stacking", "pseudo-bma", "bb-pseudo-bma")


def compare(models: Mapping[str, Elpd], method: str = "stacking") -> pd.DataFrame:
    """One row a model, best first: elpd, se, p, d, dse, weight.

    ``d`` is how far a model is behind the best, and ``dse`` the standard error of *that difference*,
    √(N · variance of the N paired differences): hard observations are hard for all models, and cancel.
    With few observations, or |d| below 4, d/dse is no z value (Sivula et al. 2025). ``weight`` mixes the
    models' forecasts: "stacking" by what forecasts best together, "pseudo-bma" by exp(elpd), "bb-pseudo-bma"
    the same over Bayesian bootstraps of the observations (Yao et al. 2018); computed by ArviZ.

    Raises ``ValueError`` where models were scored on different numbers of observations.
    """
    import pandas as pd

    one_of(method, "method", _METHODS)
    terms = _terms(models)
    order = sorted(models, key=lambda name: -models[name].elpd)
    best = terms[order[0]]
    weights = _weights(terms, method)
    rows = {
        name: {
            "elpd": models[name].elpd,
            "se": models[name].se,
            "p": models[name].p,
            "d": float(np.sum(best - terms[name])),
            "dse": spread_of_sum(best - terms[name]),
            "weight": weights[name],
        }
        for name in order
    }
    return pd.DataFrame.from_dict(rows, orient="index")


def _terms(models: Mapping[str, Elpd]) -> dict[str, FloatArray]:
    """The models' pointwise scores, (N,) each, of one length."""
    if not isinstance(models, Mapping) or not all(isinstance(each, Elpd) for each in models.values()):
        raise TypeError(f"models must map names to Elpd, as loo and waic return; found {described(models)}")
    if len(models) < 2:
        raise ValueError(f"models must hold at least 2 to compare; found {len(models)}")
    terms = {name: real_array(each.pointwise, f"models[{name!r}].pointwise") for name, each in models.items()}
    shapes = {name: array.shape for name, array in terms.items()}
    if len(set(shapes.values())) > 1 or len(next(iter(shapes.values()))) != 1:
        raise ValueError(
            "models must be scored on the same observations, one number each; found shapes "
            f"{', '.join(f'{name}: {shape}' for name, shape in shapes.items())}: studies left out and "
            "observations left out do not compare"
        )
    return terms


def _weights(terms: Mapping[str, FloatArray], method: str) -> dict[str, float]:
    """Each model's weight. What all models find hard is taken out first: weights do not see it."""
    import arviz_stats
    import xarray as xr

    shared = np.max(list(terms.values()), axis=0)
    scored: dict[str, Any] = {
        name: arviz_stats.ELPDDataLOO(
            elpd=float(np.sum(each - shared)),
            se=1.0,
            p=0.0,
            n_samples=1000,
            n_data_points=len(each),
            scale="log",
            warning=False,
            good_k=0.7,
            elpd_i=xr.DataArray(each - shared, dims="observation"),
            pareto_k=xr.DataArray(np.zeros(len(each)), dims="observation"),
        )
        for name, each in terms.items()
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        table = arviz_stats.compare(scored, method=method, round_to="none")
    weights = np.array([float(table.loc[name, "weight"]) for name in terms])
    if method == "stacking":
        weights = _polished(weights, np.exp([each - shared for each in terms.values()]))
    return dict(zip(terms, weights.tolist(), strict=True))


def _polished(start: FloatArray, densities: FloatArray) -> FloatArray:
    """The mixture (M,) of ``densities`` (M, N) with the highest log score; ArviZ stops 3e-4 short of it."""
    from scipy import optimize

    def loss(w: FloatArray) -> tuple[float, FloatArray]:
        mixed = w @ densities
        return -float(np.sum(np.log(mixed))), -np.sum(densities / mixed, axis=1)

    minimize: Any = optimize.minimize
    found = minimize(
        loss,
        0.99 * start + 0.01 / len(start),  # some of every model: no observation is impossible at the start
        jac=True,
        method="SLSQP",
        bounds=[(0.0, 1.0)] * len(start),
        constraints={"type": "eq", "fun": lambda w: np.sum(w) - 1, "jac": np.ones_like},
        options={"ftol": 1e-13, "maxiter": 500},
    )
    weights = np.clip(found.x, 0, None)
    return np.asarray(weights / weights.sum())
