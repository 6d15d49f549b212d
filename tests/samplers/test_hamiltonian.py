"""Leapfrog keeps what Hamiltonian motion keeps; HMC leaves its target alone, and a wild step is rejected."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats

from helpers.samplers import hmc, leapfrog
from tests.samplers.judge import ALPHA, assert_mean, p_value

COVARIANCE = np.array([[1.0, 1.2, 0.0], [1.2, 4.0, -0.5], [0.0, -0.5, 0.25]])
PRECISION = np.linalg.inv(COVARIANCE)


def normal(x: np.ndarray) -> float:
    return -0.5 * float(x @ PRECISION @ x)


def normal_gradient(x: np.ndarray) -> np.ndarray:
    return -PRECISION @ x


def bent(x: np.ndarray) -> float:
    """A density that is no normal: −x⁴/4 − (y − x²/2)²."""
    return -(x[0] ** 4) / 4 - (x[1] - x[0] ** 2 / 2) ** 2


def bent_gradient(x: np.ndarray) -> np.ndarray:
    gap = x[1] - x[0] ** 2 / 2
    return np.array([-(x[0] ** 3) + 2 * gap * x[0], -2 * gap])


def test_the_gradient_of_these_tests_is_that_of_their_density() -> None:
    x, h = np.array([0.7, -0.4]), 1e-6
    for i in range(2):
        step = h * np.eye(2)[i]
        assert bent_gradient(x)[i] == pytest.approx((bent(x + step) - bent(x - step)) / (2 * h), rel=1e-7)


def test_leapfrog_runs_backwards_to_where_it_came_from() -> None:
    x, p = np.array([0.7, 0.2]), np.array([0.3, -1.0])
    there, momentum = leapfrog(bent_gradient, x, p, 0.1, 25)
    back, reverse = leapfrog(bent_gradient, there, -momentum, 0.1, 25)
    assert np.abs(there - x).max() > 0.1
    np.testing.assert_allclose([back, -reverse], [x, p], atol=1e-11)


def test_leapfrog_keeps_volume_and_more() -> None:
    """Its Jacobian M is symplectic, Mᵀ J M = J, so det M = 1, however large the step."""
    at, h = np.array([0.7, 0.2, 0.3, -1.0]), 1e-5

    def flow(z: np.ndarray) -> np.ndarray:
        return np.concatenate(leapfrog(bent_gradient, z[:2], z[2:], 0.3, 7))

    M = np.column_stack([(flow(at + h * e) - flow(at - h * e)) / (2 * h) for e in np.eye(4)])
    J = np.block([[np.zeros((2, 2)), np.eye(2)], [-np.eye(2), np.zeros((2, 2))]])
    assert np.abs(M - np.eye(4)).max() > 0.5
    np.testing.assert_allclose(M.T @ J @ M, J, atol=1e-6)
    assert np.linalg.det(M) == pytest.approx(1, abs=1e-6)


def energy(x: np.ndarray, p: np.ndarray) -> float:
    return 0.5 * float(p @ p) - bent(x)


def test_half_the_step_makes_a_quarter_of_the_error() -> None:
    x, p = np.array([0.7, 0.2]), np.array([0.3, -1.0])
    ends = [leapfrog(bent_gradient, x, p, 0.02 / 2**i, 50 * 2**i) for i in range(3)]
    errors = [energy(*end) - energy(x, p) for end in ends]
    assert errors[0] / errors[1] == pytest.approx(4, rel=0.02)
    assert errors[1] / errors[2] == pytest.approx(4, rel=0.01)


@pytest.mark.parametrize("step", [0.1, 1.0, 1.9])
def test_on_a_standard_normal_it_keeps_a_nearby_energy_exactly(step: float) -> None:
    """p²/2 + x²/2·(1 − step²/4) is kept for ever, where the step is below 2; above, the motion runs off."""
    x, p = leapfrog(lambda x: -x, 0.8, -0.3, step, 1000)
    kept = 1 - step**2 / 4
    assert p**2 + kept * x**2 == pytest.approx(0.3**2 + kept * 0.8**2, rel=1e-10)
    assert np.ndim(x) == np.ndim(p) == 0


def test_beyond_its_limit_the_motion_runs_off_and_says_so() -> None:
    with pytest.raises(ValueError, match=r"step_size must be smaller: after 5000 steps of 2\.1 the motion"):
        leapfrog(lambda x: -x, 0.8, -0.3, 2.1, 5000)


def test_it_asks_for_one_gradient_a_step_and_one_more() -> None:
    asked = []
    leapfrog(lambda x: asked.append(x) or -x, 0.8, -0.3, 0.1, 10)
    assert len(asked) - 1 == 10 + 1  # one of them to see that there is a gradient where the motion begins


def test_a_draw_costs_one_density_and_one_gradient_a_step_and_one_more() -> None:
    asked = {"density": 0, "gradient": 0}

    def density(x: float) -> float:
        asked["density"] += 1
        return -0.5 * x * x

    def gradient(x: float) -> float:
        asked["gradient"] += 1
        return -x

    hmc(density, gradient, 0.4, 0.1, 7, 20, np.random.default_rng(9))
    assert asked == {"density": 20 + 1, "gradient": 20 * (7 + 1) + 1}


def test_a_step_for_each_coordinate_is_a_change_of_units() -> None:
    unit = np.array([1.0, 100.0, 0.01])
    seeds = (np.random.default_rng(3) for _ in range(2))
    plain = hmc(normal, normal_gradient, np.ones(3), 0.3, 6, 30, next(seeds))
    scaled = hmc(
        lambda x: normal(x / unit),
        lambda x: normal_gradient(x / unit) / unit,
        unit,
        0.3 * unit,
        6,
        30,
        next(seeds),
    )
    np.testing.assert_allclose(scaled.draws, plain.draws * unit, rtol=1e-8)
    assert scaled.accepted == plain.accepted


@pytest.mark.slow
@pytest.mark.parametrize(("step_size", "steps"), [(0.3, 5), (1.7, 2)])
def test_exact_draws_stay_exact(step_size: float, steps: int) -> None:
    """A logistic target, also with steps so long that a good part is rejected."""
    rng = np.random.default_rng(4)
    starts = stats.logistic.rvs(size=3000, random_state=rng)
    chains = [
        hmc(
            lambda x: -x - 2 * np.log1p(np.exp(-x)),
            lambda x: -np.tanh(x / 2),
            x,
            1.5 * step_size,
            steps,
            2,
            rng,
        )
        for x in starts
    ]
    assert np.mean([c.accepted for c in chains]) < 0.9999
    assert p_value([c.draws[-1] for c in chains], stats.logistic.cdf) > ALPHA


@pytest.mark.slow
def test_a_correlated_normal() -> None:
    rng = np.random.default_rng(5)
    starts = rng.multivariate_normal(np.zeros(3), COVARIANCE, 30)
    chains = [hmc(normal, normal_gradient, x, 0.35, 5, 400, rng) for x in starts]
    assert 0.5 < np.mean([c.accepted for c in chains]) < 0.99
    for i in range(3):
        assert_mean([c.draws[:, i].mean() for c in chains], 0, f"mean {i}")
        for j in range(i + 1):
            products = [(c.draws[:, i] * c.draws[:, j]).mean() for c in chains]
            assert_mean(products, COVARIANCE[i, j], f"covariance {i}, {j}")


def test_small_steps_are_all_accepted_and_wild_ones_are_rejected_without_a_word() -> None:
    rng = np.random.default_rng(6)
    assert hmc(bent, bent_gradient, [0.5, 0.5], 1e-3, 5, 50, rng).accepted == 1
    for wild in (5.0, 1e3, 1e100):
        chain = hmc(bent, bent_gradient, [0.5, 0.5], wild, 20, 50, rng)
        assert chain.accepted == 0
        assert (chain.draws == 0.5).all()


def test_after_half_a_period_it_is_back_on_the_other_side() -> None:
    """The period of a standard normal is 2π: all is accepted, and |x| hardly ever changes."""
    chain = hmc(lambda x: -0.5 * x * x, lambda x: -x, 0.7, np.pi / 40, 40, 30, np.random.default_rng(8))
    assert chain.accepted > 0.9
    np.testing.assert_allclose(np.abs(chain.draws), 0.7, atol=0.05)
    assert np.ptp(chain.draws) > 1


def test_where_the_density_ends_the_chain_stays_inside() -> None:
    rng = np.random.default_rng(7)
    chain = hmc(lambda x: -x if x > 0 else -np.inf, lambda _: -1.0, 0.3, 0.5, 3, 300, rng)
    assert (chain.draws > 0).all()
    assert 0 < chain.accepted < 1


@pytest.mark.parametrize("start", [0.5, [0.5], [0.5, -1.0, 2.0]])
def test_shapes_and_seed(start: Any) -> None:
    one, same, other = (
        hmc(
            lambda x: -0.5 * np.sum(np.square(x)),
            lambda x: -x,
            start,
            0.5,
            3,
            20,
            np.random.default_rng(seed),
        )
        for seed in (1, 1, 2)
    )
    assert one.draws.shape == (20, *np.shape(start))
    assert one == same
    assert one != other


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        (
            {"grad": lambda x: -x[:2]},
            ValueError,
            r"grad\(x\) must return one number a coordinate, shape \(3,\)",
        ),
        ({"grad": lambda x: x * np.nan}, ValueError, r"grad\(x\) must be finite at start"),
        ({"grad": lambda _: None}, TypeError, r"grad\(x\) must return a value.*`return`"),
        ({"grad": -PRECISION}, TypeError, r"(?s)grad\(x\) must work.*not callable"),
        ({"log_density": lambda x: -x * x}, ValueError, r"log_density\(x\) must return one number"),
        ({"start": [[0.0, 0.0, 0.0]]}, ValueError, r"start must be one number or a vector"),
        ({"step_size": -0.1}, ValueError, r"step_size must be above 0; found -0.1"),
        ({"step_size": [0.1, 0.2]}, ValueError, r"step_size must be one number, or one a coordinate, 3"),
        ({"steps": 0}, ValueError, r"steps must be at least 1"),
        ({"steps": 2.5}, ValueError, r"steps must be a whole number"),
        ({"draws": 0}, ValueError, r"draws must be at least 1"),
        ({"rng": None}, TypeError, r"rng must be a numpy.random.Generator"),
    ],
)
def test_what_cannot_be_is_named(change: dict[str, Any], error: Any, message: str) -> None:
    good = {
        "log_density": normal,
        "grad": normal_gradient,
        "start": np.zeros(3),
        "step_size": 0.1,
        "steps": 3,
        "draws": 5,
        "rng": np.random.default_rng(1),
    }
    with pytest.raises(error, match=message):
        hmc(**{**good, **change})


def test_momentum_has_the_shape_of_position() -> None:
    with pytest.raises(ValueError, match=r"momentum must have the shape of position, \(2,\); found \(3,\)"):
        leapfrog(bent_gradient, [0.1, 0.2], [0.1, 0.2, 0.3], 0.1, 3)
