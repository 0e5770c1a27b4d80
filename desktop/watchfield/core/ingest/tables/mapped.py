"""A table through its column mapping: what is to be read of it, and what the rows then say in our units."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...model.fixes import Kind, Quality
from ...model.track import Track
from ..aircraft import Aircraft, aircraft_of
from ..columns import Columns
from ..values import MAX_TEXT, Codes, short, truth
from .instants import REASONS, UNIX, Instants, counted, written
from .mapping import UNITS, ColumnMapping
from .table import Table, Wanted

__all__ = ["KINDS", "columns_of", "wanted_of"]

KINDS = {  # how a column may call where a position came from, in lower case, letters and digits only
    "adsb": Kind.ADS_B,
    "adsbicao": Kind.ADS_B,
    "adsr": Kind.ADS_B,
    "mlat": Kind.MLAT,
    "multilateration": Kind.MLAT,
    "tisb": Kind.TIS_B,
    "adsc": Kind.ADS_C,
    "modes": Kind.MODE_S,
    "estimated": Kind.ESTIMATED,
    "estimate": Kind.ESTIMATED,
    "coasted": Kind.ESTIMATED,
}
_NAMES = {
    "pressure_altitude": "baro_altitude_ft",
    "geometric_altitude": "geo_altitude_ft",
    "speed": "speed_kt",
    "track": "track_deg",
    "vertical_rate": "climb_fpm",
}


def wanted_of(mapping: ColumnMapping) -> Wanted:
    """Return what is to be read of a table."""
    columns = mapping.columns
    numbers = [name for field, name in columns.items() if field in UNITS]
    cells = [columns[field] for field in ("time", "date") if field in columns]
    if mapping.time_form in UNIX:
        numbers, cells = [*numbers, *cells], []
    others = ("time", "date", "position", *UNITS)
    return Wanted(
        numbers=tuple(dict.fromkeys(numbers)),
        texts=tuple(dict.fromkeys(name for field, name in columns.items() if field not in others)),
        pairs=tuple(name for field, name in columns.items() if field == "position"),
        cells=tuple(dict.fromkeys(cells)),
        decimal=mapping.decimal,
        grouped=tuple(name for field, name in columns.items() if field in _NAMES and field != "track"),
    )


def columns_of(table: Table, mapping: ColumnMapping, zone: str | None) -> tuple[Columns, tuple[Track, ...]]:
    """Return what some rows of a table say in our units, and whom.

    zone : what the user says of the zone of this file, before what the mapping says

    Raises ReadError for a zone that nobody knows.
    """
    columns = mapping.columns
    who = _who(table, mapping)
    when = _when(table, mapping, zone or mapping.timezone)
    lat_deg, lon_deg = _where(table, mapping)
    callsign = table.text(columns["callsign"]) if "callsign" in columns else None
    said = Columns(
        row=table.row,
        track=who.track,
        time_s=when.time_s,
        lat_deg=lat_deg,
        lon_deg=lon_deg,
        values={
            ours: table.number(columns[field]) * mapping.factor(field)
            for field, ours in _NAMES.items()
            if field in columns
        },
        kind=_kind(table.text(columns["kind"])) if "kind" in columns else Kind.UNKNOWN,
        quality=_quality(table, mapping),
        callsign=callsign,
        squawk=table.text(columns["squawk"]) if "squawk" in columns else None,
        broken=table.broken,
        names=(
            columns.get("time", "time"),
            columns.get("latitude", columns.get("position", "latitude")),
            columns.get("longitude", columns.get("position", "longitude")),
        ),
        refused=when.reason,
        reasons=REASONS,
    )
    return said, who.tracks


def _when(table: Table, mapping: ColumnMapping, zone: str) -> Instants:
    name = mapping.columns.get("time")
    if name is None:
        return Instants(np.full(len(table.row), np.nan), np.zeros(len(table.row), np.uint8))
    if mapping.time_form in UNIX:
        return counted(table.number(name), mapping.time_form)
    cells = table.cell(name)
    if "date" in mapping.columns:
        day = np.char.replace(table.cell(mapping.columns["date"]), b" 00:00:00", b"")  # how Excel says a day
        both = np.char.add(np.char.add(day, b" "), cells)
        cells = np.where((cells == b"") & (day == b""), b"", both)
    return written(cells, mapping.time_form, zone)


def _where(table: Table, mapping: ColumnMapping) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    columns = mapping.columns
    if "position" in columns:
        return table.pair(columns["position"])
    if "latitude" in columns:
        return table.number(columns["latitude"]), table.number(columns["longitude"])
    nothing = np.full(len(table.row), np.nan)
    return nothing, nothing


def _who(table: Table, mapping: ColumnMapping) -> Aircraft:
    """Name each row; a registration or type that the rows of a track give first is the track's."""
    columns = mapping.columns
    nothing = Codes(np.full(len(table.row), -1, np.int32), ())
    address, callsign, registration, kind = (
        table.text(columns[field]) if field in columns else nothing
        for field in ("icao24", "callsign", "registration", "type")
    )
    other = table.text(columns["flight_id"]) if "flight_id" in columns else registration
    who = aircraft_of(address, callsign, other.cleaned(_flight))
    return replace(who, tracks=_described(who, registration.cleaned(short), kind.cleaned(short)))


def _flight(text: str) -> str:
    """Return the id of a flight at the length that is kept; two long ones that begin alike stay two."""
    text = text.strip()
    if len(text) <= MAX_TEXT:
        return text
    return f"{text[:7]}~{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:8]}"


def _described(who: Aircraft, registration: Codes, kind: Codes) -> tuple[Track, ...]:
    tracks = list(who.tracks)
    for name, texts in (("registration", registration), ("type", kind)):
        said = np.flatnonzero(texts.code >= 0)
        present, first = np.unique(who.track[said], return_index=True)
        for track, at in zip(present.tolist(), said[first].tolist(), strict=True):  # over tracks
            change: dict[str, Any] = {name: texts.texts[texts.code[at]]}
            tracks[track] = replace(tracks[track], **change)
    return tuple(tracks)


def _kind(texts: Codes) -> NDArray[np.uint8]:
    table = [KINDS.get("".join(filter(str.isalnum, text.lower())), Kind.UNKNOWN) for text in texts.texts]
    return np.array([*table, Kind.UNKNOWN], np.uint8)[texts.code]


def _quality(table: Table, mapping: ColumnMapping) -> NDArray[np.uint16]:
    ground = table.text(mapping.columns["on_ground"]) if "on_ground" in mapping.columns else None
    if ground is None:
        return np.zeros(len(table.row), np.uint16)
    return np.where(ground.where(truth), Quality.ON_GROUND, 0).astype(np.uint16)
