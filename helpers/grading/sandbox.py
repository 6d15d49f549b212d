"""Running somebody else's code without being changed, silenced or held up by it.

This keeps an honest learner's accident from spoiling a notebook. It is no defence against malice:
a batch of untrusted submissions needs processes of their own.
"""

from __future__ import annotations

import builtins
import contextlib
import copy
import io
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import FrameType
from typing import Any

import numpy as np

from helpers.grading.elsewhere import Elsewhere

_IMPORT_GRACE = 60.0  # seconds: the first import of a large library, on a slow disk


class TimeUp(BaseException):
    """Raised inside the learner's code; not an ``Exception``, so that ``except Exception`` lets it by."""


@dataclass(frozen=True)
class Outcome:
    """What came of one call: a value, or an error, or neither because time was up."""

    value: Any = None
    error: BaseException | None = None
    timed_out: bool = False
    printed: str = ""
    changed: tuple[int, ...] = ()
    helpers_used: tuple[str, ...] = ()
    line: int | None = None  # of the function itself, where it raised the error


class Budget:
    """Seconds shared by all calls of one check."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds left, at least a millisecond so that a timer can be armed."""
        return max(self._end - time.monotonic(), 1e-3)

    def forgive(self, seconds: float) -> None:
        """Do not count ``seconds`` that went by."""
        self._end += seconds


class _Ear(io.TextIOBase):
    """Keeps the beginning of what is printed, and no more of it however much that is."""

    def __init__(self, limit: int = 2000) -> None:
        self._limit, self._kept = limit, ""

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if len(self._kept) < self._limit:
            self._kept += str(text)[: self._limit - len(self._kept)]
        return len(text)

    def heard(self) -> str:
        return self._kept


def call(
    function: Callable[..., Any], arguments: tuple[Any, ...], budget: Budget, *, watch: bool = False
) -> Outcome:
    """Call ``function`` on copies of ``arguments``; never raises, never outlasts ``budget``.

    With ``watch`` the modules of this package that the call entered are recorded.
    """
    if isinstance(function, Elsewhere):
        return function.outcome(arguments, budget, watch=watch)
    given = tuple(_copy(a) for a in arguments)
    ear = _Ear()
    used: set[str] = set()
    try:
        with contextlib.redirect_stdout(ear), contextlib.redirect_stderr(ear), _nobody_to_ask():
            value = run_limited(
                lambda: _watched(function, given, used) if watch else function(*given),
                budget.left(),
                budget.forgive,
            )
    except TimeUp:
        return Outcome(timed_out=True, printed=ear.heard())
    except BaseException as error:
        line = _line_of(error, function)
        return Outcome(error=error, printed=ear.heard(), changed=_changed(arguments, given), line=line)
    return Outcome(
        value=value, printed=ear.heard(), changed=_changed(arguments, given), helpers_used=tuple(sorted(used))
    )


@contextlib.contextmanager
def _nobody_to_ask() -> Iterator[None]:
    """``input()`` must not wait for somebody who does not know that he is asked."""

    def nobody(*_: Any) -> str:
        raise EOFError("nobody answers input() during a check")

    earlier, builtins.input = builtins.input, nobody
    try:
        yield
    finally:
        builtins.input = earlier


def run_limited(
    work: Callable[[], Any], seconds: float, forgive: Callable[[float], None] = lambda _: None
) -> Any:
    """Return ``work()``, or raise ``TimeUp`` after ``seconds``.

    In the main thread of a Unix process an alarm interrupts the work where it stands, again and
    again should the work swallow it. Elsewhere the work runs in a thread that is told to stop.

    An import that is under way when the alarm rings is not cut short: the work has its ``seconds`` after
    it, and ``forgive`` hears how many went by before.
    """
    if hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread():
        return _run_with_alarm(work, seconds, forgive)
    return _run_in_thread(work, seconds)


def _run_with_alarm(work: Callable[[], Any], seconds: float, forgive: Callable[[float], None]) -> Any:
    armed, rings, here, started = True, 0, sys._getframe(), time.monotonic()
    importing, again = 0.0, False  # seconds until an import was last seen at work; whether it is over

    def ring(_: int, frame: FrameType | None) -> None:
        nonlocal rings, importing, again
        if not armed:
            return
        passed = time.monotonic() - started
        if _within_import(frame, here) and passed < seconds + _IMPORT_GRACE:
            importing = importing if again else passed
            return
        if importing and not again:
            again = True
            signal.setitimer(signal.ITIMER_REAL, seconds, 0.02)
            return
        rings += 1
        if rings > 3:
            _stop_at_next_line(frame, here)
        raise TimeUp

    handler, tracer = signal.signal(signal.SIGALRM, ring), sys.gettrace()
    earlier, interval = signal.setitimer(signal.ITIMER_REAL, seconds, 0.02)
    try:
        try:
            return work()
        finally:
            armed = False
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)
        if sys.gettrace() is not tracer:
            sys.settrace(tracer)
        forgive(importing)
        if earlier:
            left = earlier - (time.monotonic() - started - importing)
            signal.setitimer(signal.ITIMER_REAL, max(left, 1e-3), interval)


def _within_import(frame: FrameType | None, here: FrameType) -> bool:
    """Whether a module is being imported: cut short, it would stay broken for the rest of the session."""
    while frame is not None and frame is not here:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False


def _stop_at_next_line(frame: FrameType | None, here: FrameType) -> None:
    """For code that catches everything: raise once more on its next line, which is its own ``except``."""

    def stop(_: FrameType, event: str, __: Any) -> Any:
        if event == "line":
            raise TimeUp
        return stop

    sys.settrace(stop)
    while frame is not None and frame is not here:
        frame.f_trace = stop
        frame = frame.f_back


def _run_in_thread(work: Callable[[], Any], seconds: float) -> Any:
    import ctypes

    box: dict[str, Any] = {}

    def body() -> None:
        try:
            box["value"] = work()
        except BaseException as error:
            box["error"] = error

    thread = threading.Thread(target=body, daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        for _ in range(50):
            ctypes.pythonapi.PyThreadState_SetAsyncExc(
                ctypes.c_ulong(thread.ident or 0), ctypes.py_object(TimeUp)
            )
            thread.join(0.02)
            if not thread.is_alive():
                break
        raise TimeUp
    if "error" in box:
        raise box["error"]
    return box["value"]


def _watched(function: Callable[..., Any], arguments: tuple[Any, ...], used: set[str]) -> Any:
    """Call ``function`` and note in ``used`` which functions of this package it enters, by any name."""

    def note(frame: Any, event: str, _: Any) -> None:
        if event == "call":
            module = frame.f_globals.get("__name__", "")
            # What is printed goes through this module's own ``write``.
            if isinstance(module, str) and module.startswith("helpers.") and module != __name__:
                used.add(f"{module}.{frame.f_code.co_name}")

    earlier = sys.getprofile()
    sys.setprofile(note)
    try:
        return function(*arguments)
    finally:
        sys.setprofile(earlier)


def _line_of(error: BaseException, function: Any) -> int | None:
    """Which line of ``function`` itself was running, counted from its first."""
    code, line = getattr(function, "__code__", None), None
    trace = error.__traceback__
    while trace is not None:
        if code is not None and trace.tb_frame.f_code is code:
            line = trace.tb_lineno - code.co_firstlineno + 1
        trace = trace.tb_next
    return line


def _copy(value: Any) -> Any:
    try:
        return copy.deepcopy(value)
    except Exception:
        return value


def _changed(before: tuple[Any, ...], after: tuple[Any, ...]) -> tuple[int, ...]:
    return tuple(
        i
        for i, (a, b) in enumerate(zip(before, after, strict=True))
        if isinstance(a, np.ndarray) and not (a.shape == b.shape and np.array_equal(a, b, equal_nan=True))
    )
