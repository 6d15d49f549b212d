"""Borrowing for one rate: Betas, and mixtures of them, with counts as data."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaln

from helpers._validate import FloatArray, counts, described, events_of_trials, real_number
from helpers.borrowing.arguments import as_beta_mixture, belief
from helpers.distributions import BetaMixture, CountMixture, Distribution
from helpers.priors import Beta

_UNIFORM = Beta(1, 1)


def power_prior_rate(successes: ArrayLike, trials: ArrayLike, alpha: float, initial: Beta = _UNIFORM) -> Beta:
    """Past counts as a prior of a rate, their likelihood raised to ``alpha``, 0 < alpha ≤ 1.

    Beta(a + α Σ successes, b + α Σ (trials − successes)) with a, b those of the ``initial`` prior, which is
    not discounted (Ibrahim & Chen 2000, Statistical Science 15:46–60). ``successes`` and ``trials`` are
    numbers or of shape (K,). As `power_prior`, it takes all studies to estimate one rate. Raises
    ``ValueError`` for bad counts or an ``alpha`` outside (0, 1], ``TypeError`` for an ``initial`` that is no
    Beta.
    """
    discount = real_number(alpha, "alpha", above=0, at_most=1)
    if not isinstance(initial, Beta):
        raise TypeError(f"initial must be a Beta, such as Beta(1, 1); found {described(initial)}")
    y, failures = _outcomes(successes, trials)
    return Beta(initial.a + discount * y, initial.b + discount * failures)


def update_rate(prior: Distribution, successes: ArrayLike, trials: ArrayLike) -> Beta | BetaMixture:
    """Belief about a rate after ``successes`` of ``trials``, numbers or of shape (K,).

    A Beta stays one; a `BetaMixture` stays one with weights multiplied by how well each component
    predicted the successes, a Beta–Binomial probability (Schmidli et al. 2014, Biometrics 70:1023–1032,
    eq. 6). Raises ``TypeError`` for another prior, ``ValueError`` for bad counts.
    """
    mixture = _as_betas(prior)
    y, failures = _outcomes(successes, trials)
    if isinstance(prior, Beta):
        return Beta(prior.a + y, prior.b + failures)
    w, a, b = mixture.parts()
    log_fit: FloatArray = np.log(w) + betaln(a + y, b + failures) - betaln(a, b)
    weights = np.exp(log_fit - log_fit.max())
    return BetaMixture(weights / weights.sum(), a + y, b + failures)


def predictive_count(prior: Distribution, trials: int) -> CountMixture:
    """What ``prior`` of a rate expects of the successes in ``trials`` ≥ 1: a distribution on 0 … trials.

    ``prior`` is a Beta or a `BetaMixture`, and the result Beta–Binomial, or a mixture of such: what
    `conflict_tail` compares a count with. (A hierarchical posterior of rates has ``post.new_count(trials)``.)
    Raises ``TypeError`` for another prior.
    """
    return CountMixture(_as_betas(prior), trials)


def _as_betas(prior: Distribution) -> BetaMixture:
    mixture = as_beta_mixture(belief(prior, "prior"))
    if mixture is None:
        raise TypeError(f"prior must be a Beta or a BetaMixture; found {described(prior)}")
    return mixture


def _outcomes(successes: ArrayLike, trials: ArrayLike) -> tuple[float, float]:
    """All successes and all failures."""
    y, n = counts(successes, "successes"), counts(trials, "trials")
    if y.shape != n.shape or y.ndim > 1 or y.size == 0:
        raise ValueError(
            "successes and trials must be two numbers, or two rows of one length above 0; "
            f"found shapes {y.shape} and {n.shape}"
        )
    events_of_trials(y, n, ("successes", "trials"))
    return float(y.sum()), float((n - y).sum())
