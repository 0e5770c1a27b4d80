"""Which fixes count, which only repeat another, and which cannot be true?

Nothing is deleted: fixes are marked in the high byte of ``quality``, and every rule says which marks it leaves out.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..geo import sphere
from ..model.fixes import Fixes, Kind, Quality
from .rules import Rules

__all__ = ["duplicates", "jumps", "marked", "observed", "source_rank"]

Mask = NDArray[np.bool_]


def source_rank(hashes: Sequence[str]) -> NDArray[np.int64]:
    """Return the rank of each source by its SHA-256, int64[sources]: an order that no import decides."""
    return np.argsort(np.argsort(np.asarray(hashes, str), kind="stable"), kind="stable").astype(np.int64)


def marked(fixes: Fixes, source_rank: NDArray[np.int64], rules: Rules) -> Fixes:
    """Return the fixes with our own marks made anew.

    source_rank : int64[sources], the rank of each source, by its SHA-256
    """
    quality = fixes.quality & np.uint16(Quality.RECORDED)
    repeated, shared = _duplicates(fixes, source_rank, rules)
    quality[repeated] |= np.uint16(Quality.DUPLICATE)
    quality[shared] |= np.uint16(Quality.SEVERAL_SOURCES)
    quality[jumps(fixes, ~repeated, rules)] |= np.uint16(Quality.JUMP)
    return fixes.with_quality(quality)


def observed(fixes: Fixes) -> Mask:
    """Return which fixes somebody really received, and only once: what decides about movements, bool[n]."""
    out = np.uint16(Quality.DUPLICATE | Quality.JUMP | Quality.STALE | Quality.ODD_TIME)
    mask: Mask = ((fixes.quality & out) == 0) & (fixes.kind != Kind.ESTIMATED)
    return mask


def duplicates(fixes: Fixes, source_rank: NDArray[np.int64], rules: Rules) -> Mask:
    """Return which fixes only repeat another, bool[n].

    Of the fixes of a track in one rounded second, the first by (kind, source, row) counts, and those within
    ``rules.duplicate_nm`` of it repeat it; the others disagree with it and stay. So the order of import has no say.
    """
    return _duplicates(fixes, source_rank, rules)[0]


def _duplicates(fixes: Fixes, source_rank: NDArray[np.int64], rules: Rules) -> tuple[Mask, Mask]:
    """Return which fixes repeat another, and which are repeated by another source."""
    repeated, shared = np.zeros(len(fixes), np.bool_), np.zeros(len(fixes), np.bool_)
    crowd, group = _same_second(fixes)
    if not len(crowd):
        return repeated, shared
    rank = source_rank[fixes.source[crowd]]
    order = np.lexsort((fixes.row[crowd], rank, fixes.kind[crowd], group))
    crowd, group, rank = crowd[order], group[order], rank[order]
    opens = np.flatnonzero(np.concatenate(([True], group[1:] != group[:-1])))
    first = np.repeat(crowd[opens], np.diff(np.append(opens, len(crowd))))
    near = sphere.distance_nm(fixes.lon_deg[first], fixes.lat_deg[first], fixes.lon_deg[crowd], fixes.lat_deg[crowd])
    repeats = (crowd != first) & (near < rules.duplicate_nm)
    repeated[crowd[repeats]] = True
    shared[first[repeats & (fixes.source[crowd] != fixes.source[first])]] = True
    return repeated, shared


def _same_second(fixes: Fixes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the fixes that share track and rounded second with another: positions, and a number for each group."""
    if len(fixes) < 2:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    second = np.rint(fixes.time_s)
    same = np.zeros(len(fixes) + 1, np.bool_)
    same[1:-1] = second[1:] == second[:-1]
    same[fixes.offsets[1:-1]] = False
    crowd = np.flatnonzero(same[1:] | same[:-1])
    return crowd.astype(np.int64), np.cumsum(~same[:-1], dtype=np.int64)[crowd]


def jumps(fixes: Fixes, counted: Mask, rules: Rules) -> Mask:
    """Return which of the counted fixes lie farther from both neighbours than an aircraft can fly, bool[n].

    Two votes: a fix that is far from one neighbour only may have had a silence before it, and its neighbour may be the
    one that is wrong.
    """
    result = np.zeros(len(fixes), np.bool_)
    kept = np.flatnonzero(counted)
    if len(kept) < 3:
        return result
    track, time_s = fixes.track_index()[kept], fixes.time_s[kept]
    lon, lat = fixes.lon_deg[kept], fixes.lat_deg[kept]
    most_nm = np.maximum(np.diff(time_s), rules.jump_min_s) * (rules.jump_kt / 3600.0)
    too_fast = (_at_most_nm(lon, lat) > most_nm) & (track[1:] == track[:-1])
    steps = np.flatnonzero(too_fast)
    way_nm = sphere.distance_nm(lon[steps], lat[steps], lon[steps + 1], lat[steps + 1])
    too_fast[steps] = way_nm > most_nm[steps]
    result[kept[1:-1][too_fast[:-1] & too_fast[1:]]] = True
    return result


def _at_most_nm(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what the way from each position to the next cannot exceed: along a meridian, then along the equator.

    It costs a tenth of the true distance, and hardly any step of an aircraft needs that.
    """
    east = np.abs(np.diff(lon))
    bound: NDArray[np.float64] = np.abs(np.diff(lat)) + np.minimum(east, 360.0 - east)
    bound *= np.radians(sphere.MEAN_RADIUS_NM)
    return bound
