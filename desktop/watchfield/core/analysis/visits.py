"""When was an aircraft inside a zone, and how low?

By segment, not by point: between two fixes that continue each other the aircraft flew a line, and a line may cross a
small zone between two points that both lie outside it. Across a hole there is no line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ..geo import sphere
from ..geo.polygon import Passages
from ..model.fixes import SOLID_S, Fixes
from ..model.flight import Flights
from ..model.zone import Zone
from ..spatial.boxes import Runs
from .rules import Rules

__all__ = ["Border", "Finds", "Visit", "visits"]


@dataclass(frozen=True, slots=True)
class Border:
    """A place on a track between two fixes: where it enters, leaves, or is lowest.

    before : position of the fix before it (its segment begins there)
    """

    before: int
    time_s: float
    lon_deg: float
    lat_deg: float
    altitude_ft: float


@dataclass(frozen=True, slots=True)
class Visit:
    """One flight inside one zone, from its first entry until it is well out again.

    flight : which flight
    first, last : positions of the first and last fix of the segments that lie inside, both included
    lowest : where it was lowest inside; its altitude is NaN where none was received
    unseen_s : the longest silence while it was inside, 0 where it was seen all the way
    leaps : whether the track comes, goes or moves inside by a step that nothing flies
    """

    flight: int
    enter: Border
    leave: Border
    lowest: Border
    first: int
    last: int
    unseen_s: float = 0.0
    leaps: bool = False


class Finds(Protocol):
    """An index over the fixes: ``spatial.boxes.Boxes``, or ``spatial.index.TrackIndex`` where there is rtree."""

    @property
    def runs(self) -> Runs:
        """The runs that answers count."""

    def query(self, west: float, south: float, east: float, north: float, /) -> NDArray[np.intp]:
        """Return the runs that may meet a window."""


def visits(fixes: Fixes, flights: Flights, zone: Zone, index: Finds, rules: Rules) -> Iterator[Visit]:
    """Yield the visits of a zone in order of flight and time."""
    flight = np.repeat(np.arange(len(flights)), flights.end - flights.begin)
    segment = _near(fixes, flight, zone, index)
    inside = _in_band(fixes, segment, _passages(fixes, segment, zone), zone)
    if not len(inside.segment):
        return
    position = segment[inside.segment]
    opens = _parted(fixes, flight, position, zone, rules)
    enters, leaves = _borders(fixes, position, inside.begin), _borders(fixes, position, inside.end)
    bounds = np.append(np.flatnonzero(opens), len(position))
    for begin, end in pairwise(bounds.tolist()):
        borders = enters[begin:end] + leaves[begin:end]
        number, first, last = int(flight[position[begin]]), int(position[begin]), int(position[end - 1]) + 1
        # One that is inside at its first or last fix came, or went, by the step beyond it.
        seen_from = max(first - int(inside.begin[begin] == 0.0), int(flights.begin[number]))
        seen_to = min(last + int(inside.end[end - 1] == 1.0), int(flights.end[number]) - 1)
        unseen_s = float(np.diff(fixes.time_s[seen_from : seen_to + 1]).max())
        yield Visit(
            number,
            enters[begin],
            leaves[end - 1],
            min(borders, key=lambda border: (np.isnan(border.altitude_ft), border.altitude_ft, border.time_s)),
            first,
            last,
            unseen_s if unseen_s > SOLID_S else 0.0,
            bool(_leaps(fixes, np.arange(seen_from, seen_to), rules).any()),
        )


def _near(fixes: Fixes, flight: NDArray[np.int64], zone: Zone, index: Finds) -> NDArray[np.int64]:
    """Return the segments (by their first fix) of the runs that may touch the zone, ascending."""
    polygon = zone.polygon
    runs = index.query(polygon.west, polygon.south, polygon.east, polygon.north)
    begin, counts = index.runs.begin[runs], index.runs.end[runs] - index.runs.begin[runs] - 1
    segment: NDArray[np.int64] = np.arange(counts.sum()) + np.repeat(begin - (np.cumsum(counts) - counts), counts)
    joined = fixes.joined_to_next()[segment]
    joined[joined] = flight[segment[joined] + 1] == flight[segment[joined]]
    return segment[joined]


def _leaps(fixes: Fixes, segment: NDArray[np.int64], rules: Rules) -> NDArray[np.bool_]:
    """Return which segments no aircraft flew: a false position, or two aircraft under one address."""
    lon, lat, time_s, after = fixes.lon_deg, fixes.lat_deg, fixes.time_s, segment + 1
    elapsed_s = np.maximum(time_s[after] - time_s[segment], rules.jump_min_s)
    way_nm = sphere.distance_nm(lon[segment], lat[segment], lon[after], lat[after])
    leaps: NDArray[np.bool_] = way_nm / elapsed_s * 3600.0 > rules.jump_kt
    return leaps


def _passages(fixes: Fixes, segment: NDArray[np.int64], zone: Zone) -> Passages:
    return zone.polygon.passages(
        fixes.lon_deg[segment], fixes.lat_deg[segment], fixes.lon_deg[segment + 1], fixes.lat_deg[segment + 1]
    )


def _in_band(fixes: Fixes, segment: NDArray[np.int64], inside: Passages, zone: Zone) -> Passages:
    """Cut passages to the zone's heights; where no altitude was received nothing is cut, and the visit says so."""
    if zone.floor_ft is None and zone.ceiling_ft is None:
        return inside
    altitude = fixes.altitude_ft().astype(np.float64)
    at = segment[inside.segment]
    first, rise = altitude[at], altitude[at + 1] - altitude[at]
    begin, end = inside.begin.copy(), inside.end.copy()
    for limit_ft, upper in ((zone.floor_ft, False), (zone.ceiling_ft, True)):
        if limit_ft is None:
            continue
        with np.errstate(divide="ignore", invalid="ignore"):
            meets = (limit_ft - first) / rise
        leaves = (rise > 0) == upper
        end = np.where((rise != 0) & leaves & ~np.isnan(meets), np.minimum(end, meets), end)
        begin = np.where((rise != 0) & ~leaves & ~np.isnan(meets), np.maximum(begin, meets), begin)
        beyond = (rise == 0) & ((first > limit_ft) if upper else (first < limit_ft))
        end = np.where(beyond, begin, end)
    kept = end > begin
    return Passages(inside.segment[kept], begin[kept], end[kept])


def _parted(
    fixes: Fixes, flight: NDArray[np.int64], position: NDArray[np.int64], zone: Zone, rules: Rules
) -> NDArray[np.bool_]:
    """Return which passages begin a new visit: another flight, or well out of the zone since the one before.

    The border for leaving lies outside the one for entering, so a track along the rim is one visit and not twenty.
    """
    exit_nm = min(rules.exit_nm, rules.exit_of_radius * float(np.sqrt(zone.polygon.area_nm2 / np.pi)))
    opens = np.ones(len(position), np.bool_)
    opens[1:] = flight[position[1:]] != flight[position[:-1]]
    for passage in np.flatnonzero(~opens):
        between = slice(position[passage - 1] + 1, position[passage] + 1)
        away = zone.polygon.distance_nm(fixes.lon_deg[between], fixes.lat_deg[between])
        opens[passage] = bool(len(away)) and float(away.max()) > exit_nm
    return opens


def _borders(fixes: Fixes, before: NDArray[np.int64], fraction: NDArray[np.float64]) -> list[Border]:
    """Return the places at fractions of the segments that begin at these fixes."""
    after = before + 1
    lon, lat = sphere.interpolate(
        fixes.lon_deg[before], fixes.lat_deg[before], fixes.lon_deg[after], fixes.lat_deg[after], fraction
    )
    altitude = fixes.altitude_ft().astype(np.float64)
    time_s = fixes.time_s[before] + fraction * (fixes.time_s[after] - fixes.time_s[before])
    height = altitude[before] + fraction * (altitude[after] - altitude[before])
    columns = (column.tolist() for column in (before, time_s, lon, lat, height))
    return [Border(*values) for values in zip(*columns, strict=True)]
