"""The other wall: files by an allow-list, held by the kernel for a process that may do nothing special.

It stands where namespaces are refused, as in an unprivileged container. What it lacks: it hides neither that
a file exists, nor its size and time; and it knows no quota.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from collections.abc import Sequence

from helpers.grading.batch.jail.linux import JailError, libc, machine, syscall
from helpers.grading.batch.jail.namespaces import DEVICES

_CREATE, _ADD, _RESTRICT = (444, 444), (445, 445), (446, 446)
_VERSION, _PATH_BENEATH = 1, 1
# Rights on files, by bit; those from bit 13 came with later versions.
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 2, 4, 8
_MAKE_CHAR, _MAKE_SOCK, _MAKE_FIFO, _MAKE_BLOCK = 1 << 6, 1 << 9, 1 << 10, 1 << 11
_TRUNCATE, _IOCTL = 1 << 14, 1 << 15
_ON_A_FILE = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE
# Versions: before 3 a file that may only be read can be emptied; 4 binds TCP, 5 ioctl, 6 signals.
OLDEST, NETWORK, IOCTL, SCOPES = 3, 4, 5, 6


def version() -> int:
    """The version of Landlock this kernel has; 0 where it has none."""
    machine()
    return max(int(libc().syscall(ctypes.c_long(_CREATE[0]), None, ctypes.c_size_t(0), _VERSION)), 0)


def enter(readable: Sequence[str], writable: Sequence[str] = ()) -> None:
    """Let this process read and write no files but these, for good; needs no_new_privs to be set."""
    known = version()
    if not known:
        raise JailError(errno.ENOSYS, "Landlock is not in this kernel, or switched off")
    if known < OLDEST:
        raise JailError(
            errno.ENOSYS, f"Landlock of this kernel, version {known}, does not keep files from being emptied"
        )
    everything = (1 << (16 if known >= IOCTL else 15)) - 1
    ruleset = _ruleset(known, everything)
    write = everything & ~(_EXECUTE | _MAKE_CHAR | _MAKE_SOCK | _MAKE_FIFO | _MAKE_BLOCK | _IOCTL)
    for paths, rights in (
        (readable, _READ_FILE | _READ_DIR),
        (writable, write),
        (DEVICES, _READ_FILE | _WRITE_FILE),
    ):
        for path in filter(os.path.exists, paths):
            _allow(ruleset, path, rights if os.path.isdir(path) else rights & _ON_A_FILE & everything)
    syscall(_RESTRICT, ctypes.c_int(ruleset), ctypes.c_uint(0), what="Landlock")
    os.close(ruleset)


def _ruleset(known: int, everything: int) -> int:
    network, scopes = (3 if known >= NETWORK else 0), (3 if known >= SCOPES else 0)
    fields = struct.pack("QQQ", everything, network, scopes)
    size = 24 if known >= SCOPES else 16 if known >= NETWORK else 8
    return syscall(_CREATE, fields[:size], ctypes.c_size_t(size), ctypes.c_uint(0), what="Landlock's rules")


def _allow(ruleset: int, path: str, rights: int) -> None:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    rule = struct.pack("=Qi", rights, place)
    arguments = ctypes.c_int(ruleset), ctypes.c_int(_PATH_BENEATH), rule, ctypes.c_uint(0)
    syscall(_ADD, *arguments, what=f"Landlock's rule for {path}")
    os.close(place)
