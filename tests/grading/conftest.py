from __future__ import annotations

import json
from functools import lru_cache

import numpy as np
import pytest

from helpers.grading.kinds.numbers import function
from helpers.grading.kinds.numbers.drawing import draw_cases
from helpers.grading.registry import find


@pytest.fixture(scope="session")
def _records(tmp_path_factory):
    return tmp_path_factory.mktemp("records")


@pytest.fixture(autouse=True)
def _record_of_its_own(_records, monkeypatch):
    """No test may write into the record of whoever runs the tests, or read what another one wrote."""
    monkeypatch.setenv("BORROWING_STRENGTH_PROGRESS", str(_records / "progress.json"))
    yield
    for path in _records.iterdir():
        path.unlink()


@pytest.fixture
def unrecorded(monkeypatch):
    """Where only what is said counts: a third of a small check is its record on disk."""
    monkeypatch.setenv("BORROWING_STRENGTH_PROGRESS", "off")


@pytest.fixture
def drawn_once(monkeypatch):
    """Where many answers are judged with the same few seeds, a seed's cases are drawn once, not for each."""
    monkeypatch.setattr(
        function, "draw_cases", lambda e, rng: _drawn_cases(e.id, json.dumps(rng.bit_generator.state))
    )


@lru_cache(maxsize=500)
def _drawn_cases(exercise_id, state):
    rng = np.random.default_rng()
    rng.bit_generator.state = json.loads(state)
    return draw_cases(find(exercise_id), rng)
