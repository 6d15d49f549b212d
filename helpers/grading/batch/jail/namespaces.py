"""The stronger wall: a root of its own, no network, nobody else's processes.

Only what is listed is there, and read-only; a small tmpfs is all that can be written to. Root needs no user
namespace for it; anybody else needs one, which many containers and Ubuntu's AppArmor refuse.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from helpers.grading.batch.jail.linux import JailError, die_with_parent, libc, succeeded, syscall

HOME, TEMPORARY = "/work", "/tmp"
DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")
_RDONLY, _NOSUID, _NODEV, _NOEXEC, _BIND, _REC, _PRIVATE = 1, 2, 4, 8, 1 << 12, 1 << 14, 1 << 18
_ATTR_RDONLY, _ATTR_NOSUID, _ATTR_NODEV = 1, 2, 4
_AT_FDCWD, _AT_RECURSIVE, _DETACH = -100, 0x8000, 2
_OLD = "/old"
_INODES = 4096


def enter(
    readable: Sequence[str],
    *,
    scratch_mb: int,
    owner: int,
    processes_visible: bool,
    inside: Callable[[], None],
) -> None:
    """Return in a child that is alone; the caller's own process waits for it and ends as it ends.

    ``inside`` is called in the child while it can still mount and change its user.
    """
    _leave_the_others()
    _own_root(readable, scratch_mb, owner)
    pid = os.fork()  # only children enter the new pid namespace
    if pid:
        _, status = os.waitpid(pid, 0)
        code = os.waitstatus_to_exitcode(status)
        os._exit(code if code >= 0 else 128 - code)
    if processes_visible:
        _mount("proc", "/proc", "proc", _RDONLY | _NOSUID | _NODEV | _NOEXEC)
    inside()
    die_with_parent()  # changing the user has cleared it


def _leave_the_others() -> None:
    if sys.platform != "linux":
        raise JailError(0, "namespaces are Linux's")
    uid, gid = os.getuid(), os.getgid()
    flags = os.CLONE_NEWNS | os.CLONE_NEWPID | os.CLONE_NEWNET | os.CLONE_NEWIPC | os.CLONE_NEWUTS
    try:
        os.unshare(flags | (os.CLONE_NEWUSER if uid else 0))
    except OSError as error:
        raise JailError(error.errno, f"namespaces: {error.strerror}") from None
    if uid:
        for name, text in (
            ("setgroups", "deny"),
            ("uid_map", f"{uid} {uid} 1"),
            ("gid_map", f"{gid} {gid} 1"),
        ):
            Path("/proc/self", name).write_text(text)


def _own_root(readable: Sequence[str], scratch_mb: int, owner: int) -> None:
    _mount(None, "/", None, _REC | _PRIVATE)
    size = f"size={scratch_mb}m,nr_inodes={_INODES},mode=755"
    _mount("jail", TEMPORARY, "tmpfs", _NOSUID | _NODEV, size)
    os.mkdir(TEMPORARY + _OLD)
    os.chdir(TEMPORARY)
    # Pivot first, bind afterwards: what is bound may itself stand under the mount point.
    syscall((155, 41), b".", _OLD[1:].encode(), what="pivot_root")
    os.chdir("/")
    for target, source in _bound(readable).items():
        _bind(target, source)
    for path in DEVICES:
        _bind(path, path, read_only=False)
    for path in (HOME, TEMPORARY):
        os.makedirs(path, exist_ok=True)
        if os.getuid() == 0:
            os.chown(path, owner, owner)
    os.makedirs("/proc", exist_ok=True)
    succeeded(libc().umount2(_OLD.encode(), _DETACH), "taking the old root away")
    os.rmdir(_OLD)
    os.chdir(HOME)


def _bound(readable: Sequence[str]) -> dict[str, str]:
    """Where something is to be seen → where it is; without what stands inside another."""
    wanted = {path: real for given in readable for real in [_real(given)] for path in (given, real)}
    found: dict[str, str] = {}
    for path, real in sorted(wanted.items()):
        within = next((f for f in found if path.startswith(f.rstrip("/") + "/")), "")
        if not (within and real == found[within] + path.removeprefix(within)):
            found[path] = real
    return found


def _real(path: str) -> str:
    """The path without symbolic links, looked up below the old root."""
    parts, done, hops = [p for p in path.split("/") if p], "", 0
    while parts:
        part = parts.pop(0)
        if part == "..":
            done = done.rpartition("/")[0]
        elif part != ".":
            here = f"{done}/{part}"
            if os.path.islink(_OLD + here) and hops < 40:
                link, hops = os.readlink(_OLD + here), hops + 1
                done = "" if link.startswith("/") else done
                parts = [p for p in link.split("/") if p] + parts
            else:
                done = here
    return done or "/"


def _bind(target: str, source: str, *, read_only: bool = True) -> None:
    there = _OLD + source
    if not os.path.exists(there):
        return
    if os.path.isdir(there):
        os.makedirs(target, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        Path(target).touch()
    _mount(there, target, None, _BIND | _REC)
    if read_only:
        # Adds to the flags of a whole tree, and keeps those that a container has locked.
        attributes = struct.pack("QQQQ", _ATTR_RDONLY | _ATTR_NOSUID | _ATTR_NODEV, 0, 0, 0)
        size = ctypes.c_size_t(len(attributes))
        flags = ctypes.c_uint(_AT_RECURSIVE)
        what = f"making {target} read-only"
        syscall((442, 442), ctypes.c_int(_AT_FDCWD), target.encode(), flags, attributes, size, what=what)


def _mount(source: str | None, target: str, kind: str | None, flags: int, data: str = "") -> None:
    texts = [None if s is None else s.encode() for s in (source, target, kind)]
    result = libc().mount(*texts, ctypes.c_ulong(flags), data.encode() or None)
    succeeded(result, f"mounting {target}")
