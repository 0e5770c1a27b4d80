"""How is each stretch known, and are its boxes right?"""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from watchfield.core.geo import plane
from watchfield.core.model.fixes import Kind, Quality
from watchfield.render.projected import RUN, Link, Projected

OBSERVED, ESTIMATED, MISSING = Link.OBSERVED, Link.ESTIMATED, Link.MISSING


def test_fixes_close_in_time_are_one_observation(make_fixes):
    lines = Projected.of_fixes(make_fixes([(0, 0), (1, 0), (2, 0)]))
    assert lines.link.tolist() == [OBSERVED, OBSERVED, MISSING]


def test_a_hole_is_missing(make_fixes):
    lines = Projected.of_fixes(make_fixes([(0, 0, 0), (1, 0, 10), (2, 0, 310.5), (3, 0, 320)]))
    assert lines.link.tolist() == [OBSERVED, MISSING, OBSERVED, MISSING]
    assert lines.hole_ends().tolist() == [1, 2]


def test_a_long_step_of_a_track_that_is_seen_often_is_estimated(make_fixes):
    times = [0, 10, 20, 30, 40, 240]
    lines = Projected.of_fixes(make_fixes([(t / 100, 0, t) for t in times]))
    assert lines.link.tolist() == [*[OBSERVED] * 4, ESTIMATED, MISSING]


def test_a_long_step_of_a_track_that_is_seen_seldom_is_observed(make_fixes):
    lines = Projected.of_fixes(make_fixes([(t / 100, 0, t) for t in (0, 60, 120, 180, 420)]))
    assert lines.link.tolist() == [*[OBSERVED] * 4, MISSING]


def test_what_touches_a_calculated_position_is_estimated(make_fixes):
    kinds = [Kind.ADS_B, Kind.ADS_B, Kind.ESTIMATED, Kind.ADS_B, Kind.ADS_B]
    lines = Projected.of_fixes(make_fixes([(i, 0) for i in range(5)], kind=kinds))
    assert lines.link.tolist() == [OBSERVED, ESTIMATED, ESTIMATED, OBSERVED, MISSING]


def test_what_leads_to_a_stale_position_is_estimated(make_fixes):
    quality = [0, 0, Quality.STALE, 0]
    lines = Projected.of_fixes(make_fixes([(i, 0) for i in range(4)], quality=quality))
    assert lines.link.tolist() == [OBSERVED, ESTIMATED, OBSERVED, MISSING]


def test_duplicates_and_jumps_are_left_out_and_rows_remembered(make_fixes):
    quality = [0, Quality.DUPLICATE, 0, Quality.JUMP, 0]
    lines = Projected.of_fixes(make_fixes([(i, 0) for i in range(5)], quality=quality))
    assert lines.row.tolist() == [0, 2, 4]
    assert lines.offsets.tolist() == [0, 3]
    assert lines.link.tolist() == [OBSERVED, OBSERVED, MISSING]


def test_tracks_are_not_joined_to_each_other(make_fixes):
    lines = Projected.of_fixes(make_fixes([(0, 0), (1, 0)], [(2, 0), (3, 0)]))
    assert lines.link.tolist() == [OBSERVED, MISSING, OBSERVED, MISSING]
    assert lines.run_track.tolist() == [0, 1]


def test_no_fixes_are_no_runs(make_fixes):
    lines = Projected.of_fixes(make_fixes([(0.0, 0.0)]).take(np.zeros(1, np.bool_)))
    assert len(lines) == len(lines.run_first) == 0


@given(st.lists(st.sampled_from([0, 1, 2]), min_size=1, max_size=400))
def test_runs_cover_every_link_once_and_every_lonely_point(links):
    link = np.array([*links[:-1], 0], np.uint8)
    count = len(link)
    lines = Projected.of_units(np.array([0, count]), np.arange(count, dtype=np.int32), np.zeros(count, np.int32), link)
    seen = np.zeros(count, np.int64)
    touched = np.zeros(count, np.bool_)
    for first, last, style in zip(lines.run_first, lines.run_last, lines.run_link, strict=True):
        assert last - first <= RUN
        assert set(link[first:last].tolist()) <= {style}
        seen[first:last] += 1
        touched[first : last + 1] = True
    assert seen.tolist() == (link != 0).astype(int).tolist()
    assert touched.all()
    assert (np.diff(lines.run_first) > 0).all()


def test_a_box_holds_its_run_also_across_the_antimeridian(make_fixes):
    lines = Projected.of_fixes(make_fixes([(179.0, 10), (179.9, 12), (-179.5, 11)]))
    left, right, bottom, top = lines.run_box[0] / plane.UNITS_PER_M
    assert left == 0
    assert np.isclose(right, plane.WORLD_M * 1.5 / 360, rtol=1e-6)
    assert np.allclose([bottom, top], plane.to_plane([0, 0], [10, 12])[1])


def test_columns_cannot_be_changed(make_fixes):
    lines = Projected.of_fixes(make_fixes([(0, 0), (1, 0)]))
    assert not lines.x.flags.writeable
    assert not lines.run_box.flags.writeable
