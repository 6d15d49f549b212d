"""07.5: the sentence about the bonus."""

from __future__ import annotations

from helpers.grading.declare import sentence

booking = sentence(
    "The sentence for finance",
    """That is what finance can book, why it is not the figure on the slide, and what a correction for eight
    tests would not have told them.

    Which number is right on average for a market that was picked because it was the largest?
    """,
    points=2,
    minutes=5,
    right="b b b",
    slots={
        "number": [
            "Book 1.38 per visitor for market C,",
            "Book 0.98 per visitor for market C,",
            "Book nothing for market C,",
        ],
        "ground": [
            "because its estimate is unbiased,",
            "because the largest of eight estimates is large partly by luck,",
            "because a result that was picked out of eight does not count,",
        ],
        "caveat": [
            "and the correction for eight tests has taken the luck out.",
            "and a correction for eight tests would not have changed the number.",
            "and being the best of the eight is certain.",
        ],
    },
)

booking.mistake(
    {"number": "a", "ground": "a"},
    """Unbiased, yes, for a market named beforehand. C was named because its estimate was the largest, and
    the largest of eight unbiased estimates is too large on average.

    Which number says what C's true effect is on average in worlds where its estimate is 1.38?
    """,
    name="unbiased winner",
)

booking.mistake(
    {"number": "a", "ground": "b"},
    """Your ground speaks against your number: if 1.38 is large partly by luck, next year brings less than
    1.38. Which number has that luck taken out?""",
    name="luck named and booked",
)

booking.mistake(
    {"caveat": "a"},
    """A correction raises the bar for saying “not zero”. It leaves the estimate where it was, and the
    estimates that pass a higher bar overshoot more, not less.""",
    name="correction cures the estimate",
)

booking.mistake(
    {"number": "c"},
    """Market C is the best supported of all eight: its effect lies above zero with a probability of more
    than .999. Luck explains a part of its lead, not all of it.""",
    name="picked, so worthless",
)

booking.mistake(
    {"caveat": "c"},
    """C is best with a probability of about two in three. For the booking that hardly matters; certain it
    is not.""",
    name="certainly the best",
)

booking.mistake(
    {"number": "b", "ground": "a"},
    """The number holds, the ground does not. The unbiased estimate is 1.38; 0.98 was pulled towards the
    other markets. For what reason?""",
    name="shrunken called unbiased",
)

booking.mistake(
    {"ground": "c"},
    """Being picked out does not make a result worthless: C's experiment is as good as any of the eight.
    It makes the *estimate* too large on average, and by how much can be computed.""",
    name="picking spoils the data",
)
