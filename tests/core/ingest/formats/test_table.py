from __future__ import annotations

import io
import json

import numpy as np
import openpyxl
import pyarrow as pa
import pytest
from pyarrow import parquet

from watchfield.core.errors import ReadError
from watchfield.core.ingest import Options, parsers, recognise
from watchfield.core.ingest.formats.table import FORMAT
from watchfield.core.ingest.tables.mapping import ColumnMapping
from watchfield.core.model.fixes import Kind, Quality
from watchfield.core.store import Store
from watchfield.core.task import silent
from watchfield.core.workflow import import_files

NOW_S = 1_762_000_000.0
ROWS = "hex,time_utc,lat,lon,alt_ft,gs_kt,callsign\n155de2,2025-10-26T12:00:00,35.5,36.5,1000,150,DEMO01\n"
SMALL = ColumnMapping(
    {"time": "time_utc", "latitude": "lat", "longitude": "lon", "icao24": "hex", "pressure_altitude": "alt_ft"},
    {"pressure_altitude": "ft"},
    "iso8601",
)
HEATHROW = ColumnMapping(
    {
        "time": "timestamp",
        "latitude": "latitude",
        "longitude": "longitude",
        "pressure_altitude": "altitude",
        "speed": "speed_gnd",
        "track": "track_gnd",
        "vertical_rate": "vert_speed",
        "flight_id": "flight_id",
    },
    {"pressure_altitude": "ft", "speed": "kt", "vertical_rate": "ft/min"},
    "iso8601",
)


def read(content, mapping=None, zone=None):
    data = content.encode() if isinstance(content, str) else content
    stream = io.BytesIO(data)
    options = Options(now_s=NOW_S, timezone=zone, columns=mapping and mapping.to_json())
    chosen = recognise(stream, "file")
    assert chosen.name == "table"
    return list(chosen.parts(stream, "file", options))


def test_heathrow_is_read_through_a_mapping_and_its_flights_have_no_positions(recordings, parsing):
    folder = recordings / "eurocontrol_csv"
    parts = read((folder / "egll-positions-rt.csv").read_bytes(), HEATHROW)
    assert sum(part.rows for part in parts) == sum(map(len, parts)) == 18_574
    altitude_ft = np.concatenate([part.columns["baro_altitude_ft"] for part in parts])
    assert np.isfinite(altitude_ft).sum() == 18_572  # -Inf and NA are no altitudes
    assert len({track.key for part in parts for track in part.tracks}) == 45
    (flights,) = read((folder / "egll-flights-rt.csv").read_bytes())
    assert (flights.rows, len(flights), flights.without_position) == (45, 0, 45)


@pytest.mark.usefixtures("parsing")
def test_a_table_whose_columns_are_certain_is_read_as_guessed_and_says_how():
    (part,) = read(ROWS)
    assert part.columns["time_s"].tolist() == [1_761_480_000.0]
    assert part.columns["baro_altitude_ft"].tolist() == [1000.0]
    assert ColumnMapping.from_json(part.mapping).columns["speed"] == "gs_kt"
    assert part.tracks[0].key == "icao:155de2"


@pytest.mark.usefixtures("parsing")
def test_what_has_no_unit_is_left_out_and_said():
    (part,) = read(ROWS.replace("alt_ft", "altitude"))
    assert "baro_altitude_ft" not in part.columns
    assert "altitude: the unit is not stated; not taken." in part.notes


@pytest.mark.usefixtures("parsing")
@pytest.mark.parametrize(
    ("unit", "feet"), [("ft", 1000.0), ("m", 1000 / 0.3048), ("FL", 100_000.0), ("km", 1e6 / 0.3048)]
)
def test_heights_come_in_feet_whatever_they_were_in(unit, feet):
    columns = {
        "time": "time_utc",
        "latitude": "lat",
        "longitude": "lon",
        "icao24": "hex",
        "geometric_altitude": "alt_ft",
    }
    (part,) = read(ROWS, ColumnMapping(columns, {"geometric_altitude": unit}, "iso8601"))
    expected = feet if feet <= 1e6 else np.nan
    np.testing.assert_allclose(part.columns["geo_altitude_ft"], [expected], rtol=1e-6)


@pytest.mark.usefixtures("parsing")
def test_a_table_without_an_aircraft_is_refused_with_what_is_missing_and_how_to_say_it():
    with pytest.raises(ReadError, match="certain to be the aircraft") as caught:
        read("time_utc,lat,lon,colour\n2025-10-26T12:00:00,35.5,36.5,red\n")
    assert "--columns" in caught.value.advice


@pytest.mark.usefixtures("parsing")
def test_a_table_of_something_else_is_an_unknown_table():
    with pytest.raises(ReadError, match="unknown table"):
        read("colour,size,price\nred,1,2\n")


@pytest.mark.usefixtures("parsing")
def test_a_mapping_may_do_without_an_aircraft():
    columns = {"time": "time_utc", "latitude": "lat", "longitude": "lon"}
    (part,) = read("time_utc,lat,lon\n2025-10-26T12:00:00,35.5,36.5\n", ColumnMapping(columns, {}, "iso8601"))
    assert [track.key for track in part.tracks] == ["other:unknown"]


@pytest.mark.usefixtures("parsing")
def test_a_mapping_that_names_columns_which_are_not_there_is_refused():
    columns = {"time": "time_utc", "latitude": "lat", "longitude": "lon", "icao24": "Mode S"}
    with pytest.raises(ReadError, match="mode s"):
        read(ROWS, ColumnMapping(columns, {}, "iso8601"))


@pytest.mark.usefixtures("parsing")
def test_what_the_user_says_of_the_zone_comes_before_what_the_mapping_says():
    (part,) = read(ROWS.replace("time_utc", "time"), zone="Europe/Moscow")
    assert part.columns["time_s"].tolist() == [1_761_480_000.0 - 3 * 3600]


@pytest.mark.usefixtures("parsing")
def test_an_hour_that_came_twice_or_never_is_refused_with_its_row():
    rows = "".join(f"155de2,2025-{day} 02:30:00,35.5,36.5\n" for day in ("10-26", "03-30", "10-27"))
    (part,) = read("hex,time,lat,lon\n" + rows, zone="Europe/Berlin")
    assert (part.rows, len(part), part.refused) == (3, 1, 2)
    assert [(refusal.row, refusal.column) for refusal in part.refusals] == [(2, "time"), (3, "time")]
    assert "twice" in part.refusals[0].reason
    assert "does not exist" in part.refusals[1].reason


@pytest.mark.usefixtures("parsing")
def test_swapped_latitude_and_longitude_are_found_and_said():
    (part,) = read(ROWS.replace("35.5,36.5", "142.5,43.5"))
    assert (part.columns["lat_deg"].tolist(), part.columns["lon_deg"].tolist()) == ([43.5], [142.5])
    assert any("swapped" in note for note in part.notes)


@pytest.mark.usefixtures("parsing")
def test_decimal_commas_and_groups_of_three_are_numbers():
    first, second = "155de2;2025-10-26 12:00;35,5;36,25;35.000\n", "155de2;2025-10-26 12:01;35,5;36,25;35000,5\n"
    (part,) = read(f"hex;time_utc;lat;lon;alt_ft\n{first}{second}")
    assert part.columns["lon_deg"].tolist() == [36.25, 36.25]
    assert part.columns["baro_altitude_ft"].tolist() == [35_000.0, 35_000.5]


@pytest.mark.usefixtures("parsing")
@pytest.mark.parametrize("cell", ["1e400", "0x23", "３５", "35,000,00", "1_000", "nan", "inf", "35.5.1", "--35"])
def test_what_is_no_number_is_missing_or_refused(cell):
    (part,) = read(ROWS + f'155de2,2025-10-26T12:00:01,35.5,36.5,"{cell}",150,DEMO01\n', SMALL)
    assert np.isnan(part.columns["baro_altitude_ft"][1])
    parts = read(ROWS + f'155de2,2025-10-26T12:00:01,"{cell}",36.5,1000,150,DEMO01\n', SMALL)
    assert (len(parts[0]), parts[0].refused) == (1, 1)


@pytest.mark.usefixtures("parsing")
def test_digits_of_a_latitude_never_come_in_groups():
    (part,) = read(ROWS + '155de2,2025-10-26T12:00:01,"0,035",36.5,1000,150,DEMO01\n', SMALL)
    assert (len(part), part.refused) == (1, 1)


@pytest.mark.usefixtures("parsing")
def test_a_date_and_a_time_of_day_may_stand_apart():
    (part,) = read("hex,date,time,lat,lon\n155de2,26.10.2025,12:00:00.5,35.5,36.5\n")
    assert part.columns["time_s"].tolist() == [1_761_480_000.5]


@pytest.mark.usefixtures("parsing")
def test_kinds_and_the_ground_are_taken_over():
    (part,) = read(
        "hex,ts,lat,lon,source,on_ground\n155de2,1761480000,1,2,MLAT,yes\n155de2,1761480001,1,2,estimated,no\n"
    )
    assert part.columns["kind"].tolist() == [Kind.MLAT, Kind.ESTIMATED]
    assert part.columns["quality"].tolist() == [Quality.ON_GROUND, 0]


@pytest.mark.usefixtures("parsing")
def test_two_long_flight_ids_that_begin_alike_stay_two():
    rows = "".join(f"2025-10-26-DEMO-00000{n},1761480000,1,2\n" for n in (1, 2))
    (part,) = read("flight_id,ts,lat,lon\n" + rows)
    assert len({track.key for track in part.tracks}) == 2


def workbook(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def test_an_excel_workbook_is_a_table():
    from datetime import datetime  # noqa: PLC0415

    parsers.enable_fast()
    rows = [["hex", "time_utc", "lat", "lon", "alt_ft"], ["155de2", datetime(2025, 10, 26, 12), 35.5, 36.5, 1000], []]  # noqa: DTZ001
    (part,) = read(workbook(*rows, ["155de2", "x", 35.5, 36.5, 1000]), SMALL)
    assert (part.rows, len(part), part.refused) == (2, 1, 1)
    assert (part.columns["time_s"].tolist(), part.columns["row"].tolist()) == ([1_761_480_000.0], [2])
    assert part.refusals[0].row == 4


def test_a_parquet_table_may_hold_times_as_times():
    parsers.enable_fast()
    times = pa.array([1_761_480_000_500, None, 5], pa.timestamp("ms"))
    table = pa.table({"Hex": ["155de2"] * 3, "time_utc": times, "lat": [35.5] * 3, "lon": [36.5] * 3})
    sink = io.BytesIO()
    parquet.write_table(table, sink)
    (part,) = read(sink.getvalue())
    assert part.columns["time_s"].tolist() == [1_761_480_000.5, 0.005]
    assert part.refused == 1


def test_the_columns_that_were_guessed_are_kept_beside_the_source(tmp_path):
    file, project = tmp_path / "any.csv", tmp_path / "any.gpkg"
    file.write_text(ROWS.replace("alt_ft", "altitude"))
    (first,) = import_files(project, [file]).files
    assert (first.stored, first.notes) == (1, ("altitude: the unit is not stated; not taken.",))
    with Store.open(project, write=False) as store:
        (source,) = store.sources()
    said = ColumnMapping.from_json(json.loads(source.options)["columns"])
    assert said.columns["icao24"] == "hex"
    (again,) = import_files(project, [file], options=Options(columns=said.to_json())).files
    assert (again.stored, again.duplicate) == (0, 1)


@pytest.mark.parametrize(
    ("header", "row", "said"),
    [
        ("mmsi,timestamp,lat,lon,sog,cog,callsign", "219000001,2021-02-27T00:00:00Z,55.1,12.1,10.1,100,OUZI2", "ships"),
        ("timestamp,lat,lon,track_id", "2021-02-27T00:00:00Z,55.1,12.1,stork 7", "of aircraft"),
        ("time,lat,lon,registration,speed_kmh", "2021-02-27T00:00:00Z,55.1,12.1,AB12 CDE,50", "of aircraft"),
    ],
)
def test_ships_storks_and_vans_are_no_aircraft_unless_somebody_says_so(header, row, said):
    with pytest.raises(ReadError, match=said):
        list(FORMAT.reader(io.BytesIO(f"{header}\n{row}\n{row}\n".encode()), "x.csv", Options(), silent))


def test_degrees_and_minutes_are_off_the_globe_and_not_swapped():
    content = b"time,icao24,lat,lon\n2020-01-01T00:00:00Z,4ca123,5130.25,25.75\n"
    (part,) = FORMAT.reader(io.BytesIO(content), "x.csv", Options(), silent)
    assert [refusal.reason for refusal in part.refusals] == ["5130.25 is off the globe: latitudes end at 90."]
    assert not any("swapped" in note for note in part.notes)


@pytest.mark.parametrize(("zone", "said"), [(None, True), ("Europe/Moscow", False), ("UTC", False)])
def test_a_zone_that_the_user_states_is_not_said_to_be_assumed(zone, said):
    content = b"time,icao24,lat,lon\n2020-06-01 00:00:00,4ca123,51.5,0.1\n"
    (part,) = FORMAT.reader(io.BytesIO(content), "x.csv", Options(timezone=zone), silent)
    assert any("taken as UTC" in note for note in part.notes) == said
