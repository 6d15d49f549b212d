"""Beta and Gamma functions of arguments so large that the textbook formulae would lose every digit."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import betaln, gammaln

from helpers._validate import FloatArray

LARGE = 60.0  # from here on Stirling's series is exact to rounding


def stirling_rest(z: FloatArray) -> FloatArray:
    """log Γ(z) − [(z − ½) log z − z + ½ log 2π], for z ≥ LARGE (Abramowitz & Stegun 1964, 6.1.41)."""
    inverse = 1 / z
    square = inverse * inverse
    return inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)))


def log_peak(y: float, n: float) -> float:
    """Log probability of y successes in n trials at the rate y / n, for 0 < y < n of any size."""
    less, more = sorted((y, n - y))
    if less < LARGE:
        power = less * math.log(less / n) + more * math.log1p(-less / n)
        return float(power - betaln(less + 1, more + 1) - math.log(n + 1))
    rest, *rests = (float(stirling_rest(np.array(z))) for z in (n, less, more))
    return 0.5 * math.log(n / less / (2 * math.pi * more)) + rest - sum(rests)


def log_rising(a: FloatArray, log_a: FloatArray, count: float) -> FloatArray:
    """log Γ(a + count) / Γ(a), for a > 0 of any size; ``log_a`` is given since a itself may underflow."""
    if count == 0:
        return np.zeros_like(a)
    small = np.minimum(a, LARGE)
    direct = log_a + gammaln(small + count) - gammaln(small + 1)
    large = np.maximum(a, LARGE)
    series = (
        (large + count - 0.5) * np.log1p(count / large)
        + count * log_a
        - count
        + stirling_rest(large + count)
        - stirling_rest(large)
    )
    return np.where(a < LARGE, direct, series)


def log_beta_in_logit(u: FloatArray, a: FloatArray, b: FloatArray) -> FloatArray:
    """Log density of u = logit p where p ~ Beta(a, b), for a and b of any size."""
    large = (a > LARGE) & (b > LARGE)
    if large.all():
        return _about_mean(u, a, b)
    answer = _from_ends(u, np.where(large, 1.0, a), np.where(large, 1.0, b))
    if large.any():
        u, a, b, large = np.broadcast_arrays(u, a, b, large)
        answer[large] = _about_mean(u[large], a[large], b[large])
    return answer


def _from_ends(u: FloatArray, a: FloatArray, b: FloatArray) -> FloatArray:
    """a·log p + b·log(1 − p), of which either may be huge and neither may cancel; a or b is small."""
    rest = np.log1p(np.exp(-np.abs(u)))  # of u alone, before it is spread over a and b
    return np.asarray(a * (np.minimum(u, 0) - rest) - b * (np.maximum(u, 0) + rest) - betaln(a, b))


def _about_mean(u: FloatArray, a: FloatArray, b: FloatArray) -> FloatArray:
    """The same about the mean m, a·log(p/m) + b·log((1 − p)/(1 − m)), seen from the end that is nearer."""
    total, less = a + b, np.minimum(a, b)
    gap = (u - np.log(a / b)) * np.where(a < b, 1, -1)
    peak = (
        0.5 * np.log(a / total * b / (2 * math.pi))
        + stirling_rest(total)
        - stirling_rest(a)
        - stirling_rest(b)
    )
    with np.errstate(over="ignore"):  # far out, where the density is 0
        return np.asarray(peak + less * gap - total * np.log1p(less / total * np.expm1(gap)))
