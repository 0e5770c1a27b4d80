"""A place where aircraft land, and its runways."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum

__all__ = ["Airfield", "AirfieldKind", "Runway", "Surface"]


class AirfieldKind(IntEnum):
    """What sort of field it is; the number is its rank, the largest first."""

    LARGE_AIRPORT = 0
    MEDIUM_AIRPORT = 1
    SMALL_AIRPORT = 2
    SEAPLANE_BASE = 3
    HELIPORT = 4
    BALLOONPORT = 5
    CLOSED = 6

    @property
    def word(self) -> str:
        """What it is called in running text."""
        return self.name.lower().replace("_", " ")


class Surface(IntEnum):
    """What a runway is made of."""

    UNKNOWN = 0
    HARD = 1
    GRAVEL = 2
    GRASS = 3  # grass, earth, sand
    WATER = 4
    SNOW = 5


@dataclass(frozen=True)
class Runway:
    """One runway, with the ends as numbered: the lower first.

    Positions are NaN where the source has none, or none that can be true; lengths are NaN where not known.
    """

    le_ident: str
    he_ident: str
    le_lon_deg: float
    le_lat_deg: float
    he_lon_deg: float
    he_lat_deg: float
    length_ft: float
    width_ft: float
    surface: Surface = Surface.UNKNOWN
    closed: bool = False

    @property
    def name(self) -> str:
        """Both ends, as pilots say it: 17R/35L."""
        return f"{self.le_ident}/{self.he_ident}" if self.he_ident else self.le_ident

    @property
    def placed(self) -> bool:
        """Whether both ends have a position."""
        return not any(map(math.isnan, (self.le_lon_deg, self.le_lat_deg, self.he_lon_deg, self.he_lat_deg)))


@dataclass(frozen=True)
class Airfield:
    """An airfield as the reference data have it.

    ident : the source's own, unique key; mostly the ICAO code, else made up (``LY-0019``)
    elevation_ft : above mean sea level, NaN where not known
    country, region : ISO 3166-1 alpha-2 and ISO 3166-2 (``RU-MOS``)
    keywords : other names, in any script
    index : its row in the table it was read from
    """

    ident: str
    icao: str
    gps_code: str
    iata: str
    local_code: str
    name: str
    kind: AirfieldKind
    lon_deg: float
    lat_deg: float
    elevation_ft: float
    country: str
    region: str
    municipality: str
    keywords: tuple[str, ...]
    runways: tuple[Runway, ...]
    index: int = -1

    @property
    def code(self) -> str:
        """The code to show: ICAO, else GPS code, else the source's own."""
        return self.icao or self.gps_code or self.ident

    @property
    def longest_runway_ft(self) -> float:
        """The longest runway that is open, 0 where none has a known length."""
        lengths = (runway.length_ft for runway in self.runways if not runway.closed)
        return max((length for length in lengths if not math.isnan(length)), default=0.0)
