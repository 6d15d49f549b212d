"""A class's answers to chapter 18."""

from __future__ import annotations

import numpy as np
from scipy import stats

from helpers import planning, posterior
from helpers.distributions import EffectPrior


def simulated(mean, sd, tau, estimate, std_error):
    """Weigh a fine grid of μ."""
    mu = np.linspace(mean - 12 * sd, mean + 12 * sd, 40_001)
    weight = stats.norm.pdf(mu, mean, sd) * stats.norm.pdf(estimate, mu, np.hypot(tau, std_error))
    weight /= weight.sum()
    centre = np.sum(weight * mu)
    return centre, np.sqrt(np.sum(weight * (mu - centre) ** 2) + tau**2)


def trip(
    prior=EffectPrior.from_posterior, size=None, noise=2.0, luck=(1, 1), last=None, out=slice(None), wide=1.0
):
    """Once round; a class varies the stations."""

    def round_trip(effects, std_errors, sigma, target, truth_luck, noise_luck):
        belief = prior(posterior.random_effects(effects, std_errors))
        n = (size or (lambda b, t, s: planning.sample_size(b, t, s)))(belief, target, sigma)
        se = sigma * np.sqrt(noise / n)
        y = belief.mu + luck[0] * truth_luck * belief.sigma + luck[1] * noise_luck * se
        post = posterior.random_effects(np.append(effects, y), np.append(std_errors, se))
        new = (last or EffectPrior.from_posterior)(post)
        tail = 2 * stats.norm.sf(abs(y - belief.mu), scale=np.hypot(belief.sigma, wide * se))
        return [belief.mu, belief.sigma, n, y, tail, new.mu, new.sigma][out]

    return round_trip


def of_mu(post):
    return EffectPrior(post.mu.mean, post.mu.sd)


def last_market(post):
    return EffectPrior(post.theta.mean[-1], post.theta.sd[-1])


RIGHT = {
    "18.1": [simulated],
    "18.2": [("larger", 34), ["larger", 80]],
    "18.3": [
        lambda a, b: (np.mean(np.sum(a - b, 1)), stats.sem(np.sum(a - b, 1))),
        lambda a, b: (
            (a.sum() - b.sum()) / len(a),
            np.std((a - b) @ np.ones(a.shape[1]), ddof=1) / len(a) ** 0.5,
        ),
    ],
    "18.4": [(400.0, 0.18166), [400, 0.1817]],
    "18.5": ["b, c, a", "BCA"],
    "18.6": [trip(), lambda *case: np.array(trip()(*case))],
}
WRONG = {
    "18.1": {
        "nothing moved": lambda m, s, t, y, e: (m, np.hypot(s, t)),
        "variance of mu": lambda m, s, t, y, e: (
            simulated(m, s, t, y, e)[0],
            1 / (s**-2 + 1 / (t**2 + e**2)),
        ),
        "sd of mu": lambda m, s, t, y, e: (
            simulated(m, s, t, y, e)[0],
            1 / np.sqrt(s**-2 + 1 / (t**2 + e**2)),
        ),
        "the market itself": lambda m, s, t, y, e: (
            (m / (s**2 + t**2) + y / e**2) / (1 / (s**2 + t**2) + 1 / e**2),
            (1 / (s**2 + t**2) + 1 / e**2) ** -0.5,
        ),
        "no tau in the gain": lambda m, s, t, y, e: (
            m + s**2 / (s**2 + e**2) * (y - m),
            np.sqrt(1 / (s**-2 + e**-2) + t**2),
        ),
        "plain update": lambda m, s, t, y, e: (
            (m / s**2 + y / e**2) / (s**-2 + e**-2),
            (s**-2 + e**-2) ** -0.5,
        ),
        "sum of sds": lambda m, s, t, y, e: (
            simulated(m, s, t, y, e)[0],
            1 / np.sqrt(s**-2 + 1 / (t**2 + e**2)) + t,
        ),
        "plain mean": lambda m, s, t, y, e: ((m + y) / 2, simulated(m, s, t, y, e)[1]),
        "only the mean": lambda m, s, t, y, e: simulated(m, s, t, y, e)[0],
    },
    "18.2": {"smaller": ("smaller", 90), "same": ("same", 50), "20": ("larger", 20)},
    "18.3": {
        "size alone": lambda a, b: (abs(np.mean(np.sum(a - b, 1))), stats.sem(np.sum(a - b, 1))),
        "down the columns": lambda a, b: (np.mean(np.sum(a - b, 0)), stats.sem(np.sum(a - b, 0))),
        "root of squares": lambda a, b: (
            np.mean(a.sum(1) - b.sum(1)),
            np.hypot(stats.sem(a.sum(1)), stats.sem(b.sum(1))),
        ),
        "all rounds": lambda a, b: (
            np.mean(np.sum(a - b, 1)),
            a.shape[1] * np.std(a - b, ddof=1) / a.size**0.5,
        ),
        "sd": lambda a, b: (np.mean(np.sum(a - b, 1)), np.std(np.sum(a - b, 1), ddof=1)),
        "ddof": lambda a, b: (np.mean(np.sum(a - b, 1)), np.std(np.sum(a - b, 1)) / len(a) ** 0.5),
        "b - a": lambda a, b: (np.mean(np.sum(b - a, 1)), stats.sem(np.sum(b - a, 1))),
        "a round": lambda a, b: (np.mean(a - b), stats.sem(np.mean(a - b, 1))),
        "a t value": lambda a, b: tuple(stats.ttest_rel(a.sum(1), b.sum(1)))[:2],
    },
    "18.4": {
        "two arms counted twice": (282.84, 0.1617),
        "noise": (400, 0.0894),
        "one market": (15250, 0.5021),
        "one arm": (565.685, 0.1688),
        "variance": (400, 0.033),
        "squared": (3200, 0.2648),
        "n only": 400,
        "guess": (1000, 0.2),
    },
    "18.5": {"average": "a c a", "stop": "b b b", "nowhere": "b c c", "more": "b a a", "few": "c c a"},
    "18.6": {
        "mu": trip(prior=of_mu),
        "rounded": trip(
            prior=lambda p: EffectPrior(round(float(p.theta_new.mean), 1), round(float(p.theta_new.sd), 1))
        ),
        "one arm": trip(noise=1.0),
        "no luck": trip(luck=(0, 1)),
        "no noise": trip(luck=(1, 0)),
        "mu at the end": trip(last=of_mu),
        "that market": trip(last=last_market),
        "fixed n": trip(size=lambda *_: 400),
        "five numbers": trip(out=slice(5)),
        "tail of effects": trip(wide=0.0),
    },
}
