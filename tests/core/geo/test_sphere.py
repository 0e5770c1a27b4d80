from __future__ import annotations

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st

from watchfield.core.geo.sphere import (
    MEAN_RADIUS_NM,
    bearing_deg,
    destination,
    distance_nm,
    interpolate,
    wrap_deg,
)

SPHERE = Geodesic(6_371_008.8, 0)  # the same sphere, by somebody else's formulas
METRES = 1852.0
WITHIN_NM = 1e-6  # two millimetres


def apart_nm(lon1, lat1, lon2, lat2):
    return SPHERE.Inverse(lat1, lon1, lat2, lon2)["s12"] / METRES


def pairs(count, *, seed=1):
    """Pairs of points: anywhere, metres apart, across 180 degrees, at the poles, on one meridian."""
    chance = np.random.default_rng(seed)
    lon, lat = chance.uniform(-180, 180, (count, 2)), np.degrees(np.arcsin(chance.uniform(-1, 1, (count, 2))))
    near = np.column_stack((lon[:, 0], lat[:, 0], lon[:, 0] + 1e-4, np.clip(lat[:, 0] + 1e-4, -90, 90)))
    across = np.column_stack((179.9 + 0 * lon[:, 0], lat[:, 0], -179.9 + 0 * lon[:, 0], lat[:, 1]))
    poles = np.column_stack((lon[:, 0], 90.0 + 0 * lat[:, 0], lon[:, 1], lat[:, 1]))
    meridian = np.column_stack((lon[:, 0], lat[:, 0], lon[:, 0], lat[:, 1]))
    return np.concatenate(
        (np.column_stack((lon[:, 0], lat[:, 0], lon[:, 1], lat[:, 1])), near, across, poles, meridian)
    )


def test_distances_are_those_of_an_independent_library():
    points = pairs(200)
    expected = np.array([apart_nm(*row) for row in points])
    # The haversine loses its digits at the antipode alone, where nobody flies.
    ordinary = expected < 0.97 * np.pi * MEAN_RADIUS_NM
    assert distance_nm(*points[ordinary].T) == pytest.approx(expected[ordinary], abs=WITHIN_NM)
    assert distance_nm(*points.T) == pytest.approx(expected, abs=1e-3)


def test_bearings_are_those_of_an_independent_library():
    points = pairs(200)
    points = points[(np.abs(points[:, 1]) < 89.99) & (distance_nm(*points.T) > 0.001)]
    expected = np.array([SPHERE.Inverse(row[1], row[0], row[3], row[2])["azi1"] for row in points])
    found = bearing_deg(*points.T)
    assert found.min() >= 0.0
    assert found.max() < 360.0
    off = (found - expected + 180.0) % 360.0 - 180.0
    # A wrong bearing matters by where it leads.
    assert np.abs(np.radians(off) * np.sin(distance_nm(*points.T) / MEAN_RADIUS_NM) * MEAN_RADIUS_NM).max() < WITHIN_NM


def test_destinations_are_those_of_an_independent_library():
    chance = np.random.default_rng(2)
    lon, lat = chance.uniform(-180, 180, 500), chance.uniform(-89.9, 89.9, 500)
    bearing, range_nm = chance.uniform(-360, 720, 500), chance.choice([0.0, 0.01, 8.0, 500.0, 9000.0], 500)
    lon2, lat2 = destination(lon, lat, bearing, range_nm)
    assert np.all((lon2 >= -180.0) & (lon2 < 180.0))
    for i in range(500):
        there = SPHERE.Direct(lat[i], lon[i], bearing[i], range_nm[i] * METRES)
        assert apart_nm(there["lon2"], there["lat2"], lon2[i], lat2[i]) < WITHIN_NM


def test_points_between_two_fixes_are_those_of_an_independent_library():
    points = pairs(100)
    points = points[distance_nm(*points.T) < 0.97 * np.pi * MEAN_RADIUS_NM]
    fraction = np.random.default_rng(3).uniform(0, 1, len(points))
    lon, lat = interpolate(*points.T, fraction)
    assert np.all((lon >= -180.0) & (lon < 180.0))
    for i, (lon1, lat1, lon2, lat2) in enumerate(points):
        line = SPHERE.InverseLine(lat1, lon1, lat2, lon2)
        there = line.Position(fraction[i] * line.s13)
        assert apart_nm(there["lon2"], there["lat2"], lon[i], lat[i]) < WITHIN_NM


def test_interpolation_of_one_place_stays_there():
    lon, lat = interpolate(35.9, 35.4, 35.9, 35.4, [0.0, 0.5, 1.0])
    assert lon == pytest.approx([35.9] * 3, abs=1e-12)
    assert lat == pytest.approx([35.4] * 3, abs=1e-12)


def test_between_opposite_points_the_first_is_returned():
    lon, lat = interpolate(10.0, 20.0, -170.0, -20.0, 0.5)
    assert (float(lon), float(lat)) == pytest.approx((10.0, 20.0))


def test_numbers_and_columns_broadcast():
    assert distance_nm(0.0, 0.0, 1.0, 0.0).shape == ()
    assert distance_nm(np.zeros((3, 1)), 0.0, np.ones(4), 0.0).shape == (3, 4)
    assert destination(np.zeros(3), 0.0, 90.0, 60.0)[0].shape == (3,)
    assert interpolate(0.0, 0.0, 1.0, 0.0, np.linspace(0, 1, 5))[0].shape == (5,)


def test_missing_positions_give_missing_answers():
    assert np.isnan(distance_nm(np.nan, 0.0, 1.0, 0.0))
    assert np.isnan(bearing_deg(0.0, np.nan, 1.0, 0.0))


ANY_LON = st.floats(-1000.0, 1000.0)
LON = st.floats(-180.0, 180.0)
LAT = st.floats(-89.0, 89.0)


@given(ANY_LON)
def test_a_wrapped_longitude_lies_below_180_and_is_the_same_place(lon):
    wrapped = float(wrap_deg(lon))
    assert -180.0 <= wrapped < 180.0
    assert (wrapped - lon) / 360.0 == pytest.approx(round((wrapped - lon) / 360.0), abs=1e-12)


@pytest.mark.parametrize("lon", [-180.0, 180.0, -180.0 - 1e-14, 180.0 - 1e-14, np.nextafter(-180.0, -181.0), 540.0])
def test_longitudes_a_hair_from_180_are_wrapped_too(lon):
    assert -180.0 <= float(wrap_deg(lon)) < 180.0


@pytest.mark.parametrize("lat", [1e-300, 0.0, 1.0])
def test_a_bearing_a_hair_left_of_north_is_north_and_not_360(lat):
    bearings = bearing_deg(0.0, 0.0, [-1e-300, -1e-17, -1e-15, 0.0], [lat, lat, lat, lat + 1.0])
    assert np.all((bearings >= 0.0) & (bearings < 360.0))


@given(LON, LAT, LON, LAT)
@settings(deadline=None)
def test_there_is_as_far_as_back(lon1, lat1, lon2, lat2):
    assert distance_nm(lon1, lat1, lon2, lat2) == pytest.approx(distance_nm(lon2, lat2, lon1, lat1), abs=1e-9)


@given(LON, LAT, st.floats(0.0, 360.0), st.floats(0.001, 5000.0))
@settings(deadline=None)
def test_a_destination_lies_at_the_range_and_bearing_asked_for(lon, lat, bearing, range_nm):
    lon2, lat2 = destination(lon, lat, bearing, range_nm)
    assert distance_nm(lon, lat, lon2, lat2) == pytest.approx(range_nm, abs=WITHIN_NM)
    off = float(bearing_deg(lon, lat, lon2, lat2) - bearing + 180.0) % 360.0 - 180.0
    assert abs(np.radians(off)) * range_nm < 2 * WITHIN_NM


@given(LON, LAT, LON, LAT, st.integers(-3, 3), st.integers(-3, 3))
@settings(deadline=None)
def test_longitudes_may_lie_on_any_turn(lon1, lat1, lon2, lat2, turns1, turns2):
    here = distance_nm(lon1, lat1, lon2, lat2)
    assert distance_nm(lon1 + 360.0 * turns1, lat1, lon2 + 360.0 * turns2, lat2) == pytest.approx(here, abs=2e-4)
    if here < 0.97 * np.pi * MEAN_RADIUS_NM:
        assert distance_nm(lon1 + 360.0 * turns1, lat1, lon2 + 360.0 * turns2, lat2) == pytest.approx(here, abs=1e-8)
