"""Fixes made by hand, and both engines."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from watchfield.core.model.fixes import Fixes, Kind
from watchfield.render import engine as engines
from watchfield.render.engine import Engine
from watchfield.render.projected import Projected
from watchfield.render.scene import Scene

Make = Callable[..., Fixes]


def _fixes(*tracks, step_s=10.0, start_s=1_000_000.0, kind=Kind.ADS_B, quality=0, **columns) -> Fixes:
    """Return fixes of tracks given as lists of (longitude, latitude) or (longitude, latitude, seconds)."""
    track = np.concatenate([np.full(len(points), i) for i, points in enumerate(tracks)])
    lon = [point[0] for points in tracks for point in points]
    lat = [point[1] for points in tracks for point in points]
    time_s = [
        start_s + (point[2] if len(point) > 2 else i * step_s) for points in tracks for i, point in enumerate(points)
    ]
    count = len(lon)
    filled = {name: np.broadcast_to(np.asarray(value), count) for name, value in columns.items()}
    return Fixes.from_columns(
        track,
        len(tracks),
        {
            "time_s": time_s,
            "lon_deg": lon,
            "lat_deg": lat,
            "kind": np.broadcast_to(np.asarray(kind), count),
            "quality": np.broadcast_to(np.asarray(quality), count),
            "row": np.arange(count),
            **filled,
        },
    )


@pytest.fixture
def make_fixes() -> Make:
    return _fixes


@pytest.fixture
def make_scene() -> Callable[..., Scene]:
    def make(fixes: Fixes, *, zones=(), movements=()) -> Scene:
        count = fixes.track_count
        return Scene(
            fixes,
            Projected.of_fixes(fixes),
            tuple(f"RA-{8000 + i}" for i in range(count)),
            ("IL76",) * count,
            np.zeros(count, np.uint8),
            tuple(zones),
            tuple(movements),
        )

    return make


@pytest.fixture(params=list(Engine), ids=lambda engine: engine.value)
def engine(request) -> Engine:
    if request.param is Engine.COMPILED and engines.chosen() is not Engine.COMPILED:
        pytest.skip("numba cannot be loaded here")
    return request.param
