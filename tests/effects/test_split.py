"""The sample-ratio check: against SciPy's tests, by listing every split, and by what a p-value promises."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from helpers.effects import sample_ratio_mismatch
from helpers.effects.split import _exact, _simulated


def test_the_numbers_of_the_course() -> None:
    assert sample_ratio_mismatch([5814, 5222, 6414]) < 1e-26
    assert sample_ratio_mismatch([4850, 5150]) == pytest.approx(0.0027, abs=5e-6)
    assert _exact(np.array([4850.0, 5150]), np.array([0.5, 0.5])) == pytest.approx(0.0028, abs=2e-5)


@given(st.lists(st.integers(20, 5000), min_size=2, max_size=6))
def test_many_visitors_are_pearsons_test(counts) -> None:
    assert sample_ratio_mismatch(counts) == pytest.approx(
        stats.chisquare(counts).pvalue, rel=1e-9, abs=1e-300
    )
    shares = np.arange(2, len(counts) + 2) / sum(range(2, len(counts) + 2))
    if (sum(counts) * shares > 5).all():
        expected = stats.chisquare(counts, sum(counts) * shares).pvalue
        assert sample_ratio_mismatch(counts, shares) == pytest.approx(expected, rel=1e-9, abs=1e-300)


@settings(max_examples=60)
@given(st.integers(0, 60), st.integers(0, 60), st.floats(0.001, 0.999))
def test_few_visitors_in_two_arms_are_the_binomial_test(a, b, share) -> None:
    total = a + b
    if total == 0 or min(share, 1 - share) * total >= 5:
        return
    expected = stats.binomtest(a, total, share).pvalue
    assert sample_ratio_mismatch([a, b], [share, 1 - share]) == pytest.approx(expected, rel=1e-6, abs=0)


@pytest.mark.parametrize(
    ("counts", "shares"),
    [
        ([3, 0, 1], None),
        ([2, 2, 2], None),
        ([0, 5, 1], (0.2, 0.5, 0.3)),
        ([4, 1, 0, 2], (0.4, 0.3, 0.2, 0.1)),
    ],
)
def test_few_visitors_in_more_arms_by_listing_every_split(counts, shares) -> None:
    total, K = sum(counts), len(counts)
    p = np.full(K, 1 / K) if shares is None else np.array(shares)
    splits = [s for s in itertools.product(range(total + 1), repeat=K) if sum(s) == total]
    chances = stats.multinomial.pmf(splits, total, p)
    seen = stats.multinomial.pmf(counts, total, p)
    expected = chances[chances <= seen * (1 + 1e-7)].sum()
    assert sample_ratio_mismatch(counts, shares) == pytest.approx(expected, rel=1e-9, abs=0)


def test_two_like_counts_are_no_mismatch_and_one_visitor_proves_nothing() -> None:
    assert sample_ratio_mismatch([1, 0]) == 1
    assert sample_ratio_mismatch([2, 2, 2]) == pytest.approx(1)
    assert sample_ratio_mismatch([700, 700]) == 1
    assert sample_ratio_mismatch([0, 10**6]) == 0


def test_a_small_arm_beside_a_very_large_one() -> None:
    """The small arm is Poisson then; the large one costs no time and no digits that matter."""
    found = sample_ratio_mismatch([10**12 - 9, 9], [1 - 1e-12, 1e-12])
    mass = stats.poisson.pmf(np.arange(60), 1.0)
    assert found == pytest.approx(mass[mass <= mass[9] * (1 + 1e-6)].sum(), rel=0.02, abs=0)


def test_the_order_of_arms_does_not_matter_and_a_batch_is_each() -> None:
    counts, shares = np.array([2, 9, 30]), np.array([0.1, 0.3, 0.6])
    turned = [2, 0, 1]
    assert sample_ratio_mismatch(counts, shares) == pytest.approx(
        sample_ratio_mismatch(counts[turned], shares[turned]), rel=1e-12, abs=0
    )
    batch = np.array([[[7, 1], [4850, 5150]], [[500, 490], [3, 3]]])
    found = sample_ratio_mismatch(batch)
    assert found.shape == (2, 2)
    for i, j in np.ndindex(2, 2):
        assert found[i, j] == sample_ratio_mismatch(batch[i, j])
    own = sample_ratio_mismatch(batch[0], [[0.5, 0.5], [0.4, 0.6]])
    assert own[1] == sample_ratio_mismatch([4850, 5150], [0.4, 0.6])


def test_simulated_splits_agree_with_listed_ones_and_with_themselves() -> None:
    observed, shares = np.array([1.0, 4, 9]), np.array([0.2, 0.3, 0.5])
    close = float(stats.multinomial.logpmf(observed, 14, shares)) + 1e-9
    simulated, listed = _simulated(14, shares, close), _exact(observed, shares)
    assert abs(simulated - listed) < 5 * math.sqrt(listed * (1 - listed) / 1e5)
    many = [1, 4, 3, 5, 2, 3, 9, 6, 5, 2]
    assert sample_ratio_mismatch(many) == sample_ratio_mismatch(many)
    assert sample_ratio_mismatch(many) == pytest.approx(stats.chisquare(many).pvalue, abs=0.08)


def test_a_right_split_alarms_as_rarely_as_it_promises() -> None:
    rng = np.random.default_rng(2)
    large = sample_ratio_mismatch(rng.multinomial(3000, [0.5, 0.3, 0.2], 4000), [0.5, 0.3, 0.2])
    assert stats.kstest(large, "uniform").pvalue > 1e-3
    small = sample_ratio_mismatch(rng.multinomial(12, [0.6, 0.4], 2000), [0.6, 0.4])
    for level in (0.01, 0.05, 0.2):
        assert (small <= level).mean() < level + 4 * math.sqrt(level / 2000)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((5,), "counts must hold at least 2 arms"),
        (([5],), "counts must hold at least 2 arms"),
        (([0, 0],), "at least one visitor"),
        (([1.5, 2],), "counts must be whole numbers"),
        (([-1, 2],), "counts must not be negative"),
        (([5, 6], [0.5, 0.4]), "shares must add to 1; found 0.9"),
        (([5, 6], [0, 1]), "shares must be above 0"),
        (([5, 6], [0.2, 0.3, 0.5]), "shares must hold one share for each arm of counts, 2"),
    ],
)
def test_impossible_splits_are_refused(arguments, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        sample_ratio_mismatch(*arguments)
