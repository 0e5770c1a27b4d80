"""Does the map plane keep every position, everywhere on the world?"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchfield.core.geo import plane

longitudes = st.floats(-180, 180)
latitudes = st.floats(-85, 85)


def test_the_corners_are_those_of_web_mercator():
    x_m, y_m = plane.to_plane([-180, 0, 180], [0, 0, plane.LIMIT_LAT_DEG])
    assert x_m == pytest.approx([-20_037_508.342789, 0, 20_037_508.342789])
    assert y_m == pytest.approx([0, 0, 20_037_508.342789], abs=1e-3)


def test_a_known_place_lies_where_other_programs_put_it():
    # The worked example of EPSG's Guidance Note 7-2 for Popular Visualisation Pseudo-Mercator.
    x_m, y_m = plane.to_plane(-(100 + 20 / 60), 24 + 22 / 60 + 54.433 / 3600)
    assert float(x_m) == pytest.approx(-11_169_055.58, abs=0.01)
    assert float(y_m) == pytest.approx(2_800_000.00, abs=0.01)


@given(longitudes, latitudes)
def test_a_position_comes_back_from_the_plane(lon, lat):
    back_lon, back_lat = plane.from_plane(*plane.to_plane(lon, lat))
    assert (float(back_lon) - lon + 180) % 360 - 180 == pytest.approx(0, abs=1e-9)
    assert float(back_lat) == pytest.approx(lat, abs=1e-9)


@given(longitudes, latitudes)
def test_whole_units_err_by_less_than_a_centimetre_everywhere(lon, lat):
    x, y = plane.to_units([lon], [lat])
    x_m, y_m = plane.to_plane(lon, lat)
    away_m = (x[0] / plane.UNITS_PER_M - float(x_m) + plane.HALF_WORLD_M) % plane.WORLD_M - plane.HALF_WORLD_M
    assert abs(away_m) < 0.01
    assert abs(y[0] / plane.UNITS_PER_M - float(y_m)) < 0.01


def test_the_difference_of_units_is_the_shorter_way_round():
    x, _ = plane.to_units([179.5, -179.5], [0, 0])
    assert np.diff(x)[0] / plane.UNITS_PER_M == pytest.approx(plane.WORLD_M / 360, rel=1e-6)
    turned, _ = plane.to_units([180.5], [0])
    assert turned[0] == x[1]


def test_the_antimeridian_is_one_line_with_two_names():
    x, _ = plane.to_units([180.0, -180.0], [0, 0])
    assert x[0] == x[1]


def test_the_poles_are_drawn_on_the_edge_of_the_plane():
    _, y_m = plane.to_plane([0, 0], [90, -90])
    assert y_m == pytest.approx([plane.HALF_WORLD_M, -plane.HALF_WORLD_M])
    _, y = plane.to_units([0, 0], [90, -90])
    assert y.tolist() == [2**31 - 1, -(2**31) + 1]


def test_a_metre_of_the_plane_is_less_on_the_ground_away_from_the_equator():
    _, y_m = plane.to_plane(0, [0, 60])
    assert plane.ground_scale(y_m) == pytest.approx([1.0, 0.5])


def test_no_positions_are_no_units():
    x, y = plane.to_units(np.empty(0), np.empty(0))
    assert len(x) == len(y) == 0
