"""Projects to be broken, and what is in them."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np

from watchfield.core.model.fixes import Fixes
from watchfield.core.model.movement import Evidence, Movement, MovementKind, State
from watchfield.core.model.reading import Reading, Refusal
from watchfield.core.model.source import Source
from watchfield.core.model.track import Identity, Interval, Track
from watchfield.core.model.zone import Zone
from watchfield.core.store import AirfieldRow, Store, create
from watchfield.core.store.schema import TABLES

ZONE = Zone("z", "Zone", (((35.8, 35.3), (36.1, 35.3), (36.1, 35.5)),))
_WRITER = """
import sys
from pathlib import Path
sys.path.insert(0, {folder!r})
from projects import batch
from watchfield.core.store import Store
with Store.open(Path(sys.argv[1]), write=True) as store:
    for number in range(int(sys.argv[2]), 100_000):
        added = store.add(batch(number, tracks=40, each=300))
        print(*(source.name for source in added), flush=True)
"""


def writer(path: Path, number: int) -> subprocess.Popen[str]:
    """Start a process that adds batches, from this number on, until it is killed, and tells what was acknowledged."""
    code = _WRITER.format(folder=str(Path(__file__).parent))
    command = [sys.executable, "-c", code, str(path), str(number)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=path.parent)


def batch(number: int, *, files: int = 2, tracks: int = 3, each: int = 20) -> list[tuple[Source, Reading]]:
    """Return some recordings, another for each number."""
    return [_recording(f"{number}-{file}", tracks, each) for file in range(files)]


def _recording(name: str, tracks: int, each: int) -> tuple[Source, Reading]:
    count = tracks * each
    numbers = np.arange(count)
    columns = {
        "time_s": 1.7e9 + numbers % each * 5.0,
        "lon_deg": 30.0 + numbers * 1e-4,
        "lat_deg": 35.0 + numbers * 1e-4,
        "baro_altitude_ft": numbers * 10.0,
        "row": numbers + 2,
    }
    spans = (Interval(1.7e9, 1.7e9 + 50.0, "ABC1"),)
    said = tuple(Track(f"icao:{i:06x}", f"{i:06x}", "ABC1", callsigns=spans) for i in range(tracks))
    fixes = Fixes.from_columns(np.repeat(np.arange(tracks), each), tracks, columns)
    refusals = (Refusal(count + 2, "lat", "latitude 91 is off the globe"),)
    reading = Reading("csv", count + 1, fixes, said, 0, 1, refusals, (Identity("icao:000001", "icao:000002"),))
    sha256 = name.encode().hex().ljust(64, "0")
    return Source(0, name, sha256, 100, "csv", "{}", 1.7e9, count + 1, count, 0, 1, 0), reading


def filled(path: Path) -> Path:
    """Make a project with something in every table."""
    create(path, name="Project")
    movement = Movement(
        "1" * 16,
        MovementKind.ARRIVAL,
        State.PROBABLE,
        "icao:000001",
        1.7e9,
        1.7e9,
        1.7e9,
        35.9,
        35.4,
        0.0,
        "1",
        evidence=(Evidence("ab" * 32, 1, 2),),
    )
    with Store.open(path, write=True) as store:
        added = store.add(batch(0))
        store.remove_source(added[1].id, "a test")
        store.put_zones([ZONE], "zone")
        store.put_movements([movement], "1")
        store.put_airfields([AirfieldRow("OSLK", "Latakia", 157.0, 35.9487, 35.4009)])
    return path


def content(path: Path) -> dict[str, Any]:
    """Return all rows of all our tables, but who has it open, and when GIS last touched a table."""
    found: dict[str, Any] = {}
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
        for table in TABLES:
            if table != "owner":
                found[table] = connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608  our own names
    found["gpkg_contents"] = [(*row[:4], *row[5:]) for row in found["gpkg_contents"]]
    return found


def interrupted(project: Path, folder: Path) -> Path:
    """Return a copy, with its journal, made in the middle of a change."""
    folder.mkdir()
    with closing(sqlite3.connect(project, isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size = 2")
        connection.execute("BEGIN")
        connection.executemany(
            "INSERT INTO note(about, text, noted_time) VALUES ('', ?, '')", [("x" * 2000,) for _ in range(200)]
        )
        for name in (project.name, f"{project.name}-journal"):
            shutil.copy(project.with_name(name), folder)
        connection.execute("ROLLBACK")
    return folder / project.name
