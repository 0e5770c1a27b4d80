"""Where does one flight end and the next begin?"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchfield.core.analysis.flights import segmented
from watchfield.core.analysis.rules import Rules
from watchfield.core.model.fixes import Fixes
from watchfield.core.model.project import Project

Sky = Callable[..., Project]
KNOTS_450 = 450.0 / 60.0 / 60.0  # degrees along the equator in a minute


def lengths(project: Project) -> list[int]:
    flights = segmented(project.fixes, Rules())
    return (flights.end - flights.begin).tolist()


def cruise(first_min: float, count: int, altitude: float | str = 35_000.0, lon: float = 0.0) -> list[tuple]:
    return [(first_min + i, lon + (first_min + i) * KNOTS_450, 0.0, altitude) for i in range(count)]


def parked(first_min: float, count: int) -> list[tuple]:
    return [(first_min + i, 0.0, 0.0, "ground") for i in range(count)]


def test_an_unbroken_track_is_one_flight(sky: Sky) -> None:
    assert lengths(sky(cruise(0, 60))) == [60]


def test_each_aircraft_has_its_own_flights(sky: Sky) -> None:
    assert lengths(sky(cruise(0, 5), cruise(0, 7))) == [5, 7]


def test_a_long_silence_over_the_sea_is_flown_across_at_a_usual_speed(sky: Sky) -> None:
    assert lengths(sky(cruise(0, 5) + cruise(80, 5))) == [10]


def test_a_silence_across_which_nobody_flies_so_slowly_ends_the_flight(sky: Sky) -> None:
    slow = [(80.0 + i, 1.0, 0.0, 35_000.0) for i in range(5)]
    assert lengths(sky(cruise(0, 5) + slow)) == [5, 5]


def test_a_silence_after_which_the_aircraft_is_low_ends_the_flight(sky: Sky) -> None:
    assert lengths(sky(cruise(0, 5) + cruise(40, 5, 4_000.0))) == [5, 5]


@pytest.mark.parametrize(("minutes", "flights"), [(14, 1), (16, 2)])
def test_low_down_a_quarter_of_an_hour_is_enough(sky: Sky, minutes: int, flights: int) -> None:
    assert len(lengths(sky(cruise(0, 1, 3_000.0) + cruise(minutes, 1, 3_000.0)))) == flights


@pytest.mark.parametrize(("minutes", "flights"), [(29, 1), (31, 2)])
def test_at_medium_height_half_an_hour(sky: Sky, minutes: int, flights: int) -> None:
    assert len(lengths(sky(cruise(0, 1, 8_000.0) + cruise(minutes, 1, 8_000.0)))) == flights


def test_a_height_that_nobody_received_may_have_been_low(sky: Sky) -> None:
    assert len(lengths(sky(cruise(0, 1, np.nan) + cruise(20, 1, np.nan)))) == 2


def test_a_stay_on_the_ground_parts_two_flights(sky: Sky) -> None:
    stay = cruise(0, 5, 2_000.0) + parked(5, 6) + cruise(11, 5, 2_000.0)
    assert len(lengths(sky(stay))) == 2


def test_a_stay_is_cut_at_its_longest_silence(sky: Sky) -> None:
    stay = cruise(0, 5, 2_000.0) + parked(5, 2) + parked(18, 2) + cruise(21, 5, 2_000.0)
    assert lengths(sky(stay)) == [7, 7]


def test_a_touch_and_go_is_no_stay(sky: Sky) -> None:
    touch = [(0.0, 0.0, 0.0, 500.0), (0.5, 0.0, 0.0, "ground"), (0.8, 0.0, 0.0, "ground"), (1.3, 0.0, 0.0, 500.0)]
    assert lengths(sky(touch)) == [4]


def test_a_night_on_the_apron_ends_the_flight_of_the_day(sky: Sky) -> None:
    assert lengths(sky(cruise(0, 5, 2_000.0) + parked(5, 2) + parked(600, 2))) == [7, 2]


def test_nothing_at_all_holds_no_flight() -> None:
    assert len(segmented(Fixes.empty(), Rules())) == 0


@given(st.lists(st.tuples(st.integers(0, 90), st.sampled_from([35_000.0, 3_000.0, "ground"])), min_size=1, max_size=40))
def test_every_fix_belongs_to_one_flight_and_flights_follow_each_other(sky: Sky, steps: list) -> None:
    minutes = np.cumsum([step for step, _ in steps])
    project = sky(
        [(float(m), float(m) * KNOTS_450 % 180.0, 0.0, height) for m, (_, height) in zip(minutes, steps, strict=True)]
    )
    flights = segmented(project.fixes, Rules())
    assert flights.begin[0] == 0
    assert flights.end[-1] == len(project.fixes)
    assert (flights.begin[1:] == flights.end[:-1]).all()
    assert (flights.end > flights.begin).all()


def test_low_means_above_the_ground_and_not_above_the_sea(sky: Sky) -> None:
    project = sky(cruise(0, 1, 8_000.0) + cruise(20, 1, 8_000.0))
    kabul = segmented(project.fixes, Rules(), lambda lon, _lat: np.full(len(lon), 5_871.0))
    assert (len(lengths(project)), len(kabul)) == (1, 2)


def test_a_silence_between_two_ends_low_over_a_plateau_is_not_flown_across(sky: Sky) -> None:
    project = sky(cruise(0, 1, 12_000.0) + cruise(40, 1, 12_000.0))
    plateau = segmented(project.fixes, Rules(), lambda lon, _lat: np.full(len(lon), 5_871.0))
    assert (len(lengths(project)), len(plateau)) == (1, 2)


@pytest.mark.parametrize(("minutes", "flights"), [(1.0, 1), (3.0, 2)])
def test_one_fix_on_the_ground_is_a_stay_only_if_the_climb_comes_late(sky: Sky, minutes: float, flights: int) -> None:
    touch = [(0.0, 0.0, 0.0, 500.0), (1.0, 0.0, 0.0, "ground"), (1.0 + minutes, 0.0, 0.0, 500.0)]
    assert len(lengths(sky(touch))) == flights
