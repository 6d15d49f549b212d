"""Metropolis–Hastings leaves its target alone, for whatever proposal, if and only if it is corrected."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats

from helpers.samplers import Chain, Proposal, metropolis
from tests.samplers.judge import ALPHA, assert_mean, p_value

TARGET = stats.gamma(3)
FACTORS = Proposal(
    lambda x, rng: x * np.exp(0.8 * rng.standard_normal()),
    lambda candidate, x: -0.5 * (np.log(candidate / x) / 0.8) ** 2 - np.log(candidate),
)
NOT_CORRECTED = Proposal(FACTORS.sample)


def log_gamma_density(x: float) -> float:
    return 2 * np.log(x) - x if x > 0 else -np.inf


def moved(exact: Any, moves: int, step: Any = None, proposal: Any = None) -> np.ndarray:
    """Where chains that begin with draws from ``exact`` are after some moves towards a Gamma(3)."""
    rng = np.random.default_rng(1)
    starts = exact.rvs(2000, random_state=rng)
    return np.array([metropolis(log_gamma_density, x, step, moves, rng, proposal).draws[-1] for x in starts])


@pytest.mark.parametrize(("step", "proposal"), [(1.5, None), (20.0, None), (None, FACTORS)])
def test_exact_draws_stay_exact(step: Any, proposal: Any) -> None:
    assert p_value(moved(TARGET, 3, step, proposal), TARGET.cdf) > ALPHA


def test_without_hastings_correction_factors_lead_elsewhere() -> None:
    """Steps in log x, compared by the density of x, leave p(x)/x alone: the forgotten Jacobian."""
    assert p_value(moved(stats.gamma(2), 3, None, NOT_CORRECTED), stats.gamma(2).cdf) > ALPHA
    assert p_value(moved(TARGET, 20, None, NOT_CORRECTED), TARGET.cdf) < ALPHA


WEIGHTS = np.array([0.3, 0.05, 0.15, 0.1, 0.4])
BACKWARDS = 0.2  # on a ring of five: one back with this probability, else one on


def ring(corrected: bool) -> Proposal:
    def log_q(candidate: float, x: float) -> float:
        return np.log(BACKWARDS if (x - candidate) % 5 == 1 else 1 - BACKWARDS)

    def step(x: float, rng: np.random.Generator) -> float:
        return (x - 1 if rng.random() < BACKWARDS else x + 1) % 5

    return Proposal(step, log_q if corrected else None)


@pytest.mark.parametrize("corrected", [True, False])
def test_every_flow_on_a_ring_is_as_calculated(corrected: bool) -> None:
    """Of exact draws min(π_i q_ij, π_j q_ji) go from i to j, as many as come back: detailed balance."""
    rng = np.random.default_rng(2)
    starts = rng.choice(5, 6000, p=WEIGHTS)
    kernel = ring(corrected)
    ends = [metropolis(lambda x: np.log(WEIGHTS[int(x)]), i, None, 1, rng, kernel).draws[0] for i in starts]
    flows = np.zeros((5, 5))
    np.add.at(flows, (starts, np.array(ends, int)), 1)
    if corrected:
        assert stats.chisquare(*used(flows, expected_flows(True))).pvalue > ALPHA
    else:
        assert stats.chisquare(*used(flows, expected_flows(False))).pvalue > ALPHA
        assert stats.chisquare(*used(flows, expected_flows(True))).pvalue < ALPHA


def expected_flows(corrected: bool) -> np.ndarray:
    flow = np.zeros((5, 5))
    for i in range(5):
        for j, there, back in (
            ((i + 1) % 5, 1 - BACKWARDS, BACKWARDS),
            ((i - 1) % 5, BACKWARDS, 1 - BACKWARDS),
        ):
            ratio = WEIGHTS[j] / WEIGHTS[i] * (back / there if corrected else 1)
            flow[i, j] = WEIGHTS[i] * there * min(1, ratio)
        flow[i, i] = WEIGHTS[i] - flow[i].sum()
    assert corrected == bool(np.allclose(flow, flow.T))
    return flow


def used(flows: np.ndarray, shares: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    some = shares > 1e-12
    assert flows[~some].sum() == 0
    return flows[some], shares[some] * flows.sum()


@pytest.mark.slow
def test_a_normal_mean_and_its_acceptance_rate() -> None:
    """Twenty draws of N(5, 2²) under N(0, 10²), begun ten sd away; (2/π)·arctan(2 sd/step) are accepted."""
    data = np.random.RandomState(42).normal(5, 2, size=20)
    sd = (20 / 4 + 1 / 100) ** -0.5
    mean = sd**2 * data.sum() / 4
    assert (round(data.mean(), 3), round(mean, 3), round(sd, 3)) == (4.657, 4.648, 0.447)

    def log_posterior(mu: float) -> float:
        return -0.5 * (mu / 10) ** 2 - 0.5 * np.sum((data - mu) ** 2) / 4

    rng = np.random.default_rng(3)
    chains = [metropolis(log_posterior, 0.0, 0.5, 1200, rng).draws[200:] for _ in range(30)]
    assert_mean([c.mean() for c in chains], mean, "mean")
    assert_mean([((c - mean) ** 2).mean() for c in chains], sd**2, "variance")
    moved = [(np.diff(c) != 0).mean() for c in chains]
    assert_mean(moved, 2 / np.pi * np.arctan(2 * sd / 0.5), "acceptance")


def test_a_correlated_normal_in_two_dimensions_with_a_step_for_each() -> None:
    covariance = np.array([[1.0, 8.0], [8.0, 100.0]])
    precision = np.linalg.inv(covariance)
    rng = np.random.default_rng(4)
    starts = rng.multivariate_normal([0, 0], covariance, 40)
    chains = [metropolis(lambda x: -0.5 * x @ precision @ x, x, [1.0, 10.0], 800, rng) for x in starts]
    for i, j in ((0, 0), (0, 1), (1, 1)):
        products = [(c.draws[:, i] * c.draws[:, j]).mean() for c in chains]
        assert_mean(products, covariance[i, j], f"covariance {i}, {j}")


@pytest.mark.parametrize("start", [0.5, [0.5], [0.5, -1.0, 2.0]])
def test_shapes_and_what_was_accepted(start: Any) -> None:
    chain = metropolis(lambda x: -0.5 * np.sum(np.square(x)), start, 1.0, 50, np.random.default_rng(5))
    assert chain.draws.shape == (50, *np.shape(start))
    positions = np.concatenate([[np.asarray(start)], chain.draws]).reshape(51, -1)
    assert chain.accepted == np.mean((np.diff(positions, axis=0) != 0).any(axis=1))
    assert 0 < chain.accepted < 1


def test_the_generator_decides() -> None:
    one, same, other = (
        metropolis(log_gamma_density, 1.0, 1.0, 20, np.random.default_rng(seed)) for seed in (6, 6, 7)
    )
    assert isinstance(one, Chain)
    assert one == same
    assert one != other


def test_a_function_that_changes_its_argument_harms_no_chain() -> None:
    def careless(x: np.ndarray) -> float:
        x -= 3.0
        return -0.5 * float(x @ x)

    def careful(x: np.ndarray) -> float:
        return -0.5 * float((x - 3.0) @ (x - 3.0))

    one, other = (metropolis(f, [0.0, 1.0], 1.0, 30, np.random.default_rng(8)) for f in (careless, careful))
    np.testing.assert_allclose(one.draws, other.draws)


def test_a_candidate_that_is_impossible_is_not_asked_for_its_way_back() -> None:
    steps = Proposal(lambda x, rng: x + rng.normal(), lambda candidate, x: -np.log(candidate + 0 * x))
    with np.errstate(invalid="raise"):
        chain = metropolis(log_gamma_density, 0.1, None, 200, np.random.default_rng(9), steps)
    assert (chain.draws > 0).all()


RNG = np.random.default_rng(10)


def normal(x: Any) -> Any:
    return -0.5 * np.sum(np.square(x))


def answers(value: Any) -> Any:
    """A function that gives this answer, whatever it is asked."""
    return lambda *_: value


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"log_density": answers(-np.inf)}, ValueError, r"start must lie where the density is above 0"),
        ({"log_density": answers(np.nan)}, ValueError, r"log_density\(x\) must return.* found nan at 0.5"),
        ({"log_density": answers(np.inf)}, ValueError, r"log_density\(x\) must return a number.* found inf"),
        ({"log_density": answers(None)}, TypeError, r"log_density\(x\) must return a value.*`return`"),
        (
            {"log_density": answers([0.1, 0.2])},
            ValueError,
            r"log_density\(x\) must return one number.*add up",
        ),
        ({"log_density": answers("high")}, TypeError, r"log_density\(x\) returns must hold real numbers"),
        ({"log_density": lambda x, y: x + y}, TypeError, r"log_density\(x\) must work.*missing"),
        ({"start": [[1.0]]}, ValueError, r"start must be one number or a vector.*\(1, 1\)"),
        ({"start": []}, ValueError, r"start must be one number or a vector"),
        ({"step": 0.0}, ValueError, r"step must be above 0; found 0"),
        ({"step": [1.0, 1.0]}, ValueError, r"step must be one number; found shape \(2,\)"),
        ({"step": None}, TypeError, r"step must be above 0 where there is no proposal; found None"),
        ({"draws": 0}, ValueError, r"draws must be at least 1"),
        ({"rng": 3}, TypeError, r"rng must be a numpy.random.Generator"),
        ({"proposal": FACTORS.sample}, TypeError, r"proposal must be a Proposal\(sample, log_density\)"),
        ({"proposal": FACTORS}, ValueError, r"step must be None where a proposal is given"),
    ],
)
def test_what_cannot_be_is_named(change: dict[str, Any], error: Any, message: str) -> None:
    good = {"log_density": normal, "start": 0.5, "step": 1.0, "draws": 20, "rng": RNG}
    with pytest.raises(error, match=message):
        metropolis(**{**good, **change})


@pytest.mark.parametrize(
    ("proposal", "error", "message"),
    [
        (Proposal(answers([0.5])), ValueError, r"proposal.sample\(x, rng\) must return one number"),
        (Proposal(answers(np.nan)), ValueError, r"proposal.sample\(x, rng\) must be finite; found nan"),
        (Proposal(lambda x: x), TypeError, r"proposal.sample\(x, rng\) must work"),
        (
            Proposal(answers(1.0), answers(-np.inf)),
            ValueError,
            r"above −inf for what proposal.sample\(x, rng\)",
        ),
        (Proposal(answers(1.0), answers(np.nan)), ValueError, r"proposal.log_density\(candidate, x\) must"),
    ],
)
def test_a_proposal_that_cannot_be_is_named(proposal: Proposal, error: Any, message: str) -> None:
    with pytest.raises(error, match=message):
        metropolis(normal, 0.5, None, 5, RNG, proposal)


def test_a_proposal_is_made_of_functions() -> None:
    with pytest.raises(TypeError, match="sample must be a function; found 3"):
        Proposal(3)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="log_density must be a function; found 'symmetric'"):
        Proposal(FACTORS.sample, "symmetric")  # type: ignore[arg-type]
