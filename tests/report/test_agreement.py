"""Sentences agree with the numbers that stand elsewhere in the same report, over worlds drawn at random."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
import pytest

from helpers import posterior
from helpers.report import read
from helpers.report.analysis import Analysis, analysed, sensitivity
from helpers.report.beliefs import chosen, measured, unit_of
from helpers.report.page import page
from helpers.report.phrases import centre
from helpers.report.sentences import several, summary
from helpers.report.tables import tables
from helpers.report.words import percent

pytestmark = pytest.mark.slow
WORLDS = 20


def lopsided(seed: int) -> pd.DataFrame:
    """A few experiments with precise effects on one side of 0, and imprecise ones far on the other."""
    rng = np.random.default_rng(seed)
    precise, rough = rng.integers(1, 4, 2)
    s = np.append(rng.uniform(0.5, 1.5, precise), rng.uniform(20, 40, rough))
    side = rng.choice([-1, 1])
    y = side * np.append(-rng.uniform(0.1, 1.5, precise), rng.uniform(0.3, 2, rough) * s[precise:])
    return pd.DataFrame({"market": [f"m{i}" for i in range(len(y))], "effect": y, "std_error": s})


def headline(frame: pd.DataFrame) -> tuple[str, Any]:
    """The first sentence, of no more than what it needs, and the posterior that it is about."""
    experiments = read(frame)
    y, s = (experiments.table[name].to_numpy() for name in ("effect", "std_error"))
    unit = unit_of(y, s)
    post = posterior.random_effects(y, s, *chosen(unit))
    return next(several(Analysis(experiments, y, s, unit, post, sensitivity(y, s, unit)))), post


@pytest.fixture(scope="module", params=[0, 3, *(pytest.param(i, marks=pytest.mark.certify) for i in (1, 2))])
def world(request: pytest.FixtureRequest) -> Analysis:
    return analysed(read(lopsided(request.param)))


def first_number(sentence: str) -> float:
    found = re.search(r"average effect is (−?[\d.]+)", sentence)
    assert found is not None
    return float(found[1].replace("−", "-"))


def test_the_average_and_its_probability_are_on_one_side_of_0() -> None:
    explained = []
    for seed in range(WORLDS):
        said, post = headline(lopsided(seed))
        above = post.mu.prob_above(0) > 0.5
        assert (first_number(said) > 0) == above
        explained.append("The number is the median" in said)
        assert explained[-1] == ((post.mu.mean > 0) != above)
    assert 0 < sum(explained) < WORLDS


def test_any_other_mean_on_the_wrong_side_is_told_by_its_median() -> None:
    assert centre(1.25, 0.4) == "1.25"
    assert centre(1.25, -0.57) == "−0.570 (its median; its mean, 1.25, is on the other side of 0)"


def test_the_most_that_a_next_experiment_can_reach_is_that_of_every_model_in_the_tables(
    world: Analysis,
) -> None:
    found = tables(world)
    rows = pd.concat([found["priors"]["next_market"], found["models"]["next_market"]])
    told = f"({percent(rows.min())} to {percent(rows.max())} over the priors and models tried)"
    last = summary(world)[-1]
    assert "almost surely" in last or told in last
    assert told in page(world, found, [], "").replace("\u00a0", " ")


def test_why_effects_differ_is_not_asked_where_chance_may_explain_it(world: Analysis) -> None:
    text = " ".join(summary(world))
    assert "do not differ by more than chance may explain" not in text or "why" not in text


def test_why_effects_differ_is_asked_where_they_are_said_to() -> None:
    y = np.array([-3.0, 2.0, -2.5, 1.0])
    apart = pd.DataFrame({"market": list("ABCD"), "effect": y, "std_error": 0.2})
    text = " ".join(summary(analysed(read(apart))))
    assert "differ by more than chance explains" in text
    assert "it pays to know why effects differ" in text


@pytest.mark.parametrize(
    ("y", "s", "what"),
    [
        ([-3.0, 2.0, -2.5, 1.0], 0.2, "standard deviation of the effects"),
        ([3.0, 3.1, 2.9, 3.2], 0.2, "size of the mean effect"),
        ([0.1, 0.2, -0.1, 0.0], 0.7, "median standard error"),
    ],
)
def test_the_width_of_the_priors_is_held_against_what_was_measured(
    y: Any, s: float, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("helpers.report.analysis.tails", lambda *_: None)  # takes most of the time
    frame = pd.DataFrame({"market": list("ABCD"), "effect": y, "std_error": s})
    found = analysed(read(frame))
    text = re.search(
        r"([\d.]+) is ([\d.]+) times the ([a-z ]+), ([\d.]+), and", page(found, tables(found), [], "")
    )
    assert text is not None
    assert text[3] == what
    unit, times, size = float(text[1]), float(text[2]), float(text[4])
    truth = {"sta": np.std(y, ddof=1), "siz": abs(np.mean(y)), "med": s}[what[:3]]
    assert unit == found.unit == chosen(found.unit)[0].sd
    assert (size, times) == pytest.approx((truth, unit / truth), rel=0.05)


def test_the_unit_is_from_four_fifths_to_twice_what_was_measured() -> None:
    rng = np.random.default_rng(1)
    for _ in range(300):
        y, s = rng.normal(0, 10 ** rng.uniform(-3, 3), 5), np.full(5, 10 ** rng.uniform(-3, 3))
        assert 0.8 - 1e-9 < unit_of(y, s) / measured(y, s)[0] <= 2 + 1e-9
