"""What is asked of a model, whoever holds it: PyMC here, or a process that only answers questions."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from helpers._validate import FloatArray

Evaluated = tuple[FloatArray, FloatArray]


class Modelled(ABC):
    """A model, as its judge sees it.

    ``names`` are all its variables but PyMC's own, ``free`` those that the sampler moves; ``observed`` tells
    whether anything in it depends on data, ``nu_is_random`` whether a Student-t's ν is estimated.
    """

    names: Sequence[str]
    free: Sequence[str]
    observed: bool
    nu_is_random: bool

    @abstractmethod
    def sizes(self, names: Sequence[str]) -> Mapping[str, int]:
        """How many numbers each of these variables holds."""

    @abstractmethod
    def start(self) -> FloatArray:
        """Where the sampler starts, shape (d,), on its own unbounded scale."""

    @abstractmethod
    def evaluate(self, names: Sequence[str], points: FloatArray) -> Evaluated:
        """Log densities at ``points`` (n, d), shape (n,), and what these variables are there, laid end to
        end, shape (n, quantities)."""

    @abstractmethod
    def sample(self, names: Sequence[str], seed: int) -> Mapping[str, FloatArray]:
        """Posterior draws of these variables, chains first."""


class PyMCModel(Modelled):
    """A PyMC model of this process."""

    def __init__(self, model: Any) -> None:
        self.model = model
        self.names = sorted(str(name) for name in model.named_vars if not name.endswith("__"))
        self.free = [str(variable.name) for variable in model.free_RVs]
        self.observed = bool(model.observed_RVs or model.potentials)

    @property
    def nu_is_random(self) -> bool:  # type: ignore[override]
        """Whether a free Student-t's degrees of freedom are computed from something random."""
        return any(_estimates_nu(variable) for variable in self.model.free_RVs)

    def sizes(self, names: Sequence[str]) -> dict[str, int]:
        """How many numbers each of these variables holds."""
        return {name: int(np.prod(self.model[name].shape.eval())) for name in names}

    def start(self) -> FloatArray:
        """Where the sampler starts, shape (d,)."""
        return np.concatenate([value.ravel() for value in _starts(self.model)])

    def evaluate(self, names: Sequence[str], points: FloatArray) -> Evaluated:
        """Log densities at ``points`` and the values of these variables, by the compiled model."""
        function, starts = self._compiled(names)
        cuts = np.cumsum([value.size for value in starts])[:-1]
        log_densities, named = [], []
        for z in points:
            parts = (part.reshape(v.shape) for part, v in zip(np.split(z, cuts), starts, strict=True))
            value, *found = function(*parts)
            log_densities.append(float(value))
            named.append(np.concatenate([np.ravel(v) for v in found]).astype(float))
        return np.array(log_densities), np.array(named)

    def sample(self, names: Sequence[str], seed: int) -> dict[str, FloatArray]:
        """Draws of four chains, by PyMC's own sampler."""
        fit = _fit(self.model, seed)
        return {name: np.asarray(fit.posterior[name].values, float) for name in names}

    def _compiled(self, names: Sequence[str]) -> _Compiled:
        # A model to which something was added since is another model: its variables are part of the key.
        key = (*names, *(str(name) for name in self.model.named_vars))
        known = _known.get(self.model)
        if known is None or known[0] != key:
            known = _known[self.model] = (key, (_compile(self.model, names), _starts(self.model)))
        return known[1]


_Compiled = tuple[Callable[..., Any], list[FloatArray]]
_known: WeakKeyDictionary[Any, tuple[tuple[str, ...], _Compiled]] = WeakKeyDictionary()


def as_model(thing: Any) -> Modelled | None:
    """What can be asked of ``thing``, or None if it is no model."""
    if isinstance(thing, Modelled):
        return thing
    return PyMCModel(thing) if is_pymc_model(thing) else None


def is_pymc_model(thing: Any) -> bool:
    """By name, so that nothing imports PyMC to find out that an answer is no model."""
    return any(c.__module__.startswith("pymc.") and c.__name__ == "Model" for c in type(thing).__mro__)


def _compile(model: Any, names: Sequence[str]) -> Callable[..., Any]:
    """Without a C compiler, for evaluation at single points."""
    import pytensor

    outputs = [model.logp(), *model.replace_rvs_by_values([model[name] for name in names])]
    function: Callable[..., Any] = pytensor.function(
        model.value_vars, outputs, mode="FAST_COMPILE", on_unused_input="ignore"
    )
    return function


def _starts(model: Any) -> list[FloatArray]:
    point = model.initial_point()
    return [np.asarray(point[v.name], float) for v in model.value_vars]


def _estimates_nu(variable: Any) -> bool:
    from pytensor.graph.traversal import ancestors
    from pytensor.tensor.random.op import RandomVariable

    node = variable.owner
    if "StudentT" not in type(node.op).__name__:
        return False
    nu = node.op.dist_params(node)[0]
    return any(a.owner is not None and isinstance(a.owner.op, RandomVariable) for a in ancestors([nu]))


def _fit(model: Any, seed: int) -> Any:
    import logging

    import pymc as pm

    logger = logging.getLogger("pymc")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        return pm.sample(
            1000,
            tune=1000,
            chains=4,
            cores=1,
            model=model,
            random_seed=seed,
            progressbar=False,
            target_accept=0.95,
        )
    finally:
        logger.setLevel(level)
