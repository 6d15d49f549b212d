"""Cochran's Q and the two ratios made of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from helpers._results import ByValue
from helpers._validate import studies
from helpers.heterogeneity._weights import centred, plain, weighted_squares


@dataclass(frozen=True, eq=False)
class QTest(ByValue):
    """Cochran's Q, its degrees of freedom K − 1, and P(χ² ≥ Q) if all true effects were equal."""

    statistic: Any
    df: int
    p_value: Any


def cochran_q(effects: ArrayLike, std_errors: ArrayLike) -> QTest:
    """Cochran's test that all studies share one true effect (Cochran 1954).

    ``Q = Σ w_k (y_k − ȳ)²`` with ``w = 1/std_error²`` and ȳ the mean with those weights; χ² with
    K − 1 degrees of freedom if the true effects are equal and the standard errors known.
    Statistic and p-value are numbers, or arrays of the batch shape. Raises ``ValueError`` on
    shapes that differ, K < 2, values that are not finite, standard errors not above 0.
    """
    from scipy.special import chdtrc

    y, s = studies(effects, std_errors)
    q, df = weighted_squares(centred(y, s), 1 / s**2), y.shape[-1] - 1
    return QTest(plain(q), df, plain(chdtrc(df, q)))


def i_squared(effects: ArrayLike, std_errors: ArrayLike) -> Any:
    """I² = max(0, 1 − df/Q), in [0, 1): the share of the spread that chance does not explain.

    From Q (Higgins & Thompson 2002), so it is the same whichever way τ² is estimated. Some software
    reports ``τ²/(τ² + typical variance)`` instead; the two agree for DerSimonian–Laird.
    Errors as in `cochran_q`.
    """
    test = cochran_q(effects, std_errors)
    q = np.asarray(test.statistic)
    # max(Q, df) in the denominator truncates at 0 and spares a division by Q = 0.
    return plain(1 - test.df / np.maximum(q, test.df))


def h_squared(effects: ArrayLike, std_errors: ArrayLike) -> Any:
    """H² = max(1, Q/df): 1 where the spread is no more than chance (Higgins & Thompson 2002).

    ``I² = 1 − 1/H²``. Errors as in `cochran_q`.
    """
    test = cochran_q(effects, std_errors)
    return plain(np.maximum(1.0, np.asarray(test.statistic) / test.df))
