"""Where is every aircraft at a time, and how do we know?

Between two fixes it is on the great circle between them: filled where the two are one observation, hollow where the
time between was estimated. In a hole it is not shown at all.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from watchfield.core.geo import sphere
from watchfield.core.model.fixes import Fixes
from watchfield.render.projected import Link, Projected

__all__ = ["Fleet", "fixes_at", "fleet_at"]

_STILL_NM = 0.03  # two fixes nearer than this say nothing about a direction


@dataclass(frozen=True, eq=False, slots=True)
class Fleet:
    """All aircraft that are somewhere at one time, in the order of their tracks.

    track : int64[k], which track
    row : int64[k], the fix before, a row of the fixes
    lon_deg, lat_deg : float64[k]
    heading_deg : float32[k], NaN where nobody knows
    hollow : bool[k], the position lies in an estimated stretch
    altitude_ft, speed_kt, climb_fpm : float32[k], as the fix before says, NaN missing
    """

    track: NDArray[np.int64]
    row: NDArray[np.int64]
    lon_deg: NDArray[np.float64]
    lat_deg: NDArray[np.float64]
    heading_deg: NDArray[np.float32]
    hollow: NDArray[np.bool_]
    altitude_ft: NDArray[np.float32]
    speed_kt: NDArray[np.float32]
    climb_fpm: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.track)

    def only(self, which: NDArray[np.bool_]) -> Fleet:
        """Return some of the aircraft, bool[k]."""
        return Fleet(*(getattr(self, name)[which] for name in self.__slots__))


def fixes_at(lines: Projected, at_s: float) -> NDArray[np.int64]:
    """Return for each track the last point at or before a time, int64[tracks]; -1 where there is none.

    All tracks are searched together, halving their stretches in step.
    """
    low = lines.offsets[:-1].copy()
    high = lines.offsets[1:].copy()
    open_ = np.flatnonzero(low < high)
    while len(open_):
        middle = (low[open_] + high[open_]) // 2
        before = lines.time_s[middle] <= at_s
        low[open_] = np.where(before, middle + 1, low[open_])
        high[open_] = np.where(before, high[open_], middle)
        open_ = open_[low[open_] < high[open_]]
    return np.where(low > lines.offsets[:-1], low - 1, -1)


def fleet_at(lines: Projected, fixes: Fixes, at_s: float) -> Fleet:
    """Return the aircraft at a time; one in a hole, before its first or after its last fix is absent."""
    point = fixes_at(lines, at_s)
    track = np.flatnonzero(point >= 0)
    point = point[track]
    exact = lines.time_s[point] == at_s
    link = lines.link[point]
    there = (link != Link.MISSING) | exact
    track, point, exact, link = track[there], point[there], exact[there], link[there]
    after = np.where(link != Link.MISSING, point + 1, point)
    a, b = lines.row[point], lines.row[after]
    lasts = lines.time_s[after] - lines.time_s[point]
    fraction = np.where(lasts > 0, (at_s - lines.time_s[point]) / np.where(lasts > 0, lasts, 1.0), 0.0)
    lon, lat = sphere.interpolate(fixes.lon_deg[a], fixes.lat_deg[a], fixes.lon_deg[b], fixes.lat_deg[b], fraction)
    altitude = np.where(np.isnan(fixes.baro_altitude_ft[a]), fixes.geo_altitude_ft[a], fixes.baro_altitude_ft[a])
    return Fleet(
        track.astype(np.int64), a, lon, lat, _headings(fixes, a, b, lon, lat),
        (link == Link.ESTIMATED) & ~exact, altitude, fixes.speed_kt[a], fixes.climb_fpm[a],
    )  # fmt: skip


def _headings(
    fixes: Fixes, a: NDArray[np.int64], b: NDArray[np.int64], lon: NDArray[np.float64], lat: NDArray[np.float64]
) -> NDArray[np.float32]:
    """Return the reported track, turned evenly to that of the next fix; without one the direction to the next fix."""
    reported, later = fixes.track_deg[a].astype(np.float64), fixes.track_deg[b].astype(np.float64)
    ahead_nm = sphere.distance_nm(lon, lat, fixes.lon_deg[b], fixes.lat_deg[b])
    whole_nm = sphere.distance_nm(fixes.lon_deg[a], fixes.lat_deg[a], fixes.lon_deg[b], fixes.lat_deg[b])
    towards = sphere.bearing_deg(lon, lat, fixes.lon_deg[b], fixes.lat_deg[b])
    between = sphere.bearing_deg(fixes.lon_deg[a], fixes.lat_deg[a], fixes.lon_deg[b], fixes.lat_deg[b])
    made = np.where(ahead_nm > _STILL_NM, towards, np.where(whole_nm > _STILL_NM, between, np.nan))
    part = np.where(whole_nm > 0, 1.0 - ahead_nm / np.where(whole_nm > 0, whole_nm, 1.0), 0.0)
    turn = (later - reported + 180.0) % 360.0 - 180.0
    turned = np.where(np.isnan(turn), reported, reported + np.clip(part, 0.0, 1.0) * turn)
    heading = np.where(np.isnan(reported), made, turned) % 360.0
    result: NDArray[np.float32] = heading.astype(np.float32)
    return result
