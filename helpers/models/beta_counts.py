"""The Beta–Binomial likelihood, right also where the population is so narrow that it is nearly a point.

Its three differences of log Γ are of the order of the concentration each, and what is left of them after they
cancel is not: from a concentration near 1e15 on PyMC's own density is noise, in which a chain can be caught.
"""

from __future__ import annotations

from typing import Any

FAR = 1e3  # from where two terms of Stirling's series give the difference to 1e-11


def log_beta_binomial(y: Any, n: Any, a: Any, b: Any) -> Any:
    """log p(y | n, a, b), y ~ Binomial(n, p), p ~ Beta(a, b), as a graph; all of one shape."""
    ways = log_rising(1.0, n) - log_rising(1.0, y) - log_rising(1.0, n - y)
    return ways + log_rising(a, y) + log_rising(b, n - y) - log_rising(a + b, n)


def log_rising(x: Any, m: Any) -> Any:
    """log Γ(x + m)/Γ(x), the logarithm of x(x + 1)…(x + m − 1), for x > 0 and m ≥ 0."""
    import pytensor.tensor as pt

    near = pt.gammaln(x + m) - pt.gammaln(x)
    far = pt.maximum(x, FAR)  # what is not chosen must have a finite slope too
    series = (far + m - 0.5) * pt.log1p(m / far) + m * (pt.log(far) - 1) + (1 / (far + m) - 1 / far) / 12
    return pt.switch(pt.lt(x, FAR), near, series)
