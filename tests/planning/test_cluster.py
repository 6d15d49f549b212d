"""The loop on a Dask cluster: the very code of chapter 18, and a worker that dies on the way."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from helpers.distributions import EffectPrior
from helpers.planning import Programme, planning_loop

PAGE = Path(__file__).parents[2] / "book" / "18-planning-loops.md"
FIXED = Programme(0.4, 0.5, 4.0, 400, 8, threshold=0.9)


def on_cluster() -> Callable[..., Any]:
    """The function that the page shows and does not run."""
    shown = re.findall(r"```python\n(from distributed.*?)```", PAGE.read_text("utf-8"), re.S)
    assert len(shown) == 1
    names: dict[str, Any] = {"planning_loop": planning_loop}
    exec(shown[0], names)
    return names["on_cluster"]  # type: ignore[no-any-return]


class Killer:
    """Progress that kills one worker, once, when so many programmes are done."""

    def __init__(self, at: int) -> None:
        self.at, self.killed = at, 0

    def __call__(self, done: int, count: int) -> None:
        if self.killed or done < self.at or done >= count:
            return
        from distributed import default_client

        self.killed = next(iter(default_client().run(os.getpid).values()))
        os.kill(self.killed, signal.SIGKILL)


def doubtful(belief: EffectPrior) -> int:
    return 100 if belief.sigma > 1 else 300


@pytest.mark.slow
def test_the_code_of_the_page_gives_the_same_table() -> None:
    """A worker is killed while chunks are waiting; a function of the belief travels along."""
    programme, killer = Programme(0.4, 0.5, 4.0, doubtful, 2), Killer(500)
    table = on_cluster()(programme, 3100, 5, killer).table
    assert killer.killed
    pd.testing.assert_frame_equal(table, planning_loop(programme, 3100, 5).table, check_exact=True)


@pytest.mark.certify
def test_ten_thousand_programmes_survive_a_worker() -> None:
    """10 000 × 8 rounds in under ten seconds of one core; the same table from two workers, one killed."""
    planning_loop(FIXED, 10, 18)  # imports and first calls are no part of it
    started = time.process_time()
    alone = planning_loop(FIXED, 10_000, 18).table
    assert time.process_time() - started < 10
    killer = Killer(2000)
    spread = on_cluster()(FIXED, 10_000, 18, killer).table
    assert killer.killed
    pd.testing.assert_frame_equal(spread, alone, check_exact=True)
