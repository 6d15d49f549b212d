"""20.1: from the lines of an export to an effect."""

from __future__ import annotations

import numpy as np

from helpers.grading.cases import Array, Pair
from helpers.grading.chapters.ch20.exports import export
from helpers.grading.declare import exercise
from helpers.grading.tolerance import relative

Lines = list[tuple[str, str, float]]


def files(rng: np.random.Generator) -> tuple[str]:
    """A fresh file."""
    return (export(rng),)


def _lines(text: str, *, once: bool = True) -> Lines:
    found = [
        (user, arm, float(spent.replace(",", ".")))
        for user, arm, spent in (line.split(";") for line in text.split()[1:])
    ]
    return list(dict.fromkeys(found)) if once else found


def _of_one_arm(lines: Lines) -> Lines:
    arms: dict[str, set[str]] = {}
    for user, arm, _ in lines:
        arms.setdefault(user, set()).add(arm)
    return [line for line in lines if len(arms[line[0]]) == 1]


def _outcomes(lines: Lines) -> tuple[Array, Array]:
    new, old = (np.array([spent for _, arm, spent in lines if arm == name]) for name in ("new", "old"))
    return new, old


def _effect(lines: Lines, ddof: int = 1) -> Pair:
    new, old = _outcomes(lines)
    error = np.sqrt(new.var(ddof=ddof) / new.size + old.var(ddof=ddof) / old.size)
    return float(new.mean() - old.mean()), float(error)


@exercise(
    "From an export to an effect",
    points=3,
    minutes=10,
    cases=files,
    tolerance=relative(1e-5),
    forbidden=["helpers.report", "helpers.effects"],
)
def read_export(text: str) -> Pair:
    """Right: a copied line counts once, who was in both arms counts in neither, and the rest is a difference
    of means.

    Do it in this order: read numbers with a decimal comma, drop copies of whole lines, then look for users
    who appear in both arms.
    """
    return _effect(_of_one_arm(_lines(text)))


@read_export.mistake
def copies_kept(text: str) -> Pair:
    """You counted lines that stand in the file twice, twice. Nobody bought twice: the same line came twice,
    and your standard error believes in visitors who do not exist."""
    return _effect(_of_one_arm(_lines(text, once=False)))


@read_export.mistake
def both_arms_kept(text: str) -> Pair:
    """Some users stand in both arms, and you let them count in both. They saw both pages: neither of their
    amounts tells what one page does."""
    return _effect(_lines(text))


@read_export.mistake
def first_arm_kept(text: str) -> Pair:
    """You kept each user's first line. For who appears in both arms that is whichever stood first in the
    file, which says nothing of what they saw first. The prompt leaves them out."""
    first: dict[str, tuple[str, str, float]] = {}
    for line in _lines(text):
        first.setdefault(line[0], line)
    return _effect(list(first.values()))


@read_export.mistake
def read_as_it_stands(text: str) -> Pair:
    """You used every line as it stands. Look for lines that stand there twice, and for users in both arms."""
    return _effect(_lines(text, once=False))


@read_export.mistake
def comma_dropped(text: str) -> Pair:
    """Your numbers are a hundred times too large: 12,50 was read as 1250. Here the comma is the decimal
    mark."""
    effect, error = read_export(text)
    return 100 * effect, 100 * error


@read_export.mistake
def cents_cut(text: str) -> Pair:
    """Your amounts end at the comma: 12,50 was read as 12. The comma is the decimal mark."""
    return _effect(_of_one_arm([(u, a, float(int(spent))) for u, a, spent in _lines(text)]))


@read_export.mistake
def old_minus_new(text: str) -> Pair:
    """Your effect has the other sign. It is new minus old."""
    effect, error = read_export(text)
    return -effect, error


@read_export.mistake
def equal_variances(text: str) -> Pair:
    """Your standard error pools the variances of both arms. The arms scatter differently, and the smaller one
    may be the wilder: give each its own, s²/n."""
    new, old = _outcomes(_of_one_arm(_lines(text)))
    inside = (new.var() * new.size + old.var() * old.size) / (new.size + old.size - 2)
    return float(new.mean() - old.mean()), float(np.sqrt(inside * (1 / new.size + 1 / old.size)))


@read_export.mistake
def divided_by_n(text: str) -> Pair:
    """Your variances divide by n. The arms' own means were estimated too: divide by n − 1 (`ddof=1`)."""
    return _effect(_of_one_arm(_lines(text)), ddof=0)


@read_export.mistake
def spread_for_error(text: str) -> Pair:
    """Your second number is the spread of a difference of two visitors. That of two *means* is smaller: each
    variance over the size of its arm."""
    new, old = _outcomes(_of_one_arm(_lines(text)))
    return float(new.mean() - old.mean()), float(np.sqrt(new.var(ddof=1) + old.var(ddof=1)))
