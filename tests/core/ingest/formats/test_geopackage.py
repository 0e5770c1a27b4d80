from __future__ import annotations

import io
import json
import sqlite3

import numpy as np
import pytest

from core.ingest.geopackages import geometry, geopackage, polygon
from watchfield.core.errors import ReadError
from watchfield.core.ingest import Options, recognise
from watchfield.core.ingest.formats.geopackage import FORMAT
from watchfield.core.store.create import create

TIMES = ("2025-10-26T12:00:00Z", "2025-10-26T12:01:00Z")
POINTS = [(geometry(1, (35.9, 35.4)), TIMES[0], "DEMO04", 1400), (geometry(1, (35.8, 35.5)), TIMES[1], "DEMO04", None)]
COLUMNS = "geom BLOB, timestamp DATETIME, callsign TEXT, baro_altitude_ft REAL"


@pytest.fixture
def file(tmp_path):
    return tmp_path / "walk.gpkg"


def test_points_with_a_column_of_times_are_rows(read, file):
    reading = read(geopackage(file, COLUMNS, [*POINTS, (None, TIMES[0], "", None)]))
    assert (reading.format, reading.rows, len(reading.fixes), reading.without_position) == ("geopackage", 3, 2, 1)
    np.testing.assert_array_equal(reading.fixes.time_s, [1_761_480_000, 1_761_480_060])
    np.testing.assert_array_equal(reading.fixes.lon_deg, [35.9, 35.8])
    np.testing.assert_array_equal(reading.fixes.baro_altitude_ft, np.float32([1400, np.nan]))
    assert reading.tracks[0].key == "callsign:DEMO04"


@pytest.mark.parametrize(
    "line",
    [
        geometry(2002, (35.9, 35.4, 1_761_480_000), (35.8, 35.5, 1_761_480_060)),
        geometry(3002, (35.9, 35.4, 7, 1_761_480_000), (35.8, 35.5, 8, 1_761_480_060)),
    ],
)
def test_the_m_of_a_line_is_the_time_of_its_vertices(read, file, line):
    reading = read(geopackage(file, "geom BLOB, name TEXT", [(line, "Glider")]))
    np.testing.assert_array_equal(reading.fixes.time_s, [1_761_480_000, 1_761_480_060])
    np.testing.assert_array_equal(reading.fixes.lat_deg, [35.4, 35.5])
    assert reading.tracks[0].key == "other:Glider"
    assert np.isnan(reading.fixes.altitude_ft()).all()  # Z has no unit in degrees


def test_an_m_that_is_a_distance_is_no_time(read, file):
    content = geopackage(file, "geom BLOB", [(geometry(2002, (1, 2, 0), (3, 4, 5.5)),)])
    with pytest.raises(ReadError, match="1 line and 0 points, none of them with a time"):
        read(content)


def test_two_layers_are_counted_on(read, file):
    also = [
        "CREATE TABLE b(fid INTEGER PRIMARY KEY, geom BLOB, time INTEGER, speed_kt REAL)",
        f"INSERT INTO b VALUES(1, x'{geometry(1, (1, 2)).hex()}', 1761480000, 90)",
        "INSERT INTO gpkg_geometry_columns VALUES('b', 'geom', 'POINT', 4326)",
    ]
    reading = read(geopackage(file, COLUMNS, POINTS, also=also))
    assert sorted(reading.fixes.row) == [1, 2, 3]
    assert sorted(track.key for track in reading.tracks) == ["callsign:DEMO04", "other:b"]


def test_another_reference_system_is_refused_with_what_to_do(read, file):
    with pytest.raises(ReadError, match="EPSG:3857") as caught:
        read(geopackage(file, COLUMNS, POINTS, srs=3857))
    assert "EPSG:4326" in caught.value.advice


def test_polygons_are_named_as_what_they_are(read, file):
    ring = polygon((0, 0), (1, 0), (1, 1), (0, 0))
    with pytest.raises(ReadError, match="1 polygon and no track") as caught:
        read(geopackage(file, "geom BLOB", [(ring,)]))
    assert "zone import" in caught.value.advice


def test_our_own_project_is_opened_and_not_imported(tmp_path):
    path = tmp_path / "project.gpkg"
    create(path, name="A project")
    with path.open("rb") as stream, pytest.raises(ReadError, match="Watchfield project") as caught:
        FORMAT.read(stream, "project.gpkg", Options())
    assert "Open it" in caught.value.advice


def test_a_broken_geometry_is_a_refused_row(read, file):
    good = POINTS[0]
    odd = [(blob, TIMES[0], "A", None) for blob in (b"", b"GP\0\1" + b"\1" * 9, b"GP\0\x0f" + b"\0" * 9, "text", 7)]
    reading = read(geopackage(file, COLUMNS, [*odd, good]))
    assert (reading.rows, reading.refused, list(reading.fixes.row)) == (6, 5, [6])


def test_a_row_is_quoted_with_its_layer_and_attributes(read, file):
    content = geopackage(file, COLUMNS, POINTS)
    said = json.loads(recognise(io.BytesIO(content), "x").quoted(io.BytesIO(content), "x", 2))
    assert (said["layer"], said["position"], said["time"]) == ("walk", [35.8, 35.5], TIMES[1])
    assert said["attributes"]["callsign"] == "DEMO04"


ENDLESS = (
    "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT n AS fid, NULL AS geom, n AS time FROM c"
)


@pytest.mark.parametrize(
    "also",
    [
        ["ALTER TABLE walk RENAME TO hidden", f"CREATE VIEW walk AS {ENDLESS}"],
        ["ALTER TABLE walk RENAME TO hidden", "CREATE VIEW walk AS SELECT * FROM hidden"],
        ["DROP TABLE walk", "CREATE VIRTUAL TABLE walk USING fts5(geom, time)"],
        [
            "DROP TABLE walk",
            "CREATE TABLE walk(fid INTEGER PRIMARY KEY, time TEXT, geom BLOB AS (zeroblob(900000000)))",
            "INSERT INTO walk VALUES(1, '2025-10-26T12:00:00Z')",
        ],
    ],
)
def test_a_layer_that_is_no_plain_table_is_not_read(read, file, also):
    with pytest.raises(ReadError, match="no layer of features"):
        read(geopackage(file, COLUMNS, POINTS, also=also))


def test_a_name_that_is_sql_is_a_name(read, file):
    name = 'a"; DROP TABLE walk; --'
    also = [
        f'ALTER TABLE walk RENAME TO "{name.replace(chr(34), chr(34) * 2)}"',
        "DELETE FROM gpkg_geometry_columns",
    ]
    geopackage(file, COLUMNS, POINTS, also=also)
    with sqlite3.connect(file) as connection:
        connection.execute("INSERT INTO gpkg_geometry_columns VALUES(?, 'geom', 'POINT', 4326)", (name,))
    connection.close()
    assert len(read(file.read_bytes()).fixes) == 2


@pytest.mark.parametrize("ending", ["-wal", "-journal"])
def test_changes_that_lie_beside_the_file_are_not_left_out_in_silence(file, ending):
    geopackage(file, COLUMNS, POINTS)
    beside = file.with_name(file.name + ending)
    beside.write_bytes(b"")
    with file.open("rb") as stream:
        assert len(FORMAT.read(stream, "walk.gpkg", Options()).fixes) == 2
    beside.write_bytes(b"\x37\x7f\x06\x82" + b"\0" * 4096)
    with file.open("rb") as stream, pytest.raises(ReadError, match=f"changes beside the file .{ending}.") as caught:
        FORMAT.read(stream, "walk.gpkg", Options())
    assert "Close that program" in caught.value.advice


def test_the_wal_format_alone_hides_nothing(read, file):
    content = bytearray(geopackage(file, COLUMNS, POINTS))
    content[18:20] = b"\2\2"
    reading = read(bytes(content))
    assert len(reading.fixes) == 2
    assert "-wal" in reading.notes[0]  # of bytes alone it cannot be seen what lay beside them
    file.write_bytes(content)
    with file.open("rb") as stream:
        assert FORMAT.read(stream, "walk.gpkg", Options()).notes == ()


def test_mutated_databases_are_read_or_refused_and_never_more(file):
    content = geopackage(file, COLUMNS, POINTS * 20)
    chance = np.random.default_rng(4)
    outcomes = set()
    for _ in range(150):
        mutant = bytearray(content)
        for _ in range(int(chance.choice((1, 4, 64)))):
            mutant[chance.integers(len(mutant))] = int(chance.integers(256))
        try:
            reading = FORMAT.read(io.BytesIO(mutant[: len(mutant) // int(chance.integers(1, 3))]), "x", Options())
        except ReadError:
            outcomes.add("refused")
        else:
            outcomes.add("read")
            assert reading.rows == len(reading.fixes) + reading.refused + reading.without_position
    assert outcomes == {"read", "refused"}
