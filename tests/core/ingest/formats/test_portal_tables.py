from __future__ import annotations

import io

import numpy as np
import pytest

from watchfield.core.errors import ReadError
from watchfield.core.ingest import Options, recognise
from watchfield.core.model.fixes import Kind

pytestmark = pytest.mark.usefixtures("parsing")


def given(content: bytes, **options):
    form = recognise(io.BytesIO(content), "file")
    return form.read(io.BytesIO(content), "file", Options(**options))


# ---------------------------------------------------------------- Flightradar24, granular

GRANULAR = b"time,hex,callsign,latitude,longitude,no_position,altitude,squawk,speed,track,vspeed\n"
MESSAGES = (
    b"2025-10-26 12:00:00Z.242,0x155DE1,,0,0,N,7850,0,174,214,1792\n"
    b"2025-10-26 12:00:06Z.802,0x155DE1,DEMO04,35.4,35.9,P,8100,416,178,218,2624\n"
)


def test_the_milliseconds_stand_behind_the_zone_and_0_0_is_no_position(read):
    reading = read(GRANULAR + MESSAGES)
    assert (reading.format, reading.rows, reading.without_position, len(reading.fixes)) == ("fr24-granular", 2, 1, 1)
    fixes = reading.fixes
    assert fixes.time_s[0] == pytest.approx(1_761_480_006.802, abs=1e-6)
    assert (fixes.baro_altitude_ft[0], fixes.speed_kt[0], fixes.track_deg[0], fixes.climb_fpm[0]) == (
        8100,
        178,
        218,
        2624,
    )
    (track,) = reading.tracks
    assert (track.key, track.callsign, track.squawks[0].text) == ("icao:155de1", "DEMO04", "0416")


def test_other_granular_tables_name_their_columns_otherwise(read):
    rows = b"timestamp,altitude,ground_speed,vertical_speed\n2026-09-30 03:03:26Z.937,125,28,\n"
    reading = read(rows)
    assert (reading.format, reading.rows, reading.without_position) == ("fr24-granular", 1, 1)
    with_callsign = (
        b"timestamp,callsign,latitude,longitude,altitude,speed\n2025-10-26T12:00:00Z.5,ABCDEF,35.4,35.9,0,1\n"
    )
    reading = read(with_callsign)
    assert (reading.format, reading.tracks[0].key) == (
        "fr24-granular",
        "callsign:ABCDEF",
    )  # no address, though it is hex
    assert (reading.fixes.quality[0], reading.fixes.baro_altitude_ft[0]) == (0, 0)


def test_a_clock_without_a_day_needs_to_be_told_the_day():
    content = GRANULAR + b"23:59:59Z.5,0x155de1,A,35.4,35.9,P,0,0,0,0,0\n00:00:01Z.5,0x155de1,A,35.4,35.9,P,0,0,0,0,0\n"
    with pytest.raises(ReadError, match="no day") as caught:
        given(content)
    assert "--start" in caught.value.advice
    fixes = given(content, start_s=1_761_480_000.0).fixes
    np.testing.assert_allclose(fixes.time_s, [1_761_523_199.5, 1_761_523_201.5])


# ---------------------------------------------------------------- FlightAware, AeroAPI

AERO = b"fa_flight_id,altitude,altitude_change,groundspeed,heading,latitude,longitude,timestamp,update_type\n"


def test_aeroapi_gives_hundreds_of_feet_and_says_what_is_projected(read):
    rows = [
        f"DEMO04-1761480000-1-0-1,14,C,150,90,35.4,35.9,2025-10-26T12:00:0{n}Z,{kind}"
        for n, kind in enumerate("ASMPVZO")
    ]
    reading = read(AERO + "\n".join(rows).encode() + b"\n")
    assert (reading.format, reading.rows, len(reading.fixes)) == ("flightaware-csv", 7, 7)
    estimated, unknown = Kind.ESTIMATED, Kind.UNKNOWN
    assert list(reading.fixes.kind) == [Kind.ADS_B, Kind.ADS_B, Kind.MLAT, estimated, estimated, unknown, unknown]
    assert set(reading.fixes.baro_altitude_ft) == {1400}
    assert reading.tracks[0].key == "callsign:DEMO04"


def test_altitudes_that_cannot_be_hundreds_of_feet_are_missing(read):
    row = b"DEMO04-1,%b,C,150,90,35.4,35.9,2025-10-26T12:00:0%bZ,A\n"
    fixes = read(AERO + row % (b"350", b"0") + row % (b"35000", b"1")).fixes
    assert np.isnan(fixes.baro_altitude_ft).all()


# ---------------------------------------------------------------- FlightAware, the track log

LOG = "Time (EDT),Latitude,Longitude,Course,kts,mph,feet,Rate,Reporting Facility\n"


def log(*times: str, zone: str = "EDT") -> bytes:
    rows = [f'{time},35.4,35.9,↑ 4°,150,173,"1,925","-1,200",FlightAware ADS-B' for time in times]
    return (LOG.replace("EDT", zone) + "\n".join(rows) + "\n").encode()


def test_a_track_log_has_a_clock_and_the_user_gives_the_day():
    content = log("Sun 08:00:00 AM", "Sun 11:59:59 PM", "Mon 12:00:01 AM")
    with pytest.raises(ReadError, match="on what day") as caught:
        given(content)
    assert "--start" in caught.value.advice
    reading = given(content, start_s=1_761_480_000.0)
    assert (reading.format, reading.rows) == ("flightaware-log", 3)
    fixes = reading.fixes
    np.testing.assert_array_equal(fixes.time_s, [1_761_480_000, 1_761_537_599, 1_761_537_601])
    assert (fixes.baro_altitude_ft[0], fixes.speed_kt[0], fixes.track_deg[0], fixes.climb_fpm[0]) == (
        1925,
        150,
        4,
        -1200,
    )


def test_without_weekdays_a_clock_that_falls_back_has_passed_midnight():
    fixes = given(log("23:59:59", "00:00:01", zone="UTC"), start_s=1_761_480_000.0).fixes
    np.testing.assert_array_equal(fixes.time_s, [1_761_523_199, 1_761_523_201])


def test_a_weekday_that_is_not_near_the_given_day_is_refused():
    reading = given(log("Thu 08:00:00 AM"), start_s=1_761_480_000.0)
    assert (reading.rows, reading.refused) == (1, 1)


def test_an_abbreviation_of_several_zones_is_asked_for():
    content = log("Sun 08:00:00 AM", zone="CST")
    with pytest.raises(ReadError, match="several time zones") as caught:
        given(content, start_s=1_761_480_000.0)
    assert "--timezone" in caught.value.advice
    assert given(content, start_s=1_761_480_000.0, timezone="Asia/Shanghai").fixes.time_s[0] == 1_761_436_800
    assert given(content, start_s=1_761_480_000.0, timezone="America/Chicago").fixes.time_s[0] == 1_761_483_600


def test_lines_of_the_log_that_are_no_positions_are_refused_or_counted():
    content = LOG.encode() + b"Left Gate (KJFK) @ Sunday 08:00:00 AM EDT,,,,,,,,\nSun 08:00:00 AM,,,,,,,,\n"
    reading = given(content, start_s=1_761_480_000.0)
    assert (reading.rows, reading.refused + reading.without_position, len(reading.fixes)) == (2, 2, 0)
