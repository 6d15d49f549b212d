"""Models: judged by their density, in whatever way they are written."""

from __future__ import annotations

import numpy as np
import pytest

from helpers.grading import Verdict, check, find
from helpers.grading.kinds.posteriors.densities import Density
from helpers.grading.kinds.posteriors.model import Model
from helpers.grading.kinds.posteriors.modelled import PyMCModel
from tests.grading.answers import ch04
from tests.grading.sheets import solved

pytestmark = pytest.mark.slow
EXERCISE = find("04.3")


def model(build):
    import pymc as pm

    y, s = ch04._markets()
    with pm.Model() as made:
        build(pm, y, s)
    return made


def judged(build):
    return check("04.3", model(build), seed=1)


def test_density_of_a_known_model():
    """Against densities written by hand, in two parameterisations."""
    for made in (ch04.centred(), ch04.with_precisions()):
        density = Density(PyMCModel(made), EXERCISE.kind.sizes)
        rng = np.random.default_rng(0)
        gaps = []
        for _ in range(5):
            value, flat = density.natural(density.start + rng.normal(0, 1, density.start.size))
            gaps.append(value - EXERCISE.reference(density.named(flat)))
        assert np.ptp(gaps) < 1e-8


def test_more_free_variables_than_quantities_are_judged_by_the_posterior():
    feedback = check("04.3", ch04.too_many_variables(), seed=2)
    assert feedback.passed, feedback
    assert any("sampled" in note for note in feedback.notes)


def test_the_part_that_differs_is_named():
    def wide_mean(pm, y, s):
        theta = pm.Normal("theta", pm.Normal("mu", 0, 5), pm.HalfNormal("tau", 1), shape=8)
        pm.Normal("y", theta, s, observed=y)

    def heavy_tau(pm, y, s):
        theta = pm.Normal("theta", pm.Normal("mu", 0, 1), pm.HalfCauchy("tau", 1), shape=8)
        pm.Normal("y", theta, s, observed=y)

    def student(pm, y, s):
        theta = pm.StudentT("theta", nu=4, mu=pm.Normal("mu", 0, 1), sigma=pm.HalfNormal("tau", 1), shape=8)
        pm.Normal("y", theta, s, observed=y)

    def rounded(pm, y, s):
        theta = pm.Normal("theta", pm.Normal("mu", 0, 1), pm.HalfNormal("tau", 1), shape=8)
        pm.Normal("y", theta, s, observed=y.round(1))

    assert "`mu` alone" in judged(wide_mean).message
    assert "`tau` alone" in judged(heavy_tau).message
    assert "`theta` alone" in judged(rounded).message
    said = judged(student).message
    assert all(f"`{name}`" in said for name in ("mu", "tau", "theta"))


def test_two_priors_are_not_called_one_line():
    def tight(pm, y, s):
        theta = pm.Normal("theta", pm.Normal("mu", 0, 0.5), pm.HalfNormal("tau", 0.5), shape=8)
        pm.Normal("y", theta, s, observed=y)

    assert "concerns `mu` and `tau`: their priors" in judged(tight).message


def test_incomplete_models_say_what_is_missing():
    def empty(pm, y, s):
        pass

    def no_names(pm, y, s):
        pm.Normal("y", pm.Normal("average", 0, 1), s, observed=y)

    def no_data(pm, y, s):  # noqa: ARG001
        pm.Normal("theta", pm.Normal("mu", 0, 1), pm.HalfNormal("tau", 1), shape=8)

    def seven(pm, y, s):
        theta = pm.Normal("theta", pm.Normal("mu", 0, 1), pm.HalfNormal("tau", 1), shape=7)
        pm.Normal("y", theta, s[:7], observed=y[:7])

    def complete_pooling(pm, y, s):
        mu = pm.Normal("mu", 0, 1)
        pm.HalfNormal("tau", 1)
        theta = pm.Deterministic("theta", mu * np.ones(8))
        pm.Normal("y", theta, s, observed=y)

    def fixed_tau(pm, y, s):
        tau = pm.Deterministic("tau", pm.math.constant(0.5))
        theta = pm.Normal("theta", pm.Normal("mu", 0, 1), tau, shape=8)
        pm.Normal("y", theta, s, observed=y)

    assert judged(empty).verdict is Verdict.NOT_ATTEMPTED
    assert "`mu`, `tau`, `theta`" in judged(no_names).message
    assert "has not seen the data" in judged(no_data).message
    assert "`theta` holds 7 numbers; 8 are wanted" in judged(seven).message
    assert "`theta` are one and the same" in judged(complete_pooling).message
    assert "`tau` is a constant" in judged(fixed_tau).message


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda: 1 / 0, "ZeroDivisionError"),
        (lambda: 3.0, "the model itself is wanted"),
        ({"mu": np.zeros(4)}, "the model itself is wanted"),
    ],
)
def test_what_is_no_model_says_so(answer, said):
    assert said in check("04.3", answer).message


@pytest.mark.certify
def test_right_models_agree_at_three_hundred_points():
    many = Model(EXERCISE.kind.sizes, points=300)
    for made in (solved(EXERCISE), ch04.centred(), ch04.with_log_tau(), ch04.with_precisions()):
        finding = many.judge(EXERCISE, made, np.random.default_rng(3))
        assert finding.verdict is Verdict.PASS, finding
