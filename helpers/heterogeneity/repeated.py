"""What repeated programmes of the same studies would show: exact operating characteristics.

Under the normal–normal model with true effects of variance τ², Cochran's Q is a weighted sum of
squares of standard Normals, so how often it exceeds anything is a matter of calculation.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from helpers._validate import FloatArray, moderate, real_array, real_number, shown
from helpers.heterogeneity._weights import plain

_STEP, _REACH = 1 / 6, 30.0
_MOST = 3000  # studies, of whose matrix all eigenvalues are found


def q_exceedance(std_errors: ArrayLike, tau: ArrayLike, threshold: ArrayLike) -> Any:
    """P(Q > threshold) for Cochran's Q of studies with these standard errors, when τ is ``tau``.

    With the threshold a χ² quantile this is the power of Cochran's test; with K − 1 it is the
    probability that the DerSimonian–Laird estimate is above 0.
    ``std_errors`` has shape (K,), in the units of ``tau``; ``tau`` (a standard deviation, ≥ 0) and
    ``threshold`` are numbers or arrays that broadcast together, and the result has their shape.
    Q is Σ λ_j χ²_1 with λ the eigenvalues of the form (Biggerstaff & Jackson 2008). Its distribution
    function is the inverse Laplace transform of Π(1 + 2λ_j p)^(−1/2)/p, the integral that Imhof (1961)
    takes along the imaginary axis; here the path is the parabola of steepest descent through the
    saddle point (Rice 1980), on which the integrand dies away. Absolute error below 1e-11.
    Raises ``ValueError`` for K < 2, standard errors not above 0, tau below 0, values not finite.
    """
    s = _one_set(std_errors)
    if s.size > _MOST:
        raise ValueError(f"std_errors must hold at most {_MOST} studies; found {s.size}")
    t, x = np.broadcast_arrays(_spread(tau), real_array(threshold, "threshold"))
    eigenvalues = {a: _eigenvalues(s, a) for a in np.unique(t)}
    result = [_exceedance(eigenvalues[a], b) for a, b in zip(t.flat, x.flat, strict=True)]
    return plain(np.reshape(result, t.shape))


def fixed_effect_coverage(std_errors: ArrayLike, tau: ArrayLike, level: float = 0.95) -> Any:
    """How often the fixed-effect confidence interval holds the mean effect μ, when τ is ``tau``.

    The fixed-effect mean has variance ``1/Σw + τ² Σw²/(Σw)²`` and claims ``1/Σw`` (w = 1/std_error²).
    Shapes and errors as in `q_exceedance`; ``level`` is the coverage claimed.
    """
    from scipy.special import ndtr, ndtri

    w, t = 1 / _one_set(std_errors) ** 2, _spread(tau)
    z = ndtri((1 + real_number(level, "level", above=0, below=1)) / 2)
    return plain(1 - 2 * ndtr(-z / np.sqrt(1 + t**2 * (w**2).sum() / w.sum())))


def _one_set(std_errors: ArrayLike) -> FloatArray:
    s = real_array(std_errors, "std_errors")
    if s.ndim != 1 or s.size < 2:
        raise ValueError(f"std_errors must hold at least 2 studies in one dimension; found shape {s.shape}")
    return moderate(s, "std_errors", positive=True)


def _spread(tau: ArrayLike) -> FloatArray:
    t = real_array(tau, "tau")
    if (t < 0).any():
        raise ValueError(f"tau must not be below 0; found {shown(t[t < 0].flat[0])}")
    return moderate(t, "tau")


def _eigenvalues(s: FloatArray, tau: float) -> FloatArray:
    """The K − 1 positive eigenvalues λ of Q as a quadratic form in standard Normals."""
    w = 1 / s**2
    spread = np.sqrt(s**2 + tau**2)
    root = np.sqrt(w / w.sum())
    # W − ww'/Σw is S⁻¹ (I − rr') S⁻¹ with r = √(w/Σw) a unit vector.
    half = (np.eye(s.size) - np.outer(root, root)) * (spread / s)
    return np.linalg.eigvalsh(half.T @ half)[1:]


def _exceedance(eigenvalues: FloatArray, x: float) -> float:
    # So far out in either tail that nothing of a float is left: the probability of less is < 1e-15.
    if x < 1e-30 * eigenvalues.min():
        return 1.0
    if x > 1e4 * eigenvalues.sum():
        return 0.0
    # Left of the pole at 0 the integral is minus the upper tail, right of it the lower: take the smaller.
    upper = bool(x > eigenvalues.sum())
    saddle = _saddle_point(eigenvalues, x, upper)
    ratio = 2 * eigenvalues / (1 + 2 * eigenvalues * saddle)
    width = 1 / np.sqrt((ratio**2).sum() / 2 + saddle**-2)
    bend = -(ratio**3).sum() / (3 * (ratio**2).sum())
    u = width * np.arange(0, _REACH, _STEP)
    path = saddle + 1j * u + bend * u**2
    log_transform = -0.5 * np.log1p(2 * np.multiply.outer(path, eigenvalues)).sum(axis=-1)
    terms = (np.exp(path * x + log_transform) / path * (1 - 2j * bend * u)).real
    tail = (terms.sum() - terms[0] / 2) * width * _STEP / np.pi
    return float(np.clip(-tail if upper else 1 - tail, 0.0, 1.0))


def _saddle_point(eigenvalues: FloatArray, x: float, upper: bool) -> float:
    """Where exp(p x) Π(1 + 2λp)^(−1/2)/|p| is smallest along the real axis, on the side asked for."""
    from scipy.optimize import brentq

    def slope(p: float) -> float:
        return x - float((eigenvalues / (1 + 2 * eigenvalues * p)).sum()) - 1 / p

    branch_point = -0.5 / eigenvalues.max()
    # On the right each term of the sum lies between 0 and 1/(2p), which brackets the root.
    right = 0.999 / x, (eigenvalues.size + 2.001) / (2 * x)
    low, high = (branch_point * (1 - 1e-12), branch_point * 1e-12) if upper else right
    return float(brentq(slope, low, high, xtol=1e-300, rtol=1e-9))
