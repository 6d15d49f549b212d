"""20.6: the sentence for a weak result."""

from __future__ import annotations

from helpers.grading.declare import sentence

answer = sentence(
    "The sentence for seventeen laboratories",
    """That reads as weak as it is, says why, and says what it leaves possible.

    What is the chance that it works on average? Which effects does the interval still allow?
    """,
    points=2,
    minutes=5,
    right="c a b",
    slots={
        "claim": [
            "showed that the pen works:",
            "showed that the pen does nothing:",
            "leave open whether the pen works on average:",
        ],
        "ground": [
            "the average effect is .01, and its 95 % interval goes from −.08 to .11,",
            "none of the seventeen was significant by itself,",
            "more of the seventeen estimates are above zero than below,",
        ],
        "limit": [
            "so it would work in the next laboratory with a probability of 95 %.",
            "so an average as large as a tenth of a standard deviation is hardly to be expected.",
            "so the laboratories agree with one another, and τ is zero.",
        ],
    },
)

answer.mistake(
    {"claim": "a"},
    """With a probability of 61 % the average is above zero. That is hardly more than a coin says.""",
    name="a coin read as evidence",
)

answer.mistake(
    {"claim": "b"},
    """Zero lies in the interval, and so do small effects on either side. Not shown is not shown to be
    absent.""",
    name="nothing shown, so nothing there",
)

answer.mistake(
    {"ground": "b"},
    """Seventeen times not significant can be strong evidence together (chapter 1). What they say together is
    the average with its interval.""",
    name="counting significance",
)

answer.mistake(
    {"ground": "c"},
    """Counting signs throws away how large and how sure each estimate is. The average with its interval keeps
    both.""",
    name="counting signs",
)

answer.mistake(
    {"limit": "a"},
    """The interval holds the average with 95 %. That it works in the next laboratory has a probability of
    58 %.""",
    name="the interval's level for the next one",
)

answer.mistake(
    {"limit": "c"},
    """They do not differ by more than chance may explain. That does not show that they agree: τ may still be
    as large as .15.""",
    name="no difference shown, so none there",
)
