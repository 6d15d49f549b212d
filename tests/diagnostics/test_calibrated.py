"""The thousand worlds of `make certify`: what is right passes, what is wrong is found.

A right method fails with chance 1e-4, all its quantities together. A stopped run goes on where it was.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from helpers import models, posterior
from helpers.diagnostics import SBC, sbc
from helpers.priors import HalfNormal
from tests.conftest import CERTIFICATE, sources_hash
from tests.diagnostics.worlds import MU, QUANTITIES, STD_ERRORS, TAU, log_likelihood, random_effects

WORLDS, FAMILYWISE = 1000, 1e-4


@pytest.fixture
def kept(request: pytest.FixtureRequest) -> Path:
    """A file for the ranks of this test, on exactly these sources."""
    return CERTIFICATE.parent / f"{request.node.name}-{sources_hash()[:12]}.jsonl"


def fitted(compiled: models.Compiled, **settings: Any) -> Any:
    """A fit for `sbc` by a model that is compiled already: one chain, long enough to be thinned to 100."""
    asked = {"draws": 1500, "tune": 700, "chains": 1, "target_accept": 0.95} | settings

    def fit(data: Any, rng: np.random.Generator) -> Any:
        return compiled.fit(*data, seed=int(rng.integers(2**32)), **asked)

    return fit


def run(fit: Any, worlds: int, kept: Path | None = None, simulate: Any = random_effects) -> SBC:
    found = sbc(simulate, fit, QUANTITIES, worlds, np.random.default_rng(11), resume=kept)
    print(found, found.p_values.round(4), found.dependence.round(2), sep="\n")
    return found


def on_normal_world(build: Any) -> models.Compiled:
    return models.compiled(build, np.zeros(STD_ERRORS.size), STD_ERRORS)


@pytest.mark.slow
def test_one_small_world_of_the_builder() -> None:
    """As in `make certify`, but few."""
    builder = on_normal_world(lambda y, s: models.random_effects(y, s, MU, TAU))
    assert run(fitted(builder, draws=500, tune=300), 15).failing(FAMILYWISE) == ()


@pytest.mark.certify
def test_the_exact_engine_draws_from_the_posterior(kept: Path) -> None:
    found = run(lambda data, rng: posterior.random_effects(*data, MU, TAU).sample(100, rng), WORLDS, kept)
    assert found.failing(FAMILYWISE) == ()


@pytest.mark.certify
def test_the_builder_of_random_effects_samples_the_posterior(kept: Path) -> None:
    found = run(fitted(on_normal_world(lambda y, s: models.random_effects(y, s, MU, TAU))), WORLDS, kept)
    assert found.failing(FAMILYWISE) == ()


def hierarchy(tau: Any) -> Any:
    """A builder of random effects whose τ the function ``tau`` puts into the model at hand."""

    def build(y: np.ndarray, s: np.ndarray) -> Any:
        import pymc as pm

        with pm.Model(coords={"study": range(y.size)}) as model:
            effects, std_errors = pm.Data("effects", y, dims="study"), pm.Data("std_errors", s, dims="study")
            mu, offset = pm.Normal("mu", 0, 1), pm.Normal("offset", 0, 1, dims="study")
            theta = pm.Deterministic("theta", mu + tau() * offset, dims="study")
            pm.Normal("y", mu=theta, sigma=std_errors, observed=effects, dims="study")
        return model

    return build


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
    found = run(fitted(on_normal_world(hierarchy(variance_for_sd))), WORLDS, kept)
    assert "tau" in found.failing(FAMILYWISE)


@pytest.mark.certify
@pytest.mark.parametrize("jacobian", [True, False], ids=["with", "without"])
def test_a_forgotten_jacobian_is_found(jacobian: bool, kept: Path) -> None:
    found = run(fitted(on_normal_world(hierarchy(log_tau(jacobian)))), WORLDS, kept, kept_off_zero)
    assert ("tau" in found.failing(FAMILYWISE)) != jacobian
    assert jacobian != bool(found.failing(FAMILYWISE))


@pytest.mark.certify
def test_draws_from_the_prior_are_found(kept: Path) -> None:
    def prior(data: Any, rng: np.random.Generator) -> Any:
        mu, tau = MU.sample(100, rng), TAU.sample(100, rng)
        return {"mu": mu, "tau": tau, "theta": rng.normal(mu[:, None], tau[:, None], (100, data[0].size))}

    assert run(prior, WORLDS, kept).failing(FAMILYWISE) == (log_likelihood.__name__,)


@pytest.mark.certify
def test_a_wrong_scale_of_the_prior_is_found(kept: Path) -> None:
    def fit(data: Any, rng: np.random.Generator) -> Any:
        return posterior.random_effects(*data, MU, HalfNormal(0.7)).sample(100, rng)

    assert "tau" in run(fit, WORLDS, kept).failing(FAMILYWISE)
