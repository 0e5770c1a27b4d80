"""The map plane: Web Mercator metres, and a whole-number form of them that never loses a centimetre.

    lon/lat  ->  x_m, y_m     float64, x east, y north, both within +/- HALF_WORLD_M
             ->  x, y         int32 *units*: 2**32 of them go round the world, 9.3 mm each at the equator

Float32 metres would be coarse to 2 m near the antimeridian, which shows on a runway. Whole units take the same four
bytes, are equally fine everywhere, and the difference of two of them wraps by itself: it is always the shorter way
round, so that a track across the antimeridian needs no special case.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = [
    "HALF_WORLD_M",
    "LIMIT_LAT_DEG",
    "UNITS_PER_M",
    "WORLD_M",
    "from_plane",
    "ground_scale",
    "to_plane",
    "to_units",
    "units_from_plane",
]

RADIUS_M = 6_378_137.0  # of Web Mercator (EPSG:3857), which takes the ellipsoid's equator for a sphere
HALF_WORLD_M = math.pi * RADIUS_M
WORLD_M = 2.0 * HALF_WORLD_M
LIMIT_LAT_DEG = 85.051_128_779_806_59  # where the plane is square; what lies beyond is drawn on its edge
UNITS_PER_M = 2.0**32 / WORLD_M

_UNITS_PER_DEG = 2.0**32 / 360.0
_TOP = 2.0**31 - 1.0

Floats = NDArray[np.float64]
Units = NDArray[np.int32]


def to_plane(lon_deg: ArrayLike, lat_deg: ArrayLike) -> tuple[Floats, Floats]:
    """Return x and y in plane metres. Longitudes on another turn stay on it; latitudes stop at LIMIT_LAT_DEG."""
    lon = np.asarray(lon_deg, np.float64)
    lat = np.clip(np.asarray(lat_deg, np.float64), -LIMIT_LAT_DEG, LIMIT_LAT_DEG)
    return lon * (HALF_WORLD_M / 180.0), RADIUS_M * np.arctanh(np.sin(np.radians(lat)))


def from_plane(x_m: ArrayLike, y_m: ArrayLike) -> tuple[Floats, Floats]:
    """Return longitude and latitude in degrees; the longitude in [-180, 180)."""
    lon = np.asarray(x_m, np.float64) * (180.0 / HALF_WORLD_M)
    lat = np.degrees(np.arctan(np.sinh(np.asarray(y_m, np.float64) / RADIUS_M)))
    return (lon + 180.0) % 360.0 - 180.0, lat


def to_units(lon_deg: ArrayLike, lat_deg: ArrayLike) -> tuple[Units, Units]:
    """Return x and y in whole plane units. Longitudes may lie on any turn; positions must be finite."""
    lon = np.asarray(lon_deg, np.float64)
    _, y_m = to_plane(0.0, lat_deg)
    # By way of int64: a longitude of exactly 180 is one unit past the largest int32 and has to come round.
    x = np.rint(lon * _UNITS_PER_DEG).astype(np.int64).astype(np.int32)
    return x, np.clip(np.rint(y_m * UNITS_PER_M), -_TOP, _TOP).astype(np.int32)


def units_from_plane(x_m: float, y_m: float) -> tuple[int, int]:
    """Return one point of the plane in units, as Python numbers that are *not* wrapped or bounded."""
    return round(x_m * UNITS_PER_M), round(y_m * UNITS_PER_M)


def ground_scale(y_m: ArrayLike) -> Floats:
    """Return how many metres on the ground a plane metre is at the height ``y_m`` of the plane (1 at the equator)."""
    scale: Floats = 1.0 / np.cosh(np.asarray(y_m, np.float64) / RADIUS_M)
    return scale
