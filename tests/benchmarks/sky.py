"""A sky of a million generated fixes: a thousand flights of a thousand fixes, 10 s apart, spread over the globe."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from watchfield.core.geo import sphere
from watchfield.core.model.fixes import Fixes, Kind
from watchfield.core.model.reading import Reading
from watchfield.core.model.source import Source
from watchfield.core.model.track import Track
from watchfield.core.store import Store, create

FOLDER = Path("build/bench")


def generated(tracks: int, each: int, seed: int = 1) -> Fixes:
    """Return flights on great circles with a little sway, at 450 kt."""
    random = np.random.default_rng(seed)
    start = random.uniform(-180, 180, tracks), np.degrees(np.arcsin(random.uniform(-0.9, 0.9, tracks)))
    course = random.uniform(0, 360, tracks)[:, None] + np.cumsum(random.normal(0, 0.2, (tracks, each)), axis=1)
    way_nm = np.arange(each) * 1.25
    lon, lat = sphere.destination(start[0][:, None], start[1][:, None], course, way_nm[None, :])
    time_s = random.uniform(1.7e9, 1.7e9 + 30 * 86_400, tracks)[:, None] + np.arange(each) * 10.0
    columns = {
        "time_s": time_s.ravel(),
        "lon_deg": lon.ravel(),
        "lat_deg": lat.ravel(),
        "baro_altitude_ft": np.full(tracks * each, 35_000.0),
        "speed_kt": np.full(tracks * each, 450.0),
        "kind": np.full(tracks * each, int(Kind.ADS_B)),
        "row": np.arange(tracks * each),
    }
    return Fixes.from_columns(np.repeat(np.arange(tracks), each), tracks, columns)


def project(tracks: int = 1_000, each: int = 1_000) -> Path:
    """Return a project file that holds this sky; it is written once."""
    path = FOLDER / f"{tracks}x{each}.gpkg"
    if path.exists():
        return path
    FOLDER.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".part")
    half.unlink(missing_ok=True)
    fixes = generated(tracks, each)
    named = tuple(Track(f"icao:{number:06x}", icao24=f"{number:06x}") for number in range(tracks))
    count = len(fixes)
    source = Source(0, "generated", "0" * 64, 0, "generated", "{}", 0.0, count, count, 0, 0, 0)
    create(half, name="benchmark")
    with Store.open(half, write=True) as store:
        store.add([(source, Reading("generated", count, fixes, named))])
    return half.replace(path)
