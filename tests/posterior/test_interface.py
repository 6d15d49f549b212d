"""What every posterior answers in the same way, whichever engine it comes from."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
from scipy import stats

from helpers.borrowing import probability_above, robust_mixture, update
from helpers.distributions import Distribution, EffectPrior, NormalMixture
from helpers.posterior import beta_binomial, binomial_random_effects, random_effects, varying_slopes
from helpers.priors import Beta, Flat, HalfFlat, HalfNormal, MeanConcentration, Normal

ARMS = np.array([[15, 9, 21], [100, 90, 150], [10, 8, 12], [100, 95, 140]])
ENGINES = {
    "estimates": lambda: random_effects([0.4, 0.1, 0.6], [0.2, 0.3, 0.25], Normal(0, 1), HalfNormal(0.5)),
    "counts": lambda: binomial_random_effects(*ARMS),
}
SINGLE = [(engine, name) for engine in ENGINES for name in ("mu", "tau", "theta_new")]


@pytest.fixture(scope="module")
def posteriors():
    return {name: make() for name, make in ENGINES.items()}


@pytest.fixture(scope="module")
def every(posteriors) -> dict[str, Distribution]:
    slopes = varying_slopes(*(ARMS[:, :2]))
    rates = beta_binomial(ARMS[0], ARMS[1])
    every = {f"{engine} {name}": getattr(posteriors[engine], name) for engine, name in SINGLE}
    every |= {f"{engine} theta": posteriors[engine].theta for engine in ENGINES}
    every |= {f"{engine} estimate": posteriors[engine].new_estimate(0.2) for engine in ENGINES}
    return every | {
        "intercepts": slopes.intercepts,
        "slopes": slopes.slopes,
        "rates": rates.rates,
        "rate_new": rates.rate_new,
        "mean_rate": rates.mean_rate,
        "concentration": rates.concentration,
    }


KINDS = [
    *(f"{engine} {name}" for engine in ENGINES for name in ("mu", "tau", "theta", "theta_new", "estimate")),
    *("intercepts", "slopes", "rates", "rate_new", "mean_rate", "concentration"),
]
BATCHES = {"theta": (3,), "rates": (3,), "slopes": (2,), "intercepts": (2,)}


@pytest.mark.parametrize("kind", KINDS)
class TestMarginals:
    @pytest.mark.slow
    def test_shapes(self, every, kind: str) -> None:
        marginal = every[kind]
        batch = BATCHES.get(kind.rsplit(maxsplit=1)[-1], ())
        assert marginal.shape == batch
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            assert np.shape(marginal.mean) == np.shape(marginal.sd) == batch
        wide = np.full((4, *([1] * len(batch))), 0.3)
        for ask in (marginal.pdf, marginal.cdf, marginal.prob_above, marginal.quantile):
            assert ask(0.3).shape == batch
            assert ask(wide).shape == (4, *batch)
        assert marginal.sample(5, np.random.default_rng(1)).shape == (5, *batch)
        low, high = marginal.interval(0.9)
        assert (low < high).all()

    def test_batches_are_indexed_and_single_ones_are_not(self, every, kind: str) -> None:
        marginal = every[kind]
        if not marginal.shape:
            with pytest.raises(TypeError):
                marginal[0]
            return
        assert len(marginal) == marginal.shape[0]
        assert marginal.quantile(0.2)[1] == pytest.approx(np.ravel(marginal[1].quantile(0.2))[0], rel=1e-9)
        assert marginal[:1].shape == (1,)
        with pytest.raises(ValueError, match=r"does not broadcast against .*batch of shape"):
            marginal.cdf(np.zeros(7))

    def test_the_ends_of_the_line(self, every, kind: str) -> None:
        marginal, ends = every[kind], np.array([-math.inf, math.inf])
        if marginal.shape:
            marginal = marginal[0] if not isinstance(marginal[0], type(marginal)) else marginal[:1]
            ends = ends.reshape(2, *[1] * len(marginal.shape))
        assert np.ravel(marginal.pdf(ends)).tolist() == [0, 0]
        assert np.ravel(marginal.cdf(ends)) == pytest.approx([0, 1], abs=1e-14)
        assert np.ravel(marginal.prob_above(ends)) == pytest.approx([1, 0], abs=1e-14)
        low, high = (float(np.ravel(marginal.quantile(q))[0]) for q in (0.0, 1.0))
        bounded_below = kind.rsplit(maxsplit=1)[-1] in ("tau", "concentration")
        rate = kind.startswith(("rate", "mean"))
        assert low == (0 if bounded_below or rate else -math.inf)
        assert high == (1 if rate else math.inf)

    def test_quantile_and_density_belong_to_the_distribution_function(self, every, kind: str) -> None:
        marginal = every[kind]
        q = np.array([0.002, 0.3, 0.9]).reshape(3, *[1] * len(marginal.shape))
        x = marginal.quantile(q)
        np.testing.assert_allclose(marginal.cdf(x), np.broadcast_to(q, x.shape), rtol=1e-7)
        np.testing.assert_allclose(marginal.prob_above(x), np.broadcast_to(1 - q, x.shape), rtol=1e-7)
        h = 1e-4 * np.abs(x - marginal.quantile(q / 2))
        slope = (marginal.cdf(x + h) - marginal.cdf(x - h)) / (2 * h)
        np.testing.assert_allclose(marginal.pdf(x), slope, rtol=1e-4)

    @pytest.mark.slow
    def test_draws_follow_the_distribution(self, every, kind: str) -> None:
        place = every[kind].cdf(every[kind].sample(900, np.random.default_rng(8)))
        gap = stats.kstest(place, "uniform", axis=0).statistic
        assert np.max(gap) < 2 / np.sqrt(900)  # one sample in 1500 reaches that

    def test_it_describes_itself_without_a_murmur(self, every, kind: str) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert repr(every[kind]).startswith("<posterior of") or every[kind].shape


def test_a_posterior_without_a_mean_describes_itself() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert "sd inf" in repr(random_effects([0.1, 0.4, 0.3], [0.1, 0.2, 0.3], Flat(), HalfFlat()).tau)


class TestOneStudy:
    """Without its only study a posterior is its prior."""

    def test_leaving_it_out(self) -> None:
        proper = random_effects([0.3], [0.2], Normal(0, 1), HalfNormal(1))
        assert proper.loo() == pytest.approx([proper.log_evidence], rel=1e-12)
        counts = binomial_random_effects([5], [40], [2], [38])
        assert counts.loo() == pytest.approx([counts.log_evidence], rel=1e-12)
        rate = beta_binomial([3], [10], MeanConcentration(Beta(2, 3), HalfNormal(30)))
        assert rate.loo() == pytest.approx([rate.log_evidence], rel=1e-12)

    def test_nothing_is_left_under_an_improper_prior(self) -> None:
        for loo in (
            random_effects([0.3], [0.2], Flat(), HalfNormal(1)).loo,
            binomial_random_effects([5], [40], [2], [38], mu_prior=Flat()).loo,
            beta_binomial([3], [10]).loo,
        ):
            with pytest.raises(ValueError, match=r"without one (study|arm) is improper"):
                loo()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_belief_is_a_prior_of_mu(engine: str) -> None:
    belief, prior = EffectPrior(0.2, 0.4), Normal(0.2, 0.4)
    if engine == "estimates":
        found, wanted = (random_effects([0.4, 0.1], [0.2, 0.3], p) for p in (belief, prior))
    else:
        found, wanted = (binomial_random_effects(*ARMS[:, :1], mu_prior=p) for p in (belief, prior))
    assert found.log_evidence == pytest.approx(wanted.log_evidence, rel=1e-13)
    assert found.mu.mean == pytest.approx(wanted.mu.mean, rel=1e-12)


class TestPredictivesAsPriors:
    def test_those_of_estimates_are_mixtures_of_normals(self, posteriors) -> None:
        belief = posteriors["estimates"].theta_new
        after = update(belief, 0.5, 0.3)
        assert isinstance(after, NormalMixture)
        assert after.prob_above(0.0) == pytest.approx(probability_above(belief, 0.5, 0.3), rel=1e-12)
        assert isinstance(robust_mixture(belief, 0.8, Normal(0, 5)), NormalMixture)

    def test_those_of_counts_are_not_but_have_a_normal_that_matches(self, posteriors) -> None:
        belief = posteriors["counts"].theta_new
        assert 0 < probability_above(belief, 0.5, 0.3) < 1
        with pytest.raises(TypeError, match="prior must be a normal or a mixture"):
            update(belief, 0.5, 0.3)
        with pytest.raises(TypeError, match=r"EffectPrior\.from_posterior"):
            robust_mixture(belief, 0.8, Normal(0, 5))
        assert EffectPrior.from_posterior(posteriors["counts"]).mean == pytest.approx(belief.mean)


def test_a_new_count_is_a_whole_number_of_the_trials() -> None:
    count = beta_binomial(ARMS[0], ARMS[1]).new_count(5)
    assert count.pdf([-1, -0.5, 2.5, 6]).tolist() == [0, 0, 0, 0]
    assert (count.pdf([0, 5]) > 0).all()
    assert count.pdf(np.arange(6)).sum() == pytest.approx(1, rel=1e-12)
