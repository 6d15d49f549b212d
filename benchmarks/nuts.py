"""NUTS in a process of its own, so that its first fit is a first fit. Prints timings and draws as JSON."""

from __future__ import annotations

import json
import sys
import time

import numpy as np
import nutpie
import pymc as pm

from benchmarks.accuracy import MU_PRIOR, TAU_PRIOR
from helpers import datasets


def model(y: np.ndarray, s: np.ndarray) -> pm.Model:
    """The non-centred random-effects model, data in a container that can be swapped."""
    with pm.Model() as built:
        data = pm.Data("y", y)
        mu, tau = MU_PRIOR.to_pymc("mu"), TAU_PRIOR.to_pymc("tau")
        z = pm.Normal("z", shape=len(y))
        pm.Normal("estimate", mu + tau * z, s, observed=data)
    return built


def main() -> None:
    """Fresh, warm, and compiled once: seconds before sampling and of 4 × (1000 + 1000) draws.

    The one argument is the time at which the process was asked for.
    """
    markets = datasets.load("eight_markets")
    y, s = markets["effect"].to_numpy(), markets["std_error"].to_numpy()
    report: dict[str, object] = {}
    begun = float(sys.argv[1])
    for name in ("fresh process", "warm process"):
        compiled = nutpie.compile_pymc_model(model(y, s))
        ready = time.time()
        fit = sample(compiled)
        report[name] = (ready - begun, time.time() - ready)
        begun = time.time()
    swapped = compiled.with_data(y=y)
    fit = sample(swapped)
    report["compiled once, data swapped"] = (0.0, time.time() - begun)
    report["draws"] = np.asarray(fit.posterior["tau"]).tolist()
    print(json.dumps(report))


def sample(compiled: object) -> object:
    """Four chains, one after the other."""
    return nutpie.sample(compiled, draws=1000, tune=1000, chains=4, cores=1, seed=1, progress_bar=False)


if __name__ == "__main__":
    main()
