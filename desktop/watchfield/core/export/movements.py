"""Movements as JSON, CSV and GeoJSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ..geo.times import format_utc
from ..model.movement import Movement
from ..model.project import Project

__all__ = ["as_csv", "as_geojson", "as_records"]

_COLUMNS = (
    "id", "kind", "state", "title", "zone", "airfield", "candidates", "icao24", "registration", "type", "callsign",
    "time", "window_start", "window_end", "longitude", "latitude", "altitude_ft", "probability", "reasons",
    "assessment", "source", "first_row", "last_row", "rules", "out_of_date", "stated_by",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # the full-width ones count too


def as_records(project: Project, movements: Sequence[Movement]) -> list[dict[str, Any]]:
    """Return movements as plain values for JSON, in the fields of the command line's contract."""
    names = {zone.id: zone.name for zone in project.zones}
    stated_by = {track.key: track.stated_by for track in project.tracks if track.stated}
    return [
        {
            **_record(movement, names),
            "out_of_date": project.is_out_of_date(movement),
            "stated_by": stated_by.get(movement.key),  # ``user`` where who it is rests on the user's word, in part
        }
        for movement in movements
    ]


def as_geojson(project: Project, movements: Sequence[Movement]) -> dict[str, Any]:
    """Return a FeatureCollection of the places where movements were decided, with the marking beside it."""
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [movement.lon_deg, movement.lat_deg]},
            "properties": record,
        }
        for movement, record in zip(movements, as_records(project, movements), strict=True)
    ]
    return {"type": "FeatureCollection", "marking": " · ".join(project.markings), "features": features}


def as_csv(project: Project, movements: Sequence[Movement]) -> str:
    """Return a table, comma separated, its header first; a marked project has its marking as first column.

    Text that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    marking = " · ".join(project.markings)
    head = ("marking", *_COLUMNS) if marking else _COLUMNS
    table = io.StringIO()
    writer = csv.DictWriter(table, head, lineterminator="\n")
    writer.writeheader()
    for movement, record in zip(movements, as_records(project, movements), strict=True):
        row = _flat(movement, record) | ({"marking": marking} if marking else {})
        writer.writerow({name: _safe(value) for name, value in row.items()})
    return table.getvalue()


def _record(movement: Movement, zone_names: Mapping[str, str]) -> dict[str, Any]:
    first = movement.evidence[0] if movement.evidence else None
    return {
        "id": movement.id,
        "kind": movement.kind.value,
        "state": movement.state.value,
        "title": movement.title,
        "zone": zone_names.get(movement.zone) if movement.zone else None,
        "airfield": movement.airfield,
        "candidates": [candidate.ident for candidate in movement.candidates],
        "icao24": movement.icao24,
        "registration": movement.registration,
        "type": movement.type,
        "callsign": movement.callsign,
        "time": format_utc(movement.time_s, decimals=3),
        "window": [format_utc(movement.start_s, decimals=3), format_utc(movement.end_s, decimals=3)],
        "longitude": round(movement.lon_deg, 6),
        "latitude": round(movement.lat_deg, 6),
        "altitude_ft": None if np.isnan(movement.altitude_ft) else round(movement.altitude_ft),
        "probability": movement.probability,
        "reasons": [{"text": reason.text, "supports": reason.supports} for reason in movement.reasons],
        "assessment": movement.assessment,
        "source": first.source if first else None,
        "rows": [first.first_row, first.last_row] if first else None,
        "evidence": [{"source": part.source, "rows": [part.first_row, part.last_row]} for part in movement.evidence],
        "rules": movement.rules,
    }


def _flat(movement: Movement, record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record as one row of a table."""
    rows = record["rows"] or (None, None)
    flat = {
        **record,
        "candidates": " ".join(record["candidates"]),
        "window_start": record["window"][0],
        "window_end": record["window"][1],
        "reasons": " ".join(reason.text for reason in movement.reasons),
        "first_row": rows[0],
        "last_row": rows[1],
    }
    return {name: flat[name] for name in _COLUMNS}


def _safe(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
