"""Leaving out each of hundreds of experiments at once is leaving each out alone."""

from __future__ import annotations

import numpy as np
import pytest

from helpers import datasets, posterior
from helpers.report import beliefs
from helpers.report.analysis import analysed
from helpers.report.experiments import read
from helpers.report.influence import at_once, one_by_one


@pytest.mark.parametrize("tau", [0.0, 0.02, 0.3])
@pytest.mark.parametrize("outlier", [0.0, 2.0, 8.0])
def test_at_once_is_one_by_one(tau: float, outlier: float) -> None:
    rng = np.random.default_rng(int(100 * tau + outlier))
    s = rng.uniform(0.05, 0.4, 210)
    y = rng.normal(0.1, tau, 210) + rng.normal(0, s)
    y[0] += outlier
    unit = beliefs.unit_of(y, s)
    post = posterior.random_effects(y, s, *beliefs.chosen(unit))
    which = np.arange(0, 210, 7)
    found, wanted = at_once(y, s, unit, post), one_by_one(y, s, unit, post, which)
    for name, values in wanted.items():
        np.testing.assert_allclose(found[name][which], values, rtol=1e-7, atol=1e-9, err_msg=name)


def test_the_log_densities_of_hundreds_are_those_of_the_engine() -> None:
    table = datasets.load("headline_questions").head(300)
    analysis = analysed(read(table))
    wanted = dict(zip(table["label"], analysis.post.loo(), strict=True))
    found = dict(zip(analysis.influence["label"], analysis.influence["log_density"], strict=True))
    assert found == pytest.approx(wanted, abs=1e-7)
