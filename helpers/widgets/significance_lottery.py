"""`SignificanceLottery`: how many of eight experiments come out significant, world after world."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import traitlets
from numpy.typing import ArrayLike
from scipy.special import ndtr, ndtri

from helpers._validate import FloatArray, label_list, real_array, real_number, shown
from helpers.datasets import load
from helpers.heterogeneity import pool

from .pictures import bars
from .static_widget import StaticWidget
from .worlds import world_normals

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MOST = 2000  # worlds of one seed


def significance_chance(mu: float, tau: float, std_errors: ArrayLike, level: float = 0.95) -> FloatArray:
    """Chance that each of K experiments comes out significant, two-sided; shape (K,), as ``std_errors``.

    The true effects are drawn from N(mu, tau²), the estimates from N(true effect, std_error²). Raises
    ``ValueError`` for standard errors that are not positive, tau < 0 and a level outside (0, 1).
    """
    s = real_array(std_errors, "std_errors")
    if (s <= 0).any():
        raise ValueError(f"std_errors must be above 0; found {shown(s[s <= 0].flat[0])}")
    mean, spread = real_number(mu, "mu"), real_number(tau, "tau", at_least=0)
    z = ndtri((1 + real_number(level, "level", above=0, below=1)) / 2)
    total = np.hypot(s, spread)
    return np.asarray(ndtr((mean - z * s) / total) + ndtr((-mean - z * s) / total), dtype=np.float64)


def count_distribution(chances: ArrayLike) -> FloatArray:
    """Probabilities of 0, 1, …, K successes among K independent trials with ``chances`` of their own.

    The Poisson binomial distribution, built up trial by trial; shape (K + 1,). Raises ``ValueError`` for
    chances outside [0, 1].
    """
    p = np.atleast_1d(real_array(chances, "chances"))
    if ((p < 0) | (p > 1)).any():
        raise ValueError("chances must lie between 0 and 1")
    distribution = np.ones(1)
    for chance in p:
        distribution = np.convolve(distribution, [1 - chance, chance])
    return distribution


class SignificanceLottery(StaticWidget):
    """Worlds of K experiments, drawn again and again, and how many of the K come out significant.

    ``SignificanceLottery()`` starts on the eight markets, supposed identical: their own sample sizes,
    their pooled effect as the common truth, τ = 0. The mean μ and the spread τ of the true effects and
    every market's sample size are dragged; the exact distribution of the count follows.

    Traits, readable and settable: ``mu``, ``tau`` (units of the effect), ``n_per_arm`` (K sample sizes),
    ``sigma`` (K standard deviations of one visitor's outcome), ``labels``, ``level`` of the two-sided
    tests, ``worlds`` (how many were drawn; the last is shown) from ``seed``, ``observed`` (the count asked
    about).
    Raises ``ValueError`` when sizes, sigmas and labels differ in number or are out of range.
    """

    examples: ClassVar[dict[str, dict[str, Any]]] = {
        "at its defaults": {},
        "many worlds": {"worlds": 107, "tau": 0.3},
        "twelve markets": {"n_per_arm": [50.0] * 12, "sigma": 1.0, "seed": 3},
    }

    labels = traitlets.List(traitlets.Unicode()).tag(sync=True)
    n_per_arm = traitlets.List(traitlets.Float()).tag(sync=True, least=2)
    sigma = traitlets.List(traitlets.Float()).tag(sync=True, least=1e-9)
    mu = traitlets.Float().tag(sync=True)
    tau = traitlets.Float(0.0, min=0).tag(sync=True)
    level = traitlets.Float(0.95, min=0.5, max=0.999).tag(sync=True)
    worlds = traitlets.Int(1, min=1, max=_MOST).tag(sync=True)
    seed = traitlets.Int(1, min=1).tag(sync=True)
    observed = traitlets.Int(2, min=0).tag(sync=True)

    def __init__(
        self,
        *,
        mu: float | None = None,
        n_per_arm: Any = None,
        sigma: Any = None,
        labels: Any = None,
        **traits: Any,
    ) -> None:
        markets = load("eight_markets")
        s, n = markets["std_error"].to_numpy(), markets["n_per_arm"].to_numpy(dtype=float)
        sizes = n if n_per_arm is None else real_array(n_per_arm, "n_per_arm")
        noise = s * np.sqrt(n / 2) if sigma is None else real_array(sigma, "sigma")
        if noise.ndim == 0 and sizes.ndim == 1:
            noise = np.full(sizes.size, float(noise))
        if sizes.ndim != 1 or sizes.size < 2 or sizes.shape != noise.shape:
            raise ValueError(
                "n_per_arm and sigma must hold one number for each of at least 2 markets; "
                f"found shapes {sizes.shape} and {noise.shape}"
            )
        if (sizes < 2).any() or (noise <= 0).any():
            raise ValueError("n_per_arm must be at least 2 and sigma above 0 in every market")
        if labels is None:
            numbered = [f"Market {k + 1}" for k in range(sizes.size)]
            labels = numbered if sizes.size > 8 else markets["label"][: sizes.size]
        names = [str(x) for x in label_list(labels, "labels", sizes.size, "market")]
        common = pool(markets["effect"], s, method="FE").mean if mu is None else real_number(mu, "mu")
        super().__init__(
            mu=float(common), labels=names, n_per_arm=sizes.tolist(), sigma=noise.tolist(), **traits
        )

    @property
    def std_errors(self) -> FloatArray:
        """Standard errors that belong to the sample sizes, shape (K,): σ·√(2/n)."""
        return np.array(self.sigma) * np.sqrt(2 / np.array(self.n_per_arm))

    def distribution(self) -> FloatArray:
        """Exact probabilities of 0, 1, …, K significant experiments, shape (K + 1,)."""
        return count_distribution(significance_chance(self.mu, self.tau, self.std_errors, self.level))

    def estimates(self) -> FloatArray:
        """The estimates of the world on show, shape (K,)."""
        K = len(self.n_per_arm)
        normals = world_normals((self.seed - 1) * _MOST + self.worlds, 2 * K)
        return np.asarray(self.mu + self.tau * normals[:K] + self.std_errors * normals[K:])

    def picture(self) -> Axes:
        """The exact chance of each number of significant experiments."""
        chances = self.distribution()
        return bars(range(chances.size), chances, "significant experiments", "probability")

    def describe(self) -> str:
        return (
            f"Interactive figure: {len(self.n_per_arm)} experiments drawn afresh in world after world. Drag "
            "the mean and the spread of the true effects and the sample sizes, and see how many of the "
            "experiments come out significant, and how likely each count is."
        )
