"""Rings of corners: moved, added, removed, snapped."""

from __future__ import annotations

import math

from watchfield.core.geo import sphere
from watchfield.core.model.zone import Ring

__all__ = ["added", "along", "middle", "moved", "on_ring", "removed", "shifted"]

Point = tuple[float, float]
Rings = tuple[Ring, ...]


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


def _with(rings: Rings, ring: int, corners: Ring) -> Rings:
    return (*rings[:ring], corners, *rings[ring + 1 :])
