"""Where does a line run inside a polygon?

The one implementation of containment, crossing and distance, so that window, command line and QGIS say the same to the
last digit. Polygons are rings of corners in degrees, the first the rim, the others holes; a point is inside when it is
inside an odd number of rings. Edges are straight in longitude and latitude, and so are the segments of a track: between
two fixes that are at most 300 s apart a great circle leaves that line by less than a mile.

Longitudes are unwound along each ring and then round the polygon, so one across 180 degrees is an ordinary one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import sphere

__all__ = ["Passages", "Polygon", "circle"]

Floats = NDArray[np.float64]
_PAIRS = 4_000_000  # points times edges at once: 32 MB a temporary array
_TOUCH = 1e-9  # of an edge or a segment (0.1 mm of 50 NM): by rounding, a line through a corner misses both its edges
_DEGREE_NM = np.pi / 180.0 * sphere.MEAN_RADIUS_NM


@dataclass(frozen=True, slots=True)
class Passages:
    """Stretches of segments that lie inside a polygon, in order of segment, then of fraction.

    segment : intp[k], index of the segment
    begin, end : float64[k], fractions of the segment, 0 at its first point and 1 at its last
    """

    segment: NDArray[np.intp]
    begin: Floats
    end: Floats


class Polygon:
    """Rings of corners, ready to be asked.

    rings : sequence of [n, 2] longitude and latitude in degrees; whether a ring repeats its first corner is all one
    """

    def __init__(self, rings: Iterable[ArrayLike]) -> None:
        unwound = [_unwind(np.asarray(ring, np.float64).reshape(-1, 2)) for ring in rings]
        reference = unwound[0][:, 0].mean() if unwound else 0.0
        # A hole may have been written on another turn than its rim.
        self._rings = tuple(ring - [360.0 * np.round((ring[:, 0].mean() - reference) / 360.0), 0.0] for ring in unwound)
        edges = [np.hstack((ring, np.roll(ring, -1, axis=0))) for ring in self._rings]
        self._edges: Floats = np.concatenate(edges) if edges else np.empty((0, 4))
        low = self._edges[:, :2].min(axis=0) if len(self._edges) else np.zeros(2)
        high = self._edges[:, :2].max(axis=0) if len(self._edges) else np.zeros(2)
        self.west, self.south = float(low[0]), float(low[1])
        self.east, self.north = float(high[0]), float(high[1])

    @property
    def rings(self) -> tuple[Floats, ...]:
        """The corners, unwound and without a repeated last one."""
        return self._rings

    @property
    def area_nm2(self) -> float:
        """The area enclosed, in square nautical miles, on a plane that is true at the middle latitude."""
        scale = _DEGREE_NM**2 * np.cos(np.radians((self.south + self.north) / 2))
        areas = [abs(_signed_area(ring)) * scale for ring in self._rings]
        return float(areas[0] - sum(areas[1:])) if areas else 0.0

    def contains(self, lon_deg: ArrayLike, lat_deg: ArrayLike) -> NDArray[np.bool_]:
        """Return whether each point lies inside, bool[n].

        A point on an edge belongs to the side that a half-open rule gives it, the same one every time.
        """
        lat = np.atleast_1d(np.asarray(lat_deg, np.float64))
        lon = self._near(np.atleast_1d(np.asarray(lon_deg, np.float64)))
        inside = np.zeros(len(lon), np.bool_)
        candidates = np.flatnonzero((lon >= self.west) & (lon <= self.east) & (lat >= self.south) & (lat <= self.north))
        for some in self._pieces(candidates):
            inside[some] = self._odd(lon[some], lat[some])
        return inside

    def crossings(
        self, lon1_deg: ArrayLike, lat1_deg: ArrayLike, lon2_deg: ArrayLike, lat2_deg: ArrayLike
    ) -> tuple[NDArray[np.intp], Floats]:
        """Return where segments meet the rings: index of the segment [k] and fraction along it [k], in that order.

        A segment that runs along an edge meets it nowhere; one through a corner may meet it twice at one place.
        """
        lon1, lat1, lon2, lat2 = self._segments(lon1_deg, lat1_deg, lon2_deg, lat2_deg)
        found = [
            (some[hit], fraction)
            for some in self._pieces(self._candidates(lon1, lat1, lon2, lat2))
            for hit, fraction in [_meet(lon1[some], lat1[some], lon2[some], lat2[some], self._edges)]
        ]
        if not found:
            return np.empty(0, np.intp), np.empty(0)
        segment = np.concatenate([where for where, _ in found])
        fraction = np.concatenate([fractions for _, fractions in found])
        order = np.lexsort((fraction, segment))
        return segment[order], fraction[order]

    def passages(self, lon1_deg: ArrayLike, lat1_deg: ArrayLike, lon2_deg: ArrayLike, lat2_deg: ArrayLike) -> Passages:
        """Return the stretches of the segments that lie inside.

            segment   o------[########]-----[##]---o
            fraction  0      begin  end           1

        A segment is cut where it meets the rings, and each piece asked at its middle: so corners that are touched,
        edges that are run along and points that lie on an edge need no rule of their own.
        """
        lon1, lat1, lon2, lat2 = self._segments(lon1_deg, lat1_deg, lon2_deg, lat2_deg)
        near = self._candidates(lon1, lat1, lon2, lat2)
        lon1, lat1, lon2, lat2 = lon1[near], lat1[near], lon2[near], lat2[near]
        segment, fraction = _apart(*self.crossings(lon1, lat1, lon2, lat2))
        whole = np.arange(len(lon1))
        owner = np.concatenate((whole, segment, whole))
        cut = np.concatenate((np.zeros(len(lon1)), fraction, np.ones(len(lon1))))
        order = np.lexsort((cut, owner))
        owner, cut = owner[order], cut[order]
        piece = np.flatnonzero((owner[1:] == owner[:-1]) & (cut[1:] > cut[:-1]))
        where, begin, end = owner[piece], cut[piece], cut[piece + 1]
        middle = (begin + end) / 2
        inside = self.contains(
            lon1[where] + middle * (lon2[where] - lon1[where]),
            lat1[where] + middle * (lat2[where] - lat1[where]),
        )
        return _joined(near[where[inside]], begin[inside], end[inside])

    def distance_nm(self, lon_deg: ArrayLike, lat_deg: ArrayLike) -> Floats:
        """Return how far outside each point lies, float64[n]; 0 inside. True to 1 % within 100 NM of the polygon."""
        lat = np.atleast_1d(np.asarray(lat_deg, np.float64))
        lon = self._near(np.atleast_1d(np.asarray(lon_deg, np.float64)))
        result = np.empty(len(lon))
        for some in self._pieces(np.arange(len(lon))):
            result[some] = _to_edges_nm(lon[some], lat[some], self._edges)
        result[self.contains(lon, lat)] = 0.0
        return result

    def _near(self, lon_deg: Floats) -> Floats:
        """Return longitudes on the turn that is nearest to the polygon."""
        centre = (self.west + self.east) / 2
        near: Floats = lon_deg - 360.0 * np.round((lon_deg - centre) / 360.0)
        return near

    def _segments(
        self, lon1_deg: ArrayLike, lat1_deg: ArrayLike, lon2_deg: ArrayLike, lat2_deg: ArrayLike
    ) -> tuple[Floats, Floats, Floats, Floats]:
        """Return segments that take the short way round, on the turn of the polygon."""
        lon1, lat1, lon2, lat2 = (
            np.atleast_1d(np.asarray(a, np.float64)) for a in (lon1_deg, lat1_deg, lon2_deg, lat2_deg)
        )
        step = lon2 - lon1
        step = step - 360.0 * np.round(step / 360.0)
        middle = lon1 + step / 2
        lon1 = lon1 + (self._near(middle) - middle)
        return lon1, lat1, lon1 + step, lat2

    def _candidates(self, lon1: Floats, lat1: Floats, lon2: Floats, lat2: Floats) -> NDArray[np.intp]:
        """Return the segments whose bounds meet the polygon's."""
        return np.flatnonzero(
            (np.maximum(lon1, lon2) >= self.west)
            & (np.minimum(lon1, lon2) <= self.east)
            & (np.maximum(lat1, lat2) >= self.south)
            & (np.minimum(lat1, lat2) <= self.north)
        )

    def _odd(self, lon: Floats, lat: Floats) -> NDArray[np.bool_]:
        x1, y1, x2, y2 = (column[None, :] for column in self._edges.T)
        spans = (y1 > lat[:, None]) != (y2 > lat[:, None])
        with np.errstate(divide="ignore", invalid="ignore"):
            at = x1 + (lat[:, None] - y1) * (x2 - x1) / (y2 - y1)
        odd: NDArray[np.bool_] = (np.count_nonzero(spans & (lon[:, None] < at), axis=1) & 1).astype(np.bool_)
        return odd

    def _pieces(self, indices: NDArray[np.intp]) -> Sequence[NDArray[np.intp]]:
        """Return the indices in pieces that are small enough to be paired with every edge."""
        count = max(1, -(-len(indices) * max(1, len(self._edges)) // _PAIRS))
        return np.array_split(indices, count) if len(indices) else []


def circle(lon_deg: float, lat_deg: float, range_nm: float, *, corners: int = 72) -> Floats:
    """Return the ring [corners, 2] of a circle, anticlockwise, its corners on the circle."""
    bearing = -360.0 * np.arange(corners) / corners
    lon, lat = sphere.destination(lon_deg, lat_deg, bearing, range_nm)
    return _unwind(np.column_stack((lon, lat)))


def _unwind(ring: Floats) -> Floats:
    """Return a ring without a repeated last corner, whose longitudes never step by more than 180 degrees."""
    if len(ring) > 1 and np.array_equal(ring[0], ring[-1]):
        ring = ring[:-1]
    step = np.diff(ring[:, 0])
    turns = np.concatenate(([0.0], np.cumsum(np.round(step / 360.0))))
    return np.column_stack((ring[:, 0] - 360.0 * turns, ring[:, 1]))


def _signed_area(ring: Floats) -> float:
    x, y = ring[:, 0] - ring[0, 0], ring[:, 1] - ring[0, 1]
    return float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y)) / 2


def _meet(lon1: Floats, lat1: Floats, lon2: Floats, lat2: Floats, edges: Floats) -> tuple[NDArray[np.intp], Floats]:
    """Return which segment meets an edge, and at which fraction of the segment."""
    rx, ry = (lon2 - lon1)[:, None], (lat2 - lat1)[:, None]
    sx, sy = (edges[:, 2] - edges[:, 0])[None, :], (edges[:, 3] - edges[:, 1])[None, :]
    qx, qy = edges[None, :, 0] - lon1[:, None], edges[None, :, 1] - lat1[:, None]
    across = rx * sy - ry * sx
    with np.errstate(divide="ignore", invalid="ignore"):
        along = (qx * sy - qy * sx) / across
        edge = (qx * ry - qy * rx) / across
    on_edge = (edge >= -_TOUCH) & (edge <= 1 + _TOUCH)
    hit, which = np.nonzero((across != 0) & (along >= 0) & (along <= 1) & on_edge)
    return hit, along[hit, which]


def _apart(segment: NDArray[np.intp], fraction: Floats) -> tuple[NDArray[np.intp], Floats]:
    """Leave out cuts at the ends of a segment and all but the first of those at one place."""
    keep = (fraction > _TOUCH) & (fraction < 1 - _TOUCH)
    keep[1:] &= (segment[1:] != segment[:-1]) | (np.diff(fraction) > _TOUCH)
    return segment[keep], fraction[keep]


def _joined(segment: NDArray[np.intp], begin: Floats, end: Floats) -> Passages:
    """Join pieces of one segment that touch."""
    if not len(segment):
        return Passages(segment, begin, end)
    opens = np.concatenate(([True], (segment[1:] != segment[:-1]) | (begin[1:] != end[:-1])))
    closes = np.concatenate((opens[1:], [True]))
    return Passages(segment[opens], begin[opens], end[closes])


def _to_edges_nm(lon: Floats, lat: Floats, edges: Floats) -> Floats:
    """Return the distance to the nearest edge, on a plane that is true at each point."""
    scale = np.cos(np.radians(lat))[:, None]
    ax, ay = (edges[None, :, 0] - lon[:, None]) * scale, edges[None, :, 1] - lat[:, None]
    bx, by = (edges[None, :, 2] - lon[:, None]) * scale, edges[None, :, 3] - lat[:, None]
    dx, dy = bx - ax, by - ay
    length2 = dx * dx + dy * dy
    t = np.clip(-(ax * dx + ay * dy) / np.where(length2 > 0, length2, 1.0), 0.0, 1.0)
    nearest: Floats = np.hypot(ax + t * dx, ay + t * dy).min(axis=1) * _DEGREE_NM
    return nearest
