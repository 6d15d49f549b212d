"""Does a sampler compile and run here, and does it find what is known to be true?"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from helpers.cli.finding import Finding

_PATIENCE = 300  # seconds, the first compilation included
_SLOW = 120
_FAR = 6  # Monte Carlo standard errors
_CODE = "from helpers.cli.sampling import trial; print(trial())"


def check(code: str = _CODE, patience: float = _PATIENCE) -> Finding:
    """Fit eight markets in a process of its own: what numba breaks there does not end the doctor."""
    command = [sys.executable, "-c", code]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=patience, check=False)
    except subprocess.TimeoutExpired:
        return Finding(f"nothing within {patience:g} s", mend="Close other programs, then run this again.")
    if done.returncode:
        last = (done.stderr.strip().splitlines() or [f"it ended with code {done.returncode}"])[-1]
        if last.startswith("ModuleNotFoundError"):  # so nothing is known of the sampler
            raise ModuleNotFoundError(last.partition(": ")[2])
        mend = f'"{sys.executable}" -m pip install --force-reinstall nutpie numba llvmlite pymc pytensor'
        return Finding(f"PyMC cannot sample: {last}", mend=mend)
    return judged(json.loads(done.stdout.splitlines()[-1]))


def judged(found: dict[str, float]) -> Finding:
    """Hold a trial's sampled mean against the exact one."""
    off = abs(found["mean"] - found["exact"]) / found["mcse"]
    said = f"PyMC with nutpie took {found['seconds']:.0f} s, {off:.1f} standard errors from the exact mean"
    if not off < _FAR:
        return Finding(said, mend="The sampler is wrong here: install the packages as the list has them.")
    if found["seconds"] > _SLOW:
        return Finding(said, note="That is slow; later fits start from what is compiled now.")
    return Finding(said)


def trial() -> str:
    """Fit one small model; JSON with its seconds, its mean of mu, that mean's MCSE, and the exact mean."""
    from time import perf_counter

    import arviz as az

    from helpers import load, models, posterior
    from helpers.priors import HalfNormal, Normal

    data, started = load("eight_markets"), perf_counter()
    priors: tuple[Any, Any] = Normal(0, 1), HalfNormal(1)
    effects, std_errors = data["effect"].to_numpy(), data["std_error"].to_numpy()
    fit = models.fit(models.random_effects(effects, std_errors, *priors), draws=500, tune=500, chains=2)
    mu = fit["posterior"]["mu"]
    return json.dumps(
        {
            "seconds": perf_counter() - started,
            "mean": float(mu.mean()),
            "mcse": float(az.mcse(mu)),
            "exact": float(posterior.random_effects(effects, std_errors, *priors).mu.mean),
        }
    )
