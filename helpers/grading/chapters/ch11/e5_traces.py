"""11.5: which trace more draws will not mend."""

from __future__ import annotations

from helpers.grading.declare import choice

pick = choice(
    "What more draws do not mend",
    """Yes. Each chain is healthy where it sits, and none crosses: the posterior has two places, or the model
    does not say which is which. A year of draws gives the same picture.""",
    points=1,
    minutes=4,
    right="Y",
    options={
        "W": "W: the four come down together and level out",
        "X": "X: long flat stretches, and jumps",
        "Y": "Y: four even bands, two of them high, two low",
        "Z": "Z: four slow waves that cross each other",
    },
)

pick.mistake(
    "W",
    """These chains are on their way, and they get there: the right half of the picture is level. Throw the
    beginning away, draw on, and they are well.""",
    name="drift is for ever",
)

pick.mistake(
    "X",
    """It waits long, but it jumps, and the four cover the same range. More draws would mend it, at a price;
    smaller steps are cheaper. In which picture does no chain ever go where another is?""",
    name="sticking is for ever",
)

pick.mistake(
    "Z",
    """Slow, but they cross each other all over the range: draws of little worth, and enough of them are
    worth something. In which picture does no chain ever go where another is?""",
    name="slow is for ever",
)
