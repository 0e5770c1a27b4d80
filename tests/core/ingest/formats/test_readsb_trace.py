from __future__ import annotations

import gzip
import json
from typing import Any

import numpy as np
import pytest

from watchfield.core.errors import ReadError
from watchfield.core.model.fixes import MISSING_U1, Kind, Quality
from watchfield.core.model.track import Interval

BASE_S = 1_761_480_000.0

pytestmark = pytest.mark.usefixtures("parsing")


def trace(rows: list[Any], **top: Any) -> bytes:
    return json.dumps({"icao": "155de0", "timestamp": BASE_S, **top, "trace": rows}).encode()


def test_every_row_is_a_fix_or_refused_or_without_position(read):
    reading = read("readsb_trace.json")
    assert (reading.format, reading.rows, len(reading.fixes)) == ("readsb-trace", 8, 6)
    assert (reading.refused, reading.without_position) == (1, 1)
    refusal = reading.refusals[0]
    assert (refusal.row, refusal.column) == (7, "latitude")
    assert "95" in refusal.reason


def test_the_aircraft_is_named_with_what_the_file_knows(read):
    (track,) = read("readsb_trace.json").tracks
    assert (track.key, track.icao24, track.registration, track.type) == ("icao:155de0", "155de0", "RA-00000", "A124")
    assert dict(track.facts) == {
        "military": True,
        "category": "A5",
        "description": "ANTONOV An-124 Ruslan",
        "owner": "NOBODY",
    }
    assert track.callsign == "DEMO01"


def test_ground_means_on_the_ground_at_an_unknown_altitude(read):
    fixes = read("readsb_trace.json").fixes
    assert fixes.quality[0] & Quality.ON_GROUND
    assert np.isnan(fixes.baro_altitude_ft[0])
    assert fixes.geo_altitude_ft[0] == 125
    assert not (fixes.quality[1:] & Quality.ON_GROUND).any()


def test_flags_become_quality(read):
    fixes = read("readsb_trace.json").fixes
    assert [bool(bits & Quality.STALE) for bits in fixes.quality] == [True, False, False, False, True, False]
    assert [bool(bits & Quality.GEOMETRIC_ALTITUDE) for bits in fixes.quality] == [False, False, True, *[False] * 3]


def test_each_fix_says_how_it_came_about(read):
    assert list(read("readsb_trace.json").fixes.kind) == [
        Kind.ADS_B,
        Kind.ADS_B,
        Kind.ADS_B,
        Kind.MLAT,
        Kind.TIS_B,
        Kind.ADS_C,
    ]


def test_details_hold_until_the_next_say_otherwise(read):
    reading = read("readsb_trace.json")
    assert list(reading.fixes.nic) == [8, 8, 8, 8, MISSING_U1, MISSING_U1]  # a hole comes, and 99 is no NIC
    assert list(reading.fixes.nac_p) == [10, 10, 10, 4, MISSING_U1, MISSING_U1]
    assert list(reading.fixes.sil) == [3, 3, 3, 3, MISSING_U1, MISSING_U1]
    (track,) = reading.tracks
    assert track.callsigns == (
        Interval(BASE_S, BASE_S + 92.25, "DEMO01"),
        Interval(BASE_S + 490.0, BASE_S + 490.0, "DEMO02"),
    )
    assert [interval.text for interval in track.squawks] == ["1234", "7700"]


def test_a_missing_vertical_rate_is_taken_from_the_geometric_one(read):
    climb_fpm = read("readsb_trace.json").fixes.climb_fpm
    np.testing.assert_array_equal(climb_fpm, np.float32([0, 1500, 1800, 1600, np.nan, 0]))


def test_values_that_cannot_be_are_missing_and_the_fix_is_kept(read):
    fixes = read("readsb_trace.json").fixes
    assert np.isnan(fixes.speed_kt[-1])  # -5 kt
    assert np.isnan(fixes.track_deg[-1])  # 361 degrees


def test_an_old_trace_with_nine_columns_takes_the_kind_from_the_details(read):
    reading = read("readsb_trace_2019.json")
    assert list(reading.fixes.kind) == [Kind.MLAT, Kind.MLAT]
    assert (reading.rows, reading.refused) == (3, 1)


def test_an_address_that_is_none_is_a_local_name(read):
    (track,) = read("readsb_trace_2019.json").tracks
    assert (track.key, track.icao24) == ("other:~2a3b4c", None)


def test_gzip_is_known_by_its_first_bytes_under_any_name(read, data):
    plain = read("readsb_trace.json")
    packed = read(gzip.compress((data / "readsb_trace.json").read_bytes()), name="trace_full_155de0.json")
    np.testing.assert_array_equal(plain.fixes.time_s, packed.fixes.time_s)


def test_a_time_far_from_the_recordings_own_is_kept_and_marked(read):
    day_s = 86_400
    rows = [[offset, 35.0, 36.0, 1000, 1, 1, 0, 0, None] for offset in (0, day_s, 3 * day_s, -2 * day_s)]
    fixes = read(trace(rows)).fixes
    assert len(fixes) == 4
    assert [bool(bits & Quality.ODD_TIME) for bits in fixes.quality] == [True, False, False, True]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{"icao": "155de0", "timestamp": 1, "trace": {"a": 1}}', "trace"),
        (b'{"icao": "155de0", "timestamp": 1}', "trace"),
        (b'{"icao": "155de0", "timestamp": "noon", "trace": []}', "timestamp"),
        (b'{"icao": "155de0", "timestamp": NaN, "trace": []}', "timestamp"),
        (b'{"icao": "155de0", "timestamp": 1, "trace": [[0, 35.0', "cut short"),
        (b'{"icao": "155de0", "timestamp": 1, "trace": ' + b"[" * 100_000, "deep"),
        (b'{"icao": "155de0", "timestamp": ' + b"9" * 10_000 + b', "trace": []}', "number"),
    ],
)
def test_a_file_that_is_not_what_it_claims_is_refused_with_its_name(read, content, words):
    with pytest.raises(ReadError) as caught:
        read(content, name="odd.json")
    assert caught.value.where.startswith("odd.json")
    assert words in str(caught.value)


def test_rows_of_every_wrong_type_are_refused_one_by_one(read):
    good = [0, 35.0, 36.0, 1000, 1, 1, 0, 0, None]
    reading = read(trace(["text", None, 7, [], [1], {}, good, [0, "x", 36.0], [None, 35.0, 36.0], [[], 35.0, 36.0]]))
    assert (reading.rows, len(reading.fixes), reading.refused, reading.without_position) == (10, 1, 9, 0)
    assert [refusal.row for refusal in reading.refusals] == [1, 2, 3, 4, 5, 6, 8, 9, 10]


def test_an_aircraft_without_an_address_is_still_somebody(read):
    good = [0, 35.0, 36.0, 1000, 1, 1, 0, 0, None]
    assert read(trace([good], icao=None)).tracks[0].key == "other:unknown"
    assert read(trace([good], icao=5)).tracks[0].key == "other:unknown"
    assert len(read(trace([good], icao="x" * 65_536)).tracks[0].key) < 30


def test_what_was_said_before_a_hole_is_not_said_after_it(read):
    said = {"flight": "RFF7421 ", "squawk": "1000", "nic": 8, "nac_p": 9, "sil": 3}
    rows = [
        [0, 35.0, 36.0, 9000, 200, 90, 0, 0, said],
        [300, 35.0, 36.1, 9000, 200, 90, 0, 0, None],
        [40_000, 35.0, 36.2, 9000, 200, 90, 0, 0, None],
        [40_010, 35.0, 36.3, 9000, 200, 90, 0, 0, {"nic": 5}],
    ]
    reading = read(trace(rows))
    assert reading.fixes.nic.tolist() == [8, 8, 255, 5]
    assert reading.fixes.sil.tolist() == [3, 3, 255, 255]
    (track,) = reading.tracks
    assert [(held.end_s - held.start_s, held.text) for held in track.callsigns] == [(300.0, "RFF7421")]


def test_rows_whose_times_are_no_numbers_are_refused_and_cut_nothing(read):
    rows = [
        [seconds, 35.0, 36.0, 9000, 200, 90, 0, 0, {"nic": 8} if seconds == 0 else None] for seconds in (0, "x", "y", 9)
    ]
    reading = read(trace(rows))
    assert (reading.refused, len(reading.fixes)) == (2, 2)
    assert reading.fixes.nic[0] == 8
