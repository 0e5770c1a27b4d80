"""Is every pixel covered by the exact part of it that lies inside?"""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from watchfield.render import fill
from watchfield.render.canvas import Canvas
from watchfield.render.engine import Engine
from watchfield.render.fill import Rings, fill_rings, fill_screen
from watchfield.render.view import View

WIDE, TALL = 40, 30


def inside(rings, engine):
    """Return the coverage of rings given in pixels, float[h, w]."""
    points = np.concatenate(rings)
    offsets = np.concatenate([[0], np.cumsum([len(ring) for ring in rings])]).astype(np.int64)
    area = np.zeros((TALL, WIDE + 1), np.float32)
    x, y = np.ascontiguousarray(points[:, 0]), np.ascontiguousarray(-points[:, 1])
    fill.coverage(area, x, y, offsets, np.arange(len(rings)), (1.0, 0.0, 0.0), engine)
    return np.abs(np.cumsum(area[:, :WIDE], axis=1))


def oracle(polygon):
    """Return the same by shapely: the area of each pixel that lies in a polygon."""
    return np.array([
        [polygon.intersection(shapely.box(i, j, i + 1, j + 1)).area for i in range(WIDE)] for j in range(TALL)
    ])  # fmt: skip


def star(rng, middle, reach):
    angle = np.linspace(0, 2 * np.pi, 12)[:-1]
    return middle + np.stack([np.cos(angle), np.sin(angle)], axis=1) * rng.uniform(0.3, 1, (11, 1)) * reach


@pytest.mark.parametrize("seed", range(6))
def test_a_polygon_covers_the_exact_part_of_each_pixel(engine, seed):
    rng = np.random.default_rng(seed)
    ring = star(rng, rng.uniform(0, 30, 2), rng.uniform(3, 40))
    assert inside([ring], engine) == pytest.approx(oracle(shapely.Polygon(ring)), abs=1e-4)


def test_a_hole_is_empty(engine):
    rng = np.random.default_rng(1)
    rim, hole = star(rng, (20, 15), 30), star(rng, (20, 15), 6)[::-1]
    expected = oracle(shapely.Polygon(rim).difference(shapely.Polygon(hole)))
    assert inside([rim, hole], engine) == pytest.approx(expected, abs=1e-4)


def test_two_neighbours_leave_no_seam(engine):
    left = np.array([[2.0, 2.0], [13.3, 2.0], [17.9, 27.0], [2.0, 27.0]])
    right = np.array([[13.3, 2.0], [30.0, 2.0], [30.0, 27.0], [17.9, 27.0]])
    both = inside([left, right], engine)
    assert both[2:27, 2:30] == pytest.approx(1.0, abs=1e-4)


def test_both_engines_agree_on_wild_rings():
    rng = np.random.default_rng(2)
    for _ in range(20):
        ring = rng.uniform(-60, 100, (rng.integers(3, 30), 2))
        assert inside([ring], Engine.COMPILED) == pytest.approx(inside([ring], Engine.PLAIN), abs=2e-3)


def test_a_ring_across_the_antimeridian_is_filled_on_both_sides(engine):
    view = View.around(180, 0, 20_000, 60, 40)
    rings = Rings.of_degrees([[(178, -2), (-178, -2), (-178, 2), (178, 2)]])
    canvas = Canvas.filled(60, 40, (0, 0, 0))
    fill_rings(canvas, rings, view, (200, 0, 0), engine=engine)
    red = canvas.rgba[20, :, 0] > 100
    assert red.sum() == pytest.approx(4 * 111_319.5 / 20_000, abs=2)
    assert red[29]
    assert red[30]


def test_a_world_seen_three_times_is_filled_three_times(engine):
    view = View(0, 0, 40_075_016.7 / 100, 300, 60)
    canvas = Canvas.filled(300, 60, (0, 0, 0))
    fill_rings(
        canvas, Rings.of_degrees([[(-20, -20), (20, -20), (20, 20), (-20, 20)]]), view, (9, 99, 9), engine=engine
    )
    starts = np.flatnonzero(np.diff((canvas.rgba[30, :, 1] > 50).astype(int)) == 1)
    assert np.diff(starts).tolist() == [100, 100]


def test_the_direction_of_rings_given_by_people_does_not_matter():
    rim = [(0, 0), (4, 0), (4, 4), (0, 4)]
    hole = [(1, 1), (3, 1), (3, 3), (1, 3)]
    view = View.fit(-1, -1, 5, 5, 60, 60, margin_px=0)
    pictures = []
    for rings in ([rim, hole], [rim[::-1], hole], [rim, hole[::-1]]):
        canvas = Canvas.filled(60, 60, (0, 0, 0))
        fill_rings(canvas, Rings.of_degrees(rings), view, (255, 255, 255))
        pictures.append(canvas.rgba)
    assert (pictures[0] == pictures[1]).all()
    assert (pictures[0] == pictures[2]).all()
    assert pictures[0][30, 30, 0] == 0
    assert pictures[0][30, 13, 0] == 255


def test_an_area_half_outside_the_picture_is_cut_at_its_border():
    canvas = Canvas.filled(20, 10, (0, 0, 0))
    fill_screen(canvas, [np.array([[-5.0, -5.0], [10.5, -5.0], [10.5, 20.0], [-5.0, 20.0]])], (255, 255, 255))
    assert (canvas.rgba[:, :10, 0] == 255).all()
    assert canvas.rgba[0, 10, 0] == pytest.approx(128, abs=1)
    assert (canvas.rgba[:, 11:, 0] == 0).all()


def test_a_faint_area_lets_through_what_is_below(engine):
    canvas = Canvas.filled(60, 60, (100, 100, 100))
    view = View.fit(-1, -1, 1, 1, 60, 60, margin_px=0)
    square = Rings.of_degrees([[(-1, -1), (1, -1), (1, 1), (-1, 1)]])
    fill_rings(canvas, square, view, (200, 200, 200), alpha=0.1, engine=engine)
    assert canvas.rgba[30, 30, 0] == pytest.approx(110, abs=1)
    assert canvas.rgba[30, 30, 3] == 255
