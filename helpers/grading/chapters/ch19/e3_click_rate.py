"""19.3: a moderator that explains itself."""

from __future__ import annotations

from helpers.grading.declare import choice

pick = choice(
    "Spot the error: the click rate",
    """Yes. Whatever raises the control, its noise or its quality as a headline, raises the moderator and
    lowers the effect. Put the treated arm's rate there, and the slope turns round.

    Write the effect out: treated minus control. What stands on the other side of the regression?
    """,
    points=2,
    minutes=4,
    right="both",
    options={
        "many": "876 tests are too many: with so much data any moderator is significant.",
        "linear": "The relation need not be a straight line in the log odds.",
        "both": "The control's click rate is part of the effect that it is to explain.",
        "noise": "The control's click rate is measured with noise; with half of the visitors each for "
        "moderator and effect the slope can be trusted.",
    },
)

pick.mistake(
    "many",
    """Time was tried on the same 876 tests and explained nothing. Many data make a slope of 0 come out near
    0. This one is far from it, and for a reason.""",
    name="too much data",
)

pick.mistake(
    "linear",
    """It need not be. But a bend would not make the slope turn round when the other arm's rate is taken.""",
    name="the shape of the line",
)

pick.mistake(
    "noise",
    """That cures a part, about a third. What it leaves: a control that is truly a poor headline is poor in
    both halves, and anything looks good beside it.

    Is the control's quality known before the test?
    """,
    name="only the noise",
)
