"""Is every aircraft where it was, and nowhere when nobody knows?"""

from __future__ import annotations

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given
from hypothesis import strategies as st

from watchfield.core.model.fixes import Kind
from watchfield.render.aircraft import fixes_at, fleet_at
from watchfield.render.projected import Projected

START = 1_000_000.0


def fleet(fixes, seconds):
    return fleet_at(Projected.of_fixes(fixes), fixes, START + seconds)


def test_at_a_fix_it_is_at_the_fix_and_filled(make_fixes):
    fixes = make_fixes([(10, 50), (10.02, 50.01), (10.04, 50.02)])
    there = fleet(fixes, 10)
    assert (there.lon_deg[0], there.lat_deg[0]) == pytest.approx((10.02, 50.01), abs=1e-9)
    assert there.row.tolist() == [1]
    assert not there.hollow[0]


def test_between_close_fixes_it_is_on_the_great_circle_and_filled(make_fixes):
    fixes = make_fixes([(10, 70, 0), (12, 70, 100)])
    there = fleet(fixes, 50)
    sphere_lat = 70 + 0.00280  # the great circle runs north of the parallel
    assert there.lon_deg[0] == pytest.approx(11, abs=1e-6)
    assert there.lat_deg[0] == pytest.approx(sphere_lat, abs=1e-3)
    assert there.lat_deg[0] > 70.002
    assert not there.hollow[0]


def test_the_position_agrees_with_geographiclib_within_ten_metres(make_fixes):
    fixes = make_fixes([(35.0, 34.0, 0), (35.03, 34.02, 12)])
    there = fleet(fixes, 5)
    line = Geodesic.WGS84.InverseLine(34.0, 35.0, 34.02, 35.03)
    point = line.Position(line.s13 * 5 / 12)
    away = Geodesic.WGS84.Inverse(point["lat2"], point["lon2"], there.lat_deg[0], there.lon_deg[0])["s12"]
    assert away < 10


def test_in_an_estimated_stretch_it_is_hollow(make_fixes):
    fixes = make_fixes([(10, 50), (10.02, 50), (10.04, 50)], kind=[Kind.ADS_B, Kind.ADS_B, Kind.ESTIMATED])
    assert fleet(fixes, 5).hollow.tolist() == [False]
    assert fleet(fixes, 15).hollow.tolist() == [True]


def test_in_a_hole_it_is_absent(make_fixes):
    fixes = make_fixes([(10, 50, 0), (10.02, 50, 10), (11, 50, 400), (11.02, 50, 410)])
    assert len(fleet(fixes, 200)) == 0
    assert len(fleet(fixes, 10)) == 1
    assert len(fleet(fixes, 10.1)) == 0
    assert len(fleet(fixes, 405)) == 1


def test_before_its_first_and_after_its_last_fix_it_is_absent(make_fixes):
    fixes = make_fixes([(10, 50), (10.02, 50)])
    assert [len(fleet(fixes, s)) for s in (-0.001, 0, 10, 10.001)] == [0, 1, 1, 0]


def test_it_flies_over_the_antimeridian_the_short_way(make_fixes):
    there = fleet(make_fixes([(179.99, 10, 0), (-179.99, 10, 10)]), 5)
    assert abs(there.lon_deg[0]) == pytest.approx(180, abs=1e-6)


def test_a_reported_track_turns_evenly_to_the_next(make_fixes):
    fixes = make_fixes([(10, 50), (10, 50.02)], track_deg=[350.0, 10.0])
    assert fleet(fixes, 5).heading_deg[0] % 360 == pytest.approx(0, abs=0.5)


def test_without_a_reported_track_it_points_where_it_goes(make_fixes):
    assert fleet(make_fixes([(10, 0), (10.1, 0)]), 5).heading_deg[0] == pytest.approx(90, abs=0.1)
    assert np.isnan(fleet(make_fixes([(10, 0), (10, 0)]), 5).heading_deg[0])


def test_the_altitude_is_the_geometric_one_where_there_is_no_other(make_fixes):
    fixes = make_fixes([(10, 0), (10.1, 0)], geo_altitude_ft=12_000.0)
    assert fleet(fixes, 5).altitude_ft.tolist() == [12_000.0]


@given(st.lists(st.lists(st.integers(0, 50), max_size=8), min_size=1, max_size=6), st.integers(-1, 51))
def test_all_tracks_are_searched_as_one_would_be(times, at):
    offsets = np.cumsum([0, *map(len, times)]).astype(np.int64)
    sorted_times = [sorted(t) for t in times]
    all_times = np.array([t for track in sorted_times for t in track], float)
    count = len(all_times)
    zeros = np.zeros(count, np.int32)
    lines = Projected(
        offsets, zeros, zeros.copy(), all_times, np.arange(count), np.zeros(count, np.uint8),
        *(np.empty(0, np.int32) for _ in range(3)), np.empty(0, np.uint8), np.empty((0, 4), np.int64),
        np.empty(0, np.float32), np.empty((0, 2)),
    )  # fmt: skip
    expected = [
        int(offsets[i]) + sum(t <= at for t in track) - 1 if sum(t <= at for t in track) else -1
        for i, track in enumerate(sorted_times)
    ]
    assert fixes_at(lines, at).tolist() == expected
