"""04.6: the shrinkage, drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from helpers.grading.cases import Array
from helpers.grading.chapters.ch04.shrinkage import shrink, studies_to_shrink
from helpers.grading.exercise import Exercise, Mistake
from helpers.grading.kinds.figures.figure import Figure
from helpers.grading.mistakes import spread


def studies_to_draw(rng: np.random.Generator) -> tuple[Array, Array, Array, float]:
    """Estimates, standard errors, shrunken effects and the mean they shrink to."""
    effects, std_errors, mu, tau = studies_to_shrink(rng)
    return effects, std_errors, np.round(shrink(effects, std_errors, mu, tau), 3), mu


def in_the_picture(effects: Array, std_errors: Array, shrunken: Array, mu: float) -> Mapping[str, Any]:
    """What must be seen."""
    half = spread.z_95() * std_errors
    return {
        "points, estimates": effects,
        "intervals": (effects - half, effects + half),
        "points, shrunken": shrunken,
        "line": mu,
    }


def other_bars(width: Callable[[Array], Array]) -> Callable[..., Mapping[str, Any]]:
    """A picture whose bars have another half-width."""

    def picture(effects: Array, std_errors: Array, shrunken: Array, mu: float) -> Mapping[str, Any]:  # noqa: ARG001
        return {"intervals": (effects - width(std_errors), effects + width(std_errors))}

    return picture


def bars_around_shrunken(effects: Array, std_errors: Array, shrunken: Array, mu: float) -> Mapping[str, Any]:  # noqa: ARG001
    """The intervals of the estimates, around the shrunken effects."""
    half = spread.z_95() * std_errors
    return {"intervals": (shrunken - half, shrunken + half)}


def line_at_plain_mean(effects: Array, std_errors: Array, shrunken: Array, mu: float) -> Mapping[str, Any]:  # noqa: ARG001
    """The line at the mean of the estimates."""
    return {"line": float(np.mean(effects))}


FIGURE = Exercise(
    id="04.6",
    title="Draw the shrinkage",
    points=2,
    minutes=10,
    reference=in_the_picture,
    arguments=("effects", "std_errors", "shrunken", "mu"),
    cases=studies_to_draw,
    kind=Figure(
        {
            "points, estimates": "a point for every estimate",
            "intervals": "a bar for every estimate, from its lower to its upper 95 % limit",
            "points, shrunken": "a point for every shrunken effect",
            "line": "a line at μ across the whole plot",
        }
    ),
    seconds=20,
    mistakes=[
        Mistake(
            other_bars(lambda s: s),
            "Your bars are one standard error long on each side: they cover the truth in about two cases "
            "of three. A 95 % interval reaches nearly twice as far.",
            name="one standard error",
        ),
        Mistake(
            other_bars(lambda s: spread.z_95() * s**2),
            "The length of your bars goes with the variance s². A standard error is already on the scale "
            "of the effect.",
            name="variance for standard error",
        ),
        Mistake(
            bars_around_shrunken,
            "Your bars belong to the estimates but stand around the shrunken effects: neither the one "
            "interval nor the other.",
        ),
        Mistake(
            line_at_plain_mean,
            "Your line stands at the plain mean of the estimates. They are pulled towards μ: draw the "
            "line there.",
        ),
    ],
    praise="Everything is there, and who looks at it sees who moves how far, and towards what.",
    advice="`ax.errorbar(…, xerr=…, fmt='o')`, `ax.plot(…, 'o')`, `ax.axvline(…)`, `ax.set_xlabel(…)` are "
    "enough.",
)
