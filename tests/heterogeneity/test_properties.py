"""What heterogeneity must do whatever the data: symmetries, limits, exact cases, defining equations."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from helpers.heterogeneity import (
    TAU_METHODS,
    cochran_q,
    h_squared,
    i_squared,
    pool,
    tau_squared,
    tau_squared_interval,
)

LIKELIHOOD = ("REML", "ML")
ADJUSTMENTS = (None, "hksj", "hksj-adhoc")


@st.composite
def study_sets(draw, at_least: int = 2):
    K = draw(st.integers(at_least, 9))
    y = draw(st.lists(st.integers(-3000, 3000), min_size=K, max_size=K))
    s = draw(st.lists(st.integers(20, 3000), min_size=K, max_size=K))
    return np.array(y) / 1000, np.array(s) / 1000


methods = st.sampled_from(TAU_METHODS)


def generalised_q(y, s, tau2):
    w = 1 / (s**2 + tau2)
    return (w * (y - (w * y).sum() / w.sum()) ** 2).sum()


def log_likelihoods(y, s, tau2, restricted):
    """Log-likelihood at each of the values of τ², from the multivariate Normal, not from our formula."""
    design = np.ones((len(y), 1))
    values = []
    for t in np.atleast_1d(tau2):
        inverse = np.diag(1 / (s**2 + t))
        information = design.T @ inverse @ design
        residual = y - design[:, 0] * np.linalg.solve(information, design.T @ inverse @ y)
        value = np.linalg.slogdet(inverse)[1] - residual @ inverse @ residual
        values.append((value - restricted * np.linalg.slogdet(information)[1]) / 2)
    return np.array(values)


@given(study_sets(), methods, st.floats(-100, 100))
def test_shift_moves_the_mean_and_nothing_else(studies, method, shift) -> None:
    y, s = studies
    before, after = pool(y, s, method), pool(y + shift, s, method)
    assert after.mean == pytest.approx(before.mean + shift, abs=1e-9)
    assert after.tau_squared == pytest.approx(before.tau_squared, rel=1e-6, abs=1e-9)
    assert after.q == pytest.approx(before.q, rel=1e-9, abs=1e-7)


@given(study_sets(), methods, st.sampled_from([-1.0, 2.0**-20, 8.0, -1024.0]))
def test_change_of_unit(studies, method, unit) -> None:
    # Powers of two, so that no rounding enters and a tie between two peaks stays a tie.
    y, s = studies
    before, after = pool(y, s, method), pool(unit * y, abs(unit) * s, method)
    assert after.tau_squared == pytest.approx(unit**2 * before.tau_squared, rel=1e-7, abs=0)
    assert after.mean == pytest.approx(unit * before.mean, rel=1e-7, abs=1e-9 * abs(unit))
    assert after.i_squared == pytest.approx(before.i_squared, abs=1e-12)
    ends = sorted([unit * before.prediction_low, unit * before.prediction_high])
    assert [after.prediction_low, after.prediction_high] == pytest.approx(
        ends, rel=1e-7, abs=1e-9 * abs(unit)
    )


@given(study_sets(), methods, st.randoms(use_true_random=False))
def test_order_of_studies_does_not_matter(studies, method, random) -> None:
    y, s = studies
    order = list(range(len(y)))
    random.shuffle(order)
    assert tau_squared(y[order], s[order], method) == pytest.approx(
        tau_squared(y, s, method), rel=1e-7, abs=1e-12
    )


@given(st.floats(-1e6, 1e6), study_sets())
def test_equal_effects_are_not_heterogeneous(effect, studies) -> None:
    s = studies[1]
    y = np.full(len(s), effect)
    assert cochran_q(y, s).statistic == 0
    assert cochran_q(y, s).p_value == 1
    assert i_squared(y, s) == 0
    assert h_squared(y, s) == 1
    assert [tau_squared(y, s, method) for method in TAU_METHODS] == [0] * 8
    assert tau_squared_interval(y, s) == (0, 0)
    assert pool(y, s, adjust="hksj").std_error == 0


@given(study_sets(), st.integers(2, 5))
def test_every_study_seen_several_times(studies, times) -> None:
    y, s = studies
    once, often = pool(y, s, "FE"), pool(np.tile(y, times), np.tile(s, times), "FE")
    assert often.mean == pytest.approx(once.mean, abs=1e-12)
    assert often.std_error == pytest.approx(once.std_error / np.sqrt(times), rel=1e-12, abs=0)
    assert often.q == pytest.approx(times * once.q, rel=1e-9, abs=1e-12)


@given(study_sets())
def test_splitting_a_study_into_equal_halves_leaves_the_fixed_effect(studies) -> None:
    y, s = studies
    whole, halves = (
        pool(y, s, "FE"),
        pool(np.r_[y, y[-1]], np.r_[s[:-1], s[-1:] * np.sqrt(2), s[-1] * np.sqrt(2)], "FE"),
    )
    assert (halves.mean, halves.std_error) == pytest.approx(
        (whole.mean, whole.std_error), rel=1e-9, abs=1e-12
    )


@pytest.mark.slow
@given(study_sets(3), methods)
def test_weights_become_equal_as_heterogeneity_grows(studies, method) -> None:
    y, s = studies
    assume(y.std() > 0.01)
    large = pool(1e6 * y, s, method)
    assert large.mean == pytest.approx(1e6 * y.mean(), abs=1e-6 * np.ptp(1e6 * y))
    plain = stats.sem(1e6 * y)
    assert pool(1e6 * y, s, method, adjust="hksj").std_error == pytest.approx(plain, rel=1e-6)


@pytest.mark.slow
@given(st.data(), st.integers(2, 9), st.sampled_from([0.05, 0.5, 3.0]))
def test_equal_standard_errors_have_exact_answers(data, K, s) -> None:
    y = np.array(data.draw(st.lists(st.integers(-3000, 3000), min_size=K, max_size=K))) / 1000
    se = np.full(K, s)
    moment, likelihood = max(0, y.var(ddof=1) - s**2), max(0, y.var() - s**2)
    for method in ("DL", "PM", "EB", "HE", "REML"):
        assert tau_squared(y, se, method) == pytest.approx(moment, rel=1e-8, abs=1e-10)
    for method in ("ML", "HS"):
        assert tau_squared(y, se, method) == pytest.approx(likelihood, rel=1e-8, abs=1e-10)
    start = y.var()
    expected = start * (y.var(ddof=1) / (s**2 + start))
    assert tau_squared(y, se, "SJ") == pytest.approx(expected, rel=1e-9, abs=1e-12)


@given(st.data(), st.integers(2, 9), methods)
def test_hksj_with_equal_standard_errors_is_the_one_sample_t_interval(data, K, method) -> None:
    y = np.array(data.draw(st.lists(st.integers(-3000, 3000), min_size=K, max_size=K))) / 1000
    assume(y.std() > 0)
    pooled = pool(y, np.full(K, 0.7), method, adjust="hksj", level=0.9)
    expected = stats.t.interval(0.9, K - 1, y.mean(), stats.sem(y))
    assert (pooled.ci_low, pooled.ci_high) == pytest.approx(expected, rel=1e-9, abs=1e-12)


@given(study_sets(), methods)
def test_two_adjustments_and_none(studies, method) -> None:
    y, s = studies
    plain, hksj, held = (pool(y, s, method, adjust) for adjust in ADJUSTMENTS)
    assert held.std_error == pytest.approx(max(plain.std_error, hksj.std_error), rel=1e-12, abs=0)
    assert held.ci_high - held.ci_low >= plain.ci_high - plain.ci_low
    assert (plain.mean, plain.tau_squared, plain.q) == (hksj.mean, hksj.tau_squared, hksj.q)


@given(study_sets())
def test_fixed_effect_may_be_adjusted_too(studies) -> None:
    y, s = studies
    fixed, adjusted = pool(y, s, "FE"), pool(y, s, "FE", adjust="hksj", level=0.8)
    factor = np.sqrt(fixed.q / (len(y) - 1))
    assert adjusted.std_error == pytest.approx(fixed.std_error * factor, rel=1e-9, abs=1e-12)
    half = stats.t.ppf(0.9, len(y) - 1) * adjusted.std_error
    assert adjusted.ci_high - adjusted.mean == pytest.approx(half, rel=1e-9, abs=1e-12)
    assert np.isnan(adjusted.prediction_low)


@given(study_sets(), st.sampled_from(["PM", "EB"]))
def test_paule_mandel_solves_its_equation(studies, method) -> None:
    y, s = studies
    tau2, df = tau_squared(y, s, method), len(y) - 1
    if tau2 == 0:
        assert generalised_q(y, s, 0) <= df * (1 + 1e-12)
    else:
        assert generalised_q(y, s, tau2) == pytest.approx(df, rel=1e-9)


@pytest.mark.slow
@given(study_sets(), st.sampled_from([0.5, 0.8, 0.95, 0.999]))
def test_q_profile_ends_where_q_meets_its_quantiles(studies, level) -> None:
    y, s = studies
    low, high = tau_squared_interval(y, s, level)
    lower, upper = stats.chi2.ppf([(1 - level) / 2, (1 + level) / 2], len(y) - 1)
    for end, quantile in ((low, upper), (high, lower)):
        if end == 0:
            assert generalised_q(y, s, 0) <= quantile * (1 + 1e-12)
        else:
            assert generalised_q(y, s, end) == pytest.approx(quantile, rel=1e-8, abs=0)
    assert 0 <= low <= high < np.inf


@pytest.mark.slow
@given(study_sets(), st.sampled_from(LIKELIHOOD))
def test_likelihood_estimates_are_beaten_nowhere(studies, method) -> None:
    y, s = studies
    tau2 = tau_squared(y, s, method)
    grid = np.r_[0, np.geomspace(1e-5, 100, 300), tau2 * np.array([0.99, 1.01])]
    best = log_likelihoods(y, s, tau2, method == "REML")[0]
    assert log_likelihoods(y, s, grid, method == "REML").max() <= best + 1e-9 * (1 + abs(best))


# Each likelihood has two peaks. In the first world the higher is at 0, in the second near 0, in the
# third far out; whoever climbs from one starting value ends on the lower in one of them.
TWO_PEAKS = [
    ([0.0, -0.27, -0.01, 1.81, -0.03], [0.02, 0.82, 0.01, 0.47, 0.02]),
    ([0.0, -0.03, 0.0, 5.49], [0.01, 0.02, 0.16, 1.45]),
    ([-0.11, 3.25, 0.0, 0.0, 0.12], [0.27, 0.26, 0.01, 0.02, 0.28]),
]


@pytest.mark.slow
@pytest.mark.parametrize("method", LIKELIHOOD)
@pytest.mark.parametrize("studies", TWO_PEAKS)
def test_the_higher_of_two_peaks(studies, method) -> None:
    y, s = map(np.array, studies)
    grid = np.r_[0, np.geomspace(1e-6, 100, 4000)]
    heights = log_likelihoods(y, s, grid, method == "REML")
    inside = (heights[1:-1] > heights[:-2]) & (heights[1:-1] > heights[2:])
    assert inside.sum() + int(heights[0] > heights[1]) == 2
    best = log_likelihoods(y, s, tau_squared(y, s, method), method == "REML")[0]
    assert best >= heights.max() - 1e-12
    assert tau_squared(y, s, method) == pytest.approx(grid[heights.argmax()], rel=0.005, abs=1e-6)


@pytest.mark.slow
@given(study_sets(), methods, st.sampled_from(ADJUSTMENTS), st.integers(0, 2**32 - 1))
def test_a_batch_is_the_loop_over_it(studies, method, adjust, seed) -> None:
    rng, K = np.random.default_rng(seed), len(studies[0])
    y = np.stack([studies[0], *rng.normal(0, 1, (5, K))]).reshape(2, 3, K)
    s = np.stack([studies[1], *rng.uniform(0.1, 2, (5, K))]).reshape(2, 3, K)
    batch, ends = pool(y, s, method, adjust), tau_squared_interval(y, s)
    for index in np.ndindex(2, 3):
        single = pool(y[index], s[index], method, adjust)
        for field, value in vars(single).items():
            assert getattr(batch, field).shape == (2, 3)
            assert getattr(batch, field)[index] == pytest.approx(value, rel=1e-9, abs=1e-12), field
        assert [end[index] for end in ends] == pytest.approx(
            tau_squared_interval(y[index], s[index]), rel=1e-9
        )
        assert h_squared(y, s)[index] == pytest.approx(h_squared(y[index], s[index]), rel=1e-12)
        test = cochran_q(y[index], s[index])
        assert cochran_q(y, s).p_value[index] == pytest.approx(test.p_value, rel=1e-9, abs=0)


def test_a_single_set_gives_plain_numbers_and_an_empty_batch_an_empty_answer() -> None:
    y, s = [0.1, 0.5, 0.9], [0.2, 0.1, 0.3]
    values = [*vars(pool(y, s)).values(), tau_squared(y, s), *tau_squared_interval(y, s), i_squared(y, s)]
    assert all(type(value) is float for value in values)
    for method in TAU_METHODS:
        assert tau_squared(np.zeros((0, 3)), np.ones((0, 3)), method).shape == (0,)


@given(study_sets())
def test_i_squared_and_h_squared_say_the_same(studies) -> None:
    y, s = studies
    assert i_squared(y, s) == pytest.approx(1 - 1 / h_squared(y, s), abs=1e-12)
    assert 0 <= i_squared(y, s) < 1


def test_two_studies_predict_nothing() -> None:
    pooled = pool([0.1, 0.9], [0.2, 0.3], "REML", adjust="hksj")
    assert (pooled.prediction_low, pooled.prediction_high) == (-np.inf, np.inf)


def test_prediction_uses_the_adjusted_standard_error() -> None:
    y, s = np.array([0.1, 0.9, 0.3, 1.4]), np.array([0.2, 0.3, 0.1, 0.5])
    pooled = pool(y, s, "DL", adjust="hksj")
    reach = stats.t.ppf(0.975, 2) * np.sqrt(pooled.tau_squared + pooled.std_error**2)
    assert pooled.prediction_high == pytest.approx(pooled.mean + reach, rel=1e-12)


@pytest.mark.parametrize("method", TAU_METHODS)
def test_scales_far_apart(method) -> None:
    y, s = np.array([1.0, 2.0, 3.0, -1.0]), np.array([1e-12, 1e12, 1.0, 1e-3])
    assert np.isfinite(tau_squared(y, s, method))
    assert np.isfinite(tau_squared_interval(y, s)).all()
    far = tau_squared(1e9 + np.array([1.0, 2.0, 4.0]), [0.1, 0.2, 0.3], method)
    assert far == pytest.approx(tau_squared([1.0, 2.0, 4.0], [0.1, 0.2, 0.3], method), rel=1e-6)


def exact_moments(y, s, tau2) -> tuple[Fraction, Fraction, Fraction]:
    """Generalised Q, Σ w²(y − μ̂)² and Σw − Σw²/Σw, in rational arithmetic."""
    w = [1 / (Fraction(float(se)) ** 2 + Fraction(tau2)) for se in s]
    effects = [Fraction(float(effect)) for effect in y]
    mean = sum(a * b for a, b in zip(w, effects, strict=True)) / sum(w)
    squares = [(a, a * (b - mean) ** 2) for a, b in zip(w, effects, strict=True)]
    spare = sum(w) - sum(a * a for a in w) / sum(w)
    return Fraction(sum(q for _, q in squares)), Fraction(sum(a * q for a, q in squares)), Fraction(spare)


@pytest.mark.parametrize("seed", range(40))
def test_to_the_last_digits_when_one_study_outweighs_all_others(seed) -> None:
    # Standard errors over eleven decades, effects far from zero: rational arithmetic is the judge.
    rng = np.random.default_rng(seed)
    K = int(rng.integers(2, 8))
    s = 10 ** rng.uniform(-9, 2, K)
    y = rng.normal(0, 10 ** rng.uniform(-3, 3), K) + rng.choice([0, 1e4, 1e8])
    q, _, spare = exact_moments(y, s, 0.0)
    assert cochran_q(y, s).statistic == pytest.approx(float(q), rel=1e-12, abs=0)
    assert tau_squared(y, s) == pytest.approx(float(max(0, (q - (K - 1)) / spare)), rel=1e-12, abs=0)
    if (tau2 := tau_squared(y, s, "PM")) > 0:
        assert float(exact_moments(y, s, tau2)[0]) == pytest.approx(K - 1, rel=1e-12)
    if (tau2 := tau_squared(y, s, "REML")) > 0:
        _, left, right = exact_moments(y, s, tau2)
        assert float(left / right) == pytest.approx(1, rel=1e-12)


def test_frozen() -> None:
    with pytest.raises(AttributeError):
        pool([0.1, 0.9], [0.2, 0.3]).mean = 1.0  # type: ignore[misc]
    with pytest.raises(AttributeError):
        cochran_q([0.1, 0.9], [0.2, 0.3]).statistic = 1.0  # type: ignore[misc]


FUNCTIONS = [cochran_q, i_squared, h_squared, tau_squared, tau_squared_interval, pool]


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize(
    ("effects", "std_errors", "message"),
    [
        ([0.1], [0.2], "effects must hold at least 2 studies; found 1"),
        ([], [], "at least 2 studies"),
        (0.1, 0.2, r"arrays of shape \(..., K\)"),
        ([0.1, 0.2], [0.2, 0.2, 0.2], r"same shape; found \(2,\) and \(3,\)"),
        ([[0.1, 0.2]], [0.2, 0.2], "same shape"),
        ([0.1, np.nan], [0.2, 0.2], "effects must be finite; found nan at position 1"),
        (np.ma.array([0.1, 0.2], mask=[0, 1]), [0.2, 0.2], "effects must have every value; found a masked"),
        ([0.1, 0.2], [np.inf, 0.2], "std_errors must be finite; found inf at position 0"),
        ([0.1, 0.2], [0.2, 0.0], "std_errors must be above 0; found 0"),
        ([0.1, 0.2], [0.2, -1.0], "std_errors must be above 0; found -1"),
        ([0.1, 1e50], [0.2, 0.2], r"effects must be at most 1e\+40; found 1e\+50; rescale"),
        ([0.1, 0.2], [1e-60, 0.2], r"std_errors must be at least 1e-40"),
    ],
)
def test_bad_studies_are_named(function, effects, std_errors, message) -> None:
    with pytest.raises(ValueError, match=message):
        function(effects, std_errors)


def test_words_for_numbers() -> None:
    for words in (["a", "b"], ["1", "2"], np.array(["1", "2"], dtype=object)):
        with pytest.raises(TypeError, match="effects must hold real numbers"):
            pool(words, [1.0, 1.0])


@pytest.mark.parametrize("level", [0, 1, -0.5, 95, np.nan])
def test_levels_outside_the_unit_interval(level) -> None:
    with pytest.raises(ValueError, match="level must be"):
        pool([0.1, 0.9], [0.2, 0.3], level=level)
    with pytest.raises(ValueError, match="level must be"):
        tau_squared_interval([0.1, 0.9], [0.2, 0.3], level=level)


def test_unknown_methods_are_answered_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="unknown method 'dl'; known are 'DL', 'PM', 'REML'"):
        tau_squared([0.1, 0.9], [0.2, 0.3], method="dl")
    with pytest.raises(ValueError, match="unknown method 'FE'"):
        tau_squared([0.1, 0.9], [0.2, 0.3], method="FE")
    with pytest.raises(ValueError, match="known are 'FE', 'DL'"):
        pool([0.1, 0.9], [0.2, 0.3], method="RE")
    with pytest.raises(ValueError, match="unknown adjust 'knha'; known are None, 'hksj', 'hksj-adhoc'"):
        pool([0.1, 0.9], [0.2, 0.3], adjust="knha")


def test_a_root_that_is_not_found_is_reported_with_the_method() -> None:
    from helpers._roots import bracketed_root

    with pytest.raises(RuntimeError, match="method 'PM' did not converge"):
        bracketed_root(lambda t, _: t + 1.0, np.array([0]), np.array([0.0]), np.array([1.0]), "PM")
