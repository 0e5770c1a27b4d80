"""Where is an aircraft whose position came in two halves? Compact position reporting, whole columns at once.

A latitude is cut into 60 zones of the globe in even messages and 59 in odd ones, a longitude into as many as there are
for its latitude, and one fewer; each message says where within its zone it is. One of each gives both zones.

Source: RTCA DO-260B, 2.2.3.2.3.7 and appendix A.1.7.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["airborne_positions", "longitude_zones"]

_STEPS = 2.0**17  # of which a zone has so many
_EVEN_ZONES, _ODD_ZONES = 60, 59

_ZONES = np.arange(59, 1, -1)
_POLE_DEG = 87.0  # from here on there are two zones, and beyond it one
_ENDS_DEG = np.degrees(
    np.arccos(np.sqrt((1 - np.cos(np.pi / 30)) / (1 - np.cos(2 * np.pi / _ZONES))))
)  # up to which latitude there are so many
_ENDS_DEG[-1] = _POLE_DEG


def longitude_zones(lat_deg: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return how many zones of longitude there are at a latitude: 59 at the equator, 1 at the poles, int64[n]."""
    from_pole: NDArray[np.int64] = 59 - np.searchsorted(_ENDS_DEG, np.abs(lat_deg), side="right")
    at_pole: NDArray[np.int64] = from_pole + (np.abs(lat_deg) == _POLE_DEG)
    return at_pole


def airborne_positions(
    even: tuple[NDArray[np.float64], NDArray[np.float64]],
    odd: tuple[NDArray[np.float64], NDArray[np.float64]],
    is_odd: NDArray[np.bool_],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return (latitude, longitude) in degrees, float64[n]; NaN where the two halves do not belong together.

    even, odd : (latitude, longitude) as sent, float64[n], 0 to 2^17 - 1, NaN where there is none
    is_odd : bool[n], whether the odd one is the newer, whose position is wanted
    """
    lat_even, lon_even, lat_odd, lon_odd = (column / _STEPS for column in (*even, *odd))
    with np.errstate(invalid="ignore"):
        zone = np.floor(_ODD_ZONES * lat_even - _EVEN_ZONES * lat_odd + 0.5)
        at_even = _half_turn(360.0 / _EVEN_ZONES * (np.mod(zone, _EVEN_ZONES) + lat_even))
        at_odd = _half_turn(360.0 / _ODD_ZONES * (np.mod(zone, _ODD_ZONES) + lat_odd))
        zones = longitude_zones(at_even)
        good = (zones == longitude_zones(at_odd)) & (np.abs(at_even) <= 90.0) & (np.abs(at_odd) <= 90.0)
        lat = np.where(is_odd, at_odd, at_even)
        across = np.floor(lon_even * (zones - 1) - lon_odd * zones + 0.5)
        own = np.maximum(zones - is_odd, 1)
        lon = _half_turn_of_lon(360.0 / own * (np.mod(across, own) + np.where(is_odd, lon_odd, lon_even)))
    good &= np.isfinite(lon)
    return np.where(good, lat, np.nan), np.where(good, lon, np.nan)


def _half_turn(lat_deg: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(lat_deg >= 270.0, lat_deg - 360.0, lat_deg)


def _half_turn_of_lon(lon_deg: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(lon_deg >= 180.0, lon_deg - 360.0, lon_deg)
