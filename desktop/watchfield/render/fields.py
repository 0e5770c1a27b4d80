"""Airfields on the map: a mark and a code from afar, runways to scale from near."""

from __future__ import annotations

import functools
import math

import numpy as np
from numpy.typing import NDArray

from watchfield.core.geo import plane
from watchfield.core.geo.units import METRES_PER_FOOT
from watchfield.core.model.airfield import Airfield, AirfieldKind, Runway
from watchfield.core.reference.airfields import Airfields
from watchfield.render.canvas import Canvas
from watchfield.render.engine import Engine
from watchfield.render.fill import fill_screen
from watchfield.render.labels import Anchor, Label, Occupied, Type
from watchfield.render.stamps import stamp
from watchfield.render.tokens import Look
from watchfield.render.view import View

__all__ = ["draw_fields", "mark"]

_FROM_ZOOM = {AirfieldKind.LARGE_AIRPORT: 5.0, AirfieldKind.MEDIUM_AIRPORT: 7.0, AirfieldKind.SMALL_AIRPORT: 9.5}
_RUNWAYS_FROM_ZOOM = 10.0
_RUNWAY_FT = 150.0  # wide, where nobody says
_MOST = 400  # fields marked in one picture; the largest are kept


def draw_fields(
    canvas: Canvas, view: View, airfields: Airfields, colours: Look, occupied: Occupied, *, engine: Engine | None = None
) -> list[Label]:
    """Draw marks or runways of the fields in view, and keep names off the marks; return the labels they want."""
    labels = []
    for index, x, y in _in_view(view, airfields):
        field = _field(airfields, index)
        placed = [runway for runway in field.runways if runway.placed]
        below = y
        if view.zoom >= _RUNWAYS_FROM_ZOOM and placed:
            for runway in placed:
                lowest, numbers = _draw_runway(canvas, view, runway, colours)
                below = max(below, lowest)
                labels += numbers
        else:
            picture = mark(view.ratio)
            half = picture.shape[0] // 2
            stamp(canvas, picture, round(x) - half, round(y) - half, colours["airfield"], engine=engine)
            occupied.take(x - half, y - half, x + half, y + half)
        labels.append(_label(view, field, x, y, below, colours))
    return labels


@functools.lru_cache(maxsize=4096)
def _field(airfields: Airfields, index: int) -> Airfield:
    return airfields.at(index)


def _in_view(view: View, airfields: Airfields) -> list[tuple[int, float, float]]:
    kinds = [kind for kind, zoom in _FROM_ZOOM.items() if view.zoom >= zoom]
    if not kinds:
        return []
    west, south, east, north = view.bounds_deg
    lon = west + (airfields.lon_deg - west) % 360.0
    seen = (airfields.kind <= max(kinds)) & (lon <= east)
    seen &= (airfields.lat_deg >= south) & (airfields.lat_deg <= north)
    rows = np.flatnonzero(seen)
    order = np.lexsort((-airfields.longest_runway_ft[rows], airfields.kind[rows]))
    rows = rows[order][:_MOST]
    x, y = view.to_screen(*plane.to_plane(lon[rows], airfields.lat_deg[rows]))
    return list(zip(rows.tolist(), x.tolist(), y.tolist(), strict=True))


def _label(view: View, field: Airfield, x: float, y: float, below: float, colours: Look) -> Label:
    """Return the code beside the mark; near by the name too, under the lowest end of a runway."""
    near = view.zoom >= _RUNWAYS_FROM_ZOOM
    rank = 7.0 + 0.6 * float(field.kind) - min(field.longest_runway_ft, 15_000.0) / 30_000.0
    if not near:
        kind = Type(10.0 * view.ratio, halo=1.6 * view.ratio)
        sides = (Anchor.RIGHT, Anchor.LEFT, Anchor.BELOW, Anchor.ABOVE)
        return Label(x, y, field.code, kind, colours["airfield"], colours["halo"], rank, sides, gap=9.0 * view.ratio)
    kind = Type(12.0 * view.ratio, 500, halo=1.6 * view.ratio)
    text = f"{field.code} · {field.name}"
    places = (Anchor.BELOW, Anchor.RIGHT, Anchor.LEFT)
    return Label(x, below, text, kind, colours["airfield"], colours["halo"], rank, places, gap=9.0 * view.ratio)


def _draw_runway(canvas: Canvas, view: View, runway: Runway, colours: Look) -> tuple[float, list[Label]]:
    """Draw a runway as wide and long as it is, at least a pixel and a half.

    Return its lowest y, and its numbers where there is room.
    """
    x, y = view.locate([runway.le_lon_deg, runway.he_lon_deg], [runway.le_lat_deg, runway.he_lat_deg])
    dx, dy = float(x[1] - x[0]), float(y[1] - y[0])
    length = math.hypot(dx, dy)
    lowest = min(float(y.max()), view.height - 24.0 * view.ratio)
    if length < 1e-6:
        return lowest, []
    width_ft = runway.width_ft if runway.width_ft > 0 else _RUNWAY_FT
    half = max(width_ft * METRES_PER_FOOT / view.ground_m_per_px, 1.5 * view.ratio) / 2
    across = np.array([-dy, dx]) / length * half
    ends = np.stack([x, y], axis=1)
    corners = np.array([ends[0] + across, ends[1] + across, ends[1] - across, ends[0] - across])
    fill_screen(canvas, [corners], colours["runway"], alpha=0.35 if runway.closed else 0.9)
    if length < 120.0 * view.ratio or runway.closed:
        return lowest, []
    kind = Type(11.0 * view.ratio, 500, halo=1.6 * view.ratio)
    along = np.array([dx, dy]) / length * 14.0 * view.ratio
    numbers = []
    for (end_x, end_y), text in ((ends[0] - along, runway.le_ident), (ends[1] + along, runway.he_ident)):
        if text:
            style = (kind, colours["runway"], colours["halo"], 6.0, (Anchor.CENTER,))
            numbers.append(Label(float(end_x), float(end_y), text, *style))
    return lowest + 20.0 * view.ratio, numbers


@functools.cache
def mark(ratio: float) -> NDArray[np.uint8]:
    """Return the mark of an airfield as alpha: a ring crossed by a runway."""
    reach = math.ceil(5 * ratio)
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1].astype(np.float64)
    away = np.hypot(x, y)
    ring = np.clip(0.5 + 0.6 * ratio - np.abs(away - 4.0 * ratio), 0.0, 1.0)
    bar = np.clip(0.5 + 0.6 * ratio - np.abs(x - y) / math.sqrt(2.0), 0.0, 1.0) * (away < 4.0 * ratio)
    picture: NDArray[np.uint8] = (np.maximum(ring, bar) * 255.0).astype(np.uint8)
    return picture
