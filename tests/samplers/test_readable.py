"""These samplers are made to be read: each on one screen."""

from __future__ import annotations

import inspect

import pytest

from helpers import samplers

SCREEN = 45  # lines


@pytest.mark.parametrize("name", samplers.__all__)
def test_it_fits_on_a_screen(name: str) -> None:
    assert len(inspect.getsource(getattr(samplers, name)).splitlines()) <= SCREEN
