from __future__ import annotations

import hashlib
import math
import sqlite3
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from watchfield.core.errors import Cancelled, NotFound, ProjectError, ProjectReadOnly, RequestError
from watchfield.core.model.fixes import COLUMNS, Fixes, Quality
from watchfield.core.model.movement import Candidate, Evidence, Movement, MovementKind, Reason, State
from watchfield.core.model.project import GENERATED
from watchfield.core.model.reading import Reading, Refusal
from watchfield.core.model.source import Source
from watchfield.core.model.track import AircraftStatement, Identity, Interval, Track
from watchfield.core.model.zone import Zone
from watchfield.core.store import AirfieldRow, Store, Stored, create, verify

Recording = Callable[..., tuple[Source, Reading]]
NOON_S = 1_700_000_000.0
UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)  # each try writes a file: shrinking takes minutes
ZONE = Zone(
    "z-1", "Hmeimim", (((35.8, 35.3), (36.1, 35.3), (36.1, 35.5)), ((35.9, 35.35), (36.0, 35.35), (36.0, 35.4)))
)
MOVEMENT = Movement(
    "0123456789abcdef",
    MovementKind.ARRIVAL,
    State.PROBABLE,
    "icao:4ca1fa",
    NOON_S + 0.1,
    NOON_S - 30.123456,
    NOON_S + 30.0,
    35.9487,
    35.4009,
    158.0,
    "1",
    zone="z-1",
    zone_version=ZONE.version,
    airfield="OSLK",
    candidates=(Candidate("OSLK", "حميميم", 1.25, 174.0), Candidate("OS57", 'a"\\b', 12.0, 0.1)),
    icao24="4ca1fa",
    callsign="ABC1",
    probability=0.75,
    reasons=(Reason("low, slow, descending"), Reason("nobody saw it on the ground", supports=False)),
    evidence=(Evidence("ab" * 32, 17, 21),),
)


def stored_by(path: Path, *batch: tuple[Source, Reading]) -> Stored:
    """Add a batch and read everything back."""
    with Store.open(path, write=True) as store:
        store.add(batch)
        return store.read()


def assert_same_columns(found: Fixes, expected: Fixes) -> None:
    assert found.offsets.tolist() == expected.offsets.tolist()
    for name, column in expected.columns().items():
        assert getattr(found, name).tobytes() == column.tobytes(), name


def test_every_column_comes_back_to_the_last_bit(project: Path, recording: Recording) -> None:
    source, reading = recording(
        columns={
            "baro_altitude_ft": [1.1, math.nan, -0.0, 45000.25, 3e38],
            "geo_altitude_ft": [math.nan] * 5,
            "speed_kt": [0.1, 0.2, 0.3, math.nan, 0.5],
            "track_deg": [0.0, 359.99, math.nan, 1.0, 2.0],
            "climb_fpm": [-64.0, 64.0, 0.0, math.nan, 1e-30],
            "kind": [0, 1, 2, 3, 6],
            "quality": [0, 1, 2, 255, 5],
            "nic": [0, 8, 255, 11, 1],
            "nac_p": [255, 0, 1, 2, 3],
            "sil": [3, 2, 1, 0, 255],
            "row": [0, 1, 2, 4_294_967_295, 7],
        }
    )
    stored = stored_by(project, (source, reading))
    assert_same_columns(stored.fixes, reading.fixes)
    assert stored.tracks == reading.tracks
    assert not stored.fixes.time_s.flags.writeable
    assert verify(project) == ()


def test_what_our_rules_make_of_a_fix_is_not_stored(project: Path, recording: Recording) -> None:
    marked = Quality.ON_GROUND | Quality.DUPLICATE | Quality.JUMP
    stored = stored_by(project, recording(columns={"quality": [int(marked)] * 5}))
    assert set(stored.fixes.quality.tolist()) == {int(Quality.ON_GROUND)}


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    """Return tracks with holes, steps over the antimeridian, repeated times and missing values."""
    steps_s = st.sampled_from([0.0, 0.001, 1.0, 5.5, 299.9, 300.0, 300.1, 5000.0])
    longitude = st.one_of(st.floats(-180.0, 180.0), st.sampled_from([-180.0, 180.0, 179.9, -179.9]))
    number = st.floats(width=32, allow_infinity=False)
    counts = draw(st.lists(st.integers(1, 12), min_size=1, max_size=4))
    total = sum(counts)

    def column(values: st.SearchStrategy[float]) -> list[float]:
        return draw(st.lists(values, min_size=total, max_size=total))

    track = np.repeat(np.arange(len(counts)), counts)
    columns = {
        "time_s": draw(st.floats(-1e9, 4e9)) + np.cumsum(column(steps_s)),
        "lon_deg": column(longitude),
        "lat_deg": column(st.floats(-90.0, 90.0)),
        "baro_altitude_ft": column(number),
        "climb_fpm": column(number),
        "kind": column(st.integers(0, 6)),
        "quality": column(st.integers(0, 255)),
        "sil": column(st.integers(0, 255)),
        "row": draw(st.permutations(range(total))),
    }
    callsigns = draw(st.lists(st.text(max_size=8), min_size=len(counts), max_size=len(counts)))
    tracks = tuple(Track(f"icao:00000{i}", callsign=text) for i, text in enumerate(callsigns))
    return Reading("csv", total, Fixes.from_columns(track, len(counts), columns), tracks)


@settings(max_examples=25, deadline=None, phases=UNSHRUNK)
@given(reading=readings())
def test_any_recording_comes_back_as_it_was(reading: Reading, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("any") / "project.gpkg"
    create(path, name="Any")
    source = Source(0, "a", "0" * 64, 1, "csv", "{}", NOON_S, reading.rows, reading.rows, 0, 0, 0)
    stored = stored_by(path, (source, reading))
    assert_same_columns(stored.fixes, reading.fixes)
    said = [
        (track.key, "".join(c if c.isprintable() else "?" for c in track.callsign or "")) for track in stored.tracks
    ]
    assert said == [
        (track.key, "".join(c if c.isprintable() else "?" for c in track.callsign or "")) for track in reading.tracks
    ]
    assert verify(path) == ()


def test_one_aircraft_in_two_recordings_is_one_track_in_order_of_time(project: Path, recording: Recording) -> None:
    first = recording("a.csv", keys=["icao:4ca1fa"], times_s=[[0.0, 20.0, 40.0]])
    second = recording("b.csv", keys=["icao:4ca1fa"], times_s=[[10.0, 20.0, 30.0]])
    stored = stored_by(project, first, second)
    assert (stored.fixes.time_s - NOON_S).tolist() == [0.0, 10.0, 20.0, 20.0, 30.0, 40.0]
    assert stored.fixes.source.tolist() == [0, 1, 0, 1, 1, 0]
    assert [track.key for track in stored.tracks] == ["icao:4ca1fa"]
    assert [source.name for source in stored.sources] == ["a.csv", "b.csv"]


def test_the_order_of_import_changes_nothing_but_the_number_of_the_source(tmp_path: Path, recording: Recording) -> None:
    batch = [recording("a.csv"), recording("b.csv", times_s=((3.0, 10.0), (400.0,)))]
    found = []
    for name, order in (("one", batch), ("two", batch[::-1])):
        create(tmp_path / name, name=name)
        stored = stored_by(tmp_path / name, *order)
        names = [stored.sources[source].name for source in stored.fixes.source]
        found.append(sorted(zip(stored.fixes.track_index(), stored.fixes.time_s, names, stored.fixes.row, strict=True)))
    assert found[0] == found[1]


def test_a_file_that_names_an_aircraft_twice_joins_the_names(project: Path, recording: Recording) -> None:
    source, reading = recording(
        keys=["callsign:ABY12", "icao:1551df"],
        times_s=[[0.0, 10.0], [20.0]],
        identities=[Identity("callsign:ABY12", "icao:1551df")],
    )
    stored = stored_by(project, (source, reading))
    assert [track.key for track in stored.tracks] == ["icao:1551df"]
    assert len(stored.fixes) == 3
    assert stored.identities == (Identity(f"callsign:ABY12@{source.sha256}", "icao:1551df", "file"),)


def test_a_user_may_give_a_file_its_aircraft(project: Path, recording: Recording) -> None:
    source, reading = recording(keys=["other:track 1"], times_s=[[0.0, 10.0]], tracks=[Track("other:track 1")])
    with Store.open(project, write=True) as store:
        store.add([(source, reading)])
        store.state_aircraft(1, AircraftStatement("1551df"))
        stored = store.read()
    assert [(track.key, track.icao24) for track in stored.tracks] == [("icao:1551df", "1551df")]


def test_local_names_of_two_files_are_two_aircraft(project: Path, recording: Recording) -> None:
    batch = [recording(name, keys=["callsign:ABY12"], times_s=[[0.0, 10.0]]) for name in ("a.csv", "b.csv")]
    assert stored_by(project, *batch).fixes.track_count == 2


def test_a_hole_cuts_a_row_and_not_the_track(project: Path, recording: Recording) -> None:
    spans = (Interval(NOON_S, NOON_S + 10.0, "ABC1"), Interval(NOON_S + 600.0, NOON_S + 700.0, "XYZ9"))
    silent = (Interval(NOON_S + 200.0, NOON_S + 210.0, "7700"),)
    track = Track("icao:4ca1fa", "4ca1fa", "XYZ9", callsigns=spans, squawks=silent)
    source, reading = recording(keys=["icao:4ca1fa"], times_s=[[0.0, 10.0, 600.0, 700.0]], tracks=[track])
    stored = stored_by(project, (source, reading))
    with sqlite3.connect(project) as connection:
        rows = connection.execute("SELECT callsign, fix_count, start_time, end_time FROM track ORDER BY fid").fetchall()
    connection.close()
    assert rows == [
        ("ABC1", 2, "2023-11-14T22:13:20.000Z", "2023-11-14T22:13:30.000Z"),
        ("XYZ9", 2, "2023-11-14T22:23:20.000Z", "2023-11-14T22:25:00.000Z"),
    ]
    assert stored.tracks == (track,)
    assert stored.fixes.track_count == 1


def test_times_are_rounded_down_and_up_to_the_millisecond(project: Path, recording: Recording) -> None:
    stored_by(project, recording(keys=["icao:4ca1fa"], times_s=[[0.0004, 1.0006]]))
    with sqlite3.connect(project) as connection:
        rows = connection.execute("SELECT start_time, end_time FROM track").fetchall()
    connection.close()
    assert rows == [("2023-11-14T22:13:20.000Z", "2023-11-14T22:13:21.001Z")]


def test_an_empty_recording_is_a_source_all_the_same(project: Path, recording: Recording) -> None:
    refusals = [Refusal(2, "lat", "latitude 91 is off the globe")]
    source, reading = recording(keys=[], times_s=[], refusals=refusals)
    stored = stored_by(project, (source, reading))
    assert len(stored.fixes) == 0
    assert [source.refused for source in stored.sources] == [1]
    assert verify(project) == ()


def test_a_removed_source_is_listed_and_its_fixes_are_not_read(project: Path, recording: Recording) -> None:
    first, second = recording("a.csv"), recording("b.csv", keys=["icao:abcdef"], times_s=[[1.0]])
    with Store.open(project, write=True) as store:
        added = store.add([first, second])
        store.remove_source(added[0].id, "wrong file")
        stored = store.read()
        assert [source.removed for source in stored.sources] == [True, False]
        assert [track.key for track in stored.tracks] == ["icao:abcdef"]
        assert stored.fixes.source.tolist() == [1]
        found = store.has_source(first[0].sha256, "{}")
        assert found is not None
        assert found.removed
        store.restore_source(added[0].id, "the right one after all")
        assert store.read().fixes.track_count == 3
        with pytest.raises(NotFound):
            store.remove_source(99, "")
    assert verify(project) == ()


def test_the_same_file_with_the_same_options_is_known(project: Path, recording: Recording) -> None:
    source, reading = recording()
    with Store.open(project, write=True) as store:
        assert store.has_source(source.sha256, "{}") is None
        (added,) = store.add([(source, reading)])
        assert store.has_source(source.sha256, "{}") == added
        assert store.has_source(source.sha256, '{"timezone":"Asia/Damascus"}') is None
        with pytest.raises(ProjectError, match="does not take this"):
            store.add([(source, reading)])
        assert store.read().fixes.track_count == 2


def test_a_batch_is_wholly_in_or_wholly_absent(project: Path, recording: Recording) -> None:
    before = project.read_bytes()
    with Store.open(project, write=True) as store:
        with pytest.raises(ProjectError):
            store.add([recording("a.csv"), recording("b.csv"), recording("a.csv")])
        assert store.sources() == ()

        def stop(done: float, _total: float, _text: str, /) -> None:
            if done:
                raise Cancelled

        with pytest.raises(Cancelled):
            store.add([recording("a.csv"), recording("b.csv")], progress=stop)
        assert store.sources() == ()
    assert len(project.read_bytes()) >= len(before)
    assert verify(project) == ()


def test_zones_and_movements_come_back_as_they_were(project: Path) -> None:
    nowhere = Movement(
        "f" * 16, MovementKind.HIATUS, State.POSSIBLE, "", NOON_S, NOON_S, NOON_S, math.nan, math.nan, math.nan, "1"
    )
    plain = Zone("z-2", "Zone ' ; -- \0 \u202e", (((1.0, 2.0), (3.0, 2.0), (3.0, 4.0)),), "OSLK", 100.0, 5000.0)
    with Store.open(project, write=True) as store:
        store.put_zones([ZONE, plain], "two zones")
        store.put_movements([MOVEMENT, nowhere], "1")
        store.put_movements([MOVEMENT, nowhere], "1")
        store.put_airfields(
            [AirfieldRow("OSLK", "Latakia", 157.0, 35.9487, 35.4009), AirfieldRow("XX", "?", None, 0, 0)]
        )
        stored = store.read()
    assert stored.zones == (ZONE, plain)
    assert stored.zones[0].version == ZONE.version
    assert stored.movements[0] == MOVEMENT
    assert repr(stored.movements[1]) == repr(nowhere)
    assert verify(project) == ()


@settings(max_examples=15, deadline=None, phases=UNSHRUNK)
@given(
    texts=st.lists(st.text(st.characters(exclude_categories=()), max_size=20), min_size=4, max_size=4),
    number=st.floats(allow_nan=False, allow_infinity=False),
)
def test_any_text_and_number_of_a_movement_comes_back(
    texts: list[str], number: float, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("texts") / "project.gpkg"
    create(path, name=texts[0])
    movement = Movement(
        "1" * 16,
        MovementKind.GAP,
        State.UNDETERMINED,
        "icao:000001",
        NOON_S,
        NOON_S,
        NOON_S,
        1.0,
        2.0,
        number,
        "1",
        candidates=(Candidate(texts[1], texts[2], number, 0.0),),
        callsign=texts[3],
        reasons=(Reason(texts[3]),),
    )
    with Store.open(path, write=True) as store:
        store.put_movements([movement], "1")
        (found,) = store.read().movements
    assert found.candidates == movement.candidates
    assert found.reasons == movement.reasons
    assert found.altitude_ft == number
    whole = texts[3].encode("utf-8", "ignore").decode()
    assert whole == texts[3] or "\ufffd" in (found.callsign or "")
    assert verify(path) == ()


def test_settings_are_set_and_some_are_never_changed(tmp_path: Path) -> None:
    path = tmp_path / "demo.gpkg"
    create(path, name="Demo", settings={"generated": GENERATED, "theme": "dark"})
    with Store.open(path, write=True) as store:
        store.put_settings({"theme": "light", "marking": "RESTRICTED", "name": "Demo 2"}, "settings")
        stored = store.read()
        for name in ("generated", "schema", "project_id"):
            with pytest.raises(RequestError):
                store.put_settings({name: "0"}, "settings")
    assert (stored.name, stored.marking, stored.generated) == ("Demo 2", "RESTRICTED", True)
    assert stored.settings == {"schema": "1", "theme": "light"}
    assert stored.project().markings[1] == "RESTRICTED"
    with sqlite3.connect(path) as connection:
        for sql in (
            "UPDATE setting SET value = '' WHERE name = 'generated'",
            "DELETE FROM setting WHERE name = 'generated'",
            "INSERT OR REPLACE INTO setting VALUES ('generated', '')",
        ):
            with pytest.raises(sqlite3.IntegrityError, match="never changed"):
                connection.execute(sql)
    connection.close()


def test_a_new_project_overwrites_nothing(project: Path) -> None:
    before = project.read_bytes()
    with pytest.raises(ProjectError, match="of this name already"):
        create(project, name="Another")
    assert project.read_bytes() == before
    assert list(project.parent.iterdir()) == [project]


def test_reading_changes_no_byte_and_leaves_nothing_behind(project: Path, recording: Recording) -> None:
    stored_by(project, recording())
    before = hashlib.sha256(project.read_bytes()).digest()
    with Store.open(project, write=False) as store:
        stored = store.read()
        with pytest.raises(ProjectReadOnly):
            store.put_zones([], "nothing")
    assert verify(project) == ()
    assert len(stored.fixes) == 5
    assert hashlib.sha256(project.read_bytes()).digest() == before
    assert list(project.parent.iterdir()) == [project]


def test_every_change_has_its_entry(project: Path, recording: Recording) -> None:
    with Store.open(project, write=True, now=lambda: NOON_S) as store:
        store.add([recording()])
        store.put_zones([ZONE], "zone drawn")
        entries = store.audit()
        stored = store.read()
    assert [entry.action for entry in entries] == ["create", "import", "zone drawn"]
    assert entries[1].entry_time == "2023-11-14T22:13:20.000Z"
    assert "set back" in entries[1].body
    assert stored.audit_head == entries[-1].hash
    assert stored.audit_entries == 3


def test_all_columns_of_the_fixes_are_stored() -> None:
    from watchfield.core.store.schema import BLOB_COLUMNS  # noqa: PLC0415

    assert {*BLOB_COLUMNS, "time_s", "lon_deg", "lat_deg", "source"} == set(COLUMNS)
