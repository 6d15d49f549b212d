"""02.2: six tests at 5 %."""

from __future__ import annotations

from helpers.grading.declare import value
from helpers.grading.tolerance import absolute

SEGMENTS, LEVEL = 6, 0.05


@value("Six tickets", points=1, minutes=4, tolerance=absolute(2.5e-4, decimals=3))
def at_least_one() -> float:
    """Right: more than one useless redesign in four gets its star. Half of those stars are for losses;
    the other half make the success stories.

    Turn the question round: how likely is it that none of the six tests shows a star?
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
def all_of_them() -> float:
    """That is the chance that all six segments show a star at once. One is enough for a story."""
    return LEVEL**SEGMENTS


@at_least_one.mistake
def level_divided() -> float:
    """That is 5 % divided by six, Bonferroni's level for each test if *all together* shall err in 5 %.
    Asked is how often they err when each is made at 5 %."""
    return LEVEL / SEGMENTS


@at_least_one.mistake
def five_tests() -> float:
    """You counted one test too few: there are six segments, and each has its own star to win."""
    return 1 - (1 - LEVEL) ** (SEGMENTS - 1)


@at_least_one.mistake
def one_tail_each() -> float:
    """You took 2.5 % a test: the stars for gains alone. A loss with a star gets its letter as well."""
    return 1 - (1 - LEVEL / 2) ** SEGMENTS


@at_least_one.mistake
def two_or_more() -> float:
    """That is the chance of *two* stars or more. One is enough for somebody to write."""
    return at_least_one() - exactly_one()
