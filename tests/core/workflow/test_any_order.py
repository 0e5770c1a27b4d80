"""However recordings are cut, mixed, repeated and ordered, the project holds the same."""

# ruff: noqa: S311  chance need not be secret here

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from watchfield.core import workflow
from watchfield.core.ingest import parsers
from watchfield.core.model.fixes import Quality
from watchfield.core.store import verify

MIDNIGHT_S = 1_761_523_200.0  # 2025-10-27T00:00:00Z
HEADER = (
    "time,icao24,lat,lon,velocity,heading,vertrate,callsign,onground,alert,spi,squawk,baroaltitude,geoaltitude,"
    "lastposupdate,lastcontact,hour\n"
)
SLOW = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(autouse=True)
def _fast() -> Iterator[None]:
    parsers.enable_fast()
    yield
    parsers.enable_standard()


def vector(aircraft: int, step: int) -> str:
    """Return a state vector; a few are off the globe or have no position."""
    time_s = MIDNIGHT_S - 300 + 20 * step + aircraft
    lat = "" if step % 11 == 10 else "95.0" if step % 13 == 12 else f"{35.0 + 0.02 * step:.4f}"
    lon = f"{35.0 + aircraft + 0.01 * step:.4f}"
    where = f"{time_s:.0f},155de{aircraft},{lat},{lon},150,40,0,DEMO0{aircraft}"
    return f"{where},False,False,False,1234,3000,3100,{time_s},{time_s},0\n"


def line(aircraft: int, step: int) -> str:
    """Return a line of readsb's JSON; a heartbeat is one without an aircraft."""
    now_s = MIDNIGHT_S - 300 + 20 * step + aircraft
    if step % 9 == 8:
        return json.dumps({"flight": "N/A", "now": now_s}) + "\n"
    said = {"now": now_s, "hex": f"155da{aircraft}", "lat": 35.0 + 0.02 * step, "lon": 40.0 + aircraft, "seen_pos": 0}
    return json.dumps({**said, "type": "adsb_icao", "alt_baro": 30_000, "gs": 400, "track": 10}) + "\n"


VECTORS = [vector(aircraft, step) for aircraft in range(3) for step in range(30)]
LINES = [line(aircraft, step) for aircraft in range(2) for step in range(30)]


def held(project: Path) -> tuple[set[tuple[object, ...]], int]:
    """Return (every fix that is no duplicate, with its aircraft and its marks, how many fixes the summary counts)."""
    opened = workflow.open_project(project)
    fixes = opened.fixes
    once = (fixes.quality & Quality.DUPLICATE) == 0
    marks = fixes.quality & ~np.uint16(Quality.SEVERAL_SOURCES)  # of what was cut with an overlap there are several
    columns = (fixes.time_s, fixes.lon_deg, fixes.lat_deg, marks, fixes.kind, np.nan_to_num(fixes.speed_kt, nan=-1.0))
    keys = [track.key for i, track in enumerate(opened.tracks) for _ in range(fixes.offsets[i], fixes.offsets[i + 1])]
    rows = zip(keys, *(column.tolist() for column in columns), once.tolist(), strict=True)
    return {row[:-1] for row in rows if row[-1]}, workflow.summary(opened)["fixes"]


def imported(project: Path, batches: Sequence[Sequence[Path]]) -> tuple[set[tuple[object, ...]], int]:
    """Import files batch by batch, holding the sum in every case, and return what the project then holds."""
    stored = 0
    for batch in batches:
        for file in workflow.import_files(project, batch).files:
            assert not file.error
            assert file.rows == file.stored + file.duplicate + file.refused + file.without_position
            stored += file.stored
    assert verify(project) == ()
    found, count = held(project)
    assert len(found) == count == stored
    return found, count


def cut(rows: Sequence[str], head: str, suffix: str, folder: Path, chance: random.Random) -> list[Path]:
    """Write rows as several files that hold them all, some twice, in any order."""
    pieces: list[list[str]] = [[] for _ in range(chance.randint(1, 4))]
    for row in rows:
        chance.choice(pieces).append(row)
        if chance.random() < 0.2:
            chance.choice(pieces).append(row)
    made = []
    for number, piece in enumerate(piece for piece in pieces if piece):
        chance.shuffle(piece)
        data = (head + "".join(piece)).encode()
        path = folder / f"{suffix}{number}"
        path.write_bytes(gzip.compress(data) if chance.random() < 0.3 else data)
        made.append(path)
    return made


@SLOW
@given(seed=st.integers(0, 2**32))
def test_files_cut_mixed_repeated_and_reordered_give_one_project(seed: int) -> None:
    chance = random.Random(seed)
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "vectors").write_text(HEADER + "".join(VECTORS))
        (folder / "lines").write_text("".join(LINES))
        whole = imported(folder / "whole.gpkg", [[folder / "vectors", folder / "lines"]])
        files = [*cut(VECTORS, HEADER, "v", folder, chance), *cut(LINES, "", "l", folder, chance)]
        files += chance.sample(files, chance.randint(0, len(files)))  # some are given twice
        chance.shuffle(files)
        at = chance.randint(0, len(files))
        assert imported(folder / "cut.gpkg", [batch for batch in (files[:at], files[at:]) if batch]) == whole


@SLOW
@given(days=st.lists(st.integers(0, 200), min_size=1, max_size=3), backwards=st.booleans(), overlap=st.integers(0, 20))
def test_a_trace_cut_at_midnight_is_one_trace(*, days: list[int], backwards: bool, overlap: int) -> None:
    rows = [[20.0 * i, 35.0 + 0.01 * i, 36.0, 30_000, 400, 10, 0, 0, None] for i in range(200)]
    bounds = sorted({0, *days, len(rows)})
    with TemporaryDirectory() as name:
        folder = Path(name)

        def trace(file: str, piece: Sequence[object]) -> Path:
            document = {"icao": "155de7", "timestamp": MIDNIGHT_S - 2000, "trace": piece}
            (folder / file).write_bytes(gzip.compress(json.dumps(document).encode()))
            return folder / file

        whole = imported(folder / "whole.gpkg", [[trace("whole", rows)]])
        pieces = [rows[max(0, low - overlap) : high] for low, high in pairwise(bounds)]
        files = [trace(f"part{number}", piece) for number, piece in enumerate(pieces)]
        assert imported(folder / "cut.gpkg", [files[::-1] if backwards else files]) == whole
        assert imported(folder / "one_by_one.gpkg", [[file] for file in files]) == whole


def test_recordings_of_many_formats_give_one_project_in_any_order(recordings: Path, tmp_path: Path) -> None:
    files = sorted((recordings / "readsb_trace_json").rglob("*.json"))[:6]
    files += [
        recordings / "fr24_csv" / "JL516_3376ab31.csv",
        recordings / "fr24_json" / "3376ab31.json",
        *sorted((recordings / "readsb_aircraft_json").glob("*.json")),
        recordings / "fr24_api" / "DO61_39a8364d" / "data.csv",
        recordings / "fr24_api" / "DO61_39a8364d" / "points.geojson",
        recordings / "opensky_json" / "python-opensky_states.json",
        recordings / "kml" / "FlightAware_DLH1534_LSZH_EDDF_20210817.kml",
    ]
    whole = imported(tmp_path / "whole.gpkg", [files])
    for seed in range(3):
        chance = random.Random(seed)
        order = [*files, *chance.sample(files, 4)]
        chance.shuffle(order)
        assert imported(tmp_path / f"{seed}.gpkg", [order[:7], order[7:]]) == whole
