"""The grader's end of a zygote: starts it, has it fork, has it end what it forked."""

from __future__ import annotations

import atexit
import json
import os
import socket
import subprocess
import sys
import threading
from dataclasses import asdict
from typing import Any

from helpers._course import COURSE
from helpers.grading.batch.jail.limits import Limits
from helpers.grading.batch.jail.linux import JailError
from helpers.grading.batch.jail.settings import ONE_THREAD

_KEPT = ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "MPLCONFIGDIR", "PYTENSOR_FLAGS")
_ANSWER = 1 << 12  # bytes
_PACKAGE_FOLDER = str(COURSE.parents[0] if COURSE.name == "course" else COURSE)


class Zygote:
    """A warm process that forks; ``also`` names modules it imports besides, such as ``pymc``."""

    def __init__(self, also: tuple[str, ...] = ()) -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-P",
                    "-m",
                    "helpers.grading.batch.jail.zygote",
                    str(theirs.fileno()),
                    *also,
                ],
                env=_environment(),
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                pass_fds=[theirs.fileno()],
                start_new_session=True,  # Ctrl-C is the grader's to handle
            )
        self._lock = threading.Lock()
        if not self._control.recv(_ANSWER):
            said = self.process.stderr.read().decode(errors="replace") if self.process.stderr else ""
            raise JailError(0, f"the process that forks learners did not start: {said[-500:]}")

    def spawn(
        self, wall: str, limits: Limits, *, scratch: str = "", processes_visible: bool = False
    ) -> tuple[int, socket.socket]:
        """A new child's process id, and the channel to it."""
        ours, theirs = socket.socketpair()
        order = {
            "wall": wall,
            "limits": asdict(limits),
            "scratch": scratch,
            "processes_visible": processes_visible,
        }
        with theirs:
            return int(self._ordered(order, theirs.fileno())["pid"]), ours

    def end(self, pid: int) -> dict[str, Any]:
        """Have a child killed, unless it has ended; its exit code, and what it used."""
        return self._ordered({"end": pid})

    def alive(self) -> bool:
        """Whether it can still fork."""
        return self.process.poll() is None

    def close(self) -> None:
        """End it, and with it whatever it has forked."""
        self._control.close()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stderr:
            self.process.stderr.close()

    def _ordered(self, order: dict[str, Any], *descriptors: int) -> dict[str, Any]:
        with self._lock:
            socket.send_fds(self._control, [json.dumps(order).encode()], descriptors)
            answer = self._control.recv(_ANSWER)
        if not answer:
            raise JailError(0, "the process that forks learners has ended")
        done: dict[str, Any] = json.loads(answer)
        return done


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return kept | {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "PYTHONPATH": _PACKAGE_FOLDER,
        "PYTHONDONTWRITEBYTECODE": "1",
        **ONE_THREAD,
    }


_ZYGOTES: dict[tuple[int, tuple[str, ...]], Zygote] = {}
_STARTING = threading.Lock()


def zygote(also: tuple[str, ...] = ()) -> Zygote:
    """This process's zygote, started when first needed, and again should it have died."""
    key = os.getpid(), also
    with _STARTING:
        if key not in _ZYGOTES or not _ZYGOTES[key].alive():
            _ZYGOTES[key] = Zygote(also)
        return _ZYGOTES[key]


@atexit.register
def close_all() -> None:
    """End this process's zygotes."""
    for pid, also in list(_ZYGOTES):
        if pid == os.getpid():
            _ZYGOTES.pop((pid, also)).close()
