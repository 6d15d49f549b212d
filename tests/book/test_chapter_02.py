"""Chapter 2: the numbers its sentences quote, against the digits they must show."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from helpers import datasets
from helpers.heterogeneity import two_way_anova
from helpers.widgets.sums_of_squares import treatment_squares
from tests.book.pages import quoted, spoken

PAGE = "02-segments"


@pytest.mark.book
@pytest.mark.parametrize(
    ("name", "digits"),
    [
        ("y1", "0.614"), ("y2", "0.869"), ("y3", "1.243"), ("y4", "-0.339"), ("y5", "-0.912"),
        ("y6", "0.229"),
        ("seg_ss", "402.26"), ("seg_F", "5.057"), ("trt_ss", "23.89"), ("trt_F", "1.502"), ("trt_p", "0.22"),
        ("int_ss", "828.45"), ("int_F", "10.415"), ("F", "10.415"), ("res_ss", "92081"), ("Q", "53.38"),
        ("found_all", "0.99"), ("t_mean", "0.29"),
    ],
)  # fmt: skip
def test_what_the_sentences_say(name, digits):
    assert quoted(PAGE, name, digits) == digits


@pytest.mark.book
def test_degrees_of_freedom():
    said = spoken(PAGE)
    assert (said["int_df"], said["res_df"], said["visitors"]) == (5, 5788, 5800)


@pytest.mark.slow
def test_the_recipe_gives_every_segment_the_same_baseline():
    """Which is why the page may say that the segment row is the interaction in disguise."""
    rows, replications = [], 60
    for seed in range(replications):
        users = datasets.simulate_segments(seed)
        control = users[users["treatment"] == 0]
        f = stats.f_oneway(*(g["revenue"] for _, g in control.groupby("segment")))
        table = two_way_anova(users, "revenue", "segment", "treatment")
        rows.append((f.pvalue < 0.05, table.loc["segment", "PR(>F)"] < 0.05))
    alone, both = np.mean(rows, axis=0)
    assert alone < 0.17, "baselines differ no more often than a 5 % test says they do"
    assert both > 0.5, "the segment row is significant far more often than that"


@pytest.mark.book
def test_the_expected_f_by_simulation():
    """The line for a quarter of the visitors: expected F, and how often it is significant."""
    segments = datasets.load("segments")
    n_t, n_c = (np.round(segments[c].to_numpy() / 4) for c in ("n_treated", "n_control"))
    h, df = n_t * n_c / (n_t + n_c), float((n_t + n_c).sum() - 12)
    rng, f = np.random.default_rng(6), []
    for _ in range(4000):
        effects = segments["true_effect"].to_numpy() + 4 / np.sqrt(h) * rng.standard_normal(6)
        sigma = 4 * np.sqrt(rng.chisquare(df) / df)
        f.append(treatment_squares(effects, n_t, n_c, sigma, df).interaction_f)
    found = 100 * np.mean(np.array(f) > stats.f.isf(0.05, 5, df))
    assert found == pytest.approx(spoken(PAGE)["found_quarter"], abs=3)


def test_the_prediction_that_is_asked_for():
    """Dragging high-value to the old common effect takes more than its own square from the sum."""
    segments = datasets.load("segments")
    arms = segments["n_treated"].to_numpy(float), segments["n_control"].to_numpy(float)
    before = treatment_squares(segments["effect"], *arms, 4.0, 5788)
    moved = np.where(segments["label"] == "High-value", 0.13, segments["effect"])
    after = treatment_squares(moved, *arms, 4.0, 5788)
    assert f"{before.pieces[4]:.0f}" == "379"
    assert before.interaction - after.interaction > 379 + 50


@pytest.mark.book
def test_the_typical_gap_by_simulation():
    s = datasets.load("segments")["std_error"].to_numpy()
    gaps = np.ptp(np.random.default_rng(2).normal(0, s, (100_000, 6)), axis=1)
    assert np.median(gaps) == pytest.approx(spoken(PAGE)["typical_gap"], abs=0.005)
