"""GeoPackage layers: points with a column of times, and lines whose M is the time in seconds since 1970.

Positions are longitude and latitude (EPSG:4326); another reference system is not converted here. Z has no unit in that
system and is left out; altitudes are taken from columns that name theirs. Rows are counted over points and vertices, in
the order of the layers and of their features. A project of Watchfield's own is opened, not imported.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from ...errors import ReadError
from ...model.reading import Refusal
from ...model.track import Track
from ...task import Progress, silent
from .. import quoting
from ..columns import YEAR_1990_S, Columns, judged
from ..features import layers, wkb
from ..features.labels import many
from ..features.properties import NAMES, TIMES, properties_of, time_of
from ..files import content
from ..format import Format, Head, Options
from ..part import Part
from ..tables.moments import told
from ..values import plain

__all__ = ["FORMAT"]

_SQLITE = b"SQLite format 3\0"
_APPLICATIONS = (b"GPKG", b"GP10", b"GP11")
_LATEST_COUNTED_S = 4.2e9  # the year 2103; M beyond it, or before 1990, is a distance or the like


@dataclass(slots=True)
class _Rows:
    """Rows of one layer as lists. feature : which of ``features`` each row is of; they are tuples of ``columns``."""

    layer: layers.Layer
    columns: tuple[str, ...]
    features: list[tuple[Any, ...]]
    first: int
    positions: list[NDArray[np.float64]] = field(default_factory=list)
    times: list[Any] = field(default_factory=list)
    feature: list[int] = field(default_factory=list)
    row: list[int] = field(default_factory=list)
    broken: list[Refusal] = field(default_factory=list)
    count: int = 0
    lines: int = 0
    polygons: int = 0

    @property
    def is_timed(self) -> bool:
        """Whether any row has a time."""
        return any(time is not None for time in self.times)


def _recognises(head: Head) -> bool:
    data = head.data
    return data.startswith(_SQLITE) and (data[68:72] in _APPLICATIONS or b"gpkg_geometry_columns" in data)


def _read(stream: BinaryIO, untrusted_name: str, options: Options, progress: Progress) -> Iterator[Part]:
    found = _layers(stream, untrusted_name, progress)
    _check(found, untrusted_name)
    notes = layers.unseen(stream)
    for rows in found:
        if rows.is_timed or rows.broken:
            columns, tracks = _columns(rows, options)
            yield replace(judged(columns, tracks, options), notes=notes)
            notes = ()  # once a file


def _columns(rows: _Rows, options: Options) -> tuple[Columns, Sequence[Track]]:
    count = len(rows.row)
    row = np.array(rows.row, np.int64)
    time_s, shown = time_of(rows.times, options.timezone)
    positions = np.array([position[:2] for position in rows.positions], np.float64).reshape(count, 2)
    said = properties_of(
        {
            name.lower(): [rows.features[at][place] for at in rows.feature]
            for place, name in reversed(list(enumerate(rows.columns, 1)))
        },
        count,
        rows.layer.table,
    )
    missing = np.full(count, np.nan)
    columns = Columns(
        row=row,
        track=said.who.track,
        time_s=time_s,
        lat_deg=positions[:, 1],
        lon_deg=positions[:, 0],
        values={name: said.values.get(name, missing) for name in NAMES},  # all layers have the same columns
        kind=said.kind,
        quality=said.quality,
        callsign=said.callsign,
        squawk=said.squawk,
        broken=rows.broken,
        names=("time", rows.layer.geometry, rows.layer.geometry),
    )
    return told(columns, shown), said.who.tracks


# ---------------------------------------------------------------- from features to rows


def _layers(stream: BinaryIO, untrusted_name: str, progress: Progress) -> list[_Rows]:
    layers.check_size(stream, untrusted_name)
    layers.check_alone(stream, untrusted_name)
    data = content.whole(stream, untrusted_name, progress)
    with layers.opened(data, untrusted_name) as database:
        if database.is_project:
            raise ReadError(
                "This is a Watchfield project, not a recording.",
                where=plain(untrusted_name),
                advice="Open it; what its recordings say is brought in by importing the recordings themselves.",
            )
        found: list[_Rows] = []
        count = 0
        for layer in database.layers():
            rows = _Rows(layer, layer.columns, database.features(layer, layer.columns), count)
            _take(rows)
            count += rows.count
            found.append(rows)
            progress(1, 2, plain(untrusted_name))
    return found


def _take(rows: _Rows) -> None:
    lower = {name.lower(): place for place, name in reversed(list(enumerate(rows.columns, 1)))}
    places = [lower[name] for name in TIMES if name in lower]
    for at, values in enumerate(rows.features):
        time = next((values[place] for place in places if values[place] not in (None, "")), None)
        try:
            pieces = list(wkb.pieces_of(values[0]))
        except ValueError as error:
            rows.count += 1
            rows.broken.append(Refusal(rows.first + rows.count, rows.layer.geometry, f"The geometry is {error}."))
            continue
        if not pieces and places:
            _add(rows, at, np.full((1, 2), np.nan), [time])
        for piece in pieces:
            _take_piece(rows, at, piece, time)


def _take_piece(rows: _Rows, at: int, piece: wkb.Piece, time: Any) -> None:
    measures = piece.rings[0][:, -1] if piece.measured and piece.rings else np.empty(0)
    counts = len(measures) > 0 and bool(((measures >= YEAR_1990_S) & (measures <= _LATEST_COUNTED_S)).all())
    if piece.kind == wkb.POLYGON:
        rows.polygons += 1
    elif counts and (piece.kind == wkb.LINE or time is None):
        _add(rows, at, piece.rings[0], measures.tolist())
    elif piece.kind == wkb.LINE:
        rows.lines += 1
    else:
        _add(rows, at, piece.rings[0], [time])


def _add(rows: _Rows, at: int, positions: NDArray[np.float64], times: list[Any]) -> None:
    rows.positions += list(positions)
    rows.times += times
    rows.feature += [at] * len(times)
    rows.row += range(rows.first + rows.count + 1, rows.first + rows.count + len(times) + 1)
    rows.count += len(times)


def _check(found: Sequence[_Rows], untrusted_name: str) -> None:
    """Raise ReadError, saying what there is instead, for layers that cannot be played or lie elsewhere."""
    where = plain(untrusted_name)
    for rows in found:
        if rows.is_timed and not rows.layer.is_wgs84:
            raise ReadError(
                f"The layer “{plain(rows.layer.table, 60)}” is in {plain(rows.layer.srs, 40)}, not in degrees.",
                where=where,
                advice="Save it in EPSG:4326 (WGS 84); QGIS: Export > Save Features As.",
            )
    if any(rows.is_timed for rows in found):
        return
    points, lines = sum(rows.count for rows in found), sum(rows.lines for rows in found)
    polygons = sum(rows.polygons for rows in found)
    what = "There is no layer of features in this GeoPackage."
    advice = "A recording has a column of times for its points, or lines with M."
    if lines or points:
        what = f"It holds {many(lines, 'line')} and {many(points, 'point')}, none of them with a time."
    elif polygons:
        what = f"It holds {many(polygons, 'polygon')} and no track."
        advice = "Import them as watch zones, for instance with: watchfield zone import PROJECT FILE."
    raise ReadError(what, where=where, advice=advice)


def _quote(stream: BinaryIO, untrusted_name: str, row: int) -> str:
    """Return the layer, the position, the time and the attributes of a row."""
    for rows in _layers(stream, untrusted_name, silent):
        if row in rows.row:
            at = rows.row.index(row)
            values = rows.features[rows.feature[at]][1:]
            said = {
                "layer": rows.layer.table,
                "position": rows.positions[at].tolist(),
                "time": rows.times[at],
                "attributes": {
                    name: value
                    for name, value in zip(rows.columns, values, strict=True)
                    if not isinstance(value, bytes)
                },
            }
            return quoting.shown(json.dumps(said, ensure_ascii=False))
    raise quoting.missing(untrusted_name, row)


FORMAT = Format("geopackage", "GeoPackage layer", _recognises, _read, heeds=frozenset({"timezone"}), quote=_quote)
