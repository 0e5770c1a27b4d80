"""Where one looks and what one points at: gestures on view, selection and filter. None is stored, none is undone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np

from watchfield.core.geo import plane
from watchfield.core.model.clock import Clock, moved
from watchfield.core.model.fixes import Fixes
from watchfield.core.model.movement import Movement, MovementKind
from watchfield.core.model.movement import State as Certainty
from watchfield.core.model.project import Project
from watchfield.core.model.zone import Zone
from watchfield.session import playback
from watchfield.session.kinds import is_heavy
from watchfield.session.state import MAX_PINNED, Filter, Layers, MapView, Order, Selection, Span, State, Theme, no_clock

__all__ = [
    "centre_on",
    "clear_selection",
    "filter_kinds",
    "filter_states",
    "fit_box",
    "fit_everything",
    "fit_tracks",
    "fit_zone",
    "opened",
    "order_by",
    "pan",
    "pin",
    "point_at_movement",
    "refreshed",
    "select_movement",
    "select_tracks",
    "select_zone",
    "set_filter",
    "set_layers",
    "set_theme",
    "toggle_zone",
    "unpin",
    "view",
    "zoom",
]

Change = Callable[[State], State]
Box = tuple[float, float, float, float]  # left, bottom, right, top in plane metres

_CLOSEST_M_PER_PX, _WIDEST_M_PER_PX = 0.5, 80_000.0
_SHOWN_AT_FIRST_S = 5 * 86_400.0
_MARGIN = 1.15
_ENDS = (MovementKind.ARRIVAL, MovementKind.DEPARTURE)
_ROUND_A_FIELD_M = 150_000.0  # plane metres across, when the map goes to an airfield


def opened(project: Project, size: tuple[int, int]) -> Change:
    """Show a project from its beginning: everything on the map, the clock where the last recording begins."""

    def change(state: State) -> State:
        clock = _clock_of(project.fixes)
        fresh = State(
            project=project, clock=clock, theme=state.theme, layers=state.layers, trail_s=state.trail_s, view=state.view
        )
        fresh = replace(fresh, shown=playback.bounds(fresh))
        pinned = _worth_following(project)
        fresh = replace(fresh, pinned=pinned, clock=_first_look(project, clock, pinned))
        fresh = playback.show_span(_SHOWN_AT_FIRST_S)(fresh)
        box = _box_of_zones(project.zones) or _box_of_fixes(project.fixes)
        if project.zones and box:
            box = _at_least(box, 2_400_000.0)
        return replace(fresh, view=_fitted(box, size)) if box else fresh

    return change


def refreshed(project: Project) -> Change:
    """Show the same project after work on it: what was selected stays, where it still is."""

    def change(state: State) -> State:
        old = state.clock
        fresh = _clock_of(project.fixes)
        clock = moved(
            replace(old, first_s=fresh.first_s, last_s=fresh.last_s), old.now_s if old.last_s else fresh.now_s
        )
        ids = {movement.id for movement in project.movements}
        selection = state.selection
        if selection.movement not in ids:
            selection = replace(selection, movement=None)
        new = replace(state, project=project, clock=clock, selection=selection, out_of_date=False)
        if not state.pinned:
            new = replace(new, pinned=_worth_following(project))
        if not state.shown.length_s:
            new = playback.show_span(_SHOWN_AT_FIRST_S)(new)
        return new

    return change


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
    return lambda state: replace(state, view=_fitted(box, size))


def fit_everything(size: tuple[int, int]) -> Change:
    """Show all there is: fixes, else zones, else where the start page looks."""

    def change(state: State) -> State:
        box = _box_of_fixes(state.project.fixes) if state.project else None
        box = box or _box_of_zones(state.zones)
        return replace(state, view=_fitted(box, size)) if box else replace(state, view=State().view)

    return change


def fit_zone(zone: Zone, size: tuple[int, int]) -> Change:
    """Show a zone with its surroundings."""

    def change(state: State) -> State:
        box = _box_of_zones((zone,))
        return replace(state, view=_fitted(_scaled(box, 1.4), size)) if box else state

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
        return replace(state, view=_fitted(_union(found), size)) if found else state

    return change


def centre_on(lon_deg: float, lat_deg: float, size: tuple[int, int] = (1000, 700)) -> Change:
    """Go to a place, about as close as an airfield and its neighbours need."""
    x_m, y_m = plane.to_plane(lon_deg, lat_deg)
    half = _ROUND_A_FIELD_M / 2
    return fit_box((float(x_m) - half, float(y_m) - half, float(x_m) + half, float(y_m) + half), size)


def select_movement(movement: Movement) -> Change:
    """Point at a movement: map and clock go there."""

    def change(state: State) -> State:
        selected = Selection(tracks=(movement.key,), movement=movement.id, zone=movement.zone)
        state = playback.at(movement.time_s)(playback.pause(replace(state, selection=selected)))
        x_m, y_m = plane.to_plane(movement.lon_deg, movement.lat_deg)
        x_m = x_m + round((state.view.x_m - float(x_m)) / plane.WORLD_M) * plane.WORLD_M
        scale = min(state.view.m_per_px, 900.0)
        return replace(state, view=MapView(float(x_m), float(y_m), scale))

    return change


def point_at_movement(movement: Movement) -> Change:
    """Point at a movement without going anywhere: it is under the pointer already."""
    return lambda state: replace(
        state, selection=Selection(tracks=(movement.key,), movement=movement.id, zone=movement.zone)
    )


def select_tracks(keys: Iterable[str], *, add: bool = False) -> Change:
    """Point at aircraft."""

    def change(state: State) -> State:
        new = tuple(keys)
        if add:
            old = state.selection.tracks
            new = tuple(key for key in old if key not in new) if set(new) <= set(old) else (*old, *new)
        return replace(state, selection=Selection(tracks=new))

    return change


def select_zone(zone: str | None) -> Change:
    """Point at a zone."""
    return lambda state: replace(state, selection=Selection(zone=zone))


def clear_selection(state: State) -> State:
    """Point at nothing."""
    return replace(state, selection=Selection()) if state.selection != Selection() else state


def pin(key: str) -> Change:
    """Give an aircraft a colour of its own and a row on the axis; six at most, the oldest goes first."""

    def change(state: State) -> State:
        if key in state.pinned:
            return state
        return replace(state, pinned=(*state.pinned, key)[-MAX_PINNED:])

    return change


def unpin(key: str) -> Change:
    """Let an aircraft be one of the others."""
    return lambda state: replace(state, pinned=tuple(other for other in state.pinned if other != key))


def toggle_zone(zone: str) -> Change:
    """Open or shut the eye of a zone."""
    return lambda state: replace(state, hidden=state.hidden ^ {zone})


def set_filter(new: Filter) -> Change:
    """List other movements."""
    return lambda state: replace(state, filter=new)


def filter_kinds(kinds: Iterable[MovementKind]) -> Change:
    """List these kinds only."""
    return lambda state: replace(state, filter=replace(state.filter, kinds=frozenset(kinds)))


def filter_states(states: Iterable[Certainty]) -> Change:
    """List these states only."""
    return lambda state: replace(state, filter=replace(state.filter, states=frozenset(states)))


def order_by(order: Order) -> Change:
    """Sort by a column; by the same one again, the other way round."""

    def change(state: State) -> State:
        descending = not state.descending if order is state.order else order is Order.TIME
        return replace(state, order=order, descending=descending)

    return change


def set_layers(layers: Layers) -> Change:
    """Draw more or less on the map."""
    return lambda state: replace(state, layers=layers)


def set_theme(theme: Theme) -> Change:
    """Be dark, light, or as the system is."""
    return lambda state: replace(state, theme=theme)


def _clock_of(fixes: Fixes) -> Clock:
    if not len(fixes):
        return no_clock()
    first, last = float(fixes.time_s.min()), float(fixes.time_s.max())
    return Clock(now_s=max(first, last - 86_400.0 / 2), first_s=first, last_s=last)


def _worth_following(project: Project, count: int = 4) -> tuple[str, ...]:
    """Return whom to pin at first: who began or ended at a zone, heavy aircraft before others, the latest first."""
    last: dict[str, float] = {}
    for movement in project.movements:
        if movement.kind in _ENDS and (movement.zone is not None or (movement.claims and not project.zones)):
            last[movement.key] = max(last.get(movement.key, 0.0), movement.time_s)
    heavy = {track.key for track in project.tracks if track.key in last and is_heavy(track.type or "")}
    return tuple(sorted(last, key=lambda key: (key not in heavy, -last[key], key))[:count])


def _first_look(project: Project, clock: Clock, pinned: tuple[str, ...]) -> Clock:
    """Return the clock at the last thing that the first of the pinned aircraft did, where there is one."""
    own = [one for one in project.movements if pinned and one.key == pinned[0] and one.kind in _ENDS]
    times = [one.time_s for one in own if one.zone is not None] or [one.time_s for one in own]
    return moved(clock, max(times)) if times else clock


def _box_of_fixes(fixes: Fixes) -> Box | None:
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


def _box_of_zones(zones: tuple[Zone, ...]) -> Box | None:
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


def _at_least(box: Box, across_m: float) -> Box:
    across = max(box[2] - box[0], box[3] - box[1], 1.0)
    return _scaled(box, max(across_m / across, 1.0))


def _fitted(box: Box, size: tuple[int, int]) -> MapView:
    width, height = max(size[0], 1), max(size[1], 1)
    scale = max((box[2] - box[0]) / width, (box[3] - box[1]) / height) * _MARGIN
    return _tidy(MapView((box[0] + box[2]) / 2, (box[1] + box[3]) / 2, max(scale, 5.0)))


def _tidy(new: MapView) -> MapView:
    x_m = (new.x_m + plane.HALF_WORLD_M) % plane.WORLD_M - plane.HALF_WORLD_M
    y_m = min(max(new.y_m, -plane.HALF_WORLD_M), plane.HALF_WORLD_M)
    return MapView(x_m, y_m, min(max(new.m_per_px, _CLOSEST_M_PER_PX), _WIDEST_M_PER_PX))
