"""ChainDoctor: the browser makes chains ill as Python does, and its patients show what they should."""

import math

import numpy as np
import pytest
from scipy.stats import rankdata

from helpers.widgets.chain_doctor import ailing

pytestmark = pytest.mark.browser

AILMENTS = [
    {"apart": 0.0, "drift": 0.0, "memory": 0.5, "width": 1.0},
    {"apart": 0.0, "drift": 2.0, "memory": 0.0, "width": 1.0},
    {"apart": 2.5, "drift": 0.3, "memory": 0.97, "width": 0.4},
]
LOOK = """([ailments, seed]) => JSON.parse(ailments).map((ailment) => {
  const { chains, diagnostics } = window.engine, noise = chains.noiseOf(4, 500, seed),
    made = chains.ailing(noise, ailment);
  return { noise, made, counts: chains.rankCounts(made, 20), plain: diagnostics.plainRhat(made),
    split: diagnostics.plainRhat(diagnostics.splitChains(made)), ranked: diagnostics.rhat(made) };
})"""


def test_chains_are_made_ill_as_in_python(probe):
    for ailment, found in zip(AILMENTS, probe(LOOK, AILMENTS, 3), strict=True):
        noise = np.array(found["noise"])
        wanted = ailing(noise, **ailment)
        np.testing.assert_allclose(found["made"], wanted, rtol=1e-12, atol=1e-12)
        ranks = rankdata(wanted).reshape(wanted.shape) - 1
        counts = [np.histogram(r, 20, (0, wanted.size))[0] for r in ranks]
        np.testing.assert_array_equal(found["counts"], counts)


def test_health_is_what_the_target_says():
    """Mean 0 and sd 1 whatever the memory: what the exact line in the figure stands for."""
    noise = np.random.default_rng(2).standard_normal((4000, 60))
    for memory in (0.0, 0.5, 0.95):
        last = ailing(noise, 0.0, 0.0, memory, 1.0)[:-1, -1]
        assert abs(last.mean()) < 4 / math.sqrt(last.size)
        assert abs(last.std() - 1) < 4 / math.sqrt(2 * last.size)


def test_each_blind_spot_is_one(probe):
    """A common drift passes whole, and one timid chain unless ranked: in most worlds."""
    drift = {"apart": 0, "drift": 2, "memory": 0.5, "width": 1}
    timid = {"apart": 0, "drift": 0, "memory": 0.5, "width": 0.4}
    looks = [probe(LOOK, [drift, timid], seed) for seed in range(1, 13)]
    assert np.median([d["plain"] for d, _ in looks]) < 1.01
    assert min(d["split"] for d, _ in looks) > 1.05
    assert np.median([t["split"] for _, t in looks]) < 1.012 < min(t["ranked"] for _, t in looks)
