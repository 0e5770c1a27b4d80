"""Keeps the aircraft on the map where the clock says they are."""

from __future__ import annotations

from watchfield.app.map.aircraft import AircraftLayer, Seen
from watchfield.core.model.project import Project
from watchfield.session import kinds
from watchfield.session.derived import numbers_of
from watchfield.session.session import Session
from watchfield.session.state import State
from watchfield.session.traffic import aloft

__all__ = ["Sky"]


class Sky:
    """Shows who is where whenever clock, project or selection differ."""

    def __init__(self, session: Session, layer: AircraftLayer) -> None:
        self._session, self._layer = session, layer
        self._project: Project | None = None
        self._kinds: tuple[str, ...] = ()
        session.watch(_part, lambda _: self._show())

    def _show(self) -> None:
        state = self._session.state
        project = state.project
        if project is None:
            self._layer.show_seen(None, traffic=False, labels=False)
            return
        if project is not self._project:
            if self._project is None or project.tracks is not self._project.tracks:
                self._kinds = kinds.silhouettes(project.tracks)
            self._project = project
        seen = Seen(
            project,
            aloft(project.fixes, state.clock.now_s),
            self._kinds,
            numbers_of(project, state.pinned),
            frozenset(numbers_of(project, state.selection.tracks)),
        )
        self._layer.show_seen(seen, traffic=state.layers.traffic, labels=state.layers.labels)


def _part(state: State) -> tuple[object, ...]:
    return state.project, state.clock.now_s, state.pinned, state.selection.tracks, state.layers
