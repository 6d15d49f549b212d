"""Many past experiments: the population of their effects, what winners deliver, what all of them brought.

When may an archive speak for a new test? Its population is a prior of the next effect only if that effect
could have been one of its own. Ask before `Population.prior` goes into a plan or a model:

1. The same metric on the same scale? Lifts of clicks say nothing of lifts of revenue.
2. Sound at the door? Tests whose arms are not split as planned (`effects.sample_ratio_mismatch`) are left
   out, and whole periods where many are not.
3. Everything that was tried, or what was shipped? A population of survivors has no losers: it promises too
   much to every newcomer.
4. The same sign convention? Of arms drawn blindly the mean is 0 by symmetry; of treatments against a control
   it is not: estimate it, with ``mean=None``.
5. The same kind of idea, team and time? Split the archive by what you doubt and compare the populations, or
   let `posterior.meta_regression` look for a trend.
6. Large enough? `beside_posterior` shows what taking the parameters for known leaves out: of thousands of
   tests next to nothing, of ten too much. Then plan with ``posterior.random_effects(...).theta_new``.
7. Short or long? Novelty wears off: an archive of one week's effects speaks of one week's effects.
"""

from __future__ import annotations

from helpers.archive.beside import beside_posterior
from helpers.archive.impact import CumulativeImpact, cumulative_impact
from helpers.archive.population import Population, population
from helpers.archive.promises import promised_and_delivered

__all__ = [
    "CumulativeImpact",
    "Population",
    "beside_posterior",
    "cumulative_impact",
    "population",
    "promised_and_delivered",
]
