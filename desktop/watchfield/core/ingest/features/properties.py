"""What the attributes of features say, in GeoJSON and GeoPackage: who, when, and what has its unit in its name.

These formats give no meaning to names. Taken are times, addresses, callsigns and names, what readsb and Flightradar24's
API call their fields, and columns whose name ends in a unit of ours; anything else would be a guess.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...model.fixes import Quality
from ..aircraft import Aircraft, aircraft_of
from ..fr24 import kinds_of, low
from ..tables.moments import seconds_of
from ..values import Codes, codes, numbers
from .labels import label

__all__ = ["NAMES", "TIMES", "Properties", "properties_of", "time_of"]

TIMES = ("timestamp", "time", "datetime", "date_time", "utc", "when", "time_utc", "time_s")
_ADDRESSES = ("icao24", "hex", "icao", "icao_address", "address")
_CALLSIGNS = ("callsign", "flight")
_OTHERS = ("track_id", "track_fid", "trackid", "flight_id", "fr24_id", "name", "title")
_READSB = {"alt_baro": "baro_altitude_ft", "alt_geom": "geo_altitude_ft", "gs": "speed_kt", "baro_rate": "climb_fpm"}
_FR24 = {"alt": "baro_altitude_ft", "gspeed": "speed_kt", "vspeed": "climb_fpm", "track": "track_deg"}
NAMES = ("baro_altitude_ft", "geo_altitude_ft", "speed_kt", "track_deg", "climb_fpm")


@dataclass(frozen=True, eq=False, slots=True)
class Properties:
    """The attributes of n rows as columns; ``values`` by the names of the columns of ``Fixes``.

    one_flight : whether all rows are of one flight of Flightradar24's, however often its callsign changes
    """

    who: Aircraft
    callsign: Codes
    squawk: Codes
    values: Mapping[str, NDArray[np.float64]]
    quality: NDArray[np.uint16]
    kind: NDArray[np.uint8]
    one_flight: bool


def properties_of(columns: Mapping[str, Sequence[Any]], count: int, otherwise: str) -> Properties:
    """Return what attributes say.

    columns : by their names in lower case, ``count`` values each
    otherwise : what the track is called where no attribute names it
    """
    nothing: list[Any] = [None] * count
    is_fr24 = {"alt", "gspeed"} <= columns.keys()
    callsign = codes(_first(columns, _CALLSIGNS) or nothing)
    other = codes(_first(columns, _OTHERS) or nothing).cleaned(lambda text: label(text, ""))
    other = other if len(other.texts) else codes([otherwise] * count)
    names = {name: name for name in NAMES} | _READSB | (_FR24 if is_fr24 else {})
    values = {ours: numbers(_finite(columns[theirs])) for theirs, ours in names.items() if theirs in columns}
    ground = np.array([said in ("ground", True) for said in _ground(columns, nothing)], np.bool_)
    quality = np.where(ground, Quality.ON_GROUND, 0).astype(np.uint16)
    if is_fr24:
        values["baro_altitude_ft"], grounded = low(
            values["baro_altitude_ft"], values.get("climb_fpm", np.full(count, np.nan))
        )
        quality |= grounded
    address = codes(_first(columns, _ADDRESSES) or nothing)
    return Properties(
        aircraft_of(address, callsign, other),
        callsign,
        codes(columns.get("squawk") or nothing),
        values,
        quality,
        kinds_of(codes(columns.get("source") or nothing)),
        one_flight=is_fr24 and not len(address.texts) and "fr24_id" not in columns,
    )


def time_of(values: Sequence[Any], zone: str | None) -> tuple[NDArray[np.float64], list[str | None]]:
    """Return UTC seconds of written times and of numbers, which count seconds since 1970; and what stands there."""
    shown = [None if value is None else str(value) for value in values]
    written = seconds_of([value if isinstance(value, str) else None for value in values], zone)
    counted = numbers([None if isinstance(value, str) else value for value in values])
    return np.where(np.isnan(written), counted, written), shown


def _first(columns: Mapping[str, Sequence[Any]], names: Sequence[str]) -> Sequence[Any] | None:
    """Return the first of these columns that says anything."""
    present = (columns[name] for name in names if name in columns)
    return next((column for column in present if any(value not in (None, "") for value in column)), None)


def _finite(column: Sequence[Any]) -> Sequence[Any]:
    """Return a column without the word by which readsb says that there is no altitude."""
    return [None if value == "ground" else value for value in column]


def _ground(columns: Mapping[str, Sequence[Any]], nothing: Sequence[Any]) -> Sequence[Any]:
    return columns.get("alt_baro") or columns.get("on_ground") or columns.get("onground") or nothing
