"""18.2: a prediction."""

from __future__ import annotations

from helpers.grading.declare import prediction

predict = prediction(
    "Predict before you drag",
    """Yes. The wide belief of the beginning expects large effects, one way or the other, and those are
    seen with few visitors. After four results most programmes know that effects are moderate, and
    moderate effects take more.""",
    points=1,
    minutes=4,
    right="larger",
    options={
        "smaller": "smaller: they know more already",
        "same": "as large: nine tenths are nine tenths",
        "larger": "larger, in most of them",
    },
)

predict.mistake(
    "smaller",
    """That would follow if the belief replaced the visitors. But it is about *another* market, and what
    it has learnt is mostly that effects are not huge. Run the loop and look at the lower axis.

    A belief of 0 ± 1.41 expects effects of about 1; one of 0.4 ± 0.75 expects many near zero, and asks
    to be shown on which side.
    """,
    name="knowing more saves visitors",
)

predict.mistake(
    "same",
    """The aim is the same share, but of another ceiling and at another width. Run the loop and look at
    the lower axis.""",
    name="the share fixes the size",
)
