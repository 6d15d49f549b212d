"""The walls that tests are run behind; one that this machine cannot build is skipped with the reason."""

from __future__ import annotations

from typing import Any

import pytest

from helpers.grading.batch.jail import probe
from helpers.grading.batch.jail.enter import WALLS


def behind(wall: str, *marks: pytest.MarkDecorator) -> Any:
    """The parameter for this wall."""
    missing = probe.missing(wall)
    return pytest.param(wall, marks=[pytest.mark.skipif(bool(missing), reason=missing), *marks])


each_wall = pytest.mark.parametrize("wall", [behind(wall) for wall in WALLS])
# For long rows of tests: the strongest that stands here in `make test`, the others in `make certify`.
strongest_wall_first = pytest.mark.parametrize(
    "wall", [behind(wall, *(() if wall == probe.strongest() else [pytest.mark.certify])) for wall in WALLS]
)
