"""Evidence is never changed, and a change behind our back shows."""

# ruff: noqa: S608  names of our own tables

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from watchfield.core.model.fixes import Fixes
from watchfield.core.model.reading import Reading, Refusal
from watchfield.core.model.source import Source
from watchfield.core.model.track import Identity, Track
from watchfield.core.model.zone import Zone
from watchfield.core.store import Store, create, verify
from watchfield.core.store.audit import added_digest, append
from watchfield.core.store.schema import EVIDENCE, TRIGGERS

CONTENT = b"time,lat,lon\n" * 100
CONTENT_SHA256 = hashlib.sha256(CONTENT).hexdigest()
ZONE = Zone("z", "Zone", (((35.8, 35.3), (36.1, 35.3), (36.1, 35.5)),))


@pytest.fixture(scope="module")
def _full_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "project.gpkg"
    create(path, name="Project")
    reading = Reading(
        "csv",
        4,
        Fixes.from_columns(
            np.array([0, 0, 1]),
            2,
            {
                "time_s": [1.7e9, 1.7e9 + 10.0, 1.7e9],
                "lon_deg": [35.0, 35.1, 36.0],
                "lat_deg": [34.0] * 3,
                "row": [2, 3, 4],
            },
        ),
        (Track("icao:4ca1fa", "4ca1fa", "ABC1"), Track("icao:4ca1fb", "4ca1fb")),
        refused=1,
        refusals=(Refusal(9, "lat", "latitude 91 is off the globe"),),
        identities=(Identity("icao:4ca1fa", "icao:4ca1fb"),),
    )
    with Store.open(path, write=True) as store:
        source = Source(0, "a.csv", CONTENT_SHA256, 100, "csv", "{}", 1.7e9, 4, 3, 0, 1, 0)
        (added,) = store.add([(source, reading)], kept={CONTENT_SHA256: CONTENT})
        store.remove_source(added.id, "a test")
        store.restore_source(added.id, "a test")
        store.put_zones([ZONE], "zone")
    with changing(path) as connection:
        connection.execute("INSERT INTO decision VALUES (1, 'm', 'agreed', 'seen', '2025-01-01T00:00:00.000Z')")
        connection.execute("INSERT INTO note VALUES (1, 'm', 'text', '2025-01-01T00:00:00.000Z')")
        digests = {table: [1, 1, added_digest(connection, table, 1, 1)] for table in ("decision", "note")}
        append(connection, 1.8e9, "decision", {}, digests)
    assert verify(path) == ()
    return path


@pytest.fixture
def full(_full_project: Path, tmp_path: Path) -> Path:
    """Return a project with a row in every table of evidence."""
    return Path(shutil.copy(_full_project, tmp_path))


@contextmanager
def changing(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the file as any other program does."""
    connection = sqlite3.connect(path)
    try:
        yield connection
        connection.commit()
    finally:
        connection.close()


@contextmanager
def tampering(path: Path, *tables: str) -> Iterator[sqlite3.Connection]:
    """Take the triggers of some tables away and put them back, as somebody who means it would."""
    with changing(path) as connection:
        names = [f"{table}_no_{change}" for table in tables for change in ("update", "delete", "replace")]
        for name in names:
            connection.execute(f"DROP TRIGGER {name}")
        yield connection
        for name in names:
            connection.execute(TRIGGERS[name])


@pytest.mark.parametrize("table", EVIDENCE)
def test_evidence_is_never_changed_deleted_or_replaced(full: Path, table: str) -> None:
    key = "seq" if table == "audit" else "fid"
    with changing(full) as connection:
        for sql in (
            f"UPDATE {table} SET {key} = {key} + 1000",
            f"DELETE FROM {table}",
            f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
            f"REPLACE INTO {table} SELECT * FROM {table} LIMIT 1",
            f"INSERT OR IGNORE INTO {table} SELECT * FROM {table}",
        ):
            with pytest.raises(sqlite3.IntegrityError, match="evidence is never"):
                connection.execute(sql)
    assert verify(full) == ()


def test_a_source_is_not_replaced_through_its_hash_either(full: Path) -> None:
    columns = "name, sha256, bytes, format, options, imported_time, imported_s, first_fid, track_count, rows, stored"
    columns += ", duplicate, refused, without_position, fix_count, fix_sha256"
    with changing(full) as connection, pytest.raises(sqlite3.IntegrityError, match="never replaced"):
        connection.execute(f"REPLACE INTO source({columns}) SELECT {columns} FROM source")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit SET body = replace(body, 'a', 'b') WHERE seq = 2",
        "UPDATE audit SET action = 'nothing' WHERE seq = 3",
        "UPDATE audit SET entry_time = '2020-01-01T00:00:00.000Z' WHERE seq = 3",
        "UPDATE audit SET hash = prev WHERE seq = 4",
        "DELETE FROM audit WHERE seq = 1",
        "DELETE FROM audit WHERE seq = 3",
        "UPDATE audit SET seq = seq + 1 WHERE seq = 6",
        "UPDATE audit SET body = '[]' WHERE seq = 2",
        "DELETE FROM audit",
    ],
)
def test_the_chain_breaks_where_an_entry_is_edited_or_dropped(full: Path, sql: str) -> None:
    with tampering(full, "audit") as connection:
        connection.execute(sql)
    assert any("audit chain" in problem for problem in verify(full))


def test_the_chain_breaks_where_entries_change_places(full: Path) -> None:
    with tampering(full, "audit") as connection:
        connection.execute("UPDATE audit SET seq = 99 WHERE seq = 3")
        connection.execute("UPDATE audit SET seq = 3 WHERE seq = 4")
        connection.execute("UPDATE audit SET seq = 4 WHERE seq = 99")
    assert any("chain is broken" in problem for problem in verify(full))


def test_a_chain_that_was_cut_off_shows_against_a_printed_head(full: Path) -> None:
    with Store.open(full, write=True) as store:
        store.put_settings({"theme": "dark"}, "settings")
        before = store.audit()[-1].hash
        store.put_settings({"theme": "light"}, "settings")
        head = store.audit()[-1].hash
    assert verify(full, head=head) == ()
    assert verify(full, head=before) == ()
    with tampering(full, "audit") as connection:
        connection.execute("DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)")
        connection.execute("UPDATE setting SET value = 'dark' WHERE name = 'theme'")
    assert verify(full) == ()  # nothing in the file can tell
    assert any("cut off" in problem for problem in verify(full, head=head))


@pytest.mark.parametrize(
    ("table", "sql"),
    [
        ("track", "UPDATE track SET callsign = 'ABC' WHERE fid = 1"),
        ("track", "UPDATE track SET start_time = end_time WHERE fid = 1"),
        ("track", "UPDATE track SET geom = substr(geom, 1, 60) || x'00' || substr(geom, 62) WHERE fid = 1"),
        ("track_column", "UPDATE track_column SET quality = x'01000100' WHERE fid = 1"),
        ("track_column", "UPDATE track_column SET sha256 = x'00' WHERE fid = 2"),
        ("track_column", "DELETE FROM track_column WHERE fid = 2"),
        ("source", "UPDATE source SET refused = refused + 1"),
        ("source", "UPDATE source SET fix_sha256 = sha256"),
        ("source", "UPDATE source SET name = 'b.csv'"),
        ("refusal", "UPDATE refusal SET reason = ''"),
        ("refusal", "DELETE FROM refusal"),
        ("refusal", "INSERT INTO refusal VALUES (2, 1, 1, '', '')"),
        ("removal", "DELETE FROM removal WHERE fid = 2"),
        ("identity", "UPDATE identity SET same_as = 'icao:000000'"),
        ("decision", "UPDATE decision SET verdict = 'refused'"),
        ("note", "DELETE FROM note"),
        ("setting", "UPDATE setting SET value = 'x' WHERE name = 'name'"),
        ("zone", "DELETE FROM zone"),
        ("zone", "UPDATE zone SET floor_ft = 1.0"),
    ],
)
def test_verify_finds_a_change_that_goes_round_the_triggers(full: Path, table: str, sql: str) -> None:
    with tampering(full, *({table} & set(EVIDENCE))) as connection:
        connection.execute(sql)
    assert verify(full)


def test_verify_notices_that_triggers_are_gone(full: Path) -> None:
    with changing(full) as connection:
        connection.execute("DROP TRIGGER track_no_update")
    assert verify(full) == ("The trigger “track_no_update” of the project is missing.",)
