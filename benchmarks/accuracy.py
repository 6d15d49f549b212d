"""Time to 1 % on E[τ] for the eight markets: the exact engine, a Gibbs sampler, and NUTS.

A sampler has arrived when its Monte Carlo standard error is 1 % of E[τ]; it needs (sd / (0.01·mean))²
effective draws. What it takes for them is extrapolated from a run, the fixed costs added.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import Any

import numpy as np

from benchmarks.table import Row, fastest
from helpers import datasets
from helpers.posterior import random_effects
from helpers.priors import GammaPrecision, Normal

MU_PRIOR, TAU_PRIOR = Normal(0, 1), GammaPrecision(1, 0.02)
DRAWS = 20_000


def time_to_one_percent() -> list[Row]:
    """All four under μ ~ N(0, 1) and a Gamma(1, .02) prior on τ⁻², which Gibbs needs."""
    markets = datasets.load("eight_markets")
    y, s = markets["effect"].to_numpy(), markets["std_error"].to_numpy()
    exact = fastest(lambda: random_effects(y, s, MU_PRIOR, TAU_PRIOR).tau.mean, 20)
    tau = random_effects(y, s, MU_PRIOR, TAU_PRIOR).tau
    needed = (tau.sd / (0.01 * tau.mean)) ** 2
    start = time.perf_counter()
    draws = gibbs(y, s, DRAWS, np.random.default_rng(1))
    took = time.perf_counter() - start
    gibbs_error = abs(draws.mean() / tau.mean - 1)
    rows = [
        Row("exact engine", exact, "1e-8 and better, not 1e-2"),
        Row(
            "Gibbs",
            took * needed / effective(draws[None]),
            f"its mean is {100 * gibbs_error:.1f} % off",
            "exact engine",
        ),
    ]
    nuts = in_a_new_process()
    found = np.array(nuts["draws"])
    share = needed / effective(found)
    note = f"its mean is {100 * abs(found.mean() / tau.mean - 1):.1f} % off"
    for name in ("fresh process", "warm process", "compiled once, data swapped"):
        fixed, sampling = nuts[name]
        rows.append(Row(f"nutpie, {name}", fixed + sampling * max(share, 1), note, "exact engine"))
    return rows


def in_a_new_process() -> dict[str, Any]:
    """What ``benchmarks.nuts`` reports: timings and draws of τ."""
    command = [sys.executable, "-m", "benchmarks.nuts", str(time.time())]
    return dict(json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout))


def gibbs(y: np.ndarray, s: np.ndarray, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Draws of τ: θ, μ and τ⁻² in turn, each from its conditional given the others' latest values."""
    mu, precision, kept = float(y.mean()), 1.0, np.empty(draws)
    K, v = len(y), 1 / s**2
    for i in range(draws):
        weight = v + precision
        theta = rng.normal((v * y + precision * mu) / weight, weight**-0.5)
        total = K * precision + 1 / MU_PRIOR.sd**2
        mu = rng.normal((precision * theta.sum() + MU_PRIOR.mean / MU_PRIOR.sd**2) / total, total**-0.5)
        rate = TAU_PRIOR.rate + 0.5 * ((theta - mu) ** 2).sum()
        precision = rng.gamma(TAU_PRIOR.shape + K / 2, 1 / rate)
        kept[i] = precision**-0.5
    return kept


def effective(chains: np.ndarray) -> float:
    """Effective number of draws (chains, draws), by Geyer's initial positive sequence (1992)."""
    m, n = chains.shape
    centred = chains - chains.mean()
    spectrum = np.fft.rfft(centred, 2 * n, axis=1)
    covariance = np.fft.irfft(spectrum * spectrum.conj(), axis=1)[:, :n].mean(0) / n
    pairs = covariance[: n - n % 2].reshape(-1, 2).sum(1)
    stop = int(np.argmax(np.append(pairs, -1.0) < 0))
    return float(m * n * covariance[0] / (2 * pairs[:stop].sum() - covariance[0]))
