"""17.4: conversions."""

from __future__ import annotations

from helpers.grading.cases import Pair
from helpers.grading.declare import value
from helpers.grading.tolerance import absolute
from helpers.planning import assurance, binary_sigma, minimum_detectable_effect, power
from helpers.priors import Flat, Normal

BELIEF = Normal(0.005, 0.012)
PER_ARM = 40_000


def sigma() -> float:
    """Of a conversion at .10 and .105."""
    return float(binary_sigma(0.10, 0.005))


def assured(n: float = PER_ARM, spread: float | None = None, threshold: float = 0.95) -> float:
    """Assurance under a flat analysis."""
    return float(assurance(BELIEF, n, sigma() if spread is None else spread, threshold, Flat()))


def found(
    n: float = PER_ARM, spread: float | None = None, threshold: float = 0.95, chance: float = 0.8
) -> float:
    """The smallest lift that is found with this chance, in percentage points."""
    return 100 * float(minimum_detectable_effect(n, sigma() if spread is None else spread, chance, threshold))


@value(
    "Conversions",
    points=2,
    minutes=8,
    tolerance=absolute(1.5e-4, decimals=4),
    parts=["the assurance", "the smallest lift found"],
)
def conversions() -> Pair:
    """The test sees lifts about as small as the expected one, and still the chance that it comes out is
    little better than even: what there is to be seen is another matter.

    σ² is the mean of p(1 − p) over both arms. `planning.assurance` and `planning.minimum_detectable_effect`
    do the rest.
    """
    return assured(), found()


@conversions.mistake
def visitors_in_all() -> Pair:
    """Your noise variance is half of what it should be. Did you give each arm all 80 000, which have to be
    shared, or take the noise of one arm for that of a difference of two?"""
    return assured(2 * PER_ARM), found(2 * PER_ARM)


@conversions.mistake
def noise_twice() -> Pair:
    """Your noise variance is twice what it should be. Did you share the visitors out twice (with 80 000 in
    all each arm has 40 000), or *add* the two arms' p(1 − p) into σ², which is that of one visitor, their
    mean?"""
    return assured(PER_ARM / 2), found(PER_ARM / 2)


@conversions.mistake
def variance_for_sd() -> Pair:
    """Your σ is p(1 − p), a variance. Take its root."""
    return assured(spread=sigma() ** 2), found(spread=sigma() ** 2)


@conversions.mistake
def root_of_the_rate() -> Pair:
    """Your σ is √p. A conversion is 0 or 1, and its variance p(1 − p)."""
    return assured(spread=0.1025**0.5), found(spread=0.1025**0.5)


@conversions.mistake
def power_at_the_mean() -> Pair:
    """Your first number is the *power*, if the lift is .005. Nobody knows that it is: average over belief."""
    return float(power(0.005, PER_ARM, sigma())), found()


@conversions.mistake
def two_sided() -> Pair:
    """Both numbers are those of a two-sided test. The rule asks P(lift > 0) > .95, one side."""
    return assured(threshold=0.975), found(threshold=0.975)


@conversions.mistake
def critical_lift() -> Pair:
    """Your second number is the estimate that just convinces. A lift of that size is found one time in two;
    asked is the lift that is found with a chance of .80."""
    return assured(), found(chance=0.5)


@conversions.mistake
def two_sided_lift() -> Pair:
    """Your second number has the quantile of a two-sided test in it, 1.96 for 1.645."""
    return assured(), found(threshold=0.975)


@conversions.mistake
def ceiling() -> Pair:
    """Your first number is the chance that the lift is above zero, the ceiling. Asked is what 40 000 in each
    arm achieve of it."""
    return BELIEF.prob_above(0.0), found()


@conversions.mistake
def as_a_rate() -> Pair:
    """Your second number is the lift as a share; asked are percentage points."""
    return assured(), found() / 100


@conversions.mistake
def prior_analyses() -> Pair:
    """Your first number lets the belief analyse the data too, which is what `planning.assurance` does unless
    told otherwise. Asked is the flat analysis: `analysis_prior=Flat()`."""
    return float(assurance(BELIEF, PER_ARM, sigma())), found()


@conversions.mistake
def two_sided_assurance() -> Pair:
    """Your first number has the quantile of a two-sided test in it, 1.96 for 1.645."""
    return assured(threshold=0.975), found()


@conversions.mistake
def relative_lift() -> Pair:
    """Your second number is per cent *of the old rate*. Asked are percentage points, the difference of the
    two rates."""
    return assured(), found() / 0.10


@conversions.mistake
def chance_of_failure() -> Pair:
    """Your first number is the chance that the test does *not* say "it works"."""
    return 1 - assured(), found()


@conversions.mistake
def one_rate() -> Pair:
    """Your σ is that of visitors at .10, in both arms. In the treated arm the rate is .105: take the mean of
    the two p(1 − p)."""
    return assured(spread=0.3), found(spread=0.3)
