from __future__ import annotations

import pytest

from watchfield.core.geo import sphere
from watchfield.session.edits import corners

SQUARE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


def test_shift_keeps_one_of_24_directions():
    lon, lat = corners.along((10.0, 0.0), (11.0, 0.02))
    assert lat == pytest.approx(0.0, abs=1e-9)
    assert lon == pytest.approx(11.0, abs=1e-3)


def test_ctrl_snaps_to_a_ring_and_keeps_the_bearing():
    lon, lat = corners.on_ring((35.95, 35.4), (36.1, 35.5), 1.0)
    range_nm = float(sphere.distance_nm(35.95, 35.4, lon, lat))
    assert range_nm == pytest.approx(round(range_nm), abs=1e-6)
    assert float(sphere.bearing_deg(35.95, 35.4, lon, lat)) == pytest.approx(
        float(sphere.bearing_deg(35.95, 35.4, 36.1, 35.5)), abs=1e-6
    )


def test_a_corner_is_added_behind_the_one_that_is_named():
    assert corners.added((SQUARE,), 0, 1, (1.5, 0.5))[0][2] == (1.5, 0.5)
