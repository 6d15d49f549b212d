"""The exact posterior of rates from one Beta population."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from helpers._validate import FloatArray, counts, described, events_of_trials, one_of, whole_number
from helpers.distributions.grid import GridMarginal
from helpers.distributions.stack import Stack
from helpers.posterior.plane.posterior import PlanePosterior
from helpers.posterior.rates.new_count import NewCount
from helpers.posterior.rates.plane import RatesPlane
from helpers.posterior.rates.posterior import RatesPosterior
from helpers.priors import MeanConcentration
from helpers.priors.base import Distribution, generator


@dataclass(frozen=True, eq=False)
class BetaBinomial:
    """The exact posterior of K rates and of the Beta population they come from.

    ``rates`` is a distribution of shape (K,); ``rate_new``, ``mean_rate`` (m = a / (a + b)) and
    ``concentration`` (a + b) are single ones.
    """

    rates: Distribution
    rate_new: GridMarginal
    mean_rate: Distribution
    concentration: Distribution
    _posterior: RatesPosterior

    def __repr__(self) -> str:
        return f"BetaBinomial(rates: mean {np.round(self.rates.mean, 4)}, mean_rate={self.mean_rate!r})"

    @property
    def log_evidence(self) -> float:
        """Log marginal probability of the counts; raises ``ValueError`` under the improper hyperprior."""
        if self._posterior.plane.hyperprior is None:
            raise ValueError(
                'hyperprior "improper" has no log_evidence: its density is only known up to a factor; '
                "give MeanConcentration(mean_prior, concentration_prior)"
            )
        return self._posterior.nodes.log_evidence

    @cached_property
    def error_estimate(self) -> float:
        """Largest change when other nodes are used: of a rate's mean (in sds) or sd (relative), the next
        arm's included, or of ``log_evidence`` (absolute)."""
        return self._posterior.error_estimate()

    def prob_greater(self, i: int, j: int) -> float:
        """P(rate i > rate j), arms counted from 0."""
        i, j = (self._arm(value, name) for value, name in ((i, "i"), (j, "j")))
        return 0.0 if i == j else float(self._posterior.chances_largest([i, j])[0])

    @cached_property
    def prob_best(self) -> FloatArray:
        """P(rate k is the largest), shape (K,)."""
        return self._posterior.chances_largest(list(range(len(self._posterior.plane.y))))

    def new_count(self, trials: int) -> NewCount:
        """Predictive of the number of successes in a new arm of ``trials`` ≥ 1 trials, up to 10¹⁵."""
        return NewCount(self.rate_new, whole_number(trials, "trials", at_least=1))

    def sample(self, n: int, rng: np.random.Generator) -> dict[str, FloatArray]:
        """``n`` independent draws: rates (n, K), mean_rate and concentration (n,)."""
        return self._posterior.draw(whole_number(n, "n", at_least=0), generator(rng))

    def loo(self) -> FloatArray:
        """Log predictive probability of each arm's count given the others; shape (K,)."""
        return self._posterior.loo()

    def _arm(self, value: Any, name: str) -> int:
        arm, K = whole_number(value, name, at_least=0), len(self._posterior.plane.y)
        if arm >= K:
            raise ValueError(f"{name} must be an arm, 0 to {K - 1}; found {arm}")
        return arm


def beta_binomial(
    successes: ArrayLike, trials: ArrayLike, hyperprior: str | MeanConcentration = "improper"
) -> BetaBinomial:
    """Exact posterior of exchangeable rates, by quadrature over their population.

        successes_k ~ Binomial(trials_k, p_k),  p_k ~ Beta(a, b)

    Args:
        successes, trials: counts of shape (K,), K ≥ 1.
        hyperprior: "improper", the density (a + b)^(−5/2) on (a, b), uniform in the mean a/(a + b) and in
            (a + b)^(−1/2) (Gelman et al. 2013, Bayesian Data Analysis, 3rd ed., eq. 5.9); or
            ``MeanConcentration(mean_prior, concentration_prior)``.

    Raises:
        ValueError: counts that do not match, below 0, not whole or above their trials; an unknown
            hyperprior; under the improper one, no arm with 0 < successes < trials: no posterior exists.
    """
    y, n = _arms(successes, trials)
    if not isinstance(hyperprior, MeanConcentration):
        if not isinstance(hyperprior, str):
            raise TypeError(
                f'hyperprior must be "improper" or a MeanConcentration; found {described(hyperprior)}'
            )
        one_of(hyperprior, "hyperprior", ["improper"])
    plane = RatesPlane(y, n, hyperprior if isinstance(hyperprior, MeanConcentration) else None)
    plane.check_proper("the posterior")
    post = RatesPosterior(plane, PlanePosterior(plane))
    rates = [post.rate(k) for k in range(len(y))]
    return BetaBinomial(
        Stack(rates, (len(y),), "rates"), post.rate(None), post.mean_rate(), post.concentration(), post
    )


def _arms(successes: ArrayLike, trials: ArrayLike) -> tuple[FloatArray, FloatArray]:
    y, n = counts(successes, "successes"), counts(trials, "trials")
    if y.ndim != 1 or not y.size or n.shape != y.shape:
        raise ValueError(
            f"successes and trials must be two rows of one length, at least 1; found {y.shape} and {n.shape}"
        )
    events_of_trials(y, n, ("successes", "trials"))
    return y, n
