"""A moderator is one that the reader names, and its coefficient is the exact engine's."""

from __future__ import annotations

import pytest

from helpers import datasets, posterior
from helpers.priors import HalfNormal, Normal
from helpers.report import BadTable
from helpers.report.moderators import moderated


def test_a_moderator_that_is_not_there_is_refused_by_name() -> None:
    with pytest.raises(BadTable, match="latitude") as caught:
        moderated(datasets.load("bcg"), ("latitude",), 1.0)
    assert "ablat" in str(caught.value)


def test_a_coefficient_is_per_sd_of_the_moderator() -> None:
    bcg = datasets.load("bcg")
    found = moderated(bcg, ("ablat",), 1.0).set_index("moderator")
    x = bcg["ablat"].to_numpy(dtype=float)
    rows = [[1.0, (value - x.mean()) / x.std(ddof=1)] for value in x]
    expected = posterior.meta_regression(bcg["effect"], bcg["std_error"], rows, Normal(0, 1), HalfNormal(1))
    assert found.loc["ablat, per sd", "coefficient"] == pytest.approx(expected.coefficients.mean[1], rel=1e-9)
    assert found.loc["ablat, per sd", "high"] < 0
