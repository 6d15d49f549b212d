"""What is handed in is survived: no attack passes, hangs, escapes, spoils other exercises or stays behind."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from helpers.grading.batch.jail import host
from helpers.grading.batch.jail.scratch import NAME, memory_folder
from tests.grading.batch.hostile import ATTACKS, Attack
from tests.grading.batch.notebooks import record, solved, verdicts, with_cell
from tests.grading.batch.walls import strongest_wall_first

pytestmark = pytest.mark.slow
linux = pytest.mark.skipif(sys.platform != "linux", reason="the walls are Linux's")
each_attack = pytest.mark.parametrize(
    "attack",
    [pytest.param(a, marks=pytest.mark.certify if a.certify else ()) for a in ATTACKS],
    ids=[f"{i + 1} {a.name}" for i, a in enumerate(ATTACKS)],
)


def left_behind() -> set[str]:
    zygote = str(host.zygote().process.pid)
    children = Path(f"/proc/{zygote}/task/{zygote}/children").read_text().split()
    return {*children, *(p.name for p in Path(memory_folder()).glob(f"{NAME}{os.getpid()}-*"))}


@linux
@strongest_wall_first
@each_attack
def test_it_is_survived(attack: Attack, wall: str):
    before = left_behind()
    found = record(with_cell(solved(), "x03-1-answer", attack.source), wall)
    said = verdicts(found)
    assert said.pop("03.1") in attack.allowed.split(), found["exercises"][0]
    said.pop("03.2")  # it uses the function that 03.1 asks for
    if not attack.spoils:
        assert set(said.values()) == {"pass"}, found
    assert found["notes"] == []
    assert left_behind() <= before
