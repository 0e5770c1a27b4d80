"""Is everything in this project what was once acknowledged?

Nothing is taken from what an entry merely says: rows are hashed again, digests made again, counts counted again.
Whoever can write the file can also make a new chain; only a head that was printed or sealed elsewhere shows that.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..errors import ProjectDamaged
from ..task import Progress, silent
from . import audit
from .checks import check_schema, check_version, foreign_entries
from .connection import connect, explained, strict_authorizer, time_limit
from .geometry import line_vertices, parse_point
from .kept import kept_problems
from .read import StoredSource, read_identities, read_movements, read_sources, read_zones
from .schema import (
    APPEND_ONLY,
    BLOB_COLUMNS,
    CONTENTS,
    EXTENSION,
    EXTENSION_ROWS,
    GEOMETRY,
    MUTABLE,
    REFERENCE_SYSTEMS,
    TRACK_COLUMNS,
)
from .statements import select
from .stretches import row_hash
from .write import Extent, extent, union

__all__ = ["additions", "verify"]

_MOST_PROBLEMS = 100
_CHECK_S = 600.0
_ROWS = select("track", (*TRACK_COLUMNS, "geom"))
_BLOBS = select("track_column", ("fid", "sha256", *BLOB_COLUMNS))


def verify(path: Path, *, head: str = "", progress: Progress = silent) -> tuple[str, ...]:
    """Return what is wrong with a project file, one sentence each; nothing where all is well.

    head : the hash of a printed or sealed audit entry; the chain must contain it

    Raises ProjectError where the file is no project at all, or in use; what is damaged in one is a problem in the list.
    """
    path = Path(path)
    problems: list[str] = []
    try:
        with explained(path):
            connection = connect(path, write=False)
            try:
                for problem in _problems(connection, path, head, progress):
                    problems.append(problem)
                    if len(problems) == _MOST_PROBLEMS:
                        problems.append("There are more problems than are listed here.")
                        break
            finally:
                connection.close()
    except ProjectDamaged as error:
        problems.append(error.what)
    return tuple(problems)


def additions(path: Path) -> tuple[str, ...]:
    """Return the names of tables, indices and triggers that other programs put into the file; none of them is read."""
    path = Path(path)
    with explained(path):
        connection = connect(path, write=False)
        try:
            return foreign_entries(connection)
        finally:
            connection.close()


def _problems(connection: sqlite3.Connection, path: Path, head: str, progress: Progress) -> Iterator[str]:
    time_limit(connection, _CHECK_S)
    check_schema(connection, path)
    connection.execute("BEGIN")
    for (line,) in connection.execute("PRAGMA integrity_check(20)").fetchall():
        if line != "ok":
            yield f"The file is damaged: {line}."
    strict_authorizer(connection, write=False)
    check_version(connection, path)
    entries = audit.entries(connection)
    yield from _chain_problems(entries, head)
    yield from _digest_problems(connection, entries)
    sources = read_sources(connection, path)
    extents: dict[str, Extent | None] = {table: None for table, kind, _ in CONTENTS if kind == "attributes"}
    yield from _track_problems(connection, sources, extents, progress)
    yield from kept_problems(connection)
    yield from _geopackage_problems(connection)
    extents["zone"] = extent(corner for zone in read_zones(connection, path) for ring in zone.rings for corner in ring)
    extents["movement"] = extent((m.lon_deg, m.lat_deg) for m in read_movements(connection, path))
    fields = connection.execute("SELECT geom FROM airfield").fetchall()
    with suppress(ValueError):  # a damaged one has a wrong digest
        extents["airfield"] = extent(parse_point(geom) for (geom,) in fields)
    yield from _count_problems(connection, sum(stored.track_count for stored in sources), extents)
    read_identities(connection, path, ())


def _chain_problems(entries: Sequence[audit.AuditEntry], head: str) -> Iterator[str]:
    if not entries:
        yield "The audit chain is empty."
    prev = ""
    for expected, entry in enumerate(entries, 1):
        if entry.seq != expected or entry.prev != prev:
            yield f"The audit chain is broken before entry {entry.seq}."
        if entry.hash != audit.entry_hash(entry.seq, entry.entry_time, entry.action, entry.body, entry.prev):
            yield f"Entry {entry.seq} of the audit chain was changed."
        prev = entry.hash
    if head and all(entry.hash != head for entry in entries):
        yield f"The audit chain does not contain the head {head}: it was cut off or made anew."


def _digest_problems(connection: sqlite3.Connection, entries: Sequence[audit.AuditEntry]) -> Iterator[str]:
    """Make the digests again that the entries hold; every row must be in one."""
    last: dict[str, int] = dict.fromkeys(APPEND_ONLY, 0)
    newest: dict[str, tuple[int, str]] = {}
    for entry in entries:
        for table, digest in entry.digests.items():
            if table in MUTABLE:
                newest[table] = (entry.seq, str(digest))
            elif table in APPEND_ONLY:
                yield from _added_problems(connection, entry.seq, table, digest, last)
    for table in MUTABLE:
        seq, digest = newest.get(table, (0, ""))
        if audit.whole_digest(connection, table) != digest:
            yield f"The table {table} is not as entry {seq} of the audit chain left it: another program changed it."
    for table, fid in audit.last_fids(connection).items():
        if fid != last[table]:
            yield f"The table {table} ends with row {fid}, not with row {last[table]} as the audit chain says."


def _added_problems(
    connection: sqlite3.Connection, seq: int, table: str, digest: Any, last: dict[str, int]
) -> Iterator[str]:
    try:
        begin, end, expected = digest
        found = audit.added_digest(connection, table, int(begin), int(end))
    except (ValueError, TypeError):
        yield f"Entry {seq} of the audit chain says nothing of {table} that makes sense."
        return
    if begin != last[table] + 1 or found != expected:
        yield f"The rows {begin} to {end} of {table} are not those that entry {seq} of the audit chain added."
    last[table] = end


def _track_problems(
    connection: sqlite3.Connection,
    sources: Sequence[StoredSource],
    extents: dict[str, Extent | None],
    progress: Progress,
) -> Iterator[str]:
    """Hash every stretch again, and each source's hash of hashes; leave the extent of them all in ``extents``."""
    boxes: list[Extent] = []
    total = sum(stored.track_count for stored in sources)
    rows, blobs = connection.execute(_ROWS), connection.execute(_BLOBS)
    next_fid = 1
    for stored in sources:
        digest, fixes = hashlib.sha256(), 0
        name = f"source {stored.source.id} ({stored.source.name})"
        if stored.first_fid != next_fid:
            yield f"The stretches of {name} do not follow on those before."
        next_fid = stored.first_fid + stored.track_count
        for fid in range(stored.first_fid, next_fid):
            row, packed = rows.fetchone(), blobs.fetchone()
            if row is None or packed is None or row[0] != fid or packed[0] != fid:
                yield f"Stretch {fid} of {name} is missing, or another stands in its place."
                return
            *small, geom = row
            if not _is_hashed(small, geom, packed):
                yield f"Stretch {fid} of {name} was changed or is damaged."
            else:
                boxes.append(_box(geom, small[-1]))
            digest.update(packed[1] if isinstance(packed[1], bytes) else b"")
            fixes += small[-1] if isinstance(small[-1], int) and small[1] == stored.source.id else 0
            if not fid % 256:
                progress(fid, total, "Hashing recordings")
        if digest.hexdigest() != stored.fix_sha256 or fixes != stored.fix_count:
            yield f"The fixes of {name} are not those that were imported."
    if rows.fetchone() or blobs.fetchone():
        yield "There are stretches that no import added."
    extents["track"] = union(boxes)


def _is_hashed(small: Sequence[Any], geom: Any, packed: Sequence[Any]) -> bool:
    _, hashed, *columns = packed
    if not all(isinstance(blob, bytes) for blob in (geom, *columns)):
        return False
    return bool(row_hash(small, geom, columns) == hashed)


def _box(geom: bytes, fix_count: int) -> Extent:
    places = line_vertices(geom, fix_count)[:, :2]
    (west, south), (east, north) = places.min(axis=0).tolist(), places.max(axis=0).tolist()
    return west, south, east, north


def _count_problems(
    connection: sqlite3.Connection, track_count: int, extents: Mapping[str, Extent | None]
) -> Iterator[str]:
    """Compare counts, extents and dates with what is there."""
    told = dict(connection.execute("SELECT table_name, feature_count FROM gpkg_ogr_contents").fetchall())
    if told.get("track") != track_count:
        yield f"GIS is told of {told.get('track')} stretches; there are {track_count}."
    for table, *_ in CONTENTS:
        (there,) = connection.execute(select(table, ("count(*)",), "")).fetchone()
        if told.get(table, -1) not in (None, there):  # None is always right
            yield f"GIS is told of {told.get(table)} rows of {table}; there are {there}."
    for table, last_change, *found in connection.execute(
        "SELECT table_name, last_change, min_x, min_y, max_x, max_y FROM gpkg_contents"
    ):
        if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", str(last_change)):
            yield f"The date of the last change of {table} is damaged."
        if table in extents and tuple(found) != (extents[table] or (None,) * 4):
            yield f"GIS is told of another extent of {table} than it has."


def _geopackage_problems(connection: sqlite3.Connection) -> Iterator[str]:
    """Compare what GIS reads first with what it must say."""
    systems = connection.execute(
        "SELECT srs_name, srs_id, organization, organization_coordsys_id, definition, description "
        "FROM gpkg_spatial_ref_sys"
    ).fetchall()
    geometry = connection.execute(
        "SELECT table_name, geometry_type_name, z, m, column_name, srs_id FROM gpkg_geometry_columns"
    ).fetchall()
    contents = connection.execute("SELECT table_name, data_type, description, identifier, srs_id FROM gpkg_contents")
    extensions = connection.execute(
        "SELECT table_name, column_name, extension_name, definition, scope FROM gpkg_extensions "
        "WHERE extension_name = ?",
        (EXTENSION,),
    ).fetchall()
    expected_contents = {(*row, row[0], 4326 if row[1] == "features" else None) for row in CONTENTS}
    for name, found, expected in (
        ("gpkg_spatial_ref_sys", set(systems), set(REFERENCE_SYSTEMS)),
        ("gpkg_geometry_columns", set(geometry), {(*row, "geom", 4326) for row in GEOMETRY}),
        ("gpkg_contents", set(contents), expected_contents),
        ("gpkg_extensions", set(extensions), set(EXTENSION_ROWS)),
    ):
        if not expected <= found:
            yield f"The table {name} does not say what the project needs; GIS may not show all of it."
