"""Power, assurance and sample sizes against printed tables, exact cases, quadrature and simulation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from helpers import datasets
from helpers.borrowing import critical_estimate, probability_above
from helpers.distributions import EffectPrior, NormalMixture
from helpers.planning import (
    Plan,
    Programme,
    assurance,
    assurance_ceiling,
    best_sample_size,
    binary_sigma,
    expected_gain,
    experiment_cost,
    power,
    sample_size,
    standard_error,
)
from helpers.posterior import random_effects
from helpers.priors import Flat, HalfNormal, Normal, StudentT, Uniform
from tests.opaque import Opaque

N = [100, 200, 400, 800, 1600, 3200, 6400]
BELIEF = EffectPrior(0.4, 0.5)
ROBUST = NormalMixture([0.8, 0.2], [0.4, 0.0], [0.5, 2.0])


@pytest.fixture(scope="module")
def theta_new():
    markets = datasets.load("eight_markets")
    return random_effects(markets["effect"].to_numpy(), markets["std_error"].to_numpy()).theta_new


normals = st.builds(Normal, st.floats(-1, 1), st.floats(0.05, 3))
mixtures = st.builds(
    lambda w, m, s: NormalMixture([w, 1 - w], m, s),
    st.floats(0.1, 0.9),
    st.tuples(st.floats(-1, 1), st.floats(-1, 1)),
    st.tuples(st.floats(0.1, 2), st.floats(0.1, 2)),
)
sizes = st.integers(1, 10**6)
thresholds = st.floats(0.5, 0.99)


# The tables of the course


def test_flat_analysis() -> None:
    assert list(power(0.4, N, 4).round(3)) == [0.174, 0.260, 0.409, 0.639, 0.882, 0.991, 1.0]
    found = assurance(BELIEF, N, 4, analysis_prior=Flat())
    assert list(found.round(3)) == [0.241, 0.344, 0.455, 0.552, 0.626, 0.678, 0.713]


def test_the_design_prior_analyses() -> None:
    assert list(power(0.4, N, 4, analysis_prior=BELIEF).round(3)) == [
        0.192,
        0.320,
        0.491,
        0.708,
        0.911,
        0.993,
        1.0,
    ]
    assert list(assurance(BELIEF, N, 4).round(3)) == [0.257, 0.385, 0.495, 0.581, 0.643, 0.687, 0.717]


def test_assurance_exceeds_power_up_to_541() -> None:
    n = np.arange(100, 1000)
    above = assurance(BELIEF, n, 4, analysis_prior=Flat()) > power(0.4, n, 4)
    assert n[above][-1] == 541
    assert above[: 541 - 99].all()


def test_ceilings(theta_new) -> None:
    assert round(assurance_ceiling(theta_new), 4) == 0.8294
    assert round(assurance_ceiling(BELIEF), 3) == 0.788
    post = type("Post", (), {"theta_new": theta_new})
    assert round(assurance_ceiling(EffectPrior.from_posterior(post)), 4) == 0.7872
    assert assurance(BELIEF, 1e14, 4) == pytest.approx(assurance_ceiling(BELIEF), abs=1e-6)
    assert assurance(theta_new, 1e14, 4, analysis_prior=Flat()) == pytest.approx(
        assurance_ceiling(theta_new), abs=1e-6
    )
    assert assurance(ROBUST, 1e14, 4, 0.8) == pytest.approx(assurance_ceiling(ROBUST), abs=1e-6)


def test_sample_sizes_below_and_above_the_ceiling() -> None:
    assert sample_size(BELIEF, 0.75, 4, analysis_prior=Flat()) == 22_666
    assert sample_size(BELIEF, 0.75, 4) == 21_162
    for prior in (Flat(), "design"):
        with pytest.raises(ValueError, match=r"target must be below the ceiling 0\.7881"):
            sample_size(BELIEF, 0.80, 4, analysis_prior=prior)
    with pytest.raises(ValueError, match="ceiling"):
        sample_size(BELIEF, assurance_ceiling(BELIEF), 4)
    with pytest.raises(ValueError, match="takes more than"):
        sample_size(BELIEF, assurance_ceiling(BELIEF) - 1e-13, 4)


def test_the_mistakes_are_not_made() -> None:
    right = assurance(BELIEF, 400, 4, analysis_prior=Flat())
    assert round(float(right), 3) == 0.455
    wrong = {
        "power at the prior's mean": (power(0.4, 400, 4), 0.409),
        "n as a total": (assurance(BELIEF, 200, 4, analysis_prior=Flat()), 0.344),
        "one arm's standard error": (assurance(BELIEF, 800, 4, analysis_prior=Flat()), 0.552),
        "two-sided z": (assurance(BELIEF, 400, 4, 0.975, Flat()), 0.394),
        "threshold forgotten": (assurance(BELIEF, 400, 4, 0.5, Flat()), 0.757),
    }
    for name, (found, printed) in wrong.items():
        assert round(float(found), 3) == printed, name


def test_a_shared_prior_lowers_n_below_the_ceiling(theta_new) -> None:
    for prior in (BELIEF, theta_new):
        assert sample_size(prior, 0.7, 4) < sample_size(prior, 0.7, 4, analysis_prior=Flat())


# Exactness


@given(normals, sizes, st.floats(0.1, 10), thresholds, st.floats(-2, 2))
def test_power_of_a_normal_analysis_in_closed_form(analysis, n, sigma, threshold, effect) -> None:
    se = sigma * np.sqrt(2 / n)
    z = stats.norm.ppf(threshold)
    ratio = se / analysis.sd
    expected = stats.norm.cdf((effect + analysis.mean * ratio**2) / se - z * np.sqrt(1 + ratio**2))
    assert power(effect, n, sigma, threshold, analysis) == pytest.approx(expected, abs=1e-9)


def averaged_power(prior, n: int, sigma: float, threshold: float, analysis) -> float:
    """Power times density, on Gauss panels cut wherever either of them turns."""
    se = standard_error(n, sigma)
    critical = np.clip(critical_estimate(analysis, se, threshold), -1e6, 1e6)
    tails = 10.0 ** -np.arange(1, 15)
    marks = np.concatenate([tails, [0.2, 0.35, 0.5, 0.65, 0.8], 1 - tails])
    own = [prior.quantile(marks), critical + se * np.linspace(-9, 9, 37)]
    if isinstance(prior, NormalMixture):
        own += [m + s * np.linspace(-9, 9, 37) for m, s in zip(prior.means, prior.sds, strict=True)]
    cuts = np.unique(np.concatenate(own))
    cuts = cuts[(cuts >= prior.quantile(0)) & (cuts <= prior.quantile(1))]
    node, weight = np.polynomial.legendre.leggauss(20)
    half = np.diff(cuts)[:, None] / 2
    x = (cuts[:-1, None] + half + half * node).ravel()
    return (half * weight).ravel() @ (prior.pdf(x) * power(x, n, sigma, threshold, analysis))


@pytest.mark.slow
@settings(max_examples=60)
@given(st.one_of(normals, mixtures), sizes, thresholds, st.sampled_from(["design", "flat"]))
def test_assurance_is_power_averaged_over_the_prior(prior, n, threshold, kind) -> None:
    expected = averaged_power(prior, n, 2.0, threshold, prior if kind == "design" else Flat())
    found = assurance(prior, n, 2.0, threshold, "design" if kind == "design" else Flat())
    assert found == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("analysis", [Flat(), "design", Normal(0, 0.3)], ids=str)
@pytest.mark.parametrize("prior", [StudentT(3, 0.4, 0.3), Uniform(-0.3, 1.0)], ids=["t", "uniform"])
def test_other_priors_are_averaged_over_too(prior, analysis) -> None:
    for n in (50, 1000, 10**6):
        expected = averaged_power(prior, n, 3.0, 0.9, prior if analysis == "design" else analysis)
        assert assurance(prior, n, 3.0, 0.9, analysis) == pytest.approx(expected, abs=1e-9)


@pytest.mark.slow
def test_hidden_and_open_priors_agree(theta_new) -> None:
    for prior in (BELIEF, ROBUST, theta_new):
        for analysis in (Flat(), "design"):
            np.testing.assert_allclose(
                assurance(Opaque(prior), N, 4, 0.9, analysis),
                assurance(prior, N, 4, 0.9, analysis),
                atol=1e-10,
            )
    assert sample_size(Opaque(BELIEF), 0.7, 4) == sample_size(BELIEF, 0.7, 4)


@pytest.mark.slow
@pytest.mark.parametrize("analysis", [Flat(), "design", StudentT(3, 0, 0.5)], ids=["flat", "design", "t"])
def test_assurance_against_simulated_experiments(analysis) -> None:
    rng = np.random.default_rng(3)
    worlds, n, sigma = 4000 if isinstance(analysis, StudentT) else 40_000, 300, 4.0
    se = sigma * np.sqrt(2 / n)
    theta = ROBUST.sample(worlds, rng)
    y = rng.normal(theta, se)
    own = ROBUST if analysis == "design" else analysis
    share = (probability_above(own, y, se) > 0.9).mean()
    expected = assurance(ROBUST, n, sigma, 0.9, analysis)
    assert share == pytest.approx(expected, abs=5 * np.sqrt(expected * (1 - expected) / worlds))


# What must hold everywhere


@pytest.mark.slow
@given(mixtures, sizes, thresholds, st.floats(0.01, 100))
def test_no_unit_matters(prior, n, threshold, unit) -> None:
    scaled = NormalMixture(prior.weights, unit * np.asarray(prior.means), unit * np.asarray(prior.sds))
    for analysis in (Flat(), "design"):
        here = assurance(prior, n, 2.0, threshold, analysis)
        assert assurance(scaled, n, 2.0 * unit, threshold, analysis) == pytest.approx(here, abs=1e-9)
    here = power(0.3, n, 2.0, threshold, prior)
    assert power(0.3 * unit, n, 2.0 * unit, threshold, scaled) == pytest.approx(here, abs=1e-9)


@pytest.mark.slow
@given(st.one_of(normals, mixtures), sizes, thresholds)
def test_chances_rise_with_the_effect_and_fall_with_the_threshold(prior, n, threshold) -> None:
    effects = np.linspace(-1, 1, 9)
    assert (np.diff(power(effects, n, 2.0, threshold, prior)) >= 0).all()
    for analysis in (Flat(), "design"):
        lower, higher = (assurance(prior, n, 2.0, t, analysis) for t in (threshold, threshold + 0.009))
        assert 0 <= higher <= lower <= 1


@given(normals, thresholds)
def test_of_two_analyses_the_sceptic_decides_less(prior, threshold) -> None:
    n = np.array([10, 1000, 10**5])
    bold, sceptic = (assurance(prior, n, 2.0, threshold, Normal(m, 1)) for m in (0.5, -0.5))
    assert (sceptic <= bold).all()


@settings(max_examples=50)
@given(st.one_of(normals, mixtures), st.floats(0.05, 0.999), thresholds, st.sampled_from(["design", "flat"]))
def test_the_sample_size_is_the_smallest(prior, share, threshold, kind) -> None:
    analysis = "design" if kind == "design" else Flat()
    target = share * assurance_ceiling(prior)
    n = sample_size(prior, target, 2.0, threshold, analysis)
    assert type(n) is int
    assert assurance(prior, n, 2.0, threshold, analysis) >= target
    if n > 1:
        before = np.unique(np.floor(np.linspace(1, n - 1, 50)))
        assert (assurance(prior, before, 2.0, threshold, analysis) < target).all()


def test_a_confident_prior_decides_at_once_and_learns_to_doubt() -> None:
    sure = Normal(1.0, 0.5)  # P(effect > 0) = .977, above the threshold
    n = np.array([1, 10**4, 10**12])
    falling = assurance(sure, n, 4.0)
    assert falling[0] > 0.999
    assert falling[-1] == pytest.approx(assurance_ceiling(sure), abs=1e-4)
    assert sample_size(sure, 0.9, 4.0) == 1


def test_one_sided_beliefs() -> None:
    assert assurance(HalfNormal(1), [1, 100], 4.0).tolist() == [1, 1]
    assert power(-5.0, 10, 1.0, analysis_prior=Uniform(1, 2)) == 1
    assert power(5.0, 10, 1.0, analysis_prior=Uniform(-2, -1)) == 0
    assert assurance(Uniform(-2, -1), 10, 1.0) == 0
    assert sample_size(HalfNormal(1), 0.99, 4.0) == 1
    with pytest.raises(ValueError, match="takes more than"):
        sample_size(BELIEF, 0.5, 4.0, analysis_prior=Uniform(-2, -1))


def test_certainty_is_power() -> None:
    certain = Normal(0.4, 1e-9)
    np.testing.assert_allclose(assurance(certain, N, 4, analysis_prior=Flat()), power(0.4, N, 4), rtol=1e-7)


def test_shapes_broadcast() -> None:
    effects, n, sigma = (
        np.linspace(0, 1, 3)[:, None, None],
        np.array([10, 20])[:, None],
        np.array([1.0, 2, 3, 4]),
    )
    assert power(effects, n, sigma).shape == (3, 2, 4)
    assert power(effects, n, sigma, 0.9, ROBUST)[1, 1, 2] == pytest.approx(
        power(0.5, 20, 3.0, 0.9, ROBUST), abs=1e-12
    )
    assert assurance(ROBUST, n, sigma).shape == (2, 4)
    assert assurance(ROBUST, n, sigma)[1, 2] == pytest.approx(assurance(ROBUST, 20, 3.0), abs=1e-12)
    assert np.shape(assurance(BELIEF, 10, 1.0)) == ()
    assert standard_error([8, 50], 2.0).tolist() == [1.0, 0.4]


# Conversions


def test_binary_sigma_gives_the_unpooled_standard_error() -> None:
    p, q, n = 0.10, 0.105, 5000
    assert standard_error(n, binary_sigma(p, q - p)) == pytest.approx(
        np.sqrt((p * (1 - p) + q * (1 - q)) / n)
    )
    assert binary_sigma(0.5) == 0.5
    assert binary_sigma([0.1, 0.9]).tolist() == pytest.approx([0.3, 0.3])


def test_a_lift_in_conversions() -> None:
    belief = Normal(0.005, 0.012)
    sigma = binary_sigma(0.10, belief.mean)
    assert assurance_ceiling(belief) == pytest.approx(stats.norm.cdf(5 / 12))
    n = sample_size(belief, 0.6, sigma)
    assert assurance(belief, n, sigma) >= 0.6 > assurance(belief, n - 1, sigma)
    # σ is taken at the prior's mean: letting it follow the lift changes little.
    z, w = np.polynomial.hermite_e.hermegauss(20)
    lifts = 0.005 + 0.012 * z
    follows = w @ power(lifts, 20_000, binary_sigma(0.10, lifts)) / w.sum()
    assert assurance(belief, 20_000, sigma, analysis_prior=Flat()) == pytest.approx(follows, abs=2e-3)


def test_power_of_conversions_against_all_possible_counts() -> None:
    """The exact chance that z with estimated rates passes, summed over both binomials."""
    n, p, q = 4000, 0.10, 0.118
    counts = np.arange(n + 1)
    x, y = (
        slice(*np.clip([int(r * n - 6 * np.sqrt(n * r)), int(r * n + 6 * np.sqrt(n * r))], 0, n))
        for r in (p, q)
    )
    a, b = counts[x] / n, counts[y, None] / n
    passed = (b - a) > stats.norm.ppf(0.95) * np.sqrt((a * (1 - a) + b * (1 - b)) / n)
    exact = stats.binom.pmf(counts[y], n, q) @ passed @ stats.binom.pmf(counts[x], n, p)
    assert power(q - p, n, binary_sigma(p, q - p)) == pytest.approx(exact, abs=5e-3)


# Cost and gain


def test_costs() -> None:
    assert experiment_cost(400) == 800
    assert experiment_cost([0, 400], 0.5, 100).tolist() == [100, 500]


@pytest.mark.parametrize("analysis", [Flat(), "design"], ids=["flat", "design"])
@pytest.mark.parametrize("prior", [BELIEF, ROBUST, StudentT(5, 0.3, 0.4)], ids=["normal", "mixture", "t"])
def test_expected_gain_against_simulation(prior, analysis) -> None:
    rng = np.random.default_rng(11)
    worlds, n, sigma = 4000 if isinstance(prior, StudentT) else 40_000, 500, 4.0
    se = sigma * np.sqrt(2 / n)
    theta = prior.sample(worlds, rng)
    shipped = probability_above(prior if analysis == "design" else analysis, rng.normal(theta, se), se) > 0.95
    earned = 5000 * theta * shipped - 2 * n * 0.3
    found = expected_gain(prior, n, sigma, 5000, 0.3, analysis_prior=analysis)
    assert earned.mean() == pytest.approx(found, abs=5 * earned.std() / np.sqrt(worlds))


def test_expected_gain_of_a_hidden_prior() -> None:
    for prior in (BELIEF, ROBUST):
        for n in ([1, 50, 10**4], 10**9):
            found, known = (expected_gain(p, n, 4.0, 1000.0) for p in (Opaque(prior), prior))
            np.testing.assert_allclose(found, known, rtol=1e-9, atol=1e-6)


def test_gains_in_the_limits() -> None:
    free = expected_gain(BELIEF, 1e12, 4.0, 1.0, cost_per_visitor=0)
    z = 0.8
    assert free == pytest.approx(0.4 * stats.norm.cdf(z) + 0.5 * stats.norm.pdf(z), abs=1e-5)
    # E max(θ, 0) of Student's t: heavy tails are followed to their end.
    df = 1.3
    heavy = expected_gain(StudentT(df, 0, 1), 1e12, 4.0, 1.0, 0, analysis_prior=Flat())
    assert heavy == pytest.approx(df / (df - 1) * stats.t.pdf(0, df), rel=1e-6)
    with (
        pytest.raises(ValueError, match="prior must have a mean"),
        pytest.warns(UserWarning, match="does not exist"),
    ):
        expected_gain(StudentT(1, 0, 1), 100, 4.0, 1.0)


@pytest.mark.parametrize("value", [200.0, 3000.0, 1e5])
@pytest.mark.parametrize("prior", [BELIEF, ROBUST], ids=["normal", "mixture"])
def test_the_best_sample_size_is_best(prior, value) -> None:
    plan = best_sample_size(prior, 4.0, value, 0.5)
    n = np.unique(
        np.concatenate(
            [np.arange(1, 500), np.geomspace(500, 10**6, 4000).round(), plan.n_per_arm + np.arange(-50, 51)]
        )
    )
    n = n[n >= 1]
    gains = expected_gain(prior, n, 4.0, value, 0.5)
    assert plan.gain >= gains.max() - 1e-9 * value
    if plan.n_per_arm:
        assert plan.gain == pytest.approx(expected_gain(prior, plan.n_per_arm, 4.0, value, 0.5), rel=1e-12)
        assert plan.cost == plan.n_per_arm
        assert plan.assurance == assurance(prior, plan.n_per_arm, 4.0)


def test_when_no_experiment_pays() -> None:
    assert best_sample_size(BELIEF, 4.0, 1e-6) == Plan(0, 0.0, 0.0, 0.0)
    sure = Normal(1.0, 0.3)
    assert best_sample_size(sure, 4.0, 1.0) == Plan(0, 0.0, 1.0, 1.0)
    assert best_sample_size(Normal(1.0, 0.5), 4.0, 1.0, analysis_prior=Flat()).n_per_arm == 0


@pytest.mark.certify
def test_density_alone_is_enough_in_many_worlds() -> None:
    """500 random mixtures, hidden and open: the quadrature route against the closed forms."""
    rng = np.random.default_rng(12)
    for _ in range(500):
        size = rng.integers(1, 5)
        weights = rng.dirichlet(np.ones(size))
        prior = NormalMixture(weights, rng.normal(0, 1, size), 10 ** rng.uniform(-1.5, 0.5, size))
        n, sigma = 10 ** rng.uniform(0.5, 6, 3), 10 ** rng.uniform(-1, 1.5)
        threshold = rng.uniform(0.5, 0.99)
        for analysis in (Flat(), "design"):
            hidden, known = (assurance(p, n, sigma, threshold, analysis) for p in (Opaque(prior), prior))
            np.testing.assert_allclose(hidden, known, atol=1e-9)
            hidden, known = (
                expected_gain(p, n, sigma, 1.0, 0.0, threshold, analysis) for p in (Opaque(prior), prior)
            )
            np.testing.assert_allclose(hidden, known, atol=1e-9)


# What has no meaning
DECISIONS = {
    "power": lambda **changed: power(**{"effect": 0.4, "n_per_arm": 400, "sigma": 4.0} | changed),
    "assurance": lambda **changed: assurance(**{"prior": BELIEF, "n_per_arm": 400, "sigma": 4.0} | changed),
    "sample_size": lambda **changed: sample_size(**{"prior": BELIEF, "target": 0.5, "sigma": 4.0} | changed),
    "expected_gain": lambda **changed: expected_gain(
        **{"prior": BELIEF, "n_per_arm": 400, "sigma": 4.0, "value": 1.0} | changed
    ),
    "best_sample_size": lambda **changed: best_sample_size(
        **{"prior": BELIEF, "sigma": 4.0, "value": 1.0} | changed
    ),
    "Programme": lambda **changed: Programme(
        **{"mu": 0.4, "tau": 0.5, "sigma": 4.0, "n_per_arm": 400, "rounds": 2} | changed
    ),
}


@pytest.mark.parametrize("decide", DECISIONS.values(), ids=DECISIONS)
@pytest.mark.parametrize(
    ("name", "value"), [("threshold", 0), ("threshold", 1), ("threshold", 1.5), ("sigma", 0), ("sigma", -1)]
)
def test_every_decision_refuses_what_has_no_meaning(decide, name, value) -> None:
    with pytest.raises(ValueError, match=rf"^{name} must be"):
        decide(**{name: value})


@pytest.mark.parametrize("decide", DECISIONS.values(), ids=DECISIONS)
def test_every_decision_takes_a_small_sigma(decide) -> None:
    decide(sigma=0.5)


def test_refusals_name_what_is_known() -> None:
    with pytest.raises(ValueError, match="unknown analysis_prior 'desing'; known are 'design', Flat"):
        assurance(BELIEF, 400, 4.0, analysis_prior="desing")
    with pytest.raises(ValueError, match="n_per_arm must be at least 0; found -1"):
        experiment_cost(-1)
    with pytest.raises(ValueError, match="rounds must be at least 1; found 0"):
        Programme(0.4, 0.5, 4.0, 400, 0)


def test_a_visitor_costs_one_unless_told() -> None:
    assert expected_gain(BELIEF, 400, 4.0, 1e4) == expected_gain(BELIEF, 400, 4.0, 1e4, 1.0)
    assert best_sample_size(BELIEF, 4.0, 1e5) == best_sample_size(BELIEF, 4.0, 1e5, 1.0)
