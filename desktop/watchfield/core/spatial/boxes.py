"""Which stretches of fixes can lie in a window of place and time? Boxes, asked in numpy.

    stretch   o--o--o--o--o--o--o      5 min      o--o--o      fixes without a hole between them
    runs      [--------][--------]                [-----]      at most 64 fixes; two that follow share one
    boxes     one a run in (longitude, latitude, time), two where it crosses 180 degrees

A run stands for its segments: whatever the line between two fixes meets, the box of its run meets too. The window
asked for is closed on all sides, 180 and -180 are one place, and an answer is a candidate: polygons decide.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..model.fixes import Fixes
from ..task import Progress, silent

__all__ = ["RUN_FIXES", "Boxes", "Runs", "runs_of", "turns"]

RUN_FIXES = 64

Floats = NDArray[np.float64]
Positions = NDArray[np.intp]


@dataclass(frozen=True, eq=False, slots=True)
class Runs:
    """Runs of fixes as columns: run *i* is the fixes ``begin[i]:end[i]``, never empty, in order of position.

    begin, end : intp[r], positions in the fixes, end excluded; a run that continues another begins with its last fix
    stretches : intp[s + 1], stretch *j*, fixes without a hole, is the runs ``stretches[j]:stretches[j + 1]``
    """

    begin: Positions
    end: Positions
    stretches: Positions

    def __len__(self) -> int:
        return len(self.begin)

    def stretch_of(self, runs: Positions) -> Positions:
        """Return the stretches that these ascending runs belong to, each once, ascending."""
        return once(np.searchsorted(self.stretches, runs, side="right") - 1)


class Boxes:
    """The boxes of all runs; the same answers as ``TrackIndex``, without rtree.

    low, high : float64[b, 3], west, south, first second, and east, north, last second of each box
    owner : intp[b], the run of each box, ascending
    """

    def __init__(self, runs: Runs, low: Floats, high: Floats, owner: Positions) -> None:
        self.runs = runs
        self.low, self.high, self.owner = low, high, owner
        self._columns = tuple(np.ascontiguousarray(column) for column in (*low.T, *high.T))

    @classmethod
    def build(cls, fixes: Fixes, *, progress: Progress = silent) -> Boxes:
        """Return the boxes of all fixes. Raises Cancelled."""
        progress(0, 2, "Cutting tracks into runs")
        runs = runs_of(fixes)
        progress(1, 2, "Drawing boxes round runs")
        boxes = cls(runs, *_boxes(fixes, runs))
        progress(2, 2, "Drawing boxes round runs")
        return boxes

    @property
    def nbytes(self) -> int:
        """Bytes of all columns."""
        runs = (self.runs.begin, self.runs.end, self.runs.stretches)
        return sum(column.nbytes for column in (*runs, self.low, self.high, self.owner, *self._columns))

    def query(
        self,
        west: float,
        south: float,
        east: float,
        north: float,
        start_s: float = -np.inf,
        end_s: float = np.inf,
    ) -> Positions:
        """Return the runs whose box meets a window, intp[k], ascending.

        west, east : degrees on any turn; an east that is smaller than west lies beyond 180 degrees
        """
        if south > north or start_s > end_s:
            return np.empty(0, np.intp)
        lon1, lat1, time1, lon2, lat2, time2 = self._columns
        meets = (lat2 >= south) & (lat1 <= north) & (time2 >= start_s) & (time1 <= end_s)
        beside = np.zeros(len(meets), np.bool_)
        for left, right in turns(west, east):
            beside |= (lon2 >= left) & (lon1 <= right)
        return once(self.owner[meets & beside])


def runs_of(fixes: Fixes) -> Runs:
    """Cut fixes into runs at the ends of tracks, at holes and after 64 fixes."""
    if not len(fixes):
        return Runs(np.empty(0, np.intp), np.empty(0, np.intp), np.zeros(1, np.intp))
    last = np.flatnonzero(~fixes.joined_to_next())
    first = np.concatenate(([0], last[:-1] + 1))
    segments = last - first
    count = np.maximum(1, -(-segments // (RUN_FIXES - 1)))
    stretches = np.concatenate(([0], np.cumsum(count)))
    number = np.arange(stretches[-1]) - np.repeat(stretches[:-1], count)
    begin = np.repeat(first, count) + number * (RUN_FIXES - 1)
    end = np.minimum(begin + RUN_FIXES, np.repeat(last, count) + 1)
    return Runs(begin, end, stretches)


def turns(west: float, east: float) -> Iterator[tuple[float, float]]:
    """Return the intervals of [-180, 180] that a span of longitudes covers; its ends on any turn, both included.

    A span that touches 180 degrees also touches -180. One that is given from a larger to a smaller longitude runs
    eastward over 180.
    """
    if east < west:
        east += 360.0 * np.ceil((west - east) / 360.0)
    if east - west >= 360.0:
        yield -180.0, 180.0
        return
    whole = 360.0 * np.floor((west + 180.0) / 360.0)
    for turn in (whole - 360.0, whole, whole + 360.0):
        left, right = max(west - turn, -180.0), min(east - turn, 180.0)
        if left <= right:
            yield float(left), float(right)


def once(owners: NDArray[Any]) -> Positions:
    """Return ascending numbers, each once."""
    keep = np.ones(len(owners), np.bool_)
    keep[1:] = owners[1:] != owners[:-1]
    return owners[keep]


def _boxes(fixes: Fixes, runs: Runs) -> tuple[Floats, Floats, Positions]:
    """Return the low and high corners [b, 3] of all boxes, and whose they are."""
    if not len(runs):
        return np.empty((0, 3)), np.empty((0, 3)), np.empty(0, np.intp)
    lon_low, lon_high = _extent(fixes.lon_deg, runs)
    lat_low, lat_high = _extent(fixes.lat_deg, runs)
    low = np.column_stack((lon_low, lat_low, fixes.time_s[runs.begin]))
    high = np.column_stack((lon_high, lat_high, fixes.time_s[runs.end - 1]))
    owner = np.arange(len(runs))
    # Only a run whose longitudes lie more than half a turn apart can step across 180 degrees.
    wide = np.flatnonzero(lon_high - lon_low > 180.0)
    if not len(wide):
        return low, high, owner
    halves = [(run, left, right) for run in wide for left, right in _halves(fixes, runs.begin[run], runs.end[run])]
    split = np.array([run for run, _, _ in halves], np.intp)
    low_split, high_split = low[split], high[split]
    low_split[:, 0] = [left for _, left, _ in halves]
    high_split[:, 0] = [right for _, _, right in halves]
    plain = np.delete(owner, wide)
    owner = np.concatenate((plain, split))
    order = np.argsort(owner, kind="stable")
    return (
        np.concatenate((low[plain], low_split))[order],
        np.concatenate((high[plain], high_split))[order],
        owner[order],
    )


def _extent(values: Floats, runs: Runs) -> tuple[Floats, Floats]:
    """Return the least and greatest value of each run."""
    # Runs share a fix, so reduceat gets (begin, end) pairs; what it makes of the gaps between them is not used. The
    # repeated last value lets the last run end where the column does.
    pairs = np.column_stack((runs.begin, runs.end)).ravel()
    padded = np.append(values, values[-1])
    return np.minimum.reduceat(padded, pairs)[::2], np.maximum.reduceat(padded, pairs)[::2]


def _halves(fixes: Fixes, begin: int, end: int) -> list[tuple[float, float]]:
    """Return the spans of longitude of one run whose every segment takes the short way round."""
    lon = fixes.lon_deg[begin:end]
    turn = np.concatenate(([0.0], np.cumsum(np.round(np.diff(lon) / 360.0))))
    unwound = lon - 360.0 * turn
    return list(turns(float(unwound.min()), float(unwound.max())))
