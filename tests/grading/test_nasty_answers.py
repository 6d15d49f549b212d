"""Whatever is handed to ``check``: a sane sentence, soon, and a world as it was before."""

from __future__ import annotations

import functools
import itertools
import os
import random
import sys
import threading
import time
import warnings
from dataclasses import replace
from decimal import Decimal
from types import FunctionType, SimpleNamespace
from typing import Any

import matplotlib
import numpy as np
import pandas as pd
import pytest

import helpers.grading
from helpers.grading import Feedback, Verdict, check, exercises, registry
from helpers.grading.sandbox import Budget, TimeUp, call, run_limited
from tests.grading.answers import q

ONE_OF_EACH_KIND = list({type(e.kind): e for e in reversed(exercises())}.values())


class EqualsEverything:
    def __eq__(self, other):
        return True

    __hash__ = None

    def __bool__(self):
        raise RuntimeError("neither")


class Hostile:
    def __getattribute__(self, name):
        raise RuntimeError(f"hands off {name}")

    def __repr__(self):
        raise RuntimeError


class Liar:
    __class__ = str  # type: ignore[assignment]


class HostileNumber(float):
    def __float__(self):
        raise ValueError("no")

    def __repr__(self):
        raise ValueError("no")


class BadArray:
    def __array__(self, dtype=None, copy=None):
        raise MemoryError


class BadTextError(Exception):
    def __str__(self):
        raise RuntimeError


class TextExitsError(Exception):
    def __str__(self):
        raise SystemExit(1)


class ClassExits:
    @property
    def __class__(self):
        raise SystemExit(1)


class AttributesInterrupt:
    def __getattr__(self, name):
        raise KeyboardInterrupt


class ArrayExits:
    def __array__(self, dtype=None, copy=None):
        raise SystemExit(1)


class SignatureExits:
    __call__ = q

    @property
    def __signature__(self):
        raise SystemExit(1)


class CallRaises:
    @property
    def __call__(self):
        raise RuntimeError


class Meta(type):
    @property
    def __name__(cls):
        raise RuntimeError


class Nameless(metaclass=Meta):
    pass


def raising(error):
    def function(*_):
        raise error

    return function


def recursive(*arguments):
    return recursive(*arguments)


def itself():
    loop: list[Any] = []
    loop.append(loop)
    return loop


class Endless(list):
    def __iter__(self):
        return itertools.count()

    def __len__(self):
        return 8


async def coroutine(*_):
    return 1.0


def yields(*_):
    yield 1.0


def returning(value):
    return lambda *_: value


NASTY = {
    "generator": (x for x in range(8)),
    "endless generator": itertools.count(),
    "lambda of no arguments": lambda: 1.0,
    "lambda of too many": lambda a, b, c, d, e, f, g: 1.0,  # noqa: ARG005
    "equals everything": EqualsEverything(),
    "hostile": Hostile(),
    "liar": Liar(),
    "hostile number": HostileNumber(1.0),
    "bad array": BadArray(),
    "callable that raises": CallRaises(),
    "nameless": Nameless(),
    "class": Feedback,
    "module": np,
    "NaN": np.full(8, np.nan),
    "infinite": float("inf"),
    "strings": ["0.4", "0.5"],
    "bytes": b"\x00\xff",
    "huge number": 10**400,
    "complex": 1 + 2j,
    "frame": pd.DataFrame({"effect": [1.0, 2.0]}, index=[1, 0]),
    "dates": pd.date_range("2020-01-01", periods=3),
    "list of itself": itself(),
    "endless list": Endless(),
    "coroutine function": coroutine,
    "generator function": yields,
    "ufunc": np.add,
    "builtin": print,
    "partial": functools.partial(q, std_errors=np.ones(3)),
    "recursive": recursive,
    "exits": raising(SystemExit(1)),
    "interrupts": raising(KeyboardInterrupt()),
    "stops": raising(StopIteration()),
    "error without text": raising(BadTextError()),
    "error whose text exits": raising(TextExitsError()),
    "class exits": ClassExits(),
    "attributes interrupt": AttributesInterrupt(),
    "array exits": ArrayExits(),
    "signature exits": SignatureExits(),
    "returns array that exits": returning(ArrayExits()),
    "returns a list of millions": returning([0.0] * 3_000_000),
    "returns a long range": returning(range(10**18)),
    "returns more than memory holds": returning(np.broadcast_to(np.int8(1), 10**12)),
    "returns nothing": returning(None),
    "returns itself": returning(returning),
    "returns hostile": returning(Hostile()),
    "returns hostile number": returning(HostileNumber(2.0)),
    "returns equal to everything": returning(EqualsEverything()),
    "returns strings": returning(["1.0", "2.0"]),
    "returns NaN": returning(np.nan),
    "returns text": returning("20.556"),
    "returns ragged": returning([[1.0], [2.0, 3.0]]),
    "returns endless": returning(itertools.count()),
    "returns shuffled series": returning(pd.Series([1.0, 2.0, 3.0], index=[2, 0, 1])),
    "returns a class": returning(Feedback),
    "returns dictionary": returning({"q": 1.0}),
    "namespace with posterior": SimpleNamespace(posterior=SimpleNamespace(data_vars=3)),
    "dictionary of junk": {"mu": "x", "tau": None, "theta": Hostile(), "theta_new": 1},
    "tuple of junk": (Hostile(), EqualsEverything()),
    "surrogates": "\ud800 broken text",
    "long text": "word " * 100_000,
}


def state() -> tuple[Any, ...]:
    return (
        random.getstate(),
        np.random.get_state()[1].tolist(),
        list(warnings.filters),
        np.geterr(),
        np.get_printoptions(),
        os.getcwd(),
        sys.stdout,
        sys.stderr,
        np.sum,
        sys.getprofile(),
        sys.getrecursionlimit(),
        matplotlib.rcParams["backend"],  # chosen when first asked for
        list(dict.items(matplotlib.rcParams)),  # as they are stored: read one by one they take milliseconds
    )


@pytest.mark.usefixtures("drawn_once")
@pytest.mark.parametrize("exercise", ONE_OF_EACH_KIND, ids=lambda e: e.id)
@pytest.mark.parametrize("name", NASTY)
def test_a_sane_sentence_and_an_untouched_world(exercise, name):
    before = state()
    started = time.perf_counter()
    feedback = check(exercise.id, NASTY[name], seed=3)
    assert time.perf_counter() - started < 30
    assert state() == before
    assert isinstance(feedback, Feedback)
    assert not feedback.passed
    assert feedback.verdict is not Verdict.GRADER_ERROR, feedback
    assert len(feedback.message.split()) >= 3
    assert str(feedback)
    assert 'role="status"' in feedback._repr_html_()
    feedback._repr_html_().encode("utf-8", errors="strict")


@pytest.fixture
def impatient(monkeypatch):
    """Every exercise stops after a third of a second."""
    find = registry.find
    monkeypatch.setattr(registry, "find", lambda exercise_id: replace(find(exercise_id), seconds=0.3))


def forever(effects, std_errors):  # noqa: ARG001
    while True:
        pass


def forever_catching_everything(effects, std_errors):  # noqa: ARG001
    while True:
        try:  # noqa: SIM105
            time.sleep(0.001)
        except BaseException:
            pass


def asleep(effects, std_errors):  # noqa: ARG001
    time.sleep(60)


def printing_forever(effects, std_errors):  # noqa: ARG001
    while True:
        print("x" * 1000)


ENDLESS = [forever, forever_catching_everything, asleep, printing_forever]


@pytest.mark.slow
@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("function", ENDLESS, ids=lambda f: f.__name__)
def test_a_loop_for_ever_is_stopped(function):
    started = time.perf_counter()
    feedback = check("03.1", function)
    assert time.perf_counter() - started < 10
    assert feedback.verdict is Verdict.TIMEOUT
    assert function.__name__ in feedback.message


@pytest.mark.slow
@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("function", [forever, asleep], ids=lambda f: f.__name__)
def test_a_loop_for_ever_is_stopped_outside_the_main_thread(function):
    box = []
    thread = threading.Thread(target=lambda: box.append(check("03.1", function)), daemon=True)
    thread.start()
    thread.join(20)
    assert box
    assert box[0].verdict is Verdict.TIMEOUT


def test_an_import_is_not_cut_short(tmp_path, monkeypatch):
    (tmp_path / "slow_to_import.py").write_text("import time\ntime.sleep(0.3)\nready = True\n")
    monkeypatch.syspath_prepend(tmp_path)

    def work():
        import slow_to_import

        while slow_to_import.ready:
            pass

    with pytest.raises(TimeUp):
        run_limited(work, 0.05)
    assert sys.modules["slow_to_import"].ready


@pytest.mark.slow
def test_an_import_that_outlasts_the_budget_leaves_the_answer_its_time(tmp_path, monkeypatch):
    """Else who first imports a large library on a slow disk is told that his loop never ends."""
    (tmp_path / "slower_to_import.py").write_text("import time\ntime.sleep(1.2)\n")
    monkeypatch.syspath_prepend(tmp_path)

    def answer():
        import slower_to_import  # noqa: F401

        time.sleep(0.1)
        return "right"

    budget = Budget(1.0)
    first, second = run_limited(lambda: [call(answer, (), budget) for _ in range(2)], 1.1)
    assert first.value == second.value == "right"


def test_an_alarm_that_was_set_still_rings():
    import signal

    rung = []
    earlier = signal.signal(signal.SIGALRM, lambda *_: rung.append(1))
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.3)
        assert check("03.1", q).passed
        time.sleep(0.5)
        assert rung == [1]
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, earlier)


def meddles(effects, std_errors):
    """Right, and leaves nothing as it was."""
    global LEFT_BEHIND  # noqa: PLW0603
    LEFT_BEHIND = True
    answer = q(effects, std_errors)
    np.random.seed(0)
    random.seed(0)
    np.seterr(all="raise")
    np.set_printoptions(precision=1)
    np.sum = None
    warnings.simplefilter("error")
    os.chdir("/")
    sys.setprofile(print)
    sys.setrecursionlimit(4321)
    matplotlib.rcParams["font.size"] = 99
    return answer


def test_an_answer_that_meddles_changes_nothing(capsys):
    before = state()
    feedback = check("03.1", meddles)
    assert feedback.verdict is Verdict.ERROR or feedback.passed
    assert state() == before
    assert "LEFT_BEHIND" not in globals()
    assert capsys.readouterr().out == ""


def test_a_right_answer_that_prints_passes(capsys):
    def talks(effects, std_errors):
        print("weights", std_errors**-2.0)
        return q(effects, std_errors)

    feedback = check("03.1", talks)
    assert feedback.passed, feedback
    assert capsys.readouterr().out == ""


@pytest.mark.slow
@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("hand_over", [lambda x: x, returning], ids=["handed over", "returned"])
def test_looking_has_a_time_limit_too(hand_over):
    class ArrayForEver:
        def __array__(self, dtype=None, copy=None):
            while True:
                pass

    exercise_id = "02.2" if hand_over is not returning else "03.1"
    started = time.perf_counter()
    feedback = check(exercise_id, hand_over(ArrayForEver()))
    assert time.perf_counter() - started < 10
    assert feedback.verdict is Verdict.TIMEOUT


def test_an_interruption_of_the_check_itself_goes_through(monkeypatch):
    def interrupted(self, exercise, answer, rng):  # noqa: ARG001
        raise KeyboardInterrupt

    code = interrupted.__code__.replace(co_filename=helpers.grading.__file__)
    monkeypatch.setattr(type(registry.find("02.2").kind), "judge", FunctionType(code, globals()))
    with pytest.raises(KeyboardInterrupt):
        check("02.2", 1.0)


def test_a_function_that_changes_its_arguments_passes_and_is_told():
    def in_place(effects, std_errors):
        std_errors **= -2.0
        effects -= np.average(effects, weights=std_errors)
        return np.sum(std_errors * effects**2)

    feedback = check("03.1", in_place)
    assert feedback.passed
    assert any("changes the arrays" in note for note in feedback.notes)


def test_open_figures_stay_open_and_new_ones_are_closed():
    import matplotlib.pyplot as plt

    mine = plt.figure().number
    before = plt.get_fignums()

    def draws_too(effects, std_errors):
        plt.figure()
        return q(effects, std_errors)

    assert check("03.1", draws_too).passed
    assert plt.get_fignums() == before
    plt.close(mine)


@pytest.mark.parametrize("error", [BadTextError, TextExitsError])
def test_an_error_that_cannot_be_printed_is_still_named(error):
    feedback = check("03.1", raising(error()))
    assert feedback.verdict is Verdict.ERROR
    assert error.__name__ in feedback.message


def test_input_does_not_wait():
    feedback = check("03.1", lambda effects, std_errors: float(input("Q? ")))  # noqa: ARG005
    assert feedback.verdict is Verdict.ERROR
    assert "input" in feedback.message


def test_honest_containers_are_read():
    for form in (float, np.float32, Decimal, np.array, lambda x: np.array([x]), lambda x: pd.Series([x])):
        rough = form is np.float32
        feedback = check("03.1", lambda y, s, form=form: form(q(y, s)))
        assert feedback.passed or (rough and feedback.cause in ("nearly", "unexplained")), feedback


def test_a_check_inside_a_check_is_no_trouble():
    def nested(effects, std_errors):
        check("03.1", forever)
        return q(effects, std_errors)

    assert check("03.5", nested).verdict is Verdict.WRONG


@pytest.mark.parametrize("exercise_id", ["99.1", "03.99", "", "x", None, 3.99, [], "hostile", "03.1; drop"])
def test_an_unknown_exercise_lists_those_there_are(exercise_id):
    feedback = check(Hostile() if exercise_id == "hostile" else exercise_id, 1.0)
    assert not feedback.passed
    assert "03" in feedback.message


def test_a_fault_of_the_grader_is_not_the_learners(monkeypatch):
    find = registry.find
    monkeypatch.setattr(registry, "find", lambda i: replace(find(i), reference=abs))
    feedback = check("03.1", q)
    assert feedback.verdict is Verdict.GRADER_ERROR
    assert "not your answer's fault" in feedback.message
