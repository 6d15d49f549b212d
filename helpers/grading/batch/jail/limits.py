"""How much one notebook may use, and giving up every privilege."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import resource
import struct
from dataclasses import dataclass

from helpers.grading.batch.jail.linux import (
    PR_CAPBSET_DROP,
    PR_SET_DUMPABLE,
    PR_SET_NO_NEW_PRIVS,
    libc,
    prctl,
    syscall,
)

NOBODY = 64000  # the user a learner's process becomes where the grader is root
_CAPABILITY_VERSION = 0x20080522
_OPEN_FILES, _THREADS, _STACK_MB = 64, 64, 8


@dataclass(frozen=True)
class Limits:
    """What one notebook may use.

    ``cell_seconds`` is the time of one cell, ``call_seconds`` the most that calls of one exercise may take
    (an exercise that sets itself less keeps that), ``notebook_seconds`` the time of all together. CPU time is
    cut off by the kernel should the grader itself be held up.
    """

    cell_seconds: float = 60.0
    call_seconds: float = 60.0
    notebook_seconds: float = 300.0
    cpu_seconds: int = 300
    memory_mb: int = 2048
    scratch_mb: int = 64
    file_mb: int = 50


def set_limits(limits: Limits, *, binds: bool) -> None:
    """Set the kernel's limits on this process; raises ``OSError`` where one does not hold and ``binds``."""
    threads = _THREADS + (0 if os.getuid() == NOBODY else _threads_of_this_user())
    wanted = {
        "AS": limits.memory_mb << 20,
        "CPU": limits.cpu_seconds,
        "FSIZE": limits.file_mb << 20,
        "NOFILE": _OPEN_FILES,
        "NPROC": threads,
        "CORE": 0,
        "MEMLOCK": 0,
        "MSGQUEUE": 0,
        "STACK": _STACK_MB << 20,
    }
    for name, value in wanted.items():
        which = getattr(resource, f"RLIMIT_{name}", None)
        with contextlib.nullcontext() if binds else contextlib.suppress(OSError, ValueError):
            if which is not None:
                hard = resource.getrlimit(which)[1]
                low = value if hard == resource.RLIM_INFINITY else min(value, hard)
                resource.setrlimit(which, (low, low))


def _threads_of_this_user() -> int:
    """The kernel counts all that a user runs, not this process's own."""
    uid, found = os.getuid(), 0
    for entry in os.scandir("/proc") if os.path.isdir("/proc") else ():
        with contextlib.suppress(OSError):
            if entry.name.isdigit() and entry.stat().st_uid == uid:
                found += len(os.listdir(f"/proc/{entry.name}/task"))
    return found


def become_nobody() -> None:
    """From root to nobody in particular, whom the limit on threads binds."""
    if os.getuid() == 0:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)


def give_up_privileges() -> None:
    """No capability, now or by any program, and nobody may look into this process."""
    for capability in range(64):
        number = ctypes.c_ulong(capability)
        if libc().prctl(PR_CAPBSET_DROP, number, 0, 0, 0) < 0 and ctypes.get_errno() == errno.EINVAL:
            break  # past the last one
    header, none = struct.pack("Ii", _CAPABILITY_VERSION, 0), bytes(24)
    syscall((126, 91), header, none, what="giving up capabilities")
    prctl(PR_SET_NO_NEW_PRIVS, 1, what="no_new_privs")
    prctl(PR_SET_DUMPABLE, 0, what="closing this process to others")
