"""Small GeoPackages, made by hand."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

SYSTEMS = (4326, "EPSG", 4326), (3857, "EPSG", 3857)


def geometry(kind: int, *positions: Sequence[float]) -> bytes:
    """Return a point (1) or a line (2), with Z or M as the thousands of ``kind`` say."""
    count = struct.pack("<I", len(positions)) if kind % 1000 == 2 else b""
    flat = [number for position in positions for number in position]
    return b"GP\0\1" + struct.pack("<iBI", 4326, 1, kind) + count + struct.pack(f"<{len(flat)}d", *flat)


def polygon(*ring: Sequence[float]) -> bytes:
    """Return a polygon without holes."""
    flat = [number for corner in ring for number in corner]
    head = struct.pack("<iBIII", 4326, 1, 3, 1, len(ring))
    return b"GP\0\1" + head + struct.pack(f"<{len(flat)}d", *flat)


def geopackage(
    path: Path, columns: str, rows: Iterable[Sequence[Any]], *, srs: int = 4326, also: Sequence[str] = ()
) -> bytes:
    """Write a GeoPackage with the layer ``walk`` and return its bytes; the first column is its geometry."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript(
        "PRAGMA application_id = 0x47504B47;"
        "CREATE TABLE gpkg_spatial_ref_sys(srs_id INTEGER, organization TEXT, organization_coordsys_id INTEGER);"
        "CREATE TABLE gpkg_geometry_columns(table_name TEXT, column_name TEXT, geometry_type_name TEXT, srs_id INT);"
    )
    connection.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES(?, ?, ?)", SYSTEMS)
    connection.execute("INSERT INTO gpkg_geometry_columns VALUES('walk', 'geom', 'GEOMETRY', ?)", (srs,))
    connection.execute(f"CREATE TABLE walk(fid INTEGER PRIMARY KEY, {columns})")
    for row in rows:
        connection.execute(f"INSERT INTO walk VALUES(NULL, {', '.join('?' * len(row))})", row)
    for statement in also:
        connection.execute(statement)
    connection.close()
    return path.read_bytes()
