from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchfield.core.geo.polygon import circle
from watchfield.core.model.zone import Zone

RIM = ((35.5, 35.0), (36.5, 35.0), (36.25, 36.0), (35.5, 36.0))
HOLE = ((35.75, 35.25), (35.75, 35.5), (36.0, 35.5))
OTHER_HOLE = ((36.0, 35.7), (36.0, 35.8), (36.1, 35.8))
ZONE = Zone("a", "Hmeimim", (RIM, HOLE, OTHER_HOLE), "OSLK", 0.0, 10_000.0)


def turned(ring, begin):
    return ring[begin:] + ring[:begin]


@pytest.mark.parametrize(
    "same",
    [
        replace(ZONE, id="b", name="another name"),
        replace(ZONE, rings=(turned(RIM, 2), HOLE, OTHER_HOLE)),
        replace(ZONE, rings=(RIM[::-1], HOLE[::-1], OTHER_HOLE)),
        replace(ZONE, rings=((*RIM, RIM[0]), (*HOLE, HOLE[0]), OTHER_HOLE)),
        replace(ZONE, rings=((RIM[0], *RIM), HOLE, OTHER_HOLE)),
        replace(ZONE, rings=(RIM, OTHER_HOLE, HOLE)),
        replace(ZONE, rings=tuple(tuple((lon + 1e-9, lat - 1e-9) for lon, lat in ring) for ring in ZONE.rings)),
        replace(ZONE, rings=tuple(tuple((lon + 360.0, lat) for lon, lat in ring) for ring in ZONE.rings)),
        replace(
            ZONE, rings=tuple(tuple((np.float64(lon), np.float64(lat)) for lon, lat in ring) for ring in ZONE.rings)
        ),
        replace(ZONE, floor_ft=0, ceiling_ft=10_000),
        replace(ZONE, floor_ft=-0.0, ceiling_ft=np.float64(10_000)),
    ],
)
def test_a_zone_that_is_written_another_way_has_the_same_version(same):
    assert same.version == ZONE.version


@pytest.mark.parametrize(
    "different",
    [
        replace(ZONE, rings=(((35.5, 35.0), (36.5, 35.0), (36.2501, 36.0), (35.5, 36.0)), HOLE, OTHER_HOLE)),
        replace(ZONE, rings=(RIM, HOLE)),
        replace(ZONE, rings=(HOLE, RIM, OTHER_HOLE)),
        replace(ZONE, rings=((RIM[1], RIM[0], *RIM[2:]), HOLE, OTHER_HOLE)),
        replace(ZONE, floor_ft=None),
        replace(ZONE, ceiling_ft=10_001.0),
        replace(ZONE, airfield=None),
    ],
)
def test_a_zone_that_decides_otherwise_has_another_version(different):
    assert different.version != ZONE.version


def test_whole_numbers_and_minus_zero_are_the_numbers_they_are():
    whole = Zone("a", "", (((0, 0), (1, 0), (1, 1)),))
    fractions = Zone("a", "", (((-0.0, 0.0), (1.0, -0.0), (1.0, 1.0)),))
    tiny = Zone("a", "", (((-1e-12, -1e-12), (1.0, 0.0), (1.0, 1.0)),))
    assert whole.version == fractions.version == tiny.version


def test_180_degrees_are_minus_180():
    east = Zone("a", "", (((179.0, 0.0), (180.0, 0.0), (180.0, 1.0)),))
    west = Zone("a", "", (((179.0, 0.0), (-180.0, 0.0), (-180.0, 1.0)),))
    assert east.version == west.version


def test_the_version_of_a_known_zone_stays_what_it_was():
    """Stored movements point at it: another value would show all of them as out of date."""
    assert ZONE.version == "00c82f0db4ae047b"


def test_a_version_is_16_hex_digits():
    assert len(ZONE.version) == 16
    assert set(ZONE.version) <= set("0123456789abcdef")
    assert len(Zone("a", "", ()).version) == 16


def test_a_zone_knows_who_is_inside():
    assert ZONE.polygon.contains([35.6, 35.8, 30.0], [35.1, 35.4, 30.0]).tolist() == [True, False, False]
    assert ZONE.polygon is ZONE.polygon


CORNER = st.tuples(st.integers(-3, 3), st.integers(-3, 3))


@given(st.lists(CORNER, min_size=1, max_size=8), st.integers(0, 7), st.booleans())
@settings(deadline=None)
def test_where_a_ring_begins_and_which_way_it_runs_is_all_one_even_with_corners_that_repeat(corners, begin, backwards):
    ring = tuple((float(lon), float(lat)) for lon, lat in corners)
    other = turned(ring, begin % len(ring))
    other = other[::-1] if backwards else other
    assert Zone("a", "", (ring,)).version == Zone("a", "", (other,)).version


@given(st.floats(-180.0, 180.0), st.floats(-80.0, 80.0), st.integers(-2, 2))
@settings(deadline=None)
def test_a_circle_written_on_another_turn_is_the_same_zone(lon, lat, turns):
    here = tuple((round(x, 6), round(y, 6)) for x, y in circle(lon, lat, 8.0).tolist())
    there = tuple((x + 360.0 * turns, y) for x, y in here)
    assert Zone("a", "", (here,)).version == Zone("a", "", (there,)).version
