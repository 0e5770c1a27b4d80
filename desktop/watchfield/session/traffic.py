"""Where is everybody at this moment? Positions between two fixes, never across a hole."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from watchfield.core.geo import sphere
from watchfield.core.model.fixes import SOLID_S, Fixes

__all__ = ["Aloft", "aloft", "last_rows"]

_AT_A_FIX_S = 30.0  # so close to a fix an aircraft is drawn filled: it was seen there
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Aloft:
    """The aircraft that are known to be somewhere at one moment, as columns.

    track : int64[m], number of the track
    row : int64[m], the fix before that moment
    lon_deg, lat_deg : float64[m]
    heading_deg : float64[m], true
    observed : bool[m], whether a fix is near enough in time; the others lie between two fixes
    """

    track: NDArray[np.int64]
    row: NDArray[np.int64]
    lon_deg: Floats
    lat_deg: Floats
    heading_deg: Floats
    observed: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.track)


def last_rows(fixes: Fixes, now_s: float) -> NDArray[np.int64]:
    """Return for each track its last fix not after a moment, int64[tracks]; one before its first where there is none.

    All tracks are searched at once, by halving.
    """
    low = fixes.offsets[:-1].copy()
    high = fixes.offsets[1:].copy()
    for _ in range(int(np.max(high - low, initial=0)).bit_length()):
        open_ = low < high
        middle = (low + high) // 2
        after = open_ & (fixes.time_s[np.minimum(middle, len(fixes) - 1)] <= now_s)
        low = np.where(after, middle + 1, low)
        high = np.where(open_ & ~after, middle, high)
    return low - 1


def aloft(fixes: Fixes, now_s: float) -> Aloft:
    """Return who is where at a moment."""
    if not len(fixes):
        return _nobody()
    before = last_rows(fixes, now_s)
    track = np.flatnonzero(before >= fixes.offsets[:-1])
    row = before[track]
    after = np.minimum(row + 1, len(fixes) - 1)
    goes_on = (row + 1 < fixes.offsets[track + 1]) & (fixes.time_s[after] - fixes.time_s[row] <= SOLID_S)
    at_fix = now_s - fixes.time_s[row] <= 1.0
    known = goes_on | at_fix
    track, row, after, goes_on = track[known], row[known], after[known], goes_on[known]
    after = np.where(goes_on, after, row)
    step = fixes.time_s[after] - fixes.time_s[row]
    share = np.where(step > 0, (now_s - fixes.time_s[row]) / np.where(step > 0, step, 1.0), 0.0)
    lon1, lat1, lon2, lat2 = fixes.lon_deg[row], fixes.lat_deg[row], fixes.lon_deg[after], fixes.lat_deg[after]
    lon, lat = sphere.interpolate(lon1, lat1, lon2, lat2, np.clip(share, 0.0, 1.0))
    nearest = np.minimum(now_s - fixes.time_s[row], np.where(goes_on, fixes.time_s[after] - now_s, np.inf))
    return Aloft(track, row, lon, lat, _heading(fixes, row, after, (lon1, lat1, lon2, lat2)), nearest <= _AT_A_FIX_S)


def _heading(
    fixes: Fixes, row: NDArray[np.int64], after: NDArray[np.int64], ends: tuple[Floats, Floats, Floats, Floats]
) -> Floats:
    """Return which way each points: as it said, else as it went."""
    said = fixes.track_deg[row].astype(np.float64)
    moved = (after != row) & ((ends[0] != ends[2]) | (ends[1] != ends[3]))
    went = np.where(moved, sphere.bearing_deg(*ends), 0.0)
    return np.where(np.isnan(said), went, said)


def _nobody() -> Aloft:
    none, nothing = np.empty(0, np.int64), np.empty(0)
    return Aloft(none, none, nothing, nothing, nothing, np.empty(0, np.bool_))
