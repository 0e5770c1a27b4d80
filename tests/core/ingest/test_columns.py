from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchfield.core.ingest.assembly import assembled
from watchfield.core.ingest.columns import Columns, judged
from watchfield.core.ingest.format import Options
from watchfield.core.ingest.values import codes
from watchfield.core.model.fixes import MISSING_U1, Quality
from watchfield.core.model.reading import MAX_LISTED_REFUSALS, Refusal
from watchfield.core.model.track import Interval, Track

NOON_S = 1_761_480_000.0
SOMEBODY = Track("icao:155de0")

numbers = st.one_of(
    st.floats(allow_nan=True, allow_infinity=True),
    st.sampled_from([0.0, -0.0, 90.0, -90.0, 90.0000001, 180.0, -180.0, 180.0000001, 360.0, 540.0, NOON_S, 9e15]),
)


def columns(**other):
    given_ = {"time_s": [NOON_S], "lat_deg": [35.0], "lon_deg": [36.0], **other}
    count = len(given_["lat_deg"])
    text = {name: codes(given_.pop(name)) for name in ("callsign", "squawk") if name in given_}
    arrays = {name: np.resize(np.array(given_.pop(name), float), count) for name in ("time_s", "lat_deg", "lon_deg")}
    track = given_.pop("track", np.zeros(count, np.int64))
    return Columns(row=np.arange(1, count + 1), track=np.array(track), **arrays, **text, **given_)


def read(*, now_s=None, tracks=(SOMEBODY,), **other):
    return assembled("test", [judged(columns(**other), tracks, Options(now_s=now_s))])


@given(st.lists(st.tuples(numbers, numbers, numbers), max_size=30))
def test_every_row_becomes_one_thing_and_what_is_kept_is_on_the_globe(rows):
    time_s, lat_deg, lon_deg = (list(column) for column in zip(*rows, strict=True)) if rows else ([], [], [])
    result = read(time_s=time_s or [], lat_deg=lat_deg, lon_deg=lon_deg) if rows else None
    if result is None:
        return
    assert result.rows == len(rows) == len(result.fixes) + result.refused + result.without_position
    assert result.refused == len(result.refusals)
    assert (np.abs(result.fixes.lat_deg) <= 90).all()
    assert (np.abs(result.fixes.lon_deg) <= 180).all()
    assert np.isfinite(result.fixes.time_s).all()


@pytest.mark.parametrize(
    ("lat_deg", "lon_deg", "outcome"),
    [
        (90.0, 180.0, "fix"),
        (-90.0, -180.0, "fix"),
        (-0.0, 0.0, "fix"),
        (90.0000001, 0.0, "refused"),
        (0.0, 180.0000001, "refused"),
        (0.0, 360.0, "refused"),
        (np.inf, 0.0, "refused"),
        (np.nan, 0.0, "without"),
        (0.0, np.nan, "without"),
        (np.nan, np.inf, "without"),
    ],
)
def test_the_poles_and_the_antimeridian_are_on_the_globe_and_nothing_beyond(lat_deg, lon_deg, outcome):
    result = read(lat_deg=[lat_deg], lon_deg=[lon_deg])
    assert (len(result.fixes), result.refused, result.without_position) == {
        "fix": (1, 0, 0),
        "refused": (0, 1, 0),
        "without": (0, 0, 1),
    }[outcome]


@pytest.mark.parametrize(
    ("time_s", "odd"),
    [
        (NOON_S, False),
        (NOON_S + 86_400.0, False),
        (NOON_S + 86_401.0, True),  # more than a day after the import
        (0.0, True),
        (-1.0, True),
        (631_151_999.0, True),  # 1989
        (253_402_300_799.0, True),  # 9999
    ],
)
def test_an_odd_time_is_kept_and_marked(time_s, odd):
    (quality,) = read(time_s=[time_s], now_s=NOON_S).fixes.quality
    assert bool(quality & Quality.ODD_TIME) is odd


def test_without_a_clock_no_future_is_too_far():
    assert not read(time_s=[9e9]).fixes.quality[0] & Quality.ODD_TIME


@pytest.mark.parametrize("time_s", [np.nan, np.inf, -np.inf, 1_761_480_000_000.0, 1_761_480_000_000_000.0, -1e12])
def test_what_no_calendar_can_say_is_refused(time_s):
    result = read(time_s=[time_s])
    assert (result.refused, result.refusals[0].column) == (1, "time")
    assert result.refusals[0].reason.endswith((".", "?"))


def test_values_that_cannot_be_are_missing():
    values = {
        "baro_altitude_ft": np.array([np.inf, 1e300, -300.0, np.nan]),
        "speed_kt": np.array([-1.0, np.inf, 0.0, 400.0]),
        "track_deg": np.array([360.0, -1.0, 361.0, 359.9]),
        "nic": np.array([8.0, 8.5, -1.0, np.nan]),
        "sil": np.array([4.0, 3.0, 0.0, np.inf]),
    }
    fixes = read(lat_deg=[35.0] * 4, values=values).fixes
    np.testing.assert_array_equal(fixes.baro_altitude_ft, np.float32([np.nan, np.nan, -300, np.nan]))
    np.testing.assert_array_equal(fixes.speed_kt, np.float32([np.nan, np.nan, 0, 400]))
    np.testing.assert_array_equal(fixes.track_deg, np.float32([0, np.nan, np.nan, 359.9]))
    assert list(fixes.nic) == [8, MISSING_U1, MISSING_U1, MISSING_U1]
    assert list(fixes.sil) == [MISSING_U1, 3, 0, MISSING_U1]


def test_a_thousand_refusals_are_listed_and_all_are_counted():
    result = read(lat_deg=[95.0] * 1500, broken=[Refusal(0, "", "broken")])
    assert (result.refused, len(result.refusals)) == (1501, MAX_LISTED_REFUSALS)
    assert [refusal.row for refusal in result.refusals] == list(range(MAX_LISTED_REFUSALS))


def test_a_callsign_holds_until_another_is_said():
    result = read(
        lat_deg=[35.0] * 7,
        time_s=NOON_S + np.arange(7.0),
        callsign=["DEMO1 ", None, "DEMO1", "DEMO2", "", "DEMO2", "DEMO1"],
    )
    (track,) = result.tracks
    assert track.callsigns == (
        Interval(NOON_S, NOON_S + 2, "DEMO1"),
        Interval(NOON_S + 3, NOON_S + 5, "DEMO2"),
        Interval(NOON_S + 6, NOON_S + 6, "DEMO1"),
    )
    assert track.callsign in ("DEMO1", "DEMO2")


def test_intervals_follow_time_and_not_the_order_of_the_file():
    result = read(lat_deg=[35.0] * 3, time_s=[NOON_S + 2, NOON_S, NOON_S + 1], callsign=["B", "A", "A"])
    assert [interval.text for interval in result.tracks[0].callsigns] == ["A", "B"]


def test_a_text_of_a_refused_row_names_nobody():
    result = read(lat_deg=[35.0, 95.0], time_s=[NOON_S, NOON_S + 1], callsign=["A", "B"])
    assert [interval.text for interval in result.tracks[0].callsigns] == ["A"]


def test_tracks_without_a_fix_are_left_out():
    tracks = (Track("icao:000001"), Track("icao:000002"), Track("icao:000003"))
    result = read(lat_deg=[35.0, np.nan, 36.0], track=[2, 1, 0], tracks=tracks)
    assert [track.key for track in result.tracks] == ["icao:000001", "icao:000003"]
    assert list(result.fixes.lat_deg) == [36.0, 35.0]


@pytest.mark.parametrize(
    ("said", "kept"), [("1200", "1200"), ("416", "0416"), ("0", None), ("0000", "0000"), ("8000", None)]
)
def test_a_squawk_is_four_octal_digits(said, kept):
    squawks = read(squawk=[said]).tracks[0].squawks
    assert [interval.text for interval in squawks] == ([kept] if kept else [])
