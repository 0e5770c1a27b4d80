"""Small recordings, written as rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from watchfield.core.model.fixes import Fixes

Row = tuple[int, float, float, float]  # track, time_s, lon_deg, lat_deg


@pytest.fixture(scope="session")
def fixes_of() -> Callable[[Sequence[Row]], Fixes]:
    """Return fixes made of (track, time_s, lon_deg, lat_deg)."""

    def build(rows: Sequence[Row]) -> Fixes:
        columns = np.array(rows, np.float64).reshape(-1, 4)
        track = columns[:, 0].astype(np.int64)
        return Fixes.from_columns(
            track,
            int(track.max()) + 1 if len(track) else 0,
            {
                "time_s": columns[:, 1],
                "lon_deg": columns[:, 2],
                "lat_deg": columns[:, 3],
                "row": np.arange(len(columns)),
            },
        )

    return build


@pytest.fixture(scope="session")
def wandering() -> Callable[..., Fixes]:
    """Return fixes of aircraft that wander, a fix every ten seconds, some with holes, some across 180 degrees."""

    def build(tracks: int, length: int, *, seed: int = 1) -> Fixes:
        chance = np.random.default_rng(seed)
        step_s = np.where(chance.random((tracks, length)) < 0.02, 400.0, 10.0)
        time_s = chance.uniform(0.0, 86_400.0, (tracks, 1)) + np.cumsum(step_s, axis=1)
        course = chance.uniform(0.0, 2 * np.pi, (tracks, 1)) + np.cumsum(
            chance.normal(0, 0.1, (tracks, length)), axis=1
        )
        lon = chance.uniform(-180.0, 180.0, (tracks, 1)) + np.cumsum(0.05 * np.cos(course), axis=1)
        lat = chance.uniform(-60.0, 60.0, (tracks, 1)) + np.cumsum(0.04 * np.sin(course), axis=1)
        return Fixes.from_columns(
            np.repeat(np.arange(tracks), length),
            tracks,
            {
                "time_s": time_s.ravel(),
                "lon_deg": (lon.ravel() + 180.0) % 360.0 - 180.0,
                "lat_deg": lat.ravel(),
                "row": np.arange(tracks * length),
            },
        )

    return build
