"""A builder and the exact engine agree on what is proper, and name the argument that is at fault."""

from __future__ import annotations

import itertools
import re
from typing import Any

import numpy as np
import pytest
from scipy.special import expit, ndtr

from helpers import models, posterior
from helpers.priors import (
    Beta,
    Flat,
    HalfCauchy,
    HalfFlat,
    HalfNormal,
    MeanConcentration,
    Normal,
    Prior,
    StudentT,
    Uniform,
)

NAMES = ("events_t", "n_t", "events_c", "n_c")
# Events of ten trials in the treated and the control arm.
DESIGNS = {
    "nothing anywhere": ([0, 0, 0], [0, 0, 0]),
    "everything everywhere": ([10, 10], [10, 10]),
    "nothing treated": ([0, 0, 0], [3, 2, 4]),
    "nothing in control": ([3, 2, 4], [0, 0, 0]),
    "one mixed": ([0, 3, 0], [0, 4, 0]),
    "two mixed": ([5, 3, 0], [2, 4, 0]),
    "three mixed": ([5, 3, 1], [2, 4, 6]),
    "one study": ([4], [3]),
    "mixed in turn": ([4, 0], [0, 3]),
}
SPREADS: list[Prior] = [HalfNormal(0.5), HalfCauchy(1), Uniform(0, 2), HalfFlat(), Flat()]


def counts(design: str) -> list[list[int]]:
    treated, control = DESIGNS[design]
    ten = [10] * len(treated)
    return [treated, ten, control, ten]


def refused(build: Any, *arguments: Any, **priors: Any) -> str:
    """The words of a refusal, "" where there is none."""
    try:
        build(*arguments, **priors)
    except ValueError as error:
        return str(error)
    return ""


def growth(design: str, mu_prior: Prior) -> float:
    """Power with which p(data | τ), integrated over μ, changes far out; inf where that integral diverges.

    By sums over a grid, the baseline at its prior's centre: what is bounded does not depend on it.
    """
    n, theta = 10, np.linspace(-60, 60, 1201)
    p = expit(-2 + theta)

    def of(tau: float) -> float:
        mu = tau * np.linspace(-12, 12, 241) if not mu_prior.proper else np.zeros(1)
        value = np.ones(mu.size)
        for k in DESIGNS[design][0]:
            density = np.exp(-0.5 * ((theta - mu[:, None]) / tau) ** 2) / (tau * np.sqrt(2 * np.pi))
            inside = (density @ (p**k * (1 - p) ** (n - k))) * (theta[1] - theta[0])
            # beyond, the likelihood is 0 or, with nothing or everything, 1
            value *= inside + (k == 0) * ndtr((-60 - mu) / tau) + (k == n) * ndtr((mu - 60) / tau)
        if not mu_prior.proper and max(value[0], value[-1]) > 1e-3 * value.max():
            return np.inf
        return float(value.sum() * (mu[1] - mu[0] if mu.size > 1 else 1))

    low, high = of(300.0), of(3000.0)
    return np.inf if np.isinf(low) else np.log10(high / low)


@pytest.mark.slow
@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("mu_prior", [Normal(0, 0.5), StudentT(3, 0, 1), Flat()], ids=str)
def test_counts_are_refused_where_the_engine_refuses_and_the_integral_diverges(
    design: str, mu_prior: Prior, monkeypatch: pytest.MonkeyPatch
) -> None:
    # an answer takes seconds, a refusal comes before it
    monkeypatch.setattr("helpers.posterior.counts.model.CountsModel.result", lambda _: None)
    for tau_prior in SPREADS:
        built = refused(
            models.binomial_random_effects, *counts(design), mu_prior=mu_prior, tau_prior=tau_prior
        )
        exact = refused(
            posterior.binomial_random_effects, *counts(design), mu_prior=mu_prior, tau_prior=tau_prior
        )
        tail = 0.0 if isinstance(tau_prior, Flat | HalfFlat) else tau_prior.tail
        assert (built == "") == (exact == "") == bool(growth(design, mu_prior) - tail < -1.3), tau_prior
        if built:
            assert re.search(r"improper.*mu_prior", built)


def test_the_yardstick_of_divergence() -> None:
    """A mixed arm divides by τ, a flat mean multiplies by it; without mixed arms a flat mean has no end."""
    assert growth("three mixed", Normal(0, 1)) == pytest.approx(-3, abs=0.1)
    assert growth("three mixed", Flat()) == pytest.approx(-2, abs=0.1)
    assert growth("nothing treated", Normal(0, 1)) == pytest.approx(0, abs=0.1)
    assert growth("nothing treated", Flat()) == np.inf


@pytest.mark.parametrize(("K", "mu_prior"), list(itertools.product([1, 2, 3, 4], [Normal(0, 1), Flat()])))
def test_estimates_are_refused_where_the_engine_refuses(K: int, mu_prior: Prior) -> None:
    y, s = np.array([0.4, -0.2, 1.1, 0.3])[:K], np.full(K, 0.3)
    for tau_prior in SPREADS:
        built = refused(models.random_effects, y, s, mu_prior, tau_prior)
        exact = refused(posterior.random_effects, y, s, mu_prior, tau_prior)
        assert (built == "") == (exact == ""), tau_prior
        assert built == exact


@pytest.mark.parametrize("build", [models.varying_slopes, models.correlated_slopes])
@pytest.mark.parametrize(
    ("design", "mean_prior", "sd_prior", "named"),
    [
        ("nothing anywhere", Flat(), HalfNormal(1), "mean_prior"),
        ("everything everywhere", Flat(), HalfCauchy(1), "mean_prior"),
        ("nothing treated", Flat(), HalfNormal(1), "mean_prior"),
        ("nothing in control", Flat(), HalfNormal(1), "mean_prior"),
        ("nothing anywhere", Normal(0, 1), HalfNormal(1), None),
        ("one mixed", Flat(), HalfNormal(1), None),
        ("mixed in turn", Flat(), HalfNormal(1), None),
        ("one mixed", Normal(0, 1), HalfFlat(), "sd_prior"),
        ("nothing anywhere", Normal(0, 1), Flat(), "sd_prior"),
        ("two mixed", Normal(0, 1), HalfFlat(), None),
        ("two mixed", Normal(0, 1), Flat(), None),
        ("two mixed", Flat(), HalfFlat(), "sd_prior"),
        ("three mixed", Flat(), HalfFlat(), None),
        ("three mixed", Flat(), Flat(), None),
    ],
)
def test_slopes_are_refused_by_the_name_of_their_own_argument(
    build: Any, design: str, mean_prior: Prior, sd_prior: Prior, named: str | None
) -> None:
    words = refused(build, *counts(design), mean_prior=mean_prior, sd_prior=sd_prior)
    assert (words == "") == (named is None), words
    if named:
        assert words.startswith(named)
        assert "improper" in words


# A prior that will not do, for each argument that takes one.
MISPLACED: dict[str, list[Any]] = {
    "tau_prior": [Normal(0, 1), StudentT(3, 0, 1), Uniform(-1, 1), 1.0, "flat", None, Beta(0.5, 0.5)],
    "scale_prior": [Normal(0, 1), StudentT(3, 0, 1), Uniform(-1, 1), 1.0, "flat", None, Beta(0.5, 0.5)],
    "df": [0, -1, np.nan, "two", Flat(), HalfNormal(5), Uniform(1, 30)],
    "sd_prior": [Normal(0, 1), StudentT(3, 0, 1), Uniform(-1, 1), 1.0, "flat", None, Beta(0.5, 0.5)],
    "mu_prior": [1.0, "flat", None, (0, 1), Normal],
    "mean_prior": [1.0, "flat", None, (0, 1), Normal],
    "theta_prior": [1.0, "flat", None, (0, 1), Normal],
    "baseline_prior": [1.0, "flat", None, (0, 1), Normal, Flat(), HalfFlat()],
    "hyperprior": [1.0, "flat", None, Beta(1, 1), (Beta(1, 1), HalfNormal(50)), MeanConcentration],
    "names": ["abc", b"abc", ["a", "b"], {"a", "b", "c"}, {"a": 1, "b": 2, "c": 3}, ["a", "a", "b"], 3],
    "centred": ["no", 1, None, np.array([True, False])],
    "integrated": ["no", 1, None],
    "eta": [0, -1, np.nan, "two"],
}
TAKES = {
    "random_effects": ("mu_prior", "tau_prior", "names", "centred"),
    "student_t_random_effects": ("df", "mu_prior", "scale_prior", "names", "centred"),
    "complete_pooling": ("mu_prior", "names"),
    "no_pooling": ("theta_prior", "names"),
    "binomial_random_effects": ("baseline_prior", "mu_prior", "tau_prior", "names", "centred"),
    "beta_binomial": ("hyperprior", "names", "integrated"),
    "varying_slopes": ("mean_prior", "sd_prior", "names", "centred"),
    "correlated_slopes": ("mean_prior", "sd_prior", "eta", "names", "centred"),
}
DATA: dict[str, list[Any]] = {
    "binomial_random_effects": counts("three mixed"),
    "varying_slopes": counts("three mixed"),
    "correlated_slopes": counts("three mixed"),
    "beta_binomial": [[5, 3, 1], [10, 10, 10]],
}


@pytest.mark.parametrize(
    ("builder", "argument"), [(name, argument) for name, taken in TAKES.items() for argument in taken]
)
def test_an_argument_that_will_not_do_is_the_one_named(builder: str, argument: str) -> None:
    data = DATA.get(builder, [[0.4, -0.2, 1.1], [0.3, 0.3, 0.3]])
    needed = {"df": 4} if "df" in TAKES[builder] else {}
    for bad in MISPLACED[argument]:
        if argument == "names" and bad is None:
            continue
        with pytest.raises((ValueError, TypeError), match=rf"\b{argument}\b") as caught:
            getattr(models, builder)(*data, **{**needed, argument: bad})
        others = set(MISPLACED) - {argument}
        assert not [name for name in others if str(caught.value).startswith(name)]


def test_something_that_only_looks_like_a_hyperprior_is_refused() -> None:
    from types import SimpleNamespace

    lookalike = SimpleNamespace(mean_prior=Flat(), concentration_prior=HalfFlat())
    with pytest.raises(TypeError, match="hyperprior must be"):
        models.beta_binomial([5, 3], [10, 10], lookalike)
