"""19.6: the sentence for finance."""

from __future__ import annotations

from helpers.grading.declare import sentence

answer = sentence(
    "The sentence for finance",
    """That can be booked: a number that came back, what it rests on, and how far it goes.

    What won, and what came back? Which of the two had been promised beforehand? For whom does it hold?
    """,
    points=2,
    minutes=5,
    right="b c a",
    slots={
        "claim": [
            "won with a lift of 47 % on average, and brought that much:",
            "won with a lift of 47 % on average, and brought about half of it:",
            "brought nothing that can be told from luck:",
        ],
        "ground": [
            "that is what the dashboard measured when they were chosen,",
            "that is what is left after a correction for so many tests,",
            "that is what the archive's population promised, and what they did when measured again,",
        ],
        "limit": [
            "and next year's will do so too if their headlines come from the same population.",
            "and next year's will do so too, because thousands of tests cannot be wrong.",
            "and next year's will bring all of it if more headlines are tested for each story.",
        ],
    },
)

answer.mistake(
    {"claim": "a"},
    """47 % is what they won with. In the other half of the visitors, who had no part in the choice, it was
    23 %.""",
    name="the raw lift booked",
)

answer.mistake(
    {"claim": "c"},
    """23 % came back, with a standard error below one point. That half was luck does not make the other half
    luck.""",
    name="all of it luck",
)

answer.mistake(
    {"ground": "a"},
    """What was measured when they were chosen holds the luck for which they were chosen.""",
    name="the choice as its own witness",
)

answer.mistake(
    {"ground": "b"},
    """A correction for many tests decides what may be claimed. It leaves the estimate as it is (chapter 7).
    What shrank it is the population.""",
    name="a correction shrinks estimates",
)

answer.mistake(
    {"limit": "b"},
    """Thousands of tests know their own population well. Whether next year's stories belong to it they do not
    say.""",
    name="an archive speaks for everything",
)

answer.mistake(
    {"limit": "c"},
    """The best of more headlines wins with more, and with more luck: among tests with six arms or more the
    share of luck was no smaller.""",
    name="more arms, less luck",
)
