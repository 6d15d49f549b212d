"""The walls that tests are run behind; one that this machine cannot build is skipped with the reason."""

from __future__ import annotations

import pytest

from helpers.grading.batch.jail import probe
from helpers.grading.batch.jail.enter import WALLS

each_wall = pytest.mark.parametrize(
    "wall",
    [
        pytest.param(wall, marks=pytest.mark.skipif(bool(probe.missing(wall)), reason=probe.missing(wall)))
        for wall in WALLS
    ],
)
