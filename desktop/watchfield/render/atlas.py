"""The shipped map in memory: rings, lines and names at three levels of detail, read when they are first wanted."""

from __future__ import annotations

import csv
import functools
import gzip
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from watchfield import paths
from watchfield.core.errors import ResourceError
from watchfield.core.geo import plane
from watchfield.render.fill import Rings
from watchfield.render.projected import Link, Projected
from watchfield.render.view import View

__all__ = ["COARSE", "FINE", "MEDIUM", "Names", "level_of", "lines", "names", "rings"]

COARSE, MEDIUM, FINE = "coarse", "medium", "fine"
_FROM_DEG_PER_PX = ((COARSE, 0.05), (MEDIUM, 0.008))  # as resources/basemap/index.json says


@dataclass(frozen=True, eq=False, slots=True)
class Names:
    """Names and where they stand, most important first.

    text : Latin, Cyrillic and Arabic names, "" where there is none
    x_m, y_m : float64[n], plane metres
    weight : float64[n], population of cities, rank of countries, area in square degrees of seas
    """

    text: tuple[tuple[str, str, str], ...]
    x_m: NDArray[np.float64]
    y_m: NDArray[np.float64]
    weight: NDArray[np.float64]

    def within(self, view: View) -> list[tuple[int, float, float]]:
        """Return number and device pixels of all names in view, on all turns, in their order."""
        left, bottom, right, top = view.bounds_m
        found = []
        for turn in view.turns():
            x_m = self.x_m + turn * plane.WORLD_M
            which = np.flatnonzero((x_m > left) & (x_m < right) & (self.y_m > bottom) & (self.y_m < top))
            x, y = view.to_screen(x_m[which], self.y_m[which])
            found += list(zip(which.tolist(), x.tolist(), y.tolist(), strict=True))
        return sorted(found)


def level_of(view: View) -> str:
    """Return how much detail a view can show."""
    deg_per_px = view.m_per_px * 360.0 / plane.WORLD_M
    return next((name for name, from_deg in _FROM_DEG_PER_PX if deg_per_px >= from_deg), FINE)


@functools.cache
def rings(layer: str, level: str) -> Rings:
    """Return the rings of ``land`` or ``lakes``. Raises ResourceError."""
    xy, offsets = _read(layer, level)
    x_m, y_m = plane.to_plane(xy[:, 0] / 1e6, xy[:, 1] / 1e6)
    return Rings.of_plane(x_m, y_m, offsets)


@functools.cache
def lines(layer: str, level: str, *, dashed: bool = False) -> Projected:
    """Return the lines of ``coast``, ``shores``, ``borders``, ``rivers`` or ``firs``. Raises ResourceError."""
    xy, offsets = _read(layer, level)
    x, y = plane.to_units(xy[:, 0] / 1e6, xy[:, 1] / 1e6)
    link = np.full(len(x), Link.ESTIMATED if dashed else Link.OBSERVED, np.uint8)
    link[offsets[1:] - 1] = Link.MISSING
    return Projected.of_units(offsets, x, y, link)


@functools.cache
def names(layer: str) -> Names:
    """Return the names of ``cities``, ``countries`` or ``seas``. Raises ResourceError."""
    weight = {"cities": "population", "countries": "rank", "seas": "area_deg2"}[layer]
    rows = _rows(_folder() / ("cities.csv.gz" if layer == "cities" else f"{layer}.csv"))
    lon = np.array([float(row["lon_deg"]) for row in rows])
    lat = np.array([float(row["lat_deg"]) for row in rows])
    text = tuple((row["name"], row.get("name_ru") or "", row.get("name_ar") or "") for row in rows)
    x_m, y_m = plane.to_plane(lon, lat)
    return Names(text, x_m, y_m, np.array([float(row[weight] or 0) for row in rows]))


def _folder() -> Path:
    return paths.resources() / "basemap"


def _read(layer: str, level: str) -> tuple[NDArray[Any], NDArray[np.int64]]:
    path = _folder() / f"{layer}-{level}.npz"
    try:
        with np.load(path, allow_pickle=False) as file:
            xy, offsets = file["xy"], file["offsets"].astype(np.int64)
    except (OSError, ValueError, KeyError) as error:
        raise ResourceError(
            f"a layer of the map cannot be read ({error})", where=str(path), advice="Install Watchfield again."
        ) from error
    return xy, offsets


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        data = path.read_bytes()
        text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
    except (OSError, ValueError, EOFError) as error:
        raise ResourceError(
            f"the names of the map cannot be read ({error})", where=str(path), advice="Install Watchfield again."
        ) from error
    return list(csv.DictReader(io.StringIO(text)))
