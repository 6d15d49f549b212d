"""Inside the walls: runs the cells of one notebook, and answers questions about what they made.

Whatever it says is the word of code that a learner wrote. Nothing in here knows a seed, a case that has not
been asked about, or a mark.
"""

from __future__ import annotations

import builtins
import contextlib
import io
import linecache
import socket
import sys
import types
from collections.abc import Callable
from typing import Any

from IPython.core.inputtransformer2 import TransformerManager

import helpers
from helpers import grading
from helpers.grading import checker, gaps, registry, standing
from helpers.grading.batch.jail import hooks, strangers, wire
from helpers.grading.batch.jail.parameters import parameters_of
from helpers.grading.feedback import Feedback, Verdict
from helpers.grading.kinds.numbers.function import ends_in_nothing
from helpers.grading.sandbox import Budget, call
from helpers.grading.untouched import untouched

_WORDS = 500  # characters of an error
_BODY_MAGICS = ("time", "timeit", "capture", "prun")  # the cell below them runs all the same


class _Nowhere(io.TextIOBase):
    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        return len(text)


def _quiet(*_: Any, **__: Any) -> Feedback:
    """What `check` and `progress` do here: the grader asks its own questions."""
    return Feedback(passed=False, score=0.0, message="Judged by your trainer.", verdict=Verdict.NOT_ATTEMPTED)


class Child:
    """The learner's session: its names, and what has been asked about."""

    def __init__(self) -> None:
        main = types.ModuleType("__main__")
        sys.modules["__main__"] = main
        self._names = main.__dict__
        shell = types.SimpleNamespace(
            run_line_magic=self._line_magic,
            run_cell_magic=self._cell_magic,
            system=lambda *_: None,
            getoutput=lambda *_, **__: [],
        )
        self._names.update(__builtins__=builtins, get_ipython=lambda: shell, display=lambda *_, **__: None)
        self._transformed = TransformerManager().transform_cell
        self._kept: list[Any] = []
        self._function: Any = None
        self._exercise = ""
        self._look = contextlib.ExitStack()

    def run(self, order: dict[str, Any]) -> dict[str, Any]:
        """Run a cell."""
        self._look.close()
        self._execute(order["source"], f"<cell {order['cell']}>")
        return {}

    def look(self, order: dict[str, Any]) -> dict[str, Any]:
        """Say what an expression of the published notebook is worth."""
        self._look.close()
        self._exercise = order["exercise"]
        try:
            value = eval(order["expression"], dict(self._names))
        except NameError:
            return {"value": None}
        self._look.enter_context(untouched(value))
        if value.__class__ is not type(value):
            return {"pretends": True}
        if isinstance(value, type):
            return {"class": True}
        if callable(value) and hooks.describe(value, {"exercise": self._exercise}) is None:
            self._function = value
            return {"function": self._facts(value)}
        return {"value": wire.encode(value, self._describe)}

    def call(self, order: dict[str, Any]) -> dict[str, Any]:
        """Call the function that was looked at."""
        arguments = tuple(wire.decode(a, trusted=True) for a in order["arguments"])
        outcome = call(self._function, arguments, Budget(order["seconds"]), watch=order["watch"])
        return {
            "value": wire.encode(outcome.value, self._describe),
            "error": None if outcome.error is None else _said(outcome.error),
            "line": outcome.line,
            "timed_out": outcome.timed_out,
            "printed": outcome.printed,
            "changed": list(outcome.changed),
            "helpers_used": list(outcome.helpers_used),
        }

    def ask(self, order: dict[str, Any]) -> dict[str, Any]:
        """Answer a further question about a value that was described."""
        value = self._kept[order["handle"]]
        question = wire.decode(order["question"], trusted=True)
        return {"value": wire.encode(hooks.describe(value, question))}

    def _describe(self, value: Any) -> Any:
        found = hooks.describe(value, {"exercise": self._exercise})
        if found is None:
            return None
        self._kept.append(value)
        return {"handle": len(self._kept) - 1, "found": found}

    def _facts(self, function: Any) -> dict[str, Any]:
        as_given, chained, unknown = None, "", False
        with contextlib.suppress(KeyError):  # a private exercise: here nobody knows it
            exercise = registry.find(self._exercise)
            as_given = gaps.is_given(exercise, function)
            chained, unknown = gaps.open_gap(exercise, function)
        return {
            "name": str(getattr(function, "__name__", ""))[:_WORDS],
            "parameters": parameters_of(function),
            "ends_in_nothing": ends_in_nothing(function),
            "as_given": as_given,
            "gap": gaps.has_gap(function),
            "chained": chained,
            "unknown": unknown,
        }

    def _execute(self, source: str, name: str) -> None:
        code = self._transformed(source)
        linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)
        exec(compile(code, name, "exec"), self._names)

    def _line_magic(self, name: str, line: str = "", **_: Any) -> None:
        if name in _BODY_MAGICS:
            self._execute(line, "<line>")

    def _cell_magic(self, name: str, line: str = "", cell: str = "") -> None:  # noqa: ARG002
        if name in _BODY_MAGICS:
            self._execute(cell, "<cell>")


def obey(channel: socket.socket) -> None:
    """Do what the parent says, a line at a time, until it is gone."""
    _hush()
    child = Child()
    deeds: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
        "run": child.run,
        "look": child.look,
        "call": child.call,
        "ask": child.ask,
    }
    for line in channel.makefile("rb"):
        order = wire.unpack(line)
        try:
            reply = wire.pack(deeds[order["do"]](order) | {"id": order["id"]})
        except BaseException as error:
            reply = wire.pack({"raised": _said(error), "id": order["id"]})
        if len(reply) > wire.LINE:
            reply = wire.pack({"value": {"too_large": "answer"}, "id": order["id"]})
        channel.sendall(reply)


def _hush() -> None:
    sys.stdin, sys.stdout, sys.stderr = io.StringIO(), _Nowhere(), _Nowhere()
    for module in (helpers, grading, checker):
        module.check = _quiet  # type: ignore[attr-defined]
    for module in (helpers, grading, standing):
        module.progress = _quiet  # type: ignore[attr-defined]


def _said(error: BaseException) -> list[str]:
    try:
        text = str(error)
    except BaseException:
        text = ""
    return [type(error).__name__[:_WORDS], strangers.clean(text[:_WORDS])]
