"""The rows of the time axis: the aircraft one follows, and when they were received."""

from __future__ import annotations

from dataclasses import dataclass

from watchfield.core.model.movement import Movement
from watchfield.core.model.project import Project
from watchfield.session import derived, words
from watchfield.session.kinds import silhouette
from watchfield.session.memo import per_project
from watchfield.session.state import State
from watchfield.session.timeline import Presence

__all__ = ["Lane", "lanes"]


@dataclass(frozen=True)
class Lane:
    """One row.

    key : of the track
    place : its place among the pinned ones, which gives its colour; None for one that is only selected
    """

    key: str
    name: str
    type: str
    silhouette: str
    place: int | None
    presence: Presence
    movements: tuple[Movement, ...]


def lanes(state: State) -> tuple[Lane, ...]:
    """Return the rows: the pinned aircraft, then those that are selected besides."""
    if state.project is None:
        return ()
    others = tuple(key for key in state.selection.tracks if key not in state.pinned)
    return _lanes(state.project, state.pinned, others)


@per_project(4)
def _lanes(project: Project, pinned: tuple[str, ...], others: tuple[str, ...]) -> tuple[Lane, ...]:
    numbers = derived.track_numbers(project)
    moved = derived.movements_by_key(project)
    return tuple(
        _lane(project, key, numbers[key], place if place < len(pinned) else None, moved.get(key, ()))
        for place, key in enumerate((*pinned, *others))
        if key in numbers
    )


def _lane(project: Project, key: str, number: int, place: int | None, moved: tuple[Movement, ...]) -> Lane:
    track = project.tracks[number]
    return Lane(
        key,
        words.plain(track.name),
        words.plain(track.type or ""),
        silhouette(track.type or ""),
        place,
        derived.presence_of(project, number),
        moved,
    )
