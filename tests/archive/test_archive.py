"""An archive's population: against integrals, limits and symmetries, and the numbers of the real archive."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats
from scipy.integrate import quad

from helpers import archive, models, planning, posterior
from helpers.datasets import load
from helpers.priors import Flat, HalfNormal, Normal, StudentT


@pytest.fixture(scope="module")
def tests() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(5)
    s = rng.uniform(0.1, 0.3, 400)
    return 0.25 * rng.standard_t(4, 400) + s * rng.standard_normal(400), s


@pytest.fixture(scope="module")
def winners():
    table = load("headline_winners")
    return [
        table[f"{which}{se}"].to_numpy() for which in ("picked_first", "picked_second") for se in ("", "_se")
    ]


@pytest.fixture(scope="module")
def drawn() -> tuple[np.ndarray, np.ndarray]:
    table = load("headline_winners")
    return table["any_first"].to_numpy(), table["any_first_se"].to_numpy()


def test_the_headlines_winners_promise_what_they_deliver(drawn, winners) -> None:
    normal = archive.population(*drawn)
    assert normal.scale == pytest.approx(0.247, abs=5e-4)
    assert normal.log_likelihood == pytest.approx(-1133.2, abs=0.05)
    table = archive.promised_and_delivered(*winners, normal)
    every = table.loc["all"]
    assert (every["raw"], every["promised"], every["delivered"], every["delivered_se"]) == pytest.approx(
        (0.4725, 0.2349, 0.2315, 0.0069), abs=5.1e-5
    )
    assert (every["gap"], every["gap_se"]) == pytest.approx((0.0033, 0.0061), abs=5.1e-5)
    promised = [0.103, 0.164, 0.210, 0.277, 0.373, 0.525, 0.690]
    assert table["promised"].to_numpy()[:-1] == pytest.approx(promised, abs=6e-4)
    assert table["n"].to_numpy()[:-1].sum() == every["n"] == 3044


@pytest.mark.slow
def test_the_headlines_have_fat_tails(drawn, winners) -> None:
    fat = archive.population(*drawn, family="student_t")
    assert (fat.scale, fat.df) == pytest.approx((0.186, 4.35), abs=5e-3)
    assert fat.log_likelihood == pytest.approx(-1104.3, abs=0.05)
    promised = archive.promised_and_delivered(*winners, fat)["promised"].to_numpy()[:-1]
    assert promised == pytest.approx([0.086, 0.140, 0.186, 0.263, 0.409, 0.746, 1.25], abs=2e-3)
    free = archive.population(*drawn, mean=None)
    assert free.mean == pytest.approx(0.0008, abs=5e-5)


@pytest.mark.slow
def test_a_t_population_is_an_integral(tests) -> None:
    y, s = (part[:12] for part in tests)
    found = archive.population(y, s, family="student_t")
    given = StudentT(found.df, 0, found.scale) if math.isfinite(found.df) else Normal(0, found.scale)
    logs, means = [], []
    for effect, error in zip(y, s, strict=True):

        def at(theta: float, power: int, effect: float = effect, error: float = error) -> float:
            return theta**power * stats.norm.pdf(effect, theta, error) * float(given.pdf(theta))

        zero, one = (quad(at, -8, 8, args=(power,), limit=400, points=[0, effect])[0] for power in (0, 1))
        logs.append(math.log(zero))
        means.append(one / zero)
    assert found.log_likelihood == pytest.approx(sum(logs), abs=1e-7)
    assert found.shrunken(y, s) == pytest.approx(means, abs=1e-7)


def test_no_other_parameters_are_likelier(tests) -> None:
    found = archive.population(*tests, family="student_t", mean=None)
    for name in ("mean", "scale", "df"):
        for step in (-0.02, 0.02):
            moved = found._beside(np.array([step if name == other else 0.0 for other in found._estimated]))
            assert moved._given(*tests)[0].sum() < found.log_likelihood


def test_held_degrees_of_freedom_take_their_own_scale(tests) -> None:
    best = archive.population(*tests, family="student_t")
    held = archive.population(*tests, family="student_t", df=best.df)
    assert (held.scale, held.df) == (pytest.approx(best.scale, rel=1e-4), best.df)
    assert set(held.std_errors) == {"scale"}
    normal, nearly = archive.population(*tests), archive.population(*tests, family="student_t", df=1e4)
    assert nearly.scale == pytest.approx(normal.scale, rel=1e-3)
    assert nearly.log_likelihood < best.log_likelihood


def test_the_curvature_of_the_normal_family_is_known(drawn) -> None:
    """−∂² log L/∂scale² at the maximum, written out."""
    y, s = drawn
    found = archive.population(y, s)
    v, t = s**2 + found.scale**2, found.scale**2
    curved = (1 / v - y**2 / v**2 + t * (4 * y**2 / v**3 - 2 / v**2)).sum()
    assert found.std_errors["scale"] == pytest.approx(curved**-0.5, rel=1e-3)


@pytest.mark.parametrize("family", ["normal", "student_t"])
def test_shift_and_scale_carry_over(tests, family) -> None:
    y, s = tests
    one = archive.population(y, s, family, mean=None)
    other = archive.population(10 * y + 3, 10 * s, family, mean=None)
    assert (other.mean, other.scale) == pytest.approx((10 * one.mean + 3, 10 * one.scale), rel=1e-4)
    assert other.df == pytest.approx(one.df, rel=1e-3)


def test_effects_closer_than_their_noise_have_no_spread() -> None:
    y, s = np.array([0.1, -0.1, 0.05, -0.05, 0.0, 0.02]), np.full(6, 1.0)
    found = archive.population(y, s)
    assert found.scale == 0
    assert math.isnan(found.std_errors["scale"])
    assert np.allclose(found.shrunken(y, s), 0)
    with pytest.raises(ValueError, match="scale 0"):
        found.prior()


def test_normal_effects_have_no_degrees_of_freedom() -> None:
    y = stats.norm.ppf((np.arange(300) + 0.5) / 300)
    found = archive.population(y, np.full(300, 0.05), "student_t")
    assert math.isinf(found.df)
    assert found.scale == pytest.approx(archive.population(y, np.full(300, 0.05)).scale, rel=1e-3)
    assert found.prior() == Normal(0, found.scale)


def test_the_prior_is_one_more_effect(tests) -> None:
    found = archive.population(*tests, family="student_t")
    assert found.prior() == StudentT(found.df, 0.0, found.scale)


def test_impact_adds_up_and_knows_what_it_leaves_open(tests) -> None:
    y, s = tests
    found = archive.population(y, s)
    shipped = y > 0.2
    sums = archive.cumulative_impact(y, s, shipped, found)
    assert sums.shipped == shipped.sum()
    assert sums.raw == pytest.approx(y[shipped].sum())
    assert sums.shrunken == pytest.approx(found.shrunken(y, s)[shipped].sum())
    share = found.scale**2 / (found.scale**2 + s[shipped] ** 2)
    slope = 2 * (share * (1 - share) * y[shipped]).sum()  # by the logarithm of the scale
    wanted = (share * s[shipped] ** 2).sum() + (slope * found.std_errors["scale"] / found.scale) ** 2
    assert sums.shrunken_sd == pytest.approx(wanted**0.5, rel=1e-4)


BAD = [
    (lambda y, s: archive.population(y, s, "cauchy"), "family"),
    (lambda y, s: archive.population(y, s, df=4.0), "student_t"),
    (lambda y, s: archive.population(y, s, "student_t", df=0.1), "df must be at least 0.2"),
    (lambda y, s: archive.population(y[:2], s[:2]), "at least 3"),
    (lambda y, s: archive.population(y[:8], s[:8], "student_t", None), "at least 9"),
    (lambda y, s: archive.population(y[:, None], s[:, None]), "one archive"),
    (lambda y, s: archive.cumulative_impact(y, s, y > 99, archive.population(y, s)), "shipped"),
    (lambda y, s: archive.cumulative_impact(y, s, [True], archive.population(y, s)), "shape"),
    (lambda y, s: archive.promised_and_delivered(y, s, y[1:], s[1:], archive.population(y, s)), "delivered"),
    (lambda y, s: archive.promised_and_delivered(y, s, y, s, archive.population(y, s), [0.5, 0.2]), "rise"),
    (lambda y, s: archive.promised_and_delivered(y, s, y, s, archive.population(y, s), [0.9999]), "band"),
]


@pytest.mark.parametrize(("call", "said"), BAD)
def test_what_cannot_be_is_refused_in_words(tests, call, said) -> None:
    with pytest.raises(ValueError, match=said):
        call(*tests)


def test_shipped_is_true_or_false(tests) -> None:
    with pytest.raises(TypeError, match="shipped"):
        archive.cumulative_impact(*tests, np.ones(400), archive.population(*tests))


def test_the_population_beside_the_full_posterior(tests) -> None:
    """Of many tests they agree; of few the posterior knows how little is known."""
    y, s = tests
    known = Normal(0, 1e-6)
    table = archive.beside_posterior(
        archive.population(y, s), posterior.random_effects(y, s, known, HalfNormal(1))
    )
    assert abs(table.loc["scale", "gap"]) < 0.5
    assert table.loc["scale", "posterior_sd"] == pytest.approx(table.loc["scale", "std_error"], rel=0.1)
    wider = table.loc["sd of the next effect", "posterior"] / table.loc["sd of the next effect", "likelihood"]
    few = archive.beside_posterior(
        archive.population(y[:6], s[:6]), posterior.random_effects(y[:6], s[:6], known, HalfNormal(1))
    ).loc["sd of the next effect"]
    assert 1 < wider < 1.05
    assert few["posterior"] / few["likelihood"] > 1.2
    with pytest.raises(ValueError, match="family"):
        archive.beside_posterior(archive.population(y, s, "student_t"), posterior.random_effects(y, s))
    with pytest.raises(TypeError, match="post must be"):
        archive.beside_posterior(archive.population(y, s), 3)  # type: ignore[arg-type]


@pytest.mark.parametrize("family", ["normal", "student_t"])
def test_its_prior_goes_into_plans_and_models(tests, family) -> None:
    prior = archive.population(*tests, family=family).prior()
    assert planning.assurance_ceiling(prior) == pytest.approx(0.5)
    assert 0.2 < planning.assurance(prior, 2000, 1.0, analysis_prior=Flat()) < 0.5
    model = models.random_effects([0.1, 0.3], [0.2, 0.2], mu_prior=prior)
    assert np.isfinite(model.compile_fn(model.logp(), mode="FAST_COMPILE")(model.initial_point()))


def test_a_mean_that_is_known_may_lie_far_from_all_effects():
    """Effects all the same, one away from the mean: the spread is what is left after the noise."""
    found = archive.population(np.full(6, -1.0), np.full(6, 0.3))
    assert found.scale == pytest.approx(np.sqrt(1 - 0.09), rel=1e-6)
    assert np.isfinite(found.std_errors["scale"])
