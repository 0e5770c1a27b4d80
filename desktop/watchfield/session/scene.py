"""From the state to what the renderer draws: which tracks, how far back, in which colours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from watchfield.core.model.movement import Movement, MovementKind
from watchfield.core.model.project import Project
from watchfield.core.model.zone import Zone
from watchfield.render.view import View
from watchfield.session.derived import numbers_of
from watchfield.session.memo import per_project
from watchfield.session.state import Filter, Span, State

__all__ = ["Artist", "Lines", "asked_fix", "backdrop", "marks", "shown_zones", "trails", "view_of"]

_MOST_MARKS = 600
# Marks at every crossing of a zone's rim would hide the rim.
_MARKED = (MovementKind.ARRIVAL, MovementKind.DEPARTURE, MovementKind.LOW_PASS, MovementKind.TOUCH_AND_GO)


@dataclass(frozen=True)
class Lines:
    """Which tracks are drawn, and which part of them; compared to know whether a picture still holds.

    project : compared by identity
    span : only what was received in it
    pinned, selected : numbers of tracks, pinned ones in the order of their colours
    traffic : whether the others are drawn as well
    estimated : whether stretches that were calculated are drawn
    past : what lies behind the trails; else the trails themselves
    faint : whether the followed ones stand back behind their trails
    """

    project: Project
    span: Span
    pinned: tuple[int, ...]
    selected: tuple[int, ...]
    traffic: bool
    estimated: bool
    past: bool
    faint: bool = False


class Artist(Protocol):
    """Whoever draws pictures; called off the window's thread, one call at a time for each of the two."""

    def base(self, view: View, theme: str, /) -> NDArray[np.uint8]:
        """Return land, sea, borders and names: premultiplied RGBA, uint8[height, width, 4], opaque."""

    def lines(self, view: View, theme: str, lines: Lines, /) -> NDArray[np.uint8]:
        """Return tracks on nothing: premultiplied RGBA, uint8[height, width, 4]."""


def backdrop(state: State) -> Lines | None:
    """Return the tracks of the time that the axis shows, to lie faintly behind everything."""
    if state.project is None or not len(state.project.fixes):
        return None
    return Lines(
        state.project,
        state.shown,
        numbers_of(state.project, state.pinned),
        numbers_of(state.project, state.selection.tracks),
        traffic=state.layers.traffic,
        estimated=state.layers.estimated,
        past=True,
        faint=state.layers.trails and state.trail_s > 0,
    )


def trails(state: State) -> Lines | None:
    """Return what the aircraft have just flown."""
    if state.project is None or not state.layers.trails or not state.trail_s or not len(state.project.fixes):
        return None
    return Lines(
        state.project,
        Span(state.clock.now_s - state.trail_s, state.clock.now_s),
        numbers_of(state.project, state.pinned),
        numbers_of(state.project, state.selection.tracks),
        traffic=state.layers.traffic,
        estimated=state.layers.estimated,
        past=False,
    )


def marks(state: State) -> tuple[Movement, ...]:
    """Return the movements whose marks stand on the map: in the time shown, claimed or of who is followed."""
    if state.project is None or not state.layers.movements:
        return ()
    followed = frozenset((*state.pinned, *state.selection.tracks))
    return _marks(state.project, state.shown, state.filter, state.selection.movement, followed)


@per_project(4)
def _marks(
    project: Project, shown: Span, wanted: Filter, chosen: str | None, followed: frozenset[str]
) -> tuple[Movement, ...]:
    found = [
        movement
        for movement in project.movements
        if movement.id == chosen
        or (
            movement.end_s >= shown.start_s
            and movement.start_s <= shown.end_s
            and ((movement.claims and movement.kind in _MARKED) or movement.key in followed)
            and (not wanted.states or movement.state in wanted.states)
            and (not wanted.kinds or movement.kind in wanted.kinds)
        )
    ]
    found.sort(key=lambda movement: (movement.id == chosen, movement.claims))
    return tuple(found[-_MOST_MARKS:])


def asked_fix(state: State) -> tuple[float, float] | None:
    """Return longitude and latitude of the fix whose evidence is asked for."""
    if state.project is None or state.selection.fix is None:
        return None
    fixes = state.project.fixes
    return float(fixes.lon_deg[state.selection.fix]), float(fixes.lat_deg[state.selection.fix])


def shown_zones(state: State) -> tuple[Zone, ...]:
    """Return the zones whose eye is open and which nobody is reshaping."""
    editing = state.draft.zone if state.draft else None
    return tuple(zone for zone in state.zones if zone.id not in state.hidden and zone.id != editing)


def view_of(state: State, width: int, height: int, ratio: float = 1.0) -> View:
    """Return what the map looks at, in a picture of so many logical pixels.

    ratio : device pixels per logical pixel; 1 gives the view in logical pixels
    """
    seen = state.view
    return View(
        seen.x_m, seen.y_m, seen.m_per_px / ratio, max(round(width * ratio), 1), max(round(height * ratio), 1), ratio
    )
