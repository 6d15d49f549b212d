"""Pays for the imports once, then forks one walled-in process for each notebook.

``python -m helpers.grading.batch.jail.zygote FD [module …]``: FD is a SOCK_SEQPACKET to the grader, the
modules are imported besides. It holds no secret: what is in its memory every learner can read. It ends with
the grader, for then the socket closes, and its children end with it.
"""

from __future__ import annotations

import gc
import json
import os
import random
import signal
import socket
import sys
import tempfile
import time
from importlib import import_module
from typing import Any

from helpers.grading import registry
from helpers.grading.batch.jail import child, enter, warm, wire
from helpers.grading.batch.jail.limits import Limits
from helpers.grading.batch.jail.readable import readable
from helpers.grading.batch.jail.settings import ONE_THREAD

_WARM = (
    "numpy",
    "scipy.special",
    "scipy.stats",
    "scipy.optimize",
    "pandas",
    "matplotlib.pyplot",
    "anywidget",
    "helpers.learn",
    "helpers.datasets",
    "helpers.heterogeneity",
    "helpers.borrowing",
    "helpers.posterior",
    "helpers.plots",
    "helpers.widgets",
    "IPython.display",
)
_ORDER = 1 << 16  # bytes
_PATIENCE, _NAP = 20, 0.005  # an honest child ends by itself when its channel closes


def serve(control: socket.socket, also: list[str]) -> None:
    """Fork a child for each order, and end those that are to end, until the grader is gone."""
    for name in (*_WARM, *also):
        import_module(name)
    registry.exercises()
    warm.up(also)
    gc.collect()
    gc.freeze()  # else the collector of each child would touch, and so copy, all of it
    threads = os.listdir("/proc/self/task") if os.path.isdir("/proc/self/task") else ["one"]
    if len(threads) > 1:
        raise SystemExit(f"a process that forks has one thread; there are {len(threads)}")
    control.send(b"{}")
    while True:
        data, descriptors, _, _ = socket.recv_fds(control, _ORDER, 1)
        if not data:
            return
        order = json.loads(data)
        done = _end(order["end"]) if "end" in order else _spawn(order, descriptors[0], control)
        control.send(json.dumps(done).encode())


def _spawn(order: dict[str, Any], descriptor: int, control: socket.socket) -> dict[str, Any]:
    pid = os.fork()
    if pid == 0:
        try:
            control.close()
            _live(order, socket.socket(fileno=descriptor))
        finally:
            os._exit(0)
    os.close(descriptor)
    return {"pid": pid}


def _live(order: dict[str, Any], channel: socket.socket) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the grader's to handle
    os.setsid()
    _close_all_but(channel.fileno())
    wall, scratch = order["wall"], order["scratch"]
    home = "/work" if wall == enter.NAMESPACES else scratch or "/"
    try:
        enter.enter(
            wall,
            readable(),
            Limits(**order["limits"]),
            scratch=scratch,
            processes_visible=order["processes_visible"],
            prepare=lambda: _at_home(home),
        )
    except BaseException as error:
        channel.sendall(wire.pack({"refused": str(error) or type(error).__name__}))
        return
    channel.sendall(wire.pack({"walled": True}))
    child.obey(channel)


def _close_all_but(kept: int) -> None:
    null = os.open(os.devnull, os.O_RDWR)
    for standard in range(3):
        os.dup2(null, standard)
    highest = 1 << 16
    os.closerange(3, kept)
    os.closerange(kept + 1, highest)


def _at_home(home: str) -> None:
    import numpy as np

    os.environ.clear()
    places = dict.fromkeys(("HOME", "TMPDIR", "MPLCONFIGDIR", "NUMBA_CACHE_DIR"), home)
    os.environ.update(places | ONE_THREAD)
    os.environ.update(PATH="/usr/bin:/bin", LANG="C.UTF-8", BORROWING_STRENGTH_PROGRESS="off")
    tempfile.tempdir = home  # looked for once only, perhaps before the fork
    warm.settle(home)
    random.seed()
    np.random.seed()


def _end(pid: int) -> dict[str, Any]:
    """Kill a child, unless it has ended, and say how it ended and what it used."""
    for _ in range(_PATIENCE):
        ended, status, used = os.wait4(pid, os.WNOHANG)
        if ended:
            break
        time.sleep(_NAP)
    else:
        os.kill(pid, signal.SIGKILL)  # not yet reaped, so the number is still this process's
        _, status, used = os.wait4(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    return {"code": code, "cpu_seconds": used.ru_utime + used.ru_stime, "resident_kb": used.ru_maxrss}


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])), sys.argv[2:])
