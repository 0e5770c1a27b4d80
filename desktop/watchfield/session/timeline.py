"""What the time axis draws: how many fixes when, on which days nobody listened, when an aircraft was there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from watchfield.core.model.fixes import SOLID_S, Fixes, Kind, Quality
from watchfield.session.state import Span

__all__ = ["DAY_S", "Presence", "TimeIndex", "index_times", "presence", "tick_step"]

DAY_S = 86_400.0
_TICKS_S = (60.0, 300.0, 900.0, 1_800.0, 3_600.0, 10_800.0, 21_600.0, 43_200.0, DAY_S)


@dataclass(frozen=True, eq=False)
class TimeIndex:
    """All times of a project in order, and the days on which nothing was recorded.

    time_s : float64[n], ascending
    silent : float64[k, 2], first and last moment of each run of whole UTC days without a fix, inside the project
    """

    time_s: NDArray[np.float64]
    silent: NDArray[np.float64]

    def counts(self, span: Span, bins: int) -> NDArray[np.int64]:
        """Return how many fixes lie in each of so many equal parts of a span, int64[bins]."""
        if bins < 1 or span.length_s <= 0:
            return np.zeros(max(bins, 0), np.int64)
        edges = np.linspace(span.start_s, span.end_s, bins + 1)
        return np.diff(np.searchsorted(self.time_s, edges)).astype(np.int64)


@dataclass(frozen=True, eq=False)
class Presence:
    """When one track was received.

    seen, estimated : float64[k, 2], begin and end of each stretch, UTC seconds
    """

    seen: NDArray[np.float64]
    estimated: NDArray[np.float64]


def index_times(fixes: Fixes) -> TimeIndex:
    """Return the time index of a project; a second or so for ten million fixes, so off the window's thread."""
    counted = (fixes.quality & int(Quality.DUPLICATE)) == 0
    times = np.sort(fixes.time_s[counted])
    times.setflags(write=False)
    return TimeIndex(times, _silent_days(times))


def presence(fixes: Fixes, track: int, gap_s: float = SOLID_S) -> Presence:
    """Return the stretches of one track; a longer silence than ``gap_s`` parts two of them."""
    rows = slice(int(fixes.offsets[track]), int(fixes.offsets[track + 1]))
    times = fixes.time_s[rows]
    calculated = (fixes.kind[rows] == Kind.ESTIMATED) | ((fixes.quality[rows] & int(Quality.STALE)) != 0)
    return Presence(_stretches(times[~calculated], gap_s), _stretches(times[calculated], gap_s))


def tick_step(span: Span, width_px: float, least_px: float = 60.0) -> float:
    """Return how far apart the marks of a time axis stand, seconds: never closer than ``least_px``."""
    if width_px <= 0 or span.length_s <= 0:
        return DAY_S
    per_px = span.length_s / width_px
    return next((step for step in _TICKS_S if step / per_px >= least_px), _whole_days(per_px * least_px))


def _whole_days(seconds: float) -> float:
    days = seconds / DAY_S
    return DAY_S * next((step for step in (1, 2, 7, 14, 31, 92, 183, 366) if step >= days), round(days))


def _stretches(times: NDArray[np.float64], gap_s: float) -> NDArray[np.float64]:
    if not len(times):
        return np.empty((0, 2))
    breaks = np.flatnonzero(np.diff(times) > gap_s)
    begin = times[np.append(0, breaks + 1)]
    end = times[np.append(breaks, len(times) - 1)]
    return np.column_stack((begin, end))


def _silent_days(times: NDArray[np.float64]) -> NDArray[np.float64]:
    if not len(times):
        return np.empty((0, 2))
    days = np.unique(np.floor(times / DAY_S))
    step = np.diff(days)
    gaps = np.flatnonzero(step > 1)
    return np.column_stack((days[gaps] + 1, days[gaps + 1])) * DAY_S
