"""Is a polygon sound, and if not, what was meant? shapely mends; who was inside is decided by ``geo/polygon.py``.

Rings are those of a zone: corners (longitude, latitude) in degrees, first the rim, then holes. What is returned has no
repeated last corner, its rim runs anticlockwise and its holes clockwise, and it stays in one piece across 180 degrees:
longitudes may pass 180, the middle lies in [-180, 180).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..errors import ZoneError
from ..geo.polygon import Polygon
from ..geo.sphere import MEAN_RADIUS_NM
from ..model.zone import Ring

__all__ = ["MAX_CORNERS", "buffered", "is_simple", "mended", "polygons_from_wkb"]

MAX_CORNERS = 100_000  # a national border has some thousands; beyond this, mending takes minutes
_NOTHING_DEG2 = 1e-10  # a square metre
_SLIVER = 1e-3  # parts below this share of the area are what a crossing by mistake leaves over
_DEGREE_NM = np.pi / 180.0 * MEAN_RADIUS_NM


def is_simple(rings: Iterable[ArrayLike]) -> bool:
    """Return whether no ring crosses itself or another, the holes lie in the rim, and something is enclosed."""
    try:
        shape = _shape(_checked(rings))
    except ZoneError:
        return False
    return bool(shape.is_valid and shape.area > _NOTHING_DEG2)


def mended(rings: Iterable[ArrayLike]) -> tuple[Ring, ...]:
    """Return sound rings that enclose what was meant by these.

    Repeated corners, spikes, holes that touch and slivers are taken out. Raises ZoneError where that leaves nothing,
    or several parts, so that nobody could say which was meant.
    """
    import shapely  # noqa: PLC0415 - core is imported where there is no shapely

    shape = _shape(_checked(rings))
    if shape.is_valid:
        return _rings(shape)
    # "structure" takes rims as rims and holes as holes, also where a hole sticks out of its rim.
    return _rings(_one_part(shapely.make_valid(shape, method="structure", keep_collapsed=False)))


def buffered(rings: Iterable[ArrayLike], range_nm: float) -> tuple[Ring, ...]:
    """Return the polygon grown by a distance, or shrunk by a negative one; true at its middle latitude.

    Raises ZoneError where nothing, or several parts, are left.
    """
    shape = _shape(_checked(mended(rings)))
    _, south, _, north = shape.bounds
    scale = np.array([_DEGREE_NM * np.cos(np.radians((south + north) / 2)), _DEGREE_NM])
    grown = _mapped(_mapped(shape, scale).buffer(range_nm, quad_segs=18), 1.0 / scale)
    return mended(_rings(_one_part(grown)))


def polygons_from_wkb(untrusted: bytes) -> tuple[tuple[Ring, ...], ...]:
    """Return the polygons of one geometry in well-known binary, each mended. Raises ZoneError."""
    import shapely  # noqa: PLC0415 - core is imported where there is no shapely

    try:
        geometry = shapely.from_wkb(untrusted)
    except (shapely.errors.ShapelyError, TypeError) as error:
        raise ZoneError("The geometry cannot be read.", advice="Export the polygon again.") from error
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon" and not part.is_empty]
    if not parts:
        raise ZoneError("The geometry has no polygon.", advice="A zone needs a polygon; lines and points make none.")
    return tuple(mended([part.exterior.coords, *(hole.coords for hole in part.interiors)]) for part in parts)


def _checked(rings: Iterable[ArrayLike]) -> tuple[NDArray[np.float64], ...]:
    """Return rings that are numbers on the globe, unwound, without empty ones. Raises ZoneError."""
    arrays = [np.asarray(ring, np.float64) for ring in rings]
    if any(ring.ndim != 2 or ring.shape[1] < 2 for ring in arrays if ring.size):
        raise ZoneError("The polygon's corners are not pairs of longitude and latitude.")
    arrays = [ring[:, :2] for ring in arrays if ring.size]
    if sum(map(len, arrays)) > MAX_CORNERS:
        raise ZoneError(f"The polygon has more than {MAX_CORNERS:,} corners.", advice="Simplify it first.")
    if not all(np.isfinite(ring).all() and (np.abs(ring) <= [720.0, 90.0]).all() for ring in arrays):
        raise ZoneError("The polygon has corners that are not on the globe.", advice="Give degrees, longitude first.")
    unwound = Polygon(arrays).rings
    if not unwound or len(np.unique(unwound[0], axis=0)) < 3:
        raise ZoneError("The polygon has fewer than three corners.", advice="Draw at least three.")
    if any(abs(ring[0, 0] - ring[-1, 0]) > 180.0 for ring in unwound):
        raise ZoneError("The polygon goes round a pole.", advice="Draw it as two polygons that meet beside the pole.")
    return tuple(ring for ring in unwound if len(ring) >= 3)


def _shape(rings: tuple[NDArray[np.float64], ...]) -> Any:
    import shapely  # noqa: PLC0415 - core is imported where there is no shapely

    return shapely.Polygon(rings[0], rings[1:])


def _one_part(shape: Any) -> Any:
    """Return the one polygon that a mended shape consists of, but for lines, points and slivers. Raises ZoneError."""
    import shapely  # noqa: PLC0415 - core is imported where there is no shapely

    parts = [
        part
        for piece in shapely.get_parts(shape)  # a collection may hold a multipolygon
        for part in shapely.get_parts(piece)
        if part.geom_type == "Polygon" and part.area > 0
    ]
    if not parts:
        raise ZoneError("The polygon encloses nothing.", advice="Draw it again, or undo.")
    large = [part for part in parts if part.area > _SLIVER * sum(other.area for other in parts)]
    if len(large) > 1:
        raise ZoneError(
            f"The polygon crosses itself and falls into {len(large)} parts.",
            advice="Pull its corners apart, or draw a zone for each part.",
        )
    return large[0]


def _rings(shape: Any) -> tuple[Ring, ...]:
    """Return a polygon's rings in our order and on our turn."""
    import shapely  # noqa: PLC0415 - core is imported where there is no shapely
    from shapely.geometry.polygon import orient  # noqa: PLC0415 - core is imported where there is no shapely

    if shape.area <= _NOTHING_DEG2:
        raise ZoneError("The polygon encloses nothing.", advice="Draw it again, or undo.")
    shape = orient(shapely.remove_repeated_points(shape))
    west, _, east, _ = shape.bounds
    turn = 360.0 * np.floor(((west + east) / 2 + 180.0) / 360.0)
    holes = [hole for hole in shape.interiors if shapely.Polygon(hole).area > _NOTHING_DEG2]
    rings = [np.asarray(ring.coords)[:-1, :2] - [turn, 0.0] for ring in (shape.exterior, *holes)]
    return tuple(tuple((float(lon), float(lat)) for lon, lat in ring) for ring in rings)


def _mapped(shape: Any, scale: NDArray[np.float64]) -> Any:
    """Return a shape whose coordinates are multiplied."""
    import shapely  # noqa: PLC0415 - core is imported where there is no shapely

    return shapely.transform(shape, lambda corners: corners * scale)
