"""A class's answers to chapter 10."""

from __future__ import annotations

import numpy as np
from scipy import stats

from helpers import posterior
from helpers.datasets import load, simulate_markets
from helpers.priors import HalfCauchy, HalfNormal, Normal, Uniform

TABLE = load("eight_schools")
Y, S = TABLE["effect"].to_numpy(), TABLE["std_error"].to_numpy()
NOISY = simulate_markets(20, sigma=12)


def model(name="", spread=1.0, effect=None, noise=None, tau_prior="HalfCauchy", tau_scale=10, shape=8):
    """The schools with offsets; a class varies the rest."""

    def build():
        import pymc as pm

        with pm.Model() as made:
            mu = pm.Normal("mu", 0, 20)
            tau = getattr(pm, tau_prior)("tau", tau_scale)
            offset = pm.Normal(name or "offset", 0, tau if spread == "tau" else spread, shape=shape)
            theta = (effect or (lambda m, t, o: m + t * o))(mu, tau, offset)
            pm.Normal("y", theta, S if noise is None else noise, observed=Y)
        return made

    return build


def centred(computed=False):
    """The effects moved, with the offsets computed from them or left out."""

    def build():
        import pymc as pm

        with pm.Model() as made:
            mu, tau = pm.Normal("mu", 0, 20), pm.HalfCauchy("tau", 10)
            theta = pm.Normal("theta", mu, tau, shape=8)
            if computed:
                pm.Deterministic("offset", (theta - mu) / tau)
            pm.Normal("y", theta, S, observed=Y)
        return made

    return build


def one_by_one():
    """Eight effects written out, the estimates as a multivariate normal."""
    import pymc as pm

    with pm.Model(coords={"school": list("ABCDEFGH")}) as made:
        mu, tau = pm.Normal("mu", mu=0, sigma=20), pm.HalfStudentT("tau", nu=1, sigma=10)
        offset = pm.Normal("offset", dims="school")
        pm.MvNormal("y", mu=offset * tau + mu, cov=np.diag(S**2), observed=Y)
    return made


def mean_with(log_extra, of=np.exp):
    """A posterior mean on the grid of log τ, with these log weights beside the likelihood."""

    def mean_of_tau(log_tau, log_likelihood):
        log_weight = log_likelihood + log_extra(log_tau)
        weight = np.exp(log_weight - log_weight.max())
        return float((weight * of(log_tau)).sum() / weight.sum())

    return mean_of_tau


def by_gradient(log_tau, log_likelihood):
    tau = np.exp(log_tau)
    log_density = log_likelihood + stats.norm.logpdf(tau)
    weight = np.exp(log_density - log_density.max()) * np.gradient(tau)
    return weight @ tau / weight.sum()


def chances(*priors, at=0.1):
    return tuple(
        float(posterior.random_effects(NOISY["effect"], NOISY["std_error"], Normal(0, 1), p).tau.cdf(at))
        for p in priors
    )


HALF, TWO = HalfNormal(0.5), HalfNormal(2)
RIGHT = {
    "10.1": {"written out": one_by_one, "standard": model(), "a half-t": model(tau_prior="HalfCauchy")},
    "10.2": {
        "half-normal of scipy": mean_with(lambda u: stats.halfnorm.logpdf(np.exp(u)) + u),
        "widths by gradient": by_gradient,
    },
    "10.3": {
        "broadcast the other way": lambda s, t: (s[:, None] ** 2 / (s[:, None] ** 2 + t**2)).mean(axis=1),
        "one less the rest": lambda s, t: 1 - np.mean(t[:, None] ** 2 / (t[:, None] ** 2 + s**2), 0),
    },
    "10.4": {"with a capital": "Ratio"},
    "10.5": {"sure": ("dear", 99)},
    "10.6": {"three decimals": (0.243, 0.181), "array": np.array(chances(HALF, TWO))},
    "10.7": {"letters": "b a b"},
}
WRONG = {
    "10.1": {
        "centred, no offsets": centred(),
        "centred, offsets computed": centred(computed=True),
        "called eta": model(name="eta"),
        "τ twice": model(spread="tau"),
        "variances": model(noise=S**2),
        "root of τ": model(effect=lambda m, t, o: m + t**0.5 * o),
        "half-normal": model(tau_prior="HalfNormal"),
        "scale 1": model(tau_scale=1),
        "scale 5": model(tau_scale=5),
        "no μ": model(effect=lambda m, t, o: t * o + 0 * m),
        "no τ": model(effect=lambda m, t, o: m + o + 0 * t),
        "offsets of sd 2": model(spread=2.0),
        "one offset": model(shape=1),
    },
    "10.2": {
        "as on a grid of τ": mean_with(lambda u: -np.exp(2 * u) / 2),
        "prior on log τ": mean_with(lambda u: -(u**2) / 2 + u),
        "minus the Jacobian": mean_with(lambda u: -np.exp(2 * u) / 2 - u),
        "mean of log τ": mean_with(lambda u: -np.exp(2 * u) / 2 + u, of=lambda u: u),
        "no prior": mean_with(lambda u: u),
        "half lost": mean_with(lambda u: -np.exp(2 * u) + u),
        "largest weight 1": lambda u, L: float(
            np.sum(np.exp(L - np.exp(2 * u) / 2 + u - np.max(L - np.exp(2 * u) / 2 + u)) * np.exp(u))
        ),
        "mode": lambda u, L: float(np.exp(u[np.argmax(L - np.exp(2 * u) / 2 + u)])),
        "root of the mean square": lambda u, L: (
            mean_with(lambda u: -np.exp(2 * u) / 2 + u, lambda u: np.exp(2 * u))(u, L) ** 0.5
        ),
    },
    "10.3": {
        "at the mean": lambda s, t: s**2 / (s**2 + t.mean() ** 2),
        "not squared": lambda s, t: np.mean(s / (s + t[:, None]), axis=0),
        "the other weight": lambda s, t: np.mean(t[:, None] ** 2 / (t[:, None] ** 2 + s**2), axis=0),
        "over schools": lambda s, t: np.mean(s**2 / (s**2 + t[:, None] ** 2), axis=1),
        "one number": lambda s, t: float(np.mean(s**2 / (s**2 + t[:, None] ** 2))),
        "variance of the draws": lambda s, t: s**2 / (s**2 + t.var()),
        "percent": lambda s, t: 100 * np.mean(s**2 / (s**2 + t[:, None] ** 2), axis=0),
    },
    "10.4": {"precise": "precise", "extreme": "extreme", "sampler": "sampler"},
    "10.5": {"same": ("same", 80), "cheaper": ("cheaper", 60), "sure of 20": ("dear", 20)},
    "10.6": {
        "priors": (HALF.cdf(0.1), TWO.cdf(0.1)),
        "exchanged": chances(TWO, HALF),
        "above": tuple(1 - c for c in chances(HALF, TWO)),
        "half-Cauchy": chances(HalfCauchy(0.5), HalfCauchy(2)),
        "uniform": chances(Uniform(0, 0.5), Uniform(0, 2)),
        "squared": chances(HalfNormal(0.25), HalfNormal(4)),
        "one number": chances(HALF)[0],
        "variance": chances(HALF, TWO, at=0.1**0.5),
        "default": chances(HalfNormal(1), HalfNormal(1)),
        "variances": chances(HalfNormal(0.5**0.5), HalfNormal(2**0.5)),
        "from draws": (0.2397, 0.1842),
        "one from draws": (0.2397, 0.5),
    },
    "10.7": {"biased": "a a a", "range": "c b c", "model": "b b b", "more draws": "b c b", "hold": "b a a"},
}
