"""Does the cursor find the track under it?"""

from __future__ import annotations

import numpy as np
import pytest

from watchfield.core.geo import plane
from watchfield.render.engine import Engine
from watchfield.render.pick import pick
from watchfield.render.projected import Projected
from watchfield.render.view import View

VIEW = View.around(0, 0, 2_000, 200, 100)
PX = 2_000 * 360 / plane.WORLD_M


def test_the_track_under_the_cursor_is_found_with_its_nearer_fix(make_fixes, engine):
    lines = Projected.of_fixes(make_fixes([(-50 * PX, 20 * PX), (50 * PX, 20 * PX)], [(-50 * PX, 0), (50 * PX, 0)]))
    hit = pick(lines, VIEW, 120, 53, engine=engine)
    assert hit is not None
    assert (hit.track, hit.row) == (1, 3)
    assert hit.distance_px == pytest.approx(3, abs=0.01)
    assert pick(lines, VIEW, 70, 31, engine=engine).row == 0


def test_nothing_is_found_out_of_reach_or_in_a_hole(make_fixes, engine):
    lines = Projected.of_fixes(make_fixes([(-50 * PX, 0, 0), (-20 * PX, 0, 10), (20 * PX, 0, 500), (50 * PX, 0, 510)]))
    assert pick(lines, VIEW, 60, 59, engine=engine) is None
    assert pick(lines, VIEW, 100, 50, engine=engine) is None
    assert pick(lines, VIEW, 60, 50, engine=engine) is not None


def test_of_two_that_lie_on_each_other_the_upper_one_is_found(make_fixes, engine):
    path = [(-50 * PX, 0), (50 * PX, 0)]
    assert pick(Projected.of_fixes(make_fixes(path, path)), VIEW, 100, 50, engine=engine).track == 1


def test_hidden_tracks_and_other_times_are_not_found(make_fixes, engine):
    lines = Projected.of_fixes(make_fixes([(-50 * PX, 0), (50 * PX, 0)]))
    assert pick(lines, VIEW, 100, 50, shown=np.array([False]), engine=engine) is None
    assert pick(lines, VIEW, 100, 50, from_s=1_000_011.0, engine=engine) is None
    assert pick(lines, VIEW, 100, 50, to_s=999_999.0, engine=engine) is None


def test_a_track_beyond_the_antimeridian_is_found_from_both_sides(make_fixes, engine):
    lines = Projected.of_fixes(make_fixes([(179.5, 0), (-179.5, 0)]))
    for view in (View.around(179.9, 0, 2_000, 200, 100), View.around(-179.9, 0, 2_000, 200, 100)):
        x, y = view.locate(180.0, 0.0)
        assert pick(lines, view, float(x), float(y), engine=engine) is not None


def test_a_lonely_fix_is_found(make_fixes, engine):
    hit = pick(Projected.of_fixes(make_fixes([(0.0, 0.0)])), VIEW, 102, 50, engine=engine)
    assert hit is not None
    assert hit.distance_px == pytest.approx(2, abs=0.01)


def test_both_engines_find_the_same_in_dense_traffic(make_fixes):
    rng = np.random.default_rng(6)
    tracks = [np.cumsum(rng.normal(0, 8 * PX, (90, 2)), axis=0).tolist() for _ in range(40)]
    lines = Projected.of_fixes(make_fixes(*tracks))
    for x, y in rng.uniform(0, 1, (60, 2)) * (200, 100):
        assert _same(*(pick(lines, VIEW, x, y, engine=engine) for engine in Engine))


def _same(a, b):
    if a is None or b is None:
        return a is b
    return (a.track, a.row) == (b.track, b.row) and abs(a.distance_px - b.distance_px) < 1e-6
