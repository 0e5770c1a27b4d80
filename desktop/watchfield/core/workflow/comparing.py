"""Where do two sources say different things of one aircraft at one time, and by how much?

Each fix of the source that has fewer is held against where the other one puts the aircraft at that moment: between its
fixes before and after, if they are at most 10 s apart, or where it has a fix in the same half second. In 10 s an
aircraft that turns at 3 degrees a second leaves the straight line by less than 0.1 NM. What was estimated, stale or has
an odd time is not compared. Whether two sources agree does not tell that they are right: they may hear one receiver.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..analysis.rules import Rules
from ..geo import sphere
from ..geo.times import format_utc
from ..model.fixes import Fixes, Kind, Quality
from ..model.project import Project
from ..model.source import Source
from ..task import Progress, silent
from .offsets import suspected_s

__all__ = ["Disagreement", "PairReport", "Spread", "disagreements", "pair_record"]

BETWEEN_S = 10.0
SAME_S = 0.5
LISTED = 20
_OUT = np.uint16(Quality.STALE | Quality.ODD_TIME)
Indices = NDArray[np.int64]
_Side = tuple[int, Indices]  # a source by its position, and its fixes in order of (track, time)


@dataclass(frozen=True, slots=True)
class Spread:
    """How far values lie apart, without their sign: of how many, the middle one, 95 % of them, and the most."""

    count: int
    median: float
    p95: float
    most: float

    @classmethod
    def of(cls, values: NDArray[Any]) -> Spread | None:
        """Return the spread of those values that are there, None where there are none."""
        there = np.abs(values[np.isfinite(values)])
        if not len(there):
            return None
        median, p95, most = np.percentile(there, (50.0, 95.0, 100.0)).tolist()
        return cls(len(there), median, p95, most)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One moment at which two sources put an aircraft in two places.

    key, name : whose it is, and what people call it
    row, other_row : in the source, and in the other one the row that is nearest in time
    """

    time_s: float
    key: str
    name: str
    distance_nm: float
    row: int
    other_row: int


@dataclass(frozen=True, slots=True)
class PairReport:
    """What two sources say of the same aircraft at the same times.

    source : the one with fewer fixes there, whose fixes are held against ``other``
    aircraft : how many they both have then
    compared, agree : how many fixes; those within the distance of a duplicate agree
    distance_nm : of all compared
    altitude_ft, speed_kt, track_deg : where both say them, pressure altitude alone; None where never
    offset_s : the source seems to be so much later than the other throughout; None where nothing speaks for that
    worst : those farthest apart, first
    """

    source: Source
    other: Source
    aircraft: int
    compared: int
    agree: int
    distance_nm: Spread
    altitude_ft: Spread | None
    speed_kt: Spread | None
    track_deg: Spread | None
    offset_s: float | None
    worst: tuple[Disagreement, ...]

    @property
    def disagree(self) -> int:
        """How many fixes lie farther apart than a duplicate."""
        return self.compared - self.agree


def disagreements(
    project: Project,
    *,
    new: Iterable[int] | None = None,
    rules: Rules | None = None,
    listed: int = LISTED,
    progress: Progress = silent,
) -> tuple[PairReport, ...]:
    """Return a report for each pair of sources that have fixes of one aircraft at one time; most disagreement first.

    new : numbers of sources; only pairs with one of them are looked at
    listed : how many of the worst are named, a pair
    """
    fixes = project.fixes
    wanted = None if new is None else frozenset(new)
    numbers = np.array([wanted is None or source.id in wanted for source in project.sources], np.bool_)
    groups = _Groups.of(fixes)
    pairs = groups.pairs(numbers)
    found = []
    for done, pair in enumerate(pairs):
        few, many = sorted(pair, key=lambda side: (len(side[1]), side[0]))
        progress(done, len(pairs), project.sources[few[0]].name)
        report = _compared(project, few, many, rules or Rules(), listed)
        if report:
            found.append(report)
    return tuple(sorted(found, key=lambda pair: (-pair.disagree, pair.source.id, pair.other.id)))


@dataclass(frozen=True, eq=False, slots=True)
class _Groups:
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
    def of(cls, fixes: Fixes) -> _Groups:
        usable = np.flatnonzero(((fixes.quality & _OUT) == 0) & (fixes.kind != Kind.ESTIMATED))
        order = usable[np.argsort(fixes.source[usable], kind="stable")]
        source, track = fixes.source[order].astype(np.int64), fixes.track_index()[order]
        opens = np.ones(len(order), np.bool_)
        opens[1:] = (source[1:] != source[:-1]) | (track[1:] != track[:-1])
        begin = np.flatnonzero(opens)
        end = np.append(begin[1:], len(order))[: len(begin)]
        times_s = fixes.time_s[order]
        return cls(order, source[begin], track[begin], begin, end, times_s[begin], times_s[end - 1])

    def pairs(self, wanted: NDArray[np.bool_]) -> list[tuple[_Side, _Side]]:
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


def _compared(project: Project, few: _Side, many: _Side, rules: Rules, listed: int) -> PairReport | None:
    """Hold the fixes of one source against those of another."""
    fixes = project.fixes
    met = _met(fixes, few[1], many[1])
    if not len(met.fix):
        return None
    lon, lat = met.place(fixes)
    distance_nm = sphere.distance_nm(fixes.lon_deg[met.fix], fixes.lat_deg[met.fix], lon, lat)
    agrees = distance_nm < rules.duplicate_nm
    spread = Spread.of(distance_nm)
    if spread is None:
        return None
    turn = fixes.track_deg[met.fix] - fixes.track_deg[met.nearest]
    return PairReport(
        project.sources[few[0]],
        project.sources[many[0]],
        len(np.unique(met.track)),
        len(met.fix),
        int(agrees.sum()),
        spread,
        Spread.of(fixes.baro_altitude_ft[met.fix] - met.between(fixes.baro_altitude_ft)),
        Spread.of(fixes.speed_kt[met.fix] - met.between(fixes.speed_kt)),
        Spread.of((turn + 180.0) % 360.0 - 180.0),
        None if agrees.all() else suspected_s(fixes, few[1], many[1]),
        _worst(project, met, distance_nm, agrees, listed),
    )


@dataclass(frozen=True, eq=False, slots=True)
class _Met:
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


def _met(fixes: Fixes, one: Indices, other: Indices) -> _Met:
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
    return _Met(one[met], before, after, nearest[met], track[met], share)


def _worst(
    project: Project, met: _Met, distance_nm: NDArray[np.float64], agrees: NDArray[np.bool_], listed: int
) -> tuple[Disagreement, ...]:
    apart = np.flatnonzero(~agrees)
    worst = apart[np.argsort(-distance_nm[apart], kind="stable")[:listed]]
    fixes = project.fixes
    return tuple(
        Disagreement(
            float(fixes.time_s[met.fix[i]]),
            project.tracks[int(met.track[i])].key,
            project.tracks[int(met.track[i])].name,
            float(distance_nm[i]),
            int(fixes.row[met.fix[i]]),
            int(fixes.row[met.nearest[i]]),
        )
        for i in worst.tolist()
    )


def pair_record(pair: PairReport) -> dict[str, Any]:
    """Return a report as plain values for JSON."""
    return {
        "source": pair.source.id,
        "file": pair.source.name,
        "other": pair.other.id,
        "other_file": pair.other.name,
        "aircraft": pair.aircraft,
        "compared": pair.compared,
        "agree": pair.agree,
        "disagree": pair.disagree,
        **{
            name: _spread_record(getattr(pair, name))
            for name in ("distance_nm", "altitude_ft", "speed_kt", "track_deg")
        },
        "offset_s": pair.offset_s,
        "worst": [
            {
                "time": format_utc(moment.time_s, decimals=3),
                "aircraft": moment.key,
                "name": moment.name,
                "distance_nm": round(moment.distance_nm, 3),
                "row": moment.row,
                "other_row": moment.other_row,
            }
            for moment in pair.worst
        ],
    }


def _spread_record(spread: Spread | None) -> dict[str, Any] | None:
    if spread is None:
        return None
    return {
        "count": spread.count,
        "median": round(spread.median, 3),
        "p95": round(spread.p95, 3),
        "max": round(spread.most, 3),
    }
