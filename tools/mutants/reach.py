"""Which tests reach which function: a test that never calls a function cannot notice a change in it."""

from __future__ import annotations

import functools
import gc
import importlib
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import CodeType
from typing import Any

import pytest

TOOL = sys.monitoring.COVERAGE_ID
Function = tuple[str, str]  # the file's path and the qualified name of the outermost function


class Reach:
    """A pytest plugin that notes the functions of ``files`` which each test calls.

    What the import of ``module`` calls is counted for every test; what a test file calls while it is
    collected or in a fixture, for every test of the file.
    """

    def __init__(self, module: str, files: set[Path]) -> None:
        self.module, self.files = module, {str(path) for path in files}
        self.called: dict[str, set[Function]] = defaultdict(set)
        self._now: set[Function] = set()
        self._caches: list[Any] = []

    def pytest_configure(self) -> None:
        sys.monitoring.use_tool_id(TOOL, "mutants")
        sys.monitoring.register_callback(TOOL, sys.monitoring.events.PY_START, self._started)
        sys.monitoring.set_events(TOOL, sys.monitoring.events.PY_START)
        importlib.import_module(f"helpers.{self.module}")
        self._note("")

    def _started(self, code: CodeType, _: int) -> Any:
        if code.co_filename in self.files:
            self._now.add((code.co_filename, code.co_qualname.partition(".<locals>")[0]))
        return sys.monitoring.DISABLE  # until the next test

    def _note(self, key: str) -> None:
        self.called[key] |= self._now
        self._now = set()
        for cached in self._caches:
            cached.cache_clear()  # else only the first test to ask would be seen to call
        sys.monitoring.restart_events()

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self, collector: Any) -> Iterator[None]:
        report = yield
        self._note(_file(collector.nodeid))
        return report

    def pytest_collection_finish(self) -> None:
        self._caches = [found for found in gc.get_objects() if _ours(found)]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_setup(self, item: Any) -> Iterator[None]:
        result = yield
        self._note(_file(item.nodeid))
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: Any) -> Iterator[None]:
        result = yield
        self._note(item.nodeid)
        return result


def reaches(called: dict[str, set[Function]], test: str, function: Function) -> bool:
    """Whether ``test`` calls ``function``; of code outside functions (no name), always."""
    return not function[1] or any(function in called.get(key, ()) for key in ("", _file(test), test))


def _ours(found: Any) -> bool:
    return isinstance(found, functools._lru_cache_wrapper) and found.__module__.startswith(
        ("helpers", "test")
    )


def _file(nodeid: str) -> str:
    return nodeid.partition("::")[0]
