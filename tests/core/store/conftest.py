"""Recordings and projects, made small."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from watchfield.core.model.fixes import Fixes
from watchfield.core.model.reading import Reading, Refusal
from watchfield.core.model.source import Source
from watchfield.core.model.track import Identity, Interval, Track
from watchfield.core.store import create

NOON_S = 1_700_000_000.0


def recording(
    name: str = "a.csv",
    *,
    keys: Sequence[str] = ("icao:4ca1fa", "icao:4ca1fb"),
    times_s: Sequence[Sequence[float]] = ((0.0, 10.0, 20.0), (5.0, 15.0)),
    columns: Mapping[str, Any] | None = None,
    tracks: Sequence[Track] | None = None,
    identities: Sequence[Identity] = (),
    refusals: Sequence[Refusal] = (),
    sha256: str | None = None,
    options: str = "{}",
) -> tuple[Source, Reading]:
    """Return a recording whose tracks have fixes at these seconds after noon."""
    track = np.repeat(np.arange(len(keys)), [len(times) for times in times_s])
    count = len(track)
    given = {
        "time_s": NOON_S + np.array([time for times in times_s for time in times], np.float64),
        "lon_deg": 35.0 + np.arange(count) * 0.01,
        "lat_deg": 34.0 + np.arange(count) * 0.01,
        "row": np.arange(2, count + 2),
        **(columns or {}),
    }
    fixes = Fixes.from_columns(track, len(keys), given)
    found = tuple(tracks) if tracks is not None else tuple(_track(key) for key in keys)
    reading = Reading("csv", count + len(refusals), fixes, found, 0, len(refusals), tuple(refusals), tuple(identities))
    sha256 = sha256 or f"{abs(hash(name)) % 16**12:012x}".ljust(64, "0")
    source = Source(0, name, sha256, 100, "csv", options, NOON_S + 0.5, reading.rows, count, 0, len(refusals), 0)
    return source, reading


def _track(key: str) -> Track:
    icao24 = key.partition(":")[2] if key.startswith("icao:") else None
    return Track(key, icao24, "ABC1", "EI-ABC", "A320", {"military": False}, (Interval(NOON_S, NOON_S + 60.0, "ABC1"),))


@pytest.fixture(name="recording")
def recording_fixture() -> Callable[..., tuple[Source, Reading]]:
    return recording


@pytest.fixture(scope="session")
def _empty_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "project.gpkg"
    create(path, name="Project")
    return path


@pytest.fixture
def project(_empty_project: Path, tmp_path: Path) -> Path:
    """Return an empty project, alone in its folder."""
    folder = tmp_path / "project"
    folder.mkdir()
    return Path(shutil.copy(_empty_project, folder))
