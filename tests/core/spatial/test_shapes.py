from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from watchfield.core.errors import ZoneError
from watchfield.core.geo.polygon import Polygon, circle
from watchfield.core.spatial.shapes import MAX_CORNERS, buffered, is_simple, mended, polygons_from_wkb

SQUARE = ((0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0))
BOW_TIE = ((0.0, 0.0), (1.0, 1.0), (1.0, 0.0), (0.0, 1.0))


def area(rings):
    return shapely.Polygon(rings[0], rings[1:]).area


def test_a_sound_polygon_is_left_alone():
    hole = ((1.0, 1.0), (1.0, 2.0), (2.0, 2.0), (2.0, 1.0))
    assert is_simple([SQUARE, hole])
    assert mended([SQUARE, hole]) == (SQUARE, hole)


def test_a_repeated_last_corner_goes_and_the_rim_runs_anticlockwise():
    (rim,) = mended([[*SQUARE[::-1], SQUARE[-1]]])
    assert len(rim) == 4
    assert shapely.LinearRing(rim).is_ccw
    assert set(rim) == set(SQUARE)


def test_a_polygon_across_180_degrees_stays_in_one_piece():
    for west, east in ((179.0, -178.0), (179.0, 182.0), (-181.0, -178.0), (539.0, 542.0)):
        (rim,) = mended([[(west, 0.0), (east, 0.0), (east, 1.0), (west, 1.0)]])
        longitudes = [lon for lon, _ in rim]
        assert (min(longitudes), max(longitudes)) == (-181.0, -178.0)


@pytest.mark.parametrize(
    ("rings", "says"),
    [
        ([], "fewer than three corners"),
        ([[]], "fewer than three corners"),
        ([[(0.0, 0.0), (1.0, 1.0)]], "fewer than three corners"),
        ([[(0.0, 0.0), (1.0, 1.0), (0.0, 0.0), (1.0, 1.0)]], "fewer than three corners"),
        ([[(0.0, 0.0), (1.0, 1.0), (2.0, 2.0)]], "encloses nothing"),
        ([BOW_TIE], "falls into 2 parts"),
        ([[(0.0, 0.0), (1.0, np.nan), (1.0, 0.0)]], "not on the globe"),
        ([[(0.0, 0.0), (1.0, 91.0), (1.0, 0.0)]], "not on the globe"),
        ([[(0.0, 0.0), (1e9, 1.0), (1.0, 0.0)]], "not on the globe"),
        ([[(0.0, 80.0), (120.0, 80.0), (-120.0, 80.0)]], "round a pole"),
        ([[1.0, 2.0, 3.0]], "not pairs"),
        ([np.zeros((MAX_CORNERS + 1, 2))], "corners"),
    ],
)
def test_what_cannot_be_watched_is_refused_in_words(rings, says):
    assert not is_simple(rings)
    with pytest.raises(ZoneError, match=says):
        mended(rings)


def test_a_hole_that_sticks_out_is_cut_off_at_the_rim():
    rings = [SQUARE, ((3.0, 1.0), (5.0, 1.0), (5.0, 2.0), (3.0, 2.0))]
    assert not is_simple(rings)
    assert area(mended(rings)) == pytest.approx(15.0)


def test_a_spike_is_taken_off():
    rim = ((0.0, 0.0), (2.0, 0.0), (2.0, 1.0), (9.0, 1.0), (2.0, 1.0), (2.0, 2.0), (0.0, 2.0))
    assert not is_simple([rim])
    rings = mended([rim])
    assert is_simple(rings)
    assert max(lon for lon, _ in rings[0]) == 2.0


def test_a_sliver_left_by_a_corner_dragged_too_far_is_dropped():
    rim = ((0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (-0.001, 4.0), (0.001, 3.99))
    rings = mended([rim, ((3.0, 3.9), (3.1, 3.9), (3.1, 4.0005))])
    assert area(rings) == pytest.approx(area([rim]), rel=1e-2)


def test_a_polygon_grows_by_the_distance_asked_for():
    grown = Polygon(buffered([circle(35.9, 35.4, 8.0)], 4.0))
    expected = Polygon([circle(35.9, 35.4, 12.0)])
    assert grown.area_nm2 == pytest.approx(expected.area_nm2, rel=0.01)
    shrunk = Polygon(buffered([circle(35.9, 35.4, 8.0)], -4.0))
    assert shrunk.area_nm2 == pytest.approx(Polygon([circle(35.9, 35.4, 4.0)]).area_nm2, rel=0.02)


def test_a_polygon_that_shrinks_away_is_refused():
    with pytest.raises(ZoneError, match="encloses nothing"):
        buffered([circle(35.9, 35.4, 8.0)], -9.0)


def test_each_polygon_of_a_geometry_is_taken():
    several = shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(3, 3, 4, 4)])
    assert [len(rings[0]) for rings in polygons_from_wkb(shapely.to_wkb(several))] == [4, 4]
    with_heights = shapely.Polygon([(0, 0, 5), (1, 0, 5), (1, 1, 5)])
    assert len(polygons_from_wkb(shapely.to_wkb(with_heights))[0][0]) == 3


@pytest.mark.parametrize(
    "untrusted", [b"", b"nonsense", b"\x01\x03\x00\x00\x00\xff\xff\xff\xff", b"\x01\x03\x00\x00\x00"]
)
def test_bytes_that_are_no_geometry_are_refused(untrusted):
    with pytest.raises(ZoneError, match="cannot be read"):
        polygons_from_wkb(untrusted)


def test_lines_and_points_make_no_zone():
    for shape in (shapely.Point(1, 2), shapely.LineString([(0, 0), (1, 1)]), shapely.Polygon()):
        with pytest.raises(ZoneError, match="no polygon"):
            polygons_from_wkb(shapely.to_wkb(shape))


THOUSANDTHS = st.one_of(st.integers(-5, 5), st.integers(-80_000, 80_000)).map(lambda number: number / 1000)
CORNERS = st.lists(st.tuples(THOUSANDTHS, THOUSANDTHS), min_size=3, max_size=12)


@given(CORNERS)
@settings(max_examples=100, deadline=None)
def test_what_is_mended_is_sound_and_mending_it_again_changes_nothing(corners):
    try:
        rings = mended([corners])
    except ZoneError:
        return
    assert is_simple(rings)
    assert mended(rings) == rings
