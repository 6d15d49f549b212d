"""The one interface of every prior, posterior and predictive, and what a prior adds to it."""

from __future__ import annotations

import dataclasses
import math
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from helpers._validate import FloatArray, described, real_array, real_number, shown, whole_number


class MomentWarning(UserWarning):
    """A moment that was asked for is infinite or does not exist."""


def divergent(what: str) -> float:
    """Return ``inf`` and say which positive moment diverges."""
    warnings.warn(f"{what} is infinite: its integral diverges", MomentWarning, stacklevel=3)
    return math.inf


def undefined(what: str) -> float:
    """Return ``nan`` and say which mean does not exist."""
    warnings.warn(f"{what} does not exist: its integral does not converge", MomentWarning, stacklevel=3)
    return math.nan


def points(value: ArrayLike, name: str) -> FloatArray:
    """Return ``value`` as float64; ±inf is a place on the axis, NaN is not."""
    return real_array(value, name, finite=False)


def probabilities(value: ArrayLike, name: str = "q") -> FloatArray:
    """Return ``value`` as float64 after checking that every entry lies in [0, 1]."""
    array = points(value, name)
    outside = (array < 0) | (array > 1)
    if outside.any():
        raise ValueError(f"{name} must lie in [0, 1]; found {shown(array[outside].flat[0])}")
    return array


def generator(rng: Any) -> np.random.Generator:
    """Return ``rng`` if it is a NumPy generator; a seed alone would hide where the randomness comes from."""
    if not isinstance(rng, np.random.Generator):
        raise TypeError(
            f"rng must be a numpy.random.Generator, e.g. np.random.default_rng(1); found {described(rng)}"
        )
    return rng


def joint_shape(x: FloatArray, batch: tuple[int, ...], name: str) -> tuple[int, ...]:
    """Shape of the answer when a batch of distributions called ``name`` is asked about ``x``."""
    try:
        return np.broadcast_shapes(x.shape, batch)
    except ValueError:
        raise ValueError(
            f"an argument (x or q) of shape {x.shape} does not broadcast against {name}, a batch of shape "
            f"{batch}; for every combination add axes, as in np.array(x)[:, None]"
        ) from None


class Distribution:
    """What every prior, posterior marginal and predictive can be asked.

    ``mean`` and ``sd`` are attributes: numbers, or arrays of the batch shape. ``pdf(x)``, ``cdf(x)``,
    ``quantile(q)``, ``prob_above(x)`` and ``prob_at_least(x)`` broadcast their argument against that batch
    shape, as NumPy does, so a single distribution returns the shape of its argument. ``sample(n, rng)`` puts
    the draws first: shape ``(n, ...)``.

    A subclass supplies ``_pdf``, ``_cdf``, ``_quantile`` and, where the upper tail can be had without
    cancellation, ``_sf``. They receive checked float64 arrays.
    """

    proper = True  # whether the density integrates to 1
    discrete = False  # whether it lies on whole numbers, ``pdf`` being their probabilities

    if TYPE_CHECKING:  # declared for readers of types only: a dataclass would take a property for a default

        @property
        def mean(self) -> Any: ...

        @property
        def sd(self) -> Any: ...

    def pdf(self, x: ArrayLike) -> Any:
        """Density at ``x``."""
        return self._pdf(points(x, "x"))[()]

    def cdf(self, x: ArrayLike) -> Any:
        """P(X ≤ x)."""
        return self._cdf(points(x, "x"))[()]

    def prob_above(self, x: ArrayLike) -> Any:
        """P(X > x), without the cancellation of 1 − cdf in the far tail."""
        return self._sf(points(x, "x"))[()]

    def prob_at_least(self, x: ArrayLike) -> Any:
        """P(X ≥ x): of a count more than P(X > x), by the probability of x itself."""
        return self._at_least(points(x, "x"))[()]

    def quantile(self, q: ArrayLike) -> Any:
        """The value below which a share ``q`` of the probability lies; ``q`` in [0, 1]."""
        return self._quantile(probabilities(q))[()]

    def interval(self, level: float = 0.95) -> tuple[Any, Any]:
        """Equal-tailed interval ``(low, high)`` that holds ``level``, strictly between 0 and 1."""
        tail = (1 - real_number(level, "level", above=0, below=1)) / 2
        return self.quantile(tail), self.quantile(1 - tail)

    def sample(self, n: int, rng: np.random.Generator) -> FloatArray:
        """``n`` independent draws, draws along the first axis."""
        return self._sample(whole_number(n, "n", at_least=0), generator(rng))

    def components(self) -> tuple[FloatArray, FloatArray, FloatArray] | None:
        """Weights, means and sds (C,) of the normals that it is exactly a mixture of; None if it is not."""
        return None

    def _pdf(self, x: FloatArray) -> FloatArray:
        raise NotImplementedError

    def _cdf(self, x: FloatArray) -> FloatArray:
        raise NotImplementedError

    def _sf(self, x: FloatArray) -> FloatArray:
        return 1 - self._cdf(x)

    def _at_least(self, x: FloatArray) -> FloatArray:
        return self._sf(x)

    def _quantile(self, q: FloatArray) -> FloatArray:
        raise NotImplementedError

    def _sample(self, n: int, rng: np.random.Generator) -> FloatArray:
        return self._quantile(rng.random(n))


class Prior(Distribution):
    """A prior: a frozen dataclass of numbers that drives the exact engine, PyMC and the widgets alike.

    Four facts let the exact engine place its nodes: ``support``; ``tail``, the power p with which the
    density falls like x^(−p) far to the right (``inf`` when it falls faster than every power);
    ``resolution``, the scale below which the density has no more features; and ``proper``.
    """

    @property
    def support(self) -> tuple[float, float]:
        """Ends of the interval on which the density is positive."""
        return -math.inf, math.inf

    @property
    def tail(self) -> float:
        """Power of 1/x with which the density falls for large x."""
        return math.inf

    @property
    def resolution(self) -> float:
        """Scale below which the density is smooth; ``inf`` when it has no scale of its own."""
        return math.inf

    def logpdf(self, x: ArrayLike) -> Any:
        """Log density at ``x``; −inf outside the support."""
        return self._logpdf(points(x, "x"))[()]

    def ppf(self, q: ArrayLike) -> Any:
        """SciPy's name for ``quantile``."""
        return self.quantile(q)

    def to_json(self) -> dict[str, Any]:
        """The prior as plain numbers, e.g. ``{"family": "HalfNormal", "scale": 1.0}``."""
        return {"family": type(self).__name__, **dataclasses.asdict(self)}  # type: ignore[call-overload]

    def to_pymc(self, name: str, **kwargs: Any) -> Any:
        """The same prior as a PyMC variable called ``name`` in the model at hand.

        Parameters are passed as NumPy float64: PyTensor would make some Python floats single precision.
        """
        raise NotImplementedError

    def _pdf(self, x: FloatArray) -> FloatArray:
        return np.exp(self._logpdf(x))

    def _logpdf(self, x: FloatArray) -> FloatArray:
        raise NotImplementedError

    def _check(self, **bounds: dict[str, float]) -> None:
        """Store every field as a float inside its bounds, or name the argument that is not."""
        for name, bound in bounds.items():
            object.__setattr__(self, name, real_number(getattr(self, name), name, **bound))


def inside(x: FloatArray, low: float, high: float, log_density: FloatArray) -> FloatArray:
    """``log_density`` where low ≤ x ≤ high, −inf elsewhere."""
    return np.where((x >= low) & (x <= high), log_density, -np.inf)
