"""No unit of the outcome changes an answer: it is the same in the new unit, or a refusal says to rescale.

Squares overflow or underflow long before the answers do. And sizes: what is large is answered or refused, and
does not end in a MemoryError.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import borrowing, datasets, distributions, effects, heterogeneity, planning, posterior, priors
from helpers.posterior.slopes import _Arm

RNG = np.random.default_rng(3)
TREATED, CONTROL = RNG.normal(3, 2, 9), RNG.normal(2, 1, 7)
Y, S = np.array([0.5, 1.0, 1.4, 0.5, -0.1]), np.array([0.42, 0.36, 0.33, 0.3, 0.25])
FRAME = pd.DataFrame({"y": RNG.normal(size=24), "g": list("aabbcc") * 4, "t": [0, 1] * 12})


def anova(u: float) -> list[float]:
    return heterogeneity.two_way_anova(FRAME.assign(y=FRAME["y"] * u), "y", "g", "t")["F"].tolist()[:3]


def grouped(u: float) -> np.ndarray:
    table = effects.per_group(FRAME.assign(y=FRAME["y"] * u), "g", "y", "t")
    return table[["effect", "std_error"]].to_numpy() / u


def apart(u: float) -> list[float]:
    """One arm in another unit than the other: the larger is all that is left."""
    return [effects.mean_difference(TREATED * u, np.zeros(4)).std_error / u]


def pooled(u: float) -> list[float]:
    found = heterogeneity.pool(Y * u, S * u, "REML", "hksj")
    return [found.mean / u, found.std_error / u, found.ci_high / u, found.tau_squared / u / u, found.q]


def exact(u: float) -> list[float]:
    post = posterior.random_effects(Y * u, S * u, priors.Normal(0, u), priors.HalfNormal(u))
    return [post.mu.mean / u, post.tau.sd / u, post.theta_new.sd / u, post.new_estimate(0.3 * u).sd / u]


def belief(u: float) -> list[float]:
    prior = distributions.NormalMixture([0.3, 0.7], [0.1 * u, 0.6 * u], [0.2 * u, 0.5 * u])
    after = borrowing.update(prior, 0.3 * u, 0.2 * u)
    chance = borrowing.probability_above(prior, 0.3 * u, 0.2 * u, 0.1 * u)
    needed = borrowing.critical_estimate(prior, 0.2 * u) / u
    seen = borrowing.operating_characteristics(prior, [0.3 * u], 0.2 * u)
    return [after.mean / u, after.sd / u, chance, needed, seen.rmse[0] / u, seen.decide[0]]


def planned(u: float) -> list[float]:
    prior = priors.Normal(0.4 * u, 0.5 * u)
    return [planning.assurance(prior, 400, 4 * u), planning.power(0.4 * u, 400, 4 * u)]


def moments(u: float) -> list[float]:
    found = [
        priors.Normal(0.2 * u, u), priors.StudentT(3, 0.2 * u, u), priors.HalfNormal(u), priors.Pareto(3, u),
        priors.Exponential(1 / u), priors.HalfStudentT(5, u), priors.Uniform(-u, u),
        distributions.EffectPrior(0.1 * u, u), distributions.NormalMixture([0.5, 0.5], [-u, u], [u, 2 * u]),
    ]  # fmt: skip
    return [value / u for d in found for value in (d.mean, d.sd, d.quantile(0.9))] + [d.cdf(u) for d in found]


QUESTIONS: dict[str, Callable[[float], Any]] = {
    "mean_difference": lambda u: vars(effects.mean_difference(TREATED * u, CONTROL * u)).values(),
    "one constant arm": apart,
    "per_group": grouped,
    "two_way_anova": anova,
    "pool": pooled,
    "cochran_q": lambda u: [heterogeneity.cochran_q(Y * u, S * u).statistic],
    "tau_squared_interval": lambda u: [e / u / u for e in heterogeneity.tau_squared_interval(Y * u, S * u)],
    "q_exceedance": lambda u: [heterogeneity.q_exceedance(S * u, 0.3 * u, 4.0)],
    "random_effects": exact,
    "shrinkage_weights": lambda u: borrowing.shrinkage_weights(S * u, 0.4 * u),
    "an averaged weight": lambda u: borrowing.shrinkage_weights(S[:2] * u, priors.HalfNormal(0.4 * u)),
    "power_prior": lambda u: [borrowing.power_prior(Y * u, S * u, 0.3).sd / u],
    "matching_alpha": lambda u: [borrowing.matching_alpha(Y * u, S * u, 0.5 * u)],
    "conflict_tail": lambda u: [borrowing.conflict_tail(0.3 * u, priors.Normal(u, 0.5 * u))],
    "beliefs": belief,
    "planning": planned,
    "moments": moments,
}
IN_UNITS = {"mean_difference"}  # their answers are in the unit


@cache  # every example asks for the unit 1
def asked(name: str, unit: float) -> np.ndarray:
    found = np.asarray(list(QUESTIONS[name](unit)), dtype=float)
    return found / unit if name in IN_UNITS else found


@pytest.mark.slow
@pytest.mark.parametrize("name", QUESTIONS)
@settings(max_examples=25)
@given(exponent=st.integers(-1000, 1000))
def test_no_unit_of_the_outcome_matters(name: str, exponent: int) -> None:
    refusal = ""
    try:
        np.testing.assert_allclose(asked(name, 2.0**exponent), asked(name, 1.0), rtol=1e-7, atol=1e-13)
    except ValueError as error:
        refusal = str(error)
    assert not refusal or "rescale" in refusal
    assert not refusal or abs(exponent) > 100  # 1e30 either way is answered


@given(st.floats(1e-6, 1e15), st.floats(-300, 300))
def test_moments_of_student_and_gamma_have_all_their_digits(shape: float, exponent: float) -> None:
    """E|T| and E τ of large shapes: √(2/π) and √(rate/shape), less what their next terms say."""
    scale = 10.0**exponent
    half, gamma = priors.HalfStudentT(2.1 + shape, scale), priors.GammaPrecision(1.1 + shape, scale)
    assert half.sd > 0
    assert gamma.sd > 0
    if shape > 1e7:
        assert half.mean / scale == pytest.approx(np.sqrt(2 / np.pi), rel=2 / shape)
        assert half.sd / scale == pytest.approx(np.sqrt(1 - 2 / np.pi), rel=5 / shape)
        assert gamma.mean / np.sqrt(scale) * np.sqrt(shape) == pytest.approx(1, rel=2 / shape)
        assert gamma.sd * 2 * shape / np.sqrt(scale) == pytest.approx(1, rel=5 / shape)


@pytest.mark.parametrize("tiny", [1e-3, 1e-100, 1e-200, 1e-300])
def test_a_beta_of_nearly_nothing_is_a_coin(tiny: float) -> None:
    assert priors.Beta(tiny, tiny).sd == pytest.approx(0.5 / np.sqrt(1 + 2 * tiny), rel=1e-12)


@pytest.mark.parametrize("df", [1e3, 1e5, 1e8, 1e12, 1e20, 1e300])
def test_a_student_prior_of_many_degrees_of_freedom_is_a_normal(df: float) -> None:
    student = posterior.random_effects(Y, S, priors.StudentT(df, 0.2, 0.7))
    normal = posterior.random_effects(Y, S, priors.Normal(0.2, 0.7))
    close = 10 / df + 1e-10
    assert student.mu.mean == pytest.approx(normal.mu.mean, rel=close)
    assert student.log_evidence == pytest.approx(normal.log_evidence, abs=close)


@pytest.mark.parametrize(
    ("y", "n"), [(3, 10), (1, 10**10), (10**10 - 1, 10**10), (7 * 10**9, 10**10), (50, 10**12)]
)
def test_a_binomial_of_any_size_has_its_curvature(y: int, n: int) -> None:
    """About its peak it falls like a Normal with Woolf's standard error, and it is steeper nowhere."""
    arm = _Arm(float(y), float(n))
    peak = np.log(y / (n - y))
    error = np.sqrt(1 / y + 1 / (n - y))
    step = error * np.array([-1e-2, 1e-2])
    fall = arm.log_likelihood(np.array([peak])) - arm.log_likelihood(peak + step)
    assert fall == pytest.approx([0.5e-4, 0.5e-4], rel=2e-2)
    assert arm.low < peak < arm.high
    ends = arm.log_likelihood(np.array([peak])) - arm.log_likelihood(np.array([arm.low, arm.high]))
    assert (ends > 30).all()


def test_large_arms_have_exact_slopes() -> None:
    n = 10**10
    found = posterior.varying_slopes([4 * 10**9], [n], [3 * 10**9], [n])
    p, q = 0.4, 0.3
    assert found.slopes.mean[0] == pytest.approx(np.log(p / (1 - p)) - np.log(q / (1 - q)), abs=1e-7)
    woolf = np.sqrt(1 / (n * p * (1 - p)) + 1 / (n * q * (1 - q)))
    assert found.slopes.sd[0] == pytest.approx(woolf, rel=1e-4)


# What would take more memory or time than there is, and the argument to blame.
TOO_LARGE: dict[str, tuple[str, Callable[[], Any]]] = {
    "unlike slopes": ("events_t", lambda: posterior.varying_slopes([5 * 10**9], [10**10], [30], [100])),
    "slopes far apart": (
        "events_t",
        lambda: posterior.varying_slopes([9 * 10**9, 10**9], [10**10] * 2, [5 * 10**9] * 2, [10**10] * 2),
    ),
    "visitors of a market": ("n_per_arm", lambda: datasets.simulate_markets(n_per_arm=10**10)),
    "visitors of two": ("n_per_arm", lambda: datasets.simulate_binary_markets(n_per_arm=[10, 10**13])),
    "markets": ("K", lambda: datasets.simulate_markets(K=10**10)),
    "binary markets": ("K", lambda: datasets.simulate_binary_markets(K=10**10)),
    "a segment": ("visitors", lambda: datasets.simulate_segments(visitors={"new": 10**10})),
    "segments": ("visitors", lambda: datasets.simulate_segments(visitors=dict.fromkeys("abcde", 10**7))),
    "replications": (
        "replications",
        lambda: planning.planning_loop(planning.Programme(0.4, 0.5, 4, 400, 2), 10**10, 1),
    ),
    "rounds": (
        "rounds",
        lambda: planning.planning_loop(planning.Programme(0.4, 0.5, 4, 400, 10**8), 1, 1),
    ),
    "eigenvalues": ("std_errors", lambda: heterogeneity.q_exceedance(np.ones(10**5), 0.3, 4.0)),
    "a new arm": ("trials", lambda: posterior.beta_binomial([3], [10]).new_count(10**16)),
    "an arm": ("n_t", lambda: effects.log_odds_ratio(1, 10**13, 1, 10)),
}


@pytest.mark.parametrize("what", TOO_LARGE)
def test_what_is_too_large_is_refused_by_name(what: str) -> None:
    argument, ask = TOO_LARGE[what]
    with pytest.raises(ValueError, match=rf"\b{argument}\b"):
        ask()


@pytest.mark.slow
@pytest.mark.parametrize("method", ["REML", "ML"])
def test_many_studies_are_scanned_in_parts(method: str) -> None:
    rng = np.random.default_rng(1)
    s = rng.uniform(0.05, 1.0, 200_000)
    y = rng.normal(0.2, np.hypot(0.3, s))
    assert heterogeneity.tau_squared(y, s, method) == pytest.approx(0.09, rel=0.02)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arms", "trials"),
    [
        pytest.param(
            arms, trials, marks=[] if (i, trials) in {(0, 10**7), (1, 10**14)} else pytest.mark.certify
        )
        for i, arms in enumerate([([30, 50, 55], [1000] * 3), ([1, 0, 2], [200, 150, 300])])
        for trials in (10**7, 10**10, 10**14)
    ],
)
def test_a_count_of_many_trials_is_the_rate_times_the_trials(arms: Any, trials: int) -> None:
    post = posterior.beta_binomial(*arms)
    count, q = post.new_count(trials), np.array([0.1, 0.5, 0.9])
    assert count.quantile(q) / trials == pytest.approx(post.rate_new.quantile(q), rel=1e-3, abs=30 / trials)
    x = count.quantile(np.array([0.2, 0.8]))
    tail = borrowing.conflict_tail(x, count)
    assert ((tail > 0) & (tail <= 1)).all()
