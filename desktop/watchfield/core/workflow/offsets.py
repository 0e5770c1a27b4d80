"""Is the clock of one source ahead of another's? Told by where aircraft were, and when each source has them there.

A place that an aircraft passes once is met at two times by two clocks. One difference that most places share, and that
is not none, speaks for a clock, or a time zone; it is suspected and nothing is corrected.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..geo import sphere
from ..model.fixes import SOLID_S, Fixes

__all__ = ["suspected_s"]

_TRACKS = 8  # aircraft that are asked, those with most fixes
_SAMPLES = 50  # places of each
_NEAR_NM = 1.0
_MOVING_KT = 60.0  # a parked aircraft is at its place at any time
_LEAST = 20  # places that have to answer
_SHARE = 0.7  # of them that have to agree
_WITHIN_S = 2.0
_LEAST_S = 1.0
_MOST_S = 15 * 3600.0  # a time zone and an hour; an aircraft may fly the same way again next day
_MOST_FIXES = 20_000

Indices = NDArray[np.int64]


def suspected_s(fixes: Fixes, one: Indices, other: Indices) -> float | None:
    """Return by how many seconds one source seems to be later than the other throughout, None where nothing says so.

    one, other : int64[n], int64[m], ascending positions of the fixes of each
    """
    track = _track(fixes, one)
    tracks, counts = np.unique(track, return_counts=True)
    busiest = tracks[np.argsort(-counts, kind="stable")[:_TRACKS]]
    told = []
    for number in busiest.tolist():
        begin, end = fixes.offsets[number], fixes.offsets[number + 1]
        theirs = other[np.searchsorted(other, begin) : np.searchsorted(other, end)]
        told.append(_later_s(fixes, _some(one[track == number], _SAMPLES), _some(theirs, _MOST_FIXES)))
    later_s = np.concatenate(told)
    if len(later_s) < _LEAST:
        return None
    agree = np.abs(later_s - _most_common(later_s)) <= _WITHIN_S
    offset_s = float(np.median(later_s[agree]))
    return round(offset_s, 1) if agree.mean() >= _SHARE and abs(offset_s) >= _LEAST_S else None


def _later_s(fixes: Fixes, asked: Indices, theirs: Indices) -> NDArray[np.float64]:
    """Return for places of an aircraft how much later it was there than the other source says, float64[some]."""
    place, met = _places(fixes, asked), _places(fixes, theirs)
    seconds, way = np.diff(fixes.time_s[theirs]), np.diff(met, axis=0)
    goes = (seconds > 0) & (seconds <= SOLID_S)
    goes &= np.linalg.norm(way, axis=1) * sphere.MEAN_RADIUS_NM > seconds * (_MOVING_KT / 3600.0)
    moving = np.flatnonzero(goes)
    if not len(moving):
        return np.empty(0)
    nearness = place @ met[moving].T
    apart_s = np.abs(fixes.time_s[asked][:, None] - fixes.time_s[theirs[moving]][None, :])
    nearness[apart_s > _MOST_S] = -2.0
    nearest = np.argmax(nearness, axis=1)
    near = np.flatnonzero(nearness[np.arange(len(asked)), nearest] > np.cos(_NEAR_NM / sphere.MEAN_RADIUS_NM))
    passed = moving[nearest[near]]
    speed = way[passed] / seconds[passed, None]
    along_s = np.einsum("ij,ij->i", place[near] - met[passed], speed) / np.einsum("ij,ij->i", speed, speed)
    later: NDArray[np.float64] = fixes.time_s[asked[near]] - fixes.time_s[theirs[passed]] - along_s
    return later


def _some(positions: Indices, most: int) -> Indices:
    """Return so many of them, evenly spread."""
    if len(positions) <= most:
        return positions
    return positions[np.linspace(0, len(positions) - 1, most).astype(np.int64)]


def _track(fixes: Fixes, positions: Indices) -> Indices:
    return np.searchsorted(fixes.offsets, positions, side="right") - 1


def _places(fixes: Fixes, positions: Indices) -> NDArray[np.float64]:
    return sphere.unit(fixes.lon_deg[positions], fixes.lat_deg[positions])


def _most_common(values: NDArray[np.float64]) -> float:
    """Return the value that has most others near it."""
    ordered = np.sort(values)
    near = np.searchsorted(ordered, ordered + _WITHIN_S, side="right") - np.searchsorted(ordered, ordered - _WITHIN_S)
    return float(ordered[int(np.argmax(near))])
