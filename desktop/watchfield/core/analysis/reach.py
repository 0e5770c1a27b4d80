"""Which airfields may an aircraft have come from, or gone to, when it was not seen on the ground?

A field is within reach when its runway is long enough for the type and it lies no farther than a usual descent from the
height of the fix. This is a set and never a guess: the nearest field is the wrong one more often than not.

All questions are asked for many fixes at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ..geo import sphere
from ..model.airfield import AirfieldKind
from ..model.movement import Candidate
from ..reference.airfields import Airfields
from .rules import Rules

__all__ = ["NO_FIELD", "Fields", "Pairs"]

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

NO_FIELD = -1
_SMALLEST = AirfieldKind.SMALL_AIRPORT  # what ranks below has no runway for an aeroplane
_RUNWAY_WAY_NM = 6.0  # the longest runways end 3 NM from their field's point
_ON_RUNWAY_M = 100.0  # from its centre line: half of a wide runway, and the doubt of both positions
_GROUND_NM = 30.0  # the height of the ground is taken from a field so near
_LOWEST_FIELD_FT = -1_500.0
_PAIRS = 4_000_000  # fixes times fields at once: 32 MB a temporary array


@dataclass(frozen=True, eq=False, slots=True)
class Pairs:
    """Fixes paired with fields, in order of fix, then of distance, then of field.

    fix : int64[p], number of the fix in the question
    field : int64[p], row of the airfield
    distance_nm : float64[p]
    """

    fix: Rows
    field: Rows
    distance_nm: Floats

    def where(self, kept: NDArray[np.bool_]) -> Pairs:
        """Return some of the pairs."""
        return Pairs(self.fix[kept], self.field[kept], self.distance_nm[kept])

    def by_fix(self, count: int) -> Iterator[tuple[tuple[int, ...], float]]:
        """Yield for each of ``count`` fixes its fields, the nearest first, and the distance of the farthest (or 0)."""
        bounds = np.searchsorted(self.fix, np.arange(count + 1)).tolist()
        fields, distances = self.field.tolist(), self.distance_nm.tolist()
        for begin, end in pairwise(bounds):
            yield tuple(fields[begin:end]), distances[end - 1] if end > begin else 0.0


class Fields:
    """The airfields an aeroplane can land on, sorted by latitude so that few are looked at."""

    def __init__(self, airfields: Airfields, rules: Rules) -> None:
        self.airfields = airfields
        self._rules = rules
        index = np.flatnonzero(airfields.kind <= _SMALLEST)
        self._index = index[np.argsort(airfields.lat_deg[index], kind="stable")]
        self._lon, self._lat = airfields.lon_deg[self._index], airfields.lat_deg[self._index]

    def within(self, lon_deg: Floats, lat_deg: Floats, range_nm: Floats) -> Pairs:
        """Return the fields within a range of each fix; a range below 0 holds none.

        lon_deg, lat_deg, range_nm : float64[k]
        """
        angle = np.clip(np.nan_to_num(range_nm, nan=-1.0) / sphere.MEAN_RADIUS_NM, 0.0, np.pi / 2) * 1.001
        low = np.searchsorted(self._lat, lat_deg - np.degrees(angle))
        high = np.searchsorted(self._lat, lat_deg + np.degrees(angle), side="right")
        counts = np.where(range_nm >= 0, high - low, 0)
        pieces = np.searchsorted(np.cumsum(counts), np.arange(_PAIRS, max(int(counts.sum()), 1), _PAIRS))
        found = [
            self._paired(some, low[some], counts[some], lon_deg, lat_deg, range_nm, angle)
            for some in np.split(np.arange(len(counts)), pieces)
        ]
        fix, row, distance = (np.concatenate(column) for column in zip(*found, strict=True))
        order = np.lexsort((row, distance, fix))
        return Pairs(fix[order], row[order], distance[order])

    def _paired(
        self, some: Rows, low: Rows, counts: Rows, lon: Floats, lat: Floats, range_nm: Floats, angle: Floats
    ) -> tuple[Rows, Rows, Floats]:
        """Pair some fixes with the fields of their band of latitude, and keep those in range."""
        fix = np.repeat(some, counts)
        at = np.arange(len(fix)) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(low, counts)
        # Within a range no meridian is farther than this; near a pole all are near.
        sine = np.sin(angle[some]) / np.maximum(np.cos(np.radians(lat[some])), 1e-9)
        widest = np.where(sine < 1.0, np.degrees(np.arcsin(np.minimum(sine, 1.0))), 180.0)
        apart = np.abs(self._lon[at] - lon[fix])
        close = np.minimum(apart, 360.0 - apart) <= np.repeat(widest, counts)
        fix, at = fix[close], at[close]
        distance = sphere.distance_nm(self._lon[at], self._lat[at], lon[fix], lat[fix])
        held = distance <= range_nm[fix]
        return fix[held], self._index[at[held]], distance[held]

    def at_runways(self, lon_deg: Floats, lat_deg: Floats, runway_ft: Floats) -> tuple[Rows, Floats]:
        """Return the field whose runway is nearest to each fix, and the metres to it: int64[k], float64[k].

        NO_FIELD where none is within ``rules.confirmed_km``. A field with the runway that the aircraft needs comes
        before one beside it that has it not, unless it stands on the runway of that one.
        """
        near = self.within(lon_deg, lat_deg, np.full(len(lon_deg), _RUNWAY_WAY_NM))
        metres = self.airfields.nearest_runway_m(lon_deg[near.fix], lat_deg[near.fix], near.field)
        close = metres <= self._rules.confirmed_km * 1000.0
        near, metres = near.where(close), metres[close]
        too_short = self.airfields.longest_runway_ft[near.field] < runway_ft[near.fix]
        too_short &= metres > _ON_RUNWAY_M
        order = np.lexsort((near.field, metres, too_short, near.fix))
        first = order[np.unique(near.fix[order], return_index=True)[1]]
        field, runway_m = np.full(len(lon_deg), NO_FIELD, np.int64), np.full(len(lon_deg), np.nan)
        field[near.fix[first]], runway_m[near.fix[first]] = near.field[first], metres[first]
        return field, runway_m

    def in_reach(self, lon_deg: Floats, lat_deg: Floats, altitude_ft: Floats, runway_ft: Floats) -> Pairs:
        """Return the fields within reach of each fix from its height above sea level.

        An altitude that is not known (NaN) reaches nothing: a set that may be anything says nothing.
        """
        widest = np.maximum(self._reach_nm(altitude_ft - _LOWEST_FIELD_FT), self._rules.reach_cap_nm)
        pairs = self.within(lon_deg, lat_deg, np.where(np.isnan(altitude_ft), -1.0, widest))
        height = np.maximum(altitude_ft[pairs.fix] - self.elevation_ft(pairs.field), 0.0)
        long_enough = self.airfields.longest_runway_ft[pairs.field] >= runway_ft[pairs.fix]
        return pairs.where(long_enough & (pairs.distance_nm <= self._reach_nm(height)))

    def candidates(self, rows: Rows, lon_deg: Floats, lat_deg: Floats) -> list[Candidate]:
        """Return fields as candidates, each seen from its own fix.

        rows, lon_deg, lat_deg : [p], a field and the position of the fix
        """
        fields = self.airfields
        at = fields.lon_deg[rows], fields.lat_deg[rows]
        range_nm = np.round(sphere.distance_nm(*at, lon_deg, lat_deg), 1).tolist()
        bearing = (np.round(sphere.bearing_deg(*at, lon_deg, lat_deg), 1) % 360.0).tolist()
        columns = zip(rows.tolist(), range_nm, bearing, strict=True)
        return [Candidate(str(fields.ident[row]), fields.name_of(row), *seen) for row, *seen in columns]

    def ground_ft(self, lon_deg: Floats, lat_deg: Floats) -> Floats:
        """Return the elevation of the nearest field within 30 NM of each position, NaN where none is known."""
        near = self.within(lon_deg, lat_deg, np.full(len(lon_deg), _GROUND_NM))
        near = near.where(~np.isnan(self.airfields.elevation_ft[near.field]))
        fix, first = np.unique(near.fix, return_index=True)
        ground = np.full(len(lon_deg), np.nan)
        ground[fix] = self.airfields.elevation_ft[near.field[first]]
        return ground

    def elevation_ft(self, rows: Rows) -> Floats:
        """Return the elevations of fields, 0 where they are not known."""
        return np.nan_to_num(self.airfields.elevation_ft[rows].astype(np.float64))

    def _reach_nm(self, height_ft: Floats) -> Floats:
        rules = self._rules
        reach = height_ft / 1000.0 * rules.reach_nm_per_kft + rules.reach_add_nm
        return np.where(height_ft <= rules.reach_cap_below_ft, np.minimum(reach, rules.reach_cap_nm), reach)
