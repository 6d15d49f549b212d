"""`Room`: one hidden world for a room of learners, an experiment for each, and their forest plot."""

from __future__ import annotations

from typing import Any, ClassVar

import traitlets

from .static_widget import StaticWidget

_WORLD = {"mu": 0.4, "tau": 0.5, "sigma": 4, "seed": 11}


class Room(StaticWidget):
    """A trainer makes a link; each learner who opens it draws an experiment; the room analyses them all.

    ``mu``, ``tau`` (≥ 0) and ``sigma`` (> 0, sd of one outcome) are what the trainer's sliders start from.
    ``room`` is the world entered (``mu``, ``tau``, ``sigma``, ``seed``; empty: none), ``learner`` whose
    experiment is shown, ``labels``, ``effects`` and ``std_errors`` the results pasted, ``revealed`` whether
    the truth is. The link holds the truth, hidden from a glance only.
    """

    examples: ClassVar[dict[str, dict[str, Any]]] = {
        "at its defaults": {},
        "entered": {"room": _WORLD},
        "revealed": {
            "room": _WORLD,
            "learner": "Ada",
            "labels": ["Ada", "Bob", "Cleo"],
            "effects": [0.2, 0.5, -0.1],
            "std_errors": [0.1, 0.2, 0.15],
            "revealed": True,
        },
    }

    mu = traitlets.Float(0.4).tag(sync=True)
    tau = traitlets.Float(0.5, min=0).tag(sync=True)
    sigma = traitlets.Float(4.0, min=1e-9).tag(sync=True)
    room = traitlets.Dict().tag(sync=True)
    learner = traitlets.Unicode().tag(sync=True)
    labels = traitlets.List(traitlets.Unicode()).tag(sync=True)
    effects = traitlets.List(traitlets.Float()).tag(sync=True)
    std_errors = traitlets.List(traitlets.Float()).tag(sync=True)
    dataset = traitlets.Unicode().tag(sync=True)
    datasets = traitlets.Dict().tag(sync=True)
    revealed = traitlets.Bool(False).tag(sync=True)

    def picture(self) -> None:
        """Experiments are drawn by name in the browser alone: the words must do."""

    def describe(self) -> str:
        return (
            "Interactive figure for a class: a trainer's link puts everybody into one hidden world, each "
            "learner draws an experiment from it, and the room's results are pasted into one forest plot, "
            "into which the true effects slide when the trainer reveals them."
        )
