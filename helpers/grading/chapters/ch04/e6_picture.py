"""04.6: the shrinkage, drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from helpers.grading.cases import Array
from helpers.grading.chapters.ch04.e1_shrinkage import shrink, studies_to_shrink
from helpers.grading.declare import exercise
from helpers.grading.kinds.figures.figure import Figure
from helpers.grading.mistakes import spread


def studies_to_draw(rng: np.random.Generator) -> tuple[Array, Array, Array, float]:
    """Estimates, standard errors, shrunken effects and the mean they shrink to."""
    effects, std_errors, mu, tau = studies_to_shrink(rng)
    return effects, std_errors, np.round(shrink(effects, std_errors, mu, tau), 3), mu


def other_bars(width: Callable[[Array], Array]) -> Callable[..., Mapping[str, Any]]:
    """A picture whose bars have another half-width."""

    def picture(effects: Array, std_errors: Array, shrunken: Array, mu: float) -> Mapping[str, Any]:  # noqa: ARG001
        return {"intervals": (effects - width(std_errors), effects + width(std_errors))}

    return picture


@exercise(
    "Draw the shrinkage",
    kind=Figure(
        {
            "points, estimates": "a point for every estimate",
            "intervals": "a bar for every estimate, from its lower to its upper 95 % limit",
            "points, shrunken": "a point for every shrunken effect",
            "line": "a line at μ across the whole plot",
        }
    ),
    points=2,
    minutes=10,
    cases=studies_to_draw,
    seconds=20,
)
def in_the_picture(effects: Array, std_errors: Array, shrunken: Array, mu: float) -> Mapping[str, Any]:
    """Everything is there, and who looks at it sees who moves how far, and towards what.

    `ax.errorbar(…, xerr=…, fmt='o')`, `ax.plot(…, 'o')`, `ax.axvline(…)`, `ax.set_xlabel(…)` are enough.
    """
    half = spread.z_95() * std_errors
    return {
        "points, estimates": effects,
        "intervals": (effects - half, effects + half),
        "points, shrunken": shrunken,
        "line": mu,
    }


in_the_picture.mistake(
    other_bars(lambda s: s),
    """Your bars are one standard error long on each side: they cover the truth in about two cases of
    three. A 95 % interval reaches nearly twice as far.""",
    name="one standard error",
)

in_the_picture.mistake(
    other_bars(lambda s: spread.z_95() * s**2),
    """The length of your bars goes with the variance s². A standard error is already on the scale of the
    effect.""",
    name="variance for standard error",
)


@in_the_picture.mistake
def bars_around_shrunken(effects: Array, std_errors: Array, shrunken: Array, mu: float) -> Mapping[str, Any]:  # noqa: ARG001
    """Your bars belong to the estimates but stand around the shrunken effects: neither the one interval
    nor the other."""
    half = spread.z_95() * std_errors
    return {"intervals": (shrunken - half, shrunken + half)}


@in_the_picture.mistake
def line_at_plain_mean(effects: Array, std_errors: Array, shrunken: Array, mu: float) -> Mapping[str, Any]:  # noqa: ARG001
    """Your line stands at the plain mean of the estimates. They are pulled towards μ: draw the line
    there."""
    return {"line": float(np.mean(effects))}
