"""What a worker gives up before it sees a byte of anybody's file."""

from __future__ import annotations

import ctypes
import os
import signal
import site
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass

from watchfield.isolation import landlock
from watchfield.isolation.limits import set_limits
from watchfield.isolation.seccomp import filter_calls
from watchfield.isolation.syscalls import this_machine

__all__ = ["Level", "close_up"]

_DIE_WITH_PARENT, _NO_NEW_PRIVILEGES = 1, 38
_SYSTEM_LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache")
_TIME_ZONES = ("/usr/share/zoneinfo", "/usr/share/lib/zoneinfo", "/usr/lib/zoneinfo")


@dataclass(frozen=True, slots=True)
class Level:
    """How far a worker is closed up.

    landlock : the version that holds, 0 for none: no file may be opened but the program's own libraries
    seccomp : whether system calls are filtered: no socket, no program, no process, no writing
    """

    landlock: int = 0
    seccomp: bool = False

    def __str__(self) -> str:
        """Return it for people."""
        parts = ["limits of memory, time and files"]
        parts += [f"Landlock {self.landlock} (no file but its libraries)"] if self.landlock else []
        parts += ["seccomp (no network, no program, no process, no writing)"] if self.seccomp else []
        lacking = [name for name, has in (("Landlock", self.landlock), ("seccomp", self.seccomp)) if not has]
        return "a process of its own; " + ", ".join(parts) + (f"; not here: {', '.join(lacking)}" if lacking else "")


def close_up(memory_bytes: int) -> Level:
    """Give up everything that parsing does not need, for good. What has to be imported in any case is, by now."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
    libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    set_limits(memory_bytes, processes=this_machine() is not None)
    level = Level(landlock.restrict(_readable()), filter_calls())
    if not level.seccomp:
        set_limits(memory_bytes, processes=False)
    return level


def _readable() -> Iterator[str]:
    """Give the folders in which Python may still have to look for a library, and time zones."""
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen:
        yield str(frozen)
    else:
        yield from (path for path in sys.path if path)
        yield from (sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"))
        yield from (path for path in (*site.getsitepackages(), os.path.join(sys.base_prefix, "lib")))  # noqa: PTH118
    yield from _SYSTEM_LIBRARIES
    yield from _TIME_ZONES
