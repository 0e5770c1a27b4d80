"""GeoJSON: points with a time in their properties, and lines with a time for every vertex.

Positions are longitude, latitude and metres above the ellipsoid (RFC 7946). A line has its times in ``coordTimes``,
``times`` or ``timestamps`` of its properties, or as the fourth number of its vertices, seconds since 1970. Polygons are
no rows. A sequence of features, one a line, is read as well. Rows are counted over points and vertices, in order.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, BinaryIO

import numpy as np

from ...errors import ReadError
from ...geo.units import FEET_PER_METRE
from ...model.reading import Refusal
from ...model.track import Track
from ...task import Progress, silent
from .. import parsers, quoting
from ..aircraft import Aircraft
from ..columns import YEAR_1990_S, Columns, judged
from ..features.labels import many
from ..features.properties import TIMES, properties_of, time_of
from ..files import content
from ..format import Format, Head, Options
from ..fr24 import track_of
from ..part import Part
from ..tables.moments import told
from ..values import dug, numbers, plain

__all__ = ["FORMAT"]

_LOOKS = re.compile(
    rb"(?:\x1e\s*|(?:var|let|const)\s+\w{1,60}\s*=\s*)?\{[^\[\]]{0,2000}?[\"']type[\"']\s*:\s*[\"']"
    rb"(?:Feature|FeatureCollection|GeometryCollection|(?:Multi)?(?:Point|LineString|Polygon))[\"']"
)
_WGS84 = re.compile(r"(?:EPSG\D{1,3}4326|CRS84|WGS ?84)", re.IGNORECASE)
_LINE_TIMES = ("coordTimes", "times", "timestamps", "coordinateProperties")
_LATEST_COUNTED_S = 4.2e9  # the year 2103: what M could be as a time; lower and higher it is a distance or the like


@dataclass(slots=True)
class _Rows:
    """Points and vertices as lists, and what else there is. feature : which feature a row is of."""

    positions: list[Sequence[Any]] = field(default_factory=list)
    times: list[Any] = field(default_factory=list)
    feature: list[Mapping[str, Any]] = field(default_factory=list)
    row: list[int] = field(default_factory=list)
    broken: list[Refusal] = field(default_factory=list)
    count: int = 0
    lines: int = 0
    polygons: int = 0
    places: int = 0


def _recognises(head: Head) -> bool:
    return _LOOKS.match(head.start) is not None


def _read(stream: BinaryIO, untrusted_name: str, options: Options, progress: Progress) -> Iterator[Part]:
    with parsers.collecting_paused():
        rows = _rows(stream, untrusted_name, progress)
        _check(rows, untrusted_name)
        columns, tracks = _columns(rows, options, untrusted_name)
    yield judged(columns, tracks, options)


def _columns(rows: _Rows, options: Options, untrusted_name: str) -> tuple[Columns, Sequence[Track]]:
    count = len(rows.row)
    row = np.array(rows.row, np.int64)
    time_s, shown = time_of(rows.times, options.timezone)
    lon_deg, lat_deg, height_m = (numbers([_at(position, at) for position in rows.positions]) for at in range(3))
    names = dict.fromkeys(chain.from_iterable({id(feature): feature for feature in rows.feature}.values()))
    said = properties_of(
        {name.lower(): [feature.get(name) for feature in rows.feature] for name in names if isinstance(name, str)},
        count,
        "track",
    )
    who = said.who
    if said.one_flight:
        who = Aircraft(np.zeros(count, np.int64), (track_of(untrusted_name, said.callsign),))
    values = dict(said.values)
    values.setdefault("geo_altitude_ft", height_m * FEET_PER_METRE)
    columns = Columns(
        row=row,
        track=who.track,
        time_s=time_s,
        lat_deg=lat_deg,
        lon_deg=lon_deg,
        values=values,
        kind=said.kind,
        quality=said.quality,
        callsign=said.callsign,
        squawk=said.squawk,
        broken=rows.broken,
        names=("time", "coordinates", "coordinates"),
    )
    return told(columns, shown), who.tracks


# ---------------------------------------------------------------- from features to rows


def _rows(stream: BinaryIO, untrusted_name: str, progress: Progress) -> _Rows:
    data = content.text(content.whole(stream, untrusted_name, progress), untrusted_name)
    rows = _Rows()
    for feature in _features(data, untrusted_name):
        if not isinstance(feature, dict):
            rows.count += 1
            rows.broken.append(Refusal(rows.count, "", "This is no feature."))
            continue
        properties = feature.get("properties")
        _take(feature.get("geometry", feature), properties if isinstance(properties, dict) else {}, rows)
    return rows


def _features(data: bytes, untrusted_name: str) -> list[Any]:
    """Return the features of a document, or of a sequence. Raises ReadError."""
    document = _document(data, untrusted_name)
    if isinstance(document, dict):
        crs = dug(document, "crs", "properties", "name")
        if crs is not None and not _WGS84.search(str(crs)):
            raise ReadError(
                f"The coordinates are in {plain(str(crs), 60)}, not in longitude and latitude.",
                where=plain(untrusted_name),
                advice="Save it in EPSG:4326 (WGS 84), as GeoJSON demands.",
            )
        features = document.get("features") if document.get("type") == "FeatureCollection" else [document]
    else:
        features = document
    if not isinstance(features, list):
        raise ReadError("The list “features” is missing.", where=plain(untrusted_name), advice="Export it again.")
    return features


def _document(data: bytes, untrusted_name: str) -> Any:
    lines = data.replace(b"\x1e", b"").strip().split(b"\n")
    if len(lines) > 1 and all(line.strip()[:1] == b"{" and line.strip()[-1:] == b"}" for line in lines if line.strip()):
        return parsers.load_json(b"[" + b",".join(line for line in lines if line.strip()) + b"]", untrusted_name)
    try:
        return parsers.load_json(b"\n".join(lines), untrusted_name)
    except ReadError as error:
        raise ReadError(
            f"This looks like GeoJSON and is none. {error.what}",
            where=error.where,
            advice="Export it again as GeoJSON; a script or a table that only has this name cannot be read.",
        ) from error


def _take(geometry: Any, properties: Mapping[str, Any], rows: _Rows) -> None:
    """Take the rows of one geometry."""
    kind = dug(geometry, "type")
    coordinates = dug(geometry, "coordinates")
    if kind in ("Point", None):
        _take_point(coordinates, properties, rows)
    elif kind == "LineString":
        _take_line(coordinates, _line_times(properties), properties, rows)
    elif kind == "MultiLineString" and isinstance(coordinates, list):
        times = _line_times(properties)
        nested = times if isinstance(times, list) and len(times) == len(coordinates) else [None] * len(coordinates)
        for line, own in zip(coordinates, nested, strict=True):
            _take_line(line, own, properties, rows)
    elif kind in ("Polygon", "MultiPolygon"):
        rows.polygons += 1
    else:
        rows.places += 1


def _take_point(coordinates: Any, properties: Mapping[str, Any], rows: _Rows) -> None:
    time = next((properties[name] for name in _names(properties) if properties[name] not in (None, "")), None)
    _add([coordinates if isinstance(coordinates, list) else []], [time], properties, rows)


def _take_line(coordinates: Any, times: Any, properties: Mapping[str, Any], rows: _Rows) -> None:
    if not isinstance(coordinates, list):
        return
    if times is None and all(isinstance(each, list) and len(each) == 4 for each in coordinates):
        times = [each[3] for each in coordinates]
        counted = numbers(times)
        if not ((counted >= YEAR_1990_S) & (counted <= _LATEST_COUNTED_S)).all():
            times = None
    if not isinstance(times, list):
        rows.lines += 1
    elif len(times) != len(coordinates):
        reason = (
            f"The line has {len(coordinates):,} positions and {len(times):,} times:"
            " which belong together cannot be told."
        )
        most = max(len(times), len(coordinates))
        rows.broken += [Refusal(rows.count + at, "coordinates", reason) for at in range(1, most + 1)]
        rows.count += most
    else:
        _add([each if isinstance(each, list) else ["?", "?"] for each in coordinates], times, properties, rows)


def _add(positions: list[Any], times: list[Any], properties: Mapping[str, Any], rows: _Rows) -> None:
    rows.positions += positions
    rows.times += times
    rows.feature += [properties] * len(positions)
    rows.row += range(rows.count + 1, rows.count + len(positions) + 1)
    rows.count += len(positions)


def _names(properties: Mapping[str, Any]) -> list[str]:
    """Return which properties are times, the likelier first."""
    lower = {name.lower(): name for name in properties if isinstance(name, str)}
    return [lower[name] for name in TIMES if name in lower]


def _line_times(properties: Mapping[str, Any]) -> Any:
    for name in _LINE_TIMES:
        found = properties.get(name)
        found = found.get("times") if isinstance(found, dict) else found
        if isinstance(found, list):
            return found
    return None


def _at(position: Sequence[Any], at: int) -> Any:
    if not position:
        return None
    return position[at] if at < len(position) else (None if at == 2 else np.inf)


def _check(rows: _Rows, untrusted_name: str) -> None:
    """Raise ReadError, saying what there is instead, where nothing has a time."""
    if any(time is not None for time in rows.times) or len(rows.broken):
        return
    what, advice = "There is no feature with a time in it.", "A recording has a time for every position."
    if rows.lines:
        what = f"It holds {many(rows.lines, 'line')} without times, which cannot be played."
        advice = "Export points with their times; of a flight from Flightradar24, points.geojson or data.csv."
    elif rows.polygons:
        what = f"It holds {many(rows.polygons, 'polygon')} and no track."
        advice = "Import them as watch zones, for instance with: watchfield zone import PROJECT FILE."
    elif rows.count or rows.places:
        what = f"It holds {many(rows.count + rows.places, 'place')} without a time."
    raise ReadError(what, where=plain(untrusted_name), advice=advice)


def _quote(stream: BinaryIO, untrusted_name: str, row: int) -> str:
    """Return the position, the time and the properties of a row."""
    rows = _rows(stream, untrusted_name, silent)
    if row not in rows.row:
        raise quoting.missing(untrusted_name, row)
    at = rows.row.index(row)
    said = {name: value for name, value in rows.feature[at].items() if not isinstance(value, (list, dict))}
    found = {"coordinates": rows.positions[at], "time": rows.times[at], "properties": said}
    return quoting.shown(json.dumps(found, ensure_ascii=False))


FORMAT = Format("geojson", "GeoJSON", _recognises, _read, heeds=frozenset({"timezone"}), quote=_quote)
