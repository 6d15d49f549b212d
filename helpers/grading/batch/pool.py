"""Judging here: some workers, one of which may die at any time."""

from __future__ import annotations

import selectors
import time
from collections import deque
from collections.abc import Iterator, Mapping

from helpers.grading.batch.worker import JUDGE, Task, Worker

TRIES = 3
PATIENCE = 1800.0  # seconds for one notebook: the judge has limits of its own, this is for when they fail


class _Desk:
    """A worker and what it is at."""

    def __init__(self, judge: str) -> None:
        self.worker, self.key, self.since = Worker(judge), "", 0.0


class Pool:
    """``size`` workers; ``judged`` yields each answer as it comes, None after three tries without one."""

    def __init__(self, size: int, judge: str = JUDGE, patience: float = PATIENCE) -> None:
        self.size, self.judge, self.patience = size, judge, patience

    def judged(self, tasks: Mapping[str, Task]) -> Iterator[tuple[str, str | None]]:
        """Give every task to a worker; a task of one that dies is given to a new one."""
        waiting, tries = deque(tasks), dict.fromkeys(tasks, 0)
        desks: list[_Desk] = []
        try:
            desks += [_Desk(self.judge) for _ in range(min(self.size, len(tasks)))]
            while waiting or any(desk.key for desk in desks):
                for desk in desks:
                    if not desk.key and waiting:
                        key = desk.key = waiting.popleft()
                        tries[key] += 1
                        desk.since = time.monotonic()
                        desk.worker.give(tasks[key])  # where it is gone, reading finds the end
                for desk, answer in self._answers(desks):
                    key, desk.key = desk.key, ""
                    if answer is not None:
                        yield key, answer
                        continue
                    desk.worker.end()
                    desk.worker = Worker(self.judge)
                    if tries[key] < TRIES:
                        waiting.append(key)
                    else:
                        yield key, None
        finally:
            for desk in desks:
                desk.worker.end()

    def _answers(self, desks: list[_Desk]) -> Iterator[tuple[_Desk, str | None]]:
        """Who has answered by now, or has died, or has been at it for too long."""
        busy = [desk for desk in desks if desk.key]
        with selectors.DefaultSelector() as selector:
            for desk in busy:
                selector.register(desk.worker.output, selectors.EVENT_READ, desk)
            ready = [key.data for key, _ in selector.select(timeout=1.0)]
        for desk in busy:
            if desk in ready:
                try:
                    answer = desk.worker.read()
                except (EOFError, OSError):
                    yield desk, None
                else:
                    if answer is not None:
                        yield desk, answer
            elif time.monotonic() - desk.since > self.patience:
                yield desk, None
