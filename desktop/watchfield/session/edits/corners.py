"""Rings of corners: moved, added, removed, snapped."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from watchfield.core.errors import ZoneError
from watchfield.core.geo import sphere
from watchfield.core.model.zone import Ring

__all__ = ["added", "along", "check", "crosses_itself", "middle", "moved", "on_ring", "removed", "shifted"]

Point = tuple[float, float]
Rings = tuple[Ring, ...]
Floats = NDArray[np.float64]


def moved(rings: Rings, ring: int, corner: int, to: Point) -> Rings:
    """Return the rings with one corner elsewhere."""
    old = rings[ring]
    return _with(rings, ring, (*old[:corner], to, *old[corner + 1 :]))


def added(rings: Rings, ring: int, after: int, at: Point) -> Rings:
    """Return the rings with one corner more, behind the corner ``after``."""
    old = rings[ring]
    return _with(rings, ring, (*old[: after + 1], at, *old[after + 1 :]))


def removed(rings: Rings, ring: int, corner: int, *, least: int = 3) -> Rings:
    """Return the rings with one corner less, or as they are where fewer than ``least`` would be left."""
    old = rings[ring]
    if len(old) <= least:
        return rings
    return _with(rings, ring, (*old[:corner], *old[corner + 1 :]))


def shifted(rings: Rings, dlon_deg: float, dlat_deg: float) -> Rings:
    """Return the rings moved as a whole."""
    return tuple(tuple((lon + dlon_deg, lat + dlat_deg) for lon, lat in ring) for ring in rings)


def middle(one: Point, other: Point) -> Point:
    """Return the point half way between two corners, where the handle sits that adds one."""
    return (one[0] + other[0]) / 2, (one[1] + other[1]) / 2


def along(start: Point, wish: Point) -> Point:
    """Return the point nearest to a wish that lies from ``start`` in one of 24 directions (Shift keeps direction)."""
    scale = max(math.cos(math.radians(start[1])), 1e-6)
    x, y = (wish[0] - start[0]) * scale, wish[1] - start[1]
    step = math.radians(15.0)
    angle = round(math.atan2(y, x) / step) * step
    length = x * math.cos(angle) + y * math.sin(angle)
    return start[0] + length * math.cos(angle) / scale, start[1] + length * math.sin(angle)


def on_ring(centre: Point, wish: Point, step_nm: float) -> Point:
    """Return the point in the same bearing on the nearest of rings ``step_nm`` apart (Ctrl snaps)."""
    range_nm = float(sphere.distance_nm(*centre, *wish))
    bearing = float(sphere.bearing_deg(*centre, *wish))
    lon, lat = sphere.destination(*centre, bearing, max(round(range_nm / step_nm), 1) * step_nm)
    return float(lon), float(lat)


def check(rings: Rings) -> None:
    """Raise ZoneError unless the rings enclose something and none crosses itself."""
    if not rings or len(rings[0]) < 3:
        raise ZoneError("A zone has at least three corners.", advice="Click to add more, or Esc to leave.")
    if any(not (-90.0 <= lat <= 90.0) for ring in rings for _, lat in ring):
        raise ZoneError("A corner lies beyond a pole.", advice="Move it back.")
    if any(crosses_itself(ring) for ring in rings):
        raise ZoneError(
            "The rim crosses itself.", kept="The shape is not kept yet.", advice="Move a corner, then Enter."
        )


def crosses_itself(ring: Ring) -> bool:
    """Tell whether two edges that are not neighbours meet."""
    points = np.asarray(ring, np.float64)
    count = len(points)
    if count < 4:
        return False
    a, b = points, np.roll(points, -1, axis=0)
    first, second = np.triu_indices(count, 2)
    apart = ~((first == 0) & (second == count - 1))
    first, second = first[apart], second[apart]
    side_1 = _side(a[first], b[first], a[second]) * _side(a[first], b[first], b[second])
    side_2 = _side(a[second], b[second], a[first]) * _side(a[second], b[second], b[first])
    return bool(((side_1 < 0) & (side_2 < 0)).any())


def _side(start: Floats, end: Floats, point: Floats) -> Floats:
    along_, across = end - start, point - start
    sign: Floats = np.sign(along_[:, 0] * across[:, 1] - along_[:, 1] * across[:, 0])
    return sign


def _with(rings: Rings, ring: int, corners: Ring) -> Rings:
    return (*rings[:ring], corners, *rings[ring + 1 :])
