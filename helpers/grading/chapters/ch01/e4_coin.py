"""01.4: a check on the split, to mend."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from helpers.grading.declare import exercise
from helpers.grading.tolerance import relative


def _srm_z(n_treated: float, n_control: float, share: float) -> float:
    total = n_treated + n_control
    return float((n_treated - total * share) / np.sqrt(total * share * (1 - share)))


def splits(rng: np.random.Generator) -> tuple[int, int, float]:
    """Visitors split as planned or up to three and a half spreads off.

    Shares near one half go with few visitors: with many, a wrong share has the p-value 0, as has any other.
    """
    share = float(rng.choice([0.5, 0.45, 0.55, 0.48, 0.52, 0.2, 0.8, 0.1]))
    total = int(rng.integers(1, 4) if 0 < abs(share - 0.5) < 0.1 else rng.integers(20, 400)) * 100
    off = rng.uniform(0.7, 3.5) * rng.choice([-1, 1]) * np.sqrt(total * share * (1 - share))
    treated = round(total * share + off)
    return treated, total - treated, share


def exactly_as_planned(rng: np.random.Generator) -> tuple[int, int, float]:
    """The split that was asked for."""
    total = int(rng.integers(20, 200)) * 100
    return total // 2, total // 2, 0.5


@exercise(
    "Spot the error: was the coin fair?",
    points=2,
    minutes=8,
    cases=splits,
    edges=[exactly_as_planned],
    tolerance=relative(1e-6),
)
def srm(n_treated: float, n_control: float, share_treated: float) -> float:
    """Mended, for any planned share. It takes a minute an experiment and saves the embarrassing ones.

    Count the treated. Under the plan: what is their mean, what their standard deviation? Then both tails.
    """
    return 2 * float(ndtr(-abs(_srm_z(n_treated, n_control, share_treated))))


@srm.mistake
def as_received(n_treated: float, n_control: float, share_treated: float) -> float:
    """This is your colleague's check, unchanged. Two things are wrong. Start with the denominator: of n
    visitors, each treated with probability ½, how far does the number treated stray?

    A binomial count has variance n·share·(1 − share). Then ask what the function says when the *treated*
    visitors are the ones that went missing.
    """
    total = n_treated + n_control
    return float(ndtr(-(n_treated - total * share_treated) / np.sqrt(total)))


@srm.mistake
def only_both_tails(n_treated: float, n_control: float, share_treated: float) -> float:
    """Both directions count now. The denominator is still √n, twice too wide for a fair coin, so it
    overlooks most mismatches. What is the standard deviation of a binomial count?"""
    total = n_treated + n_control
    return 2 * float(ndtr(-abs(n_treated - total * share_treated) / np.sqrt(total)))


@srm.mistake
def only_the_spread(n_treated: float, n_control: float, share_treated: float) -> float:
    """The spread is mended. But try it on a split with too *few* treated visitors: a p-value near 1.
    Visitors can go missing from either arm."""
    return float(ndtr(-_srm_z(n_treated, n_control, share_treated)))


@srm.mistake
def half_the_p_value(n_treated: float, n_control: float, share_treated: float) -> float:
    """Your p-value is half of what it should be: you count one tail, on whichever side the split happened
    to fall."""
    return float(ndtr(-abs(_srm_z(n_treated, n_control, share_treated))))


@srm.mistake
def twice_one_side(n_treated: float, n_control: float, share_treated: float) -> float:
    """You doubled one tail without asking on which side the split fell, so some of your p-values are near
    2. A mismatch in either direction should count the same."""
    return 2 * float(ndtr(-_srm_z(n_treated, n_control, share_treated)))


@srm.mistake
def twice_the_other_side(n_treated: float, n_control: float, share_treated: float) -> float:
    """You doubled one tail, the one below the count, wherever the split fell: with too many treated it comes
    out near 2. A mismatch in either direction should count the same."""
    return 2 * float(ndtr(_srm_z(n_treated, n_control, share_treated)))


@srm.mistake
def arm_against_arm(n_treated: float, n_control: float, share_treated: float) -> float:  # noqa: ARG001
    """You compare the two arms with each other. That is right for a fifty-fifty plan; with 80 % planned
    for the treated arm, unequal arms are no mismatch. Compare with the plan."""
    return 2 * float(ndtr(-abs(n_treated - n_control) / np.sqrt(n_treated + n_control)))


@srm.mistake
def poisson_spread(n_treated: float, n_control: float, share_treated: float) -> float:
    """Your spread is √(n·share), that of a count with no upper limit. But a visitor who is not in one arm
    is in the other: there is a factor (1 − share) as well."""
    total = n_treated + n_control
    return 2 * float(ndtr(-abs(n_treated - total * share_treated) / np.sqrt(total * share_treated)))


@srm.mistake
def root_forgotten(n_treated: float, n_control: float, share_treated: float) -> float:
    """You divide by the *variance* of the number treated. A z value counts standard deviations, so a root
    is missing; as it stands hardly any split looks unusual."""
    total = n_treated + n_control
    variance = total * share_treated * (1 - share_treated)
    return 2 * float(ndtr(-abs(n_treated - total * share_treated) / variance))


@srm.mistake
def confidence_for_p_value(n_treated: float, n_control: float, share_treated: float) -> float:
    """That is 1 − p: near 1 for a split that a fair coin would hardly give. A p-value is *small* there."""
    return 1 - srm(n_treated, n_control, share_treated)


@srm.mistake
def observed_share(n_treated: float, n_control: float, share_treated: float) -> float:
    """You take the spread from the *observed* share. The question is how far a coin strays that has the
    *planned* one."""
    total = n_treated + n_control
    spread = np.sqrt(n_treated * n_control / total)
    return 2 * float(ndtr(-abs(n_treated - total * share_treated) / spread))


@srm.mistake
def the_other_arms_share(n_treated: float, n_control: float, share_treated: float) -> float:
    """You hold the treated visitors against the share planned for the *control* arm. For a fifty-fifty
    plan that makes no difference; with 80 % planned for the treated arm it does."""
    return 2 * float(ndtr(-abs(_srm_z(n_treated, n_control, 1 - share_treated))))


@srm.mistake
def z_for_p_value(n_treated: float, n_control: float, share_treated: float) -> float:
    """That is the z value: how many standard deviations the split lies from the plan. Wanted is the
    p-value, the probability of at least that much in either direction."""
    return _srm_z(n_treated, n_control, share_treated)


@srm.mistake
def with_continuity_correction(n_treated: float, n_control: float, share_treated: float) -> float:
    """You moved the count half a visitor towards the plan, a continuity correction. It does no harm; asked
    was the plain Normal approximation, without one."""
    total = n_treated + n_control
    spread = np.sqrt(total * share_treated * (1 - share_treated))
    return 2 * float(ndtr(-max(abs(n_treated - total * share_treated) - 0.5, 0.0) / spread))
