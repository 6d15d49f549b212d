"""What pooling costs and saves, by other ways; the rules, and that their numbers hold in simulated worlds."""

import numpy as np
import pytest

from helpers import advice, posterior
from helpers import heterogeneity as het
from helpers.priors import Flat, HalfNormal

UNEQUAL = np.array([0.1, 0.2, 0.3, 0.5])
TWO_SIZES = np.array([0.4, 0.4, 0.4, 0.15, 0.15])


def worlds(s, tau, count, seed):
    rng = np.random.default_rng(seed)
    theta = rng.normal(-0.7, tau, (count, len(s)))
    return theta, rng.normal(theta, s)


def mixed(y, s):
    """Estimates and plug-in variances at the REML τ²."""
    tau2 = het.tau_squared(y, np.broadcast_to(s, y.shape), "REML")[:, None]
    w = 1 / (s**2 + tau2)
    total = w.sum(1, keepdims=True)
    pull = s**2 * w
    estimate = pull * (w * y).sum(1, keepdims=True) / total + (1 - pull) * y
    return estimate, (1 - pull) * s**2 + pull**2 / total


@pytest.mark.parametrize("tau", [0.0, 0.2, 1.0])
def test_closed_forms_by_simulation(tau):
    theta, y = worlds(UNEQUAL, tau, 40_000, 1)
    errors = advice.expected_errors(UNEQUAL, tau)
    w0, w = UNEQUAL**-2.0, 1 / (UNEQUAL**2 + tau**2)
    one = (y @ w0 / w0.sum())[:, None]
    pull = UNEQUAL**2 * w
    known = pull * (y @ w / w.sum())[:, None] + (1 - pull) * y
    for estimate, expected in ((y, errors.plain), (one, errors.complete), (known, errors.known)):
        square = (estimate - theta) ** 2
        assert np.all(abs(square.mean(0) - expected) < 5 * square.std(0) / 200)


def test_known_tau_is_the_posterior_variance():
    """By inverting the precision matrix of (μ, θ), μ flat."""
    tau, k = 0.3, len(UNEQUAL)
    precision = np.diag(np.r_[k / tau**2, 1 / UNEQUAL**2 + 1 / tau**2])
    precision[0, 1:] = precision[1:, 0] = -1 / tau**2
    exact = np.diag(np.linalg.inv(precision))[1:]
    assert advice.expected_errors(UNEQUAL, tau).known == pytest.approx(exact, rel=1e-12)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("s", "tau"), [(TWO_SIZES, 0.0), (TWO_SIZES, 0.3), (np.full(3, 0.25), 0.9), (UNEQUAL[:2], 0.2)]
)
def test_learned_error_by_the_exact_engine(s, tau):
    theta, y = worlds(s, tau, 20_000, 2)
    means = posterior.random_effects(y, np.broadcast_to(s, y.shape), Flat(), HalfNormal(1)).theta.mean
    square = (means - theta) ** 2
    assert np.all(abs(square.mean(0) - advice.learned_error(s, tau)) < 4.5 * square.std(0) / 20_000**0.5)


def test_learned_error_in_other_units_and_with_finer_nodes(monkeypatch):
    found = advice.learned_error(TWO_SIZES, 0.3, 0.7)
    assert advice.learned_error(100 * TWO_SIZES, 30, 70) == pytest.approx(1e4 * found, rel=1e-9)
    monkeypatch.setattr(advice, "_NODES", 180)
    monkeypatch.setattr(advice, "_OUTER", 44)
    assert advice.learned_error(TWO_SIZES, 0.3, 0.7) == pytest.approx(found, rel=2e-4)


def test_not_knowing_tau_costs_least_with_many_groups():
    lost = []
    for K in (2, 4, 10, 40):
        s = np.full(K, 0.25)
        extra = advice.learned_error(s, 0.25)[0] - advice.expected_errors(s, 0.25).known[0]
        lost.append(extra / 0.0625)
    assert np.all(np.diff(lost) < 0)
    assert lost[0] > 0.07
    assert 0 < lost[-1] < 0.03


@pytest.mark.parametrize(
    ("s", "tau", "question", "worthwhile", "method", "rule"),
    [
        (np.full(40, 0.2), (0.1, 0.3), "next group", 0.05, "full posterior", 0),
        (np.full(40, 0.01), (0.1, 0.3), "next group", 0.05, "full posterior", 0),
        (np.full(40, 0.01), (0.1, 0.3), "estimates", 0.05, "plain estimates", 1),
        (np.full(5, 0.01), (0.1, 0.3), "chances", 0.05, "plain estimates", 1),
        (np.full(40, 0.2), (0.1, 0.3), "estimates", 0.9, "plain estimates", 1),
        (np.full(40, 0.2), (0.1, 0.3), "chances", 0.05, "full posterior", 2),
        (np.full(40, 0.2), (0.0, 0.02), "estimates", 0.05, "complete pooling", 3),
        (np.full(9, 0.2), (0.1, 0.3), "estimates", 0.05, "full posterior", 4),
        (np.full(10, 0.2), (0.1, 0.3), "estimates", 0.05, "mixed model", 5),
    ],
)
def test_the_first_rule_that_holds(s, tau, question, worthwhile, method, rule):
    found = advice.advise(s, tau, question, worthwhile)
    assert found.method == method
    assert found.rule is advice.RULES[rule]
    assert method in str(found)


def test_every_rule_can_be_reached_and_the_last_always_holds():
    assert {rule.advises for rule in advice.RULES} == {
        "full posterior", "plain estimates", "complete pooling", "mixed model"
    }  # fmt: skip
    assert advice.RULES[-1].holds(advice.Situation(10, "estimates", (0.5, 0.6), 0.5, 0.05))


def test_what_it_saves_is_worth_data():
    """Saving g is what 1/(1 − g) times the visitors do for plain estimates."""
    found = advice.advise(UNEQUAL, (0.2, 0.4))
    for tau, saved, times in zip((0.4, 0.2), found.saved, found.worth, strict=True):
        left = advice.expected_errors(UNEQUAL, tau).known.sum()
        assert 1 - left / (UNEQUAL**2).sum() == pytest.approx(saved)
        assert (UNEQUAL**2 / times).sum() == pytest.approx(left)


@pytest.mark.slow
@pytest.mark.parametrize("tau", [0.1, 0.25, 0.6])
def test_ten_groups_are_enough_for_a_mixed_models_estimates(tau):
    """Rules 5 and 6: with ten groups its error is within 5 points of the posterior's, with three not."""
    lag = {}
    for K in (3, 10):
        s = np.full(K, 0.25)
        theta, y = worlds(s, tau, 6000, 3)
        lag[K] = np.mean((mixed(y, s)[0] - theta) ** 2) / 0.0625 - advice.learned_error(s, tau)[0] / 0.0625
    assert abs(lag[10]) < 0.05
    if tau == 0.25:
        assert lag[3] > 0.02


def test_a_mixed_models_intervals_are_short_where_tau_is_small_even_with_many_groups():
    """Rule 3: chances."""
    s = np.full(40, 0.25)
    theta, y = worlds(s, 0.1, 1500, 4)
    estimate, variance = mixed(y, s)
    assert np.mean((estimate - theta) ** 2 < 1.96**2 * variance) < 0.9
    post = posterior.random_effects(y, np.broadcast_to(s, y.shape), Flat(), HalfNormal(1))
    assert np.mean(abs(post.theta.cdf(theta) - 0.5) < 0.475) > 0.93


def test_where_complete_pooling_is_advised_it_is_hardly_worse():
    s, taus = np.array([0.2, 0.2, 0.3, 0.4, 0.4]), (0.0, 0.05)
    assert advice.advise(s, taus).method == "complete pooling"
    at = advice.expected_errors(s, np.array(taus))
    assert np.all((at.complete - at.known).sum(-1) < 0.05 * (s**2).sum())


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: advice.advise([0.2], (0, 1)), "std_errors must have at least 2 groups"),
        (lambda: advice.advise([[0.2, 0.3]], (0, 1)), "std_errors must be one row"),
        (lambda: advice.advise([0.2, 0.3], (1, 0.5)), "plausible_tau must be a pair"),
        (lambda: advice.advise([0.2, 0.3], 0.5), "plausible_tau must be a pair"),
        (lambda: advice.advise([0.2, 0.3], (0, 1), "mean"), "unknown question"),
        (lambda: advice.advise([0.2, 0.3], (0, 1), worthwhile=1), "worthwhile must be below 1"),
        (lambda: advice.learned_error([0.1, 0.2, 0.3], 0.1), "at most two different values"),
        (lambda: advice.learned_error([0.1, 0.2], -0.1), "tau must be at least 0"),
        (lambda: advice.expected_errors([0.1, 0.0], 0.1), "std_errors must be above 0"),
        (lambda: advice.expected_errors([0.1, 0.2], [-1]), "tau must be at least 0"),
        (lambda: advice.expected_errors([0.1, np.nan], 0.1), "std_errors"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
