"""The walls stand for an ordinary user, too: the tests of them, run again by nobody in particular."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.somebody import ROOTS, by_somebody

pytestmark = pytest.mark.skipif(
    not ROOTS, reason="only root can become somebody else; others are that already"
)


@pytest.fixture
def home() -> Iterator[Path]:
    """Where others may go, which they may not below pytest's own."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


HERE = "tests/grading/batch/"


@pytest.mark.slow
def test_a_notebook_is_graded_and_what_is_left_behind_is_removed(home: Path) -> None:
    some = ["-k", "scratch or honest_notebook or hangs or rights"]
    done = by_somebody(home, f"{HERE}test_scratch.py", f"{HERE}test_jail.py", *some)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.certify
def test_all_that_is_out_of_reach_and_every_attack(home: Path) -> None:
    done = by_somebody(home, f"{HERE}test_jail.py", f"{HERE}test_hostile.py", "-m", "not certify")
    assert done.returncode == 0, done.stdout + done.stderr
