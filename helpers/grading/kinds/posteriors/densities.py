"""The log density of a PyMC model as a plain function of the quantities that have names.

A model may be written centred or not, with a precision, a variance or a log as its free variable:
as densities of (μ, τ, θ) they are all the same. So the model's own log density, on its own free
variables z, is divided by |∂(μ, τ, θ)/∂z|.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from helpers._validate import FloatArray

Sizes = Mapping[str, int | None]
_STEP = 1e-3


@dataclass(frozen=True)
class Density:
    """A compiled model: ``at(z)`` gives (log density of z, named quantities laid end to end)."""

    function: Any
    quantities: Any  # the same without the log density, which costs most: derivatives need them by the dozen
    shapes: tuple[tuple[int, ...], ...]
    start: FloatArray
    sizes: Sizes

    def at(self, z: FloatArray) -> tuple[float, FloatArray]:
        """Log density on the model's free variables, and the named quantities there."""
        log_density, *named = self.function(*self._variables(z))
        return float(log_density), _laid_out(named)

    def named_at(self, z: FloatArray) -> FloatArray:
        """The named quantities alone, laid end to end."""
        return _laid_out(self.quantities(*self._variables(z)))

    def _variables(self, z: FloatArray) -> list[FloatArray]:
        values, begin = [], 0
        for shape in self.shapes:
            end = begin + prod(shape)
            values.append(z[begin:end].reshape(shape))
            begin = end
        return values

    def jacobian(self, z: FloatArray) -> FloatArray:
        """∂ named / ∂ z, by central differences of fourth order (error about 1e-12)."""
        columns = []
        for i in range(z.size):
            step = np.zeros_like(z)
            step[i] = _STEP
            near = self.named_at(z + step) - self.named_at(z - step)
            far = self.named_at(z + 2 * step) - self.named_at(z - 2 * step)
            columns.append((8 * near - far) / (12 * _STEP))
        return np.column_stack(columns)

    def natural(self, z: FloatArray) -> tuple[float, FloatArray]:
        """Log density of the named quantities themselves, and the quantities."""
        log_density, named = self.at(z)
        _, log_volume = np.linalg.slogdet(self.jacobian(z))
        return log_density - float(log_volume), named

    def named(self, flat: FloatArray) -> dict[str, Any]:
        """Named quantities from their flat form."""
        out, begin = {}, 0
        for name, size in self.sizes.items():
            out[name] = float(flat[begin]) if size is None else flat[begin : begin + size]
            begin += size or 1
        return out


def _laid_out(named: Sequence[Any]) -> FloatArray:
    return np.concatenate([np.ravel(v) for v in named]).astype(float)


def free_size(model: Any) -> int:
    """Number of free variables of a model."""
    return int(sum(np.size(v) for v in _start(model)))


def compile_density(model: Any, sizes: Sizes) -> Density:
    """Compile a model, without a C compiler, for evaluation at single points; once for each model."""
    key = (*sizes, *(str(name) for name in model.named_vars))
    known = _compiled.get(model)
    if known is None or known[0] != key:
        known = _compiled[model] = (key, _compile(model, sizes))
    return known[1]


# A model to which something was added since is another model: its variables are part of the key.
_compiled: WeakKeyDictionary[Any, tuple[tuple[str, ...], Density]] = WeakKeyDictionary()


def _compile(model: Any, sizes: Sizes) -> Density:
    import pytensor

    wanted = model.replace_rvs_by_values([model[name] for name in sizes])

    def function(outputs: list[Any]) -> Any:
        return pytensor.function(model.value_vars, outputs, mode="FAST_COMPILE", on_unused_input="ignore")

    start = _start(model)
    return Density(
        function([model.logp(), *wanted]),
        function(wanted),
        tuple(v.shape for v in start),
        np.concatenate([v.ravel() for v in start]),
        sizes,
    )


def _start(model: Any) -> list[FloatArray]:
    point = model.initial_point()
    return [np.asarray(point[v.name], float) for v in model.value_vars]


def gradient_by_block(density: Density, z: FloatArray, reference: Any) -> dict[str, float]:
    """How strongly log density − reference depends on each named quantity, at ``z``."""

    def gap(at: FloatArray) -> float:
        value, flat = density.natural(at)
        return value - reference(density.named(flat))

    steps = np.eye(z.size) * _STEP
    slope_z = np.array([(gap(z + step) - gap(z - step)) / (2 * _STEP) for step in steps])
    slope = np.linalg.solve(density.jacobian(z).T, slope_z)
    blocks = density.named(np.abs(slope))
    return {name: float(np.max(value)) for name, value in blocks.items()}


def estimates_nu(variable: Any) -> bool:
    """Whether this is a Student-t whose degrees of freedom are computed from something random."""
    from pytensor.graph.traversal import ancestors
    from pytensor.tensor.random.op import RandomVariable

    node = variable.owner
    if "StudentT" not in type(node.op).__name__:
        return False
    nu = node.op.dist_params(node)[0]
    return any(a.owner is not None and isinstance(a.owner.op, RandomVariable) for a in ancestors([nu]))


def is_model(thing: Any) -> bool:
    """By name, so that nothing imports PyMC to find out that an answer is no model."""
    return any(c.__module__.startswith("pymc.") and c.__name__ == "Model" for c in type(thing).__mro__)
