"""A class's answers to chapter 17."""

from __future__ import annotations

import numpy as np
from scipy import stats

from helpers import planning, posterior
from helpers.datasets import load
from helpers.priors import Flat, Normal

TABLE = load("eight_markets")
Y, S = TABLE["effect"].to_numpy(), TABLE["std_error"].to_numpy()
SE = 4 * np.sqrt(2 / 634)
POST = posterior.random_effects(np.append(Y, 0.16), np.append(S, SE))
PAYS, WORKS = float(POST.theta.prob_above(0.2)[-1]), float(POST.theta_new.prob_above(0))
LIFT = Normal(0.005, 0.012)
SIGMA = float(planning.binary_sigma(0.10, 0.005))
ASSURED = float(planning.assurance(LIFT, 40_000, SIGMA, analysis_prior=Flat()))
FOUND = 100 * float(planning.minimum_detectable_effect(40_000, SIGMA))


def by_simulation(mean, sd, n_per_arm, sigma, threshold):
    rng = np.random.default_rng(1)
    se = sigma * np.sqrt(2 / n_per_arm)
    estimates = rng.normal(rng.normal(mean, sd, 400_000), se)
    return np.mean(estimates > stats.norm.ppf(threshold) * se)


def with_z(z=lambda t: stats.norm.ppf(t), arms=2, spread=np.hypot, bar="se"):
    """Assurance, with whatever a class changes in it."""

    def assurance(mean, sd, n_per_arm, sigma, threshold):
        se = sigma * np.sqrt(arms / n_per_arm)
        total = spread(sd, se)
        return stats.norm.cdf((mean - z(threshold) * {"se": se, "total": total, "sd": sd}[bar]) / total)

    return assurance


def in_a_loop(z=1.6448536269514722, arms=2, cap=200_000, belief=True, start=0, step=1):
    def visitors_for(mean, sd, sigma, target):
        n = start
        while n < cap:
            n += step
            se = sigma * (arms / n) ** 0.5
            spread = (sd**2 + se**2) ** 0.5 if belief else se
            if NORMAL.cdf((mean - z * se) / spread) >= target:
                return n
        return 0

    return visitors_for


class NORMAL:
    """Φ by the error function, which a loop can afford."""

    @staticmethod
    def cdf(x):
        from math import erf

        return 0.5 * (1 + erf(x / 2**0.5))


def all_at_once(mean, sd, sigma, target):
    n = np.arange(1, 50_001)
    se = sigma * np.sqrt(2 / n)
    good = stats.norm.cdf((mean - stats.norm.ppf(0.95) * se) / np.sqrt(sd**2 + se**2)) >= target
    return n[good][0] if good.any() else 0


def assured(n=40_000, sigma=SIGMA, threshold=0.95, analysis=Flat()):
    return planning.assurance(LIFT, n, sigma, threshold, analysis)


RIGHT = {
    "17.1": [with_z(), with_z(z=lambda t: -stats.norm.ppf(1 - t))],
    "17.2": [("little", 60), ("little", "60 %")],
    "17.3": [in_a_loop(), in_a_loop(1.645), all_at_once],
    "17.4": [(ASSURED, FOUND), np.array([ASSURED, FOUND]), (round(ASSURED, 4), round(FOUND, 4))],
    "17.5": [(PAYS, WORKS), [round(PAYS, 3), round(WORKS, 3)], np.array([PAYS, WORKS])],
    "17.6": ["bca", "b, c, a", ("b", "c", "a")],
}
WRONG = {
    "17.1": {
        "simulated": by_simulation,
        "one arm": with_z(arms=1),
        "n in all": with_z(arms=4),
        "two-sided": with_z(z=lambda t: stats.norm.ppf(1 - (1 - t) / 2)),
        "threshold forgotten": with_z(z=lambda t: 0.0),
        "threshold for z": with_z(z=lambda t: t),
        "always 1.645": with_z(z=lambda t: 1.645),
        "sum of sds": with_z(spread=lambda a, b: a + b),
        "noise only": with_z(spread=lambda a, b: b),
        "belief only": with_z(spread=lambda a, b: a),
        "variance": with_z(spread=lambda a, b: a**2 + b**2),
        "z of the predictive": with_z(bar="total"),
        "z of belief": with_z(bar="sd"),
        "failure": lambda *plan: 1 - with_z()(*plan),
        "one": lambda *plan: 1.0,
        "ceiling": lambda mean, sd, n, sigma, threshold: stats.norm.cdf(mean / sd),
        "prior analyses": lambda mean, sd, n, sigma, t: planning.assurance(Normal(mean, sd), n, sigma, t),
        "sd for variance": with_z(spread=lambda a, b: np.sqrt(a + b**2)),
    },
    "17.2": {"much": ("much", 60), "all": ("all", 90), "10": ("little", 10)},
    "17.3": {
        "one more": lambda *a: all_at_once(*a) + (all_at_once(*a) > 0),
        "one less": lambda *a: max(all_at_once(*a) - 1, 0),
        "arms only": in_a_loop(1.96, 2, belief=False),
        "quantile only": in_a_loop(1.645, 1, belief=False),
        "as received": in_a_loop(1.96, 1, belief=False),
        "two-sided": in_a_loop(1.959963984540054),
        "1.96": in_a_loop(1.96),
        "one arm": in_a_loop(arms=1),
        "one arm, two-sided": in_a_loop(1.96, 1),
        "power": in_a_loop(belief=False),
        "in all": lambda *a: 2 * all_at_once(*a),
        "in tens": in_a_loop(step=10),
        "no threshold": in_a_loop(0.0),
        "None for none": lambda *a: all_at_once(*a) or None,
        "prior analyses": lambda m, s, g, t: (
            planning.sample_size(Normal(m, s), t, g) if t < Normal(m, s).prob_above(0) else 0
        ),
        "the chance": lambda m, s, g, t: stats.norm.cdf(m / s),
    },
    "17.4": {
        "power, two-sided": (
            planning.power(0.005, 40_000, SIGMA, 0.975),
            100 * planning.minimum_detectable_effect(40_000, SIGMA, 0.8, 0.975),
        ),
        "failure": (1 - ASSURED, FOUND),
        "assurance alone": ASSURED,
        "swapped": (FOUND, ASSURED),
        "80 000 each": (assured(80_000), 100 * planning.minimum_detectable_effect(80_000, SIGMA)),
        "20 000 each": (assured(20_000), 100 * planning.minimum_detectable_effect(20_000, SIGMA)),
        "variance": (assured(sigma=SIGMA**2), 100 * planning.minimum_detectable_effect(40_000, SIGMA**2)),
        "two-sided": (
            assured(threshold=0.975),
            100 * planning.minimum_detectable_effect(40_000, SIGMA, 0.8, 0.975),
        ),
        "critical": (ASSURED, 100 * planning.minimum_detectable_effect(40_000, SIGMA, 0.5)),
        "90 %": (ASSURED, 100 * planning.minimum_detectable_effect(40_000, SIGMA, 0.9)),
        "power": (planning.power(0.005, 40_000, SIGMA), FOUND),
        "ceiling": (LIFT.prob_above(0), FOUND),
        "prior analyses": (assured(analysis="design"), FOUND),
        "a share": (ASSURED, FOUND / 100),
        "relative": (ASSURED, FOUND / 0.10),
    },
    "17.5": {
        "alone": (stats.norm.sf(0.2, 0.16, SE), WORKS),
        "above zero": (POST.theta.prob_above(0)[-1], WORKS),
        "old ceiling": (PAYS, posterior.random_effects(Y, S).theta_new.prob_above(0)),
        "average": (PAYS, POST.mu.prob_above(0)),
        "new for ninth": (POST.theta_new.prob_above(0.2), WORKS),
        "not": (1 - PAYS, WORKS),
        "swapped": (WORKS, PAYS),
        "first market": (POST.theta.prob_above(0.2)[0], WORKS),
        "estimate": (PAYS, POST.new_estimate(SE).prob_above(0)),
        "both pay": (PAYS, POST.theta_new.prob_above(0.2)),
        "percent": (100 * PAYS, 100 * WORKS),
    },
    "17.6": {
        "power": "a a b",
        "effect": "c c a",
        "vote": "b b a",
        "more visitors": "b c b",
        "prior": "b c c",
        "wrong ground": "b a a",
    },
}
