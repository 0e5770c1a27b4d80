"""Units: inside the program feet, knots, feet per minute, nautical miles, degrees; metres only at its edges."""

from __future__ import annotations

METRES_PER_FOOT = 0.3048  # exact
METRES_PER_NM = 1852.0  # exact
FEET_PER_METRE = 1.0 / METRES_PER_FOOT
KNOTS_PER_MPS = 3600.0 / METRES_PER_NM
FPM_PER_MPS = 60.0 / METRES_PER_FOOT
SECONDS_PER_DAY = 86_400.0
