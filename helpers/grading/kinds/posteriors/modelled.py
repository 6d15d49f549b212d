"""What is asked of a model, whoever holds it: PyMC here, or a process that only answers questions."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod
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

    def quantities(self, names: Sequence[str], points: FloatArray) -> FloatArray:
        """The second of these alone, where that is cheaper: derivatives ask for it by the dozen."""
        return self.evaluate(names, points)[1]

    @abstractmethod
    def sample(self, names: Sequence[str], seed: int) -> Mapping[str, FloatArray]:
        """Posterior draws of these variables, chains first."""


_MODE = "FAST_COMPILE"  # without a C compiler: what is asked is asked at a few points


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
        shapes = {name: self.model[name].shape.eval(mode=_MODE) for name in names}
        return {name: int(np.prod(shape)) for name, shape in shapes.items()}

    def start(self) -> FloatArray:
        """Where the sampler starts, shape (d,)."""
        return np.concatenate([value.ravel() for value in _starts(self.model)])

    def evaluate(self, names: Sequence[str], points: FloatArray) -> Evaluated:
        """Log densities at ``points`` and the values of these variables, by the compiled model."""
        compiled = self._compiled(names)
        found = [compiled.all(*compiled.parts(z)) for z in points]
        return np.array([float(value) for value, *_ in found]), _laid_out(named for _, *named in found)

    def quantities(self, names: Sequence[str], points: FloatArray) -> FloatArray:
        """The values alone: the log density costs most."""
        compiled = self._compiled(names)
        return _laid_out(compiled.named(*compiled.parts(z)) for z in points)

    def sample(self, names: Sequence[str], seed: int) -> dict[str, FloatArray]:
        """Draws of four chains, by PyMC's own sampler."""
        fit = _fit(self.model, seed)
        return {name: np.asarray(fit.posterior[name].values, float) for name in names}

    def _compiled(self, names: Sequence[str]) -> _Compiled:
        # A model to which something was added since is another model: its variables are part of the key.
        key = (*names, *(str(name) for name in self.model.named_vars))
        known = _known.get(self.model)
        if known is None or known[0] != key:
            known = _known[self.model] = (key, _compile(self.model, names))
        return known[1]


@dataclass(frozen=True)
class _Compiled:
    """A model's functions: ``all`` gives its log density and named values, ``named`` only these."""

    all: Callable[..., Any]
    named: Callable[..., Any]
    shapes: tuple[tuple[int, ...], ...]

    def parts(self, z: FloatArray) -> Iterator[FloatArray]:
        """The free variables of a point."""
        begin = 0
        for shape in self.shapes:
            end = begin + prod(shape)
            yield z[begin:end].reshape(shape)
            begin = end


def _laid_out(found: Iterable[Sequence[Any]]) -> FloatArray:
    return np.array([np.concatenate([np.ravel(v) for v in named]).astype(float) for named in found])


_known: WeakKeyDictionary[Any, tuple[tuple[str, ...], _Compiled]] = WeakKeyDictionary()


def as_model(thing: Any) -> Modelled | None:
    """What can be asked of ``thing``, or None if it is no model."""
    if isinstance(thing, Modelled):
        return thing
    return PyMCModel(thing) if is_pymc_model(thing) else None


def is_pymc_model(thing: Any) -> bool:
    """By name, so that nothing imports PyMC to find out that an answer is no model."""
    return any(c.__module__.startswith("pymc.") and c.__name__ == "Model" for c in type(thing).__mro__)


def _compile(model: Any, names: Sequence[str]) -> _Compiled:
    import pytensor

    named = model.replace_rvs_by_values([model[name] for name in names])

    def function(outputs: list[Any]) -> Callable[..., Any]:
        compiled: Any = pytensor.function(model.value_vars, outputs, mode=_MODE, on_unused_input="ignore")
        # What `parts` gives need not be looked at again, call by call.
        compiled.trust_input = all(value.dtype == "float64" for value in model.value_vars)
        return compiled

    shapes = tuple(value.shape for value in _starts(model))
    return _Compiled(function([model.logp(), *named]), function(named), shapes)


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
