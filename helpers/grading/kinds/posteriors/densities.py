"""The log density of a model as a plain function of the quantities that have names.

A model may be written centred or not, with a precision, a variance or a log as its free variable:
as densities of (μ, τ, θ) they are all the same. So the model's own log density, on its own free
variables z, is divided by |∂(μ, τ, θ)/∂z|.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from helpers._validate import FloatArray
from helpers.grading.kinds.posteriors.modelled import Modelled

Sizes = Mapping[str, int | None]
_STEP = 1e-3


@dataclass(frozen=True)
class Density:
    """The density of ``model`` for the quantities of these ``sizes``: None for a number, K for a vector."""

    model: Modelled
    sizes: Sizes

    @cached_property
    def start(self) -> FloatArray:
        """Where the sampler would start, shape (d,)."""
        return self.model.start()

    def at(self, z: FloatArray) -> tuple[float, FloatArray]:
        """Log density on the model's free variables, and the named quantities there, laid end to end."""
        values, named = self.model.evaluate(list(self.sizes), z[None])
        return float(values[0]), named[0]

    def jacobian(self, z: FloatArray) -> FloatArray:
        """∂ named / ∂ z, by central differences of fourth order (error about 1e-12)."""
        steps = np.eye(z.size) * _STEP
        stencil = np.concatenate([z + steps, z - steps, z + 2 * steps, z - 2 * steps])
        named = self.model.quantities(list(self.sizes), stencil)
        up, down, far_up, far_down = named.reshape(4, z.size, -1)
        return np.asarray(((8 * (up - down) - (far_up - far_down)) / (12 * _STEP)).T)

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
