"""Does the frozen program work with nothing but itself? `make bundle` builds it and runs these."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import struct
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from backports import zstd

from core.ingest.samples import SAMPLES
from watchfield.core.ingest import Options

DIST = Path(__file__).parents[2] / "dist"
PROGRAM = DIST / "watchfield" / "watchfield"
INSIDE = DIST / "watchfield" / "_internal"

pytestmark = pytest.mark.skipif(not PROGRAM.exists(), reason="there is no bundle: make bundle")

HEAD = "Timestamp,UTC,Callsign,Position,Altitude,Speed,Direction\n"
OPENS_NO_SOCKET = ("libqvnc", "libqtlsbackend", "networkinformation", "qmltooling", "libQt6Network", "libQt6WebEngine")


def run(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the program with an empty environment: no PATH, no HOME, no Python, no display."""
    command = [str(PROGRAM), *map(str, arguments)]
    return subprocess.run(command, env=environment, cwd="/", capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Flightradar24 CSV and an OpenSky Parquet file, a few rows each."""
    folder = tmp_path_factory.mktemp("recordings")
    rows = [
        f'{1761480000 + 10 * i},2025-10-26T12:00:00Z,DEMO01,"{35.0 + 0.01 * i},35.9",10000,300,0\n' for i in range(20)
    ]
    (folder / "DEMO01_3376ab31.csv").write_text(HEAD + "".join(rows))
    count = 20
    table = pa.table(
        {
            "time": np.arange(1_761_480_000, 1_761_480_000 + 10 * count, 10),
            "icao24": ["15dead"] * count,
            "lat": np.linspace(35.0, 35.5, count),
            "lon": np.linspace(35.0, 35.5, count),
            "velocity": np.full(count, 150.0),
            "heading": np.full(count, 45.0),
            "vertrate": np.zeros(count),
            "callsign": ["DEMO02"] * count,
            "onground": [False] * count,
            "alert": [False] * count,
            "spi": [False] * count,
            "squawk": ["1000"] * count,
            "baroaltitude": np.full(count, 9000.0),
            "geoaltitude": np.full(count, 9100.0),
            "lastposupdate": np.arange(1_761_480_000.0, 1_761_480_000.0 + 10 * count, 10),
            "lastcontact": np.arange(1_761_480_000.0, 1_761_480_000.0 + 10 * count, 10),
        }
    )
    pq.write_table(table, folder / "states.parquet")
    return folder


@pytest.fixture(scope="module")
def project(recordings: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project into which the frozen program imported both."""
    path = tmp_path_factory.mktemp("project") / "project.gpkg"
    result = run("import", path, recordings, "--json")
    files = json.loads(result.stdout)["files"]
    assert [(file["format"], file["stored"], file["error"]) for file in files] == [
        ("fr24-csv", 20, ""),
        ("opensky-parquet", 20, ""),
    ]
    return path


def test_it_says_what_it_is() -> None:
    result = run("--version")

    assert (result.returncode, result.stdout.split()[0], result.stderr) == (0, "watchfield", "")


def test_it_has_all_that_it_asks_for() -> None:
    result = run("--self-test")

    assert result.returncode == 0, result.stdout
    assert "missing" not in result.stdout


def test_it_reads_every_format_in_a_process_of_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "recordings"
    folder.mkdir()
    expected = {}
    for number, sample in enumerate(SAMPLES):
        if sample.options == Options(now_s=sample.options.now_s):  # nothing has to be said of it
            (folder / f"{number:02}").write_bytes(sample.content)
            expected[f"{number:02}"] = sample.format
    (folder / "packed").write_bytes(zstd.compress(SAMPLES[0].content + b"\n"))
    expected["packed"] = SAMPLES[0].format

    result = run("import", tmp_path / "project.gpkg", folder, "--json")

    files = json.loads(result.stdout)["files"]
    assert {Path(file["path"]).name: file["format"] for file in files if not file["error"]} == expected
    assert result.stderr.count("in this process") == 0


def test_both_recordings_are_in_the_project(project: Path) -> None:
    said = json.loads(run("info", project, "--json").stdout)

    assert (said["fixes"], said["aircraft"]) == (40, 2)


def test_it_draws_a_picture_with_the_code_that_it_brings(project: Path, tmp_path: Path) -> None:
    result = run("render", project, "--out", tmp_path / "map.png", "--size", "640x400", NUMBA_DEBUG_CACHE="1")

    assert result.returncode == 0, result.stderr
    assert struct.unpack(">II", (tmp_path / "map.png").read_bytes()[16:24]) == (640, 400)
    assert "[cache] data loaded from" in result.stdout
    assert "compiled anew" not in result.stdout


def test_it_finds_movements(project: Path, tmp_path: Path) -> None:
    copy = shutil.copy(project, tmp_path / "copy.gpkg")

    assert run("detect", copy).returncode == 0
    assert json.loads(run("movements", copy, "--json").stdout)["movements"]


def test_a_window_opens(project: Path) -> None:
    command = [str(PROGRAM), str(project)]
    environment = {"QT_QPA_PLATFORM": "offscreen", "DISPLAY": ":none"}
    with subprocess.Popen(command, env=environment, cwd="/", stderr=subprocess.PIPE, text=True) as program:
        try:
            assert waits_in_its_window(program), program.stderr.read() if program.stderr else ""
        finally:
            program.terminate()


def waits_in_its_window(program: subprocess.Popen[str]) -> bool:
    """Whether Qt's platform gets loaded and the program then lives on without using its processor."""
    for _ in states(program, seconds=60.0):
        maps = Path(f"/proc/{program.pid}/maps").read_text()
        if "libqoffscreen" in maps and "libQt6Widgets" in maps:
            break
    used = -1
    for now in states(program, seconds=60.0):
        if now == used:
            return True
        used = now
    return False


def states(program: subprocess.Popen[str], seconds: float) -> Iterator[int]:
    """Yield the processor time used, in ticks, twice a second, while the program lives."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            program.wait(0.5)
        except subprocess.TimeoutExpired:
            fields = Path(f"/proc/{program.pid}/stat").read_text().rpartition(")")[2].split()
            yield int(fields[11]) + int(fields[12])
        else:
            return


def test_nothing_in_it_listens_or_calls() -> None:
    found = [path.name for path in INSIDE.rglob("*.so*") if any(word in str(path) for word in OPENS_NO_SOCKET)]

    assert found == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may take the network away")
def test_it_works_without_a_network(project: Path) -> None:
    command = ["/usr/bin/unshare", "--net", str(PROGRAM), "info", str(project)]

    assert subprocess.run(command, env={}, capture_output=True, check=False).returncode == 0


def test_the_checksums_are_those_of_the_files() -> None:
    lines = (DIST / "SHA256SUMS").read_text().splitlines()

    assert len(lines) == 2
    for line in lines:
        digest, name = line.split("  ")
        assert hashlib.sha256((DIST / name).read_bytes()).hexdigest() == digest
