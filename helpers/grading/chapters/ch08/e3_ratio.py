"""08.3: Hastings' ratio for steps that multiply."""

from __future__ import annotations

import numpy as np

from helpers.grading.declare import exercise
from helpers.grading.tolerance import relative

Case = tuple[float, float, float, float, float]


def a_move(rng: np.random.Generator) -> Case:
    """A Gamma density, a place, a candidate that is more probable, and the size of steps."""
    shape, rate = round(float(rng.uniform(2, 5)), 1), round(float(rng.uniform(0.5, 3)), 1)
    step = round(float(rng.uniform(0.3, 0.8)), 2)
    peak = shape / rate
    x = round(peak * float(rng.uniform(0.25, 0.45)), 3)
    return shape, rate, x, round(peak * float(rng.uniform(0.7, 0.95)), 3), step


def downhill(rng: np.random.Generator) -> Case:
    """Away from where the density is: the ratio is below one."""
    shape, rate, x, candidate, step = a_move(rng)
    return shape, rate, candidate, x, step


def far_out(rng: np.random.Generator) -> Case:
    """Where a chain may begin: both densities are 0 for a computer, their logarithms are not."""
    x = round(float(rng.uniform(500, 600)), 1)
    return (
        round(float(rng.uniform(2, 5)), 1), round(float(rng.uniform(2, 3)), 1),
        x, round(x + float(rng.uniform(50, 150)), 1), round(float(rng.uniform(0.3, 0.8)), 2),
    )  # fmt: skip


def _log_p(shape: float, rate: float, x: float) -> float:
    return (shape - 1) * np.log(x) - rate * x


def _log_q(candidate: float, x: float, step: float) -> float:
    """Log-normal: Normal in the logarithm, divided by the candidate; constants included."""
    z = np.log(candidate / x) / step
    return float(-(z**2) / 2 - np.log(candidate * step * np.sqrt(2 * np.pi)))


def _difference(shape: float, rate: float, x: float, candidate: float) -> float:
    return float(_log_p(shape, rate, candidate) - _log_p(shape, rate, x))


@exercise(
    "A step that is not symmetric",
    points=3,
    minutes=10,
    cases=a_move,
    edges=[downhill, far_out],
    tolerance=relative(1e-9),
)
def log_ratio(shape: float, rate: float, x: float, candidate: float, step: float) -> float:
    """Right. The bell curve in the logarithm is the same both ways and cancels; what is left of the
    proposals is log(candidate/x).

    Four log densities: p at the candidate and at x, and q both ways, from x to the candidate and back.
    """
    back, on = _log_q(x, candidate, step), _log_q(candidate, x, step)
    return _difference(shape, rate, x, candidate) + back - on


@log_ratio.mistake
def not_corrected(shape: float, rate: float, x: float, candidate: float, step: float) -> float:  # noqa: ARG001
    """That is Metropolis' ratio, right for a symmetric proposal. This one is not symmetric: from 1 the way
    to 2 is proposed with half the density of the way back. Uncorrected, the chain samples p(x)/x.

    Add log q(x | candidate) − log q(candidate | x).
    """
    return _difference(shape, rate, x, candidate)


@log_ratio.mistake
def upside_down(shape: float, rate: float, x: float, candidate: float, step: float) -> float:  # noqa: ARG001
    """Your correction is upside down. It divides by the way *on* and multiplies by the way *back*: what is
    easily proposed must be accepted less easily."""
    return _difference(shape, rate, x, candidate) - float(np.log(candidate / x))


@log_ratio.mistake
def half_the_way_on(shape: float, rate: float, x: float, candidate: float, step: float) -> float:
    """Half of a Hastings ratio: you subtract log q(candidate | x), the way on. The way back,
    log q(x | candidate), is missing."""
    return _difference(shape, rate, x, candidate) - _log_q(candidate, x, step)


@log_ratio.mistake
def half_the_way_back(shape: float, rate: float, x: float, candidate: float, step: float) -> float:
    """Half of a Hastings ratio: you add log q(x | candidate), the way back. The way on,
    log q(candidate | x), has to be taken off."""
    return _difference(shape, rate, x, candidate) + _log_q(x, candidate, step)


@log_ratio.mistake
def half_without_constants(shape: float, rate: float, x: float, candidate: float, step: float) -> float:  # noqa: ARG001
    """Half of a Hastings ratio: of the two divisors only the candidate's is in it, and x's is missing."""
    return _difference(shape, rate, x, candidate) + float(np.log(candidate))


@log_ratio.mistake
def not_the_log(shape: float, rate: float, x: float, candidate: float, step: float) -> float:
    """That is the ratio. Asked is its logarithm, which neither overflows nor underflows where densities are
    tiny."""
    return float(np.exp(log_ratio(shape, rate, x, candidate, step)))


@log_ratio.mistake
def log_taken_last(shape: float, rate: float, x: float, candidate: float, step: float) -> float:  # noqa: ARG001
    """Right in the middle of things. Far out, at x = 500, both densities are 0 for a computer, and you take
    the logarithm of 0 divided by 0. Take logarithms first, then subtract."""
    with np.errstate(all="ignore"):
        there, here = (np.exp(_log_p(shape, rate, at)) for at in (candidate, x))
        return float(np.log(there / here * candidate / x))


@log_ratio.mistake
def back_to_front(shape: float, rate: float, x: float, candidate: float, step: float) -> float:
    """The sign is the wrong way round: p at the *candidate* stands above, p at the present place below."""
    return -log_ratio(shape, rate, x, candidate, step)


@log_ratio.mistake
def scale_for_rate(shape: float, rate: float, x: float, candidate: float, step: float) -> float:
    """Your density has the rate as a scale: the exponent is −rate · x. (SciPy's `gamma` wants
    scale = 1/rate.)"""
    return log_ratio(shape, 1 / rate, x, candidate, step)
