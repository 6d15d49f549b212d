"""A class's answers to chapter 11."""

from __future__ import annotations

import numpy as np
from scipy import stats
from scipy.stats import beta

from helpers import effects, posterior
from helpers.datasets import load
from helpers.priors import GammaPrecision, HalfNormal, Normal

TABLE = load("binary_markets")
COUNTS = [TABLE[name].to_numpy() for name in ("events_t", "n_t", "events_c", "n_c")]
POST = posterior.binomial_random_effects(*COUNTS)
P = float(POST.theta_new.prob_above(0))


def cut(chains):
    h = chains.shape[1] // 2
    return np.vstack((chains[:, :h], chains[:, chains.shape[1] - h :]))


def formula(pieces, ddof=1, root=True, swap=False):
    n = pieces.shape[1]
    W = pieces.var(1, ddof=ddof).mean()
    V = (n - 1) / n * W + pieces.mean(1).var(ddof=ddof)
    ratio = W / V if swap else V / W
    return ratio**0.5 if root else ratio


def by_rank(x):
    return stats.norm.ppf((stats.rankdata(x).reshape(x.shape) - 3 / 8) / (x.size + 1 / 4))


def folded(x):
    return abs(x - np.median(x))


def reshaped(chains):
    m, n = chains.shape
    return formula(chains[:, : n // 2 * 2].reshape(2 * m, n // 2))


def time(x, last=True):
    """1 + 2Σρ over the halves, lag by lag, stopping at the first pair that is not positive."""
    z = cut(np.asarray(x, dtype=float))
    n = z.shape[1]
    c = z - z.mean(1, keepdims=True)
    acov = np.array([(c[:, : n - t] * c[:, t:]).sum(1).mean() / n for t in range(n)])
    w = acov[0] * n / (n - 1)
    rho = 1 - (w - acov) / (acov[0] + z.mean(1).var(ddof=1))
    rho[0] = 1
    total, t, least = -1.0, 0, np.inf
    while t + 1 < n - 3 and rho[t] + rho[t + 1] > 0:
        least = min(least, rho[t] + rho[t + 1])
        total += 2 * least
        t += 2
    if last and (rho[t] > 0 or rho[t] + rho[t + 1] >= 0):
        total += rho[t]
    return total


def ess(x, last=True):
    S = cut(x).size
    return min(S / time(x, last), S * np.log10(S)) if time(x, last) > 0 else S * np.log10(S)


def freely(x):
    return cut(x).size / time(x)


def by_minimum(x):
    S = cut(x).size
    return np.minimum(freely(x), S * np.log10(S))


def quantile_error(x, p, e, first=0):
    S = x.size
    a, b = beta.ppf([0.1586553, 0.8413447], e * p + 1, e * (1 - p) + 1) * S - 1 + first
    z = np.sort(x.ravel())
    return (z[min(int(np.ceil(b)), S - 1)] - z[max(int(np.floor(a)), 0)]) / 2


def worth(x, p, size=None, mean=None, quantile=None, own=None):
    e = ess(x) if size is None else size(x)
    m = x.std(ddof=1) / e**0.5 if mean is None else mean(x, e)
    k = ess(x <= np.quantile(x, p)) if own is None else own(x, p)
    return e, m, quantile_error(x, p, k) if quantile is None else quantile(x, p, e, m, k)


def ranked(truth, noise, sd, scores, thin, data=None, start=0):
    y = truth + sd * noise if data is None else data(truth, noise, sd)
    draws = (y / (1 + sd**2))[:, None] + sd / (1 + sd**2) ** 0.5 * scores
    return (draws[:, start::thin] < truth[:, None]).sum(1)


def lifts():
    lift = effects.relative_lift(*COUNTS)
    return posterior.random_effects(
        lift.estimate, lift.std_error, Normal(0, 1), GammaPrecision(1, 0.02)
    ).theta_new.prob_above(0)


def default_lifts():
    lift = effects.relative_lift(*COUNTS)
    return posterior.random_effects(lift.estimate, lift.std_error).theta_new.prob_above(0)


RIGHT = {
    "11.1": [lambda x: formula(cut(x)), lambda x: np.float64(formula(cut(np.array(x))))],
    "11.2": [worth, lambda x, p: np.array(worth(x, p))],
    "11.3": [("fifty", 50), ("about 50", 100)],
    "11.4": [
        lambda r, e: len(r) - np.sum((r <= 1.01) & (e >= 400)),
        lambda r, e: int((~(r <= 1.01) | ~(e >= 400)).sum()),
    ],
    "11.5": ["Y", "y"],
    "11.6": ["c, a, b", ("c", "a", "b")],
    "11.7": [ranked, lambda *a: ranked(*a).astype(float).tolist()],
    "11.8": [(P, P * (1 - P) / 0.005**2), (round(P, 4), 5024), [0.8527, 5025]],
}
WRONG = {
    "11.1": {
        "whole chains": formula,
        "no root": lambda x: formula(cut(x), root=False),
        "W over V": lambda x: formula(cut(x), swap=True),
        "whole chains, W over V": lambda x: formula(x, swap=True),
        "whole chains, no root": lambda x: formula(x, root=False),
        "population variances": lambda x: formula(cut(x), ddof=0),
        "reshaped on odd": reshaped,
        "minus one": lambda x: formula(cut(x)) - 1,
        "even and odd": lambda x: formula(np.vstack([x[:, : x.shape[1] // 2 * 2 : 2], x[:, 1::2]])),
        "V only": lambda x: formula(cut(x)) ** 2 * cut(x).var(1, ddof=1).mean(),
        "B for B/n": lambda x: (
            (
                (cut(x).shape[1] - 1) / cut(x).shape[1]
                + cut(x).shape[1] * cut(x).mean(1).var(ddof=1) / cut(x).var(1, ddof=1).mean()
            )
            ** 0.5
        ),
        "ratio of sds": lambda x: cut(x).std(ddof=1) / cut(x).std(1, ddof=1).mean(),
        "one per chain": lambda x: np.array([formula(cut(row[None])) for row in x]),
        "first half only": lambda x: formula(x[:, : x.shape[1] // 2]),
        "second half only": lambda x: formula(x[:, -(x.shape[1] // 2) :]),
        "axes confused": lambda x: formula(cut(x).T),
        "sds": lambda x: (
            (
                ((cut(x).shape[1] - 1) / cut(x).shape[1])
                + cut(x).mean(1).var(ddof=1) / cut(x).std(1, ddof=1).mean() ** 2
            )
            ** 0.5
        ),
        "ArviZ's default": lambda x: max(formula(by_rank(cut(x))), formula(by_rank(folded(cut(x))))),
        "ranks": lambda x: formula(by_rank(cut(x))),
        "as ArviZ refuses": lambda x: formula(cut(x)) if len(x) > 1 else float("nan"),
    },
    "11.2": {
        "all draws": lambda x, p: worth(x, p, size=lambda x: x.size),
        "sd over root S": lambda x, p: worth(x, p, mean=lambda x, e: x.std(ddof=1) / x.size**0.5),
        "quantile like mean": lambda x, p: worth(x, p, quantile=lambda x, p, e, m, k: m),
        "quantile with ESS of mean": lambda x, p: worth(x, p, own=lambda x, p: ess(x)),
        "quantile independent": lambda x, p: worth(x, p, own=lambda x, p: x.size),
        "not halved": lambda x, p: worth(x, p, quantile=lambda x, p, e, m, k: 2 * quantile_error(x, p, k)),
        "rho 0 twice": lambda x, p: worth(x, p, size=lambda x: x.size / (time(x) + 2)),
        "no factor 2": lambda x, p: worth(x, p, size=lambda x: x.size / ((time(x) + 1) / 2)),
        "variance over ess": lambda x, p: worth(x, p, mean=lambda x, e: x.var(ddof=1) / e),
        "binomial": lambda x, p: worth(x, p, quantile=lambda x, p, e, m, k: (p * (1 - p) / k) ** 0.5),
        "share": lambda x, p: worth(x, p, size=lambda x: ess(x) / x.size),
        "two numbers": lambda x, p: worth(x, p)[:2],
        "sd": lambda x, p: worth(x, p, mean=lambda x, e: x.std(ddof=1)),
        "1.96": lambda x, p: worth(x, p, mean=lambda x, e: 1.96 * x.std(ddof=1) / e**0.5),
        "above for below": lambda x, p: worth(
            x, p, quantile=lambda x, p, e, m, k: quantile_error(x, 1 - p, k)
        ),
        "halves sorted": lambda x, p: worth(
            x, p, quantile=lambda x, p, e, m, k: quantile_error(cut(x), p, k)
        ),
        "minimum": lambda x, p: worth(
            x, p, size=by_minimum, own=lambda x, p: by_minimum(x <= np.quantile(x, p))
        ),
        "no cap": lambda x, p: worth(x, p, size=freely, own=lambda x, p: freely(x <= np.quantile(x, p))),
        "no cap for the share": lambda x, p: worth(x, p, own=lambda x, p: freely(x <= np.quantile(x, p))),
        "no cap for the mean": lambda x, p: worth(x, p, size=freely),
        "strictly": lambda x, p: worth(x, p, own=lambda x, p: ess(x < np.quantile(x, p))),
        "from one": lambda x, p: worth(x, p, quantile=lambda x, p, e, m, k: quantile_error(x, p, k, first=1)),
    },
    "11.3": {
        "most": ("most", 70),
        "some": ("some", 50),
        "1000": (1000, 60),
        "sure of a guess": ("fifty", 20),
    },
    "11.4": {
        "both": lambda r, e: np.sum((r > 1.01) & (e < 400)),
        "1.05 or": lambda r, e: np.sum((r > 1.05) | (e < 400)),
        "nan forgotten": lambda r, e: np.sum((r > 1.01) | (e < 400)),
        "1.05 and nan": lambda r, e: np.sum(~((r <= 1.05) & (e >= 400))),
        "good": lambda r, e: np.sum((r <= 1.01) & (e >= 400)),
        "strict": lambda r, e: np.sum(~((r < 1.01) & (e > 400))),
        "mask": lambda r, e: ~((r <= 1.01) & (e >= 400)),
        "which": lambda r, e: np.flatnonzero(~((r <= 1.01) & (e >= 400))),
        "r hat only": lambda r, e: np.sum(~(r <= 1.01)),
        "ess only": lambda r, e: np.sum(e < 400),
        "the worst only": lambda r, e: int(np.nanmax(r) > 1.01),
        "mean": lambda r, e: np.mean(~((r <= 1.01) & (e >= 400))),
        "added": lambda r, e: (r > 1.01).sum() + (e < 400).sum(),
        "added, nan": lambda r, e: np.sum(np.isnan(r) | (r > 1.01)) + np.sum(e < 400),
        "at the limits, nan forgotten": lambda r, e: ((r >= 1.01) | (e <= 400)).sum(),
        "both, nan": lambda r, e: np.sum(~(r <= 1.01) & (e < 400)),
    },
    "11.5": {"W": "W", "X": "X", "Z": "Z", "all": "W X Z"},
    "11.6": {
        "use mu": "a a b",
        "drop": "b a b",
        "longer": "c a a",
        "limit": "c a c",
        "few": "c b b",
        "luck": "c c b",
        "few, longer": "c b a",
        "short": "c a",
    },
    "11.7": {
        "fixed": lambda *a: ranked(*a, data=lambda t, e, sd: sd * e),
        "no noise": lambda *a: ranked(*a, data=lambda t, e, sd: t),
        "not thinned": lambda t, e, sd, z, k: ranked(t, e, sd, z, 1),
        "prior draws": lambda t, e, sd, z, k: (z[:, ::k] < t[:, None]).sum(1),
        "above": lambda t, e, sd, z, k: z[:, ::k].shape[1] - ranked(t, e, sd, z, k),
        "from thin - 1": lambda t, e, sd, z, k: ranked(t, e, sd, z, k, start=k - 1),
        "share": lambda t, e, sd, z, k: ranked(t, e, sd, z, k) / z[:, ::k].shape[1],
        "summed": lambda *a: ranked(*a).sum(),
        "plus one": lambda *a: ranked(*a) + 1,
        "first draws": lambda t, e, sd, z, k: ranked(t, e, sd, z[:, : z[:, ::k].shape[1]], 1),
        "variance": lambda t, e, sd, z, k: (
            ((t + sd * e)[:, None] / (1 + sd**2) + sd**2 / (1 + sd**2) * z)[:, ::k] < t[:, None]
        ).sum(1),
        "likelihood": lambda t, e, sd, z, k: (((t + sd * e)[:, None] + sd * z)[:, ::k] < t[:, None]).sum(1),
        "noise not scaled": lambda *a: ranked(*a, data=lambda t, e, sd: t + e),
        "about the data, narrow": lambda t, e, sd, z, k: (
            ((t + sd * e)[:, None] + sd / (1 + sd**2) ** 0.5 * z)[:, ::k] < t[:, None]
        ).sum(1),
        "noise for spread": lambda t, e, sd, z, k: (
            ((t + sd * e)[:, None] / (1 + sd**2) + sd * z)[:, ::k] < t[:, None]
        ).sum(1),
    },
    "11.8": {
        "mu": (POST.mu.prob_above(0), POST.mu.prob_above(0) * (1 - POST.mu.prob_above(0)) / 0.005**2),
        "lifts": (lifts(), lifts() * (1 - lifts()) / 0.005**2),
        "percent": (100 * P, P * (1 - P) / 0.005**2),
        "not squared": (P, P * (1 - P) / 0.005),
        "sd": (P, POST.theta_new.sd**2 / 0.005**2),
        "root": (P, (P * (1 - P)) ** 0.5 / 0.005),
        "half": (P, 0.25 / 0.005**2),
        "two errors": (P, P * (1 - P) / 0.0025**2),
        "swapped": (P * (1 - P) / 0.005**2, P),
        "alone": P,
        "below": (1 - P, P * (1 - P) / 0.005**2),
        "normal": (
            posterior.random_effects(
                TABLE["effect"].to_numpy(), TABLE["std_error"].to_numpy(), Normal(0, 0.5), HalfNormal(0.5)
            ).theta_new.prob_above(0),
            5000,
        ),
        "lifts, default priors": (default_lifts(), default_lifts() * (1 - default_lifts()) / 0.005**2),
    },
}
