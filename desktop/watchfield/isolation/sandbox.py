"""What a worker gives up before it sees a byte of anybody's file."""

from __future__ import annotations

import ctypes
import mimetypes
import os
import signal
import site
import sys
import sysconfig
from collections.abc import Iterator

from watchfield.isolation import landlock
from watchfield.isolation.limits import set_limits
from watchfield.isolation.seccomp import filter_calls
from watchfield.isolation.syscalls import this_machine

__all__ = ["close_up"]

_DIE_WITH_PARENT, _NO_NEW_PRIVILEGES = 1, 38
_SYSTEM_LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache")
_TIME_ZONES = ("/usr/share/zoneinfo", "/usr/share/lib/zoneinfo", "/usr/lib/zoneinfo")


def close_up(memory_bytes: int) -> tuple[int, bool]:
    """Give up everything that parsing does not need, for good. What has to be imported in any case is, by now.

    Returns the version of Landlock that holds, 0 for none, and whether system calls are filtered.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
    libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    set_limits(memory_bytes, processes=this_machine() is not None)
    mimetypes.knownfiles = []  # the library for workbooks would look into them, and fail where it may not
    landlock_version, filtered = landlock.restrict(_readable()), filter_calls()
    if not filtered:
        set_limits(memory_bytes, processes=False)
    return landlock_version, filtered


def _readable() -> Iterator[str]:
    """Give the folders in which Python may still have to look for a library, and time zones."""
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen:
        yield str(frozen)
        yield sys.executable  # which carries the modules that are imported later
    else:
        yield from (path for path in sys.path if path.strip("/"))  # where it was started is no folder of libraries
        yield from (sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"))
        yield from (path for path in (*site.getsitepackages(), os.path.join(sys.base_prefix, "lib")))  # noqa: PTH118
    yield from _SYSTEM_LIBRARIES
    yield from _TIME_ZONES
