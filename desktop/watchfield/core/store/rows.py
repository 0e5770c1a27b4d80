"""Small values as rows, and back: zones, airfields, sources, times.

``DATETIME`` columns hold ``YYYY-MM-DDTHH:MM:SS.sssZ`` and nothing else: with a blank instead of the T the temporal
filter of QGIS returns wrong rows silently.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..geo.times import EARLIEST_S
from ..model.source import Source
from ..model.zone import Zone
from .geometry import parse_polygon, point_blob, polygon_blob

__all__ = [
    "AIRFIELD",
    "SOURCE",
    "ZONE",
    "AirfieldRow",
    "airfield_rows",
    "canonical",
    "clean",
    "quoted",
    "source_of",
    "utc_texts",
    "zone_of",
    "zone_rows",
]

ZONE = ("id", "name", "airfield", "floor_ft", "ceiling_ft", "version", "geom")
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

_EARLIEST_MS, _LATEST_MS = EARLIEST_S * 1000.0, 253_402_300_799_999.0


def _tagged(blob: bytes) -> dict[str, str]:
    return {"hex": bytes.hex(blob)}


_quoted = json.encoder.encode_basestring_ascii
_encode = json.JSONEncoder(separators=(",", ":"), sort_keys=True, default=_tagged).encode


class AirfieldRow(NamedTuple):
    """An airfield of the project's area, for GIS; ``elevation_ft`` None where it is not known."""

    icao: str
    name: str
    elevation_ft: float | None
    lon_deg: float
    lat_deg: float


def canonical(value: Any) -> str:
    """Return JSON that is the same for the same value: sorted keys, no blanks, ASCII; blobs as ``{"hex": ...}``."""
    return _encode(value)


def quoted(text: str) -> str:
    """Return a text as ``canonical`` writes it."""
    return _quoted(text)


def clean(text: str) -> str:
    """Return a text that can be written as UTF-8: halves of characters become U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def utc_texts(times_s: NDArray[np.float64], *, round_up: bool = False) -> list[str]:
    """Return ``2025-10-26T14:13:05.250Z`` for each time, rounded to the millisecond and kept on the calendar."""
    milliseconds = times_s * 1000.0
    whole = np.ceil(milliseconds) if round_up else np.floor(milliseconds)
    whole = np.fmin(np.fmax(whole, _EARLIEST_MS), _LATEST_MS)  # np.clip would take longer for a few
    return [f"{text}Z" for text in np.datetime_as_string(whole.astype(np.int64).astype("datetime64[ms]")).tolist()]


def zone_rows(zones: Iterable[Zone]) -> Iterator[tuple[Any, ...]]:
    """Return rows of ``ZONE``."""
    for zone in zones:
        limits = (_number(zone.floor_ft), _number(zone.ceiling_ft))
        name, airfield = clean(zone.name), _text(zone.airfield)
        yield (clean(zone.id), name, airfield, *limits, zone.version, polygon_blob(zone.rings))


def zone_of(row: tuple[Any, ...]) -> Zone:
    """Return the zone of a row of ``ZONE``. Raises ValueError where it makes none."""
    zone_id, name, airfield, floor_ft, ceiling_ft, _, geom = row
    for limit_ft in (floor_ft, ceiling_ft):
        if limit_ft is not None:
            _is_number(limit_ft)
    if airfield is not None:
        _is_text(airfield)
    return Zone(_is_text(zone_id), _is_text(name), parse_polygon(geom), airfield, floor_ft, ceiling_ft)


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
    for value in (row[1], row[2], row[4], row[5]):
        _is_text(value)
    _is_number(row[6])
    return Source(**dict(zip(("id", *SOURCE[1:]), row, strict=True)), removed=removed)


def _text(value: str | None) -> str | None:
    return None if value is None else clean(value)


def _number(value: float | None) -> float | None:
    return None if value is None or math.isnan(value) else float(value)


def _is_text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("a text is missing")  # noqa: TRY004  a damaged row, not a mistake of the program's
    return value


def _is_number(value: Any) -> float:
    if not isinstance(value, float):
        raise ValueError("a number is missing")  # noqa: TRY004  a damaged row, not a mistake of the program's
    return value
