"""What is opened, what is refused, and what is said about it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from watchfield.core.errors import ProjectDamaged, ProjectError, ProjectReadOnly, ProjectTooNew, WatchfieldError
from watchfield.core.model.reading import Reading
from watchfield.core.model.source import Source
from watchfield.core.model.zone import Zone
from watchfield.core.store import Store, create, verify
from watchfield.core.store.connection import free_bytes
from watchfield.core.store.schema import TRIGGERS

Recording = Callable[..., tuple[Source, Reading]]


def change(path: Path, *statements: str) -> None:
    """Change the file as any other program may."""
    connection = sqlite3.connect(path, isolation_level=None)
    for sql in ("BEGIN", *statements, "COMMIT"):
        connection.execute(sql)
    connection.close()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not a project file"),
        (b"time,lat,lon\n", "not a project file"),
        (b"SQLite format 3\0", "not a project file"),
        (b"SQLite format 3\0".ljust(4096, b"\0"), "not a GeoPackage"),
    ],
)
def test_what_is_no_project_is_named(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "x.gpkg"
    path.write_bytes(content)
    for write in (False, True):
        with pytest.raises(ProjectError, match=message):
            Store.open(path, write=write)
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="no such project"):
        Store.open(tmp_path / "missing.gpkg", write=True)
    with pytest.raises(ProjectError, match="a folder"):
        Store.open(tmp_path, write=False)


def test_a_foreign_geopackage_is_named(tmp_path: Path) -> None:
    path = tmp_path / "areas.gpkg"
    change(path, "PRAGMA application_id = 0x47504B47", "PRAGMA user_version = 10300", "CREATE TABLE gpkg_contents(a)")
    with pytest.raises(ProjectError, match="a GeoPackage, but not a project"):
        Store.open(path, write=True)
    change(path, "PRAGMA user_version = 10400")
    with pytest.raises(ProjectError, match="another kind"):
        Store.open(path, write=False)


def test_a_project_of_a_newer_program_is_refused_and_kept(project: Path) -> None:
    trigger = "CREATE TRIGGER setting_no_update BEFORE UPDATE ON setting"
    connection = sqlite3.connect(project)
    (sql,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'setting_no_update'").fetchone()
    connection.close()
    assert sql.startswith(trigger)
    change(project, "DROP TRIGGER setting_no_update", "UPDATE setting SET value = '2' WHERE name = 'schema'", sql)
    with pytest.raises(ProjectTooNew, match="newer version"):
        Store.open(project, write=True)


@pytest.mark.parametrize(
    "statements",
    [
        ["CREATE TRIGGER t AFTER INSERT ON zone BEGIN DELETE FROM movement; END"],
        ["CREATE INDEX i ON track(callsign)"],
        ["ALTER TABLE note ADD COLUMN a"],
        ["ALTER TABLE note ADD COLUMN a AS (hex(zeroblob(900000000)))"],
        ["DROP TABLE note", "CREATE VIEW note AS SELECT 1 AS fid"],
        ["DROP TABLE owner", "CREATE TABLE owner(pid, boot_id, host, since)"],
        ["DROP TABLE airfield", "CREATE VIRTUAL TABLE airfield USING fts5(a)"],
        ["DROP TRIGGER audit_no_delete"],
        ["DROP INDEX track_address"],
    ],
)
def test_a_changed_schema_is_refused(project: Path, statements: list[str]) -> None:
    change(project, *statements)
    with pytest.raises(ProjectDamaged, match=r"changed|missing|foreign"):
        Store.open(project, write=True)
    assert verify(project)


def test_a_thousand_tables_are_refused(project: Path) -> None:
    change(project, *(f"CREATE TABLE t{i}(a)" for i in range(1000)))
    with pytest.raises(ProjectError, match="tables, indices and triggers"):
        Store.open(project, write=False)


def test_a_trigger_under_a_known_name_never_runs(project: Path, recording: Recording) -> None:
    change(project, "CREATE TRIGGER rtree_zone_geom_insert AFTER INSERT ON zone BEGIN DELETE FROM setting; END")
    with Store.open(project, write=True) as store:
        store.add([recording()])
        store.put_zones([], "zones")
    assert verify(project) == ()


def test_a_name_full_of_sql_is_a_name(tmp_path: Path, recording: Recording) -> None:
    path = tmp_path / "a?mode=memory#x%20'\";DROP TABLE track;--.gpkg"
    hostile = "'); DROP TABLE track; --\0\u202e<img src=x>"
    create(path, name=hostile)
    source, reading = recording(hostile, keys=[f"callsign:{hostile}"], times_s=[[0.0]])
    with Store.open(path, write=True) as store:
        store.add([(source, reading)])
        stored = store.read()
    assert stored.name == hostile
    assert stored.sources[0].name == hostile
    assert stored.tracks[0].key.startswith(f"callsign:{hostile}")
    assert list(tmp_path.iterdir()) == [path]
    assert verify(path) == ()


@pytest.mark.parametrize(
    ("table", "sql", "message"),
    [
        ("zone", "UPDATE zone SET geom = x'00'", "zone 1"),
        ("zone", "UPDATE zone SET floor_ft = 'low'", "zone 1"),
        ("track", "UPDATE track SET geom = substr(geom, 1, 100) WHERE fid = 2", "track 2"),
        ("track", "UPDATE track SET facts = '[' WHERE fid = 2", "track 2"),
        ("track", "UPDATE track SET facts = replace(hex(zeroblob(50000)), '00', '[') WHERE fid = 2", "track 2"),
        ("track", "UPDATE track SET spans = '{\"squawks\":[1]}' WHERE fid = 2", "track 2"),
        ("track", "UPDATE track SET start_s = start_s + 1 WHERE fid = 2", "track 2"),
        ("track", "UPDATE track SET fix_count = 5 WHERE fid = 2", "source 1"),
        ("track_column", "UPDATE track_column SET nic = x'' WHERE fid = 1", "track 1"),
        ("track_column", "UPDATE track_column SET nic = 'abc' WHERE fid = 1", "track 1"),
        ("track_column", "UPDATE track_column SET kind = x'00FF00' WHERE fid = 1", "track 1 .*kind is 255"),
        ("source", "UPDATE source SET imported_s = 'x'", "source 1"),
        ("source", "UPDATE source SET track_count = 1000000", "source 1"),
        ("track", "UPDATE track SET key = CAST(x'ff' AS TEXT) WHERE fid = 1", "damaged"),
    ],
)
def test_a_damaged_row_is_named(project: Path, recording: Recording, table: str, sql: str, message: str) -> None:

    with Store.open(project, write=True) as store:
        store.add([recording()])
        store.put_zones([Zone("z", "Zone", (((35.8, 35.3), (36.1, 35.3), (36.1, 35.5)),))], "zone")
    name = f"{table}_no_update"
    drop, make = ([f"DROP TRIGGER {name}"], [TRIGGERS[name]]) if name in TRIGGERS else ([], [])
    change(project, *drop, sql, *make)
    with Store.open(project, write=False) as store, pytest.raises(ProjectDamaged, match=message) as caught:
        store.read()
    assert caught.value.where == str(project)
    assert caught.value.advice
    assert verify(project)


def test_a_damaged_source_can_be_taken_out_and_the_rest_is_read(project: Path, recording: Recording) -> None:
    with Store.open(project, write=True) as store:
        store.add([recording("a.csv"), recording("b.csv", keys=["icao:abcdef"], times_s=[[0.0]])])
    change(project, "DROP TRIGGER track_column_no_delete", "DELETE FROM track_column WHERE fid = 1")
    change(project, TRIGGERS["track_column_no_delete"])
    with Store.open(project, write=True) as store:
        with pytest.raises(ProjectDamaged, match="track 1"):
            store.read()
        store.remove_source(1, "damaged")
        assert [track.key for track in store.read().tracks] == ["icao:abcdef"]


def test_a_row_cannot_ask_for_more_memory_than_the_file_has(project: Path, recording: Recording) -> None:
    with Store.open(project, write=True) as store:
        store.add([recording()])
    change(project, "DROP TRIGGER track_no_update", "DROP TRIGGER source_no_update")
    change(project, "UPDATE track SET fix_count = 65536", "UPDATE source SET fix_count = 2 * 65536")
    change(project, TRIGGERS["track_no_update"], TRIGGERS["source_no_update"])
    with Store.open(project, write=False) as store, pytest.raises(ProjectDamaged, match="fewer bytes in the file"):
        store.read()


def test_every_error_has_a_place_and_names_it(tmp_path: Path) -> None:
    with pytest.raises(WatchfieldError) as caught:
        verify(tmp_path / "missing.gpkg")
    assert str(tmp_path) in str(caught.value)


def test_a_network_share_is_read_and_not_written(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("watchfield.core.store.connection._file_system", lambda _: "cifs")
    with pytest.raises(ProjectReadOnly, match="network share"):
        Store.open(project, write=True)
    with Store.open(project, write=False) as store:
        assert store.sources() == ()


def test_fat_ends_at_four_gibibytes(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert free_bytes(project) > 0
    monkeypatch.setattr("watchfield.core.store.connection._file_system", lambda _: "vfat")
    assert free_bytes(project) < 2**32
