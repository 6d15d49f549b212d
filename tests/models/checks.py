"""Checking PyMC models: log densities as written, and fits against exact marginals."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import stats

FAMILYWISE = 1e-6


def log_density(model: Any, **values: Any) -> float:
    """Log density of the model's variables as named, without any change of variables."""
    return float(model.compile_fn(model.logp(jacobian=False), mode="FAST_COMPILE")(at(model, **values)))


def at(model: Any, **values: Any) -> dict[str, Any]:
    """The point at which the model's variables have these values, as its functions take it."""
    point = dict(model.initial_point())
    for name, value in values.items():
        transform = model.rvs_to_transforms[model[name]]
        shown = np.asarray(value, float)
        if transform is not None:
            shown = transform.forward(shown, *model[name].owner.inputs)
        point[model.rvs_to_values[model[name]].name] = np.asarray(getattr(shown, "eval", lambda v=shown: v)())
    return point


def assert_exact(fit: Any, marginals: dict[str, Any]) -> None:
    """Every marginal's cdf, at the draws, has mean 1/2 and variance 1/12, all tests jointly at FAMILYWISE."""
    uniform = {}
    for name, marginal in marginals.items():
        u = np.asarray(marginal.cdf(fit.posterior[name].to_numpy()))
        uniform |= {name: u} if u.ndim == 2 else {f"{name}[{k}]": u[..., k] for k in range(u.shape[-1])}
    for name, u in uniform.items():
        for statistic, expected in ((u, 1 / 2), ((u - 0.5) ** 2, 1 / 12)):
            gap, limit = z_score(statistic, expected, 2 * len(uniform))
            assert gap < limit, f"{name}: {gap:.1f} Monte Carlo errors off, {limit:.1f} allowed"


def z_score(draws: np.ndarray, expected: float, family: int) -> tuple[float, float]:
    """Distance of a mean of draws (chains, draws) in Monte Carlo errors, and how much is allowed."""
    import arviz as az

    n = float(az.ess(draws, method="mean"))
    assert n > 200, f"only {n:.0f} effective draws"
    error = draws.std(ddof=1) / np.sqrt(n)
    return abs(draws.mean() - expected) / error, float(stats.t.isf(FAMILYWISE / (2 * family), n - 1))
