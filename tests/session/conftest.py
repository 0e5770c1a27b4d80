"""A small project: two aircraft, an hour and a half, a hole, a zone, three movements."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from watchfield.core.model.fixes import Fixes, Kind
from watchfield.core.model.movement import Candidate, Evidence, Movement, MovementKind, Reason, State
from watchfield.core.model.project import Project
from watchfield.core.model.source import Source
from watchfield.core.model.track import Track
from watchfield.core.model.zone import Zone

NOON_S = 1_761_480_000.0  # 2025-10-26T12:00:00Z
SHA = "ab" * 32
ZONE = Zone("z1", "Hmeimim", (((35.8, 35.3), (36.1, 35.3), (36.1, 35.5), (35.8, 35.5)),), airfield="OSLK")


def movement(name: str, kind: MovementKind, state: State, key: str, time_s: float, **more: object) -> Movement:
    return Movement(
        name, kind, state, key, time_s, time_s - 60, time_s + 600, 35.9, 35.4, 8_125.0, "1",
        candidates=(Candidate("OSLK", "Hmeimim", 24.0, 270.0), Candidate("LTDA", "Hatay", 48.0, 200.0)),
        reasons=(Reason("It was coming down."), Reason("No fix on the ground.", supports=False)),
        evidence=(Evidence(SHA, 10, 19),), registration="RA-00001" if key == "icao:000001" else None,
        **more,  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.fixture
def project() -> Project:
    times = np.concatenate([np.arange(0, 1800, 30.0), np.arange(3600, 5400, 30.0), np.arange(0, 3600, 60.0)])
    track = np.repeat([0, 1], [120, 60])
    share = np.where(track == 0, times / 5400, times / 3600)
    fixes = Fixes.from_columns(
        track,
        2,
        {
            "time_s": NOON_S + times,
            "lon_deg": np.where(track == 0, 30.0 + 6.0 * share, 34.0 + 4.0 * share),
            "lat_deg": np.where(track == 0, 34.0 + 1.4 * share, 36.0 - share),
            "baro_altitude_ft": np.where(track == 0, 33_000.0 * (1 - share), 36_000.0),
            "kind": np.full(180, int(Kind.ADS_B)),
            "row": np.arange(180),
        },
    )
    tracks = (
        Track("icao:000001", "000001", "DEMO1", "RA-00001", "A124"),
        Track("icao:000002", "000002", "DEMO2", None, "B738"),
    )
    found = (
        movement("m1", MovementKind.ARRIVAL, State.UNDETERMINED, "icao:000001", NOON_S + 5400, zone="z1",
                 zone_version=ZONE.version),
        movement("m2", MovementKind.DEPARTURE, State.CONFIRMED, "icao:000001", NOON_S, airfield="OSLK"),
        movement("m3", MovementKind.OVERFLIGHT, State.CONFIRMED, "icao:000002", NOON_S + 1800, zone="z1",
                 zone_version="another"),
    )  # fmt: skip
    source = Source(1, "/somewhere/night export.csv", SHA, 1, "fr24-csv", "{}", NOON_S, 180, 178, 2, 0, 0)
    return Project(Path("p.gpkg"), "id", "Small", fixes, tracks, (source,), (ZONE,), found)


@pytest.fixture
def keeper() -> Callable[..., Project]:
    """Keep zones nowhere, and remember what was asked."""

    def keep(project: Project, zones: tuple[Zone, ...], action: str, /) -> Project:
        keep.asked.append((tuple(zone.name for zone in zones), action))  # type: ignore[attr-defined]
        return project

    keep.asked = []  # type: ignore[attr-defined]
    return keep
