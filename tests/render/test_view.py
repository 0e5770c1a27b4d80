"""Does the view know where everything is on the screen?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchfield.core.geo import plane
from watchfield.render.view import CLOSEST_M_PER_PX, View

views = st.builds(
    View.around,
    st.floats(-180, 179.9),
    st.floats(-80, 80),
    st.floats(0.1, 50_000),
    st.integers(100, 3000),
    st.integers(100, 2000),
)


@given(views, st.floats(0, 1), st.floats(0, 1))
def test_a_pixel_comes_back_from_the_plane(view, across, down):
    x, y = across * view.width, down * view.height
    back_x, back_y = view.to_screen(*view.to_plane(x, y))
    assert float(back_x) == pytest.approx(x, abs=1e-3)
    assert float(back_y) == pytest.approx(y, abs=1e-3)


def test_the_middle_of_the_picture_is_the_place_it_was_made_around():
    view = View.around(35.95, 35.4, 100.0, 800, 600)
    assert view.position(400, 300) == pytest.approx((35.95, 35.4))


def test_north_is_up():
    view = View.world(800, 500)
    _, (south, north) = view.locate([0, 0], [-10, 10])
    assert north < south


def test_fit_holds_the_box_with_its_margin():
    view = View.fit(30, 32, 40, 38, 1600, 1000, margin_px=24)
    x, y = view.locate([30, 40], [32, 38])
    assert x.min() >= 23.9
    assert x.max() <= 1576.1
    assert y.min() >= 23.9
    assert y.max() <= 976.1
    assert min(x.min() - 24, y.min() - 24) == pytest.approx(0, abs=0.1)


def test_a_box_whose_east_is_west_of_its_west_lies_across_the_antimeridian():
    view = View.fit(170, -10, -170, 10, 1000, 800)
    assert abs(view.position(500, 400)[0]) == pytest.approx(180, abs=1e-6)
    assert view.width * view.m_per_px < plane.WORLD_M / 10


def test_a_point_is_not_zoomed_into_for_ever():
    assert View.fit(35, 35, 35, 35, 100, 100).m_per_px == CLOSEST_M_PER_PX


@given(views, st.floats(0.3, 3))
def test_zooming_keeps_what_is_under_the_pointer(view, factor):
    before = view.position(70, 30)
    after = view.zoomed(factor, 70, 30)
    if abs(after.center_y_m) < plane.HALF_WORLD_M:
        lon, lat = after.position(70, 30)
        assert (lon - before[0] + 180) % 360 - 180 == pytest.approx(0, abs=1e-6)
        assert lat == pytest.approx(before[1], abs=1e-6)


def test_dragging_moves_the_map_with_the_hand():
    view = View.around(10, 50, 1000, 800, 600)
    under = view.position(100, 100)
    assert view.moved(25, -40).position(125, 60) == pytest.approx(under)


def test_a_world_narrower_than_the_picture_is_there_several_times():
    view = View(0, 0, plane.WORLD_M / 400, 1000, 300)
    assert list(view.turns()) == [-1, 0, 1]
    assert list(View.around(10, 50, 100, 800, 600).turns()) == [0]
    assert list(View.around(179.9, 0, 1000, 800, 600).turns()) == [0, 1]


def test_a_denser_screen_shows_the_same_map_with_more_pixels():
    view = View.around(10, 50, 1000, 800, 600)
    dense = view.resized(1600, 1200, ratio=2.0)
    assert dense.zoom == pytest.approx(view.zoom)
    assert dense.bounds_deg == pytest.approx(view.bounds_deg)
