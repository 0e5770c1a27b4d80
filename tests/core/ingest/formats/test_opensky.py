from __future__ import annotations

import io

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import csv as arrow_csv
from pyarrow import parquet

from watchfield.core.errors import ReadError
from watchfield.core.ingest import parsers, recognise
from watchfield.core.model.fixes import Quality


def as_parquet(data, **columns):
    table = arrow_csv.read_csv(
        data / "opensky.csv", convert_options=arrow_csv.ConvertOptions(null_values=["", "NA", "abc"])
    )
    for name, column in columns.items():
        table = table.set_column(table.column_names.index(name), name, column)
    sink = io.BytesIO()
    parquet.write_table(table, sink)
    return sink.getvalue()


@pytest.mark.usefixtures("parsing")
def test_the_time_of_a_fix_is_when_its_position_was_heard(read):
    fixes = read("opensky.csv").fixes
    assert list(fixes.time_s) == [1_761_480_000.5, 1_761_480_000.5, 1_761_480_002.7, 1_761_480_004.9]
    assert list(fixes.row) == [2, 3, 4, 7]


@pytest.mark.usefixtures("parsing")
def test_metres_and_metres_a_second_become_feet_and_knots(read):
    fixes = read("opensky.csv").fixes
    assert fixes.baro_altitude_ft[0] == pytest.approx(1000)
    assert fixes.geo_altitude_ft[0] == pytest.approx(1100)
    assert fixes.speed_kt[0] == pytest.approx(150)
    assert fixes.climb_fpm[0] == pytest.approx(1000)


@pytest.mark.usefixtures("parsing")
def test_rows_in_which_no_position_was_heard_are_counted_and_bad_values_are_missing(read):
    reading = read("opensky.csv")
    assert (reading.rows, len(reading.fixes), reading.refused, reading.without_position) == (6, 4, 1, 1)
    assert (reading.refusals[0].row, reading.refusals[0].column) == (6, "lon")
    assert np.isnan(reading.fixes.baro_altitude_ft[-1])  # “abc”
    assert np.isnan(reading.fixes.speed_kt[2])  # “NA”
    assert [bool(bits & Quality.ON_GROUND) for bits in reading.fixes.quality] == [False, False, True, False]


@pytest.mark.usefixtures("parsing")
def test_who_has_no_address_is_named_by_the_callsign(read):
    reading = read("opensky.csv")
    assert [track.key for track in reading.tracks] == ["icao:155de2", "callsign:DEMO07"]
    assert [track.callsign for track in reading.tracks] == ["DEMO06", "DEMO07"]
    assert list(reading.fixes.offsets) == [0, 3, 4]


def test_parquet_gives_the_same_fixes_as_csv(read, data):
    parsers.enable_fast()
    table, columnar = read("opensky.csv"), read(as_parquet(data))
    assert columnar.format == "opensky-parquet"
    for name in set(table.fixes.columns()) - {"row"}:
        np.testing.assert_array_equal(getattr(table.fixes, name), getattr(columnar.fixes, name), name)
    assert list(columnar.fixes.row) == [1, 2, 3, 6]
    assert columnar.tracks == table.tracks


def test_parquet_may_hold_times_as_times_and_truth_as_words(read, data):
    parsers.enable_fast()
    times = pa.array([None, 1_761_480_000_500, 1_761_480_002_700, None, 5, 6], pa.timestamp("ms"))
    words = pa.array(["True", "False", "true", None, "x", "1"]).dictionary_encode()
    reading = read(as_parquet(data, lastposupdate=times, onground=words))
    assert list(reading.fixes.time_s) == [1_761_480_000.5, 1_761_480_002.7, 0.006]
    assert [bool(bits & Quality.ON_GROUND) for bits in reading.fixes.quality] == [False, True, True]


def test_a_parquet_nan_is_said_and_a_null_only_counted(read, data):
    parsers.enable_fast()
    reading = read(as_parquet(data, lat=pa.array([float("nan"), None, 35.0, None, 36.0, float("inf")])))
    assert [refusal.row for refusal in reading.refusals] == [1, 5, 6]
    assert reading.without_position == 2


def test_a_column_of_a_wrong_type_is_refused_in_words(read, data):
    parsers.enable_fast()
    with pytest.raises(ReadError, match="Parquet"):
        read(as_parquet(data, lat=pa.array([[1.0]] * 6)))


def test_parquet_without_its_library_says_what_is_missing(read, data):
    with pytest.raises(ReadError, match="pyarrow"):
        read(as_parquet(data))


def test_a_parquet_cut_short_is_named_for_what_it_began_as(read, data):
    parsers.enable_fast()
    with pytest.raises(ReadError, match="cut short"):
        read(as_parquet(data)[:-20])


@pytest.mark.usefixtures("parsing")
def test_of_a_table_without_positions_all_rows_are_without(read):
    reading = read(b"time,icao24,velocity,heading,vertrate\n1761480001,155de2,1,2,3\n1761480002,155de2,1,2,3\n")
    assert (reading.format, reading.rows, reading.without_position) == ("table", 2, 2)


@pytest.mark.usefixtures("parsing")
@pytest.mark.parametrize(("old", "new"), [(",", ";"), (",", "\t"), ("\n", "\r\n"), ("\n", "\r")])
def test_other_delimiters_and_line_ends_read_the_same(read, data, old, new):
    text = (data / "opensky.csv").read_text().replace(old, new)
    assert read(text.encode()).fixes.time_s.tolist() == read("opensky.csv").fixes.time_s.tolist()


@pytest.mark.usefixtures("parsing")
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "latin-1"])
def test_a_text_in_another_encoding_is_read_if_it_says_so(read, data, encoding):
    content = (data / "opensky.csv").read_text().encode(encoding)
    if encoding == "utf-16-le":  # without a mark: NUL bytes in what should be a text
        with pytest.raises(ReadError):
            read(content)
    else:
        assert len(read(content).fixes) == 4


@pytest.mark.usefixtures("parsing")
def test_of_two_columns_of_one_name_the_first_counts(read):
    reading = read(b"icao24,lat,lon,lat,lastposupdate,velocity\n155de2,35,36,99,1761480000,1\n")
    assert list(reading.fixes.lat_deg) == [35.0]


@pytest.mark.usefixtures("parsing")
def test_a_million_columns_are_refused(read):
    with pytest.raises(ReadError, match="columns"):
        read(b"icao24,lat,lon,lastposupdate," + b"x," * 1_000_000 + b"y\n")


def test_a_table_that_only_shares_some_names_is_left_to_its_own_columns():
    header = b"time,icao24,lat,lon,altitude_m,speed_kmh,heading\n"
    row = b"2020-01-01T00:00:00Z,4ca123,51.5,0.4,1000,500,90\n"
    assert recognise(io.BytesIO(header + row), "x.csv").name == "table"
