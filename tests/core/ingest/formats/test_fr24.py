from __future__ import annotations

import io

import numpy as np
import pytest

from watchfield.core.errors import ReadError
from watchfield.core.ingest import recognise
from watchfield.core.model.fixes import Kind, Quality
from watchfield.core.model.track import Identity, Interval

pytestmark = pytest.mark.usefixtures("parsing")

HEADER = b"Timestamp,UTC,Callsign,Position,Altitude,Speed,Direction\n"


def test_a_row_without_a_position_is_counted_and_one_off_the_globe_refused(read):
    reading = read("fr24_0a1b2c3d.csv")
    assert (reading.format, reading.rows, len(reading.fixes)) == ("fr24-csv", 5, 3)
    assert (reading.refused, reading.without_position) == (1, 1)
    assert (reading.refusals[0].row, reading.refusals[0].column) == (6, "Position")


def test_a_table_of_many_aircraft_with_two_columns_for_a_position_is_another():
    content = b"timestamp,callsign,lat,lon,altitude,speed,direction\n1761480001,DEMO01,35.5,36.5,1000,150,90\n"
    assert recognise(io.BytesIO(content), "x.csv").name == "table"


def test_altitude_0_is_on_the_ground_at_an_unknown_altitude(read):
    fixes = read("fr24_0a1b2c3d.csv").fixes
    assert [bool(bits & Quality.ON_GROUND) for bits in fixes.quality] == [True, False, False]
    np.testing.assert_array_equal(fixes.baro_altitude_ft, np.float32([np.nan, 1400, 5200]))


def test_the_csv_does_not_say_how_a_position_came_about(read):
    assert set(read("fr24_0a1b2c3d.csv").fixes.kind) == {Kind.UNKNOWN}


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("DEMO04_0a1b2c3d.csv", "fr24:0a1b2c3d"),
        ("DEMO04_0A1B2C3D.CSV", "fr24:0a1b2c3d"),
        ("folder/DEMO04_0a1b2c3d (1).csv", "fr24:0a1b2c3d"),
        ("C:\\folder\\DEMO04_0a1b2c3d.csv.gz", "fr24:0a1b2c3d"),
        ("DEMO04_20251026.csv", "callsign:DEMO04"),  # a day, not a flight
        ("DEMO04.csv", "callsign:DEMO04"),
    ],
)
def test_the_flight_id_is_in_the_name_that_flightradar24_gives(read, data, name, key):
    content = (data / "fr24_0a1b2c3d.csv").read_bytes()
    assert read(content, name=name).tracks[0].key == key


def test_an_old_export_has_no_column_utc(read):
    reading = read("fr24_without_utc.csv")
    assert len(reading.fixes) == 2
    assert reading.tracks[0].callsigns == (Interval(1_761_480_000.0, 1_761_480_060.0, "DEMO05"),)


def test_a_header_alone_is_a_recording_without_rows(read):
    reading = read(HEADER)
    assert (reading.rows, len(reading.fixes), reading.tracks) == (0, 0, ())


def test_rows_with_too_many_or_too_few_cells_are_refused_by_their_number(read):
    rows = b'1,,A,"35.0,36.0",1,1,1\n2,,A,"35.0,36.0",1,1\n\n3,,A,"35.0,36.0",1,1,1,1\n4,,A,"35.0,36.0",1,1,1\n'
    reading = read(HEADER + rows)
    assert (reading.rows, len(reading.fixes), reading.refused) == (4, 2, 2)
    assert [refusal.row for refusal in reading.refusals] == [3, 5]
    assert list(reading.fixes.row) == [2, 6]


@pytest.mark.parametrize(
    "cell", ["", "35.0", "35.0,", "x,36.0", "35,36,37", "91,36", "35,181", "nan,36", "35,inf", "１,2"]
)
def test_odd_positions_are_refused_or_counted_and_never_taken(read, cell):
    reading = read(HEADER + f'1761480000,,A,"{cell}",1,1,1\n'.encode())
    assert (reading.rows, len(reading.fixes)) == (1, 0)
    assert reading.refused + reading.without_position == 1


def test_milliseconds_taken_for_seconds_are_refused_and_said(read):
    reading = read(HEADER + b'1761480000000,,A,"35,36",1,1,1\n')
    assert reading.refused == 1
    assert "milliseconds" in reading.refusals[0].reason


def test_playback_knows_the_aircraft_and_the_flight(read):
    reading = read("fr24_playback.json")
    (track,) = reading.tracks
    assert (reading.format, track.key, track.registration, track.type) == (
        "fr24-json",
        "icao:155de1",
        "RA-00001",
        "IL62",
    )
    assert reading.identities == (Identity("fr24:0a1b2c3d", "icao:155de1", "file"),)
    assert track.facts["owner"] == "Nobody"
    assert track.squawks == (Interval(1_761_480_060.0, 1_761_480_120.0, "0416"),)


def test_both_exports_of_a_flight_give_the_same_fixes(read):
    table, playback = read("fr24_0a1b2c3d.csv").fixes, read("fr24_playback.json").fixes
    for name in ("time_s", "lon_deg", "lat_deg", "baro_altitude_ft", "speed_kt", "track_deg", "quality"):
        np.testing.assert_array_equal(getattr(table, name), getattr(playback, name), name)


def test_a_playback_without_a_track_is_refused_as_a_whole(read):
    with pytest.raises(ReadError, match="track"):
        read(b'{"result": {"response": {"data": {"flight": null}}}}')


def test_a_playback_may_say_nothing_of_the_aircraft(read):
    reading = read(b'{"result": {"response": {"data": {"flight": {"aircraft": null, "track": [{}, 5, null]}}}}}')
    assert (reading.rows, reading.without_position, reading.refused) == (3, 1, 2)
