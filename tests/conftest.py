"""What all tests share: the certificate, which remembers the long proofs that already hold."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

# Before NumPy is loaded: two workers share the cores already, and BLAS's own threads wait for one another.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")
# No test may write into the record of whoever runs the tests.
os.environ["BORROWING_STRENGTH_PROGRESS"] = "off"

import hypothesis
import pytest

# Declared once, here: imported into two folders they would be two fixtures, and two browsers in one run.
pytest_plugins = ["tests.browser.fixtures", "tests.honest_approx", "tests.seconds"]

# The same examples on every machine, and none fails for being slow there.
hypothesis.settings.register_profile("course", deadline=None, derandomize=True)
hypothesis.settings.load_profile("course")

ROOT = Path(__file__).resolve().parents[1]
CERTIFICATE = ROOT / ".certify" / "passed.jsonl"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--resume-certify",
        action="store_true",
        help="leave out the long proofs that passed before on exactly these sources",
    )


def sources_hash() -> str:
    """SHA-256 over everything a long proof could depend on."""
    digest = hashlib.sha256()
    for folder in ("helpers", "tests", "solutions"):
        for path in sorted((ROOT / folder).rglob("*")):
            if (
                path.suffix in {".py", ".js", ".json", ".csv", ".gz", ".md"}
                and "node_modules" not in path.parts
            ):
                digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--resume-certify"):
        writes = not hasattr(config, "workerinput")  # what a worker reports comes to the one it works for
        config.pluginmanager.register(Certificate(sources_hash(), writes), "certificate")


class Certificate:
    """Notes each long proof that passed, line by line, so that a stopped run goes on where it was."""

    def __init__(self, sources: str, writes: bool) -> None:
        self.sources, self.writes = sources, writes

    def passed_before(self) -> set[str]:
        if not CERTIFICATE.exists():
            return set()
        lines = (json.loads(line) for line in CERTIFICATE.read_text().splitlines() if line.strip())
        return {line["test"] for line in lines if line["sources"] == self.sources}

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        done = self.passed_before()
        left_out = [item for item in items if item.nodeid in done]
        if left_out:
            config.hook.pytest_deselected(items=left_out)
            items[:] = [item for item in items if item.nodeid not in done]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if self.writes and report.when == "call" and report.passed:
            CERTIFICATE.parent.mkdir(exist_ok=True)
            with CERTIFICATE.open("a") as file:
                file.write(json.dumps({"test": report.nodeid, "sources": self.sources}) + "\n")
