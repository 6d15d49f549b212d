"""A moderator is one that the reader names, and its coefficient is the exact engine's."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from helpers import datasets, posterior
from helpers.priors import HalfNormal, Normal
from helpers.report import BadTable, read
from helpers.report.moderators import moderated


def test_a_moderator_that_is_not_there_is_refused_by_name() -> None:
    with pytest.raises(BadTable, match="latitude") as caught:
        moderated(datasets.load("bcg"), ("latitude",), 1.0)
    assert "ablat" in str(caught.value)


def test_moderators_are_offered_by_the_files_headings_and_outcomes_are_none() -> None:
    """German counts: what the effect is made of has other names inside, and explains nothing."""
    rows = {"Markt": ["Bonn", "Ulm", "Jena"], "Käufe Test": [20, 30, 25], "Besucher Test": [900, 950, 880],
            "Käufe Kontrolle": [22, 21, 24], "Besucher Kontrolle": [905, 940, 890]}  # fmt: skip
    for more, offered in (({}, "none beside"), ({"Temperatur": [3, 9, 12]}, "“Temperatur”")):
        table = read(pd.DataFrame(rows | more)).table
        for name in ("Wetter", "n_t", "events_c"):
            with pytest.raises(BadTable, match=offered) as caught:
                moderated(table, (name,), 1.0)
            assert not re.search(r"(events|n)_[tc]", str(caught.value).replace(name, ""))


def test_a_coefficient_is_per_sd_of_the_moderator() -> None:
    bcg = datasets.load("bcg")
    found = moderated(bcg, ("ablat",), 1.0).set_index("moderator")
    x = bcg["ablat"].to_numpy(dtype=float)
    rows = [[1.0, (value - x.mean()) / x.std(ddof=1)] for value in x]
    expected = posterior.meta_regression(bcg["effect"], bcg["std_error"], rows, Normal(0, 1), HalfNormal(1))
    assert found.loc["ablat, per sd", "coefficient"] == pytest.approx(expected.coefficients.mean[1], rel=1e-9)
    assert found.loc["ablat, per sd", "high"] < 0
