"""Sampling a model: in one place, quietly, and the same from run to run; compiled once for many data sets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from helpers._validate import FloatArray, described, floats, real_number, seed_number, whole_number


def fit(
    model: Any,
    draws: int = 1000,
    tune: int = 1000,
    chains: int = 4,
    seed: int = 0,
    target_accept: float = 0.9,
) -> Any:
    """Draw from the posterior of a PyMC model with the No-U-Turn sampler (Hoffman & Gelman 2014).

    ``draws`` are kept from each of ``chains`` chains after ``tune`` steps of adaptation; ``seed`` fixes
    them all. ``target_accept`` in (0, 1) is the acceptance rate that the step size aims at: raise it
    towards 1 when `helpers.diagnostics.report` finds divergences.

    Returns an ``xarray.DataTree`` with groups ``posterior`` (dims chain, draw, …), ``sample_stats`` and
    ``observed_data``. Nothing is printed and nothing is judged: ask `helpers.diagnostics.report`.
    Raises ``TypeError`` when ``model`` is no PyMC model, ``ValueError`` when it has no free variable or
    a setting is out of range.
    """
    import pymc as pm

    model = _checked(model, "model")
    return pm.sample(
        **_settings(draws, tune, chains, target_accept),
        random_seed=seed_number(seed),
        model=model,
        nuts_sampler="nutpie",
        progressbar=False,
        quiet=True,
        compute_convergence_checks=False,
        compile_kwargs={"freeze_model": bool(model.data_vars)},  # constants compile in half the time
    )


def compiled(build: Callable[..., Any], *data: ArrayLike) -> Compiled:
    """A model compiled once, to be fitted to many data sets of one shape: milliseconds each, not seconds.

    ``build(*data)`` returns the model of ``data``, arrays all: a builder of `helpers.models`, or a function
    that fixes everything else, ``lambda y, s: models.random_effects(y, s, Normal(0, 1), HalfNormal(1))``. A
    function of your own holds each array as it is in a ``pm.Data``, as these builders do.

    >>> markets = models.compiled(models.random_effects, effects, std_errors)
    >>> markets.fit(other_effects, other_std_errors, chains=1, seed=2)

    Raises ``TypeError`` or ``ValueError`` for a ``build`` that does not do that.
    """
    return Compiled(build, data)


class Compiled:
    """What `compiled` returns; `fit` does the rest."""

    def __init__(self, build: Callable[..., Any], data: tuple[ArrayLike, ...]) -> None:
        if not callable(build):
            raise TypeError(f"build must be a function that returns a model; found {described(build)}")
        import nutpie

        self._build = build
        model, values = self._built(data)
        self._shapes = _shapes(values)
        self._compiled = nutpie.compile_pymc_model(model)
        self._used = {variable.name for variable in self._compiled.shared_var_keys}

    def fit(
        self,
        *data: ArrayLike,
        draws: int = 1000,
        tune: int = 1000,
        chains: int = 4,
        seed: int = 0,
        target_accept: float = 0.9,
    ) -> Any:
        """Draw from the posterior given ``data``, arrays shaped as those that were compiled with.

        Settings are those of `models.fit`, and so is what is returned, without ``observed_data``. The draws
        are others than `models.fit` takes with the same seed.
        """
        import nutpie

        values = self._built(data)[1]
        if _shapes(values) != self._shapes:
            raise ValueError(f"data must be shaped as at first, {self._shapes}; found {_shapes(values)}")
        return nutpie.sample(
            self._compiled.with_data(**{name: value for name, value in values.items() if name in self._used}),
            **_settings(draws, tune, chains, target_accept),
            seed=int(np.random.SeedSequence(seed_number(seed)).generate_state(1)[0]),
            save_warmup=False,
            progress_bar=False,
        )

    def _built(self, data: tuple[ArrayLike, ...]) -> tuple[Any, dict[str, Any]]:
        """The model of ``data``, built anew so that its builder checks them, and what its pm.Data hold."""
        arrays = [floats(values, f"data[{i}]") for i, values in enumerate(data)]
        try:
            model = self._build(*data)
        except TypeError as error:
            raise TypeError(f"build failed on data: {error}") from error
        values = {
            variable.name: variable.get_value() for variable in _checked(model, "build(*data)").data_vars
        }
        for i, array in enumerate(arrays):
            if not any(np.array_equal(array, value) for value in values.values()):
                raise ValueError(
                    "build must hold every array of data in a pm.Data, unchanged, or it cannot be exchanged; "
                    f"data[{i}] is in none of {sorted(values)}"
                )
        return model, values


def _checked(model: Any, name: str) -> Any:
    import pymc as pm

    if not isinstance(model, pm.Model):
        raise TypeError(
            f"{name} must be a pymc.Model, as a builder of helpers.models returns; found {described(model)}"
        )
    if not model.free_RVs:
        raise ValueError(f"{name} must have at least one unobserved variable; found none to sample")
    return model


def _settings(draws: Any, tune: Any, chains: Any, target_accept: Any) -> dict[str, Any]:
    return {
        "draws": whole_number(draws, "draws", at_least=4),
        "tune": max(whole_number(tune, "tune", at_least=0), 1),  # nutpie cannot do without any
        "chains": whole_number(chains, "chains", at_least=1),
        "target_accept": real_number(target_accept, "target_accept", above=0, below=1),
    }


def _shapes(values: dict[str, FloatArray]) -> dict[str, tuple[int, ...]]:
    return {name: value.shape for name, value in values.items()}
