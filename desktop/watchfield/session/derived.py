"""What follows from a project and is asked for at every step: computed once for each project."""

from __future__ import annotations

from collections.abc import Mapping

from watchfield.core.model.movement import Movement
from watchfield.core.model.project import Project
from watchfield.session.memo import per_project
from watchfield.session.timeline import Presence, presence

__all__ = ["movements_by_key", "numbers_of", "presence_of", "track_numbers"]


@per_project(1)
def track_numbers(project: Project) -> Mapping[str, int]:
    """Return which number the track of each key has."""
    return {track.key: number for number, track in enumerate(project.tracks)}


@per_project(1)
def movements_by_key(project: Project) -> Mapping[str, tuple[Movement, ...]]:
    """Return the movements of each aircraft, in order of time."""
    found: dict[str, list[Movement]] = {}
    for movement in sorted(project.movements, key=lambda movement: movement.time_s):
        found.setdefault(movement.key, []).append(movement)
    return {key: tuple(own) for key, own in found.items()}


@per_project(32)
def presence_of(project: Project, number: int) -> Presence:
    """Return when a track was received."""
    return presence(project.fixes, number)


def numbers_of(project: Project, keys: tuple[str, ...]) -> tuple[int, ...]:
    """Return the numbers of the tracks with these keys, in their order, those that are gone left out."""
    if not keys:
        return ()
    numbers = track_numbers(project)
    return tuple(numbers[key] for key in keys if key in numbers)
