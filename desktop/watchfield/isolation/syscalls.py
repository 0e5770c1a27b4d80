"""Which system calls may a process make that only parses? What is not here is refused.

Numbers from the kernel's ``unistd_64.h`` and ``asm-generic/unistd.h``.
"""

from __future__ import annotations

import platform
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

__all__ = ["MACHINES", "Machine", "this_machine"]


@dataclass(frozen=True, slots=True)
class Machine:
    """One kind of processor.

    audit : what the kernel calls it to a filter
    free : numbers of calls that may be made whatever is asked of them
    """

    audit: int
    free: tuple[int, ...]
    open: int | None
    openat: int
    clone: int
    clone3: int
    ioctl: int
    prctl: int
    prlimit64: int
    kill: int
    tgkill: int
    denied: tuple[int, ...]


# name: x86-64, ARM 64. First those that are made most often: the filter asks in this order.
_FREE: Mapping[str, tuple[int | None, int | None]] = MappingProxyType(
    {
        "read": (0, 63),
        "sendmsg": (46, 211),
        "recvmsg": (47, 212),
        "sendto": (44, 206),  # of the one socket there is
        "recvfrom": (45, 207),
        "lseek": (8, 62),
        "fstat": (5, 80),
        "mmap": (9, 222),
        "munmap": (11, 215),
        "mremap": (25, 216),
        "madvise": (28, 233),
        "brk": (12, 214),
        "mprotect": (10, 226),
        "futex": (202, 98),
        "close": (3, 57),
        "write": (1, 64),
        "readv": (19, 65),
        "writev": (20, 66),
        "pread64": (17, 67),
        "preadv": (295, 69),
        "fcntl": (72, 25),
        "poll": (7, None),
        "ppoll": (271, 73),
        # to look for what Python still has to import; Landlock says where
        "newfstatat": (262, 79),
        "stat": (4, None),
        "lstat": (6, None),
        "statx": (332, 291),
        "access": (21, None),
        "faccessat": (269, 48),
        "faccessat2": (439, 439),
        "readlink": (89, None),
        "readlinkat": (267, 78),
        "getcwd": (79, 17),
        "getdents64": (217, 61),
        "statfs": (137, 43),
        "fstatfs": (138, 44),
        "fadvise64": (221, 223),
        "dup": (32, 23),
        "dup2": (33, None),
        "dup3": (292, 24),
        "close_range": (436, 436),
        "mincore": (27, 232),
        # threads, signals and clocks of its own
        "sched_yield": (24, 124),
        "sched_getaffinity": (204, 123),
        "set_robust_list": (273, 99),
        "get_robust_list": (274, 100),
        "rseq": (334, 293),
        "membarrier": (324, 283),
        "getcpu": (309, 168),
        "set_tid_address": (218, 96),
        "exit": (60, 93),
        "exit_group": (231, 94),
        "rt_sigaction": (13, 134),
        "rt_sigprocmask": (14, 135),
        "rt_sigreturn": (15, 139),
        "rt_sigpending": (127, 136),
        "sigaltstack": (131, 132),
        "restart_syscall": (219, 128),
        "clock_gettime": (228, 113),
        "clock_getres": (229, 114),
        "clock_nanosleep": (230, 115),
        "nanosleep": (35, 101),
        "gettimeofday": (96, 169),
        "time": (201, None),
        "times": (100, 153),
        "getrusage": (98, 165),
        "getrandom": (318, 278),
        "gettid": (186, 178),
        "getpid": (39, 172),
        "getppid": (110, 173),
        "getuid": (102, 174),
        "geteuid": (107, 175),
        "getgid": (104, 176),
        "getegid": (108, 177),
        "uname": (63, 160),
        "sysinfo": (99, 179),
        "getrlimit": (97, 163),
        "select": (23, None),
        "pselect6": (270, 72),
        # how a library wakes a thread of its own
        "pipe": (22, None),
        "pipe2": (293, 59),
        "eventfd2": (290, 19),
        "epoll_create1": (291, 20),
        "epoll_ctl": (233, 21),
        "epoll_wait": (232, None),
        "epoll_pwait": (281, 22),
        "shutdown": (48, 210),
    }
)
# Refused as a thing that is not allowed (EACCES), which libraries expect; all others as not permitted (EPERM).
_DENIED: Mapping[str, tuple[int | None, int | None]] = MappingProxyType(
    {
        "socket": (41, 198),
        "socketpair": (53, 199),
        "connect": (42, 203),
        "bind": (49, 200),
        "listen": (50, 201),
        "execve": (59, 221),
        "execveat": (322, 281),
        "fork": (57, None),
        "vfork": (58, None),
    }
)


def _numbers(table: Mapping[str, tuple[int | None, int | None]], which: int) -> tuple[int, ...]:
    return tuple(number for pair in table.values() if (number := pair[which]) is not None)


MACHINES: Mapping[str, Machine] = MappingProxyType(
    {
        "x86_64": Machine(
            audit=0xC000003E,
            free=_numbers(_FREE, 0),
            open=2,
            openat=257,
            clone=56,
            clone3=435,
            ioctl=16,
            prctl=157,
            prlimit64=302,
            kill=62,
            tgkill=234,
            denied=_numbers(_DENIED, 0),
        ),
        "aarch64": Machine(
            audit=0xC00000B7,
            free=_numbers(_FREE, 1),
            open=None,
            openat=56,
            clone=220,
            clone3=435,
            ioctl=29,
            prctl=167,
            prlimit64=261,
            kill=129,
            tgkill=131,
            denied=_numbers(_DENIED, 1),
        ),
    }
)


def this_machine() -> Machine | None:
    """Return the kind of processor this process runs on, None for one whose calls are not known here."""
    if not sys.platform.startswith("linux") or sys.maxsize < 2**32:
        return None
    return MACHINES.get(platform.machine())
