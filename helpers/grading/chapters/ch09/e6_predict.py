"""09.6: predict where the motion runs off."""

from __future__ import annotations

from helpers.grading.declare import prediction

answer = prediction(
    "Predict before you drag",
    """Yes: 0.4, twice the narrowest standard deviation. The wall across the valley decides, though nothing
    interesting happens there.

    Leapfrog on a normal with standard deviation s is stable for steps below 2s. There are two of them here.
    Which one gives way first?
    """,
    points=1,
    minutes=4,
    right="short",
    options={
        "short": "at about 0.4, twice the short standard deviation",
        "middle": "at about 1.0, twice the geometric mean of the two",
        "long": "at about 2.4, twice the long one",
    },
)

answer.mistake(
    "long",
    """The long direction would stand that. But every step also moves across the valley, and there the wall is
    steep: a step of 0.5 overshoots by more than it came.""",
)

answer.mistake(
    "middle",
    """Directions do not average. Each swings on its own, with the same step size for all, and the motion has
    run off as soon as one of them has.""",
)
