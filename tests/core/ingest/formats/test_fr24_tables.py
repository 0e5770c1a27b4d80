from __future__ import annotations

import io

import numpy as np
import pytest

from watchfield.core.ingest import recognise
from watchfield.core.model.fixes import Kind, Quality
from watchfield.core.model.track import Identity

pytestmark = pytest.mark.usefixtures("parsing")

API = "timestamp,lat,lon,alt,gspeed,vspeed,track,squawk,callsign,source\n"


def api(*rows: str, head: str = API) -> bytes:
    return (head + "\n".join(rows) + "\n").encode()


def test_an_api_table_says_how_each_position_came_about(read):
    sources = ["ADSB", "MLAT", "ESTIMATED", "SOMETHING", ""]
    rows = [f"2025-10-26T12:00:0{n}Z,35.4,35.9,300,100,0,90,0416,DEMO04,{source}" for n, source in enumerate(sources)]
    reading = read(api(*rows))
    assert (reading.format, reading.rows, len(reading.fixes)) == ("fr24-api", 5, 5)
    assert list(reading.fixes.kind) == [Kind.ADS_B, Kind.MLAT, Kind.ESTIMATED, Kind.UNKNOWN, Kind.UNKNOWN]
    assert reading.fixes.time_s[0] == 1_761_480_000
    assert reading.tracks[0].squawks[0].text == "0416"


def test_at_altitude_0_is_on_the_ground_only_who_neither_climbs_nor_descends(read):
    row = "2025-10-26T12:00:0{}Z,35.4,35.9,{},150,{},90,0,DEMO04,ADSB"
    fixes = read(api(row.format(0, 0, 0), row.format(1, 0, 1472), row.format(2, 300, 0))).fixes
    assert list(fixes.quality) == [Quality.ON_GROUND, 0, 0]
    np.testing.assert_array_equal(fixes.baro_altitude_ft, np.float32([np.nan, np.nan, 300]))


def test_an_api_table_of_many_aircraft_names_them_by_their_addresses(read):
    head = "fr24_id,callsign,lat,lon,alt,gspeed,vspeed,timestamp,hex\n"
    reading = read(api("1,A,1,2,3,4,5,2025-10-26T12:00:00Z,155DE1", "2,B,1,2,3,4,5,2025-10-26T12:00:00Z,", head=head))
    assert {track.key for track in reading.tracks} == {"icao:155de1", "callsign:B"}


def test_an_api_table_of_many_flights_without_addresses_keeps_them_apart(read):
    head = "fr24_id,callsign,lat,lon,alt,gspeed,vspeed,timestamp\n"
    reading = read(api("1A,X,1,2,3,4,5,2025-10-26T12:00:00Z", "2B,X,1,2,3,4,5,2025-10-26T12:00:00Z", head=head))
    assert {track.key for track in reading.tracks} == {"fr24:1a", "fr24:2b"}


def test_a_table_of_positions_is_no_list_of_flights():
    head = b"flight_id,aircraft_id,callsign,equip,time,lat,lon\n1,2,A,B738,2025-10-26T12:00:00Z,1,2\n"
    assert recognise(io.BytesIO(head), "x.csv").name == "table"


def test_a_time_that_is_none_is_refused_with_what_stands_there(read):
    reading = read(api("2025-10-26,35,36,1,1,1,1,0,A,ADSB", "2025-02-30T10:00:00Z,35,36,1,1,1,1,0,A,ADSB"))
    assert [(each.row, each.column) for each in reading.refusals] == [(2, "timestamp"), (3, "timestamp")]


def test_a_header_alone_is_a_table_without_rows(read):
    assert read(API.encode()).rows == 0


def test_do61_keeps_its_callsigns_with_the_times_they_held(recordings, read):
    reading = read((recordings / "fr24_api" / "DO61_39a8364d" / "data.csv").read_bytes())
    (track,) = reading.tracks
    assert [interval.text for interval in track.callsigns] == ["SG01", "DO61"]
    assert (reading.rows, len(reading.fixes)) == (1445, 1445)
    landing = reading.fixes.climb_fpm[-1]
    assert (landing, reading.fixes.quality[-1]) == (-448, 0)


ARCHIVE = b"snapshot_id,altitude,heading,latitude,longitude,radar_id,speed,squawk\n"


def test_a_squawk_of_the_archive_is_the_decimal_of_its_digits(read):
    reading = read(ARCHIVE + b"1486270575,38000,291,36.1,52.9,3517,425,16466\n", name="x.csv")
    assert reading.tracks[0].squawks[0].text == "4052"
    assert reading.tracks[0].key == "other:unknown"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("20170205_207507520.csv", "fr24:c5e5040"),
        ("a/20170205_207507520 (1).csv", "fr24:c5e5040"),
        ("1.csv", "other:unknown"),
    ],
)
def test_the_name_of_an_archive_file_is_its_day_and_its_flight(read, name, key):
    reading = read(ARCHIVE + b"1486270575,0,291,36.1,52.9,3517,425,0\n", name=name)
    assert reading.tracks[0].key == key
    assert reading.fixes.quality[0] == Quality.ON_GROUND


FLIGHTS = b"flight_id,aircraft_id,reg,equip,callsign,flight,schd_from,schd_to,real_to,reserved\n"


def test_the_archives_flights_have_no_positions_and_say_which_aircraft_flew_which_flight(read):
    rows = b"207507520,8390454,VTANP,B788,AIC175,AI175,AMD,LHR,LHR,NA\n207507521,0,,GRND,X,,,,,\n1,2\n"
    reading = read(FLIGHTS + rows)
    assert (reading.format, reading.rows, reading.without_position, reading.refused) == (
        "fr24-archive-flights",
        3,
        2,
        1,
    )
    assert reading.identities == (Identity("fr24:c5e5040", "icao:800736"),)


def test_of_a_flight_with_two_addresses_neither_is_believed(read):
    assert read(FLIGHTS + b"7,8390454,,,,,,,,\n7,8390455,,,,,,,,\n").identities == ()


@pytest.mark.parametrize(
    "content",
    [
        b"icao24,firstSeen,estDepartureAirport,lastSeen,estArrivalAirport,callsign\n155de1,1,UUEE,2,,A\n155de1,3,,4,,A\n",
        b'[{"icao24": "155de1", "firstSeen": 1, "estDepartureAirport": "UUEE", "lastSeen": 2}, {"icao24": "155de1"}]',
    ],
)
def test_a_list_of_flights_has_no_positions(read, content):
    reading = read(content)
    assert (reading.format, reading.rows, reading.without_position) == ("opensky-flights", 2, 2)


def test_the_archive_of_a_day(recordings, read):
    folder = recordings / "fr24_archive_csv"
    flights = read((folder / "20170205_flights.csv").read_bytes())
    named = {identity.key for identity in flights.identities}
    files = sorted((folder / "20170205_positions").iterdir())
    for file in files:
        reading = read(file.read_bytes(), name=file.name)
        assert reading.rows == len(reading.fixes) > 0
        assert reading.tracks[0].key in named
    assert len(files) == len(named) == 20
