"""`WinnerPicker`: many arms, one to ship; which rule finds the best, and how far the winner overshoots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import traitlets
from scipy.special import ndtr, ndtri, owens_t

from helpers._validate import FloatArray, one_of, real_array, real_number

from .static_widget import StaticWidget
from .worlds import world_normals

if TYPE_CHECKING:
    from matplotlib.axes import Axes

RULES = ("largest", "significant", "shrunken")
_MOST_ARMS, _MOST_WORLDS = 40, 100
_FAR, _PANELS, _NODES = 8.5, 5, 20
_X = 0.4 * np.arange(-18, 19)


@dataclass(frozen=True)
class Pick:
    """What a rule does on average: ``ships`` an arm, ``promised`` and ``kept`` effect, finds the ``best``."""

    ships: float
    promised: float
    kept: float
    best: float


def pick(tau: float, counts: Sequence[int], std_errors: Any, rule: str, level: float = 0.05) -> Pick:
    """Ship one of many arms by a rule, averaged exactly over all worlds.

    True effects are N(0, tau²), estimates N(θ, std_error²); ``counts`` arms have the standard error at the
    same place in ``std_errors``. The rules: ``"largest"`` estimate; ``"significant"``, the largest among
    those significant at a two-sided ``level`` shared by all arms (Bonferroni), or the control, effect 0,
    where there is none; ``"shrunken"``, the largest posterior mean. ``promised`` is the mean of the
    estimate shipped (its posterior mean for ``"shrunken"``), ``kept`` of its true effect, ``best`` the
    chance that it is the best of all arms. Raises ``ValueError`` for an unknown rule, tau < 0, standard
    errors that are not positive, fewer than two arms.
    """
    one_of(rule, "rule", RULES)
    s, n = real_array(std_errors, "std_errors"), real_array(counts, "counts")
    spread, alpha = real_number(tau, "tau", at_least=0), real_number(level, "level", above=0, below=1)
    if s.ndim != 1 or s.shape != n.shape or (s <= 0).any() or (n < 0).any() or n.sum() < 2:
        raise ValueError(
            "counts and std_errors must hold one number a group each, with std_errors above 0 and at least "
            f"two arms in all; found {n} and {s}"
        )
    s, n = s[n > 0], n[n > 0]
    root = np.hypot(spread, s)
    bars = -ndtri(alpha / (2 * n.sum())) * s if rule == "significant" else np.full(s.size, -np.inf)
    sums = np.zeros(4)
    for g in range(s.size):
        y, width = _nodes(max(-_FAR * root[g], bars[g]), _FAR * root[g], bars)
        rivals = n - (np.arange(s.size) == g)
        limits = y[:, None] * (root / root[g]) ** 2 if rule == "shrunken" else np.maximum(y[:, None], bars)
        density = n[g] * np.exp(-0.5 * (y / root[g]) ** 2) / (np.sqrt(2 * np.pi) * root[g])
        win = width * density * np.prod(ndtr(limits / root) ** rivals, axis=1)
        keep = (spread / root[g]) ** 2
        truth = (spread * y[:, None] / root[g] + s[g] * _X) / root[g]  # θ/τ given the estimate
        beaten = [
            _both_below(truth, limits[:, [h]] / root[h], spread / root[h]) ** rivals[h] for h in range(s.size)
        ]
        best = (np.prod(beaten, axis=0) * np.exp(-0.5 * _X**2)).sum(1) * 0.4 / np.sqrt(2 * np.pi)
        promise = (keep if rule == "shrunken" else 1.0) * (y * win).sum()
        sums += [win.sum(), promise, keep * (y * win).sum(), (width * density * best).sum()]
    return Pick(*map(float, sums))


def _nodes(low: float, high: float, bars: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Gauss–Legendre nodes on panels that end where a bar begins to matter."""
    cuts = np.unique([low, *[b for b in bars if low < b < high], high])
    edges = np.concatenate([np.linspace(a, b, _PANELS + 1)[:-1] for a, b in pairwise(cuts)] + [cuts[-1:]])
    node, weight = np.polynomial.legendre.leggauss(_NODES)
    half = 0.5 * np.diff(edges)[:, None]
    return (edges[:-1, None] + half * (1 + node)).ravel(), (half * weight).ravel()


def _both_below(h: FloatArray, k: FloatArray, rho: float) -> FloatArray:
    """P(X < h, Y < k) for standard Normals with correlation rho in [0, 1) (Owen 1956)."""
    if rho == 0:
        return np.asarray(ndtr(h) * ndtr(k))
    h, k = (np.where(x == 0, 1e-300, x) for x in np.broadcast_arrays(h, k))
    apart = np.sqrt(1 - rho * rho)
    twice = owens_t(h, (k - rho * h) / (h * apart)) + owens_t(k, (h - rho * k) / (k * apart))
    return np.asarray(0.5 * ndtr(h) + 0.5 * ndtr(k) - twice - 0.5 * (h * k < 0))


class WinnerPicker(StaticWidget):
    """Worlds of many arms: one is shipped, by its estimate, by a test, or by its shrunken estimate.

    Traits, readable and settable: ``tau``, the spread of the true effects, from 0 to 1; ``arms``, 2 to 40;
    ``std_error`` of an arm; ``late``, whether every second arm has a quarter of the visitors; ``level`` of
    the test, shared by all arms; ``worlds``, how many of a hundred were drawn (the last is shown), from
    ``seed``.
    """

    examples: ClassVar[dict[str, dict[str, Any]]] = {
        "at its defaults": {},
        "equal arms": {"tau": 0.0, "late": False},
        "forty arms": {"arms": 40, "tau": 1.0, "seed": 7, "worlds": 100},
    }

    tau = traitlets.Float(0.25, min=0, max=1).tag(sync=True)
    arms = traitlets.Int(12, min=2, max=_MOST_ARMS).tag(sync=True)
    std_error = traitlets.Float(0.25, min=0.2, max=2).tag(sync=True)
    late = traitlets.Bool(True).tag(sync=True)
    level = traitlets.Float(0.05, min=0.001, max=0.5).tag(sync=True)
    seed = traitlets.Int(1, min=1).tag(sync=True)
    worlds = traitlets.Int(1, min=1, max=_MOST_WORLDS).tag(sync=True)

    def replay(self) -> tuple[FloatArray, FloatArray]:
        """What winners promised and what they kept in the worlds drawn, each of shape (worlds,)."""
        late = np.arange(self.arms) % 2 * self.late
        first = (self.seed - 1) * _MOST_WORLDS + 1
        draws = [world_normals(first + i, 2 * _MOST_ARMS) for i in range(self.worlds)]
        normals = np.array(draws).reshape(self.worlds, 2, _MOST_ARMS)[..., : self.arms]
        truth = self.tau * normals[:, 0]
        estimates = truth + self.std_error * (1 + late) * normals[:, 1]
        rows, winner = np.arange(self.worlds), estimates.argmax(axis=1)
        return estimates[rows, winner], truth[rows, winner]

    def picks(self) -> dict[str, Pick]:
        """What each rule does on average, as it stands."""
        late = self.arms // 2 if self.late else 0
        groups = (self.arms - late, late), (self.std_error, 2 * self.std_error)
        return {rule: pick(self.tau, *groups, rule, self.level) for rule in RULES}

    def picture(self) -> Axes:
        """Promised and kept effects, rule by rule."""
        import matplotlib.pyplot as plt

        from helpers import plots

        with plots.styled():
            axes = plt.subplots(figsize=(6.4, 2.2))[1]
            for row, result in enumerate(self.picks().values()):
                axes.plot([result.promised, result.kept], [row, row], color="grey", zorder=1)
                axes.scatter(result.promised, row, marker="s", color=plots.COLOURS["vermilion"])
                axes.scatter(result.kept, row, color=plots.COLOURS["green"])
            axes.set_yticks(range(3), ["largest estimate", "largest significant", "largest shrunken"])
            axes.invert_yaxis()
            axes.set_xlabel("promised (square) and kept (dot), average of all worlds")
        return axes

    def describe(self) -> str:
        return (
            f"Interactive figure: {self.arms} arms, one of which is shipped. Play a hundred worlds, and see "
            "what the winner promises in each and what it keeps. Drag the spread of the true effects and the "
            "number of arms, and see what three rules promise, what they keep, and how often they find the "
            "best arm."
        )
