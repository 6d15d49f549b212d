"""Curves: the density of a belief, and the chances of an experiment by its size."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from helpers._validate import described, one_of, real_array, real_number
from helpers.distributions import Distribution
from helpers.planning import assurance, assurance_ceiling, power
from helpers.plots.style import COLOURS, axes_for, styled


def density(
    distribution: Distribution,
    level: float = 0.95,
    label: str | None = None,
    colour: str = "blue",
    ax: Axes | None = None,
) -> Axes:
    """Density of one distribution, its equal-tailed interval at ``level`` shaded, its median marked.

    ``colour`` is a name in ``COLOURS``. Call again with the same ``ax`` to lay another over it: line styles
    alternate, so that colour is not all that tells them apart. Raises ``ValueError`` for a batch.
    """
    if not isinstance(distribution, Distribution):
        raise TypeError(
            f"distribution must be one such as Normal(0, 1) or post.mu; found {described(distribution)}"
        )
    if not distribution.proper:
        raise ValueError(f"distribution must be proper to be drawn; found {distribution!r}")
    if label is not None and not isinstance(label, str):
        raise TypeError(f"label must be text; found {described(label)}")
    low, high = distribution.interval(level)
    if np.ndim(low):
        raise ValueError(f"distribution must be a single one; found a batch of shape {np.shape(low)}")
    one_of(colour, "colour", COLOURS)
    ends = distribution.quantile(np.array([5e-4, 1 - 5e-4]))
    x = np.union1d(np.linspace(ends[0], ends[1], 400), [low, high])
    y = distribution.pdf(x)
    with styled():
        ax = axes_for(ax, (6.4, 3.4))
        style = ("-", "--", "-.", ":")[len(ax.lines) % 4]
        ax.plot(x, y, color=COLOURS[colour], linestyle=style, label=label)
        inside = (x >= low) & (x <= high)
        ax.fill_between(x[inside], y[inside], color=COLOURS[colour], alpha=0.18, linewidth=0)
        middle = distribution.quantile(0.5)
        ax.vlines(middle, 0, distribution.pdf(middle), color=COLOURS[colour], linestyle=style, linewidth=1)
        ax.set_ylim(0, max(1.05 * float(y.max()), ax.get_ylim()[1] if len(ax.lines) > 1 else 0.0))
        ax.set_yticks([])
        ax.spines["left"].set_visible(False)
        if label is not None:
            ax.legend()
    return ax


def power_and_assurance(
    prior: Distribution,
    sigma: float,
    n_per_arm: ArrayLike | None = None,
    effect: float | None = None,
    threshold: float = 0.95,
    analysis_prior: Distribution | str = "design",
    ratio: float = 1.0,
    margin: float = 0.0,
    ax: Axes | None = None,
) -> Axes:
    """Power at one effect and assurance over ``prior`` against the sample size, and the ceiling.

    ``n_per_arm`` (N,) is 10 to 100 000 unless given, ``effect`` the prior's median. The other arguments are
    those of `planning.assurance`, and the power is that of the same analysis.
    """
    n = np.geomspace(10, 1e5, 200) if n_per_arm is None else real_array(n_per_arm, "n_per_arm")
    chances = assurance(prior, n, sigma, threshold, analysis_prior, ratio, margin)
    true = real_number(prior.quantile(0.5) if effect is None else effect, "effect")
    analysis = prior if isinstance(analysis_prior, str) else analysis_prior
    ceiling = assurance_ceiling(prior, margin)
    with styled():
        ax = axes_for(ax, (6.4, 4.0))
        at_effect = power(true, n, sigma, threshold, analysis, ratio, margin)
        ax.plot(n, at_effect, "--", color=COLOURS["blue"], label=f"power if the effect is {true:.3g}")
        ax.plot(n, chances, color=COLOURS["vermilion"], label="assurance")
        ax.axhline(
            ceiling,
            color="#444444",
            linestyle=":",
            label=f"ceiling, P(effect > {margin:.3g}) = {ceiling:.3f}",
        )
        ax.set_xscale("log")
        ax.set_ylim(0, 1.02)
        ax.set_xlabel("Visitors per arm")
        ax.set_ylabel("P(decide “it works”)")
        ax.legend(loc="lower right")
    return ax
