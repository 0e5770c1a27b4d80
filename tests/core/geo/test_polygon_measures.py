"""How large is a zone, how far is it away, and where are its bounds?"""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from geographiclib.geodesic import Geodesic

from watchfield.core.geo.polygon import Polygon, circle

SPHERE = Geodesic(6_371_008.8, 0)
RADIUS_NM = 6_371_008.8 / 1852.0

ZONES = {
    "triangle": [[(29.0, 39.0), (31.0, 39.5), (30.0, 41.0)]],
    "arrow": [[(29.0, 39.0), (30.0, 39.8), (31.0, 39.0), (30.0, 41.0)]],
    "hole": [circle(30.0, 40.0, 60.0), circle(30.1, 40.0, 30.0)],
    "across 180": [[(179.0, 10.0), (-179.0, 10.0), (-178.5, 12.0), (179.5, 12.0)]],
    "circle": [circle(35.9487, 35.4011, 8.0)],
    "circle across 180": [circle(179.95, -17.0, 30.0)],
    "beside -180": [[(-180.0, 0.0), (-178.0, 0.0), (-178.0, 2.0), (-180.0, 2.0)]],
    "north": [circle(20.0, 65.0, 50.0)],
}


@pytest.mark.parametrize("name", ZONES)
def test_distances_are_those_to_the_nearest_point_of_the_rim(name):
    polygon = Polygon(ZONES[name])
    chance = np.random.default_rng(8)
    lon = chance.uniform(polygon.west - 1.0, polygon.east + 1.0, 60)
    lat = chance.uniform(polygon.south - 1.0, polygon.north + 1.0, 60)
    share = np.linspace(0.0, 1.0, 200)[:, None]
    rim = np.concatenate(
        [a + share * (b - a) for ring in polygon.rings for a, b in zip(ring, np.roll(ring, 1, 0), strict=True)]
    )
    expected = np.radians(angles_deg(lon, lat, rim).min(axis=1)) * RADIUS_NM
    expected[polygon.contains(lon, lat)] = 0.0
    assert polygon.distance_nm(lon, lat) == pytest.approx(expected, rel=0.012, abs=0.05)
    assert polygon.distance_nm(lon + 360.0, lat) == pytest.approx(polygon.distance_nm(lon, lat), abs=1e-9)


def angles_deg(lon, lat, points):
    """Angles between each place and each point, by their vectors."""

    def vectors(x, y):
        x, y = np.radians(x), np.radians(y)
        return np.stack((np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)), axis=-1)

    first, second = vectors(lon, lat)[:, None], vectors(points[:, 0], points[:, 1])[None]
    return np.degrees(np.arctan2(np.linalg.norm(np.cross(first, second), axis=-1), (first * second).sum(axis=-1)))


@pytest.mark.parametrize(("lon", "lat", "range_nm"), [(36, 35, 8), (179.9, -17, 30), (0, 0, 100), (20, 65, 50)])
def test_the_area_is_that_on_the_sphere(lon, lat, range_nm):
    ring = circle(lon, lat, range_nm)
    expected = SPHERE.Polygon()
    for x, y in ring:
        expected.AddPoint(y, x)
    area_nm2 = abs(expected.Compute()[2]) / 1852.0**2
    assert Polygon([ring]).area_nm2 == pytest.approx(area_nm2, rel=0.01)
    hole = circle(lon, lat, range_nm / 2)
    assert Polygon([ring, hole]).area_nm2 == pytest.approx(0.75 * area_nm2, rel=0.01)


def test_a_circle_has_its_corners_on_the_circle_and_runs_anticlockwise():
    ring = circle(179.99, 35.4, 8.0, corners=36)
    assert ring.shape == (36, 2)
    assert shapely.LinearRing(ring).is_ccw
    assert np.abs(np.diff(ring[:, 0])).max() < 1.0
    for lon, lat in ring:
        assert SPHERE.Inverse(35.4, 179.99, lat, lon)["s12"] / 1852.0 == pytest.approx(8.0, abs=1e-6)


def test_the_bounds_are_on_one_turn():
    polygon = Polygon([[(179.0, 1.0), (-179.0, 1.0), (-179.0, 3.0), (179.0, 3.0)]])
    assert (polygon.west, polygon.south, polygon.east, polygon.north) == (179.0, 1.0, 181.0, 3.0)
