"""From fix to fix of what is selected, and over the time in which nothing was received."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from watchfield.session.derived import numbers_of
from watchfield.session.looking import point_at_fix
from watchfield.session.playback import at, pause
from watchfield.session.state import State

__all__ = ["skip_empty", "to_fix"]

_SAME_S = 1e-3


def skip_empty(state: State) -> State:
    """Go to the next moment, in the direction that it plays, at which anything was received at all."""
    if state.project is None or not len(state.project.fixes):
        return state
    times, now_s = state.project.fixes.time_s, state.clock.now_s
    if state.clock.direction > 0:
        ahead = times[times > now_s + _SAME_S]
        return at(float(ahead.min()))(state) if len(ahead) else state
    behind = times[times < now_s - _SAME_S]
    return at(float(behind.max()))(state) if len(behind) else state


def to_fix(step: int) -> Callable[[State], State]:
    """Go to the next fix of the selected aircraft (or the previous one); without a selection nothing happens."""

    def change(state: State) -> State:
        project = state.project
        numbers = numbers_of(project, state.selection.tracks[-1:]) if project else ()
        if project is None or not numbers:
            return state
        fixes = project.fixes
        if state.selection.fix is not None:  # fixes of one moment are told apart while one asks what is behind them
            new = state.selection.fix + step
            return (
                point_at_fix(new)(state) if fixes.offsets[numbers[0]] <= new < fixes.offsets[numbers[0] + 1] else state
            )
        times = fixes.time_s[int(fixes.offsets[numbers[0]]) : int(fixes.offsets[numbers[0] + 1])]
        if step > 0:
            place = int(np.searchsorted(times, state.clock.now_s + _SAME_S, side="right"))
        else:
            place = int(np.searchsorted(times, state.clock.now_s - _SAME_S, side="left")) - 1
        return at(float(times[place]))(pause(state)) if 0 <= place < len(times) else state

    return change
