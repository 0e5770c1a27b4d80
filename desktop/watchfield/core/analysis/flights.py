"""Where does one flight end and the next begin?

A track is cut at stays on the ground and at silences; a silence between two ends that are high, and that the aircraft
can have flown across at a usual speed, is no cut.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ..geo import sphere
from ..model.fixes import Fixes, Quality
from ..model.flight import Flights
from .rules import Rules

__all__ = ["segmented"]

Positions = NDArray[np.int64]
Floats = NDArray[np.float64]


def sea_level(lon_deg: Floats, _lat_deg: Floats) -> Floats:
    """Return the ground of a world without mountains, 0 ft everywhere."""
    return np.zeros(len(lon_deg))


def segmented(fixes: Fixes, rules: Rules, ground_ft: Callable[[Floats, Floats], Floats] = sea_level) -> Flights:
    """Cut fixes into flights; every fix belongs to one. Give it only fixes that count, see ``cleaning.observed``.

    ground_ft : from longitudes and latitudes to the elevation of the ground there, NaN (taken for 0) where not known
    """
    track = fixes.track_index()
    cut = np.zeros(len(fixes) + 1, np.bool_)
    cut[fixes.offsets] = True
    cut[_silences(fixes, track, rules, ground_ft)] = True
    cut[_stays(fixes, track, rules)] = True
    borders = np.flatnonzero(cut[: len(fixes)]).astype(np.int64)
    ends = np.append(borders[1:], len(fixes))[: len(borders)]
    return Flights(track[borders], borders, ends)


def _silences(fixes: Fixes, track: Positions, rules: Rules, ground_ft: Callable[[Floats, Floats], Floats]) -> Positions:
    """Return the fixes before which a silence ends a flight."""
    long = (np.diff(fixes.time_s) > rules.gap_low_min * 60.0) & (track[1:] == track[:-1])
    before: Positions = np.flatnonzero(long)
    after = before + 1
    silence_s = fixes.time_s[after] - fixes.time_s[before]
    ends_of = np.concatenate((before, after))
    height = fixes.altitude_ft()[ends_of].astype(np.float64) - np.nan_to_num(
        ground_ft(fixes.lon_deg[ends_of], fixes.lat_deg[ends_of])
    )
    left_ft, met_ft = height[: len(before)], height[len(before) :]
    ground = (fixes.quality & np.uint16(Quality.ON_GROUND)) != 0
    grounded = ground[before] | ground[after]
    ends = silence_s > rules.gap_min * 60.0
    # Where nobody said how high it was, it may have been low: the shorter silence decides.
    ends |= grounded | ~(left_ft >= rules.low_ft)
    ends &= ~grounded | ~(ground[before] & ground[after]) | (silence_s > rules.ground_gap_min * 60.0)
    ends &= grounded | ~_bridged(fixes, before, after, left_ft, met_ft, rules)
    return after[ends]


def _bridged(
    fixes: Fixes,
    before: Positions,
    after: Positions,
    left_ft: Floats,
    met_ft: Floats,
    rules: Rules,
) -> NDArray[np.bool_]:
    """Return which silences the aircraft flew across: both ends high above ground, the way between them a usual one."""
    silence_s = fixes.time_s[after] - fixes.time_s[before]
    way_nm = sphere.distance_nm(
        fixes.lon_deg[before], fixes.lat_deg[before], fixes.lon_deg[after], fixes.lat_deg[after]
    )
    speed_kt = way_nm / silence_s * 3600.0
    low_kt, high_kt = rules.bridge_kt
    flown: NDArray[np.bool_] = (
        (left_ft > rules.bridge_ft)
        & (met_ft > rules.bridge_ft)
        & (np.abs(fixes.altitude_ft()[after] - fixes.altitude_ft()[before]) < rules.bridge_climb_ft)
        & (speed_kt >= low_kt)
        & (speed_kt <= high_kt)
        & (silence_s <= rules.bridge_max_min * 60.0)
    )
    return flown


def _stays(fixes: Fixes, track: Positions, rules: Rules) -> Positions:
    """Return the fixes before which a stay on the ground is cut: at its longest silence, so each flight keeps its side.

    in the air   on the ground   in the air
    . . . . . .  o o o | o o o   . . . . .
    """
    ground = (fixes.quality & np.uint16(Quality.ON_GROUND)) != 0
    changes = np.flatnonzero((ground[1:] != ground[:-1]) | (track[1:] != track[:-1])) + 1
    begin = np.concatenate(([0], changes)).astype(np.int64)
    end = np.append(changes, len(fixes)).astype(np.int64)
    if not len(fixes):
        return begin[:0]
    inner = (begin > 0) & (end < len(fixes)) & ground[begin]
    begin, end = begin[inner], end[inner]
    inner = (track[begin - 1] == track[begin]) & (track[end] == track[begin])
    begin, end = begin[inner], end[inner]
    # From the last fix in the air to the next: a stay of which one fix was received is as long as its silences.
    lasts = fixes.time_s[end] - fixes.time_s[begin - 1] >= rules.ground_min * 60.0
    long_ground = fixes.time_s[end - 1] - fixes.time_s[begin] >= rules.ground_min * 60.0
    # One fix on the ground is a stay only when the aircraft did not climb away soon after: else it may have touched.
    single = (end - begin == 1) & (fixes.time_s[end] - fixes.time_s[begin] > rules.climb_away_min * 60.0)
    begin, end = begin[lasts & (long_ground | single)], end[lasts & (long_ground | single)]
    silence = np.diff(fixes.time_s)
    cuts = [b + 1 + int(np.argmax(silence[b : e - 1])) if e - b > 1 else b + 1 for b, e in zip(begin, end, strict=True)]
    return np.asarray(cuts, np.int64)
