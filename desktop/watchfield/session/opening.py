"""A project comes into view: for the first time, or again after work on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from watchfield.core import workflow
from watchfield.core.errors import ProjectError
from watchfield.core.model.clock import Clock, moved
from watchfield.core.model.fixes import Fixes
from watchfield.core.model.project import Project
from watchfield.core.store import Store
from watchfield.session import playback, viewing
from watchfield.session.state import State, no_clock

__all__ = ["is_project", "opened", "refreshed"]

Change = Callable[[State], State]

_SHOWN_AT_FIRST_S = 5 * 86_400.0
_ROUND_ZONES_M = 2_400_000.0  # plane metres across: where traffic to a zone comes from
_PINNED_AT_FIRST = 4


def is_project(path: Path) -> bool:
    """Tell whether a file is a project, sound or not; a GeoPackage may also hold recordings."""
    try:
        with Store.open(path, write=False):
            return True
    except ProjectError as error:
        return type(error) is not ProjectError  # busy, damaged, of a newer version: of something that is one


def opened(project: Project, size: tuple[int, int]) -> Change:
    """Show a project from its beginning: everything on the map, the clock where the last recording begins."""

    def change(state: State) -> State:
        clock = _clock_of(project.fixes)
        fresh = State(
            project=project, clock=clock, theme=state.theme, layers=state.layers, trail_s=state.trail_s, view=state.view
        )
        fresh = replace(fresh, shown=playback.bounds(fresh))
        pinned = workflow.visitors(project, most=_PINNED_AT_FIRST)
        fresh = replace(fresh, pinned=pinned, clock=_first_look(project, clock, pinned))
        fresh = playback.show_span(_SHOWN_AT_FIRST_S)(fresh)
        box = viewing.box_of_zones(project.zones) or viewing.box_of_fixes(project.fixes)
        if project.zones and box:
            box = viewing.at_least(box, _ROUND_ZONES_M)
        return replace(fresh, view=viewing.fitted(box, size)) if box else fresh

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
        if state.project is None or project.fixes is not state.project.fixes:
            selection = replace(selection, fix=None)  # its place in the fixes may be another one now
        new = replace(state, project=project, clock=clock, selection=selection, out_of_date=False)
        if not state.pinned:
            new = replace(new, pinned=workflow.visitors(project, most=_PINNED_AT_FIRST))
        if not state.shown.length_s:
            new = playback.show_span(_SHOWN_AT_FIRST_S)(new)
        return new

    return change


def _first_look(project: Project, clock: Clock, pinned: tuple[str, ...]) -> Clock:
    """Return the clock at the last thing that the first of the pinned aircraft did, where there is one."""
    own = [one for one in project.movements if pinned and one.key == pinned[0] and one.is_end]
    times = [one.time_s for one in own if one.zone is not None] or [one.time_s for one in own]
    return moved(clock, max(times)) if times else clock


def _clock_of(fixes: Fixes) -> Clock:
    if not len(fixes):
        return no_clock()
    first, last = float(fixes.time_s.min()), float(fixes.time_s.max())
    return Clock(now_s=max(first, last - 86_400.0 / 2), first_s=first, last_s=last)
