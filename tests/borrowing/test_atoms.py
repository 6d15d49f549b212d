"""Counts have atoms: their tails count both ends, and nothing that needs a density takes them for one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.borrowing import (
    conflict_tail,
    critical_estimate,
    operating_characteristics,
    probability_above,
    robust_mixture,
    shrinkage_weights,
    update,
)
from helpers.distributions.stack import Stack
from helpers.planning import (
    Programme,
    assurance,
    assurance_ceiling,
    best_sample_size,
    expected_gain,
    power,
    sample_size,
)
from helpers.posterior import beta_binomial, random_effects
from helpers.posterior.rates.new_count import SUMMED
from helpers.priors import Beta, HalfNormal, MeanConcentration, Normal

ARMS = [
    ([4, 3, 2, 1], [10, 20, 30, 40], "improper"),
    ([1, 0, 2, 0, 1], [200, 150, 300, 120, 250], "improper"),
    ([12, 15, 9, 11], [400] * 4, "improper"),
    ([0, 0], [5, 9], MeanConcentration(Beta(1, 9), HalfNormal(30))),
    ([7, 9], [7, 9], MeanConcentration(Beta(2, 2), HalfNormal(5))),
    ([19_000, 21_000], [10**5] * 2, "improper"),
]
POSTERIORS = [beta_binomial(*arms) for arms in ARMS]


def tail_by_sums(count: Any, x: np.ndarray) -> np.ndarray:
    """P(|X − median| ≥ |x − median|), count by count."""
    k = np.arange(count.trials + 1)
    p, median = count.pdf(k), count.quantile(0.5)
    return np.array([p[np.abs(k - median) >= abs(each - median) - 1e-9].sum() for each in x])


@pytest.mark.slow
@settings(max_examples=60)
@given(
    st.integers(0, len(ARMS) - 1), st.integers(1, 400), st.integers(-3, 410), st.sampled_from([0, 0.5, 0.3])
)
def test_a_conflict_is_the_sum_over_counts_as_far_away(which: int, trials: int, x: int, part: float) -> None:
    count = POSTERIORS[which].new_count(trials)
    at = np.array([x + part])
    assert conflict_tail(at, count) == pytest.approx(
        np.minimum(tail_by_sums(count, at), 1), rel=1e-9, abs=1e-13
    )


@pytest.mark.parametrize("which", range(len(ARMS)))
def test_every_count_of_few_trials_and_of_many(which: int, monkeypatch: pytest.MonkeyPatch) -> None:
    few = POSTERIORS[which].new_count(60)
    x = np.arange(61)
    right = np.minimum(tail_by_sums(few, x), 1)
    assert conflict_tail(x, few) == pytest.approx(right, rel=1e-9, abs=1e-13)
    assert conflict_tail(few.quantile(0.5), few) == 1
    monkeypatch.setattr("helpers.posterior.rates.new_count.SUMMED", 1)
    assert conflict_tail(x, POSTERIORS[which].new_count(60)) == pytest.approx(right, rel=1e-6, abs=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("trials", [1, 37, SUMMED + 500, 10**10])
@pytest.mark.parametrize("which", range(len(ARMS)))
def test_at_least_and_above_differ_by_the_atom(which: int, trials: int) -> None:
    count = POSTERIORS[which].new_count(trials)
    y = np.unique(count.quantile([0.02, 0.3, 0.5, 0.9]))
    assert count.prob_at_least(y) == pytest.approx(1 - count.cdf(y - 1), rel=1e-6, abs=1e-9)
    assert (count.prob_at_least(y) >= count.prob_above(y)).all()
    assert count.prob_at_least(y - 0.5) == pytest.approx(count.prob_at_least(y), rel=1e-15)
    assert count.prob_at_least([-1, 0, trials + 1]).tolist() == pytest.approx([1, 1, 0])


def test_a_density_gives_no_weight_to_a_point() -> None:
    post = random_effects([0.5, 1.0, 1.4], [0.4, 0.3, 0.3])
    for found in (Normal(0.4, 0.6), post.theta, post.new_estimate(0.3)):
        assert np.all(found.prob_at_least(0.3) == found.prob_above(0.3))


def test_several_counts_answer_as_one_batch() -> None:
    counts = [post.new_count(40) for post in POSTERIORS[:3]]
    batch = Stack(counts, (3,), "counts")
    assert batch.discrete
    assert conflict_tail([3, 4, 5], batch) == pytest.approx(
        [conflict_tail(x, count) for x, count in zip((3, 4, 5), counts, strict=True)]
    )


TAKES_A_BELIEF: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "update": ("prior", lambda d: update(d, 3.0, 1.0)),
    "probability_above": ("prior", lambda d: probability_above(d, 12, 3.0, 8.5)),
    "critical_estimate": ("prior", lambda d: critical_estimate(d, 3.0)),
    "operating_characteristics": ("prior", lambda d: operating_characteristics(d, [0.0, 5.0], 3.0)),
    "robust_mixture": ("prior", lambda d: robust_mixture(d, 0.5, Normal(0, 1))),
    "robust_mixture, vague": ("vague", lambda d: robust_mixture(Normal(0, 1), 0.5, d)),
    "power": ("analysis_prior", lambda d: power(1.0, 400, 4.0, analysis_prior=d)),
    "assurance": ("prior", lambda d: assurance(d, 400, 4.0)),
    "assurance, analysis": ("analysis_prior", lambda d: assurance(Normal(0, 1), 400, 4.0, analysis_prior=d)),
    "assurance_ceiling": ("prior", assurance_ceiling),
    "sample_size": ("prior", lambda d: sample_size(d, 0.5, 4.0)),
    "expected_gain": ("prior", lambda d: expected_gain(d, 400, 4.0, 1000.0)),
    "best_sample_size": ("prior", lambda d: best_sample_size(d, 4.0, 1000.0)),
    "shrinkage_weights": ("tau", lambda d: shrinkage_weights([0.1, 0.2], d)),
    "random_effects": ("mu_prior", lambda d: random_effects([0.5, 1.0], [0.1, 0.2], mu_prior=d)),
    "random_effects, tau": ("tau_prior", lambda d: random_effects([0.5, 1.0], [0.1, 0.2], tau_prior=d)),
    "Programme": ("mu_prior", lambda d: Programme(0.4, 0.5, 4.0, 400, 2, mu_prior=d)),
}


@pytest.mark.parametrize("name", TAKES_A_BELIEF)
@pytest.mark.parametrize("which", range(3))
def test_no_count_is_taken_for_a_belief_about_an_effect(name: str, which: int) -> None:
    argument, ask = TAKES_A_BELIEF[name]
    with pytest.raises((ValueError, TypeError), match=rf"\b{argument}\b"):
        ask(POSTERIORS[which].new_count(50))
