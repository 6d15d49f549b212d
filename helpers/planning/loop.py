"""Running a programme thousands of times, exactly in each round, here or on any executor."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor, as_completed
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from helpers._progress import Progress, telling
from helpers._results import ByValue
from helpers._validate import described, seed_number, whole_number
from helpers.planning.programme import Programme, simulate

if TYPE_CHECKING:
    import pandas as pd

CHUNK = 500
MOST = 50_000_000  # rounds of all replications together


@dataclass(frozen=True, eq=False)
class LoopResult(ByValue):
    """What became of every replication of ``programme``: ``arrays`` of shape (replications, rounds).

    They are the columns of `table` and, for whoever would analyse the programmes anew, ``estimate`` and
    ``std_error`` of every experiment.
    """

    programme: Programme
    arrays: dict[str, Any]

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row a replication and round.

        Columns: ``replication`` (from 0), ``round`` (from 1), ``belief_mean`` and ``belief_sd`` (of the next
        market's effect, this round's data included), ``decision`` (bool: shipped in this market),
        ``truth`` (this market's effect), ``cost`` (of this round).
        """
        import pandas as pd

        count, rounds = self.arrays["truth"].shape
        columns = {
            "replication": np.repeat(np.arange(count), rounds),
            "round": np.tile(np.arange(1, rounds + 1), count),
        }
        columns |= {
            name: self.arrays[name].ravel()
            for name in ("belief_mean", "belief_sd", "decision", "truth", "cost")
        }
        return pd.DataFrame(columns)

    @cached_property
    def by_round(self) -> pd.DataFrame:
        """One row a round, averaged over replications.

        Columns: ``shipped`` (share), ``right`` (share of decisions that agree with the sign of the
        truth), ``wrongly_shipped`` (share shipped although harmful), ``gain`` (mean effect shipped),
        ``belief_mean``, ``belief_sd``, ``cost``.
        """
        import pandas as pd

        shipped, good = self.arrays["decision"], self.arrays["truth"] > 0
        columns = {
            "shipped": shipped,
            "right": shipped == good,
            "wrongly_shipped": shipped & ~good,
            "gain": np.where(shipped, self.arrays["truth"], 0.0),
            **{name: self.arrays[name] for name in ("belief_mean", "belief_sd", "cost")},
        }
        index = pd.RangeIndex(1, shipped.shape[1] + 1, name="round")
        return pd.DataFrame({name: values.mean(axis=0) for name, values in columns.items()}, index=index)


def planning_loop(
    programme: Programme,
    replications: int,
    seed: int,
    executor: Executor | None = None,
    progress: bool | Progress = False,
) -> LoopResult:
    """Simulate ``programme`` ``replications`` times (≥ 1); every posterior on the way is exact.

    ``seed`` is a whole number ≥ 0. Replications run in chunks of fixed size, each with a generator
    spawned from it, so the result depends neither on ``executor`` nor on how many replications follow;
    and two programmes with the same seed meet the same standard-normal luck. ``executor`` is any
    `concurrent.futures.Executor` (also that of a Dask cluster, ``client.get_executor()``); over processes a
    function ``n_per_arm`` must be picklable. ``progress`` is True for a line on standard error, or a
    function of (replications done, of how many).
    """
    if not isinstance(programme, Programme):
        raise TypeError(f"programme must be a Programme; found {described(programme)}")
    count = whole_number(replications, "replications", at_least=1)
    most = max(MOST // programme.rounds, 1)
    if max(count, CHUNK) > most:
        raise ValueError(
            f"replications must be at most {most} for a programme of {programme.rounds} rounds, and {CHUNK} "
            f"are drawn at once: the results have to fit in memory; found {count}"
        )
    root = np.random.SeedSequence(seed_number(seed))
    seeds = root.spawn(-(-count // CHUNK))
    jobs = [(programme, min(CHUNK, count - CHUNK * i), spawned) for i, spawned in enumerate(seeds)]
    parts: dict[int, dict[str, Any]] = {}
    done = 0
    with telling(progress) as tell:
        for i, part in _run(jobs, executor):
            parts[i] = part
            done += jobs[i][1]
            tell(done, count)
    names = parts[0]
    return LoopResult(programme, {n: np.concatenate([parts[i][n] for i in range(len(jobs))]) for n in names})


def run_chunk(programme: Programme, size: int, seed: np.random.SeedSequence) -> dict[str, Any]:
    """One chunk, drawn whole and round by round, so that neither size nor rounds shift the draws."""
    rng = np.random.default_rng(seed)
    noise = np.stack([rng.standard_normal((2, CHUNK)) for _ in range(programme.rounds)], axis=1)
    return simulate(programme, size, noise[:, :, :size])


def _run(jobs: list[Any], executor: Executor | None) -> Iterator[tuple[int, dict[str, Any]]]:
    if executor is None:
        for i, job in enumerate(jobs):
            yield i, run_chunk(*job)
        return
    if not hasattr(executor, "submit"):
        raise TypeError(
            f"executor must be a concurrent.futures.Executor or None; found {described(executor)}"
        )
    futures = {executor.submit(run_chunk, *job): i for i, job in enumerate(jobs)}
    try:
        for future in as_completed(futures):
            yield futures[future], future.result()
    finally:
        for future in futures:
            future.cancel()
