"""A class on the workers of a Dask scheduler: whoever dies, the sheet is that of a quiet machine."""

from __future__ import annotations

import csv
import json
import os
import signal
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from helpers.grading import exercises
from helpers.grading.batch import Stop
from helpers.grading.batch.cluster import Cluster
from helpers.grading.batch.jail import probe
from helpers.grading.batch.run import grade
from tests.answers_03_1 import WRONG
from tests.grading.batch.class_room import FAKE, batch, hand_in, silent
from tests.grading.batch.notebooks import solved, with_cell

pytestmark = pytest.mark.slow


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    import dask
    from distributed import LocalCluster

    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).resolve().parents[3]))
    alone = {"distributed.worker.daemon": False, "distributed.scheduler.allowed-failures": 5}
    with (
        dask.config.set(alone),
        LocalCluster(
            n_workers=2, threads_per_worker=1, host="127.0.0.1", scheduler_port=0, dashboard_address=None
        ) as found,
    ):
        yield found


def test_a_worker_killed_and_a_client_that_ends_change_no_byte(cluster: Any, tmp_path: Path) -> None:
    told = {f"learner{i}": "verdict 03.1: wrong" if i % 3 else "" for i in range(12)}
    root, key = hand_in(tmp_path / "in", **told), tmp_path / "k"
    quiet = batch(root, tmp_path / "quiet" / "grades.csv", key=key)
    grade(quiet, silent)
    out = tmp_path / "out" / "grades.csv"
    disturbed = replace(batch(root, out, key=key), judges=Cluster(cluster.scheduler_address, FAKE))

    class ClientError(Exception):
        """Of the client."""

    said: list[str] = []

    def disturb(line: str) -> None:
        said.append(line)
        if len(said) == 3:
            os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)
        if len(said) == 6:
            raise ClientError

    with pytest.raises(ClientError):
        grade(disturbed, disturb)
    assert not out.exists()
    assert 3 <= len(out.with_suffix(".journal").read_bytes().splitlines()) < 12
    grade(replace(disturbed, resume=True), silent)
    assert out.read_bytes() == quiet.places.sheet.read_bytes()


def test_a_worker_with_another_course_is_refused_before_anything_is_judged(
    cluster: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("helpers.grading.batch.cluster.of_the_package", another_course)
    out = tmp_path / "out" / "grades.csv"
    plan = batch(hand_in(tmp_path / "in", anna=""), out, key=tmp_path / "k")
    with pytest.raises(Stop, match=r"tcp://.* has another version of the course"):
        grade(replace(plan, judges=Cluster(cluster.scheduler_address, FAKE)), silent)
    assert not out.exists()


def another_course() -> str:
    """Here one version, on each worker another: what a worker answers holds its own process."""
    return f"version {os.getpid()}"


@pytest.mark.certify
def test_of_two_hundred_nobody_is_lost_and_nobody_counted_twice(cluster: Any, tmp_path: Path) -> None:
    """By the real judge; a worker dies, then the client is interrupted in the middle, then goes on.

    Every third forgets to square in 03.1, on which 03.2 builds; nothing else is wrong.
    """
    right = solved()
    fails = with_cell(right, "x03-1-answer", WRONG)
    root = tmp_path / "in"
    root.mkdir()
    for number in range(200):
        text = json.dumps(right if number % 3 else fails)
        (root / f"learner{number:03}__03-heterogeneity.ipynb").write_text(text)
    out = tmp_path / "out" / "grades.csv"
    plan = replace(batch(root, out, key=tmp_path / "k"), wall=probe.strongest())
    plan = replace(plan, judges=Cluster(cluster.scheduler_address))

    def disturb(_: str) -> None:
        judged = len(out.with_suffix(".journal").read_bytes().splitlines())
        if judged >= 40 and not killed:
            worker = next(iter(cluster.workers.values())).pid
            os.kill(worker, signal.SIGKILL)
            killed.append(worker)
        if judged >= 100:
            raise KeyboardInterrupt

    killed: list[int] = []
    with pytest.raises(KeyboardInterrupt):
        grade(plan, disturb)
    assert killed
    assert 100 <= len(out.with_suffix(".journal").read_bytes().splitlines()) < 200
    grade(replace(plan, resume=True), silent)

    with out.open(newline="") as file:
        rows = list(csv.DictReader(file))
    wanted = [e.id for e in exercises("03")]
    assert Counter((r["learner"], r["exercise"]) for r in rows) == Counter(
        (f"learner{number:03}", exercise) for number in range(200) for exercise in wanted
    )
    failed = {(r["learner"], r["exercise"]) for r in rows if r["verdict"] != "pass"}
    assert failed == {(f"learner{n:03}", wrong) for n in range(0, 200, 3) for wrong in ("03.1", "03.2")}
