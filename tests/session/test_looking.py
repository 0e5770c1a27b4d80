from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from watchfield.session import looking, opening, scene, viewing
from watchfield.session.picking import nearest_track
from watchfield.session.state import MAX_PINNED, MapView, State

places = some.floats(-400.0, 400.0)


@given(factor=some.floats(0.1, 10.0), dx=places, dy=places)
def test_zooming_leaves_what_is_under_the_pointer_where_it_is(factor, dx, dy):
    state = viewing.view(MapView(1_000_000.0, 4_000_000.0, 500.0))(State())
    zoomed = viewing.zoom(factor, dx, dy)(state)
    before = scene.view_of(state, 1000, 800).position(500 + dx, 400 + dy)
    after = scene.view_of(zoomed, 1000, 800).position(500 + dx, 400 + dy)
    assert after == pytest.approx(before, abs=1e-6)


def test_a_movement_takes_map_and_clock_along(project):
    state = opening.opened(project, (1000, 700))(State())
    state = looking.select_movement(project.movements[2])(state)
    assert state.clock.now_s == project.movements[2].time_s
    assert scene.view_of(state, 1000, 700).position(500, 350) == pytest.approx((35.9, 35.4), abs=1e-6)
    assert state.selection.tracks == ("icao:000002",)


def test_the_seventh_pinned_aircraft_drives_out_the_first():
    state = State()
    for number in range(MAX_PINNED + 1):
        state = looking.pin(f"icao:{number}")(state)
    assert state.pinned == tuple(f"icao:{number}" for number in range(1, MAX_PINNED + 1))


def test_a_track_is_picked_between_its_fixes_and_not_across_its_hole(project):
    state = opening.opened(project, (1000, 700))(State())
    view = scene.view_of(state, 1000, 700)
    fixes = project.fixes
    x, y = view.locate((fixes.lon_deg[5:7]), fixes.lat_deg[5:7])
    assert nearest_track(state, view, float(x.mean()), float(y.mean())) == 0
    x, y = view.locate(fixes.lon_deg[59:61], fixes.lat_deg[59:61])
    assert nearest_track(state, view, float(x.mean()), float(y.mean())) is None


def test_marks_of_undetermined_ends_stand_only_at_whom_one_follows(project):
    state = opening.opened(project, (1000, 700))(State())
    alone = {movement.id for movement in scene.marks(looking.unpin("icao:000001")(state))}
    assert "m1" not in alone
    followed = {movement.id for movement in scene.marks(looking.pin("icao:000001")(state))}
    assert "m1" in followed
