"""One flight of the scenario, as it is planned."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy.random import Generator

    from .fleet import Aircraft
    from .routes import Way

__all__ = ["DAY_S", "Anchor", "Heard", "Leg", "Manner", "manner"]

DAY_S = 86_400


class Anchor(Enum):
    """Which moment of the flight ``anchor_s`` is: its lift-off (or first point), or its touchdown."""

    BEGIN = 0
    END = 1


class Heard(Enum):
    """Who recorded the flight."""

    READSB = 0
    FLIGHTRADAR24 = 1
    BOTH = 2


@dataclass(frozen=True)
class Manner:
    """How this one flight was flown.

    platform_ft : height above the field at which the final is joined
    step_ft, step_nm : level piece on the way down
    descent_ft_per_nm : gradient above it
    wind_kt : tail wind at cruise height
    pace : speed against that of the type
    """

    cruise_ft: float
    platform_ft: float
    step_ft: float
    step_nm: float
    descent_ft_per_nm: float
    wind_kt: float
    pace: float


@dataclass(frozen=True)
class Leg:
    """One flight: from an airfield (or "", when it enters already flying) to an airfield (or "").

    way : the points it turns at; with an airfield it begins with apron and both runway ends, or ends with them
    whole : whether it is heard on the ground for certain at its far end (never at Hmeimim)
    """

    aircraft: Aircraft
    origin: str
    destination: str
    way: Way
    anchor: Anchor
    anchor_s: float
    manner: Manner
    heard: Heard = Heard.READSB
    whole: bool = False


def manner(cruise_ft: float, way: Way, rng: Generator) -> Manner:
    """Draw how a flight is flown; the wind is westerly."""
    draws = rng.random(6)
    east = (way[-1][0] - way[0][0]) * math.cos(math.radians(way[0][1]))
    north = way[-1][1] - way[0][1]
    eastward = east / (math.hypot(east, north) or 1.0)
    return Manner(
        cruise_ft=cruise_ft,
        platform_ft=500.0 * round(4.0 + 3.0 * float(draws[0])),
        step_ft=1_000.0 * round(8.0 + 5.0 * float(draws[1])),
        step_nm=max(0.0, 16.0 * float(draws[2]) - 5.0),
        descent_ft_per_nm=285.0 + 60.0 * float(draws[3]),
        wind_kt=(20.0 + 50.0 * float(draws[4])) * eastward,
        pace=0.97 + 0.05 * float(draws[5]),
    )
