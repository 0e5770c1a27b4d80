"""Read the parts of an ESRI shapefile, which is all that these extracts need."""

from __future__ import annotations

import struct

import numpy as np
from numpy.typing import NDArray

_HEADER_BYTES = 100
_POLYLINE, _POLYGON = 3, 5


def parts(shp: bytes) -> list[list[NDArray[np.float64]]]:
    """Return the parts of every record, each float64[n, 2] of longitude and latitude in degrees.

    In polygons outer rings turn clockwise and holes the other way round.
    """
    records = []
    at = _HEADER_BYTES
    while at < len(shp):
        (words,) = struct.unpack_from(">i", shp, at + 4)
        records.append(_record(shp, at + 8))
        at += 8 + 2 * words
    return records


def _record(shp: bytes, at: int) -> list[NDArray[np.float64]]:
    (kind,) = struct.unpack_from("<i", shp, at)
    if kind == 0:
        return []
    if kind not in {_POLYLINE, _POLYGON}:
        raise ValueError(f"shape type {kind} is neither line nor polygon")
    part_count, point_count = struct.unpack_from("<ii", shp, at + 36)
    starts = np.frombuffer(shp, "<i4", part_count, at + 44)
    points = np.frombuffer(shp, "<f8", 2 * point_count, at + 44 + 4 * part_count).reshape(-1, 2)
    return np.split(points, starts[1:])


def table(dbf: bytes) -> list[dict[str, str]]:
    """Return the rows of a dBASE file as text, read as UTF-8."""
    count, header, size = struct.unpack_from("<IHH", dbf, 4)
    fields = []
    at = 32
    while dbf[at] != 0x0D:
        fields.append((dbf[at : at + 11].split(b"\0")[0].decode("ascii"), dbf[at + 16]))
        at += 32
    rows = []
    for number in range(count):
        at = header + number * size + 1
        row = {}
        for name, width in fields:
            row[name] = dbf[at : at + width].decode("utf-8", "replace").strip(" \0")
            at += width
        rows.append(row)
    return rows
