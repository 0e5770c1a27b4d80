from __future__ import annotations

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from watchfield.core.geo.polygon import Polygon, circle

UNIT = 2.0**-20  # degrees; whole numbers of it are exact as floats, so that the oracle can count in integers

# ------------------------------------------------------------------ the oracle: slow, exact, and nothing but integers


def edges_of(rings):
    return [(*ring[i - 1], *ring[i]) for ring in rings for i in range(len(ring))]


def side_of(edges, x, y, scale):
    """Where the point (x / scale, y / scale) lies: +1 inside, -1 outside, 0 on an edge."""
    inside = False
    for x1, y1, x2, y2 in edges:
        ax, ay, bx, by = x1 * scale - x, y1 * scale - y, x2 * scale - x, y2 * scale - y
        across = ax * by - ay * bx
        if across == 0 and ax * bx + ay * by <= 0:
            return 0
        if (ay > 0) != (by > 0) and (across > 0) == (by > ay):
            inside = not inside
    return 1 if inside else -1


def pieces_of(rings, segment):
    """The pieces into which a polygon cuts a segment: (begin, end, side)."""
    edges = edges_of(rings)
    x1, y1, x2, y2 = segment
    rx, ry = x2 - x1, y2 - y1
    cuts = {Fraction(0), Fraction(1)}
    for ax, ay, bx, by in edges:
        sx, sy, qx, qy = bx - ax, by - ay, ax - x1, ay - y1
        across = rx * sy - ry * sx
        if across:
            along, edge = qx * sy - qy * sx, qx * ry - qy * rx
            if across < 0:
                across, along, edge = -across, -along, -edge
            if 0 <= along <= across and 0 <= edge <= across:
                cuts.add(Fraction(along, across))
        elif qx * ry == qy * rx and (rx or ry):
            for px, py in ((ax, ay), (bx, by)):
                cuts.add(
                    min(max(Fraction((px - x1) * rx + (py - y1) * ry, rx * rx + ry * ry), Fraction(0)), Fraction(1))
                )
    ordered = sorted(cuts)
    for begin, end in itertools.pairwise(ordered):
        middle = (begin + end) / 2
        scale = middle.denominator
        x, y = x1 * scale + middle.numerator * rx, y1 * scale + middle.numerator * ry
        yield float(begin), float(end), side_of(edges, x, y, scale)


def assert_passages(rings, segments, *, wrapped=False):
    """Compare with the oracle: every piece inside is covered, no piece outside is, one along an edge either way."""
    corners = [np.array(ring) * UNIT for ring in rings]
    ends = np.array(segments, np.float64).reshape(-1, 4) * UNIT
    if wrapped:
        corners = [np.column_stack(((ring[:, 0] + 180) % 360 - 180, ring[:, 1])) for ring in corners]
        ends[:, ::2] = (ends[:, ::2] + 180) % 360 - 180
    passages = Polygon(corners).passages(*ends.T)
    assert np.all(passages.begin < passages.end)
    assert np.all(np.diff(passages.segment) >= 0)
    for index, segment in enumerate(segments):
        mine = passages.segment == index
        begin, end = passages.begin[mine], passages.end[mine]
        assert np.all(begin[1:] > end[:-1]), "passages that touch are one"
        runs = 0
        before = -1
        for first, last, side in pieces_of(rings, segment):
            covered = np.clip(np.minimum(end, last) - np.maximum(begin, first), 0.0, None).sum()
            share = {1: (last - first,), -1: (0.0,), 0: (0.0, last - first)}[side]
            assert min(abs(covered - wanted) for wanted in share) < 1e-7, (segment, first, last, side, begin, end)
            runs += side == 1 and before != 1
            before = side
        assert len(begin) <= runs + sum(side == 0 for _, _, side in pieces_of(rings, segment))


# ------------------------------------------------------------------ polygons of all kinds, in units


def units(degrees):
    return round(degrees / UNIT)


def round_ring(lon, lat, radius, corners, *, radii=(1.0,), turn=0.3):
    angles = [turn + 2 * math.pi * i / corners for i in range(corners)]
    return [
        (
            units(lon + radius * radii[i % len(radii)] * math.cos(angle)),
            units(lat + radius * radii[i % len(radii)] * math.sin(angle)),
        )
        for i, angle in enumerate(angles)
    ]


def of_circle(lon, lat, range_nm):
    return [(units(x), units(y)) for x, y in circle(lon, lat, range_nm)]


POLYGONS = {
    "triangle": [round_ring(30, 40, 1, 3)],
    "convex": [round_ring(30, 40, 2, 9)],
    "star": [round_ring(30, 40, 2, 14, radii=(1.0, 0.35))],
    "hole": [round_ring(30, 40, 2, 7), round_ring(30, 40, 1, 5)],
    "holes": [round_ring(30, 40, 4, 7), round_ring(31, 40, 0.5, 5), round_ring(29, 41, 0.5, 8, radii=(1, 0.5))],
    "island": [round_ring(30, 40, 4, 8), round_ring(30, 40, 2, 6), round_ring(30, 40, 1, 5)],
    "bow tie": [[(units(x), units(y)) for x, y in ((30, 40), (32, 42), (32, 40), (30, 42))]],
    "comb": [
        [(units(x), units(y)) for x, y in ((0, 0), (9, 0), (9, 5), (7, 1), (6, 5), (5, 1), (3, 5), (2, 1), (0, 5))]
    ],
    "tiny": [round_ring(35.95, 35.4, 0.001, 6)],
    "big": [round_ring(20, 10, 60, 12, radii=(1.0, 0.7))],
    "wide": [[(units(x), units(y)) for x, y in ((-140, -30), (0, -40), (140, -20), (150, 30), (10, 10), (-130, 50))]],
    "across 180": [round_ring(180, 10, 3, 9, radii=(1.0, 0.6)), round_ring(180.3, 10, 1, 5)],
    "beside 180": [[(units(x), units(y)) for x, y in ((175, 0), (180, 0), (180, 5), (175, 5))]],
    "beside -180": [[(units(x), units(y)) for x, y in ((-180, 0), (-175, 0), (-175, 5), (-180, 5))]],
    "on another turn": [round_ring(540, 10, 3, 9)],
    "far north": [round_ring(100, 86, 3, 8)],
    "circle": [of_circle(35.9487, 35.4011, 8.0)],
    "circle across 180": [of_circle(179.95, -17.0, 30.0)],
    "circle far north": [of_circle(20.0, 82.0, 60.0)],
    "anticlockwise and clockwise": [round_ring(30, 40, 2, 7)[::-1], round_ring(30, 40, 1, 5)],
}


def segments_near(rings, count, seed):
    """Segments of all lengths near a polygon, in units."""
    chance = np.random.default_rng(seed)
    corners = np.array([corner for ring in rings for corner in ring], np.float64)
    low, high = corners.min(axis=0), corners.max(axis=0)
    span = high - low
    first = chance.uniform(low - 0.4 * span, high + 0.4 * span, (count, 2))
    length = chance.choice([0.01, 0.2, 1.0, 2.0], (count, 1)) * span
    second = first + chance.uniform(-length, length)
    # Nobody can tell which way round a longer segment would go.
    second[:, 0] = np.clip(second[:, 0], first[:, 0] - units(170), first[:, 0] + units(170))
    if span[0] > units(250):  # and a segment half a world away from a wide polygon has two turns to lie on
        first[:, 0], second[:, 0] = np.clip(first[:, 0], low[0], high[0]), np.clip(second[:, 0], low[0], high[0])
    return [tuple(map(round, row)) for row in np.hstack((first, second)).tolist()]


def segments_through_corners(rings, count, seed):
    """Segments that touch a corner, end at one, run along an edge or from corner to corner, in units."""
    chance = np.random.default_rng(seed)
    edges = edges_of(rings)
    span = max(max(abs(x2 - x1), abs(y2 - y1)) for x1, y1, x2, y2 in edges)
    for _ in range(count):
        x1, y1, x2, y2 = edges[chance.integers(len(edges))]
        x3, y3, *_ = edges[chance.integers(len(edges))]
        dx, dy = chance.integers(-span, span + 1, 2).tolist()
        yield from (
            (x1 - dx, y1 - dy, x1 + dx, y1 + dy),
            (x1, y1, x1 + dx, y1 + dy),
            (2 * x1 - x2, 2 * y1 - y2, 2 * x2 - x1, 2 * y2 - y1),
            (x1, y1, x2, y2),
            (x2, y2, x3, y3),
            (3 * x1 - 2 * x3, 3 * y1 - 2 * y3, 3 * x3 - 2 * x1, 3 * y3 - 2 * y1),
            (x1, y1, x1, y1),
        )


@pytest.mark.parametrize("name", POLYGONS)
def test_zone_crossings_equal_a_brute_force_oracle_on_ten_thousand_random_segments(name):
    rings = POLYGONS[name]
    assert_passages(rings, segments_near(rings, 10_000 // len(POLYGONS), seed=1))


@pytest.mark.parametrize("name", POLYGONS)
def test_corners_that_are_touched_and_edges_that_are_run_along_do_no_harm(name):
    rings = POLYGONS[name]
    usable = [s for s in segments_through_corners(rings, 20, seed=2) if abs(s[2] - s[0]) < units(180)]
    if name in ("big", "wide"):
        usable = [s for s in usable if max(abs(s[0]), abs(s[2])) < units(170)]
    assert_passages(rings, usable)


def test_no_line_slips_out_through_a_corner():
    ring = circle(35.9487, 35.4011, 8.0)
    chance = np.random.default_rng(1)
    corner = ring[chance.integers(len(ring), size=60_000)]
    within = np.array((35.9487, 35.4011)) + chance.uniform(-0.05, 0.05, corner.shape)
    beyond = within + (corner - within) * chance.uniform(1.5, 4.0, (len(corner), 1))
    passages = Polygon([ring]).passages(*within.T, *beyond.T)
    share = np.linalg.norm(corner - within, axis=1) / np.linalg.norm(beyond - within, axis=1)
    assert np.array_equal(passages.segment, np.arange(len(corner)))
    assert not passages.begin.any()
    assert passages.end == pytest.approx(share, abs=1e-7)


@pytest.mark.parametrize("name", ["across 180", "beside 180", "beside -180", "circle across 180", "on another turn"])
def test_it_is_all_one_on_which_turn_longitudes_are_written(name):
    rings = POLYGONS[name]
    assert_passages(rings, segments_near(rings, 200, seed=3), wrapped=True)


@pytest.mark.parametrize("name", POLYGONS)
def test_points_are_inside_where_the_oracle_says_so(name):
    rings = POLYGONS[name]
    points = [segment[:2] for segment in segments_near(rings, 300, seed=4)]
    inside = Polygon([np.array(ring) * UNIT for ring in rings]).contains(*(np.array(points) * UNIT).T)
    sides = [side_of(edges_of(rings), x, y, 1) for x, y in points]
    assert [(side > 0) == bool(mine) for side, mine in zip(sides, inside, strict=True) if side] == [True] * sum(
        side != 0 for side in sides
    )


# ------------------------------------------------------------------ shapely, as a second opinion

SOUND = [name for name in POLYGONS if name not in ("bow tie", "island", "on another turn")]


@pytest.mark.parametrize("name", SOUND)
def test_shapely_finds_the_same_lengths_inside(name):
    rings = [np.array(ring) * UNIT for ring in POLYGONS[name]]
    ends = np.array(segments_near(POLYGONS[name], 300, seed=5)) * UNIT
    shape = shapely.Polygon(rings[0], rings[1:])
    lines = shapely.linestrings(ends.reshape(-1, 2, 2))
    whole = shapely.length(lines)
    expected = shapely.length(shapely.intersection(lines, shape)) / whole
    passages = Polygon(rings).passages(*ends.T)
    share = np.bincount(passages.segment, passages.end - passages.begin, len(ends))
    assert share == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("name", SOUND)
def test_shapely_finds_the_same_points_inside(name):
    rings = [np.array(ring) * UNIT for ring in POLYGONS[name]]
    points = np.array(segments_near(POLYGONS[name], 500, seed=6))[:, :2] * UNIT
    shape = shapely.Polygon(rings[0], rings[1:])
    assert np.array_equal(Polygon(rings).contains(*points.T), shapely.contains_xy(shape, points))


# ------------------------------------------------------------------ properties

CELL = 2.0**-4
COORDINATE = st.integers(-12, 12)
RING = st.lists(st.tuples(COORDINATE, COORDINATE), min_size=3, max_size=7)
RINGS = st.lists(RING, min_size=1, max_size=3)
SEGMENT = st.tuples(COORDINATE, COORDINATE, COORDINATE, COORDINATE)


def on_a_coarse_grid(rings):
    return [[(x * units(CELL), y * units(CELL)) for x, y in ring] for ring in rings]


@given(RINGS, st.lists(SEGMENT, min_size=1, max_size=6))
@settings(max_examples=100, deadline=None)
def test_on_a_coarse_grid_where_everything_touches_everything_the_oracle_still_agrees(rings, segments):
    assert_passages(on_a_coarse_grid(rings), [tuple(value * units(CELL) for value in segment) for segment in segments])


def passages_of(rings, segment, *, shift=0.0, polygon_shift=None):
    polygon_shift = shift if polygon_shift is None else polygon_shift
    polygon = Polygon([np.array(ring) * CELL + [polygon_shift, 0.0] for ring in rings])
    x1, y1, x2, y2 = (value * CELL for value in segment)
    found = polygon.passages(x1 + shift, y1, x2 + shift, y2)
    return np.column_stack((found.begin, found.end))


@given(RINGS, SEGMENT, st.integers(-720 * 16, 720 * 16))
@settings(max_examples=50, deadline=None)
def test_the_same_figure_elsewhere_round_the_globe_has_the_same_passages(rings, segment, sixteenths):
    here, there = passages_of(rings, segment), passages_of(rings, segment, shift=sixteenths / 16)
    assert np.array_equal(here, there)


@given(RINGS, SEGMENT, st.integers(-3, 3), st.integers(-3, 3))
@settings(max_examples=50, deadline=None)
def test_polygon_and_segment_may_be_written_on_different_turns(rings, segment, turns, polygon_turns):
    moved = passages_of(rings, segment, shift=360.0 * turns, polygon_shift=360.0 * polygon_turns)
    assert np.array_equal(passages_of(rings, segment), moved)


@given(RINGS, SEGMENT)
@settings(max_examples=50, deadline=None)
def test_a_segment_flown_the_other_way_has_mirrored_passages(rings, segment):
    assume(all(side for _, _, side in pieces_of(rings, segment)))
    x1, y1, x2, y2 = segment
    back = passages_of(rings, (x2, y2, x1, y1))
    assert passages_of(rings, segment) == pytest.approx(1.0 - back[::-1, ::-1], abs=1e-12)


@given(RINGS, SEGMENT, st.integers(0, 6), st.booleans(), st.booleans())
@settings(max_examples=50, deadline=None)
def test_where_a_ring_begins_and_which_way_it_runs_is_all_one(rings, segment, begin, backwards, closed):
    assume(all(side for _, _, side in pieces_of(rings, segment)))
    turned = [ring[begin % len(ring) :] + ring[: begin % len(ring)] for ring in rings]
    turned = [ring[::-1] for ring in turned] if backwards else turned
    turned = [[*ring, ring[0]] for ring in turned] if closed else turned
    assert passages_of(turned, segment) == pytest.approx(passages_of(rings, segment), abs=1e-12)


def test_squares_side_by_side_share_out_every_point_also_those_on_their_edges():
    lon, lat = (axis.ravel() for axis in np.meshgrid(np.arange(0, 4.01, 0.25), np.arange(0, 4.01, 0.25)))
    held = np.zeros(len(lon), np.int64)
    for west in range(4):
        for south in range(4):
            square = [(west, south), (west + 1, south), (west + 1, south + 1), (west, south + 1)]
            held += Polygon([square]).contains(lon, lat)
    assert held[(lon < 4) & (lat < 4)].tolist() == [1] * int(((lon < 4) & (lat < 4)).sum())
    assert held.max() == 1


def test_a_hole_on_another_turn_than_its_rim_is_still_a_hole():
    rim, hole = POLYGONS["across 180"]
    corners = [np.array(rim) * UNIT, np.array(hole) * UNIT - [360.0, 0.0]]
    assert not Polygon(corners).contains(-179.7, 10.0)[0]
    assert Polygon(corners[:1]).contains(-179.7, 10.0)[0]


def test_no_rings_hold_nothing_and_no_questions_get_no_answers():
    nothing = Polygon([])
    assert not nothing.contains([0.0, 10.0], [0.0, 10.0]).any()
    assert len(nothing.passages(0.0, 0.0, 1.0, 1.0).segment) == 0
    assert nothing.area_nm2 == 0.0
    none = np.empty(0)
    zone = Polygon([circle(0.0, 0.0, 8.0)])
    assert len(zone.contains(none, none)) == 0
    assert len(zone.distance_nm(none, none)) == 0
    assert len(zone.passages(none, none, none, none).segment) == 0


def test_positions_that_are_missing_are_not_inside():
    zone = Polygon([circle(0.0, 0.0, 8.0)])
    assert zone.contains([np.nan, 0.0], [0.0, np.nan]).tolist() == [False, False]
    assert len(zone.passages(np.nan, 0.0, 0.0, 0.0).segment) == 0


def test_a_recording_that_is_too_long_to_be_paired_at_once_is_answered_in_pieces():
    zone = Polygon([circle(0.0, 0.0, 60.0, corners=72)])
    chance = np.random.default_rng(9)
    lon, lat = chance.uniform(-1, 1, (2, 120_000))
    whole = zone.contains(lon, lat)
    assert np.array_equal(
        whole,
        np.concatenate([zone.contains(lon[i : i + 10_000], lat[i : i + 10_000]) for i in range(0, 120_000, 10_000)]),
    )
    passages = zone.passages(lon[:-1], lat[:-1], lon[1:], lat[1:])
    assert np.array_equal(np.unique(passages.segment[passages.begin == 0.0]), np.flatnonzero(whole[:-1]))
