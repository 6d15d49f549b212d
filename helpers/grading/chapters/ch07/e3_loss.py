"""07.3: the probability of being best and the expected loss, to mend."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from helpers.grading.cases import Array
from helpers.grading.declare import exercise
from helpers.grading.tolerance import relative


class Decision(NamedTuple):
    """What draws say about each of K arms."""

    p_best: Array
    expected_loss: Array


def _best(draws: Array) -> Array:
    """How often each arm is the best of its row."""
    return np.bincount(draws.argmax(axis=1), minlength=draws.shape[1]) / len(draws)


def _loss(draws: Array) -> Array:
    """How far each arm falls short of the best of its row, on average."""
    return draws.max(axis=1).mean() - draws.mean(axis=0)


def posterior_draws(rng: np.random.Generator) -> tuple[Array]:
    """A few arms with overlapping posteriors, no two draws equal."""
    k, count = int(rng.integers(3, 5)), int(rng.integers(6, 13))
    means, sds = rng.permutation(np.linspace(0, 0.5, k)), rng.uniform(0.2, 0.6, k)
    draws = np.round(rng.normal(means, sds, (count, k)), 2)
    # Who is best where two are equal is a matter of taste, not of right and wrong.
    tied = np.sort(draws, axis=1)[:, -1] == np.sort(draws, axis=1)[:, -2]
    return (draws[~tied],)


def a_clear_winner(rng: np.random.Generator) -> tuple[Array]:
    """One arm ahead in every draw: probabilities 1 and 0, no loss."""
    draws = np.round(rng.normal(0, 0.1, (5, 3)), 2)
    draws[:, 1] += 5
    return (draws,)


@exercise(
    "Spot the error: which arm, and what it costs",
    points=3,
    minutes=10,
    cases=posterior_draws,
    parts=["the probability of being best", "the expected loss"],
    edges=[a_clear_winner],
    tolerance=relative(1e-9),
)
def decide(draws: Array) -> Decision:
    """Mended. Each row is a possible world: look within it, then average over them.

    Each row of the table is one possible world. Within a row: which arm is best, and by how much do the
    others fall short of it?
    """
    return Decision(_best(draws), _loss(draws))


@decide.mistake
def as_received(draws: Array) -> Decision:
    """This is your colleague's code, unchanged. Two lines are wrong. Start with the loss of the leading
    arm: can choosing it really cost nothing, as long as it may be the wrong one?

    A draw is one possible world, a row. What is best in *that* world, and what would your arm give up
    there?
    """
    means = draws.mean(axis=0)
    return Decision(np.mean(draws == draws.max(), axis=0), means.max() - means)


@decide.mistake
def loss_of_the_means(draws: Array) -> Decision:
    """The probabilities are mended. The loss still compares means with the largest mean, so the leader
    loses nothing. In each possible world (a row) another arm may be best: average *that*.

    Mean over the rows of (largest in the row − this arm in the row).
    """
    return Decision(_best(draws), as_received(draws).expected_loss)


@decide.mistake
def one_maximum_for_all(draws: Array) -> Decision:
    """The loss is mended. For the probabilities you still compare every draw with the one largest number
    of the whole table. Best is a matter within a row."""
    return Decision(as_received(draws).p_best, _loss(draws))


@decide.mistake
def loss_from_the_luckiest(draws: Array) -> Decision:
    """Your yardstick is the largest draw of the whole table, the luckiest of all possible worlds. The
    loss is what you give up in the *same* world: row by row."""
    return Decision(_best(draws), draws.max() - draws.mean(axis=0))


@decide.mistake
def best_of_each_arm(draws: Array) -> Decision:
    """Your maximum runs down the columns: it asks which draw is the best of an arm. Wanted is which arm
    is the best of a draw: along axis 1."""
    return Decision(np.mean(draws == draws.max(axis=0), axis=0), _loss(draws))


@decide.mistake
def gain_for_loss(draws: Array) -> Decision:
    """You subtract the best from the arm, so every loss is negative. A loss is what you give up: 0 where
    your arm is the best, above 0 elsewhere."""
    return Decision(_best(draws), -_loss(draws))


@decide.mistake
def worst_case(draws: Array) -> Decision:
    """Your loss is that of the unluckiest world. *Expected* loss is an average over all rows: a large
    loss that is rare counts little."""
    return Decision(_best(draws), (draws.max(axis=1, keepdims=True) - draws).max(axis=0))


@decide.mistake
def against_the_others(draws: Array) -> Decision:
    """Where your arm is the best you compare it with the second, and its lead counts as a negative loss.
    Whoever has chosen the best arm gives up nothing: 0 in that row."""
    ordered = np.sort(draws, axis=1)
    top, second = ordered[:, -1:], ordered[:, -2:-1]
    rival = np.where(draws == top, second, top)
    return Decision(_best(draws), (rival - draws).mean(axis=0))


@decide.mistake
def chance_of_a_gain(draws: Array) -> Decision:
    """That is the chance that each arm is above *zero*. Best means above all the other arms, in the same
    row."""
    return Decision(np.mean(draws > 0, axis=0), _loss(draws))


@decide.mistake
def leader_takes_all(draws: Array) -> Decision:
    """The arm with the highest mean gets all the probability, as if it were certain to be best. In some
    rows another arm is ahead: count them."""
    return Decision(np.eye(draws.shape[1])[draws.mean(axis=0).argmax()], _loss(draws))


@decide.mistake
def against_the_leader(draws: Array) -> Decision:
    """This is the chance of beating the arm with the highest mean. To be best an arm must beat *all*
    others in the same draw."""
    leader = draws.mean(axis=0).argmax()
    return Decision(np.mean(draws >= draws[:, [leader]], axis=0), _loss(draws))


@decide.mistake
def counted(draws: Array) -> Decision:
    """You give how *many* rows each arm wins. A probability is the share of them: divide by the number of
    draws."""
    return Decision(_best(draws) * len(draws), _loss(draws))


@decide.mistake
def losses_added_up(draws: Array) -> Decision:
    """You added the losses of all rows. *Expected* loss is their average: with twice the draws it must not
    double."""
    return Decision(_best(draws), _loss(draws) * len(draws))


@decide.mistake
def chance_of_being_worst(draws: Array) -> Decision:
    """You look for the smallest draw of each row, so you give the chance of being *worst*."""
    return Decision(np.mean(draws == draws.min(axis=1, keepdims=True), axis=0), _loss(draws))


@decide.mistake
def median_loss(draws: Array) -> Decision:
    """Your loss is the median of the rows'. *Expected* is the mean: the rare rows in which much is lost are
    what it is about."""
    return Decision(_best(draws), np.median(draws.max(axis=1, keepdims=True) - draws, axis=0))


@decide.mistake
def squared_loss(draws: Array) -> Decision:
    """You square what is given up. Asked is how much it is, on average, in the unit of the effects."""
    return Decision(_best(draws), np.mean((draws.max(axis=1, keepdims=True) - draws) ** 2, axis=0))


@decide.mistake
def loss_where_lost(draws: Array) -> Decision:
    """You average only over the rows in which the arm is *not* the best. In the others its loss is 0, and
    they count as well."""
    with np.errstate(all="ignore"):
        return Decision(_best(draws), _loss(draws) / (1 - _best(draws)))


@decide.mistake
def gain_over_the_worst(draws: Array) -> Decision:
    """You measure from the *smallest* draw of each row: what an arm gains over the worst. Its loss is what
    it lacks to the best."""
    return Decision(_best(draws), np.mean(draws - draws.min(axis=1, keepdims=True), axis=0))
