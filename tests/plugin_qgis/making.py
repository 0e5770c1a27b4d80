"""Makes a small project with the plugin's own core, so that it also runs with QGIS's Python and numpy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

HMEIMIM = (35.9487, 35.4011)  # OSLK, elevation 157 ft
BEGIN_S = 1_761_480_000.0  # 2025-10-26T12:00:00Z


def make(plugin: Callable[[str], ModuleType], path: Path) -> Path:
    """Write the project, with its movements, and return its path."""
    store, workflow = plugin("core.store"), plugin("core.workflow")
    reference = workflow.Reference(plugin("algorithms").HERE / "resources")
    field = reference.airfields.at(reference.airfields.index_of("OSLK"))
    reading = _reading(plugin)
    store.create(path, name="Demonstration", settings={"generated": plugin("core.model.project").GENERATED})
    with store.Store.open(path, write=True) as opened:
        opened.add([(_source(plugin, reading), reading)])
        opened.put_zones([plugin("core.workflow.zones").zone_round(field, name="Hmeimim")], "zone add")
    workflow.detect(path, reference)
    return path


def _source(plugin: Callable[[str], ModuleType], reading: Any) -> Any:
    return plugin("core.model.source").Source(
        id=0,
        name="generated.json",
        sha256="ab" * 32,
        bytes=1000,
        format=reading.format,
        options="{}",
        imported_s=BEGIN_S,
        rows=reading.rows,
        stored=reading.rows,
        duplicate=0,
        refused=0,
        without_position=0,
    )


def _reading(plugin: Callable[[str], ModuleType]) -> Any:
    flights = [
        ("15dead", "DEMO01", _flight(30_000.0, 300.0)),  # lands
        ("15beef", "DEMO02", _flight(34_000.0, 34_000.0, beyond=1.0)),  # passes over
        ("15cafe", "DEMO03", _flight(30_000.0, 9_000.0, reach=0.8)),  # is lost on its way down
        ("15f00d", "DEMO04", _flight(36_000.0, 36_000.0, beyond=1.0, east_deg=8.0)),  # is far away all the time
    ]
    count = [len(flight["time_s"]) for _, _, flight in flights]
    columns = {name: np.concatenate([flight[name] for *_, flight in flights]) for name in flights[0][2]}
    columns["row"] = np.arange(1, sum(count) + 1)
    fixes = plugin("core.model.fixes").Fixes.from_columns(
        np.repeat(np.arange(len(flights)), count), len(flights), columns
    )
    track = plugin("core.model.track").Track
    tracks = tuple(track(f"icao:{icao24}", icao24, callsign, type="A124") for icao24, callsign, _ in flights)
    return plugin("core.model.reading").Reading("readsb-trace", len(fixes), fixes, tracks)


def _flight(
    from_ft: float, to_ft: float, reach: float = 1.0, beyond: float = 0.0, east_deg: float = 0.0
) -> dict[str, NDArray[np.float64]]:
    """Return a straight flight of 200 fixes from the north to the field, or a share of it, or as far beyond."""
    share = np.linspace(0.0, reach + beyond, 200)
    lon, lat = HMEIMIM
    down = np.clip(share / reach, 0.0, 1.0)
    return {
        "time_s": BEGIN_S + 1800.0 * share,
        "lon_deg": lon + east_deg + 0.3 * (1.0 - share),
        "lat_deg": lat + 2.0 * (1.0 - share),
        "baro_altitude_ft": from_ft + (to_ft - from_ft) * down,
        "geo_altitude_ft": from_ft + (to_ft - from_ft) * down,
        "speed_kt": np.full(200, 240.0),
        "kind": np.zeros(200),
    }
