r"""How high and how fast is each flight, by the distance it has flown?

::

                 ____cruise____
               /                \
              /                  \__ step
       climb /                      \
            /                        \___ platform
    taxi run                             \ final, roll, taxi

Speed follows height, less what take-off and approach ask for; on the ground there are the run, the roll and taxiing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .fields import FIELDS
from .leg import DAY_S, Anchor
from .weather import pressure_offset_ft

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from .leg import Leg
    from .path import Path

__all__ = ["Profile"]

TAXI_KT = 14.0
FINAL_FT_PER_NM = 318.0  # 3 degrees


class Profile:
    """Height and speed by leg and distance flown; every method takes columns that broadcast together."""

    def __init__(self, legs: Sequence[Leg], path: Path) -> None:
        self.path = path
        self.anchor_s = np.array([leg.anchor_s for leg in legs])
        self.anchored_at_end = np.array([leg.anchor is Anchor.END for leg in legs])
        types, manners = [leg.aircraft.performance for leg in legs], [leg.manner for leg in legs]
        self._climb = np.array([t.climb_ft_per_nm for t in types])
        self._ceiling = np.array([t.ceiling_ft for t in types])
        self._full = np.array([t.full_ft for t in types])
        self._cruise_kt = np.array([t.cruise_kt * m.pace for t, m in zip(types, manners, strict=True)])
        self._approach_kt = np.array([t.approach_kt for t in types])
        self._cruise_ft = np.array([m.cruise_ft for m in manners])
        self._platform = np.array([m.platform_ft for m in manners])
        self._step_ft = np.array([m.step_ft for m in manners])
        self._step_nm = np.array([m.step_nm for m in manners])
        self._descent = np.array([m.descent_ft_per_nm for m in manners])
        self._wind = np.array([m.wind_kt for m in manners])
        self._field0 = self._pressure_at_field([leg.origin for leg in legs])
        self._field1 = self._pressure_at_field([leg.destination for leg in legs])

    def _pressure_at_field(self, idents: Sequence[str]) -> NDArray[np.float64]:
        """Return the pressure altitude of each field on the day."""
        known = [FIELDS.get(ident) for ident in idents]
        elevation = np.array([field.elevation_ft if field else 0.0 for field in known])
        lat = np.array([field.ends[0][1] if field else 35.0 for field in known])
        return elevation - pressure_offset_ft(np.floor(self.anchor_s / DAY_S), lat)

    def altitude_ft(self, leg: NDArray[np.int64], flown_nm: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return pressure altitude: the lowest of climb, cruise and descent."""
        after = flown_nm - self.path.liftoff_nm[leg]
        before = self.path.touchdown_nm[leg] - flown_nm
        room = self._ceiling[leg]
        climb = self._field0[leg] + room * -np.expm1(-np.maximum(after, 0.0) * self._climb[leg] / room)
        descent = self._field1[leg] + self._descent_ft(leg, before)
        lowest: NDArray[np.float64] = np.minimum(np.minimum(climb, self._cruise_ft[leg]), descent)
        return lowest

    def _descent_ft(self, leg: NDArray[np.int64], before: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return height above the field by distance to touchdown: final, platform, descent, step, descent."""
        before = np.maximum(before, 0.0)
        platform, rate = self._platform[leg], self._descent[leg]
        join = platform / FINAL_FT_PER_NM
        above = platform + np.maximum(before - join - 4.0, 0.0) * rate
        step = self._step_ft[leg]
        stepped = np.where(above > step, np.maximum(step, above - self._step_nm[leg] * rate), above)
        height: NDArray[np.float64] = np.where(step > platform, stepped, above)
        return np.minimum(before * FINAL_FT_PER_NM, height)

    def speed_kt(
        self, leg: NDArray[np.int64], flown_nm: NDArray[np.float64], altitude_ft: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return ground speed."""
        path = self.path
        height = np.clip(altitude_ft / self._full[leg], 0.0, 1.0)
        air = self._cruise_kt[leg] * (0.54 + 0.46 * height**0.9) + self._wind[leg] * height
        after = np.maximum(flown_nm - path.liftoff_nm[leg], 0.0)
        before = np.maximum(path.touchdown_nm[leg] - flown_nm, 0.0)
        slow = self._approach_kt[leg]
        air = np.minimum(air, slow * np.minimum(1.08 + 0.16 * after, 1.0 + 0.055 * np.maximum(before - 3.0, 0.0)))
        with np.errstate(invalid="ignore"):
            run = (flown_nm - path.runs_from_nm[leg]) / (path.liftoff_nm[leg] - path.runs_from_nm[leg])
            roll = (path.rolls_to_nm[leg] - flown_nm) / (path.rolls_to_nm[leg] - path.touchdown_nm[leg])
        rolling = np.minimum(_share(run), _share(roll))
        speed: NDArray[np.float64] = np.maximum(TAXI_KT, air * np.sqrt(rolling))
        return speed


def _share(along: NDArray[np.float64]) -> NDArray[np.float64]:
    """Limit a share of the runway to 0..1; 1 where there is no runway."""
    return np.clip(np.where(np.isnan(along), 1.0, along), 0.0, 1.0)
