"""The figures of borrowing and planning show the numbers they were given."""

import matplotlib

matplotlib.use("Agg")

import numpy as np
import pytest

from helpers import datasets, plots
from helpers.planning import assurance, assurance_ceiling, power
from helpers.posterior import random_effects
from helpers.priors import Flat, Normal, StudentT


@pytest.fixture(scope="module")
def markets():
    df = datasets.load("eight_markets")
    y, s = df["effect"].to_numpy(), df["std_error"].to_numpy()
    return y, random_effects(y, s), list(df["label"])


def test_shrinkage_joins_estimates_to_posterior_means(markets) -> None:
    y, post, labels = markets
    ax = plots.shrinkage(y, post.theta.mean, pooled=0.308, labels=labels)
    own, drawn = (points.get_offsets() for points in ax.collections)
    np.testing.assert_allclose(own, np.column_stack([np.zeros(8), y]))
    np.testing.assert_allclose(drawn, np.column_stack([np.ones(8), post.theta.mean]))
    assert [line.get_ydata()[0] for line in ax.lines[:8]] == pytest.approx(y)
    assert ax.lines[8].get_ydata() == pytest.approx([0.308, 0.308])
    assert {text.get_text() for text in ax.texts} == {*labels, "complete pooling"}
    heights = np.sort([text.xy[1] for text in ax.texts[:8]])
    assert np.diff(heights).min() > 0.99 * 0.05 * np.ptp(y)  # no two labels on top of each other


def test_density_shades_its_interval(markets) -> None:
    post = markets[1]
    ax = plots.density(post.theta_new, level=0.8, label="next market")
    curve, shade = ax.lines[0], ax.collections[0].get_paths()[0].vertices
    np.testing.assert_allclose(curve.get_ydata(), post.theta_new.pdf(curve.get_xdata()))
    assert (shade[:, 0].min(), shade[:, 0].max()) == pytest.approx(post.theta_new.interval(0.8))
    assert plots.density(Normal(0, 1), label="other", colour="vermilion", ax=ax) is ax
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["next market", "other"]
    assert len({line.get_linestyle() for line in ax.lines}) == 2
    plots.density(Normal(0, 0.1), ax=ax)
    plots.density(Normal(0, 3), ax=ax)
    assert ax.get_ylim()[1] > Normal(0, 0.1).pdf(0)


@pytest.mark.parametrize("analysis", ["design", Flat()], ids=str)
def test_power_assurance_and_ceiling(analysis) -> None:
    prior, n = Normal(0.4, 0.5), np.array([100, 400, 1600])
    ax = plots.power_and_assurance(prior, 4.0, n, analysis_prior=analysis)
    at_effect, chances, ceiling = (line.get_ydata() for line in ax.lines)
    own = prior if analysis == "design" else analysis
    np.testing.assert_allclose(at_effect, power(0.4, n, 4.0, analysis_prior=own))
    np.testing.assert_allclose(chances, assurance(prior, n, 4.0, analysis_prior=analysis))
    assert ceiling == pytest.approx([assurance_ceiling(prior)] * 2)
    assert ax.get_xscale() == "log"
    texts = [text.get_text() for text in ax.get_legend().get_texts()]
    assert texts == ["power if the effect is 0.4", "assurance", "ceiling, P(effect > 0) = 0.788"]


@pytest.mark.slow
def test_defaults_cover_small_and_large_experiments() -> None:
    ax = plots.power_and_assurance(StudentT(3, 0.2, 0.3), 4.0, effect=0.5)
    n = ax.lines[0].get_xdata()
    assert (n[0], n[-1]) == pytest.approx((10, 1e5))
    np.testing.assert_allclose(
        ax.lines[0].get_ydata()[::50], power(0.5, n[::50], 4.0, 0.95, StudentT(3, 0.2, 0.3))
    )


def test_bad_input_is_named(markets) -> None:
    y, post, labels = markets
    with pytest.raises(ValueError, match="shrunken must have the shape"):
        plots.shrinkage(y, post.theta.mean[:3])
    with pytest.raises(ValueError, match="labels must hold one name a study"):
        plots.shrinkage(y, post.theta.mean, labels=labels[:3])
    with pytest.raises(ValueError, match="distribution must be a single one"):
        plots.density(post.theta)
    with pytest.raises(ValueError, match="unknown colour 'red'"):
        plots.density(Normal(0, 1), colour="red")
    with pytest.raises(ValueError, match="prior must be proper"):
        plots.power_and_assurance(Flat(), 4.0)
