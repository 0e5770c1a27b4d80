"""Small values as rows, and back: zones, movements, sources, times.

``DATETIME`` columns hold ``YYYY-MM-DDTHH:MM:SS.sssZ`` and nothing else: with a blank instead of the T the temporal filter
of QGIS returns wrong rows silently.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..geo.times import EARLIEST_S, LATEST_S
from ..model.movement import Candidate, Evidence, Movement, MovementKind, Reason, State
from ..model.source import Source
from ..model.zone import Zone
from .geometry import parse_point, parse_polygon, point_blob, polygon_blob

__all__ = [
    "AIRFIELD",
    "MOVEMENT",
    "SOURCE",
    "ZONE",
    "AirfieldRow",
    "airfield_rows",
    "canonical",
    "clean",
    "insert",
    "movement_of",
    "movement_rows",
    "source_of",
    "utc_texts",
    "zone_of",
    "zone_rows",
]

ZONE = ("id", "name", "airfield", "floor_ft", "ceiling_ft", "version", "geom")
MOVEMENT = (
    "id",
    "kind",
    "state",
    "zone",
    "zone_version",
    "airfield",
    "candidates",
    "key",
    "icao24",
    "registration",
    "type",
    "callsign",
    "time_s",
    "start_time",
    "end_time",
    "start_s",
    "end_s",
    "altitude_ft",
    "probability",
    "reasons",
    "assessment",
    "evidence",
    "rules",
    "geom",
)
AIRFIELD = ("icao", "name", "elevation_ft", "geom")
SOURCE = (
    "fid",
    "name",
    "sha256",
    "bytes",
    "format",
    "options",
    "imported_s",
    "rows",
    "stored",
    "duplicate",
    "refused",
    "without_position",
)

_encode = json.JSONEncoder(separators=(",", ":"), sort_keys=True, default=bytes.hex).encode


class AirfieldRow(NamedTuple):
    """An airfield of the project's area, for GIS; ``elevation_ft`` None where it is not known."""

    icao: str
    name: str
    elevation_ft: float | None
    lon_deg: float
    lat_deg: float


def canonical(value: Any) -> str:
    """Return JSON that is the same for the same value everywhere: sorted keys, no blanks, ASCII; bytes as hex digits."""
    return _encode(value)


def clean(text: str) -> str:
    """Return a text that can be written as UTF-8: halves of characters become U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def insert(table: str, columns: Sequence[str]) -> str:
    """Return the statement that adds a row; names come from this program alone."""
    return f"INSERT INTO {table}({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608


def utc_texts(times_s: NDArray[np.float64], *, round_up: bool = False) -> list[str]:
    """Return ``2025-10-26T14:13:05.250Z`` for each time, rounded down or up to the millisecond, kept on the calendar."""
    milliseconds = np.clip(times_s, EARLIEST_S, LATEST_S) * 1000.0
    whole = (np.ceil(milliseconds) if round_up else np.floor(milliseconds)).astype(np.int64)
    whole = np.clip(whole, int(EARLIEST_S) * 1000, 253_402_300_799_999)
    return [f"{text}Z" for text in np.datetime_as_string(whole.astype("datetime64[ms]")).tolist()]


def zone_rows(zones: Iterable[Zone]) -> Iterator[tuple[Any, ...]]:
    """Return rows of ``ZONE``."""
    for zone in zones:
        limits = (_number(zone.floor_ft), _number(zone.ceiling_ft))
        name, airfield = clean(zone.name), _text(zone.airfield)
        yield (clean(zone.id), name, airfield, *limits, zone.version, polygon_blob(zone.rings))


def zone_of(row: tuple[Any, ...]) -> Zone:
    """Return the zone of a row of ``ZONE``. Raises ValueError where it makes none."""
    zone_id, name, airfield, floor_ft, ceiling_ft, _, geom = row
    return Zone(_is_text(zone_id), _is_text(name), parse_polygon(geom), airfield, floor_ft, ceiling_ft)


def movement_rows(movements: Sequence[Movement]) -> Iterator[tuple[Any, ...]]:
    """Return rows of ``MOVEMENT``."""
    starts = utc_texts(np.array([movement.start_s for movement in movements], np.float64))
    ends = utc_texts(np.array([movement.end_s for movement in movements], np.float64), round_up=True)
    for m, start, end in zip(movements, starts, ends):
        yield (
            m.id,
            m.kind.value,
            m.state.value,
            _text(m.zone),
            m.zone_version,
            _text(m.airfield),
            _list([c.ident, c.name, c.range_nm, c.bearing_deg] for c in m.candidates),
            clean(m.key),
            m.icao24,
            _text(m.registration),
            _text(m.type),
            _text(m.callsign),
            float(m.time_s),
            start,
            end,
            float(m.start_s),
            float(m.end_s),
            _number(m.altitude_ft),
            _number(m.probability),
            _list([r.text, bool(r.supports)] for r in m.reasons),
            _text(m.assessment),
            _list([e.source, int(e.first_row), int(e.last_row)] for e in m.evidence),
            m.rules,
            _place(m.lon_deg, m.lat_deg),
        )


def movement_of(row: tuple[Any, ...]) -> Movement:
    """Return the movement of a row of ``MOVEMENT``. Raises ValueError where it makes none."""
    named = dict(zip(MOVEMENT, row))
    lon_deg, lat_deg = (math.nan, math.nan) if named["geom"] is None else parse_point(named["geom"])
    altitude_ft = named["altitude_ft"]
    try:
        return Movement(
            id=_is_text(named["id"]),
            kind=MovementKind(named["kind"]),
            state=State(named["state"]),
            key=_is_text(named["key"]),
            time_s=_is_number(named["time_s"]),
            start_s=_is_number(named["start_s"]),
            end_s=_is_number(named["end_s"]),
            lon_deg=lon_deg,
            lat_deg=lat_deg,
            altitude_ft=math.nan if altitude_ft is None else _is_number(altitude_ft),
            rules=_is_text(named["rules"]),
            candidates=tuple(Candidate(*item) for item in _items(named["candidates"])),
            reasons=tuple(Reason(*item) for item in _items(named["reasons"])),
            evidence=tuple(Evidence(*item) for item in _items(named["evidence"])),
            **{name: named[name] for name in _OPTIONAL},
        )
    except TypeError as error:
        raise ValueError(str(error)) from error


_OPTIONAL = (
    "zone",
    "zone_version",
    "airfield",
    "icao24",
    "registration",
    "type",
    "callsign",
    "probability",
    "assessment",
)


def airfield_rows(airfields: Iterable[AirfieldRow]) -> Iterator[tuple[Any, ...]]:
    """Return rows of ``AIRFIELD``."""
    for field in airfields:
        yield (
            clean(field.icao),
            clean(field.name),
            _number(field.elevation_ft),
            point_blob(field.lon_deg, field.lat_deg),
        )


def source_of(row: tuple[Any, ...], *, removed: bool) -> Source:
    """Return the source of a row of ``SOURCE``. Raises ValueError where it makes none."""
    numbers = (row[0], row[3], *row[7:])
    if not all(isinstance(number, int) and number >= 0 for number in numbers):
        raise ValueError("a number is missing")
    return Source(*row[:2], _is_text(row[2]), *row[3:6], _is_number(row[6]), *row[7:], removed=removed)


def _text(value: str | None) -> str | None:
    return None if value is None else clean(value)


def _number(value: float | None) -> float | None:
    return None if value is None or math.isnan(value) else float(value)


def _place(lon_deg: float, lat_deg: float) -> bytes | None:
    return point_blob(lon_deg, lat_deg) if math.isfinite(lon_deg) and math.isfinite(lat_deg) else None


def _list(items: Iterable[list[Any]]) -> str:
    values = list(items)
    return _encode(values) if values else "[]"


def _items(text: Any) -> list[list[Any]]:
    if text == "[]":
        return []
    items = json.loads(_is_text(text))
    if not isinstance(items, list) or not all(isinstance(item, list) for item in items):
        raise ValueError("a list is damaged")
    return items


def _is_text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("a text is missing")  # noqa: TRY004  a damaged row, not a mistake of the program's
    return value


def _is_number(value: Any) -> float:
    if not isinstance(value, float):
        raise ValueError("a number is missing")  # noqa: TRY004  a damaged row, not a mistake of the program's
    return value
