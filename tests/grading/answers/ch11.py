"""Right answers to chapter 11, each written differently from its sheet and from the checker."""

from __future__ import annotations

import math

import numpy as np

from helpers import posterior
from helpers.datasets import load


def r_hat_by_arviz(chains):
    from arviz_stats.base import array_stats

    if len(chains) == 1:  # which ArviZ refuses
        return r_hat_in_a_loop(chains)
    return array_stats.rhat(chains, method="split")


def r_hat_in_a_loop(chains):
    half = len(chains[0]) // 2
    pieces = [part for chain in chains for part in (list(chain[:half]), list(chain)[len(chain) - half :])]
    means = [sum(p) / half for p in pieces]
    variances = [sum((x - m) ** 2 for x in p) / (half - 1) for p, m in zip(pieces, means, strict=True)]
    within, grand = sum(variances) / len(pieces), sum(means) / len(pieces)
    between = half * sum((m - grand) ** 2 for m in means) / (len(pieces) - 1)
    return math.sqrt(((half - 1) / half * within + between / half) / within)


def worth_by_arviz(chains, p):
    from arviz_stats.base import array_stats

    mean = array_stats.mcse(chains, method="mean")
    return array_stats.ess(chains, method="mean"), mean, array_stats.mcse(chains, method="quantile", prob=p)


def worth_by_fourier(chains, p):
    """Autocorrelations by the fast Fourier transform, Geyer's rule lag by lag."""
    from scipy.stats import beta

    def effective(x):
        half = x.shape[1] // 2
        pieces = np.vstack([x[:, :half], x[:, x.shape[1] - half :]]) * 1.0
        centred = pieces - pieces.mean(1, keepdims=True)
        spectrum = np.fft.rfft(centred, 2 * half)
        auto = np.fft.irfft(abs(spectrum) ** 2, 2 * half)[:, :half].mean(0) / half
        w = auto[0] * half / (half - 1)
        v = auto[0] + pieces.mean(1).var(ddof=1)
        rho = 1 - (w - auto) / v
        time, least, k = -1.0, np.inf, 0
        pair = 1 + rho[1]
        while 2 * k + 1 < half - 3 and pair > 0:
            least = min(least, pair)
            time += 2 * least
            k += 1
            pair = rho[2 * k] + rho[2 * k + 1]
        lead = rho[2 * k] if k else 1.0
        time += lead if lead > 0 or pair >= 0 else 0.0
        return pieces.size / max(time, 1 / math.log10(pieces.size))

    ess, own = effective(chains), effective(chains <= np.quantile(chains, p))
    ends = [beta.ppf(q, own * p + 1, own * (1 - p) + 1) * chains.size - 1 for q in (0.1586553, 0.8413447)]
    draws = np.sort(chains, axis=None)
    at = max(math.floor(ends[0]), 0), min(math.ceil(ends[1]), chains.size - 1)
    return [ess, chains.std(ddof=1) * ess**-0.5, (draws[at[1]] - draws[at[0]]) / 2]


def one_by_one(r_hat, ess):
    return sum(1 for r, e in zip(r_hat, ess, strict=True) if not (r <= 1.01 and e >= 400))


def complaints(r_hat, ess):
    return np.count_nonzero(np.isnan(r_hat) | (r_hat > 1.01) | (ess < 400))


def world_by_world(truth, noise, sd, scores, thin):
    found = []
    for t, e, z in zip(truth, noise, scores, strict=True):
        precision = 1 + 1 / sd**2
        draws = (t + sd * e) / sd**2 / precision + z / math.sqrt(precision)
        found.append(sum(d < t for d in draws[::thin]))
    return found


def by_scores(truth, noise, sd, scores, thin):
    """Where the truth itself stands among the scores."""
    own = (truth - (truth + sd * noise) / (1 + sd**2)) / (sd / np.sqrt(1 + sd**2))
    return np.count_nonzero(scores[:, ::thin] < own[:, None], axis=1)


def counted():
    table = load("binary_markets")
    post = posterior.binomial_random_effects(*(table[c] for c in ("events_t", "n_t", "events_c", "n_c")))
    chance = 1 - post.theta_new.cdf(0)
    return np.array([chance, (chance - chance**2) * 40_000])


RIGHT = {
    "11.1": [r_hat_by_arviz, r_hat_in_a_loop],
    "11.2": [worth_by_arviz, worth_by_fourier],
    "11.3": [("Fifty", 33), ["about 50", 90.0]],
    "11.4": [one_by_one, complaints],
    "11.5": ["y", "Y"],
    "11.6": ["cab", {"use": "c", "because": "a", "next": "b"}],
    "11.7": [world_by_world, by_scores],
    "11.8": [counted(), (0.8527, 5024)],
}
EQUIVALENT: dict[str, dict[str, str]] = {}
