"""The mutation tester changes what it says, one thing at a time, and knows a noticed change from another."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys

import pytest

from tools.mutants.__main__ import EXPLAINED
from tools.mutants.changes import Mutant, mutants, mutated
from tools.mutants.judging import ROOT

SOURCE = '''"""A module. 1 + 1."""
from math import sqrt

LIMIT: float = 0.5


def centre(x: list[float], skip: int = 0, *, plain: bool = False) -> float:
    """The middle of 3 things."""
    if not x or len(x) < 2:
        raise ValueError(f"x must hold {1 + 1} numbers")
    total = sum(x[skip:], start=0)
    total += 1
    total = pow(total, LIMIT)
    return max(total / len(x), -LIMIT) if plain else sqrt(total)
'''


def changes(source: str) -> set[tuple[str, str]]:
    return {(mutant.before, mutant.after) for mutant in mutants("a.py", source)}


def test_every_kind_of_change_is_made() -> None:
    found = {after for _, after in changes(SOURCE)}
    for expected in (
        "LIMIT: float = 1.5",
        "LIMIT: float = 0.45",
        "if not x and len(x) < 2:",
        "if x or len(x) < 2:",
        "if not x or len(x) <= 2:",
        "if not x or len(x) > 2:",
        "if not x or len(x) < 1:",
        "if not (not x or len(x) < 2):",
        "pass",
        "total = sum(x[skip:])",
        "total = sum(x[skip:], start=1)",
        "total -= 1",
        "return max(total * len(x), -LIMIT) if plain else sqrt(total)",
        "total = pow(LIMIT, total)",
        "return min(total / len(x), -LIMIT) if plain else sqrt(total)",
        "return max(total / len(x), LIMIT) if plain else sqrt(total)",
        "return sqrt(total) if plain else max(total / len(x), -LIMIT)",
        "def centre(x: list[float], skip: int=1, *, plain: bool=False) -> float:",
        "def centre(x: list[float], skip: int=0, *, plain: bool=True) -> float:",
    ):
        assert expected in found


def test_what_is_said_is_left_alone() -> None:
    for before, after in changes(SOURCE):
        assert "import" not in before
        assert "things" not in before
        assert "1 - 1" not in after


def test_what_changes_nothing_is_no_mutant() -> None:
    source = "y = max(a, b)\nz = y.reshape(-1, 2)\nfor p, q in zip(y, z, strict=True):\n    pass\n"
    assert {after for _, after in changes(source)} == {
        "y = min(a, b)",
        "z = y.reshape(2, -1)",
        "for p, q in zip(z, y, strict=True):",
    }


def test_a_mutant_differs_in_its_one_place_only() -> None:
    original = ast.unparse(ast.parse(SOURCE)).splitlines()
    every = mutants("a.py", SOURCE)
    for mutant in every:
        tree = mutated(SOURCE, mutant)
        compile(tree, "a.py", "exec")
        changed = ast.unparse(tree).splitlines()
        assert len(changed) == len(original)
        assert sum(a != b for a, b in zip(original, changed, strict=True)) == 1
    assert len({(m.node, m.variant) for m in every}) == len(every)


NESTED = """
TOP = 1


class Grid:
    STEPS = 2

    def nodes(self, count=3):
        def inner():
            return 4
        return [inner() + 5 for _ in range(count)]


plain = lambda: 6
"""


def test_a_change_belongs_to_the_outermost_function_around_it() -> None:
    owners = {mutant.before: mutant.function for mutant in mutants("a.py", NESTED)}
    assert owners == {
        "TOP = 1": "",
        "STEPS = 2": "",
        "def nodes(self, count=3):": "Grid.nodes",
        "return 4": "Grid.nodes",
        "return [inner() + 5 for _ in range(count)]": "Grid.nodes",
        "plain = lambda: 6": "",
    }


CALLERS = """
from functools import cache
import pytest
from helpers import heterogeneity

EARLY = heterogeneity.i_squared([0.1, 0.5], [0.1, 0.1])

@cache
def remembered():
    return heterogeneity.tau_squared_interval([0.1, 0.5], [0.1, 0.1])

@pytest.fixture(scope="module")
def spread():
    return heterogeneity.tau_squared([0.1, 0.5], [0.1, 0.1])

def test_first():
    assert len(remembered()) == 2

def test_second():
    assert len(remembered()) == 2

def test_nothing(spread):
    assert True
"""


ASK = """
import json, sys
from pathlib import Path
from tools.mutants.judging import ROOT, baseline
from tools.mutants.reach import reaches

files = list((ROOT / "helpers" / "heterogeneity").rglob("*.py"))
order, _ = baseline("heterogeneity", files, [sys.argv[1]])
from helpers import heterogeneity

def reached(name):
    function = getattr(heterogeneity, name)
    key = (function.__code__.co_filename, name)
    return [test.rpartition("::")[2] for test in order.seconds if reaches(order.called, test, key)]

names = ("i_squared", "tau_squared", "tau_squared_interval", "two_way_anova")
print(json.dumps({name: sorted(reached(name)) for name in names}))
"""


def test_what_each_test_reaches(tmp_path) -> None:
    """A cache hides no call, a fixture and the collection count for the whole file."""
    (tmp_path / "test_callers.py").write_text(CALLERS, "utf-8")
    found = subprocess.run(  # a process of its own, since it forks
        [sys.executable, "-c", ASK, str(tmp_path / "test_callers.py")],
        check=False,
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if "PYTEST" not in name},
        capture_output=True,
        text=True,
    )
    assert found.returncode == 0, found.stderr
    every = ["test_first", "test_nothing", "test_second"]
    assert json.loads(found.stdout) == {
        "i_squared": every,
        "tau_squared": every,
        "tau_squared_interval": ["test_first", "test_second"],
        "two_way_anova": [],
    }


def test_every_explanation_is_of_a_mutant_that_there_is() -> None:
    entries = json.loads(EXPLAINED.read_text("utf-8"))
    made = {
        file: {(m.before, m.after) for m in mutants(file, (ROOT / file).read_text("utf-8"))}
        for file in {entry["file"] for entry in entries}
    }
    stale = [e for e in entries for after in e["changes"] if (e["statement"], after) not in made[e["file"]]]
    assert stale == []
    assert all(entry["changes"] and entry["why"] for entry in entries)


@pytest.mark.parametrize(
    ("file", "source", "name"),
    [("helpers/a.py", "x = 1\n", "helpers.a"), ("helpers/a/__init__.py", "x = 1\n", "helpers.a")],
)
def test_the_changed_module_is_found_by_its_name(file: str, source: str, name: str) -> None:
    from tools.mutants.judging import _Finder

    mutant = Mutant(file, 3, 0, 1, "x = 1", "x = 2")
    finder = _Finder(mutant)
    assert finder.name == name
    assert finder.find_spec("helpers.other") is None
    spec = finder.find_spec(name)
    assert spec is not None
    assert (spec.submodule_search_locations is not None) == file.endswith("__init__.py")
    space: dict[str, int] = {}
    exec(compile(mutated(source, mutants(file, source)[0]), file, "exec"), space)
    assert space["x"] == 2
