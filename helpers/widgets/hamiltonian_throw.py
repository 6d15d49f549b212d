"""`HamiltonianThrow`: a particle is thrown over a density; beside it a random walk of the same cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import traitlets
from scipy.special import ndtr

from helpers._validate import FloatArray

from .static_widget import StaticWidget
from .worlds import world_normals

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_TILT, _LONG, _SHORT = np.pi / 6, 1.2, 0.2
_CURVE, _WIDE = 0.6, 0.35
_START = np.array([-1.2, 0.5])
_RINGS = (np.sqrt(2 * np.log(2)), np.sqrt(2 * np.log(20)))
_WALK = {"valley": 0.8, "round": 1.7, "bend": 1.0}
_FAR = 1e6
_MOST = 100


def _turned(x: FloatArray, angle: float) -> FloatArray:
    c, s = np.cos(angle), np.sin(angle)
    return np.stack([c * x[..., 0] - s * x[..., 1], s * x[..., 0] + c * x[..., 1]], axis=-1)


def place(shape: str, z: FloatArray) -> FloatArray:
    """Where two standard normals, (..., 2), go in the plane: the density of ``shape`` is theirs, bent."""
    z = np.asarray(z, float)
    if shape == "valley":
        return _turned(z * [_LONG, _SHORT], _TILT)
    if shape == "bend":
        return np.stack([z[..., 0], _CURVE * (z[..., 0] ** 2 - 1) + _WIDE * z[..., 1]], axis=-1)
    return z


def normals(shape: str, x: FloatArray) -> FloatArray:
    """The two standard normals behind a place, (..., 2): the inverse of `place`."""
    x = np.asarray(x, float)
    if shape == "valley":
        return _turned(x, -_TILT) / [_LONG, _SHORT]
    if shape == "bend":
        return np.stack([x[..., 0], (x[..., 1] - _CURVE * (x[..., 0] ** 2 - 1)) / _WIDE], axis=-1)
    return x


def log_density(shape: str, x: FloatArray) -> float:
    """Log density at a place, up to a constant."""
    return -0.5 * float(np.sum(normals(shape, x) ** 2))


def grad(shape: str, x: FloatArray) -> FloatArray:
    """Gradient of `log_density`, shape (2,)."""
    a, b = normals(shape, x)
    if shape == "valley":
        return _turned(np.array([-a / _LONG, -b / _SHORT]), _TILT)
    if shape == "bend":
        return np.array([2 * _CURVE * x[0] * b / _WIDE - a, -b / _WIDE])
    return -np.asarray(x, float)


class HamiltonianThrow(StaticWidget):
    """A particle on a density in the plane: throw it, and see its path, its energy and where it turns back.

    Beside it walks a Metropolis chain that may ask for the density as often. Traits, readable and settable:
    ``momentum_x``, ``momentum_y`` of the next throw, −3 to 3; ``step_size``, .01 to .6; ``steps``, 1 to 60;
    ``shape``, "valley", "round" or "bend"; ``throws``, how many were made by chance before, 0 to 100, by
    ``seed``.
    """

    examples: ClassVar[dict[str, dict[str, Any]]] = {
        "at its defaults": {},
        "run off": {"step_size": 0.6, "steps": 60, "throws": 3},
        "a bend, after a hundred throws": {"shape": "bend", "throws": 100, "steps": 15, "step_size": 0.2},
        "round, one long step": {"shape": "round", "steps": 1, "step_size": 0.5, "throws": 40},
    }

    momentum_x = traitlets.Float(1.5, min=-3, max=3).tag(sync=True)
    momentum_y = traitlets.Float(0.6, min=-3, max=3).tag(sync=True)
    step_size = traitlets.Float(0.15, min=0.01, max=0.6).tag(sync=True)
    steps = traitlets.Int(14, min=1, max=60).tag(sync=True)
    shape = traitlets.Enum(list(_WALK), "valley").tag(sync=True)
    throws = traitlets.Int(0, min=0, max=_MOST).tag(sync=True)
    seed = traitlets.Int(1, min=1).tag(sync=True)

    def path(self, x: FloatArray, momentum: FloatArray) -> tuple[FloatArray, float]:
        """Every place of one throw, (steps + 1, 2) or fewer where it runs off, and its acceptance chance."""
        from helpers.samplers import leapfrog

        places, p = [np.asarray(x, float)], np.asarray(momentum, float)
        energy = 0.5 * p @ p - log_density(self.shape, places[0])
        for _ in range(self.steps):
            q, p = leapfrog(lambda at: grad(self.shape, at), places[-1], p, self.step_size, 1)
            if not np.hypot(*q) < _FAR:
                return np.array(places), 0.0
            places.append(q)
        change = 0.5 * p @ p - log_density(self.shape, places[-1]) - energy
        return np.array(places), float(np.exp(min(0.0, -change)))

    def replay(self) -> tuple[FloatArray, FloatArray]:
        """The chain of ``throws`` throws, (throws + 1, 2), and a walk at the cost of one throw more."""
        z = world_normals(2 * self.seed, 3 * _MOST).reshape(-1, 3)[: self.throws]
        thrown = [place(self.shape, _START)]
        for *kick, luck in z:
            places, chance = self.path(thrown[-1], np.array(kick))
            thrown.append(places[-1] if ndtr(luck) < chance else thrown[-1])
        moves = (self.throws + 1) * (self.steps + 1)
        walk = [thrown[0]]
        for *step, luck in world_normals(2 * self.seed + 1, 3 * moves).reshape(-1, 3):
            there = walk[-1] + _WALK[self.shape] * np.array(step)
            gain = log_density(self.shape, there) - log_density(self.shape, walk[-1])
            walk.append(there if np.log(ndtr(luck)) < gain else walk[-1])
        return np.array(thrown), np.array(walk)

    def picture(self) -> Axes:
        """The throw, and the walk of the same cost, on the rings that hold half and 95 % of the density."""
        import matplotlib.pyplot as plt

        from helpers import plots

        thrown, walk = self.replay()
        path, _ = self.path(thrown[-1], np.array([self.momentum_x, self.momentum_y]))
        turn = np.linspace(0, 2 * np.pi, 90)
        circle = np.column_stack([np.cos(turn), np.sin(turn)])
        with plots.styled():
            axes = plt.subplots(1, 2, figsize=(7.2, 3), sharex=True, sharey=True, layout="constrained")[1]
            trails = ((path, thrown, "one throw"), (walk[-self.steps - 2 :], walk, "a walk of the same cost"))
            for ax, (trail, chain, title) in zip(axes, trails, strict=True):
                for radius, style in zip(_RINGS, ("--", "-"), strict=True):
                    ax.plot(*place(self.shape, radius * circle).T, style, color="0.5", lw=1)
                ax.plot(*chain[-500:].T, ".", color="0.6", ms=3)
                ax.plot(*trail.T, ".-", color=plots.COLOURS["blue"], lw=1.2, ms=4)
                ax.plot(*trail[0], "o", color=plots.COLOURS["vermilion"], ms=8)
                middle = 1.2 if self.shape == "bend" else 0
                ax.set(title=title, xlim=(-3.3, 3.3), ylim=(middle - 2.7, middle + 2.7))
                ax.set(xticks=[], yticks=[], aspect="equal")
        return axes[0]

    def picture_text(self) -> str:
        thrown, walk = self.replay()
        path, chance = self.path(thrown[-1], np.array([self.momentum_x, self.momentum_y]))
        went, walked = (np.hypot(*(t[-1] - t[0])) for t in (path, walk[-self.steps - 2 :]))
        return (
            f"Two views of one density. In the first a particle, thrown, follows a smooth path of "
            f"{len(path) - 1} steps and ends {went:.1f} from where it was; the chance to accept that is "
            f"{chance:.2f}. In the second a random walk with as many evaluations staggers and ends "
            f"{walked:.1f} away."
        )

    def describe(self) -> str:
        return (
            "Interactive figure: a particle on a density in the plane. Drag the arrow to throw it, set the "
            "size and the number of its steps: its path, the energy that is lost on the way, the chance that "
            "the end is accepted, and where it turns back. Beside it a random walk that costs as much."
        )
