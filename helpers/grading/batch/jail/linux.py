"""The system calls that Python does not offer, by ctypes; an error names the call that failed."""

from __future__ import annotations

import ctypes
import os
import platform
import signal
from functools import cache
from typing import Any

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 1, 4, 22, 24, 38
MACHINES = ("x86_64", "aarch64")  # those whose system calls are numbered here


class JailError(OSError):
    """A wall could not be built; nothing may run."""


@cache
def libc() -> Any:
    """The C library, found when it is first needed: elsewhere than on Linux this module is only imported."""
    return ctypes.CDLL(None, use_errno=True)


@cache
def machine() -> int:
    """Which column of a table of system calls is this machine's; raises `JailError` for one unknown."""
    if platform.system() != "Linux" or platform.machine() not in MACHINES:
        found = f"{platform.system()} on {platform.machine()}"
        raise JailError(0, f"the walls are built on Linux, on {' or '.join(MACHINES)}; this is {found}")
    return MACHINES.index(platform.machine())


def succeeded(result: int, what: str) -> int:
    """``result``, unless it says that ``what`` failed."""
    if result < 0:
        code = ctypes.get_errno()
        raise JailError(code, f"{what}: {os.strerror(code)}")
    return result


def syscall(numbers: tuple[int, int], *arguments: Any, what: str) -> int:
    """Make the system call with this number (x86_64, aarch64)."""
    return succeeded(libc().syscall(ctypes.c_long(numbers[machine()]), *arguments), what)


def prctl(option: int, *arguments: int, what: str) -> None:
    """Change something about this process."""
    padded = [ctypes.c_ulong(a) for a in (*arguments, 0, 0, 0, 0)[:4]]
    succeeded(libc().prctl(option, *padded), what)


def die_with_parent() -> None:
    """Have the kernel kill this process when the one that forked it ends, however that ends."""
    if platform.system() == "Linux":
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL, what="dying with the parent")
