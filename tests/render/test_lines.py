"""Are lines drawn where they are, as wide as they are, and only where something is known?"""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from watchfield.core.geo import plane
from watchfield.core.model.fixes import Kind
from watchfield.render.canvas import Canvas
from watchfield.render.engine import Engine
from watchfield.render.lines import Strokes, Window, draw_lines, draw_screen_lines
from watchfield.render.projected import Projected
from watchfield.render.view import View

WIDE, TALL = 80, 60
WHITE = (255, 255, 255)


def exact(path, width, shape=(TALL, WIDE)):
    """Return the coverage of a path, pixel by pixel: all that is within half the width of it, float[h, w]."""
    points = np.stack(np.meshgrid(np.arange(shape[1]) + 0.5, np.arange(shape[0]) + 0.5), axis=-1)
    best = np.full(shape, np.inf)
    for a, b in itertools.pairwise(path):
        step = b - a
        part = np.clip((points - a) @ step / max(step @ step, 1e-12), 0, 1)
        best = np.minimum(best, np.linalg.norm(points - a - part[..., None] * step, axis=-1))
    return np.clip(width / 2 + 0.5 - best, 0, min(width, 1))


def on_screen(paths, width, engine, *, alpha=1.0, dash=None):
    canvas = Canvas.filled(WIDE, TALL, (0, 0, 0))
    draw_screen_lines(canvas, paths, WHITE, width, alpha=alpha, dash=dash, engine=engine)
    return canvas.rgba[..., 0].astype(float) / 255


def on_map(fixes, view, engine, *, width=2.0, alpha=1.0, window=None):
    canvas = Canvas.filled(view.width, view.height, (0, 0, 0))
    lines = Projected.of_fixes(fixes)
    strokes = Strokes.same(lines.track_count, WHITE, width, alpha)
    draw_lines(canvas, lines, view, strokes, window=window, engine=engine)
    return canvas.rgba[..., 0].astype(float) / 255


@pytest.mark.parametrize("width", [2.0, 2.4, 4.0])
@pytest.mark.parametrize("end", [(70, 40), (30, 55), (75, 11), (12, 50)])
def test_a_wide_line_is_all_within_half_its_width(engine, width, end):
    path = np.array([[11.3, 10.6], [40.2, 31.1], end], float)
    assert on_screen([path], width, engine) == pytest.approx(exact(path, width), abs=0.011)


@pytest.mark.parametrize("width", [0.7, 1.0])
@pytest.mark.parametrize("end", [(70, 40), (30, 55), (75, 11), (12, 50)])
def test_a_thin_line_differs_from_the_exact_one_at_most_at_its_joints(engine, width, end):
    path = np.array([[11.3, 10.6], [40.2, 31.1], end], float)
    got, expected = on_screen([path], width, engine), exact(path, width)
    near = np.zeros(got.shape, bool)
    for x, y in path:
        near[int(y) - 2 : int(y) + 3, int(x) - 2 : int(x) + 3] = True
    assert got[~near] == pytest.approx(expected[~near], abs=0.011)
    assert got.sum() == pytest.approx(expected.sum(), rel=0.05)


def test_a_curve_of_many_short_links_is_as_even_as_one_long_link(engine):
    straight = np.array([[5.2, 8.1], [74.6, 49.3]])
    many = straight[0] + np.linspace(0, 1, 700)[:, None] * (straight[1] - straight[0])
    for width in (1.0, 2.4):
        one, pieces = on_screen([straight], width, engine, alpha=0.5), on_screen([many], width, engine, alpha=0.5)
        assert np.abs(one - pieces).mean() < 1 / 255
        assert pieces.max() <= 0.51


def test_a_faint_line_has_no_beads_at_its_joints(engine):
    corner = np.array([[10.0, 30.0], [40.0, 30.0], [40.0, 50.0], [60.0, 20.0]])
    assert on_screen([corner], 3.0, engine, alpha=0.4).max() <= 0.41


def test_two_faint_lines_add_up_where_they_cross(engine):
    cross = [np.array([[10.0, 30.5], [70.0, 30.5]]), np.array([[40.5, 5.0], [40.5, 55.0]])]
    picture = on_screen(cross, 3.0, engine, alpha=0.4)
    assert picture[30, 20] == pytest.approx(0.4, abs=0.01)
    assert picture[30, 40] == pytest.approx(0.64, abs=0.01)


def test_dashes_are_as_long_as_they_are_said_to_be(engine):
    row = on_screen([np.array([[0.0, 20.5], [80.0, 20.5]])], 2.0, engine, dash=(4.0, 3.0))[20]
    assert row[:8] == pytest.approx(1.0, abs=0.01)
    assert row[8:14] == pytest.approx(0.0, abs=0.01)
    assert row[14:22] == pytest.approx(1.0, abs=0.01)


def test_dashes_go_on_round_a_corner(engine):
    path = np.array([[10.0, 20.0], [17.0, 20.0], [17.0, 50.0]])
    picture = on_screen([path], 2.0, engine, dash=(4.0, 3.0))
    assert picture[21:23, 16:18].min() < 0.3  # the dash ended one pixel round the corner
    assert picture[28:34, 16:18].mean() > 0.9  # 14 to 22 pixels along


def test_a_line_far_outside_is_not_drawn_and_one_that_passes_is(engine):
    outside = np.array([[-500.0, -20.0], [900.0, -20.0]])
    through = np.array([[-5000.0, 30.5], [9000.0, 30.5]])
    assert on_screen([outside], 2.0, engine).max() == 0
    assert on_screen([through], 1.0, engine)[30] == pytest.approx(1.0, abs=0.01)
    assert on_screen([through], 2.0, engine, dash=(4.0, 3.0))[30].mean() == pytest.approx(4 / 7, abs=0.1)


VIEW = View.around(0, 0, 2_000, WIDE, TALL)
PX = 2_000 * 360 / plane.WORLD_M  # degrees in a pixel


def test_observed_is_solid(make_fixes, engine):
    row = on_map(make_fixes([(-30 * PX, 0), (0, 0), (30 * PX, 0)]), VIEW, engine)[30]
    assert row[12:68] == pytest.approx(1.0, abs=0.01)


def test_estimated_is_dashed(make_fixes, engine):
    fixes = make_fixes([(-30 * PX, 0), (0, 0), (30 * PX, 0)], kind=Kind.ESTIMATED)
    row = on_map(fixes, VIEW, engine)[30, 12:68]
    assert row.max() > 0.9
    assert row.min() == 0
    assert row.mean() == pytest.approx(3.2 / 5.8, abs=0.08)


def test_a_hole_draws_nothing(make_fixes, engine):
    fixes = make_fixes([(-30 * PX, 0, 0), (-20 * PX, 0, 10), (20 * PX, 0, 400), (30 * PX, 0, 410)])
    row = on_map(fixes, VIEW, engine)[30]
    assert row[12:18] == pytest.approx(1.0, abs=0.01)
    assert row[24:56].max() == 0
    assert row[62:68] == pytest.approx(1.0, abs=0.01)


def test_dashes_that_would_merge_become_a_thin_line(make_fixes, engine):
    fixes = make_fixes([(-2 * PX, 0), (2 * PX, 0)], kind=Kind.ESTIMATED)
    picture = on_map(fixes, VIEW, engine, width=4.0)
    assert 0 < picture.sum() < 8


def test_a_lonely_fix_is_a_dot(make_fixes, engine):
    picture = on_map(make_fixes([(0.5 * PX, -0.5 * PX)]), VIEW, engine, width=3.0)
    assert picture[30, 40] == pytest.approx(1.0, abs=0.01)
    assert picture.sum() == pytest.approx(np.pi * 1.5**2, abs=1.0)


def test_a_track_across_the_antimeridian_is_one_line(make_fixes, engine):
    view = View.around(180, 0, 2_000, WIDE, TALL)
    fixes = make_fixes([(180 - 30 * PX, 0), (180 - 5 * PX, 0), (-180 + 5 * PX, 0), (-180 + 30 * PX, 0)])
    row = on_map(fixes, view, engine)[30]
    assert row[12:68] == pytest.approx(1.0, abs=0.01)
    assert row[:8].max() == 0
    assert row[72:].max() == 0


def test_a_long_track_round_the_world_never_crosses_the_whole_picture(make_fixes, engine):
    lon = (np.arange(0, 360, 1.5) + 10 + 180) % 360 - 180
    view = View.world(200, 100)
    picture = on_map(make_fixes([(x, 60 * np.sin(i / 20)) for i, x in enumerate(lon)], step_s=100), view, engine)
    assert (picture > 0.3).sum(axis=1).max() < 100


def test_a_world_seen_three_times_has_every_track_three_times(make_fixes, engine):
    view = View(0, 0, plane.WORLD_M / 100, 300, 60)
    row = on_map(make_fixes([(-20, 0), (20, 0)]), view, engine)[30]
    starts = np.flatnonzero(np.diff((row > 0.5).astype(int)) == 1)
    assert np.diff(starts).tolist() == [100, 100]


def test_a_window_of_time_cuts_links_where_it_ends(make_fixes, engine):
    fixes = make_fixes([(-30 * PX, 0, 0), (30 * PX, 0, 60)])
    row = on_map(fixes, VIEW, engine, window=Window(1_000_015.0, 1_000_045.0))[30]
    assert row[27:53] == pytest.approx(1.0, abs=0.01)
    assert row[:23].max() == 0
    assert row[57:].max() == 0


def test_nothing_is_drawn_outside_the_window_of_time(make_fixes, engine):
    fixes = make_fixes([(-30 * PX, 0, 0), (30 * PX, 0, 60)])
    assert on_map(fixes, VIEW, engine, window=Window(1_000_061.0, 1_000_100.0)).max() == 0
    assert on_map(fixes, VIEW, engine, window=Window(999_000.0, 999_999.0)).max() == 0


def test_a_trail_fades_towards_its_end(make_fixes, engine):
    fixes = make_fixes([(x * PX, 0, x + 30) for x in range(-30, 31, 5)])
    row = on_map(fixes, VIEW, engine, window=Window(1_000_000.0, 1_000_060.0, 0.2))[30, 12:68]
    assert (np.diff(row) > -0.01).all()
    assert row[0] == pytest.approx(0.2, abs=0.05)
    assert row[-1] == pytest.approx(0.95, abs=0.05)


@pytest.mark.parametrize("view", [View.world(300, 180), View.fit(-10, 35, 30, 60, 300, 180)], ids=["world", "europe"])
@pytest.mark.parametrize("window", [None, Window(1_000_300.0, 1_001_500.0, 0.1)], ids=["whole", "trail"])
def test_both_engines_draw_the_same_traffic(make_fixes, view, window):
    rng = np.random.default_rng(4)
    tracks = []
    for _ in range(60):
        course = rng.uniform(0, 2 * np.pi) + np.cumsum(rng.normal(0, 0.05, 200))
        lon, lat = rng.uniform(-10, 30), rng.uniform(35, 60)
        x, y = lon + np.cumsum(np.sin(course) * 0.03), lat + np.cumsum(np.cos(course) * 0.02)
        tracks.append(list(zip(x.tolist(), y.tolist(), strict=True)))
    kind = np.where(np.arange(60 * 200) % 50 < 10, Kind.ESTIMATED, Kind.ADS_B)
    fixes = make_fixes(*tracks, kind=kind)
    for width in (1.0, 2.4):
        a, b = (on_map(fixes, view, engine, width=width, alpha=0.6, window=window) for engine in Engine)
        assert np.abs(a - b).mean() < 1 / 255


def test_fixes_closer_than_a_pixel_are_passed_over_without_being_missed(make_fixes, engine):
    t = np.linspace(0, 1, 3000)
    points = [(float(-30 * PX + 60 * PX * s), float(10 * PX * np.sin(6 * s))) for s in t]
    picture = on_map(make_fixes(points, step_s=1.0), VIEW, engine, width=1.0)
    path = np.stack([10 + 60 * t, 30 - 10 * np.sin(6 * t)], axis=1)[::50]
    assert np.abs(picture - exact(path, 1.0)).mean() < 1 / 255


def test_drawing_as_alpha_first_gives_the_same_picture(make_fixes):
    fixes = make_fixes([(-30 * PX, -10 * PX), (0, 0), (30 * PX, 20 * PX)], [(0, -20 * PX), (0, 20 * PX)])
    lines = Projected.of_fixes(fixes)
    pictures = []
    for as_alpha in (False, True):
        canvas = Canvas.filled(WIDE, TALL, (10, 20, 30))
        strokes = Strokes.same(2, (200, 100, 50), 1.0, 0.5)
        draw_lines(canvas, lines, VIEW, strokes, as_alpha=as_alpha, engine=Engine.COMPILED)
        pictures.append(canvas.rgba.astype(int))
    assert np.abs(pictures[0] - pictures[1]).max() <= 2


def test_a_layer_of_its_own_is_premultiplied(make_fixes, engine):
    canvas = Canvas.clear(WIDE, TALL)
    lines = Projected.of_fixes(make_fixes([(-30 * PX, 0), (30 * PX, 0)]))
    draw_lines(canvas, lines, VIEW, Strokes.same(1, (200, 100, 50), 2.0, 0.5), engine=engine)
    assert canvas.rgba[30, 40].tolist() == pytest.approx([100, 50, 25, 128], abs=1)
    assert (canvas.rgba[..., :3].max(axis=2) <= canvas.rgba[..., 3]).all()
