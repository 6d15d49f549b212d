"""02.2: six tests at 5 %."""

from __future__ import annotations

from helpers.grading.exercise import Exercise, Mistake
from helpers.grading.kinds.numbers.value import Value
from helpers.grading.tolerance import absolute

SEGMENTS, LEVEL = 6, 0.05


def at_least_one() -> float:
    """Chance of at least one false alarm."""
    return 1 - (1 - LEVEL) ** SEGMENTS


def added_up() -> float:
    """6 × 5 %: the expected number of false alarms."""
    return SEGMENTS * LEVEL


def none_at_all() -> float:
    """The complement."""
    return (1 - LEVEL) ** SEGMENTS


def exactly_one() -> float:
    """One and no more."""
    return SEGMENTS * LEVEL * (1 - LEVEL) ** (SEGMENTS - 1)


def one_test() -> float:
    """As if there were one test."""
    return LEVEL


def all_of_them() -> float:
    """All six at once."""
    return LEVEL**SEGMENTS


def in_percent() -> float:
    """A hundred times the probability."""
    return 100 * at_least_one()


TICKETS = Exercise(
    id="02.2",
    title="Six tickets",
    points=1,
    minutes=4,
    reference=at_least_one,
    kind=Value(),
    tolerance=absolute(0.0012),
    mistakes=[
        Mistake(
            added_up,
            "That is how many false alarms to *expect*, 6 × 0.05. As a probability it counts the days with "
            "two alarms twice; with twenty-one segments it would exceed 1.",
            "Ask for the opposite: how likely is it that none of the six raises an alarm?",
        ),
        Mistake(
            none_at_all,
            "That is the chance of *no* star in any segment. You are one step from the answer.",
        ),
        Mistake(
            exactly_one,
            "That is the chance of exactly one star. Two or three would make a fine headline as well: count "
            "them in.",
        ),
        Mistake(
            one_test,
            "5 % is the risk of one test, on its own. Six are made, and one star is enough for a story.",
            "Ask for the opposite: how likely is it that none of the six raises an alarm?",
        ),
        Mistake(
            in_percent,
            "The right number, in percent. Give a probability between 0 and 1: the checks of later exercises "
            "will want one as well.",
        ),
        Mistake(
            all_of_them,
            "That is the chance that all six segments show a star at once. One is enough for a story.",
        ),
    ],
    praise="Right: more than one useless redesign in four gets its success story.",
    advice="The six tests look at different visitors, so they are independent.",
)
