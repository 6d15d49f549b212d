"""Judging on a Dask cluster, of which every part may die: what counts is in the journal.

Whoever connects to a scheduler may run code on its workers: let it listen on 127.0.0.1 alone, or use TLS
(``tls://``, with the certificates in Dask's own configuration). The workers need the course installed, and
the folder of ``--out`` at the same path.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from typing import Any

from helpers.grading.batch import Stop
from helpers.grading.batch.version import of_the_package
from helpers.grading.batch.worker import JUDGE, Task, Worker

ROUNDS = 3
_here = threading.local()


def judge_one(judge: str, task: Task) -> str:
    """Runs in a thread of a Dask worker, which keeps one process of ours: text in, text out.

    The judge forks, and Dask's workers have threads; so it has a process of its own here, too.
    """
    worker: Worker | None = getattr(_here, "worker", None)
    if worker is None or worker.process.poll() is not None:
        worker = _here.worker = Worker(judge)
    try:
        worker.give(task)
        while (answer := worker.read()) is None:
            pass
    except BaseException:
        worker.end()
        raise
    return answer


def _agreed(versions: Mapping[str, str]) -> None:
    """Stop unless every worker has the course that is here: others would grade by other rules."""
    here = of_the_package()
    others = sorted(worker for worker, version in versions.items() if version != here)
    if others:
        raise Stop(
            f"--executor: {', '.join(others)} has another version of the course than this machine. Install "
            "the same there, start the workers anew, then go on with --resume"
        )


class Cluster:
    """The workers of the scheduler at ``address``; as `Pool`."""

    def __init__(self, address: str, judge: str = JUDGE) -> None:
        self.address, self.judge = address, judge

    def judged(self, tasks: Mapping[str, Task]) -> Iterator[tuple[str, str | None]]:
        """Send all tasks; what is lost with a worker is sent again, three times in all."""
        from distributed import Client

        left = dict(tasks)
        try:
            with Client(self.address, timeout=30, set_as_default=False) as client:
                _agreed(client.run(of_the_package))
                for again in range(ROUNDS):
                    for key, answer in self._round(client, left, again):
                        del left[key]
                        yield key, answer
        except (OSError, TimeoutError) as error:
            raise Stop(
                f"--executor: no connection to {self.address} ({error}). What was judged is in the journal; "
                "start the scheduler, then go on with --resume"
            ) from None
        for key in left:
            yield key, None

    def _round(self, client: Any, tasks: dict[str, Task], again: int) -> Iterator[tuple[str, str]]:
        from distributed import as_completed

        futures = client.map(
            judge_one,
            [self.judge] * len(tasks),
            list(tasks.values()),
            key=[f"grade-{again}-{key}" for key in tasks],
            retries=2,
        )
        names = {future.key: key for future, key in zip(futures, tasks, strict=True)}
        for future, answer in as_completed(futures, client.loop, with_results=True, raise_errors=False):
            if future.status == "finished":
                yield names[future.key], answer
            future.release()
