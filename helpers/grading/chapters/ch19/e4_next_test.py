"""19.4: chapter 17 with an archive's prior."""

from __future__ import annotations

from helpers.grading.cases import Pair
from helpers.grading.declare import value
from helpers.grading.tolerance import relative
from helpers.planning import assurance, power, sample_size
from helpers.priors import Flat, Normal

RATE, OMEGA, SPREAD_OF_ESTIMATES = 0.0134, 0.247, 0.36
PER_ARM, TARGET = 20_000, 0.40
SIGMA = ((1 - RATE) / RATE) ** 0.5


def assured(n: float = PER_ARM, sd: float = OMEGA, sigma: float = SIGMA, threshold: float = 0.95) -> float:
    """The chance that the test says "it is better"."""
    return float(assurance(Normal(0, sd), n, sigma, threshold, Flat()))


def needed(sd: float = OMEGA, sigma: float = SIGMA, threshold: float = 0.95) -> float:
    """Visitors an arm for the assurance wanted."""
    return float(sample_size(Normal(0, sd), TARGET, sigma, threshold, Flat()))


@value(
    "Looking back: the size of the next test",
    points=3,
    minutes=10,
    tolerance=relative(5e-4),
    parts=["the assurance", "visitors an arm for .40"],
)
def next_test() -> Pair:
    """The archive's population became the design prior. Its ceiling is one half, so .40 is most of what there
    is, and costs accordingly.

    `planning.assurance` and `planning.sample_size` take the prior as it is; the analysis is flat.
    """
    return assured(), needed()


@next_test.mistake
def visitors_in_all() -> Pair:
    """You shared the 20 000 out over both arms. They are those of *one* arm."""
    return assured(PER_ARM / 2), needed()


@next_test.mistake
def power_at_the_mean() -> Pair:
    """Your first number is the *power* at the mean of the population, an effect of 0: the false alarms.
    Average over the population (chapter 17)."""
    return float(power(0.0, PER_ARM, SIGMA)), needed()


@next_test.mistake
def estimates_for_effects() -> Pair:
    """Your prior has the spread of the *estimates* in the archive, noise and all. The next headline's true
    lift comes from the population, with spread ω."""
    return assured(sd=SPREAD_OF_ESTIMATES), needed(sd=SPREAD_OF_ESTIMATES)


@next_test.mistake
def prior_analyses() -> Pair:
    """Your numbers let the archive analyse the test too, which is what `planning` does unless told otherwise.
    Asked is the flat analysis: `analysis_prior=Flat()`."""
    prior = Normal(0, OMEGA)
    return float(assurance(prior, PER_ARM, SIGMA)), float(sample_size(prior, TARGET, SIGMA))


@next_test.mistake
def two_sided() -> Pair:
    """Both numbers are those of a two-sided test. The rule asks P(lift > 0) > .95, one side."""
    return assured(threshold=0.975), needed(threshold=0.975)


@next_test.mistake
def rate_for_lift() -> Pair:
    """Your σ is that of a click, √(p(1 − p)). The effect is a *relative* lift: divide by the rate, and σ is
    √((1 − p)/p)."""
    sigma = (RATE * (1 - RATE)) ** 0.5
    return assured(sigma=sigma), needed(sigma=sigma)


@next_test.mistake
def ceiling() -> Pair:
    """Your first number is the ceiling, the chance that the headline *is* better. Asked is what 20 000 in
    each arm make of it."""
    return 0.5, needed()


@next_test.mistake
def both_arms_counted() -> Pair:
    """Your second number counts the visitors of both arms. Asked are those of one."""
    return assured(), 2 * needed()
