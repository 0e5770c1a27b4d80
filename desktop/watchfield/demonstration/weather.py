"""How far is pressure altitude from height, on this day and here?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["GEOID_FT", "pressure_offset_ft"]

GEOID_FT = 80.0  # the geoid lies 15 to 30 m above the ellipsoid from Moscow to Tripoli
FEET_PER_HPA = 27.3


def pressure_offset_ft(day: NDArray[np.float64], lat_deg: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return height above sea level minus pressure altitude, in feet, for days since 1970.

    A sum of waves between 5 and 365 days: +/- 13 hPa with the seasons and the passing lows, more in the north.
    """
    season = 4.0 * np.cos((day - 15.0) * (2.0 * np.pi / 365.25))
    lows = 5.0 * np.sin(day * (2.0 * np.pi / 9.7)) + 3.5 * np.sin(day * (2.0 * np.pi / 5.3) + lat_deg / 7.0)
    depth = 0.6 + np.clip(lat_deg - 32.0, 0.0, 25.0) / 40.0
    offset: NDArray[np.float64] = FEET_PER_HPA * (season + depth * lows)
    return offset
