"""Which fixes of two sources are of one aircraft at one time?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..geo import sphere
from ..model.fixes import Fixes, Kind, Quality

__all__ = ["Groups", "Met", "Side", "met_of"]

BETWEEN_S = 10.0  # a source says where the aircraft is between two fixes that are no farther apart
SAME_S = 0.5
_OUT = np.uint16(Quality.STALE | Quality.ODD_TIME)
Indices = NDArray[np.int64]
Side = tuple[int, Indices]  # a source by its position, and its fixes in order of (track, time)


@dataclass(frozen=True, eq=False, slots=True)
class Groups:
    """The fixes that are compared, grouped by source and track.

    order : int64[n], their positions, by source, track and time
    source, track, begin, end : int64[g], whose they are, and where they stand in ``order``
    first_s, last_s : float64[g]
    """

    order: Indices
    source: Indices
    track: Indices
    begin: Indices
    end: Indices
    first_s: NDArray[np.float64]
    last_s: NDArray[np.float64]

    @classmethod
    def of(cls, fixes: Fixes) -> Groups:
        """Return the groups of a project; what was estimated, is stale or has an odd time is in none."""
        usable = np.flatnonzero(((fixes.quality & _OUT) == 0) & (fixes.kind != Kind.ESTIMATED))
        order = usable[np.argsort(fixes.source[usable], kind="stable")]
        source, track = fixes.source[order].astype(np.int64), fixes.track_index()[order]
        opens = np.ones(len(order), np.bool_)
        opens[1:] = (source[1:] != source[:-1]) | (track[1:] != track[:-1])
        begin = np.flatnonzero(opens)
        end = np.append(begin[1:], len(order))[: len(begin)]
        times_s = fixes.time_s[order]
        return cls(order, source[begin], track[begin], begin, end, times_s[begin], times_s[end - 1])

    def pairs(self, wanted: NDArray[np.bool_]) -> list[tuple[Side, Side]]:
        """Return pairs of sources with their fixes of aircraft that both have at one time; one of them is wanted."""
        found: dict[tuple[int, int], list[tuple[int, int]]] = {}
        for one, other in self._together():
            if wanted[self.source[one]] or wanted[self.source[other]]:
                found.setdefault((int(self.source[one]), int(self.source[other])), []).append((one, other))
        return [
            ((one, self._fixes([own for own, _ in groups])), (other, self._fixes([theirs for _, theirs in groups])))
            for (one, other), groups in found.items()
        ]

    def _together(self) -> Iterator[tuple[int, int]]:
        """Give pairs of groups of one track and two sources whose spans of time meet, the lower source first."""
        by_track = np.lexsort((self.first_s, self.track))
        track, source = self.track[by_track], self.source[by_track]
        first_s, last_s = self.first_s[by_track], self.last_s[by_track]
        for apart in range(1, len(by_track)):
            same = track[apart:] == track[:-apart]
            if not same.any():
                return
            meets = np.flatnonzero(same & (first_s[apart:] <= last_s[:-apart] + SAME_S))
            for one in meets.tolist():
                pair = (one, one + apart) if source[one] < source[one + apart] else (one + apart, one)
                yield int(by_track[pair[0]]), int(by_track[pair[1]])

    def _fixes(self, groups: list[int]) -> Indices:
        return np.sort(np.concatenate([self.order[self.begin[group] : self.end[group]] for group in groups]))


@dataclass(frozen=True, eq=False, slots=True)
class Met:
    """Fixes of one source, each with those of the other before and after it.

    fix, before, after, nearest : int64[n], positions; before and after are the same where one alone is there
    track : int64[n]
    share : float64[n], how far the moment is on the way from before to after
    """

    fix: Indices
    before: Indices
    after: Indices
    nearest: Indices
    track: Indices
    share: NDArray[np.float64]

    def between(self, column: NDArray[Any]) -> NDArray[np.float64]:
        """Return what the other source says at the moment of each fix; NaN where it does not."""
        begin, end = column[self.before].astype(np.float64), column[self.after].astype(np.float64)
        between: NDArray[np.float64] = begin + (end - begin) * self.share
        return between

    def place(self, fixes: Fixes) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return where the other source has the aircraft at the moment of each fix, longitude and latitude."""
        begin, end = self.before, self.after
        return sphere.interpolate(
            fixes.lon_deg[begin], fixes.lat_deg[begin], fixes.lon_deg[end], fixes.lat_deg[end], self.share
        )


def met_of(fixes: Fixes, one: Indices, other: Indices) -> Met:
    """Return those fixes of one source at whose moment the other one says where the aircraft is.

    one, other : int64[n], int64[m], ascending positions of the fixes of each
    """
    at = np.searchsorted(other, one)
    before, after = other[np.maximum(at - 1, 0)], other[np.minimum(at, len(other) - 1)]
    track = np.searchsorted(fixes.offsets, one, side="right") - 1
    begin, end = fixes.offsets[track], fixes.offsets[track + 1]
    infinite = np.full(len(one), np.inf)
    since_s = np.where((before >= begin) & (before < one), fixes.time_s[one] - fixes.time_s[before], infinite)
    until_s = np.where((after > one) & (after < end), fixes.time_s[after] - fixes.time_s[one], infinite)
    bracketed = since_s + until_s <= BETWEEN_S
    nearest = np.where(since_s <= until_s, before, after)
    met = bracketed | (np.minimum(since_s, until_s) <= SAME_S)
    before, after = np.where(bracketed, before, nearest)[met], np.where(bracketed, after, nearest)[met]
    whole_s = fixes.time_s[after] - fixes.time_s[before]
    since = fixes.time_s[one[met]] - fixes.time_s[before]
    share = np.divide(since, whole_s, out=np.zeros(len(before)), where=whole_s > 0)
    return Met(one[met], before, after, nearest[met], track[met], share)
