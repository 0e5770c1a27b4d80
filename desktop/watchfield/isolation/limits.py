"""How much may the reading of one file need? What needs more is stopped, and said."""

from __future__ import annotations

import os
import resource
from dataclasses import dataclass

__all__ = ["Limits", "set_limits"]

_LIBRARIES_BYTES = 3 * 2**30  # addresses that libraries, threads and reserves take up, hardly any of it in memory
_OPEN_FILES = 512
_CPU_S = 24 * 3600  # what ends a worker that nobody watches any more; the parent's patience is far shorter


@dataclass(frozen=True, slots=True)
class Limits:
    """What workers may need.

    workers : how many work at once, 0 for one a core
    memory_bytes : of each, for data; libraries are not counted
    quiet_s, quiet_s_per_mb : how long nothing may be heard of a file, and how much longer for each MB it has
    file_s, file_s_per_mb : how long one file may take in all
    """

    workers: int = 0
    memory_bytes: int = 2 * 2**30
    quiet_s: float = 60.0
    quiet_s_per_mb: float = 1.0
    file_s: float = 300.0
    file_s_per_mb: float = 10.0

    def worker_count(self) -> int:
        """Return how many workers there should be."""
        if self.workers:
            return self.workers
        try:
            return len(os.sched_getaffinity(0))
        except AttributeError:  # not on every system
            return os.cpu_count() or 1


def set_limits(memory_bytes: int, *, processes: bool) -> None:
    """Limit this process, for good: memory, processor time, open files; no file to write, no core dump.

    processes : whether starting processes is left to somebody else to forbid, who can tell them from threads
    """
    _limit(resource.RLIMIT_DATA, memory_bytes)
    # Memory that is shared with nobody in particular does not count as data, so addresses are limited as well.
    _limit(resource.RLIMIT_AS, memory_bytes + _LIBRARIES_BYTES)
    _limit(resource.RLIMIT_CPU, _CPU_S)
    _limit(resource.RLIMIT_NOFILE, _OPEN_FILES)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CORE, 0)
    if not processes:
        _limit(resource.RLIMIT_NPROC, 0)


def _limit(which: int, most: int) -> None:
    hard = resource.getrlimit(which)[1]
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(which, (most, most))
