"""Walling a process in for good, before it runs others' code. All of a wall stands, or nothing runs."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from helpers.grading.batch.jail import landlock, namespaces, seccomp
from helpers.grading.batch.jail.limits import (
    NOBODY,
    Limits,
    become_nobody,
    give_up_privileges,
    set_limits,
)
from helpers.grading.batch.jail.linux import JailError, die_with_parent, machine

NAMESPACES, LANDLOCK, NONE = "namespaces", "landlock", "none"
WALLS = (NAMESPACES, LANDLOCK)  # strongest first
_PUBLIC_IN_PROC = ("/proc/stat", "/proc/meminfo", "/proc/cpuinfo")


def enter(
    wall: str,
    readable: Sequence[str],
    limits: Limits,
    *,
    scratch: str = "",
    processes_visible: bool = False,
    prepare: Callable[[], None] = lambda: None,
) -> None:
    """Return only in the walled-in process; `JailError` where the wall does not stand.

    Call it in a forked process with a single thread, whose parent waits for it. ``scratch`` is the one folder
    that may be written where the wall has none of its own; ``prepare`` is called last of all before the
    limits are set, while files can still be written freely in there. With ``processes_visible`` there is a
    ``/proc`` that shows this process.
    """
    die_with_parent()
    if wall == NONE:
        os.chdir(scratch or "/")
        prepare()
        set_limits(limits, binds=False)
        return
    machine()
    if wall == NAMESPACES:
        namespaces.enter(
            readable,
            scratch_mb=limits.scratch_mb,
            owner=NOBODY,
            processes_visible=processes_visible,
            inside=become_nobody,
        )
    elif wall == LANDLOCK:
        os.chdir(scratch or "/")
    else:
        raise JailError(0, f"wall must be one of {', '.join((*WALLS, NONE))}; found {wall!r}")
    prepare()
    try:
        set_limits(limits, binds=True)
    except (OSError, ValueError) as error:
        raise JailError(0, f"the limits: {error}") from None
    give_up_privileges()
    if wall == LANDLOCK:
        own = [f"/proc/{os.getpid()}", *_PUBLIC_IN_PROC] if processes_visible else []
        landlock.enter([*readable, *own], [scratch] if scratch else [])
    seccomp.enter(signals_stay_in=wall == NAMESPACES, own_pid=os.getpid())
