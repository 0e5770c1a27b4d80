"""Named polygons, for watch zones, from KML, GeoJSON and GeoPackage files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from ...errors import ReadError, UnknownFormat
from ...model.zone import Ring
from ...task import silent
from ..parsers import load_json
from ..values import plain
from . import layers, wkb
from .placemarks import read_document

__all__ = ["NamedPolygon", "read_polygons"]

MOST_BYTES = 64 << 20
MOST_CORNERS = 100_000
_SQLITE = b"SQLite format 3\0"
_HEAD_BYTES = 4096


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
            found = _all_of(stream, where)
    except OSError as error:
        raise ReadError(f"The file cannot be opened: {error.strerror}.", where=where) from error
    if not found:
        raise ReadError("There is no polygon in it.", where=where, advice="Points and lines make no zone.")
    return found


def _all_of(stream: BinaryIO, where: str) -> tuple[NamedPolygon, ...]:
    if stream.seek(0, 2) > MOST_BYTES:
        raise ReadError(f"The file is larger than {MOST_BYTES >> 20} MiB.", where=where)
    stream.seek(0)
    read = _reader(stream.read(_HEAD_BYTES), where)
    stream.seek(0)
    try:
        return tuple(read(stream, where))
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError) as error:
        raise ReadError("A polygon in it cannot be read.", where=where, kept="No zone was added.") from error


def _reader(head: bytes, where: str) -> Callable[[BinaryIO, str], Iterable[NamedPolygon]]:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(_SQLITE):
        return _from_geopackage
    if start.startswith(b"<"):
        return _from_kml
    if start.startswith(b"{"):
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


def _from_kml(stream: BinaryIO, name: str) -> Iterator[NamedPolygon]:
    for polygon in read_document(stream, name, silent).polygons:
        yield _polygon(polygon.name, [[point.split(",") for point in text.split()] for text in polygon.rings])


# ---------------------------------------------------------------- GeoJSON


def _from_geojson(stream: BinaryIO, name: str) -> Iterator[NamedPolygon]:
    document = load_json(stream.read(), name)
    for feature in document["features"] if document.get("type") == "FeatureCollection" else [document]:
        geometry = feature.get("geometry", feature) or {}
        said = feature.get("properties") or {}
        label = next((said[key] for key in ("name", "Name", "NAME", "title") if said.get(key)), feature.get("id"))
        if geometry.get("type") == "Polygon":
            yield _polygon(label, geometry["coordinates"])
        elif geometry.get("type") == "MultiPolygon":
            yield from (_polygon(label, rings) for rings in geometry["coordinates"])


# ---------------------------------------------------------------- GeoPackage


def _from_geopackage(stream: BinaryIO, name: str) -> Iterator[NamedPolygon]:
    layers.check_alone(stream, name)
    with layers.opened(stream.read(), name) as database:
        for layer in database.layers():
            label = tuple(column for column in layer.columns if column.lower() in ("name", "title"))[:1]
            found = [
                (rest[0] if rest else layer.table, piece)
                for geometry, *rest in database.features(layer, label)
                for piece in wkb.pieces_of(geometry)
                if piece.kind == wkb.POLYGON
            ]
            if found and not layer.is_wgs84:
                what = f"The layer “{plain(layer.table, 60)}” is in {plain(layer.srs, 40)}, not in degrees."
                raise ReadError(what, where=plain(name), advice="Save it in EPSG:4326 (WGS 84).")
            yield from (_polygon(text, [ring[:, :2] for ring in piece.rings]) for text, piece in found)
