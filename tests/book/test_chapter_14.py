"""Chapter 14: the numbers its sentences quote, and those that stand in its exercises."""

from __future__ import annotations

import numpy as np
import pytest

from helpers import advice, datasets
from tests.book.pages import spoken

PAGE = "14-complexity"


@pytest.mark.book
def test_what_the_table_of_requests_says_from_the_definition():
    """Worth of pooling the markets at the highest plausible τ, by inverting the precision of (μ, θ)."""
    said = spoken(PAGE)
    markets = datasets.load("eight_markets")
    s, tau = markets["std_error"].to_numpy(), 0.9
    precision = np.diag(np.r_[8 / tau**2, 1 / s**2 + 1 / tau**2])
    precision[0, 1:] = precision[1:, 0] = -1 / tau**2
    left = np.diag(np.linalg.inv(precision))[1:].sum() / (s**2).sum()
    spent = 12 * 2.0 * 2 * markets["n_per_arm"].sum()
    assert float(str(said["m_low"]).replace("\u202f", "").replace(" ", "")) == pytest.approx(
        spent * (1 / left - 1), abs=50
    )


@pytest.mark.book
def test_what_is_sampled_by_other_worlds():
    """Coverage of the mixed model at τ = .1, and the error with three groups, seeds of their own."""
    from helpers.heterogeneity import tau_squared

    said = spoken(PAGE)
    rng = np.random.default_rng(99)
    s = np.full(50, 4 * np.sqrt(2 / 500))
    theta = rng.normal(0, 0.1, (1500, 50))
    y = rng.normal(theta, s)
    tau2 = tau_squared(y, np.broadcast_to(s, y.shape), "REML")[:, None]
    b = s**2 / (s**2 + tau2)
    miss = b * y.mean(1, keepdims=True) + (1 - b) * y - theta
    inside = np.mean(miss**2 < 1.96**2 * ((1 - b) * s**2 + b**2 * (s**2 + tau2) / 50))
    assert said["mixed_low"] == pytest.approx(inside, abs=0.05)


def test_numbers_of_the_exercises():
    """The stem and hints of 14.2 and 14.4, and the hint of 14.3 on how often REML says zero."""
    from helpers.heterogeneity import tau_squared

    shares = {}
    for visitors in (500, 8000):
        s = np.full(8, 4 * np.sqrt(2 / visitors))
        shares[visitors] = 1 - advice.learned_error(s, 0.3).mean() / s[0] ** 2
    assert 0.28 < shares[500] < 0.36
    assert 0.02 < shares[8000] < 0.03
    assert [round(2 * 16 / n / (2 * 16 / n + 0.09), 2) for n in (500, 8000)] == [0.42, 0.04]
    table = datasets.load("categories_25")
    rate = table["successes"].sum() / table["trials"].sum()
    s = np.sqrt(rate * (1 - rate) / table["trials"].to_numpy())
    errors = advice.expected_errors(s, 0.07)
    assert 0.05 < 1 - errors.known.sum() / errors.plain.sum() < 0.1
    assert table["trials"].min() == 200
    assert 12 * 0.01 * table["trials"].sum() == pytest.approx(12_000, rel=0.05)
    rng = np.random.default_rng(1)
    y = rng.normal(rng.normal(0, 0.1, (2000, 50)), 0.25)
    assert np.mean(tau_squared(y, np.full(y.shape, 0.25), "REML") == 0) == pytest.approx(0.25, abs=0.05)
