"""The thousand worlds of `make certify`: what is right passes, what is wrong is found.

A right method fails with chance 1e-4, all its quantities together. A stopped run goes on where it was. In
`make test` the same is done in a few worlds. The centred builders are left out: they sample badly where the
studies say little, and are right where they do not.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from helpers import models, posterior, samplers
from helpers.diagnostics import SBC, sbc
from helpers.diagnostics.calibration import DEPENDENT
from helpers.priors import HalfNormal
from helpers.samplers import synchronous_gibbs_random_effects
from tests.conftest import CERTIFICATE, sources_hash
from tests.diagnostics.fits import SAMPLERS, by_gibbs, by_model
from tests.diagnostics.worlds import (
    BUILDERS,
    MU,
    QUANTITIES,
    SLOPE,
    TAU,
    gibbs_world,
    log_likelihood,
    random_effects,
)

WORLDS, FEW, FAMILYWISE = 1000, 15, 1e-4


@pytest.fixture
def kept(request: pytest.FixtureRequest) -> Path:
    """A file for the ranks of this test, on exactly these sources."""
    return CERTIFICATE.parent / f"{request.node.name}-{sources_hash()[:12]}.jsonl"


def run(
    fit: Any,
    worlds: int,
    kept: Path | None = None,
    simulate: Any = random_effects,
    quantities: list[Any] = QUANTITIES,
) -> SBC:
    found = sbc(simulate, fit, quantities, worlds, np.random.default_rng(11), resume=kept)
    print(found, found.p_values.round(4), found.dependence.round(2), sep="\n")
    return found


def assert_calibrated(found: SBC) -> None:
    assert found.dependence.max() < DEPENDENT
    assert found.failing(FAMILYWISE) == ()


def named(name: str) -> str:
    """The function of a sampler or builder that goes under this name."""
    return name.partition("-")[0]


def test_no_sampler_and_no_builder_is_left_out() -> None:
    assert set(map(named, SAMPLERS)) == set(samplers.__all__) - {
        "Chain", "Proposal", "leapfrog", "synchronous_gibbs_random_effects"
    }  # fmt: skip
    assert set(map(named, BUILDERS)) == set(models.__all__) - {"Compiled", "compiled", "fit"}


def by_sampler(name: str, worlds: int, kept: Path | None = None) -> SBC:
    simulate, fit = SAMPLERS[name]
    return run(fit, worlds, kept, simulate)


def by_builder(name: str, worlds: int, kept: Path | None = None) -> SBC:
    world = BUILDERS[name]
    return run(by_model(world), worlds, kept, world.simulate, world.quantities)


@pytest.mark.slow
@pytest.mark.parametrize("name", SAMPLERS)
def test_a_sampler_in_a_few_worlds(name: str) -> None:
    assert_calibrated(by_sampler(name, FEW))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["random_effects", "no_pooling"])
def test_a_builder_in_a_few_worlds(name: str) -> None:
    """Each costs a compilation; all of them stand in `make certify`."""
    assert by_builder(name, FEW // 2).failing(FAMILYWISE) == ()


@pytest.mark.certify
@pytest.mark.parametrize("name", SAMPLERS)
def test_a_sampler_draws_from_the_posterior(name: str, kept: Path) -> None:
    assert_calibrated(by_sampler(name, WORLDS, kept))


@pytest.mark.certify
@pytest.mark.parametrize("name", BUILDERS)
def test_a_builder_has_the_posterior(name: str, kept: Path) -> None:
    assert_calibrated(by_builder(name, WORLDS, kept))


@pytest.mark.certify
def test_the_exact_engine_draws_from_the_posterior(kept: Path) -> None:
    assert_calibrated(
        run(lambda data, rng: posterior.random_effects(*data, MU, TAU).sample(100, rng), WORLDS, kept)
    )


@pytest.mark.certify
def test_the_exact_meta_regression_draws_from_the_posterior(kept: Path) -> None:
    def fit(data: Any, rng: np.random.Generator) -> Any:
        return posterior.meta_regression(*data, [MU, SLOPE], TAU).sample(100, rng)

    world = BUILDERS["meta_regression"]
    assert_calibrated(run(fit, WORLDS, kept, world.simulate, world.quantities))


@pytest.mark.certify
def test_all_blocks_at_once_are_found(kept: Path) -> None:
    """Draws of the synchronous sampler are as independent as those of the right one, and τ is wrong."""

    def fit(data: Any, rng: np.random.Generator) -> Any:
        return by_gibbs(data, rng, synchronous_gibbs_random_effects)

    found = run(fit, WORLDS, kept, gibbs_world)
    assert found.dependence.max() < DEPENDENT
    assert "tau" in found.failing(FAMILYWISE)


def hierarchy(tau: Any) -> Any:
    """The fit of random effects whose τ the function ``tau`` puts into the model at hand."""

    def build(y: np.ndarray, s: np.ndarray) -> Any:
        import pymc as pm

        with pm.Model(coords={"study": range(y.size)}) as model:
            effects, std_errors = pm.Data("effects", y, dims="study"), pm.Data("std_errors", s, dims="study")
            mu, offset = pm.Normal("mu", 0, 1), pm.Normal("offset", 0, 1, dims="study")
            theta = pm.Deterministic("theta", mu + tau() * offset, dims="study")
            pm.Normal("y", mu=theta, sigma=std_errors, observed=effects, dims="study")
        return model

    return by_model(replace(BUILDERS["random_effects"], build=build))


def variance_for_sd() -> Any:
    import pymc as pm

    return pm.Deterministic("tau", pm.HalfNormal("tau_squared", 1) ** 0.5)


LEAST = 0.05  # the forgotten Jacobian's 1/τ has no integral at 0


def log_tau(jacobian: bool) -> Any:
    def put() -> Any:
        import pymc as pm

        level = pm.Uniform("log_tau", np.log(LEAST), np.log(20.0))
        tau = pm.Deterministic("tau", pm.math.exp(level))
        pm.Potential("prior", -(tau**2) / 2 + (level if jacobian else 0.0))
        return tau

    return put


def kept_off_zero(rng: np.random.Generator) -> Any:
    while (world := random_effects(rng))[0]["tau"] < LEAST:
        pass
    return world


@pytest.mark.certify
def test_a_prior_on_the_variance_is_found(kept: Path) -> None:
    assert "tau" in run(hierarchy(variance_for_sd), WORLDS, kept).failing(FAMILYWISE)


@pytest.mark.certify
@pytest.mark.parametrize("jacobian", [True, False], ids=["with", "without"])
def test_a_forgotten_jacobian_is_found(jacobian: bool, kept: Path) -> None:
    found = run(hierarchy(log_tau(jacobian)), WORLDS, kept, kept_off_zero)
    assert ("tau" in found.failing(FAMILYWISE)) != jacobian
    assert jacobian != bool(found.failing(FAMILYWISE))


def prior(data: Any, rng: np.random.Generator) -> Any:
    """What a method draws that does not look at the data."""
    mu, tau = MU.sample(100, rng), TAU.sample(100, rng)
    return {"mu": mu, "tau": tau, "theta": rng.normal(mu[:, None], tau[:, None], (100, data[0].size))}


@pytest.mark.certify
def test_draws_from_the_prior_are_found(kept: Path) -> None:
    assert run(prior, WORLDS, kept).failing(FAMILYWISE) == (log_likelihood.__name__,)


@pytest.mark.certify
def test_a_wrong_scale_of_the_prior_is_found(kept: Path) -> None:
    def fit(data: Any, rng: np.random.Generator) -> Any:
        return posterior.random_effects(*data, MU, HalfNormal(0.7)).sample(100, rng)

    assert "tau" in run(fit, WORLDS, kept).failing(FAMILYWISE)
