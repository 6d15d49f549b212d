"""Judging a mutant: a forked process imports the package with the change and runs tests until one fails."""

from __future__ import annotations

import contextlib
import importlib.abc
import importlib.util
import multiprocessing
import os
import resource
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.machinery import ModuleSpec, SourceFileLoader
from multiprocessing.connection import Connection
from pathlib import Path
from types import CodeType
from typing import Any

from tools.mutants.changes import Mutant, mutated
from tools.mutants.reach import Function, Reach, reaches

ROOT = Path(__file__).resolve().parents[2]
MEMORY = 6 * 2**30
EXAMPLES = 25
PATIENCE = 20.0  # seconds that any test may take, or ten times what it takes without a mutant
NOT_HERE = "not slow and not browser and not book and not certify"


@dataclass
class Order:
    """Which tests run, and which of them first: those that killed before, then the quick ones."""

    seconds: dict[str, float] = field(default_factory=dict)
    kills: dict[str, int] = field(default_factory=dict)
    called: dict[str, set[Function]] | None = None

    def place(self, test: str) -> tuple[int, float]:
        """Sort key of a test."""
        return -self.kills.get(test, 0), self.seconds.get(test, 0.0)

    def concerns(self, test: str, mutant: Mutant | None) -> bool:
        """Whether ``test`` could notice ``mutant``, as far as is known."""
        if mutant is None or self.called is None:
            return True
        return reaches(self.called, test, (str(ROOT / mutant.file), mutant.function))


@dataclass(frozen=True)
class Verdict:
    """What became of a mutant: survived, killed (by which test), or timeout, which counts as killed."""

    outcome: str
    by: str
    seconds: float


def preload() -> None:
    """Import what every test needs, but nothing of the package, so that a fork starts warm."""
    for name in (
        "hypothesis",
        "_hypothesis_pytestplugin",
        "pandas",
        "playwright.sync_api",
        "pytest",
        "scipy.integrate",
        "scipy.optimize.elementwise",
        "scipy.special",
        "scipy.stats",
    ):
        importlib.import_module(name)


def baseline(module: str, files: Sequence[Path], tests: Sequence[str]) -> tuple[Order, float]:
    """Run the tests on the package as it is, in a fork: what each took and called, and the time of all."""
    start = time.perf_counter()
    receive, send = multiprocessing.Pipe(duplex=False)
    process = _fork(None, module, tests, Order(), send, Reach(module, set(files)))
    report = _receive(receive)
    process.join()
    if report is None or report["exit"] != 0:
        raise RuntimeError(f"the tests of {module} fail without any mutant: {report and report['failed']}")
    return Order(seconds=report["seconds"], called=report["called"]), time.perf_counter() - start


class Trial:
    """One mutant under judgement."""

    def __init__(self, mutant: Mutant, module: str, tests: Sequence[str], order: Order, limit: float) -> None:
        self.mutant, self.limit, self.start = mutant, limit, time.perf_counter()
        self._receive, send = multiprocessing.Pipe(duplex=False)
        self._process = _fork(mutant, module, tests, order, send)

    def verdict(self) -> Verdict | None:
        """The verdict, or None while the tests run."""
        took = time.perf_counter() - self.start
        if self._process.is_alive() and not self._receive.poll():
            if took < self.limit:
                return None
            self._stop()
            return Verdict("timeout", f"{self.limit:.0f} s", took)
        report = _receive(self._receive)
        if report is None:
            self._process.join()
            if self._process.exitcode == -signal.SIGALRM:
                return Verdict("timeout", "one test", took)
            return Verdict("killed", "the process died", took)
        self._stop()
        return (
            Verdict("survived", "", took)
            if report["exit"] == 0
            else Verdict("killed", report["failed"], took)
        )

    def _stop(self) -> None:
        self._process.kill()
        self._process.join()


def _receive(connection: Connection) -> dict[str, Any] | None:
    try:
        return connection.recv()  # type: ignore[no-any-return]
    except EOFError:
        return None


def _fork(
    mutant: Mutant | None, module: str, tests: Sequence[str], order: Order, send: Connection, *more: Any
) -> Any:
    process = multiprocessing.get_context("fork").Process(
        target=_judge, args=(mutant, module, tests, order, send, *more)
    )
    process.start()
    send.close()
    return process


def _judge(
    mutant: Mutant | None,
    module: str,
    tests: Sequence[str],
    order: Order,
    send: Connection,
    reach: Reach | None = None,
) -> None:
    import pytest

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    if mutant is not None:
        sys.meta_path.insert(0, _Finder(mutant))
    watcher = _Watcher(module, order, mutant)
    # Other packages' plugins take longer to load than most tests to run.
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    options = ["-p", "_hypothesis_pytestplugin", "-x", "-q", "-p", "no:cacheprovider", "-m", NOT_HERE]
    with (
        open(os.devnull, "w") as nowhere,
        contextlib.redirect_stdout(nowhere),
        contextlib.redirect_stderr(nowhere),
    ):
        code = int(pytest.main([*options, *tests], plugins=[watcher, *([reach] if reach else [])]))
    send.send(
        {
            "exit": 0 if code == pytest.ExitCode.NO_TESTS_COLLECTED else code,  # none can notice: it survives
            "failed": watcher.failed or "collection",
            "seconds": watcher.seconds,
            "called": reach and dict(reach.called),
        }
    )


class _Watcher:
    """A pytest plugin: few examples, likely killers first, what failed and what it took."""

    def __init__(self, module: str, order: Order, mutant: Mutant | None) -> None:
        self.module, self.order, self.mutant = module, order, mutant
        self.failed, self.seconds = "", dict[str, float]()

    def pytest_configure(self) -> None:
        import hypothesis

        quick = hypothesis.settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[hypothesis.Phase.generate],
        )
        hypothesis.settings.register_profile("mutants", quick)
        hypothesis.settings.load_profile("mutants")

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        items[:] = [item for item in items if self._concerns(item.nodeid)]
        items.sort(key=lambda item: self.order.place(item.nodeid))

    def _concerns(self, test: str) -> bool:
        """The table of bad arguments covers many modules: only the rows of this one."""
        if "test_bad_arguments" in test and f"[{self.module}." not in test:
            return False
        return self.order.concerns(test, self.mutant)

    def pytest_runtest_setup(self, item: Any) -> None:
        """A loop that a mutant made endless is not waited for: an alarm nobody heeds ends the process."""
        usual = self.order.seconds.get(item.nodeid, PATIENCE)
        signal.setitimer(signal.ITIMER_REAL, max(PATIENCE, 10 * usual))

    def pytest_runtest_logreport(self, report: Any) -> None:
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0.0) + report.duration
        if report.failed and not self.failed:
            self.failed = report.nodeid


class _Finder(importlib.abc.MetaPathFinder):
    """Finds one file of the package, with the change made."""

    def __init__(self, mutant: Mutant) -> None:
        self.path = ROOT / mutant.file
        parts = Path(mutant.file).with_suffix("").parts
        self.package = parts[-1] == "__init__"
        self.name = ".".join(parts[:-1] if self.package else parts)
        self.mutant = mutant

    def find_spec(self, fullname: str, *_: Any) -> ModuleSpec | None:
        if fullname != self.name:
            return None
        locations = [str(self.path.parent)] if self.package else None
        loader = _Loader(self.mutant, fullname, str(self.path))
        return importlib.util.spec_from_file_location(
            fullname, self.path, loader=loader, submodule_search_locations=locations
        )


class _Loader(SourceFileLoader):
    def __init__(self, mutant: Mutant, fullname: str, path: str) -> None:
        super().__init__(fullname, path)
        self.mutant = mutant

    def get_code(self, _: str) -> CodeType:
        source = Path(self.path).read_text(encoding="utf-8")
        return compile(mutated(source, self.mutant), self.path, "exec")
