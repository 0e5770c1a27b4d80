"""What one points at: gestures on selection, pins, layers, order and theme. None is stored, none is undone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np

from watchfield.core.geo import plane
from watchfield.core.model.movement import Movement
from watchfield.session import playback
from watchfield.session.state import MAX_PINNED, Layers, MapView, Order, Selection, State, Theme

__all__ = [
    "clear_selection",
    "leave_fix",
    "next_theme",
    "order_by",
    "pin",
    "point_at_fix",
    "point_at_movement",
    "select_movement",
    "select_tracks",
    "select_zone",
    "set_layers",
    "set_theme",
    "toggle_zone",
    "unpin",
]

Change = Callable[[State], State]


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


def point_at_fix(index: int) -> Change:
    """Ask what is behind a fix: the clock goes to it, its aircraft and its movement stay selected."""

    def change(state: State) -> State:
        if state.project is None or not 0 <= index < len(state.project.fixes):
            return state
        fixes = state.project.fixes
        key = state.project.tracks[int(np.searchsorted(fixes.offsets, index, side="right")) - 1].key
        same = key in state.selection.tracks
        selection = replace(state.selection, fix=index) if same else Selection(tracks=(key,), fix=index)
        return playback.at(float(fixes.time_s[index]))(playback.pause(replace(state, selection=selection)))

    return change


def leave_fix(state: State) -> State:
    """Go back from a fix to what it belongs to."""
    return replace(state, selection=replace(state.selection, fix=None))


def select_zone(zone: str | None) -> Change:
    """Point at a zone."""
    return lambda state: replace(state, selection=Selection(zone=zone))


def clear_selection(state: State) -> State:
    """Point at nothing; at a fix, first at what it belongs to."""
    if state.selection.fix is not None:
        return leave_fix(state)
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


def order_by(order: Order) -> Change:
    """Sort by a column; by the same one again, the other way round."""

    def change(state: State) -> State:
        descending = not state.descending if order is state.order else order is Order.TIME
        return replace(state, order=order, descending=descending)

    return change


def set_layers(layers: Layers) -> Change:
    """Draw more or less on the map."""
    return lambda state: replace(state, layers=layers)


def next_theme(state: State) -> State:
    """Go from dark to light to what the system says."""
    order = (Theme.DARK, Theme.LIGHT, Theme.SYSTEM)
    return replace(state, theme=order[(order.index(state.theme) + 1) % len(order)])


def set_theme(theme: Theme) -> Change:
    """Be dark, light, or as the system is."""
    return lambda state: replace(state, theme=theme)
