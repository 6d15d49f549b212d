"""Priors against SciPy, against PyMC, and against their own definitions."""

from __future__ import annotations

import dataclasses
import json
import math
import warnings
from typing import Any

import numpy as np
import pytest
import scipy.stats as st
from scipy.integrate import quad

from helpers.priors import (
    Beta,
    Exponential,
    Flat,
    GammaPrecision,
    HalfCauchy,
    HalfFlat,
    HalfNormal,
    HalfStudentT,
    MeanConcentration,
    MomentWarning,
    Normal,
    Pareto,
    Prior,
    StudentT,
    Uniform,
    from_json,
)

PROPER: list[Prior] = [
    Normal(0.3, 2),
    StudentT(3, 0.5, 2),
    StudentT(0.8, 0, 1),
    HalfNormal(0.5),
    HalfCauchy(2),
    HalfStudentT(3, 0.7),
    HalfStudentT(0.6, 1),
    Exponential(2.5),
    Uniform(0.2, 3),
    GammaPrecision(2.5, 0.3),
    GammaPrecision(1, 0.02),
    Beta(2, 3),
    Beta(0.5, 0.5),
    Pareto(3, 0.5),
]
ALL: list[Prior] = [*PROPER, Flat(), HalfFlat()]
PROBABILITIES = np.array([1e-6, 1e-4, 0.025, 0.3, 0.5, 0.8, 0.975, 1 - 1e-4])


class HalfT:
    """SciPy has no half Student: the absolute value of its t."""

    def __init__(self, df: float, scale: float) -> None:
        self.t = st.t(df, 0, scale)

    def logpdf(self, x: Any) -> Any:
        return self.t.logpdf(x) + math.log(2)

    def cdf(self, x: Any) -> Any:
        return 1 - 2 * self.t.sf(x)

    def sf(self, x: Any) -> Any:
        return 2 * self.t.sf(x)


class InverseRootGamma:
    """τ = precision^(−1/2) with a Gamma precision, by change of variables."""

    def __init__(self, shape: float, rate: float) -> None:
        self.gamma = st.gamma(shape, scale=1 / rate)

    def logpdf(self, x: Any) -> Any:
        return self.gamma.logpdf(x**-2.0) + math.log(2) - 3 * np.log(x)

    def cdf(self, x: Any) -> Any:
        return self.gamma.sf(x**-2.0)

    def sf(self, x: Any) -> Any:
        return self.gamma.cdf(x**-2.0)


def scipy_twin(prior: Prior) -> Any:
    values = dataclasses.astuple(prior)  # type: ignore[call-overload]
    return {
        Normal: st.norm,
        StudentT: st.t,
        HalfNormal: lambda s: st.halfnorm(0, s),
        HalfCauchy: lambda s: st.halfcauchy(0, s),
        HalfStudentT: HalfT,
        Exponential: lambda r: st.expon(0, 1 / r),
        Uniform: lambda a, b: st.uniform(a, b - a),
        GammaPrecision: InverseRootGamma,
        Beta: st.beta,
        Pareto: lambda a, m: st.pareto(a, 0, m),
    }[type(prior)](*values)


@pytest.mark.parametrize("prior", PROPER, ids=repr)
def test_density_and_distribution_function_are_scipys(prior: Prior) -> None:
    twin, x = scipy_twin(prior), prior.quantile(PROBABILITIES)
    np.testing.assert_allclose(prior.logpdf(x), twin.logpdf(x), rtol=1e-11, atol=1e-11)
    np.testing.assert_allclose(prior.pdf(x), np.exp(twin.logpdf(x)), rtol=1e-11)
    np.testing.assert_allclose(prior.cdf(x), twin.cdf(x), rtol=1e-9, atol=1e-13)
    np.testing.assert_allclose(prior.prob_above(x), twin.sf(x), rtol=1e-9)
    assert (prior.cdf(math.inf), prior.prob_above(math.inf)) == (1, 0)


@pytest.mark.parametrize("prior", PROPER, ids=repr)
def test_quantile_inverts_the_distribution_function(prior: Prior) -> None:
    x = prior.quantile(PROBABILITIES)
    np.testing.assert_allclose(prior.cdf(x), PROBABILITIES, rtol=1e-8)
    np.testing.assert_allclose(prior.prob_above(x), 1 - PROBABILITIES, rtol=1e-7)
    assert np.array_equal(prior.ppf(PROBABILITIES), x)
    assert (prior.quantile(0), prior.quantile(1)) == prior.support
    assert prior.interval(0.9) == pytest.approx(
        [prior.quantile(0.05), prior.quantile(0.95)], rel=1e-12, abs=0
    )


@pytest.mark.parametrize("prior", PROPER, ids=repr)
def test_moments_are_integrals_of_the_quantile(prior: Prior) -> None:
    """E X^p = ∫ Q(u)^p du, which diverges where the prior says that it does."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MomentWarning)
        mean, sd = prior.mean, prior.sd
    if math.isfinite(mean):
        found = quad(
            lambda v: float(prior.quantile(1 / (1 + math.exp(-v)))) / (2 + 2 * math.cosh(v)),
            -36,
            36,
            limit=400,
        )[0]
        assert found == pytest.approx(mean, rel=2e-4 if math.isinf(sd) else 1e-6)
    if math.isfinite(sd):
        found = quad(
            lambda v: (float(prior.quantile(1 / (1 + math.exp(-v)))) - mean) ** 2 / (2 + 2 * math.cosh(v)),
            -36,
            36,
        )[0]
        assert math.sqrt(found) == pytest.approx(sd, rel=2e-3 if prior.tail < 5 else 1e-6)


@pytest.mark.parametrize(
    ("prior", "mean", "sd"),
    [
        (StudentT(1, 2, 1), math.nan, math.inf),
        (StudentT(1.5, 2, 1), 2, math.inf),
        (HalfCauchy(1), math.inf, math.inf),
        (HalfStudentT(1, 1), math.inf, math.inf),
        (HalfStudentT(2, 1), 2 * math.sqrt(2) / (2 * 1) * 1.0, math.inf),
        (GammaPrecision(0.5, 1), math.inf, math.inf),
        (GammaPrecision(1, 1), math.sqrt(math.pi), math.inf),
        (Pareto(1, 1), math.inf, math.inf),
        (Pareto(2, 1), 2, math.inf),
    ],
)
def test_divergent_moments_are_infinite_and_say_so(prior: Prior, mean: float, sd: float) -> None:
    if math.isfinite(mean):
        assert prior.mean == pytest.approx(mean)
    else:
        with pytest.warns(MomentWarning, match="the mean of"):
            assert np.isnan(prior.mean) if math.isnan(mean) else prior.mean == mean
    with pytest.warns(MomentWarning, match="the sd of"):
        assert prior.sd == sd


@pytest.mark.parametrize("prior", PROPER, ids=repr)
def test_draws_follow_the_distribution_function(prior: Prior) -> None:
    draws = np.sort(prior.sample(4000, np.random.default_rng(7)))
    assert draws.shape == (4000,)
    gap = np.abs(prior.cdf(draws) - (np.arange(4000) + 0.5) / 4000).max()
    assert gap < 2.2 / math.sqrt(4000)  # Kolmogorov: exceeded once in 8000 samples


@pytest.mark.parametrize("prior", PROPER, ids=repr)
def test_no_density_outside_the_support(prior: Prior) -> None:
    low, high = prior.support
    for x in (low - 1, high + 1):
        if math.isfinite(x):
            assert prior.logpdf(x) == -math.inf
            assert prior.cdf(x) == (x > high)
            assert prior.prob_above(x) == (x < low)
    assert prior.cdf([-math.inf, math.inf]).tolist() == [0, 1]


def test_half_normal_is_not_described_by_its_sd() -> None:
    assert HalfNormal(1).sd == pytest.approx(0.6028, abs=1e-4)


def test_a_vague_gamma_on_the_precision_puts_a_quarter_of_tau_beyond_every_number() -> None:
    prior = GammaPrecision(0.001, 0.001)
    assert prior.quantile(0.5) > 1e140
    assert prior.quantile([0.01, 0.3]) == pytest.approx([6.42036499, 1.19163232e76], rel=1e-6)
    np.testing.assert_allclose(prior.cdf(prior.quantile([0.01, 0.3, 0.6])), [0.01, 0.3, 0.6], rtol=1e-9)


@pytest.mark.parametrize("prior", [Flat(), HalfFlat()])
def test_improper_priors_have_density_one_and_nothing_else(prior: Prior) -> None:
    assert prior.pdf([0.0, 3.0]).tolist() == [1, 1]
    assert prior.logpdf(-1.0) == (0 if isinstance(prior, Flat) else -math.inf)
    assert not prior.proper
    for ask in (
        lambda: prior.mean,
        lambda: prior.sd,
        lambda: prior.cdf(0.3),
        lambda: prior.prob_above(0.3),
        lambda: prior.quantile(0.3),
        prior.interval,
        lambda: prior.sample(2, np.random.default_rng(1)),
    ):
        with pytest.raises(ValueError, match="improper"):
            ask()


@pytest.mark.parametrize("prior", [*ALL, MeanConcentration(Beta(2, 3), HalfNormal(50))], ids=repr)
def test_json_there_and_back(prior: Prior) -> None:
    data = json.loads(json.dumps(prior.to_json()))
    assert data["family"] == type(prior).__name__
    assert from_json(data) == prior


def test_json_of_a_half_normal() -> None:
    assert HalfNormal(1).to_json() == {"family": "HalfNormal", "scale": 1.0}


@pytest.mark.parametrize(
    "data",
    [
        {"family": "Cauchy"},
        {"scale": 1.0},
        {"family": "HalfNormal"},
        {"family": "HalfNormal", "sd": 1.0},
        3,
        [],
    ],
)
def test_json_that_describes_no_prior_raises(data: Any) -> None:
    with pytest.raises(ValueError, match="data"):
        from_json(data)


@pytest.mark.parametrize(
    ("make", "named"),
    [
        (lambda: Normal(0, 0), "sd"),
        (lambda: Normal(math.nan, 1), "mean"),
        (lambda: StudentT(0, 0, 1), "df"),
        (lambda: StudentT(3, 0, -1), "scale"),
        (lambda: HalfNormal(-1), "scale"),
        (lambda: HalfNormal("wide"), "scale"),  # type: ignore[arg-type]
        (lambda: HalfCauchy(0), "scale"),
        (lambda: HalfStudentT(-1, 1), "df"),
        (lambda: Exponential(0), "rate"),
        (lambda: Uniform(2, 1), "high"),
        (lambda: GammaPrecision(0, 1), "shape"),
        (lambda: GammaPrecision(1, -1), "rate"),
        (lambda: Beta(0, 1), "a"),
        (lambda: Pareto(1, 0), "m"),
        (lambda: MeanConcentration(Normal(0, 1), HalfNormal(1)), "mean_prior"),
        (lambda: MeanConcentration(Beta(1, 1), Normal(0, 1)), "concentration_prior"),
        (lambda: MeanConcentration(Beta(1, 1), HalfFlat()), "concentration_prior"),
        (lambda: MeanConcentration(0.5, HalfNormal(1)), "mean_prior"),  # type: ignore[arg-type]
        (lambda: Normal(0, 1).quantile(1.2), "q"),
        (lambda: Normal(0, 1).cdf(math.nan), "x"),
        (lambda: Normal(0, 1).cdf("a"), "x"),
        (lambda: Normal(0, 1).interval(1), "level"),
        (lambda: Normal(0, 1).sample(-1, np.random.default_rng(1)), "n"),
        (lambda: Normal(0, 1).sample(3, 7), "rng"),  # type: ignore[arg-type]
    ],
)
def test_a_bad_argument_is_named(make: Any, named: str) -> None:
    with pytest.raises((ValueError, TypeError), match=rf"\b{named}\b"):
        make()


@pytest.mark.slow
def test_pymc_has_the_same_log_density() -> None:
    """The object that drives the exact engine also writes the PyMC variable."""
    pm = pytest.importorskip("pymc")
    import pytensor

    outputs, expected = [], []
    for i, prior in enumerate([*ALL, GammaPrecision(0.001, 0.001)]):
        x = prior.quantile([0.001, 0.01, 0.2]) if prior.proper else np.array([0.1, 2.0])
        with pm.Model():
            variable = prior.to_pymc(f"x{i}")
        outputs.append(pm.logp(variable, x))
        expected.append(prior.logpdf(x))
    for found, wanted in zip(pytensor.function([], outputs)(), expected, strict=True):
        # PyMC takes log 2 in single precision, a constant 2e-9
        np.testing.assert_allclose(found, wanted, rtol=1e-10, atol=5e-9)


@pytest.mark.slow
def test_pymc_variables_take_a_shape_and_stay_in_the_support() -> None:
    pm = pytest.importorskip("pymc")
    with pm.Model() as model:
        GammaPrecision(1, 0.02).to_pymc("tau", shape=3)
        MeanConcentration(Beta(2, 3), Pareto(1.5, 1)).to_pymc("rates", shape=4)
    draws = pm.draw([model["tau"], model["rates"]], 200, random_seed=1)
    assert draws[0].shape == (200, 3)
    assert (draws[0] > 0).all()
    assert draws[1].shape == (200, 4)
    assert {v.name for v in model.free_RVs} == {"tau", "rates_mean", "rates_concentration", "rates"}
    assert {v.name for v in model.value_vars} >= {"tau_log__"}


class TestMeanConcentration:
    prior = MeanConcentration(Beta(4, 6), HalfNormal(30))

    def test_joint_density_is_the_product(self) -> None:
        found = self.prior.log_joint([0.3, 0.6], 10.0)
        np.testing.assert_allclose(found, Beta(4, 6).logpdf([0.3, 0.6]) + HalfNormal(30).logpdf(10.0))

    def test_its_moments_and_draws_agree_with_its_density(self) -> None:
        draws = self.prior.sample(40_000, np.random.default_rng(3))
        assert draws.mean() == pytest.approx(self.prior.mean, abs=5 * self.prior.sd / 200)
        assert draws.std() == pytest.approx(self.prior.sd, rel=0.02)
        for q in (0.1, 0.5, 0.9):
            assert np.mean(draws < self.prior.quantile(q)) == pytest.approx(q, abs=0.008)

    def test_quantile_inverts_the_distribution_function(self) -> None:
        q = np.array([0.001, 0.3, 0.99])
        np.testing.assert_allclose(self.prior.cdf(self.prior.quantile(q)), q, rtol=1e-9)
        assert self.prior.cdf([-1, 0, 1, 2]).tolist() == [0, 0, 1, 1]

    def test_the_upper_tail_does_not_cancel(self) -> None:
        """The prior is symmetric about ½: its two tails are one function."""
        narrow = MeanConcentration(Beta(50, 50), Uniform(1e3, 2e3))
        assert narrow.prob_above(0.84) == pytest.approx(narrow.cdf(0.16), rel=2e-3, abs=0)
        assert narrow.cdf(0.16) < 1e-13
        assert narrow.prob_above([-1, 0, 1, 2]).tolist() == [1, 1, 0, 0]


@pytest.mark.slow
def test_a_quantity_with_two_priors_above_it_has_the_joint_density_in_pymc() -> None:
    import pymc as pm

    prior = MeanConcentration(Beta(2, 3), Pareto(1.5, 1))
    with pm.Model() as model:
        prior.to_pymc("rate", shape=2)
    point = {"rate_mean": 0.3, "rate_concentration": 12.0, "rate": np.array([0.2, 0.45])}
    logp = model.compile_fn(
        model.logp(jacobian=False, sum=True), inputs=model.value_vars, on_unused_input="ignore"
    )
    values = {}
    for variable, value in model.rvs_to_values.items():
        transform, natural = model.rvs_to_transforms[variable], point[variable.name]
        values[value.name] = (
            transform.forward(natural, *variable.owner.inputs).eval() if transform else natural
        )
    wanted = prior.log_joint(0.3, 12.0) + st.beta.logpdf([0.2, 0.45], 0.3 * 12, 0.7 * 12).sum()
    assert float(logp(values)) == pytest.approx(wanted, abs=1e-9)


def test_scales_of_bounded_priors() -> None:
    assert Uniform(2, 3.5).resolution == 1.5


@pytest.mark.parametrize("level", [0, -0.5, 1])
def test_an_interval_has_a_level_between_0_and_1(level: float) -> None:
    with pytest.raises(ValueError, match="level must be"):
        Normal(0, 1).interval(level)
