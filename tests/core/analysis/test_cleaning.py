"""Which fixes count, which only repeat another, and which cannot be true?"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchfield.core.analysis import cleaning
from watchfield.core.analysis.rules import Rules
from watchfield.core.geo import sphere
from watchfield.core.model.fixes import Fixes, Kind, Quality

RULES = Rules()
ONE_SOURCE = np.zeros(1, np.int64)


def fixes(*rows: tuple[float, float], track: list[int] | None = None, **columns: object) -> Fixes:
    """Return fixes on the equator: (seconds, longitude)."""
    numbers = np.asarray(track if track is not None else [0] * len(rows))
    given = {
        "time_s": [row[0] for row in rows],
        "lon_deg": [row[1] for row in rows],
        "lat_deg": np.zeros(len(rows)),
        "row": np.arange(len(rows)),
    }
    return Fixes.from_columns(numbers, int(numbers.max()) + 1 if len(numbers) else 0, {**given, **columns})


def test_the_same_position_in_the_same_second_is_one_fix() -> None:
    assert cleaning.duplicates(fixes((10.0, 5.0), (10.3, 5.0), (20.0, 5.0)), ONE_SOURCE, RULES).tolist() == [
        False,
        True,
        False,
    ]


def test_two_places_in_one_second_are_a_disagreement_and_both_stay() -> None:
    assert not cleaning.duplicates(fixes((10.0, 5.0), (10.0, 5.1)), ONE_SOURCE, RULES).any()


def test_aircraft_that_fly_together_are_no_duplicates_of_each_other() -> None:
    assert not cleaning.duplicates(fixes((10.0, 5.0), (10.0, 5.0), track=[0, 1]), ONE_SOURCE, RULES).any()


def test_of_two_sources_the_better_kind_is_kept_whatever_came_first() -> None:
    for order in ([Kind.MLAT, Kind.ADS_B], [Kind.ADS_B, Kind.MLAT]):
        both = fixes((10.0, 5.0), (10.0, 5.0), kind=order, source=[0, 1])
        kept = ~cleaning.duplicates(both, np.arange(2), RULES)
        assert both.kind[kept].tolist() == [Kind.ADS_B]


def test_a_fix_that_two_sources_have_says_so() -> None:
    both = fixes((10.0, 5.0), (10.0, 5.0), source=[0, 1])
    quality = cleaning.marked(both, np.arange(2), RULES).quality
    assert (quality & Quality.SEVERAL_SOURCES).astype(bool).tolist() == [True, False]


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 3)), max_size=30), st.randoms(use_true_random=False))
def test_the_order_of_sources_has_no_say(rows: list[tuple[int, int]], random: object) -> None:
    shuffled = list(enumerate(rows))
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    given_rows = [(float(second), lon / 100.0) for second, lon in rows]
    straight = fixes(*given_rows)
    mixed = fixes(*[given_rows[i] for i, _ in shuffled], row=[i for i, _ in shuffled])
    kept = [set(f.row[~cleaning.duplicates(f, ONE_SOURCE, RULES)].tolist()) for f in (straight, mixed)]
    assert kept[0] == kept[1]


def test_a_fix_far_from_both_neighbours_is_a_jump() -> None:
    odd = fixes((0.0, 0.0), (10.0, 0.02), (20.0, 3.0), (30.0, 0.06), (40.0, 0.08))
    assert cleaning.jumps(odd, np.ones(5, bool), RULES).tolist() == [False, False, True, False, False]


def test_one_vote_is_not_enough_to_call_a_fix_a_jump() -> None:
    moved = fixes((0.0, 0.0), (10.0, 0.02), (20.0, 3.0), (30.0, 3.02))
    assert not cleaning.jumps(moved, np.ones(4, bool), RULES).any()


@given(st.lists(st.tuples(st.floats(0.1, 600), st.floats(-180, 180), st.floats(-89, 89)), min_size=3, max_size=20))
def test_jumps_are_those_that_the_true_distances_tell(steps: list[tuple[float, float, float]]) -> None:
    time_s = np.cumsum([step[0] for step in steps])
    lon, lat = np.asarray([step[1] for step in steps]), np.asarray([step[2] for step in steps])
    odd = fixes(*zip(time_s.tolist(), lon.tolist(), strict=True), lat_deg=lat)
    speed = sphere.distance_nm(lon[:-1], lat[:-1], lon[1:], lat[1:]) / np.maximum(np.diff(time_s), 5.0) * 3600.0
    fast = speed > RULES.jump_kt
    expected = [False, *(fast[:-1] & fast[1:]).tolist(), False]
    assert cleaning.jumps(odd, np.ones(len(steps), bool), RULES).tolist() == expected


@pytest.mark.parametrize("mark", [Quality.STALE, Quality.ODD_TIME, Quality.DUPLICATE, Quality.JUMP])
def test_what_is_marked_decides_nothing(mark: Quality) -> None:
    assert cleaning.observed(fixes((0.0, 0.0), (1.0, 0.0), quality=[0, int(mark)])).tolist() == [True, False]


def test_an_estimated_position_was_not_observed() -> None:
    assert not cleaning.observed(fixes((0.0, 0.0), kind=[Kind.ESTIMATED])).any()


def test_what_the_recording_said_stays_and_our_own_marks_are_made_anew() -> None:
    old = fixes((0.0, 0.0), quality=[int(Quality.ON_GROUND | Quality.JUMP)])
    assert cleaning.marked(old, ONE_SOURCE, RULES).quality.tolist() == [int(Quality.ON_GROUND)]


def test_nothing_at_all_is_marked_without_a_fault() -> None:
    assert len(cleaning.marked(Fixes.empty(), np.zeros(0, np.int64), RULES)) == 0
