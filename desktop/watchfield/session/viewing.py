"""Where the map looks: gestures on the view. None is stored, none is undone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np

from watchfield.core.geo import plane
from watchfield.core.model.fixes import Fixes
from watchfield.core.model.zone import Zone
from watchfield.session.state import MapView, Span, State

__all__ = [
    "at_least", "box_of_fixes", "box_of_zones", "centre_on", "fit_box", "fit_everything", "fit_tracks", "fit_zone",
    "fitted", "pan", "view", "zoom",
]  # fmt: skip

Change = Callable[[State], State]
Box = tuple[float, float, float, float]  # left, bottom, right, top in plane metres

_CLOSEST_M_PER_PX, _WIDEST_M_PER_PX = 0.5, 80_000.0
_MARGIN = 1.15
_ROUND_A_FIELD_M = 150_000.0  # plane metres across, when the map goes to an airfield


def view(new: MapView) -> Change:
    """Look there."""
    return lambda state: replace(state, view=_tidy(new))


def pan(dx_px: float, dy_px: float) -> Change:
    """Drag the map by so many pixels, right and down."""

    def change(state: State) -> State:
        old = state.view
        return replace(
            state, view=_tidy(replace(old, x_m=old.x_m - dx_px * old.m_per_px, y_m=old.y_m + dy_px * old.m_per_px))
        )

    return change


def zoom(factor: float, dx_px: float = 0.0, dy_px: float = 0.0) -> Change:
    """Come ``factor`` times closer; what lies so far right of and below the middle stays where it is."""

    def change(state: State) -> State:
        old = state.view
        scale = min(max(old.m_per_px / factor, _CLOSEST_M_PER_PX), _WIDEST_M_PER_PX)
        x_m = old.x_m + dx_px * (old.m_per_px - scale)
        y_m = old.y_m - dy_px * (old.m_per_px - scale)
        return replace(state, view=_tidy(MapView(x_m, y_m, scale)))

    return change


def fit_box(box: Box, size: tuple[int, int]) -> Change:
    """Show all of a box of the map plane in so many logical pixels."""
    return lambda state: replace(state, view=fitted(box, size))


def fit_everything(size: tuple[int, int]) -> Change:
    """Show all there is: fixes, else zones, else where the start page looks."""

    def change(state: State) -> State:
        box = box_of_fixes(state.project.fixes) if state.project else None
        box = box or box_of_zones(state.zones)
        return replace(state, view=fitted(box, size)) if box else replace(state, view=State().view)

    return change


def fit_zone(zone: Zone, size: tuple[int, int]) -> Change:
    """Show a zone with its surroundings."""

    def change(state: State) -> State:
        box = box_of_zones((zone,))
        return replace(state, view=fitted(_scaled(box, 1.4), size)) if box else state

    return change


def fit_tracks(keys: Iterable[str], size: tuple[int, int], span: Span | None = None) -> Change:
    """Show tracks, all of them or what they did in a stretch of time."""
    wanted = set(keys)

    def change(state: State) -> State:
        project = state.project
        if project is None:
            return state
        boxes = []
        for number, track in enumerate(project.tracks):
            if track.key in wanted:
                rows = slice(int(project.fixes.offsets[number]), int(project.fixes.offsets[number + 1]))
                boxes.append(_box_of_rows(project.fixes, rows, span))
        found = [box for box in boxes if box]
        return replace(state, view=fitted(_union(found), size)) if found else state

    return change


def centre_on(lon_deg: float, lat_deg: float, size: tuple[int, int] = (1000, 700)) -> Change:
    """Go to a place, about as close as an airfield and its neighbours need."""
    x_m, y_m = plane.to_plane(lon_deg, lat_deg)
    half = _ROUND_A_FIELD_M / 2
    return fit_box((float(x_m) - half, float(y_m) - half, float(x_m) + half, float(y_m) + half), size)


def box_of_fixes(fixes: Fixes) -> Box | None:
    """Return where fixes lie, None without any."""
    return _box_of_rows(fixes, slice(0, len(fixes)), None)


def _box_of_rows(fixes: Fixes, rows: slice, span: Span | None) -> Box | None:
    lon, lat = fixes.lon_deg[rows], fixes.lat_deg[rows]
    if span is not None:
        inside = (fixes.time_s[rows] >= span.start_s) & (fixes.time_s[rows] <= span.end_s)
        lon, lat = lon[inside], lat[inside]
    if not len(lon):
        return None
    if float(lon.max() - lon.min()) > 180.0:  # rather across the antimeridian than round the world
        other = lon % 360.0
        lon = other if float(other.max() - other.min()) < float(lon.max() - lon.min()) else lon
    x, y = plane.to_plane(np.array([lon.min(), lon.max()]), np.array([lat.min(), lat.max()]))
    return float(x[0]), float(y[0]), float(x[1]), float(y[1])


def box_of_zones(zones: tuple[Zone, ...]) -> Box | None:
    """Return where zones lie, None without any."""
    boxes = []
    for zone in zones:
        shape = zone.polygon
        x, y = plane.to_plane(np.array([shape.west, shape.east]), np.array([shape.south, shape.north]))
        boxes.append((float(x[0]), float(y[0]), float(x[1]), float(y[1])))
    return _union(boxes) if boxes else None


def _union(boxes: Iterable[Box]) -> Box:
    left, bottom, right, top = zip(*boxes, strict=True)
    return min(left), min(bottom), max(right), max(top)


def _scaled(box: Box, factor: float) -> Box:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    half_x, half_y = (box[2] - box[0]) / 2 * factor, (box[3] - box[1]) / 2 * factor
    return x - half_x, y - half_y, x + half_x, y + half_y


def at_least(box: Box, across_m: float) -> Box:
    """Return a box about the same middle that is so many plane metres across, or more."""
    across = max(box[2] - box[0], box[3] - box[1], 1.0)
    return _scaled(box, max(across_m / across, 1.0))


def fitted(box: Box, size: tuple[int, int]) -> MapView:
    """Return the view that shows a box in so many logical pixels, with a margin."""
    width, height = max(size[0], 1), max(size[1], 1)
    scale = max((box[2] - box[0]) / width, (box[3] - box[1]) / height) * _MARGIN
    return _tidy(MapView((box[0] + box[2]) / 2, (box[1] + box[3]) / 2, max(scale, 5.0)))


def _tidy(new: MapView) -> MapView:
    x_m = (new.x_m + plane.HALF_WORLD_M) % plane.WORLD_M - plane.HALF_WORLD_M
    y_m = min(max(new.y_m, -plane.HALF_WORLD_M), plane.HALF_WORLD_M)
    return MapView(x_m, y_m, min(max(new.m_per_px, _CLOSEST_M_PER_PX), _WIDEST_M_PER_PX))
