"""11.3: a prediction."""

from __future__ import annotations

from helpers.grading.declare import prediction

predict = prediction(
    "Predict before you drag",
    """Yes. A correlation of ρ from draw to draw leaves a share of (1 − ρ)/(1 + ρ): .05/1.95 of 2000 is
    51.""",
    points=1,
    minutes=3,
    right="fifty",
    options={
        "most": "about 1900: each draw is new by a twentieth, but there are many",
        "some": "about 500: a quarter of them",
        "fifty": "about 50",
    },
)

predict.mistake(
    "most",
    """A draw with a correlation of .95 to its neighbour repeats most of it; and the neighbour's neighbour is
    still correlated by .90. Drag and see.

    The correlations .95, .95², .95³ … add up to 19, and each counts twice.
    """,
    name="correlation is a discount",
)

predict.mistake(
    "some",
    """Far fewer. At a correlation of .6 a quarter is left: (1 − .6)/(1 + .6). Towards 1 it goes down faster
    than it looks.

    The correlations .95, .95², .95³ … add up to 19, and each counts twice.
    """,
    name="too mild",
)
