"""Small skies: tracks written down by hand, over the real airfields."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from watchfield import paths
from watchfield.core.model.fixes import Fixes, Kind, Quality
from watchfield.core.model.project import Project
from watchfield.core.model.source import Source
from watchfield.core.model.track import Track
from watchfield.core.model.zone import Zone
from watchfield.core.reference.aircraft import AircraftTypes
from watchfield.core.reference.airfields import Airfields

Row = tuple[float, float, float, float | str]  # minutes, longitude, latitude, altitude in ft or "ground"
Sky = Callable[..., Project]


@pytest.fixture(scope="session")
def airfields() -> Airfields:
    return Airfields.load(paths.resources() / "airfields")


@pytest.fixture(scope="session")
def types() -> AircraftTypes:
    return AircraftTypes.load(paths.resources() / "aircraft")


@pytest.fixture(scope="session")
def sky() -> Sky:
    """Return a project of one track a list of rows; every track has its own aircraft."""

    def make(
        *tracks: Sequence[Row],
        zones: Sequence[Zone] = (),
        type: str | None = None,  # noqa: A002
        climb_fpm: float = np.nan,
        geometric: bool = False,
    ) -> Project:
        rows = [row for track in tracks for row in track]
        ground = np.asarray([row[3] == "ground" for row in rows])
        altitude = np.asarray([np.nan if row[3] == "ground" else row[3] for row in rows], np.float32)
        columns = {
            "time_s": np.asarray([row[0] for row in rows]) * 60.0,
            "lon_deg": [row[1] for row in rows],
            "lat_deg": [row[2] for row in rows],
            "geo_altitude_ft" if geometric else "baro_altitude_ft": altitude,
            "climb_fpm": np.full(len(rows), climb_fpm),
            "kind": np.full(len(rows), Kind.ADS_B),
            "quality": np.where(ground, int(Quality.ON_GROUND), 0),
            "row": np.arange(1, len(rows) + 1),
        }
        numbers = np.repeat(np.arange(len(tracks)), [len(track) for track in tracks])
        fixes = Fixes.from_columns(numbers, len(tracks), columns)
        named = tuple(Track(f"icao:{i:06x}", icao24=f"{i:06x}", type=type) for i in range(len(tracks)))
        source = Source(1, "hand made", "0" * 64, 0, "test", "{}", 0.0, len(rows), len(rows), 0, 0, 0)
        return Project(Path("hand-made.gpkg"), "id", "hand made", fixes, named, (source,), tuple(zones))

    return make
