"""Distances, bearings and positions on the sphere, for whole columns.

Every function takes numbers or arrays that broadcast together, in degrees, and returns the same shape. Longitudes may
lie on any turn; those returned lie in [-180, 180).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .units import METRES_PER_NM

__all__ = ["MEAN_RADIUS_NM", "bearing_deg", "destination", "distance_nm", "interpolate", "unit", "wrap_deg"]

MEAN_RADIUS_M = 6_371_008.8  # IUGG mean radius; the sphere errs by up to 0.6 % against the ellipsoid
MEAN_RADIUS_NM = MEAN_RADIUS_M / METRES_PER_NM

Floats = NDArray[np.float64]


def wrap_deg(lon_deg: ArrayLike) -> Floats:
    """Return longitudes in [-180, 180)."""
    return _turned(np.asarray(lon_deg, np.float64) + 180.0) - 180.0


def distance_nm(lon1_deg: ArrayLike, lat1_deg: ArrayLike, lon2_deg: ArrayLike, lat2_deg: ArrayLike) -> Floats:
    """Return the great-circle distance in nautical miles (haversine: exact down to metres)."""
    lon1, lat1, lon2, lat2 = (np.radians(np.asarray(a, np.float64)) for a in (lon1_deg, lat1_deg, lon2_deg, lat2_deg))
    half = np.sin((lat2 - lat1) / 2) ** 2 + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    result: Floats = 2 * MEAN_RADIUS_NM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0)))
    return result


def bearing_deg(lon1_deg: ArrayLike, lat1_deg: ArrayLike, lon2_deg: ArrayLike, lat2_deg: ArrayLike) -> Floats:
    """Return the true course at the first point towards the second, in [0, 360)."""
    lon1, lat1, lon2, lat2 = (np.radians(np.asarray(a, np.float64)) for a in (lon1_deg, lat1_deg, lon2_deg, lat2_deg))
    east = np.sin(lon2 - lon1) * np.cos(lat2)
    north = np.cos(lat1) * np.sin(lat2) - np.sin(lat1) * np.cos(lat2) * np.cos(lon2 - lon1)
    return _turned(np.degrees(np.arctan2(east, north)))


def destination(
    lon_deg: ArrayLike, lat_deg: ArrayLike, bearing: ArrayLike, range_nm: ArrayLike
) -> tuple[Floats, Floats]:
    """Return longitude and latitude of the point ``range_nm`` away on the true course ``bearing``."""
    lon, lat, course = (np.radians(np.asarray(a, np.float64)) for a in (lon_deg, lat_deg, bearing))
    angle = np.asarray(range_nm, np.float64) / MEAN_RADIUS_NM
    sin_lat = np.sin(lat) * np.cos(angle) + np.cos(lat) * np.sin(angle) * np.cos(course)
    lat2 = np.arcsin(np.clip(sin_lat, -1.0, 1.0))
    lon2 = lon + np.arctan2(np.sin(course) * np.sin(angle) * np.cos(lat), np.cos(angle) - np.sin(lat) * sin_lat)
    return wrap_deg(np.degrees(lon2)), np.degrees(lat2)


def interpolate(
    lon1_deg: ArrayLike, lat1_deg: ArrayLike, lon2_deg: ArrayLike, lat2_deg: ArrayLike, fraction: ArrayLike
) -> tuple[Floats, Floats]:
    """Return the point at ``fraction`` of the great circle from the first point to the second.

    Two points that are opposite to each other have no one great circle between them; the first is returned then.
    """
    first, second = unit(lon1_deg, lat1_deg), unit(lon2_deg, lat2_deg)
    t: Floats = np.asarray(fraction, np.float64)
    angle = np.arctan2(np.linalg.norm(np.cross(first, second), axis=-1), np.sum(first * second, axis=-1))
    sine = np.sin(angle)
    # Below a millimetre (1e-10 rad) and at the antipode the weights of the slerp lose their meaning.
    plain = sine < 1e-10
    safe = np.where(plain, 1.0, sine)
    near = angle < 1.0
    weight1 = np.where(plain, np.where(near, 1.0 - t, 1.0), np.sin((1.0 - t) * angle) / safe)
    weight2 = np.where(plain, np.where(near, t, 0.0), np.sin(t * angle) / safe)
    point: NDArray[Any] = weight1[..., None] * first + weight2[..., None] * second
    lat = np.degrees(np.arctan2(point[..., 2], np.hypot(point[..., 0], point[..., 1])))
    return wrap_deg(np.degrees(np.arctan2(point[..., 1], point[..., 0]))), lat


def _turned(angle_deg: Floats) -> Floats:
    """Return angles in [0, 360): of one a hair below 0 the remainder alone would be rounded to 360."""
    rest = angle_deg % 360.0
    turned: Floats = np.where(rest >= 360.0, 0.0, rest)[()]
    return turned


def unit(lon_deg: ArrayLike, lat_deg: ArrayLike) -> Floats:
    """Return unit vectors, [..., 3]."""
    lon, lat = np.radians(np.asarray(lon_deg, np.float64)), np.radians(np.asarray(lat_deg, np.float64))
    return np.stack(np.broadcast_arrays(np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)), axis=-1)
