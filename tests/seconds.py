"""What each folder of tests took, printed at the end of a run that went through several."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

import pytest


class Seconds:
    """Adds up the reports of all tests; with xdist they all arrive where the summary is written."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self.tests: dict[str, set[str]] = defaultdict(set)

    def pytest_runtest_logreport(self, report: Any) -> None:
        folder = str(PurePosixPath(report.nodeid.partition("::")[0]).parent)
        self.seconds[folder] += report.duration
        self.tests[folder].add(report.nodeid)

    def lines(self) -> Iterator[str]:
        for folder, seconds in sorted(self.seconds.items(), key=lambda item: -item[1]):
            yield f"{seconds:8.1f} s  {len(self.tests[folder]):5d} tests  {folder}"

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        if len(self.seconds) > 1:
            terminalreporter.section("seconds by folder")
            terminalreporter.write_line("\n".join(self.lines()))


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Seconds(), "seconds-by-folder")
