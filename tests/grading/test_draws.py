"""Draws: a right sampler does not fail, a wrong one does, and too few draws are neither."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr
from arviz_stats.base import array_stats
from scipy.signal import lfilter

from helpers.distributions import EffectPrior
from helpers.grading import Exercise, Mistake, Verdict, monte_carlo
from helpers.grading.kinds.posteriors import joint
from helpers.grading.kinds.posteriors.draws import Draws
from helpers.grading.kinds.posteriors.effective import effective_draws
from helpers.grading.kinds.posteriors.joint import LEVELS

NORMALS = {"mu": EffectPrior(0.4, 0.2), "tau": EffectPrior(2.0, 0.5)}


class Vector:
    mean = np.array([0.0, 1.0, 2.0])
    sd = np.ones(3)

    def quantile(self, p):
        return self.mean + EffectPrior(0, 1).quantile(p)


VECTOR = Vector()


def posterior():
    return {**NORMALS, "theta": VECTOR}


EXERCISE = Exercise(
    id="03.1",
    title="Draws",
    points=2,
    minutes=5,
    reference=posterior,
    kind=Draws({"mu": None, "tau": None, "theta": 3}),
    tolerance=monte_carlo(),
    mistakes=[
        Mistake(lambda: {**posterior(), "mu": EffectPrior(0.4, 0.4)}, "Twice as wide.", name="twice as wide")
    ],
)


def chains(correlation=0.0, shape=(4, 1000), seed=0, quantities=5):
    """Stationary autoregressive chains with standard Normal marginals."""
    rng = np.random.default_rng(seed)
    e = rng.standard_normal((*shape, quantities)) * np.sqrt(1 - correlation**2)
    e[:, 0] = rng.standard_normal((shape[0], quantities))
    return lfilter([1], [1, -correlation], e, axis=1)


def draws(x):
    return {"mu": 0.4 + 0.2 * x[..., 0], "tau": 2 + 0.5 * x[..., 1], "theta": x[..., 2:] + np.arange(3.0)}


def judge(answer):
    return EXERCISE.judge(answer, np.random.default_rng(0))


def dataset(d):
    return xr.Dataset({k: (("chain", "draw", "k")[: v.ndim], v) for k, v in d.items()})


@pytest.mark.parametrize("correlation", [0.0, 0.5, 0.9, -0.5])
def test_effective_draws_agree_with_arviz(correlation):
    x = chains(correlation)
    theirs = [float(array_stats.ess(x[..., j], method="mean", chain_axis=0, draw_axis=1)) for j in range(5)]
    np.testing.assert_allclose(effective_draws(x), np.minimum(theirs, 4000), rtol=2e-3)


def test_a_chain_that_never_moves_is_worth_one_draw():
    assert effective_draws(np.ones((4, 100, 1))) == 1


def test_chains_in_different_places_are_worth_little():
    x = chains()
    x[0] += 3
    assert effective_draws(x).max() < 20


def test_right_draws_pass_in_every_container():
    d = draws(chains(0.5))
    flat = {k: v.reshape(4000, *v.shape[2:]) for k, v in draws(chains()).items()}
    tree = xr.DataTree.from_dict({"posterior": dataset(d)})
    for answer in (d, flat, dataset(d), tree, dataset(d).transpose("draw", "chain", "k"), {"posterior": d}):
        finding = judge(answer)
        assert finding.verdict is Verdict.PASS, finding
        assert "worth" in finding.message


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (3.0, "Wanted are draws"),
        ({"mu": np.zeros(100)}, "No draws called"),
        ({**draws(chains()), "tau": "many"}, "`tau` holds text"),
        ({**draws(chains()), "tau": np.full((4, 1000), np.nan)}, "not finite"),
        ({**draws(chains()), "theta": np.zeros((3, 4000))}, "has shape (3, 4000)"),
        ({**draws(chains()), "tau": np.zeros(3000)}, "differ"),
        ({k: v[:, :3] for k, v in draws(chains()).items()}, "3 draws a chain"),
    ],
)
def test_what_cannot_be_read_says_why(answer, said):
    finding = judge(answer)
    assert finding.verdict is Verdict.WRONG
    assert said in finding.message


def test_too_few_effective_draws_are_a_verdict_of_their_own():
    sticky = judge(draws(chains(0.98)))
    assert sticky.cause == "too few effective draws"
    assert sticky.verdict is not Verdict.PASS
    assert "worth" in sticky.message
    short = judge(draws(chains(shape=(4, 60))))
    assert short.cause == "too few effective draws"
    assert short.verdict is Verdict.PARTIAL
    stuck = judge({k: np.ones_like(v) for k, v in draws(chains()).items()})
    assert stuck.verdict is Verdict.WRONG


def walked_in(share, seed=0):
    """Right draws, but that each chain spends its first share of the time on the way from far above."""
    x = chains(0.3, (2, 2000), seed)
    steps = int(2000 * share)
    x[:, :steps] += np.linspace(400, 10, steps)[:, None]
    return draws(x)


@pytest.mark.parametrize("share", [0.04, 0.1, 0.2])
def test_a_walk_in_that_was_not_left_out_is_named(share):
    finding = judge(walked_in(share))
    assert finding.verdict is Verdict.WRONG
    assert finding.cause == "no warm-up"
    assert "first quarter" in finding.message


@pytest.mark.slow
def test_what_is_wrong_from_end_to_end_is_no_walk_in():
    for seed in range(30):
        x = chains(0.3, (1, 4000), seed)
        x[..., 0] *= 1.4
        assert judge(draws(x)).cause == "unexplained"


def test_a_declared_mistake_is_named():
    x = chains(0.3)
    x[..., 0] *= 2
    assert judge(draws(x)).cause == "twice as wide"


@pytest.mark.parametrize(
    ("transform", "do"), [("log", np.log), ("square", np.square), ("inverse", lambda t: 1 / t)]
)
def test_a_transformed_quantity_is_named(transform, do):
    d = draws(chains())
    d["tau"] = do(np.abs(d["tau"]))
    finding = judge(d)
    assert finding.cause == transform
    assert "`tau`" in finding.message


def test_a_wrong_posterior_says_where_it_is_off():
    d = draws(chains())
    d["theta"][..., 1] += 0.5
    finding = judge(d)
    assert finding.cause == "unexplained"
    assert "theta[1]" in finding.message
    assert "theta[1]" in finding.more


def test_a_sampler_is_called_with_fresh_arguments_and_a_generator():
    exercise = Exercise(
        id="03.1",
        title="Sampler",
        points=1,
        minutes=1,
        reference=lambda m: {"mu": EffectPrior(m, 1)},
        cases=lambda rng: (float(rng.normal()),),
        arguments=("m", "rng"),
        kind=Draws({"mu": None}),
        tolerance=monte_carlo(),
    )

    def judged(answer, seed=0):
        return exercise.judge(answer, np.random.default_rng(seed))

    assert judged(lambda m, rng: {"mu": rng.normal(m, 1, 4000)}).verdict is Verdict.PASS
    assert judged(lambda m, rng: {"mu": rng.normal(m, 2, 4000)}).verdict is Verdict.WRONG
    assert judged(lambda m, rng: ...).verdict is Verdict.NOT_ATTEMPTED  # noqa: ARG005
    assert judged(lambda m, rng: 1 / 0).verdict is Verdict.ERROR  # noqa: ARG005
    assert judged(lambda m: m).cause == "signature"


def normal_sampler(**kind):
    """An exercise that asks for so many draws of N(0, 1)."""
    return Exercise(
        id="03.1",
        title="Sampler",
        points=1,
        minutes=1,
        reference=lambda draws: {"mu": EffectPrior(0, 1)},  # noqa: ARG005
        cases=lambda rng: (4000,),  # noqa: ARG005
        arguments=("draws", "rng"),
        kind=Draws({"mu": None}, **kind),
        tolerance=monte_carlo(),
    )


@pytest.mark.parametrize(("more", "passes"), [(-1, False), (0, True), (1, True), (2, False)])
def test_the_number_of_draws_that_was_asked_for_is_counted(more, passes):
    finding = normal_sampler(number="draws", stays=True).judge(
        lambda draws, rng: {"mu": rng.standard_normal(draws + more)}, np.random.default_rng(0)
    )
    assert (finding.verdict is Verdict.PASS) == passes
    assert passes or finding.message == f"You returned {4000 + more} draws of 4000."
    assert ("the old place once more" in finding.hint) == (more < 0)


def test_a_chain_that_may_stay_is_not_told_to_draw_afresh():
    def stuck(draws, rng):
        return {"mu": np.repeat(rng.standard_normal(5), draws // 5)}

    hints = [normal_sampler(stays=s).judge(stuck, np.random.default_rng(0)).hint for s in (True, False)]
    assert "only 5 different numbers: the chain hardly moves." in hints[0]
    assert "drawn afresh" in hints[1]


def test_nearly_enough_draws_are_told_to_be_more_and_a_leeway_lets_them_pass():
    def some(draws, rng):
        return {"mu": rng.standard_normal(draws)}

    few = normal_sampler(min_effective={"mu": 4500}).judge(some, np.random.default_rng(0))
    assert few.hint.startswith("Draw more:")
    enough = normal_sampler(min_effective={"mu": 4500}, leeway=0.8).judge(some, np.random.default_rng(0))
    assert enough.verdict is Verdict.PASS


def test_a_chain_that_starts_right_has_no_walk_in():
    exercise = replace(EXERCISE, kind=replace(EXERCISE.kind, starts_right=True))
    assert exercise.judge(walked_in(0.2), np.random.default_rng(0)).cause != "no warm-up"


def rejection_rate(level, correlation, trials, shape=(4, 250), seed=0):
    exact = joint.target(posterior())
    wrong = sum(
        not joint.compare(draws(chains(correlation, shape, seed + i)), exact, level).agrees
        for i in range(trials)
    )
    return wrong / trials


@pytest.mark.slow
@pytest.mark.parametrize("correlation", [0.0, 0.6])
def test_the_joint_test_keeps_its_level(correlation):
    """At 10 % in 300 trials: at most what a binomial exceeds once in a million."""
    assert rejection_rate(0.1, correlation, 300) <= 0.1 + 4.9 * np.sqrt(0.09 / 300)


def test_the_joint_test_has_power():
    """A tenth of a standard deviation at 10 000 effective draws is never missed."""
    exact = joint.target(posterior())
    for seed in range(10):
        x = chains(shape=(4, 2500), seed=seed)
        x[..., 1] += 0.12
        assert not joint.compare(draws(x), exact, 1e-6).agrees


@pytest.mark.certify
def test_ten_thousand_exact_answers_and_not_one_fails():
    exact = joint.target(posterior())
    for seed in range(10_000):
        x = np.random.default_rng(seed).standard_normal((4, 250, 5))
        assert joint.compare(draws(x), exact, 1e-6).agrees, seed


@pytest.mark.certify
@pytest.mark.parametrize("correlation", [0.0, 0.5, 0.8])
def test_the_level_holds_over_thousands_of_trials(correlation):
    trials = 2000
    for level in (0.05, 0.01):
        rate = rejection_rate(level, correlation, trials, seed=10_000)
        assert rate <= level + 4.9 * np.sqrt(level / trials)


WIDER = EffectPrior(0, 1.09)


def near_miss(names):
    exercise = normal_sampler(near_misses=names)
    exercise.mistake(lambda draws: {"mu": WIDER}, "A little too wide.", name="wider")  # noqa: ARG005
    return exercise


def test_a_near_miss_is_told_by_densities_where_shares_do_not_tell_it():
    def sample(sd):
        return lambda draws, rng: {"mu": sd * rng.standard_normal(draws)}

    def causes(exercise, sd):
        return [exercise.judge(sample(sd), np.random.default_rng(seed)).cause for seed in range(10)]

    assert causes(near_miss(("wider",)), 1.09) == ["wider"] * 10
    assert causes(near_miss(()), 1.09).count("wider") < 8
    assert causes(near_miss(("wider",)), 1.0) == [""] * 10


@pytest.mark.parametrize("correlation", [0.0, 0.6])
def test_right_draws_are_taken_for_a_near_miss_as_rarely_as_promised(correlation):
    found = [
        joint.betrays(chains(correlation, (4, 500), seed, 1)[..., 0], EffectPrior(0, 1), WIDER, 0.1)
        for seed in range(300)
    ]
    assert np.mean(found) <= 0.1 + 4.9 * np.sqrt(0.09 / 300)


def test_levels_are_symmetric():
    np.testing.assert_allclose(np.array(LEVELS) + np.array(LEVELS)[::-1], 1)
