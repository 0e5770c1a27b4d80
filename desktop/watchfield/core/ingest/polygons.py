"""Named polygons, for watch zones, from KML, GeoJSON and GeoPackage files."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import ReadError, UnknownFormat
from ..model.zone import Ring
from .parsers import load_json, load_xml
from .values import plain

__all__ = ["NamedPolygon", "read_polygons"]

MOST_BYTES = 64 << 20
MOST_CORNERS = 100_000
_SQLITE = b"SQLite format 3\0"


@dataclass(frozen=True, slots=True)
class NamedPolygon:
    """A polygon as a file gives it: rings of (longitude, latitude), first the rim, then holes."""

    name: str
    rings: tuple[Ring, ...]


def read_polygons(path: Path) -> tuple[NamedPolygon, ...]:
    """Return all polygons of a file, which is known by its content. Raises ReadError where there is none."""
    where = plain(path.name)
    try:
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise ReadError(f"The file cannot be opened: {error.strerror}.", where=where) from error
    if len(data) > MOST_BYTES:
        raise ReadError(f"The file is larger than {MOST_BYTES >> 20} MiB.", where=where)
    try:
        found = tuple(_reader(data, where)(data, path))
    except (ValueError, TypeError, AttributeError, LookupError, struct.error, sqlite3.Error, RecursionError) as error:
        raise ReadError("A polygon in it cannot be read.", where=where, kept="No zone was added.") from error
    if not found:
        raise ReadError("There is no polygon in it.", where=where, advice="Points and lines make no zone.")
    return found


def _reader(data: bytes, where: str) -> Callable[[bytes, Path], Iterable[NamedPolygon]]:
    head = data.lstrip(b"\xef\xbb\xbf \t\r\n")
    if data.startswith(_SQLITE):
        return _from_geopackage
    if head.startswith(b"<"):
        return _from_kml
    if head.startswith(b"{"):
        return _from_geojson
    raise UnknownFormat("This is neither KML nor GeoJSON nor a GeoPackage.", where=where)


def _polygon(name: object, rings: Iterable[Iterable[Any]]) -> NamedPolygon:
    """Return a polygon whose corners lie on the globe. Raises ValueError for others."""
    corners = [np.asarray([point[:2] for point in ring], np.float64) for ring in rings]
    if not corners or sum(map(len, corners)) > MOST_CORNERS or any(len(ring) < 3 for ring in corners):
        raise ValueError("no polygon")
    for ring in corners:
        if not (np.isfinite(ring).all() and np.abs(ring[:, 1]).max() <= 90 and np.abs(ring[:, 0]).max() <= 360):
            raise ValueError("off the globe")
    return NamedPolygon(plain(str(name or "").strip())[:120] or "Zone", tuple(map(_ring, corners)))


def _ring(corners: np.ndarray[Any, np.dtype[np.float64]]) -> Ring:
    open_ = corners[:-1] if len(corners) > 3 and np.array_equal(corners[0], corners[-1]) else corners
    return tuple((float(lon), float(lat)) for lon, lat in np.round(open_, 7))


# ---------------------------------------------------------------- KML


def _from_kml(data: bytes, path: Path) -> Iterator[NamedPolygon]:
    for placemark in load_xml(data, path.name).findall(".//{*}Placemark"):
        name = placemark.findtext("{*}name")
        for polygon in placemark.findall(".//{*}Polygon"):
            rims = polygon.findall("{*}outerBoundaryIs") + polygon.findall("{*}innerBoundaryIs")
            texts = [text for rim in rims if (text := rim.findtext("{*}LinearRing/{*}coordinates"))]
            yield _polygon(name, [[point.split(",") for point in text.split()] for text in texts])


# ---------------------------------------------------------------- GeoJSON


def _from_geojson(data: bytes, path: Path) -> Iterator[NamedPolygon]:
    document = load_json(data, path.name)
    for feature in document["features"] if document.get("type") == "FeatureCollection" else [document]:
        geometry = feature.get("geometry", feature) or {}
        said = feature.get("properties") or {}
        name = next((said[key] for key in ("name", "Name", "NAME", "title") if said.get(key)), feature.get("id"))
        if geometry.get("type") == "Polygon":
            yield _polygon(name, geometry["coordinates"])
        elif geometry.get("type") == "MultiPolygon":
            yield from (_polygon(name, rings) for rings in geometry["coordinates"])


# ---------------------------------------------------------------- GeoPackage


def _from_geopackage(_data: bytes, path: Path) -> Iterator[NamedPolygon]:
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        for pragma in ("trusted_schema=OFF", "cell_size_check=ON", "query_only=ON"):
            connection.execute(f"PRAGMA {pragma}")
        connection.set_progress_handler(lambda: 1, 50_000_000)  # a view that never ends is ended
        layers = connection.execute("SELECT table_name, column_name FROM gpkg_geometry_columns").fetchall()
        for table, column in layers:
            names = [row[1] for row in connection.execute("SELECT * FROM pragma_table_info(?)", (table,))]
            label = next((name for name in names if name.lower() in ("name", "title")), None)
            chosen = ", ".join(map(_quoted, [column, *([label] if label else [])]))
            for row in connection.execute(f"SELECT {chosen} FROM {_quoted(table)}"):  # noqa: S608  quoted
                for rings in _wkb_polygons(row[0]):
                    yield _polygon(row[1] if label else table, rings)
    finally:
        connection.close()


def _quoted(name: str) -> str:
    return '"' + str(name).replace('"', '""') + '"'


def _wkb_polygons(blob: bytes | None) -> Iterator[list[Any]]:
    """Yield the rings of each polygon of a GeoPackage geometry; other geometries have none."""
    if not blob or blob[:2] != b"GP":
        return
    envelope = (0, 32, 48, 48, 64)[blob[3] >> 1 & 7]
    yield from _Wkb(blob, 8 + envelope).polygons()


class _Wkb:
    """Well-known binary, read from front to back."""

    def __init__(self, blob: bytes, at: int) -> None:
        self._blob, self._at = blob, at

    def polygons(self) -> Iterator[list[Any]]:
        order = "<" if self._blob[self._at] else ">"
        self._at += 1
        kind = self._count(order)
        width = {0: 2, 1: 3, 2: 3, 3: 4}[kind // 1000]
        if kind % 1000 == 3:
            yield [self._ring(order, width) for _ in range(self._count(order))]
        elif kind % 1000 == 6:
            for _ in range(self._count(order)):
                yield from self.polygons()

    def _ring(self, order: str, width: int) -> Any:
        count = self._count(order)
        if count > MOST_CORNERS:
            raise ValueError("too many corners")
        corners = np.frombuffer(self._blob, f"{order}f8", count * width, self._at).reshape(count, width)
        self._at += corners.nbytes
        return corners[:, :2]

    def _count(self, order: str) -> int:
        (value,) = struct.unpack_from(f"{order}I", self._blob, self._at)
        self._at += 4
        return int(value)
