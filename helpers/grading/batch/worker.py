"""One worker: a process of its own, with one thread, that judges a notebook at a time.

It reads tasks from its standard input, a line of JSON each, and answers with the line of its judge. Nothing
is unpickled, on either side.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from helpers.grading import private
from helpers.grading.batch.jail.linux import die_with_parent
from helpers.grading.batch.jail.settings import ONE_THREAD

JUDGE = "helpers.grading.batch.judge"
_HERE = str(Path(__file__).resolve().parents[3])
_LONGEST = 64 << 20  # bytes of one answer
_SETTINGS = {
    **ONE_THREAD,
    "MKL_NUM_THREADS": "1",
    "NUMBA_NUM_THREADS": "1",
    "BORROWING_STRENGTH_PROGRESS": "off",
}

Task = dict[str, Any]


class Worker:
    """A worker as seen by whoever gives it tasks. ``judge`` is a module with ``Job`` and ``judged``."""

    def __init__(self, judge: str = JUDGE) -> None:
        path = [_HERE, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
        self.process = subprocess.Popen(
            # -P: where the trainer stands may be full of learners' files, a numpy.py among them.
            [sys.executable, "-P", "-m", "helpers.grading.batch.worker", judge],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | _SETTINGS | {"PYTHONPATH": os.pathsep.join(path)},
            start_new_session=True,  # Ctrl-C is for the trainer's process, which ends the others itself
        )
        self._read = b""

    def give(self, task: Task) -> bool:
        """Hand a task over; False where the worker is gone."""
        assert self.process.stdin
        try:
            self.process.stdin.write(json.dumps(task).encode() + b"\n")
            self.process.stdin.flush()
        except OSError:
            return False
        return True

    @property
    def output(self) -> int:
        """The file descriptor to wait for."""
        assert self.process.stdout
        return self.process.stdout.fileno()

    def read(self) -> str | None:
        """The answer, if what can be read now completes it; raises ``EOFError`` where the worker is gone."""
        data = os.read(self.output, 1 << 20)
        self._read += data
        if not data or len(self._read) > _LONGEST:
            raise EOFError
        if not self._read.endswith(b"\n"):
            return None
        answer, self._read = self._read.decode("utf-8", "replace"), b""
        return answer

    def end(self) -> None:
        """Kill the worker and all that it has started in its group."""
        with suppress(OSError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                with suppress(OSError):
                    pipe.close()


def main(judge: str) -> None:
    """Judge what is asked for until nobody asks any more."""
    _die_with_parent()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what is printed meanwhile is no answer
    module = import_module(judge)
    for line in sys.stdin.buffer:
        task = json.loads(line)
        if place := task.pop("private", ""):
            private.use(place)
        limits = getattr(module, "Limits", dict)(**task["limits"])
        job = module.Job(**task | {"limits": limits})
        answers.write(module.judged(job).replace("\n", " ").encode() + b"\n")
        answers.flush()


def _die_with_parent() -> None:
    """Where the system can, end when the batch is killed, not only when its next task stays away."""
    parent = os.getppid()
    die_with_parent()
    if os.getppid() != parent:
        os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])
