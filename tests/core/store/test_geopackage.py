"""What other programs make of a project file, and what they may leave in it."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from watchfield.core.errors import ProjectDamaged
from watchfield.core.model.movement import Movement, MovementKind, State
from watchfield.core.model.reading import Reading, Refusal
from watchfield.core.model.source import Source
from watchfield.core.model.zone import Zone
from watchfield.core.store import AirfieldRow, Store, additions, create, verify

Recording = Callable[..., tuple[Source, Reading]]
VALIDATORS = (
    Path("/usr/lib/python3/dist-packages/osgeo_utils/samples/validate_gpkg.py"),
    Path("/usr/share/doc/python3-gdal/examples/validate_gpkg.py"),
)
LAYERS = ("track", "zone", "movement", "airfield", "source", "refusal", "removal", "audit")

needs_gdal = pytest.mark.skipif(shutil.which("ogrinfo") is None, reason="GDAL's ogrinfo is not installed")


def gdal(*arguments: str | Path) -> str:
    done = subprocess.run(list(map(str, arguments)), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "ERROR" not in done.stderr
    assert "Warning" not in done.stderr
    return done.stdout


@pytest.fixture
def full(project: Path, recording: Recording) -> Path:
    """Return a project with something in every table, a line over the antimeridian and a line of one fix."""
    refusals = [Refusal(9, "lat", "latitude 91 is off the globe")]
    source, reading = recording(
        times_s=((0.0, 10.0, 20.0), (5.0, 1000.0)),
        columns={"lon_deg": [179.0, -179.0, -178.0, 35.0, 36.0]},
        refusals=refusals,
    )
    time_s = float(reading.fixes.time_s[0])
    movement = Movement(
        "1" * 16,
        MovementKind.ARRIVAL,
        State.PROBABLE,
        "icao:4ca1fa",
        time_s,
        time_s,
        time_s + 60.0,
        35.9,
        35.4,
        0.0,
        "1",
    )
    with Store.open(project, write=True) as store:
        (added,) = store.add([(source, reading)])
        store.remove_source(added.id, "a test")
        store.restore_source(added.id, "a test")
        store.put_zones([Zone("z", "Zone", (((35.8, 35.3), (36.1, 35.3), (36.1, 35.5)),))], "zone")
        store.put_movements([movement], "1")
        store.put_airfields([AirfieldRow("OSLK", "Latakia", 157.0, 35.9487, 35.4009)])
    return project


@needs_gdal
def test_gdal_opens_it_without_a_complaint(full: Path) -> None:
    before = full.read_bytes()
    text = gdal("ogrinfo", "-ro", "-al", "-so", full)
    assert [line.split(": ")[1] for line in text.splitlines() if line.startswith("Layer name")] == list(LAYERS)
    assert "Geometry: 3D Measured Line String" in text
    assert "start_time: DateTime" in text
    assert full.read_bytes() == before
    assert list(full.parent.iterdir()) == [full]


@needs_gdal
def test_an_empty_project_opens_too(project: Path) -> None:
    assert "Feature Count: 0" in gdal("ogrinfo", "-ro", "-al", "-so", project)


@needs_gdal
def test_counts_and_extents_are_right(full: Path) -> None:
    text = gdal("ogrinfo", "-ro", "-so", full, "track")
    assert "Feature Count: 4" in text
    assert "Extent: (-179.000000, 34.000000) - (179.000000, 34.040000)" in text
    assert "Feature Count: 1" in gdal("ogrinfo", "-ro", "-so", full, "zone")


@needs_gdal
def test_times_and_heights_survive_an_export_by_gdal(full: Path, tmp_path: Path) -> None:
    out = tmp_path / "track.geojson"
    gdal("ogr2ogr", "-f", "GeoJSON", out, full, "track")
    features = json.loads(out.read_text())["features"]
    assert len(features) == 4
    assert all(feature["geometry"] for feature in features)
    assert features[0]["properties"]["start_time"].startswith("2023-11-14T22:13:20")


def test_the_validator_of_gdal_finds_nothing(full: Path) -> None:
    script = next((path for path in VALIDATORS if path.exists()), None)
    python = Path("/usr/bin/python3")
    if script is None or not python.exists() or subprocess.run([python, "-c", "import osgeo"], check=False).returncode:
        pytest.skip("GDAL's validate_gpkg and its Python are not installed")
    done = subprocess.run([python, script, "--extra", full], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "warning" not in (done.stdout + done.stderr).lower()


def test_the_header_and_the_tables_are_those_of_the_standard(full: Path) -> None:
    header = full.read_bytes()[:100]
    assert header[68:72] == b"GPKG"
    assert int.from_bytes(header[60:64], "big") == 10300
    connection = sqlite3.connect(full)
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    for table in LAYERS:
        (change,) = connection.execute(
            "SELECT last_change FROM gpkg_contents WHERE table_name = ?", (table,)
        ).fetchone()
        assert change.endswith("Z")
        assert change[10] == "T"
    (geom,) = connection.execute("SELECT geom FROM track LIMIT 1").fetchone()
    assert geom[:4] == b"GP\0\3"
    connection.close()


@needs_gdal
def test_an_index_made_in_gis_goes_with_the_next_change(full: Path, recording: Recording) -> None:
    for table in ("track", "zone"):
        gdal("ogrinfo", full, "-sql", f"SELECT CreateSpatialIndex('{table}', 'geom')")
    assert any(name.startswith("rtree_track") for name in additions(full))
    assert verify(full) == ()
    with Store.open(full, write=True) as store:
        store.add([recording("b.csv")])
        assert len(store.read().fixes) == 10
    assert not any(name.startswith("rtree") for name in additions(full))
    assert verify(full) == ()
    assert "Feature Count: 6" in gdal("ogrinfo", "-ro", "-so", full, "track")


def test_a_style_saved_by_gis_stays(full: Path, recording: Recording) -> None:
    connection = sqlite3.connect(full)
    connection.execute("CREATE TABLE layer_styles (id INTEGER PRIMARY KEY, styleQML TEXT)")
    connection.execute("CREATE TRIGGER counts AFTER INSERT ON layer_styles BEGIN DELETE FROM layer_styles; END")
    connection.commit()
    connection.close()
    with Store.open(full, write=True) as store:
        store.add([recording("b.csv")])
    assert additions(full) == ("counts", "layer_styles")
    assert verify(full) == ()


@needs_gdal
def test_a_track_cannot_be_changed_in_gis(full: Path) -> None:
    sql = "UPDATE track SET callsign = 'ABC'"
    done = subprocess.run(["ogrinfo", full, "-sql", sql], capture_output=True, text=True, check=False)
    assert "evidence is never changed" in done.stderr
    assert verify(full) == ()


def test_a_zone_changed_in_gis_is_read_and_verify_says_so(full: Path) -> None:
    connection = sqlite3.connect(full)
    connection.execute("UPDATE zone SET name = 'Other'")
    connection.commit()
    connection.close()
    with Store.open(full, write=False) as store:
        assert [zone.name for zone in store.read().zones] == ["Other"]
    (problem,) = verify(full)
    assert "table zone" in problem


def test_a_complete_track_that_gis_adds_is_refused(full: Path) -> None:
    connection = sqlite3.connect(full)
    connection.execute("CREATE TEMP TABLE t AS SELECT * FROM track LIMIT 1")
    connection.execute("UPDATE t SET fid = 99")
    connection.execute("INSERT INTO track SELECT * FROM t")
    connection.commit()
    connection.close()
    with Store.open(full, write=False) as store, pytest.raises(ProjectDamaged, match="source 1"):
        store.read()
    assert verify(full)


def test_a_field_that_gis_adds_is_refused(full: Path) -> None:
    connection = sqlite3.connect(full)
    connection.execute("ALTER TABLE zone ADD COLUMN colour TEXT")
    connection.commit()
    connection.close()
    with pytest.raises(ProjectDamaged, match="“zone” of the project was changed"):
        Store.open(full, write=False)


def test_two_projects_of_the_same_name_are_two(tmp_path: Path) -> None:
    for name in ("a", "b"):
        create(tmp_path / name, name="Same")
    with Store.open(tmp_path / "a", write=False) as one, Store.open(tmp_path / "b", write=False) as two:
        assert one.read().id != two.read().id
