from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchfield.core.errors import Cancelled
from watchfield.core.model.fixes import SOLID_S
from watchfield.core.spatial.boxes import RUN_FIXES, Boxes, runs_of, turns


def segments_of(fixes):
    """Every segment and every lonely fix, one at a time: (position, longitudes unwound, latitudes, times)."""
    for track in range(fixes.track_count):
        begin, end = int(fixes.offsets[track]), int(fixes.offsets[track + 1])
        for i in range(begin, end):
            for j in (i, i + 1):
                if j < end and fixes.time_s[j] - fixes.time_s[i] <= SOLID_S:
                    lon1, lon2 = float(fixes.lon_deg[i]), float(fixes.lon_deg[j])
                    lon2 -= 360.0 * round((lon2 - lon1) / 360.0)
                    lats, times = fixes.lat_deg[[i, j]], fixes.time_s[[i, j]]
                    yield i, j, (min(lon1, lon2), max(lon1, lon2)), (lats.min(), lats.max()), tuple(times)


def brute_force(segments, west, south, east, north, start_s, end_s):
    """The segments whose own box meets the window."""
    if east < west:
        east += 360.0
    for i, j, (lon1, lon2), (lat1, lat2), (time1, time2) in segments:
        beside = any(lon2 + turn >= west and lon1 + turn <= east for turn in (-720.0, -360.0, 0.0, 360.0, 720.0))
        if beside and lat2 >= south and lat1 <= north and time2 >= start_s and time1 <= end_s:
            yield i, j


def assert_answers(boxes, segments, window):
    """No segment is missed, no run is given whose box lies elsewhere."""
    found = boxes.query(*window)
    assert np.array_equal(found, np.unique(found))
    runs = boxes.runs
    for i, j in brute_force(segments, *window):
        assert np.any((runs.begin[found] <= i) & (j < runs.end[found])), (window, i, j)
    for run in found:
        assert any(meets(boxes.low[box], boxes.high[box], window) for box in np.flatnonzero(boxes.owner == run))


def meets(low, high, window):
    west, south, east, north, start_s, end_s = window
    east = east + 360.0 if east < west else east
    beside = any(high[0] + turn >= west and low[0] + turn <= east for turn in (-720.0, -360.0, 0.0, 360.0, 720.0))
    return beside and high[1] >= south and low[1] <= north and high[2] >= start_s and low[2] <= end_s


def test_a_run_ends_with_its_track_at_a_hole_and_after_64_fixes(fixes_of):
    long = [(0, 10.0 * i, 30.0, 40.0) for i in range(100)]
    with_hole = [(1, time_s, 30.0, 40.0) for time_s in (0.0, 300.0, 600.1, 610.0)]
    runs = runs_of(fixes_of([*long, *with_hole, (3, 0.0, 30.0, 40.0)]))

    assert list(zip(runs.begin, runs.end, strict=True)) == [(0, 64), (63, 100), (100, 102), (102, 104), (104, 105)]
    assert runs.stretches.tolist() == [0, 2, 3, 4, 5]
    assert runs.stretch_of(np.array([0, 1, 4])).tolist() == [0, 3]


@pytest.mark.parametrize("length", [1, 2, 63, 64, 65, 126, 127, 128, 190])
def test_the_segments_of_the_runs_are_those_of_the_track_each_once(fixes_of, length):
    fixes = fixes_of([(0, 10.0 * i, 30.0, 40.0) for i in range(length)])
    runs = runs_of(fixes)
    segments = [i for begin, end in zip(runs.begin, runs.end, strict=True) for i in range(begin, end - 1)]

    assert segments == list(range(length - 1))
    assert (runs.end - runs.begin).max() <= RUN_FIXES
    assert (runs.end - runs.begin).min() >= min(length, 2)


def test_no_fixes_have_no_runs_and_answer_nothing(fixes_of):
    boxes = Boxes.build(fixes_of([]))
    assert len(boxes.runs) == 0
    assert len(boxes.query(-180.0, -90.0, 180.0, 90.0)) == 0


def test_a_run_across_180_degrees_has_two_boxes(fixes_of):
    boxes = Boxes.build(fixes_of([(0, 0.0, 179.5, 10.0), (0, 10.0, -179.0, 11.0), (1, 0.0, 20.0, 10.0)]))

    assert boxes.owner.tolist() == [0, 0, 1]
    assert sorted(boxes.low[:2, 0]) == [-180.0, 179.5]
    assert sorted(boxes.high[:2, 0]) == [-179.0, 180.0]
    assert boxes.query(0.0, 0.0, 90.0, 90.0).tolist() == [1]  # the line takes the short way, not the one past Greenwich
    for west, east in ((179.6, 179.7), (-179.9, -179.8), (180.2, 180.3), (179.0, -179.0), (-181.0, -180.5)):
        assert boxes.query(west, 0.0, east, 90.0).tolist() == [0]


def test_the_window_is_closed_and_180_is_minus_180(fixes_of):
    boxes = Boxes.build(fixes_of([(0, 100.0, 180.0, 10.0)]))

    assert boxes.query(-180.0, 10.0, -179.0, 11.0, 100.0, 100.0).tolist() == [0]
    assert boxes.query(179.0, 9.0, 180.0, 10.0, 0.0, 100.0).tolist() == [0]
    assert boxes.query(-179.9, 9.0, 179.9, 11.0).tolist() == []
    assert boxes.query(179.0, 9.0, 180.0, 10.0, 100.1, 200.0).tolist() == []


@pytest.mark.parametrize(
    "window", [(0.0, 5.0, 1.0, -5.0, 0.0, 1.0), (0.0, -5.0, 1.0, 5.0, 9.0, 1.0), (0.0, np.nan, 1.0, 5.0)]
)
def test_a_window_without_an_inside_holds_nothing(fixes_of, window):
    boxes = Boxes.build(fixes_of([(0, 0.0, 0.0, -9.0), (0, 10.0, 1.0, 9.0)]))
    assert len(boxes.query(*window)) == 0


@pytest.mark.parametrize(
    ("span", "intervals"),
    [
        ((-10.0, 10.0), [(-10.0, 10.0)]),
        ((170.0, 190.0), [(-180.0, -170.0), (170.0, 180.0)]),
        ((170.0, -170.0), [(-180.0, -170.0), (170.0, 180.0)]),
        ((-190.0, -170.0), [(-180.0, -170.0), (170.0, 180.0)]),
        ((350.0, 370.0), [(-10.0, 10.0)]),
        ((-180.0, -170.0), [(-180.0, -170.0), (180.0, 180.0)]),
        ((170.0, 180.0), [(-180.0, -180.0), (170.0, 180.0)]),
        ((-500.0, 500.0), [(-180.0, 180.0)]),
        ((100.0, 99.0), [(-180.0, 99.0), (100.0, 180.0)]),
    ],
)
def test_longitudes_on_any_turn_are_brought_to_ours(span, intervals):
    assert sorted(turns(*span)) == intervals


def test_one_who_asks_it_to_stop_stops_it(fixes_of):
    def stop(*_news):
        raise Cancelled

    with pytest.raises(Cancelled):
        Boxes.build(fixes_of([(0, 0.0, 0.0, 0.0)]), progress=stop)


def test_brute_force_over_all_segments_finds_nothing_else(wandering):
    fixes = wandering(20, 150)
    boxes, segments = Boxes.build(fixes), list(segments_of(fixes))
    chance = np.random.default_rng(7)
    for _ in range(30):
        west, south = chance.uniform(-400.0, 400.0), chance.uniform(-90.0, 60.0)
        width, start_s = chance.choice([0.5, 20.0, 200.0, 359.0]), chance.uniform(0.0, 86_400.0)
        assert_answers(boxes, segments, (west, south, west + width, south + 20.0, start_s, start_s + 20_000.0))


# In steps of 1/64 degree, which lose nothing when they are turned by 360.
LONGITUDES = st.one_of(
    st.sampled_from([-180.0, -179.5, 0.0, 179.5, 180.0]), st.integers(-11520, 11520).map(lambda i: i / 64)
)
ROWS = st.lists(
    st.tuples(st.integers(0, 3), st.floats(0.0, 2000.0), LONGITUDES, st.floats(-90.0, 90.0)), min_size=1, max_size=40
)
WINDOWS = st.tuples(
    st.integers(-34560, 34560).map(lambda i: i / 64),
    st.floats(-90.0, 90.0),
    st.integers(0, 23039).map(lambda i: i / 64),
    st.floats(0.0, 180.0),
    st.floats(0.0, 2000.0),
    st.floats(0.0, 2000.0),
)


@given(ROWS, WINDOWS)
@settings(max_examples=60, deadline=None)
def test_whatever_the_recording_and_the_window_no_segment_is_missed(fixes_of, rows, window):
    west, south, width, height, start_s, span_s = window
    fixes = fixes_of(rows)
    window = (west, south, west + width, south + height, start_s, start_s + span_s)
    assert_answers(Boxes.build(fixes), list(segments_of(fixes)), window)
