"""Beta and Gamma functions of large arguments: against the textbook, and where that loses its digits."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import betaln, gammaln, log_expit

from helpers.posterior.rates.beta_functions import log_beta_in_logit, log_rising, stirling_rest

SIZES = [0.02, 3.0, 59.0, 61.0, 250.0, 3000.0]


@pytest.mark.parametrize("a", SIZES)
@pytest.mark.parametrize("b", SIZES)
def test_the_density_of_log_odds(a: float, b: float) -> None:
    u = np.log(a / b) + np.sqrt(1 / a + 1 / b) * np.linspace(-4, 4, 9)
    textbook = a * log_expit(u) + b * log_expit(-u) - betaln(a, b)
    np.testing.assert_allclose(
        log_beta_in_logit(u, np.array(a), np.array(b)), textbook, atol=2e-11, rtol=1e-12
    )


def test_the_density_of_log_odds_of_a_huge_arm_is_normal() -> None:
    a, b = 3e11, 1e11
    sd, z = np.sqrt(1 / a + 1 / b), np.array([-2.0, 0.0, 1.5])
    normal = -0.5 * z**2 - np.log(sd) - 0.5 * np.log(2 * np.pi)
    found = log_beta_in_logit(np.log(a / b) + sd * z, np.array(a), np.array(b))
    np.testing.assert_allclose(found, normal, atol=1e-5)


@pytest.mark.parametrize("z", [60.0, 100.0, 1e4])
def test_stirling(z: float) -> None:
    exact = gammaln(z) - ((z - 0.5) * np.log(z) - z + 0.5 * np.log(2 * np.pi))
    assert stirling_rest(np.array(z)) == pytest.approx(exact, abs=1e-10 * z / 100)


@pytest.mark.parametrize("a", [1e-300, 1e-5, 0.7, 59.9, 60.1, 1e6, 1e15])
@pytest.mark.parametrize("count", [0, 1, 2, 7])
def test_rising_factorials(a: float, count: int) -> None:
    exact = np.log(a + np.arange(count)).sum()
    assert log_rising(np.array(a), np.log(np.array(a)), count) == pytest.approx(exact, rel=1e-13, abs=1e-11)
