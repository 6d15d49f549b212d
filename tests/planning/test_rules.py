"""Sizes that follow the belief: the closed form against the search, and its limits."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from scipy.special import ndtri

from helpers.distributions import EffectPrior
from helpers.planning import ShareOfCeiling, assurance, assurance_ceiling, sample_size


@pytest.mark.parametrize("share", [0.3, 0.8, 0.9, 0.99])
@pytest.mark.parametrize("threshold", [0.7, 0.9, 0.975])
def test_the_closed_form_is_the_search(share: float, threshold: float) -> None:
    rng = np.random.default_rng(3)
    z = ndtri(threshold)
    for c in [*rng.uniform(-2.5, z - 0.02, 12), 0.0]:
        belief = EffectPrior(c * (sd := rng.uniform(0.2, 2)), sd)
        found = ShareOfCeiling(share, 4.0, threshold, most=10**12)(belief)
        assert found == sample_size(belief, share * assurance_ceiling(belief), 4.0, threshold)


def test_its_assurance_is_the_share_of_the_ceiling() -> None:
    belief = EffectPrior(0.4, 0.6)
    n = ShareOfCeiling(0.9, 4.0, 0.9)(belief)
    wanted = 0.9 * assurance_ceiling(belief)
    assert assurance(belief, n - 1, 4.0, 0.9) < wanted <= assurance(belief, n, 4.0, 0.9)


def test_its_limits() -> None:
    rule = ShareOfCeiling(0.9, 4.0, 0.9, least=50, most=20_000)
    assert rule(EffectPrior(2.0, 0.5)) == 50  # would ship without data
    assert rule(EffectPrior(-2.0, 0.5)) == 20_000
    assert pickle.loads(pickle.dumps(rule)) == rule
    with pytest.raises(ValueError, match="threshold must be"):
        ShareOfCeiling(0.9, 4.0, 0.5)
    with pytest.raises(ValueError, match="most must be at least 50"):
        ShareOfCeiling(0.9, 4.0, 0.9, least=50, most=49)
