"""Our own aircraft seen from above, nose up, on a grid of 64, each one filled path.

A shape is a list of parts: a body, and surfaces and engines that stand on both sides. Sizes are in grid units, x from
the middle outward, y from the top down; proportions follow the types they are named after, not their drawings.
"""

from __future__ import annotations

from pathlib import Path

import shapely
from shapely import affinity

CENTRE = 32.0
Point = tuple[float, float]


def body(
    nose: float, tail: float, half_width: float, *, taper_from: float, tail_half_width: float = 0.7
) -> shapely.Polygon:
    """A fuselage: round nose, parallel sides, and a taper to the tail."""
    top = nose + 1.7 * half_width
    front = affinity.scale(shapely.Point(CENTRE, top).buffer(1.0, quad_segs=12), half_width, 1.7 * half_width)
    sides = [
        (CENTRE - half_width, top),
        (CENTRE + half_width, top),
        (CENTRE + half_width, taper_from),
        (CENTRE + tail_half_width, tail),
        (CENTRE - tail_half_width, tail),
        (CENTRE - half_width, taper_from),
    ]
    return shapely.union(front, shapely.Polygon(sides))


def both(*corners: Point) -> shapely.Geometry:
    """A surface given by its corners on the right, and its mirror image."""
    right = shapely.Polygon([(CENTRE + x, y) for x, y in corners])
    return shapely.union(right, affinity.scale(right, -1, 1, origin=(CENTRE, 0)))


def pods(x: float, top: float, bottom: float, half_width: float) -> shapely.Geometry:
    """An engine or other pod on each side."""
    return both_of(shapely.LineString([(CENTRE + x, top + half_width), (CENTRE + x, bottom - half_width)]), half_width)


def both_of(line: shapely.LineString, half_width: float) -> shapely.Geometry:
    """A line with round ends, and its mirror image."""
    right = line.buffer(half_width, quad_segs=6)
    return shapely.union(right, affinity.scale(right, -1, 1, origin=(CENTRE, 0)))


def propellers(x: float, y: float, half_span: float) -> shapely.Geometry:
    """The disc of a propeller edge-on, on each side."""
    return both(
        (x - half_span, y - 0.45), (x + half_span, y - 0.45), (x + half_span, y + 0.45), (x - half_span, y + 0.45)
    )


def _rotor() -> shapely.Geometry:
    blades = [
        shapely.LineString([(CENTRE, 25), affinity_point(angle, 22.0)]).buffer(0.85, cap_style="flat")
        for angle in (45, 135, 225, 315)
    ]
    return shapely.union_all([*blades, shapely.Point(CENTRE, 25).buffer(2.4)])


def affinity_point(angle_deg: float, length: float) -> Point:
    """The end of a rotor blade."""
    point = affinity.rotate(shapely.Point(CENTRE, 25 - length), angle_deg, origin=(CENTRE, 25))
    return point.x, point.y


def shapes() -> dict[str, shapely.Geometry]:
    """Return every silhouette by its name."""
    parts: dict[str, list[shapely.Geometry]] = {
        "an124": [
            body(2, 61, 4.1, taper_from=42, tail_half_width=1.2),
            both((2, 19), (6, 19.5), (30, 32), (30.4, 35), (27, 34.6), (13, 31), (2, 33)),
            both((1, 49), (3, 49.5), (12.5, 56), (12.5, 59), (1, 57.5)),
            pods(11.5, 18.5, 27, 1.7),
            pods(20, 23.5, 32, 1.7),
            both((3, 28), (5.6, 29), (5.6, 37), (3, 38)),
        ],
        "il76": [
            body(4, 58, 3.3, taper_from=40),
            both((2, 20.5), (4, 20.5), (28.5, 30.5), (28.8, 33), (14, 31.2), (2, 31.5)),
            both((0, 52), (3, 52.2), (11.5, 57.5), (11.5, 60.5), (0, 58.6)),
            pods(9.6, 18, 27, 1.35),
            pods(17.6, 21.5, 30, 1.35),
            both((2, 30), (4.6, 31), (4.6, 37.5), (2, 39)),
        ],
        "il62": [
            body(2, 60, 2.6, taper_from=46),
            both((1, 24), (3, 25.5), (26.5, 42.5), (26.8, 45.5), (12, 39.5), (1, 39)),
            both((0, 53.5), (2, 54), (10.5, 60), (10.5, 62.6), (0, 60.5)),
            pods(3.5, 43.5, 54, 1.3),
            pods(6.0, 43.5, 54, 1.3),
        ],
        "tu154": [
            body(3, 60, 2.7, taper_from=46, tail_half_width=1.4),
            both((1, 25.5), (3, 26), (24.5, 40.5), (24.8, 43.5), (12, 39), (1, 39.5)),
            both((0, 53), (2, 53.4), (10, 59), (10, 62), (0, 60)),
            pods(4.2, 44, 55, 1.65),
            pods(9.6, 32, 46.5, 1.3),
        ],
        "four_jet": [
            body(3, 61, 3.2, taper_from=46),
            both((1, 20), (4, 22.5), (29, 41.5), (29.4, 44.5), (12.5, 36.5), (1, 37)),
            both((0, 51), (2, 51.5), (11, 58.5), (11, 61), (0, 59.5)),
            pods(10.2, 21.5, 29.5, 1.7),
            pods(19, 28.5, 36.5, 1.7),
        ],
        "twin_jet": [
            body(5, 59, 3.0, taper_from=44),
            both((1, 23), (4, 24.8), (27, 38.5), (27.3, 41), (11, 35.5), (1, 36)),
            both((0, 50.5), (2, 51), (10.5, 56.5), (10.5, 59), (0, 57.5)),
            pods(9.4, 22.5, 31.5, 2.0),
        ],
        "business": [
            body(9, 55, 2.2, taper_from=42),
            both((1, 27.5), (2.5, 28), (19.5, 36.5), (20, 40.5), (19, 39.6), (8, 36.4), (1, 37)),
            both((0, 50), (1.5, 50.2), (8.5, 54.2), (8.5, 56.4), (0, 55)),
            pods(4.0, 37.5, 46, 1.6),
        ],
        "four_prop": [
            body(5, 58, 3.1, taper_from=40, tail_half_width=0.9),
            both((1, 22.5), (14, 22.8), (29, 25), (29, 28), (14, 30.4), (1, 31)),
            both((0, 51.5), (11.5, 53), (11.5, 56.5), (0, 57)),
            pods(9.5, 17.5, 29, 1.4),
            pods(18.5, 18.8, 29, 1.4),
            propellers(9.5, 17.2, 3.8),
            propellers(18.5, 18.5, 3.8),
        ],
        "two_prop": [
            body(9, 55, 2.6, taper_from=38),
            both((1, 24.5), (9, 24.6), (25, 26.4), (25, 29.4), (9, 32), (1, 32)),
            both((0, 49.5), (9.5, 50.8), (9.5, 54), (0, 54.4)),
            pods(8.6, 18.5, 33, 1.5),
            propellers(8.6, 18.2, 4.2),
        ],
        "one_prop": [
            body(14, 51, 2.0, taper_from=28, tail_half_width=0.6),
            both((1, 22), (20.5, 22.6), (20.5, 28), (1, 29)),
            both((0, 46), (7.5, 47), (7.5, 50.6), (0, 50.8)),
            propellers(2.6, 13.6, 2.6),
        ],
        "fast_jet": [
            body(3, 56, 2.1, taper_from=48, tail_half_width=2.0),
            both((1, 20), (3.6, 22), (4.4, 29), (20, 45), (20, 48.5), (4, 49), (1, 49)),
            both((2, 49), (5, 49), (12.5, 56.5), (12.5, 59.5), (3.5, 57.5), (2, 56)),
            both((1.2, 22), (4, 24), (4, 55.5), (1.2, 56)),
        ],
        "helicopter": [
            body(12, 36, 4.2, taper_from=30, tail_half_width=1.2),
            shapely.box(CENTRE - 1.0, 34, CENTRE + 1.0, 58),
            both((0, 50), (5.5, 51), (5.5, 53.4), (0, 53.6)),
            shapely.box(CENTRE + 1.0, 54, CENTRE + 2.2, 61),
            _rotor(),
        ],
        "unknown": [shapely.Polygon([(32, 8), (50, 55), (32, 45.5), (14, 55)])],
    }
    return {name: _rounded(shapely.union_all(pieces)) for name, pieces in parts.items()}


def _rounded(shape: shapely.Geometry) -> shapely.Geometry:
    """Round inner corners and outer ones a little, as a pen would."""
    shape = shape.buffer(0.5, quad_segs=4).buffer(-0.9, quad_segs=4).buffer(0.4, quad_segs=4)
    return shapely.simplify(shape, 0.04)


def build(folder: Path) -> None:
    """Write one SVG a silhouette."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, shape in shapes().items():
        rings = [ring for part in getattr(shape, "geoms", [shape]) for ring in (part.exterior, *part.interiors)]
        path = "".join(_path(ring) for ring in rings)
        svg = (
            '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64" viewBox="0 0 64 64">'
            f'<path fill="currentColor" fill-rule="evenodd" d="{path}"/></svg>\n'
        )
        (folder / f"{name}.svg").write_text(svg, encoding="utf-8")


def build_program_icon(path: Path) -> None:
    """Write the icon of the program: an aircraft in a watch zone, on the ground of the dark theme."""
    plane = affinity.rotate(affinity.scale(shapes()["twin_jet"], 0.56, 0.56, origin=(32, 32)), 45, origin=(32, 32))
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64" viewBox="0 0 64 64">'
        '<rect x="2" y="2" width="60" height="60" rx="13" fill="#191E25"/>'
        '<path d="M31 9L54 23L49 52L17 54L9 25Z" fill="#EE9BDD" fill-opacity="0.18" stroke="#EE9BDD" '
        'stroke-width="4" stroke-linejoin="round"/>'
        f'<path fill="#FFFFFF" d="{_path(plane.exterior)}"/></svg>\n'
    )
    path.write_text(svg, encoding="utf-8")


def _path(ring: shapely.LinearRing) -> str:
    points = [f"{x:.2f} {y:.2f}" for x, y in shapely.get_coordinates(ring)[:-1]]
    return "M" + "L".join(points) + "Z"
