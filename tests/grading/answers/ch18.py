"""Right answers to chapter 18, each written differently from its sheet and from the checker."""

from __future__ import annotations

import numpy as np
from scipy import stats

from helpers import borrowing, planning, posterior
from helpers.distributions import EffectPrior


def by_precisions(mean, sd, tau, estimate, std_error):
    """Precisions of the belief and of the witness."""
    old, new = 1 / sd**2, 1 / (std_error**2 + tau**2)
    return (old * mean + new * estimate) / (old + new), np.sqrt(1 / (old + new) + tau**2)


def by_joint_normal(mean, sd, tau, estimate, std_error):
    """Condition the joint Normal of (next effect, estimate)."""
    shared, noisy = sd**2, sd**2 + tau**2 + std_error**2
    return [mean + shared / noisy * (estimate - mean), (shared + tau**2 - shared**2 / noisy) ** 0.5]


def by_totals(first, second):
    gaps = np.array([sum(a) - sum(b) for a, b in zip(first, second, strict=True)])
    return [np.mean(gaps), np.sqrt(np.var(gaps, ddof=1) / gaps.size)]


def by_squares(first, second):
    gaps = np.sum(first, axis=1) - np.sum(second, axis=1)
    n = len(gaps)
    squares = np.sum(gaps**2) - n * np.mean(gaps) ** 2
    return float(gaps.mean()), float(np.sqrt(squares / (n * (n - 1))))


def on_a_grid():
    n = np.arange(50, 5000)
    variance = (0.25 + 32 / n) * (5000 + 4 * n) / 66_000
    best = int(variance.argmin())
    return n[best], variance[best] ** 0.5


def station_by_station(effects, std_errors, sigma, target, truth_luck, noise_luck):
    prior = posterior.random_effects(effects, std_errors).theta_new
    mean, sd = float(prior.mean), float(prior.sd)
    n = planning.sample_size(EffectPrior(mean, sd), target, sigma)
    se = sigma * (2 / n) ** 0.5
    result = mean + sd * truth_luck + se * noise_luck
    after = posterior.random_effects([*effects, result], [*std_errors, se]).theta_new
    tail = 2 * stats.norm.sf(abs(result - mean) / (sd**2 + se**2) ** 0.5)
    return [mean, sd, n, result, tail, after.mean, after.sd]


def by_the_smallest_n(effects, std_errors, sigma, target, truth_luck, noise_luck):
    belief = EffectPrior.from_posterior(posterior.random_effects(effects, std_errors))
    n = np.arange(1, 100_000)
    n = int(n[np.argmax(planning.assurance(belief, n, sigma) >= target)])
    se = planning.standard_error(n, sigma)
    y = belief.mu + truth_luck * belief.sigma + noise_luck * se
    new = EffectPrior.from_posterior(
        posterior.random_effects(np.concatenate([effects, [y]]), np.concatenate([std_errors, [se]]))
    )
    tail = borrowing.conflict_tail(y, EffectPrior(belief.mu, np.hypot(se, belief.sigma)))
    return np.array([belief.mu, belief.sigma, n, y, tail, new.mu, new.sigma])


RIGHT = {
    "18.1": [by_precisions, by_joint_normal],
    "18.2": [("Larger", 60), ["larger, in most of them", 90.0]],
    "18.3": [by_totals, by_squares],
    "18.4": [on_a_grid(), (400, 0.182)],
    "18.5": ["bca", {"known": "b", "why": "c", "advice": "a"}],
    "18.6": [station_by_station, by_the_smallest_n],
}
EQUIVALENT: dict[str, dict[str, str]] = {
    "18.4": {
        "sigma, tau, fixed, visitor, budget = 4.0, 0.5, 5000, 2, 66_000 :: 66000 → 66001 at 56": (
            "one euro in 66 000 is not to be seen in three decimals"
        ),
        "design = n, np.sqrt((tau**2 + 2 * sigma**2 / n) / K) :: operands swapped at 34": (
            "4² and 2⁴ are both 16"
        ),
    },
}
