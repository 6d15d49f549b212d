"""The filter of system calls in both walls: what no honest notebook needs, and what kernels are attacked by.

A list of what is denied, each with EPERM; no new process, no program, no socket. Threads are allowed.
"""

from __future__ import annotations

import ctypes
import struct

from helpers.grading.batch.jail.linux import PR_SET_PDEATHSIG, PR_SET_SECCOMP, libc, machine, succeeded

_NONE = -1  # a call that aarch64 does not have
_PROCESSES = {
    "fork": (57, _NONE),
    "vfork": (58, _NONE),
    "execve": (59, 221),
    "execveat": (322, 281),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
    "kcmp": (312, 272),
    "unshare": (272, 97),
    "setns": (308, 268),
    "personality": (135, 92),
}
_OTHERS_SHARE_OF_THE_MACHINE = {  # of any process of the same user, the grader's among them
    "setpriority": (141, 140),
    "ioprio_set": (251, 30),
    "sched_setparam": (142, 118),
    "sched_setscheduler": (144, 119),
    "sched_setattr": (314, 274),
    "sched_setaffinity": (203, 122),
    "migrate_pages": (256, 238),
    "move_pages": (279, 239),
}
_TALK = {
    "socket": (41, 198),
    "socketpair": (53, 199),
    "connect": (42, 203),
    "bind": (49, 200),
    "shmget": (29, 194),
    "shmat": (30, 196),
    "msgget": (68, 186),
    "semget": (64, 190),
    "mq_open": (240, 180),
}
_FILES = {
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "mount_setattr": (442, 442),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "quotactl": (179, 60),
    "swapon": (167, 224),
    # Landlock does not ask about these, which change files that may not be opened for writing.
    "chmod": (90, _NONE),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "chown": (92, _NONE),
    "fchown": (93, 55),
    "lchown": (94, _NONE),
    "fchownat": (260, 54),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "removexattr": (197, 14),
    "lremovexattr": (198, 15),
    "fremovexattr": (199, 16),
    "utime": (132, _NONE),
    "utimes": (235, _NONE),
    "utimensat": (280, 88),
    "futimesat": (261, _NONE),
    "inotify_init": (253, _NONE),
    "inotify_init1": (294, 26),
    "fanotify_init": (300, 262),
}
_KERNEL = {
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "kexec_load": (246, 104),
    "syslog": (103, 116),
    "acct": (163, 89),
    "setrlimit": (160, 164),
}
_SIGNALS = {
    "kill": (62, 129),
    "tkill": (200, 130),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "pidfd_send_signal": (424, 424),
}
_TGKILL, _CLONE, _CLONE3, _PRCTL, _PRLIMIT = (234, 131), (56, 220), (435, 435), (157, 167), (302, 261)
_ARCHITECTURE = (0xC000003E, 0xC00000B7)
_X32 = 0x40000000  # the same calls by other numbers
_CLONE_THREAD = 0x10000
_FILTER_MODE = 2
_ALLOW, _EPERM, _ENOSYS, _KILL = 0x7FFF0000, 0x50001, 0x50026, 0x80000000
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCH, _FIRST = 0, 4, 16  # where they stand in what the filter sees

Step = tuple[int, int, int, int]  # what to do, steps to skip if so, steps to skip if not, with what


def enter(*, signals_stay_in: bool, own_pid: int = 0) -> None:
    """Filter this process's system calls for good; needs no_new_privs to be set.

    Where nothing else keeps signals in they are denied, but for those of ``own_pid`` to its own threads.
    """
    code = b"".join(struct.pack("HBBI", *step) for step in _steps(signals_stay_in, own_pid))
    steps = ctypes.create_string_buffer(code)
    program = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(steps))
    holder = ctypes.create_string_buffer(program)
    mode, where = ctypes.c_ulong(_FILTER_MODE), ctypes.c_ulong(ctypes.addressof(holder))
    succeeded(libc().prctl(PR_SET_SECCOMP, mode, where, 0, 0), "the filter of system calls")


def _steps(signals_stay_in: bool, own_pid: int) -> list[Step]:
    at = machine()
    denied = _PROCESSES | _OTHERS_SHARE_OF_THE_MACHINE | _TALK | _FILES | _KERNEL
    denied |= {} if signals_stay_in else _SIGNALS
    steps: list[Step] = [
        (_LOAD, 0, 0, _ARCH),
        (_EQUAL, 1, 0, _ARCHITECTURE[at]),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
    ]
    if at == 0:
        steps += [(_AT_LEAST, 0, 1, _X32), (_RETURN, 0, 0, _KILL)]
    # The flags of clone3 are out of a filter's sight; told that there is none, the C library uses clone.
    steps += [(_EQUAL, 0, 1, _CLONE3[at]), (_RETURN, 0, 0, _ENOSYS)]
    steps += _unless_first(_CLONE[at], (_ANY_BIT, 1, 0, _CLONE_THREAD))
    # Limits of another process of the same user could be set so low that it dies.
    steps += _unless_first(_PRLIMIT[at], (_EQUAL, 1, 0, 0))
    # Who disarms the death with the parent would outlive a grader that is killed.
    steps += _unless_first(_PRCTL[at], (_EQUAL, 0, 1, PR_SET_PDEATHSIG))
    if not signals_stay_in:
        steps += _unless_first(_TGKILL[at], (_EQUAL, 1, 0, own_pid))
    for number in sorted(numbers[at] for numbers in denied.values() if numbers[at] != _NONE):
        steps += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _EPERM)]
    return [*steps, (_RETURN, 0, 0, _ALLOW)]


def _unless_first(number: int, test: Step) -> list[Step]:
    """Deny a call unless its first argument passes ``test``, which skips one step if it does."""
    return [
        (_EQUAL, 0, 4, number),
        (_LOAD, 0, 0, _FIRST),
        test,
        (_RETURN, 0, 0, _EPERM),
        (_RETURN, 0, 0, _ALLOW),
    ]
