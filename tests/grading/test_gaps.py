"""Code that is still as it was given: no attempt, and named where another answer uses it."""

from __future__ import annotations

import re

import numpy as np
import pytest

from helpers.grading import Verdict, check, exercises, find, progress, record
from helpers.grading.kinds.numbers.function import Function
from helpers.grading.kinds.posteriors.draws import Draws
from helpers.grading.sheets import cells_of
from helpers.grading.stubs import stub
from tests.grading.answers import q
from tests.grading.sheets import unsolved

SPOT = [e for e in exercises() if e.title.startswith("Spot the error")]
FUNCTIONS = [e for e in SPOT if isinstance(e.kind, Function)]


@pytest.mark.parametrize("exercise", FUNCTIONS, ids=lambda e: e.id)
def test_untouched_code_is_no_attempt(exercise):
    feedback = check(exercise.id, unsolved(exercise), seed=1)
    assert feedback.verdict is Verdict.NOT_ATTEMPTED
    assert not feedback.hint
    assert not record.load()["exercises"]


@pytest.mark.slow
@pytest.mark.parametrize("exercise", FUNCTIONS, ids=lambda e: e.id)
def test_code_is_untouched_however_it_is_laid_out_and_touched_when_it_does_something_else(exercise):
    cell = next(c for c in cells_of(exercise.chapter) if c.exercise == exercise.id and "exercise" in c.tags)
    setup = "\n".join(c.source for c in cells_of(exercise.chapter) if "setup" in c.tags)
    given, name = stub(cell), unsolved(exercise).__name__
    laid_out = re.sub(r"^    return", "    # what now?\n\n    return", given, flags=re.MULTILINE)
    changed = re.sub(r"^    return (.*)", r"    return 2 * (\1)", given, flags=re.MULTILINE)
    for code, untouched in [(laid_out, True), (changed, False)]:
        function = notebook(setup, code)[name]
        assert (check(exercise.id, function, seed=1).verdict is Verdict.NOT_ATTEMPTED) == untouched


def test_untouched_draws_are_no_attempt():
    rng = np.random.default_rng(0)
    mu, tau = rng.normal(0.5, 0.4, 20_000), np.abs(rng.normal(0, 0.5, 20_000))
    given = np.random.default_rng(4).normal(mu.mean(), tau.mean(), size=mu.shape)
    assert check("04.4", {"mu": mu, "tau": tau, "theta_new": given}).verdict is Verdict.NOT_ATTEMPTED
    assert (
        check("04.4", {"mu": mu, "tau": tau, "theta_new": given[::-1]}).verdict is not Verdict.NOT_ATTEMPTED
    )


def notebook(*sources):
    """The names of a notebook in which these cells were run."""
    names: dict[str, object] = {"__name__": "__main__"}
    for source in sources:
        exec(source, names)
    return names


USES_Q = """
def tau_squared_and_i_squared(effects, std_errors):
    return spread(effects, std_errors)

def spread(effects, std_errors):
    return max(0, {name}(effects, std_errors) - len(effects) + 1)
"""


def test_a_gap_in_another_exercise_is_named():
    given = stub(next(c for c in cells_of("03") if c.exercise == "03.1" and "exercise" in c.tags))
    q_name = unsolved(find("03.1")).__name__
    uses = USES_Q.format(name=q_name)
    without_setup = "def tau_squared_and_i_squared(effects, std_errors):\n    return np.sum(effects)"
    for cells, said in [
        (("import numpy as np", given, uses), "the cell of exercise 03.1 comes first"),
        ((f"{q_name} = ...", uses), "the cell of exercise 03.1 comes first"),
        ((uses,), "run the cell of exercise 03.1 first"),
        ((without_setup,), "run the cell that begins with"),
    ]:
        feedback = check("03.2", notebook(*cells)["tau_squared_and_i_squared"], seed=1)
        assert feedback.verdict is Verdict.NOT_ATTEMPTED
        assert said in feedback.message
    assert not record.load()["exercises"]


def test_what_is_there_is_not_blamed():
    q_name = unsolved(find("03.1")).__name__
    names = notebook(USES_Q.format(name=q_name))
    names[q_name] = q
    assert check("03.2", names["tau_squared_and_i_squared"], seed=1).verdict is Verdict.WRONG
    attribute = "def tau_squared_and_i_squared(effects, std_errors):\n    return effects.unknown"
    assert check("03.2", notebook(attribute)["tau_squared_and_i_squared"], seed=1).verdict is Verdict.ERROR


def test_progress_points_to_the_first_that_is_open():
    for exercise in exercises("01"):
        if exercise.id != "01.2":
            record.remember(exercise, None, check("03.1", q))
    assert "Next: 01.2" in str(progress())
    record.remember(find("01.2"), None, check("03.1", q))
    assert "Next: 03.2" in str(progress())


@pytest.mark.slow
def test_a_gap_of_ones_own_is_no_code_to_mend():
    for exercise in exercises():
        if isinstance(exercise.kind, (Function, Draws)) and exercise not in SPOT:
            assert "gap" in check(exercise.id, unsolved(exercise), seed=1).message
