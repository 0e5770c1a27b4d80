from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchfield.core.model.clock import SPEEDS, Clock, advanced, faster, moved

NOON = Clock(now_s=1000.0, first_s=0.0, last_s=2000.0, speed=60.0, playing=True)


def test_a_clock_that_plays_goes_on_by_its_speed():
    assert advanced(NOON, 0.5) == replace(NOON, now_s=1030.0)
    assert advanced(replace(NOON, direction=-1), 0.5).now_s == 970.0
    assert advanced(replace(NOON, speed=1.0), 0.5).now_s == 1000.5


def test_a_clock_that_stands_stays_where_it_is():
    standing = replace(NOON, playing=False)
    assert advanced(standing, 10.0) is standing


def test_at_either_end_it_stops():
    assert advanced(NOON, 3600.0) == replace(NOON, now_s=2000.0, playing=False)
    assert advanced(replace(NOON, direction=-1), 3600.0) == replace(NOON, now_s=0.0, direction=-1, playing=False)


def test_it_is_moved_within_the_recording():
    assert moved(NOON, 1500.0) == replace(NOON, now_s=1500.0)
    assert moved(NOON, -5.0).now_s == 0.0
    assert moved(NOON, 1e12).now_s == 2000.0
    assert moved(NOON, 1500.0).playing


@pytest.mark.parametrize(
    ("speed", "steps", "result"),
    [
        (60.0, 1, 120.0),
        (60.0, -1, 30.0),
        (10_000.0, 1, 10_000.0),
        (1.0, -1, 1.0),
        (1.0, 99, 10_000.0),
        (70.0, 1, 120.0),
    ],
)
def test_speeds_go_up_and_down_their_ladder(speed, steps, result):
    assert faster(replace(NOON, speed=speed), steps).speed == result


def test_speeds_reach_from_real_time_to_ten_thousand():
    assert (SPEEDS[0], SPEEDS[-1]) == (1.0, 10_000.0)
    assert list(SPEEDS) == sorted(set(SPEEDS))


@given(st.floats(0.0, 2000.0), st.floats(0.0, 1e6), st.sampled_from(SPEEDS), st.sampled_from([1, -1]))
def test_it_never_leaves_the_recording(now_s, elapsed_s, speed, direction):
    clock = advanced(replace(NOON, now_s=now_s, speed=speed, direction=direction), elapsed_s)
    assert clock.first_s <= clock.now_s <= clock.last_s
