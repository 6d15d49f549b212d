"""Planning: thousands of programmes, here and on a local Dask cluster; curves of assurance."""

from __future__ import annotations

import numpy as np

from benchmarks.table import Row, fastest, once
from helpers import datasets
from helpers.planning import Programme, assurance, planning_loop, sample_size
from helpers.posterior import random_effects
from helpers.priors import Normal, StudentT

COUNT = 10_000


def programmes() -> list[Row]:
    """10 000 programmes of 8 rounds, 400 visitors an arm."""
    from distributed import Client, LocalCluster

    programme = Programme(mu=0.4, tau=0.5, sigma=4.0, n_per_arm=400, rounds=8)
    planning_loop(programme, 10, seed=1)
    alone = once(lambda: planning_loop(programme, COUNT, seed=1))
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        executor = client.get_executor()
        planning_loop(programme, 1000, 1, executor)  # workers import what they need
        spread = once(lambda: planning_loop(programme, COUNT, 1, executor))
    note = f"{8 * COUNT / alone:,.0f} posteriors a second, their decisions included"
    return [
        Row("10 000 programmes, one core", alone, note),
        Row("the same on two Dask workers", spread, relative_to="10 000 programmes, one core"),
    ]


def chances() -> list[Row]:
    """100 sample sizes, the design prior analysing; and the smallest n for an assurance of .7."""
    markets = datasets.load("eight_markets")
    exact = random_effects(markets["effect"], markets["std_error"]).theta_new
    n = np.geomspace(10, 1e5, 100)
    priors = {"Normal": Normal(0.4, 0.5), "exact predictive": exact, "Student t": StudentT(5, 0.4, 0.4)}
    rows = [
        Row(
            f"curve, {name}",
            fastest(lambda p=p: assurance(p, n, 4.0)),
            relative_to=None if name == "Normal" else "curve, Normal",
        )
        for name, p in priors.items()
    ]
    return rows + [
        Row(
            f"sample size, {name}", fastest(lambda p=p: sample_size(p, 0.7, 4.0)), relative_to="curve, Normal"
        )
        for name, p in priors.items()
    ]
