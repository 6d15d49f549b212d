"""Right answers to chapter 9, each written differently from its sheet and from the checker."""

from __future__ import annotations

import math

import numpy as np
from scipy import stats


def merged_kicks(position, momentum, step_size, steps, mean, sd):
    """Half a kick, then drifts and whole kicks, half of the last taken back."""
    slope = lambda x: (mean - x) / sd**2  # noqa: E731
    x, r = 1.0 * position, momentum + 0.5 * step_size * slope(position)
    for _ in range(steps):
        x = x + step_size * r
        r = r + step_size * slope(x)
    return x, r - 0.5 * step_size * slope(x)


def by_matrix(position, momentum, step_size, steps, mean, sd):
    """One step is linear: a 2 × 2 matrix a coordinate, to a power."""
    out = []
    for x, r, m, s in zip(position, momentum, mean, sd, strict=True):
        kick = np.array([[1, 0], [-step_size / 2 / s**2, 1]])
        step = kick @ np.array([[1, step_size], [0, 1]]) @ kick
        out.append(np.linalg.matrix_power(step, steps) @ [x - m, r] + [m, 0])
    return list(np.array(out).T)


def in_standard_units(mean, sd, step_size, steps, draws, rng):
    """The same motion for z = (x − mean)/sd, with steps over sd; a chain of four, laid side by side."""
    z, size, kept = np.zeros(4), step_size / sd, []
    for _ in range(draws // 4):
        r = rng.normal(size=4)
        old, now, p = 0.5 * (z * z + r * r), z, r
        for _ in range(steps):
            half = p - 0.5 * size * now
            now = now + size * half
            p = half - 0.5 * size * now
        z = np.where(rng.random(4) < np.exp(old - 0.5 * (now * now + p * p)), now, z)
        kept.append(mean + sd * z)
    return {"x": np.array(kept).T}


def independent(mean, sd, step_size, steps, draws, rng):  # noqa: ARG001
    """An honest sampler of another kind."""
    return {"x": stats.norm(mean, sd).ppf(rng.random(draws))}


def original_in_a_loop(coefficients, means, sds):
    intercept, slopes = coefficients[0], []
    for b, m, s in zip(coefficients[1:], means, sds, strict=True):
        slopes.append(b / s)
        intercept -= b * m / s
    return [intercept, *slopes]


def original_by_two_points(coefficients, means, sds):
    """What the line says at 0, and one unit further in each direction."""
    line = lambda x: coefficients[0] + np.sum(coefficients[1:] * (x - means) / sds)  # noqa: E731
    zero = line(np.zeros(len(means)))
    return np.array([zero, *(line(row) - zero for row in np.eye(len(means)))])


def campaign_model(mistake="", by_hand=False, vector=False):
    import pymc as pm
    import pytensor.tensor as pt

    rng = np.random.default_rng(42)
    age, voucher = rng.normal(55, 12, size=200), rng.normal(100, 30, size=200)
    out = rng.binomial(1, 1 / (1 + np.exp(-(-3 + 0.04 * age + 0.015 * voucher))), size=200)
    a, v = ((x - np.mean(x)) / np.std(x) for x in (age, voucher))
    sd = {
        "variance_for_sd": 4,
        "sd_taken_for_variance": 2**0.5,
        "prior_as_precision": 2**-0.5,
        "wide_priors": 10,
        "unit_priors": 1,
    }
    if mistake == "raw_predictors":
        a, v = age, voucher
    if mistake == "predictors_exchanged":
        a, v = v, a
    if mistake == "outcome_turned":
        out = 1 - out
    with pm.Model() as model:
        if vector:
            b = pm.Normal("b", 0, 2, shape=3)
            b0, b1, b2 = (
                pm.Deterministic(n, b[i]) for i, n in enumerate(("intercept", "b_age", "b_voucher"))
            )
        else:
            b0, b1, b2 = (pm.Normal(n, 0, sd.get(mistake, 2)) for n in ("intercept", "b_age", "b_voucher"))
        eta = b0 + b1 * a + b2 * v
        if by_hand:
            pm.Potential("seen", (eta * out - pt.softplus(eta)).sum())
            pm.Normal("unused", 0, 1, observed=np.zeros(1))
        elif mistake == "logit_twice":
            pm.Bernoulli("out", logit_p=pm.math.sigmoid(eta), observed=out)
        elif mistake == "logit_forgotten":
            pm.Normal("out", eta, 1, observed=out)
        else:
            pm.Bernoulli("out", p=pm.math.sigmoid(eta), observed=out)
    return model


def voucher_pair(as_list=False):
    rng = np.random.default_rng(9)
    b = rng.multivariate_normal([0.633, 0.770], [[0.0254, 0.0053], [0.0053, 0.0309]], size=4000)
    earned = [
        [(260 - v) / (1 + math.exp(-(p + q * (v - 100.6) / 30.5))) - 60 for v in (90, 110, 130)] for p, q in b
    ]
    wins = sum(row[1] == max(row) for row in earned) / 4000
    loss = sum(max(row) - row[1] for row in earned) / 4000
    return [round(wins, 3), round(loss, 3)] if as_list else (wins, loss)


RIGHT = {
    "09.1": [merged_kicks, by_matrix],
    "09.2": [in_standard_units, independent],
    "09.3": [original_in_a_loop, original_by_two_points],
    "09.4": [campaign_model, campaign_model(by_hand=True), campaign_model(vector=True)],
    "09.5": ["bac", {"age": "b", "ground": "a", "advice": "c"}],
    "09.6": [("Short", 33), ["at about 0.4, twice the short standard deviation", 90.0]],
    "09.7": [voucher_pair(), voucher_pair(as_list=True)],
}
SAMPLERS = {"09.2": lambda seed: in_standard_units}  # noqa: ARG005
MISTAKEN_MODELS = {"09.4": campaign_model}
EQUIVALENT: dict[str, dict[str, str]] = {
    "09.7": {"mine = profit.mean(axis=0).argmax() :: mean → sum at 7": "the largest sum is the largest mean"}
}
