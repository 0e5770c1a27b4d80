"""Which airfields may an aircraft have come from, or gone to, when it was not seen on the ground?

A field is within reach when its runway is long enough for the type and it lies no farther than a usual descent from the
height of the fix. This is a set and never a guess: the nearest field is the wrong one more often than not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..geo import sphere
from ..model.airfield import AirfieldKind
from ..model.movement import Candidate
from ..reference.airfields import Airfields
from .rules import Rules

__all__ = ["Fields", "Near"]

_SMALLEST = AirfieldKind.SMALL_AIRPORT  # what ranks below has no runway for an aeroplane
_RUNWAY_WAY_NM = 6.0  # the longest runways end 3 NM from their field's point


@dataclass(frozen=True, slots=True)
class Near:
    """A field, and how far a fix is from its nearest runway."""

    index: int
    runway_m: float


class Fields:
    """The airfields an aeroplane can land on, sorted by latitude so that few are looked at."""

    def __init__(self, airfields: Airfields, rules: Rules) -> None:
        self.airfields = airfields
        self._rules = rules
        index = np.flatnonzero(airfields.kind <= _SMALLEST)
        self._index = index[np.argsort(airfields.lat_deg[index], kind="stable")]
        self._lat = airfields.lat_deg[self._index]

    def within(self, lon_deg: float, lat_deg: float, range_nm: float) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return the fields within a range, nearest first: their indices and distances."""
        span = np.degrees(range_nm / sphere.MEAN_RADIUS_NM) * 1.001
        low, high = np.searchsorted(self._lat, (lat_deg - span, lat_deg + span))
        index = self._index[low:high]
        distance = sphere.distance_nm(self.airfields.lon_deg[index], self.airfields.lat_deg[index], lon_deg, lat_deg)
        order = np.flatnonzero(distance <= range_nm)
        order = order[np.lexsort((index[order], distance[order]))]
        return index[order], distance[order]

    def at_runway(self, lon_deg: float, lat_deg: float, runway_ft: float) -> Near | None:
        """Return the field with the nearest runway, if that is within ``rules.confirmed_km``; else None.

        runway_ft : what the aircraft needs; a field that has it goes before one beside it that has not
        """
        index, _ = self.within(lon_deg, lat_deg, _RUNWAY_WAY_NM)
        found = [Near(int(i), self._to_runway_m(lon_deg, lat_deg, int(i))) for i in index]
        close = [near for near in found if near.runway_m <= self._rules.confirmed_km * 1000.0]
        return min(
            close, key=lambda near: (self._too_short(near.index, runway_ft), near.runway_m, near.index), default=None
        )

    def in_reach(self, lon_deg: float, lat_deg: float, altitude_ft: float, runway_ft: float) -> NDArray[np.int64]:
        """Return the fields within reach from a height above sea level, nearest first, int64[k].

        An altitude that is not known (NaN) reaches nothing: a set that may be anything says nothing.
        """
        if np.isnan(altitude_ft):
            return np.empty(0, np.int64)
        widest = self._reach_nm(np.asarray([altitude_ft + 1_500.0]))[0]  # the lowest fields lie 1,300 ft below the sea
        index, distance = self.within(lon_deg, lat_deg, max(float(widest), self._rules.reach_cap_nm))
        elevation = np.nan_to_num(self.airfields.elevation_ft[index].astype(np.float64))
        height = np.maximum(altitude_ft - elevation, 0.0)
        held = (distance <= self._reach_nm(height)) & (self.airfields.longest_runway_ft[index] >= runway_ft)
        reached: NDArray[np.int64] = index[held]
        return reached

    def candidates(self, indices: Sequence[int], lon_deg: float, lat_deg: float) -> tuple[Candidate, ...]:
        """Return fields as candidates, seen from a fix."""
        fields, rows = self.airfields, np.asarray(indices, np.int64)
        at = fields.lon_deg[rows], fields.lat_deg[rows]
        range_nm = np.round(sphere.distance_nm(*at, lon_deg, lat_deg), 1).tolist()
        bearing = (np.round(sphere.bearing_deg(*at, lon_deg, lat_deg), 1) % 360.0).tolist()
        columns = zip(indices, range_nm, bearing, strict=True)
        return tuple(Candidate(str(fields.ident[row]), fields.name_of(row), *seen) for row, *seen in columns)

    def elevation_ft(self, index: int) -> float:
        """Return a field's elevation, 0 where it is not known."""
        return float(np.nan_to_num(self.airfields.elevation_ft[index]))

    def _too_short(self, index: int, runway_ft: float) -> bool:
        return bool(self.airfields.longest_runway_ft[index] < runway_ft)

    def _to_runway_m(self, lon_deg: float, lat_deg: float, index: int) -> float:
        return float(self.airfields.nearest_runway_m(np.asarray([lon_deg]), np.asarray([lat_deg]), index)[0])

    def _reach_nm(self, height_ft: NDArray[np.float64]) -> NDArray[np.float64]:
        rules = self._rules
        reach = height_ft / 1000.0 * rules.reach_nm_per_kft + rules.reach_add_nm
        return np.where(height_ft <= rules.reach_cap_below_ft, np.minimum(reach, rules.reach_cap_nm), reach)
