"""The browser's heterogeneity statistics against `helpers.heterogeneity`, on ordinary and extreme studies."""

import math

import numpy as np
import pytest

from helpers import datasets, heterogeneity

pytestmark = pytest.mark.browser

FIELDS = {
    "mean": "mean", "stdError": "std_error", "ciLow": "ci_low", "ciHigh": "ci_high", "tau2": "tau_squared",
    "q": "q", "predictionLow": "prediction_low", "predictionHigh": "prediction_high",
}  # fmt: skip


def random_studies():
    """K from 2 to 100, standard errors alike or spread over six orders of magnitude, equal effects or not."""
    rng = np.random.default_rng(11)
    for k in (2, 3, 5, 8, 20, 100):
        for log_spread in (0, 1, 3.45, 6.9):
            for tau in (0.0, 0.3, 3.0):
                for offset in (0, 40):
                    s = np.exp(rng.uniform(-log_spread, log_spread, k))
                    yield (offset + rng.normal(0, np.hypot(s, tau))).tolist(), s.tolist()
            yield np.full(k, 1.25).tolist(), np.exp(rng.uniform(-log_spread, log_spread, k)).tolist()


STUDIES = list(random_studies())


def close(got, wanted, scale):
    return got == wanted or abs(got - wanted) <= 1e-9 * abs(wanted) + 1e-12 * scale


@pytest.mark.parametrize("method", ["DL", "PM", "REML"])
def test_tau_squared(engine, method):
    for (y, s), got in zip(
        STUDIES, engine("heterogeneity.tauSquared", [[*w, method] for w in STUDIES]), strict=True
    ):
        assert close(got, heterogeneity.tau_squared(y, s, method), min(s) ** 2), (y, s)


def test_q_and_i_squared(engine):
    q, share = engine("heterogeneity.cochranQ", STUDIES), engine("heterogeneity.iSquared", STUDIES)
    for (y, s), got, i2 in zip(STUDIES, q, share, strict=True):
        wanted = heterogeneity.cochran_q(y, s)
        assert close(got["statistic"], wanted.statistic, 1)
        assert got["df"] == wanted.df
        assert close(got["pValue"], wanted.p_value, 1e-30)
        assert close(i2, heterogeneity.i_squared(y, s), 1)


def test_what_each_study_adds_to_q(engine):
    for (y, s), got in zip(STUDIES, engine("heterogeneity.qPieces", STUDIES), strict=True):
        q, fixed = heterogeneity.cochran_q(y, s), heterogeneity.pool(y, s, "FE")
        w = np.array(s) ** -2.0
        assert close(got["mean"], fixed.mean, 1e3 * fixed.std_error)
        assert close(sum(got["found"]), q.statistic, 1)
        assert min(got["found"]) >= 0
        np.testing.assert_allclose(got["chance"], 1 - w / w.sum(), atol=1e-12)
        assert sum(got["chance"]) == pytest.approx(q.df)


@pytest.mark.parametrize("method", ["FE", "DL", "REML"])
@pytest.mark.parametrize("adjust", [None, "hksj", "hksj-adhoc"])
def test_pooled_results(engine, method, adjust):
    options = {"method": method, "adjust": adjust, "level": 0.9}
    for (y, s), got in zip(
        STUDIES, engine("heterogeneity.pool", [[*w, options] for w in STUDIES]), strict=True
    ):
        wanted = heterogeneity.pool(y, s, method, adjust, 0.9)
        for ours, theirs in FIELDS.items():
            value = getattr(wanted, theirs)
            if ours == "q":  # here the sum of squares is about the mean in use
                continue
            size = wanted.tau_squared if ours == "tau2" else abs(wanted.mean) + wanted.std_error
            assert (math.isnan(value) and math.isnan(got[ours])) or close(got[ours], value, 1e3 * size), ours


def test_eight_markets(engine):
    frame = datasets.load("eight_markets")
    studies = [frame["effect"].tolist(), frame["std_error"].tolist()]
    [pooled] = engine("heterogeneity.pool", [studies])
    assert pooled["tau2"] == pytest.approx(0.1347, abs=5e-5)
    assert [pooled["predictionLow"], pooled["predictionHigh"]] == pytest.approx([-0.547, 1.420], abs=5e-4)
    assert engine("heterogeneity.cochranQ", [studies])[0]["statistic"] == pytest.approx(20.556, abs=5e-4)
