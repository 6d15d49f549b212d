"""02.2: six tests at 5 %."""

from __future__ import annotations

from helpers.grading.declare import value
from helpers.grading.tolerance import absolute

SEGMENTS, LEVEL = 6, 0.05


@value("Six tickets", points=1, minutes=4, tolerance=absolute(0.0012))
def at_least_one() -> float:
    """Right: more than one useless redesign in four gets its star. Half of those stars are for losses;
    the other half make the success stories.

    The six tests look at different visitors, so they are independent.
    """
    return 1 - (1 - LEVEL) ** SEGMENTS


@at_least_one.mistake
def added_up() -> float:
    """That is how many false alarms to *expect*, 6 × 0.05. As a probability it counts the days with two
    alarms twice; with twenty-one segments it would exceed 1.

    Ask for the opposite: how likely is it that none of the six raises an alarm?
    """
    return SEGMENTS * LEVEL


@at_least_one.mistake
def none_at_all() -> float:
    """That is the chance of *no* star in any segment. You are one step from the answer."""
    return (1 - LEVEL) ** SEGMENTS


@at_least_one.mistake
def exactly_one() -> float:
    """That is the chance of exactly one star. Two or three would make a fine headline as well: count them
    in."""
    return SEGMENTS * LEVEL * (1 - LEVEL) ** (SEGMENTS - 1)


@at_least_one.mistake
def one_test() -> float:
    """5 % is the risk of one test, on its own. Six are made, and one star is enough for a story.

    Ask for the opposite: how likely is it that none of the six raises an alarm?
    """
    return LEVEL


@at_least_one.mistake
def in_percent() -> float:
    """The right number, in percent. Give a probability between 0 and 1: the checks of later exercises
    will want one as well."""
    return 100 * at_least_one()


@at_least_one.mistake
def all_of_them() -> float:
    """That is the chance that all six segments show a star at once. One is enough for a story."""
    return LEVEL**SEGMENTS
