"""Everything that is written, one transaction each, from inside :class:`~.store.Store`."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

import numpy as np

from ..model.fixes import Fixes
from ..model.movement import Movement
from ..model.reading import MAX_LISTED_REFUSALS, Account, Batch
from ..model.source import Source
from ..model.track import Identity, complete_key
from ..model.zone import Zone
from ..task import Progress
from . import stretches
from .checks import ADDED_TABLES, ADDED_TRIGGERS
from .movements import MOVEMENT, movement_rows
from .rows import (
    AIRFIELD,
    SOURCE,
    ZONE,
    AirfieldRow,
    airfield_rows,
    clean,
    utc_texts,
    zone_rows,
)
from .schema import BLOB_COLUMNS, CONTENTS, EXTENSION_ROWS, GEOMETRY, REFERENCE_SYSTEMS, STATEMENTS, TRACK_COLUMNS
from .statements import insert

__all__ = [
    "Extent",
    "add_batch",
    "add_identities",
    "add_removal",
    "drop_added",
    "extent",
    "make_tables",
    "replace_airfields",
    "replace_movements",
    "replace_settings",
    "replace_zones",
    "settle_tracks",
    "union",
]

Extent = tuple[float, float, float, float]  # min x, min y, max x, max y

_TRACK = insert("track", (*TRACK_COLUMNS, "geom"))
_TRACK_COLUMN = insert("track_column", ("fid", "sha256", *BLOB_COLUMNS))
_SOURCE = insert("source", (*SOURCE, "imported_time", "first_fid", "track_count", "fix_count", "fix_sha256"))
_IDENTITY = insert("identity", ("key", "same_as", "source_id", "stated_by", "registration", "type"))
_REFUSAL = insert("refusal", ("source_id", "source_row", "field", "reason"))
_ZONE, _MOVEMENT, _AIRFIELD = insert("zone", ZONE), insert("movement", MOVEMENT), insert("airfield", AIRFIELD)
_ROWS_AT_ONCE = 256


def make_tables(connection: sqlite3.Connection) -> None:
    """Make the tables of an empty project."""
    for sql in STATEMENTS.values():
        connection.execute(sql)
    systems = ("srs_name", "srs_id", "organization", "organization_coordsys_id", "definition", "description")
    connection.executemany(insert("gpkg_spatial_ref_sys", systems), REFERENCE_SYSTEMS)
    contents = ("table_name", "data_type", "identifier", "description", "srs_id")
    connection.executemany(
        insert("gpkg_contents", contents),
        [(name, kind, name, text, 4326 if kind == "features" else None) for name, kind, text in CONTENTS],
    )
    geometry = ("table_name", "column_name", "geometry_type_name", "srs_id", "z", "m")
    connection.executemany(
        insert("gpkg_geometry_columns", geometry), [(name, "geom", kind, 4326, z, m) for name, kind, z, m in GEOMETRY]
    )
    extension = ("table_name", "column_name", "extension_name", "definition", "scope")
    connection.executemany(insert("gpkg_extensions", extension), EXTENSION_ROWS)
    counts = [(name, 0 if name == "track" else None) for name, *_ in CONTENTS]
    connection.executemany(insert("gpkg_ogr_contents", ("table_name", "feature_count")), counts)


def drop_added(connection: sqlite3.Connection) -> bool:
    """Take out what QGIS and GDAL put on our tables: the triggers fail without their functions."""
    found = connection.execute("SELECT type, name FROM sqlite_master WHERE type IN ('trigger', 'table')").fetchall()
    triggers = [name for kind, name in found if kind == "trigger" and name in ADDED_TRIGGERS]
    tables = [name for kind, name in found if kind == "table" and name in ADDED_TABLES]
    for name in triggers:
        connection.execute(f'DROP TRIGGER "{name}"')
    for name in tables:
        connection.execute(f'DROP TABLE "{name}"')
        table = name[len("rtree_") : -len("_geom")]
        connection.execute(
            "DELETE FROM gpkg_extensions WHERE table_name = ? AND extension_name = 'gpkg_rtree_index'", (table,)
        )
    return bool(triggers or tables)


def add_batch(
    connection: sqlite3.Connection, sources: Sequence[Source], batch: Batch, progress: Progress
) -> tuple[Source, ...]:
    """Add the recordings of a batch; return their sources with the numbers they were given."""
    counts = np.diff(batch.first_fix).tolist()
    for source, count in zip(sources, counts, strict=True):
        if source.stored + source.duplicate != count:
            raise ValueError("stored and duplicate fixes do not make up the fixes of the reading")
    first_source, first_fid = _next_fid(connection, "source"), _next_fid(connection, "track")
    cuts = stretches.cut(batch.fixes)
    rows = stretches.rows(
        batch, [source.sha256 for source in sources], cuts, first_source=first_source, first_fid=first_fid
    )
    each = np.bincount(batch.fixes.source[cuts.begin], minlength=len(sources)).tolist()
    digests = _add_tracks(connection, rows, each, sources, progress)
    imported = utc_texts(np.array([source.imported_s for source in sources], np.float64))
    added, small = [], []
    for number, (source, fixes, stretch_count) in enumerate(zip(sources, counts, each, strict=True)):
        new = replace(
            source, id=first_source + number, name=clean(source.name), options=clean(source.options), removed=False
        )
        about = (getattr(new, "id" if name == "fid" else name) for name in SOURCE)
        small.append((*about, imported[number], first_fid, stretch_count, fixes, digests[number]))
        added.append(new)
        first_fid += stretch_count
    connection.executemany(_SOURCE, small)
    for new, said in zip(added, batch.files, strict=True):
        if said.identities or said.refusals:
            _add_remarks(connection, new, said)
    return tuple(added)


def _add_remarks(connection: sqlite3.Connection, source: Source, said: Account) -> None:
    """Add what few recordings have: keys that it joins, rows that were refused."""
    whole = (
        replace(i, key=complete_key(i.key, source.sha256), same_as=complete_key(i.same_as, source.sha256))
        for i in said.identities
    )
    add_identities(connection, whole, source.id)
    refusals = said.refusals[:MAX_LISTED_REFUSALS]
    connection.executemany(_REFUSAL, ((source.id, int(r.row), clean(r.column), clean(r.reason)) for r in refusals))


def settle_tracks(connection: sqlite3.Connection, added: Fixes, now_s: float) -> None:
    """Bring count and extent of the tracks up to date, as GIS reads them."""
    (count,) = connection.execute("SELECT coalesce(sum(track_count), 0) FROM source").fetchone()
    connection.execute("UPDATE gpkg_ogr_contents SET feature_count = ? WHERE table_name = 'track'", (count,))
    before = connection.execute("SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name = 'track'")
    known = [row for row in (before.fetchone(), _extent_of(added)) if row is not None and None not in row]
    _set_extent(connection, "track", union(known), now_s)


def replace_zones(connection: sqlite3.Connection, zones: Sequence[Zone], now_s: float) -> None:
    """Let these be all zones."""
    connection.execute("DELETE FROM zone")
    connection.executemany(_ZONE, zone_rows(zones))
    corners = (corner for zone in zones for ring in zone.rings for corner in ring)
    _set_extent(connection, "zone", extent(corners), now_s)


def replace_movements(connection: sqlite3.Connection, movements: Sequence[Movement], now_s: float) -> None:
    """Let these be all movements."""
    connection.execute("DELETE FROM movement")
    connection.executemany(_MOVEMENT, movement_rows(movements))
    places = ((movement.lon_deg, movement.lat_deg) for movement in movements)
    _set_extent(connection, "movement", extent(places), now_s)


def replace_airfields(connection: sqlite3.Connection, airfields: Sequence[AirfieldRow], now_s: float) -> None:
    """Let these be all airfields."""
    connection.execute("DELETE FROM airfield")
    connection.executemany(_AIRFIELD, airfield_rows(airfields))
    _set_extent(connection, "airfield", extent((field.lon_deg, field.lat_deg) for field in airfields), now_s)


def replace_settings(connection: sqlite3.Connection, settings: Mapping[str, str]) -> None:
    """Set these settings, others stay."""
    for name, value in sorted(settings.items()):
        text = clean(value)
        changed = connection.execute("UPDATE setting SET value = ? WHERE name = ?", (text, name))
        if not changed.rowcount:
            connection.execute("INSERT INTO setting(name, value) VALUES (?, ?)", (clean(name), text))


def add_identities(
    connection: sqlite3.Connection, identities: Iterable[Identity], source_id: int | None = None
) -> None:
    """Join keys, as a source or the user says."""
    rows = ((clean(i.key), clean(i.same_as), source_id, i.stated_by, i.registration, i.type) for i in identities)
    connection.executemany(_IDENTITY, rows)


def add_removal(connection: sqlite3.Connection, source_id: int, change: str, reason: str, now_s: float) -> None:
    """Say that a source is removed or restored; its fixes stay."""
    row = (source_id, change, *utc_texts(np.array([now_s])), clean(reason))
    connection.execute(insert("removal", ("source_id", "change", "change_time", "reason")), row)


def _add_tracks(
    connection: sqlite3.Connection,
    rows: Iterator[stretches.Row],
    counts: Sequence[int],
    sources: Sequence[Source],
    progress: Progress,
) -> list[str]:
    """Add the stretches of several sources, some hundred at a time; return for each the hash of their hashes."""
    digests = []
    some: list[stretches.Row] = []
    for done, (source, count) in enumerate(zip(sources, counts, strict=True)):
        progress(done, len(sources), source.name)
        digest = hashlib.sha256()
        for row in islice(rows, count):
            digest.update(row[3])
            some.append(row)
            if len(some) == _ROWS_AT_ONCE:
                _flush(connection, some)
        digests.append(digest.hexdigest())
    _flush(connection, some)
    return digests


def _flush(connection: sqlite3.Connection, some: list[stretches.Row]) -> None:
    connection.executemany(_TRACK, ((*small, geom) for small, geom, _, _ in some))
    connection.executemany(_TRACK_COLUMN, ((small[0], hashed, *blobs) for small, _, blobs, hashed in some))
    some.clear()


def _next_fid(connection: sqlite3.Connection, table: str) -> int:
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
    return int(row[0]) + 1 if row else 1


def _extent_of(fixes: Fixes) -> Extent | None:
    lon, lat = fixes.lon_deg, fixes.lat_deg
    if not len(lon):
        return None
    return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())


def extent(places: Iterable[tuple[float, float]]) -> Extent | None:
    """Return the extent of places (longitude, latitude), those that are not finite left out."""
    corners = np.array(list(places), np.float64).reshape(-1, 2)
    corners = corners[np.isfinite(corners).all(axis=1)]
    if not len(corners):
        return None
    (west, south), (east, north) = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
    return west, south, east, north


def union(extents: Sequence[Extent]) -> Extent | None:
    """Return the extent of extents."""
    if not extents:
        return None
    west, south, east, north = zip(*extents, strict=True)
    return min(west), min(south), max(east), max(north)


def _set_extent(connection: sqlite3.Connection, table: str, box: Extent | None, now_s: float) -> None:
    row = (*(box or (None, None, None, None)), *utc_texts(np.array([now_s])), table)
    connection.execute(
        "UPDATE gpkg_contents SET min_x = ?, min_y = ?, max_x = ?, max_y = ?, last_change = ? WHERE table_name = ?", row
    )
