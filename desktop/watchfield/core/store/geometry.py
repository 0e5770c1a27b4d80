"""Geometries as GeoPackage writes them.

    G P 0 flags | srs int32 | envelope: min x, max x, min y, max y | little-endian WKB
    0           | 4         | 8                                    | 40

Every blob here carries an envelope in x and y alone (flags 3), points none (flags 1). The code for an envelope with z
and m is correct, but GDAL's validator reads it as "empty".
"""

from __future__ import annotations

import struct
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..model.zone import Ring

__all__ = [
    "LINE_HEADER_BYTES",
    "line_blob",
    "line_vertices",
    "parse_point",
    "parse_polygon",
    "point_blob",
    "polygon_blob",
]

_SRS = 4326
_POINT, _POLYGON, _LINE_ZM = 1, 3, 3002
_LINE_HEAD = struct.Struct("<2sBBi4dBII")
_POLYGON_HEAD = struct.Struct("<2sBBi4dBII")
_POINT_HEAD = struct.Struct("<2sBBiBI2d")
LINE_HEADER_BYTES = _LINE_HEAD.size  # 49; the float64[n, 4] begin here
_VERTEX_BYTES = 32
_LINE_START = struct.pack("<2sBBi", b"GP", 0, 3, _SRS)
_LINE_TYPE = struct.pack("<BI", 1, _LINE_ZM)


def line_blob(vertices: NDArray[np.float64], envelope: tuple[float, float, float, float]) -> bytes:
    """Return a line.

    vertices : float64[n, 4], longitude, latitude, metres, UTC seconds
    envelope : min longitude, max longitude, min latitude, max latitude
    """
    return _LINE_HEAD.pack(b"GP", 0, 3, _SRS, *envelope, 1, _LINE_ZM, len(vertices)) + vertices.tobytes()


def line_vertices(blob: Any, fix_count: int, *, belongs: bool = True) -> NDArray[np.float64]:
    """Return the vertices of the fixes, float64[fix_count, 4]; a tail vertex is left out.

    belongs : whether it was found in the row it belongs to

    Raises ValueError where the blob is not such a line.
    """
    if not belongs:
        raise ValueError("its columns are missing")
    if not isinstance(blob, bytes) or not blob.startswith(_LINE_START) or blob[40:45] != _LINE_TYPE:
        raise ValueError("the geometry is not a line with heights and times")
    vertex_count = int.from_bytes(blob[45:49], "little")
    if len(blob) != LINE_HEADER_BYTES + vertex_count * _VERTEX_BYTES:
        raise ValueError("the geometry is cut short")
    if not fix_count <= vertex_count <= fix_count + 1:
        raise ValueError(f"there are {vertex_count} vertices for {fix_count} fixes")
    return np.frombuffer(blob, "<f8", 4 * fix_count, LINE_HEADER_BYTES).reshape(fix_count, 4)


def polygon_blob(rings: tuple[Ring, ...]) -> bytes:
    """Return a polygon whose rings are closed."""
    corners = [np.array([*ring, ring[0]], "<f8").reshape(-1, 2) for ring in rings]
    west, south = np.vstack(corners).min(axis=0)
    east, north = np.vstack(corners).max(axis=0)
    head = _POLYGON_HEAD.pack(b"GP", 0, 3, _SRS, west, east, south, north, 1, _POLYGON, len(corners))
    return head + b"".join(struct.pack("<I", len(ring)) + ring.tobytes() for ring in corners)


def parse_polygon(blob: Any) -> tuple[Ring, ...]:
    """Return the rings of a polygon, last corners (which repeat the first) left out.

    Raises ValueError where the blob is not such a polygon.
    """
    try:
        magic, _, flags, srs, *_, order, kind, ring_count = _POLYGON_HEAD.unpack_from(blob)
        if (magic, flags, srs, order, kind) != (b"GP", 3, _SRS, 1, _POLYGON):
            raise ValueError("the geometry is not a polygon")
        rings, offset = [], _POLYGON_HEAD.size
        for _ in range(ring_count):
            (count,) = struct.unpack_from("<I", blob, offset)
            corners = np.frombuffer(blob, "<f8", 2 * count, offset + 4).reshape(count, 2)
            rings.append(_open_ring(corners))
            offset += 4 + corners.nbytes
    except (struct.error, TypeError) as error:
        raise ValueError("the geometry is cut short") from error
    if offset != len(blob) or not rings:
        raise ValueError("the geometry is not a polygon")
    return tuple(rings)


def _open_ring(corners: NDArray[np.float64]) -> Ring:
    if len(corners) < 2 or not np.isfinite(corners).all() or (corners[0] != corners[-1]).any():
        raise ValueError("a ring of the polygon is not closed")
    return tuple((lon, lat) for lon, lat in corners[:-1].tolist())


def point_blob(lon_deg: float, lat_deg: float) -> bytes:
    """Return a point."""
    return _POINT_HEAD.pack(b"GP", 0, 1, _SRS, 1, _POINT, lon_deg, lat_deg)


def parse_point(blob: Any) -> tuple[float, float]:
    """Return longitude and latitude. Raises ValueError where the blob is not a point."""
    if not isinstance(blob, bytes) or len(blob) != _POINT_HEAD.size:
        raise ValueError("the geometry is not a point")
    magic, _, flags, srs, order, kind, lon_deg, lat_deg = _POINT_HEAD.unpack(blob)
    if (magic, flags, srs, order, kind) != (b"GP", 1, _SRS, 1, _POINT):
        raise ValueError("the geometry is not a point")
    return lon_deg, lat_deg
