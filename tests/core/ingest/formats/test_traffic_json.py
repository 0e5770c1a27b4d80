from __future__ import annotations

import io
import json

import numpy as np
import pytest

from watchfield.core.errors import ReadError, UnknownFormat
from watchfield.core.ingest import recognise
from watchfield.core.model.fixes import Quality

pytestmark = pytest.mark.usefixtures("parsing")


def test_milliseconds_become_seconds_and_null_positions_are_counted(read):
    reading = read("traffic.json")
    assert (reading.format, reading.rows, len(reading.fixes), reading.without_position) == ("traffic-json", 4, 3, 1)
    assert list(reading.fixes.time_s) == [1_761_480_001.0, 1_761_480_003.0, 1_761_480_004.0]
    assert list(reading.fixes.row) == [1, 2, 4]


def test_values_are_taken_as_they_are(read):
    fixes = read("traffic.json").fixes
    assert (fixes.baro_altitude_ft[0], fixes.geo_altitude_ft[0]) == (1000, 1100)
    assert (fixes.speed_kt[0], fixes.track_deg[0], fixes.climb_fpm[0]) == (150, 90, 1000)
    assert [bool(bits & Quality.ON_GROUND) for bits in fixes.quality] == [False, True, False]


def test_records_and_columns_are_two_forms_of_one_recording(read):
    records, columns = read("traffic.json"), read("traffic_columns.json")
    for name in records.fixes.columns():
        np.testing.assert_array_equal(getattr(records.fixes, name), getattr(columns.fixes, name), name)
    assert records.tracks == columns.tracks


def test_rows_out_of_order_are_sorted_by_aircraft_and_time(read, data):
    records = json.loads((data / "traffic.json").read_text())
    backwards = read(json.dumps(records[2::-1]).encode()).fixes
    assert list(backwards.time_s) == [1_761_480_001.0, 1_761_480_003.0]
    assert list(backwards.row) == [3, 2]


def test_where_the_record_says_when_the_position_was_heard_that_is_its_time(read, data):
    records = json.loads((data / "traffic.json").read_text())
    records[0]["last_position"] = 1_761_480_000_250
    assert read(json.dumps(records).encode()).fixes.time_s[0] == 1_761_480_000.25


def test_without_address_and_callsign_the_flight_id_names_it(read):
    record = {"timestamp": 1_761_480_000_000, "latitude": 35, "longitude": 36, "altitude": 1, "flight_id": "AB_001"}
    assert read(json.dumps([record]).encode()).tracks[0].key == "other:AB_001"


def test_elements_that_are_no_records_are_refused_one_by_one(read, data):
    records = json.loads((data / "traffic.json").read_text())
    reading = read(json.dumps([records[0], None, [], "x", 5, records[1]]).encode())
    assert (reading.rows, len(reading.fixes), reading.refused) == (6, 2, 4)
    assert [refusal.row for refusal in reading.refusals] == [2, 3, 4, 5]


def test_a_list_cut_short_is_refused_with_its_row(read, data):
    with pytest.raises(ReadError, match="cut short") as caught:
        read((data / "traffic.json").read_bytes()[:-40], name="cut.json")
    assert caught.value.where == "cut.json, row 4"


def test_times_in_seconds_are_not_milliseconds_of_1970(read, data):
    records = json.loads((data / "traffic.json").read_bytes())
    seconds = [{**record, "timestamp": record["timestamp"] / 1000} for record in records]
    assert list(read(json.dumps(seconds).encode()).fixes.time_s) == list(read("traffic.json").fixes.time_s)


def test_a_list_of_places_with_times_is_not_of_traffic():
    places = [{"timestamp": "2025-10-26T12:00:00Z", "latitude": 1.0, "longitude": 2.0, "altitude": 30.0}]
    with pytest.raises(UnknownFormat):
        recognise(io.BytesIO(json.dumps(places).encode()), "x.json")
