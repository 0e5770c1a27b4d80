"""What lies under the pointer, and what a click on it selects."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF

from watchfield.app.map.aircraft import AircraftLayer
from watchfield.app.map.layers import MarkLayer
from watchfield.core.model.movement import Movement
from watchfield.core.model.zone import Zone
from watchfield.render.view import View
from watchfield.session import looking, movements, scene, words
from watchfield.session.picking import nearest_fix, nearest_track, tracks_in_box
from watchfield.session.session import Session

__all__ = ["Found", "Picker"]


@dataclass(frozen=True)
class Found:
    """One thing under the pointer, and what it is called."""

    words: str
    movement: Movement | None = None
    track: int | None = None
    zone: Zone | None = None


class Picker:
    """Looks for movements first, then aircraft, tracks and zones."""

    def __init__(self, session: Session, marks: MarkLayer, aircraft: AircraftLayer, view: Callable[[], View]) -> None:
        self._session, self._marks, self._aircraft, self._view = session, marks, aircraft, view

    def at(self, at: QPointF, *, lines: bool = True) -> Found | None:
        """Return what lies there; without ``lines`` tracks are not searched."""
        state = self._session.state
        project = state.project
        if project is None:
            return None
        movement = self._marks.nearest(at)
        if movement is not None:
            row = movements.rows((movement,), project.zones)[0]
            title = movements.title(movement, project.zones)
            return Found(f"{words.plain(title)}\n{row.aircraft} · {row.window} UTC\n{row.state}", movement=movement)
        track = self._aircraft.nearest(at)
        if track is None and lines:
            track = nearest_track(state, self._view(), at.x(), at.y())
        if track is not None:
            who = project.tracks[track]
            named = " · ".join(filter(None, (who.name, who.type, who.callsign)))
            return Found(words.plain(named), track=track)
        return self._zone(at)

    def select(self, at: QPointF, *, add: bool = False) -> None:
        """Select what lies there, or nothing."""
        found = self.at(at)
        project = self._session.state.project
        if found is None or project is None:
            self._session.change(looking.clear_selection)
        elif found.movement is not None:
            self._session.change(looking.point_at_movement(found.movement))
        elif found.track is not None:
            key = project.tracks[found.track].key
            fix = nearest_fix(self._session.state, self._view(), found.track, at.x(), at.y())
            if not add and fix is not None and key in self._session.state.selection.tracks:
                self._session.change(looking.point_at_fix(fix))
                return
            self._session.change(looking.select_tracks((key,), add=add))
        elif found.zone is not None:
            self._session.change(looking.select_zone(found.zone.id))

    def select_box(self, begin: QPointF, end: QPointF) -> None:
        """Select the aircraft that were in a rectangle, in the time that is shown."""
        state = self._session.state
        if state.project is None:
            return
        tracks = tracks_in_box(state, self._view(), (begin.x(), begin.y(), end.x(), end.y()))
        self._session.change(looking.select_tracks(state.project.tracks[track].key for track in tracks))

    def _zone(self, at: QPointF) -> Found | None:
        lon, lat = self._view().position(at.x(), at.y())
        for zone in scene.shown_zones(self._session.state):
            if bool(zone.polygon.contains(lon, lat)[0]):
                return Found(f"Watch zone {words.plain(zone.name)}", zone=zone)
        return None
