"""The basemap: is land where land is, at every level of detail?"""

from __future__ import annotations

import csv
import gzip
import io
import json
from functools import cache
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from watchfield import paths

FOLDER = paths.resources() / "basemap"
INDEX: dict[str, Any] = json.loads((FOLDER / "index.json").read_text(encoding="utf-8"))
FILES = [(layer, level) for layer, levels in INDEX["layers"].items() for level in levels]
LEVELS = [level["name"] for level in INDEX["levels"]]


@cache
def load(layer: str, level: str) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int32]]:
    with np.load(FOLDER / f"{layer}-{level}.npz", allow_pickle=False) as archive:
        return archive["xy"], archive["offsets"], archive["bounds"]


def winding(layer: str, level: str, lon_deg: float, lat_deg: float) -> int:
    """How often the rings go round a point: a ray to the east, over all edges at once."""
    xy, offsets, _ = load(layer, level)
    x, y = xy[:, 0] / 1e6, xy[:, 1] / 1e6
    edge = np.ones(len(xy) - 1, bool)
    edge[offsets[1:-1] - 1] = False
    x1, y1, x2, y2 = x[:-1], y[:-1], x[1:], y[1:]
    up = edge & (y1 <= lat_deg) & (y2 > lat_deg)
    down = edge & (y1 > lat_deg) & (y2 <= lat_deg)
    with np.errstate(divide="ignore", invalid="ignore"):
        east = x1 + (lat_deg - y1) / (y2 - y1) * (x2 - x1) > lon_deg
    return int((up & east).sum()) - int((down & east).sum())


@pytest.mark.parametrize(("layer", "level"), FILES)
def test_the_arrays_fit_together(layer: str, level: str) -> None:
    xy, offsets, bounds = load(layer, level)
    assert [array.dtype.name for array in (xy, offsets, bounds)] == ["int32", "int64", "int32"]
    assert offsets[0] == 0
    assert offsets[-1] == len(xy)
    assert bounds.shape == (len(offsets) - 1, 4)
    least = 4 if layer in INDEX["rings"] else 2
    assert np.diff(offsets).min() >= least
    assert np.array_equal(np.minimum.reduceat(xy, offsets[:-1]), bounds[:, :2])
    assert np.array_equal(np.maximum.reduceat(xy, offsets[:-1]), bounds[:, 2:])
    assert np.abs(xy[:, 0]).max() <= 180_000_000
    assert np.abs(xy[:, 1]).max() <= 90_000_000


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("layer", ["land", "lakes"])
def test_rings_are_closed_and_lie_in_one_tile(layer: str, level: str) -> None:
    xy, offsets, bounds = load(layer, level)
    assert np.array_equal(xy[offsets[:-1]], xy[offsets[1:] - 1])
    tile = 1e6 * next(facts["tile_deg"] for facts in INDEX["levels"] if facts["name"] == level)
    assert (bounds[:, 2:].astype(float) - bounds[:, :2] <= tile).all()


@pytest.mark.parametrize(("layer", "level"), [pair for pair in FILES if pair[0] not in INDEX["rings"]])
def test_lines_come_in_short_pieces(layer: str, level: str) -> None:
    assert np.diff(load(layer, level)[1]).max() <= 256


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(
    ("name", "lon_deg", "lat_deg", "land", "lake"),
    [
        ("Damascus", 36.3, 33.5, 1, 0),
        ("Moscow", 37.6, 55.75, 1, 0),
        ("Troodos", 32.87, 34.93, 1, 0),
        ("the middle of Antarctica", 10.0, -85.0, 1, 0),
        ("the sea off Latakia", 34.5, 35.5, 0, 0),
        ("the Atlantic", -40.0, 30.0, 0, 0),
        ("the Caspian", 51.0, 41.5, 0, None),
        ("Lake Victoria", 33.0, -1.0, 1, 1),
        ("Lake Superior", -87.0, 47.7, 1, 1),
        ("Fiji by the antimeridian", 179.3, -16.6, 1, 0),
    ],
)
def test_land_is_land_and_a_lake_is_a_lake(
    level: str, name: str, lon_deg: float, lat_deg: float, land: int, lake: int | None
) -> None:
    assert winding("land", level, lon_deg, lat_deg) == land, name
    if lake is not None:
        assert winding("lakes", level, lon_deg, lat_deg) == lake, name


@pytest.mark.parametrize("level", LEVELS)
def test_cut_edges_cancel_so_that_no_seam_shows(level: str) -> None:
    """On a line between tiles the edges of both sides add up to nothing."""
    xy, offsets, _ = load("land", level)
    tile = 1e6 * next(facts["tile_deg"] for facts in INDEX["levels"] if facts["name"] == level)
    inner = np.ones(len(xy) - 1, bool)
    inner[offsets[1:-1] - 1] = False
    on_line = inner & (xy[:-1, 0] == xy[1:, 0]) & (xy[:-1, 0] % tile == 0) & (np.abs(xy[:-1, 0]) < 180_000_000)
    start, stop = xy[:-1][on_line], xy[1:][on_line]
    for meridian in np.unique(start[:, 0]):
        here = start[:, 0] == meridian
        assert int((stop[here, 1].astype(np.int64) - start[here, 1]).sum()) == 0


def test_finer_levels_hold_more() -> None:
    for layer, levels in INDEX["layers"].items():
        sizes = [len(load(layer, level)[0]) for level in levels]
        assert sizes == sorted(sizes)


def test_no_coast_runs_along_the_antimeridian() -> None:
    xy, offsets, _ = load("coast", "fine")
    inner = np.ones(len(xy) - 1, bool)
    inner[offsets[1:-1] - 1] = False
    assert not (inner & (np.abs(xy[:-1, 0]) == 180_000_000) & (np.abs(xy[1:, 0]) == 180_000_000)).any()


def test_cities_are_named_in_three_scripts_the_largest_first() -> None:
    text = gzip.decompress((FOLDER / "cities.csv.gz").read_bytes()).decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) > 5000
    population = [int(row["population"]) for row in rows]
    assert population == sorted(population, reverse=True)
    latakia = next(row for row in rows if row["name"] == "Latakia")
    assert (latakia["name_ru"], latakia["name_ar"]) == ("Латакия", "اللاذقية")


def test_countries_have_their_names_and_codes() -> None:
    with (FOLDER / "countries.csv").open(encoding="utf-8", newline="") as stream:
        rows = {row["iso"]: row for row in csv.DictReader(stream)}
    assert (rows["LY"]["name"], rows["LY"]["name_ru"], rows["LY"]["name_ar"]) == ("Libya", "Ливия", "ليبيا")
    assert {"SY", "RU", "MT", "BH", "SG"} <= rows.keys()


def test_seas_have_a_place_for_their_name() -> None:
    with (FOLDER / "seas.csv").open(encoding="utf-8", newline="") as stream:
        seas = {row["name"]: row for row in csv.DictReader(stream)}
    for name in ("Mediterranean Sea", "Aegean Sea", "Black Sea"):
        assert winding("land", "medium", float(seas[name]["lon_deg"]), float(seas[name]["lat_deg"])) == 0
