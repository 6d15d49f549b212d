"""09.7: which voucher, and what it costs to be wrong."""

from __future__ import annotations

from functools import cache

import numpy as np

from helpers.grading.cases import Array, Pair
from helpers.grading.declare import value
from helpers.grading.tolerance import absolute

VOUCHERS = np.array([90.0, 110.0, 130.0])


@cache
def profit() -> Array:
    """What a call earns with each voucher, a draw a row: the sheet's own lines."""
    rng = np.random.default_rng(9)
    draws = rng.multivariate_normal([0.633, 0.770], [[0.0254, 0.0053], [0.0053, 0.0309]], size=4000)
    log_odds = draws[:, [0]] + draws[:, [1]] * (VOUCHERS - 100.6) / 30.5
    return np.asarray((260 - VOUCHERS) / (1 + np.exp(-log_odds)) - 60)


@value(
    "Looking back: which voucher?",
    points=2,
    minutes=8,
    tolerance=absolute(5e-4, decimals=3),
    parts=["the probability", "the expected loss"],
)
def vouchers() -> Pair:
    """Right. It is often not the best, and hardly ever much worse than the best: where vouchers are that
    close, being wrong is cheap.

    Row by row: which voucher is best in this draw, and by how much does it beat the one you chose? Then
    average.
    """
    mine = int(np.argmax(profit().mean(axis=0)))
    best = profit().max(axis=1)
    return float(np.mean(profit()[:, mine] == best)), float(np.mean(best - profit()[:, mine]))


@vouchers.mistake
def loss_of_the_means() -> Pair:
    """Your loss is the lead of its *mean* over the next voucher's mean. That is what you expect to gain by
    not taking the second; asked is what you expect to lose in the draws where another is best."""
    means = np.sort(profit().mean(axis=0))
    return vouchers()[0], float(means[-1] - means[-2])


@vouchers.mistake
def no_loss() -> Pair:
    """A loss of nothing: you took the best of the *means*, and compared it with itself. Take the best in each
    draw, then average."""
    return vouchers()[0], 0.0


@vouchers.mistake
def loss_where_wrong() -> Pair:
    """That is the average loss *where another voucher is best*. Draws in which yours is best count too, with
    a loss of 0."""
    p, loss = vouchers()
    return p, loss / (1 - p)


@vouchers.mistake
def beats_the_next() -> Pair:
    """Your probability is that of beating the *second* voucher alone. Best of three means better than both in
    the same draw."""
    first, second = np.argsort(profit().mean(axis=0))[::-1][:2]
    return float(np.mean(profit()[:, first] > profit()[:, second])), vouchers()[1]


@vouchers.mistake
def beats_both_by_product() -> Pair:
    """You multiplied the probabilities of beating one and of beating the other. They hang together: all three
    profits come from the same draw. Count the draws in which it beats both."""
    first, second, third = np.argsort(profit().mean(axis=0))[::-1]
    one, other = (float(np.mean(profit()[:, first] > profit()[:, k])) for k in (second, third))
    return one * other, vouchers()[1]


@vouchers.mistake
def probability_of_another() -> Pair:
    """Your probability is that *another* voucher is best."""
    return 1 - vouchers()[0], vouchers()[1]


@vouchers.mistake
def pays() -> Pair:
    """Your probability is that a call *pays* with this voucher. Asked is that no other pays more."""
    mine = int(np.argmax(profit().mean(axis=0)))
    return float(np.mean(profit()[:, mine] > 0)), vouchers()[1]
