"""What the user states of a recording, and what a project keeps of it."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from watchfield.core.errors import NotFound, ProjectDamaged, RequestError
from watchfield.core.model.reading import Reading
from watchfield.core.model.source import Source
from watchfield.core.model.track import AircraftStatement, Identity, Track
from watchfield.core.store import Store, kept, verify

Recording = Callable[..., tuple[Source, Reading]]
STATED = AircraftStatement("1551df", "RA-86495", "IL62")


def anonymous(recording: Recording, name: str = "a.csv", **more: object) -> tuple[Source, Reading]:
    key = more.pop("key", "callsign:ABY12")
    return recording(name, keys=[key], times_s=[[0.0, 10.0]], tracks=[Track(str(key), callsign="ABY12")], **more)


def test_a_recording_is_given_its_aircraft_and_it_is_said_by_whom(project: Path, recording: Recording) -> None:
    with Store.open(project, write=True) as store:
        store.add([anonymous(recording)])
        before = store.read()
        store.state_aircraft(1, STATED)
        stored = store.read()
        entry = store.audit()[-1]
    assert (before.tracks[0].stated_by, before.sources[0].stated) == (None, None)
    (track,) = stored.tracks
    assert (track.key, track.icao24, track.registration, track.type) == ("icao:1551df", "1551df", "RA-86495", "IL62")
    assert (track.stated, track.stated_by, track.by_user) == ((STATED,), "user", ("icao24", "registration", "type"))
    assert (stored.sources[0].stated, stored.sources[0].overruled) == (STATED, False)
    assert (entry.action, entry.about["aircraft"]) == (
        "aircraft",
        "address 1551df, registration RA-86495, type IL62",
    )
    assert verify(project) == ()


def test_it_is_joined_with_what_other_recordings_say_of_the_address(project: Path, recording: Recording) -> None:
    other = recording(
        "b.csv", keys=["icao:1551df"], times_s=[[100.0]], tracks=[Track("icao:1551df", "1551df", type="A1")]
    )
    with Store.open(project, write=True) as store:
        store.add([anonymous(recording), other])
        store.state_aircraft(1, STATED)
        (track,) = store.read().tracks
    # What a recording says holds; the user's word stands beside it.
    assert (track.type, track.registration, track.by_user) == ("A1", "RA-86495", ("registration",))
    assert track.stated == (STATED,)


def test_a_statement_is_changed_and_taken_back(project: Path, recording: Recording) -> None:
    with Store.open(project, write=True) as store:
        store.add([anonymous(recording)])
        for statement in (STATED, AircraftStatement("000001"), AircraftStatement(None, "RA-1")):
            store.state_aircraft(1, statement)
            (track,) = store.read().tracks
            assert track.stated == (statement,)
        assert (track.key.partition("@")[0], track.icao24) == ("callsign:ABY12", None)
        store.state_aircraft(1, None)
        stored = store.read()
    assert (stored.tracks[0].stated, stored.tracks[0].registration, stored.sources[0].stated) == ((), None, None)
    assert verify(project) == ()


def test_the_same_again_writes_nothing(project: Path, recording: Recording) -> None:
    with Store.open(project, write=True) as store:
        store.add([anonymous(recording)])
        store.state_aircraft(1, STATED)
        count = len(store.audit())
        store.state_aircraft(1, STATED)
        assert len(store.audit()) == count


def test_a_statement_comes_with_the_recording(project: Path, recording: Recording) -> None:
    source, reading = anonymous(recording)
    said = Identity("callsign:ABY12", "icao:1551df", "user", "RA-86495", "IL62")
    with Store.open(project, write=True) as store:
        store.add([(source, replace(reading, identities=(said,)))])
        stored = store.read()
    assert stored.tracks[0].stated == (STATED,)
    assert stored.sources[0].stated == STATED


def test_a_statement_goes_with_its_recording_and_comes_back_with_it(project: Path, recording: Recording) -> None:
    with Store.open(project, write=True) as store:
        store.add([anonymous(recording, key="fr24:1"), anonymous(recording, "b.csv", key="fr24:1")])
        store.state_aircraft(1, STATED)
        assert store.read().tracks[0].icao24 == "1551df"
        store.remove_source(1, "a test")
        assert store.read().tracks[0].icao24 is None
        store.restore_source(1, "a test")
        assert store.read().tracks[0].icao24 == "1551df"


def test_a_statement_that_a_recording_contradicts_later_does_not_hold(project: Path, recording: Recording) -> None:
    with Store.open(project, write=True) as store:
        store.add([anonymous(recording, key="fr24:1")])
        store.state_aircraft(1, STATED)
        more = {"identities": [Identity("fr24:1", "icao:000001")]}
        store.add([recording("b.csv", keys=["icao:000001"], times_s=[[50.0]], **more)])
        stored = store.read()
        with pytest.raises(RequestError, match="itself says"):
            store.state_aircraft(1, STATED)
    assert (stored.tracks[0].key, stored.tracks[0].stated) == ("icao:000001", ())
    assert stored.sources[0].overruled


def test_a_recording_of_several_aircraft_is_given_none(project: Path, recording: Recording) -> None:
    with Store.open(project, write=True) as store:
        store.add([recording()])
        with pytest.raises(RequestError, match="2 aircraft"):
            store.state_aircraft(1, STATED)
        with pytest.raises(NotFound):
            store.state_aircraft(9, STATED)


def test_a_statement_that_is_none_is_damage(project: Path, recording: Recording) -> None:
    with Store.open(project, write=True) as store:
        store.add([anonymous(recording)])
    with sqlite3.connect(project) as connection:
        connection.execute("INSERT INTO identity VALUES (1, 'fr24:1', 'icao:zzzzzz', 1, 'user', NULL, NULL)")
    connection.close()
    with Store.open(project, write=False) as store, pytest.raises(ProjectDamaged, match="identity 1"):
        store.read()


@pytest.mark.parametrize("content", [b"", b"x" * 5000, np.random.default_rng(1).bytes(5000)])
@pytest.mark.parametrize("piece", [1000, 5000, 1 << 20])
def test_bytes_are_kept_as_they_are(
    project: Path, recording: Recording, content: bytes, piece: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "PIECE_BYTES", piece)
    sha256 = hashlib.sha256(content).hexdigest()
    with Store.open(project, write=True) as store:
        store.add([anonymous(recording, sha256=sha256)], kept={sha256: content})
        assert store.kept(sha256) == content
        assert store.kept("0" * 64) is None
        assert store.sources()[0].kept
        store.add([anonymous(recording, options='{"format":"csv"}', sha256=sha256)], kept={sha256: content})
    assert verify(project) == ()


def test_what_is_packed_already_is_not_packed_again(project: Path, recording: Recording) -> None:
    content = np.random.default_rng(1).bytes(5000)
    sha256 = hashlib.sha256(content).hexdigest()
    with Store.open(project, write=True) as store:
        store.add([anonymous(recording, sha256=sha256)], kept={sha256: content})
    with sqlite3.connect(project) as connection:
        assert connection.execute("SELECT packing, length(data) FROM kept").fetchall() == [("", 5000)]
    connection.close()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE kept SET data = zeroblob(100)",
        "UPDATE kept SET data = CAST('text' AS TEXT)",
        "UPDATE kept SET sha256 = replace(sha256, '0', '1')",
        "UPDATE kept SET packing = ''",
        "UPDATE kept SET piece = 1",
        "UPDATE kept SET data_sha256 = 'x'",
        "DELETE FROM kept",
    ],
)
def test_kept_bytes_that_were_changed_are_found(project: Path, recording: Recording, change: str) -> None:
    content = b"x" * 5000
    sha256 = hashlib.sha256(content).hexdigest()
    with Store.open(project, write=True) as store:
        store.add([anonymous(recording, sha256=sha256)], kept={sha256: content})
    with sqlite3.connect(project) as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE name LIKE 'kept_no_%'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(change)
        for _, sql in triggers:
            connection.execute(sql)
    connection.close()
    assert verify(project)
    with Store.open(project, write=False) as store:
        if "data_sha256" in change or "DELETE" in change or "SET sha256" in change:
            assert store.kept(sha256) in (content, None)
        else:
            with pytest.raises(ProjectDamaged):
                store.kept(sha256)


def test_a_bomb_among_kept_bytes_is_not_unpacked(
    project: Path, recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = b"x" * 5000
    sha256 = hashlib.sha256(content).hexdigest()
    with Store.open(project, write=True) as store:
        store.add([anonymous(recording, sha256=sha256)], kept={sha256: content})
        monkeypatch.setattr(kept, "PIECE_BYTES", 1000)
        with pytest.raises(ProjectDamaged, match="longer than it may be"):
            store.kept(sha256)
