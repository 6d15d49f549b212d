"""A class on the workers of a Dask scheduler: whoever dies, the sheet is that of a quiet machine."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from helpers.grading.batch.cluster import Cluster
from helpers.grading.batch.run import grade
from tests.grading.batch.class_room import FAKE, batch, hand_in, silent

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
