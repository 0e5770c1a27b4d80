"""How a benchmark measures: a warm-up, then the median of several runs; memory as the process's peak."""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable
from typing import TypedDict

RUNS = 5


class Result(TypedDict):
    """One line of the report."""

    name: str
    ours_ms: float
    peers: dict[str, float]
    fixes: int
    memory_mb: float
    note: str


def median_ms(work: Callable[[], object], runs: int = RUNS) -> float:
    """Return the median time of some runs, after one to warm up."""
    work()
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1000.0


def peak_mb() -> float:
    """Return the most memory this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0
