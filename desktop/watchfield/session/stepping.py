"""From fix to fix of what is selected."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from watchfield.session.derived import numbers_of
from watchfield.session.playback import at, pause
from watchfield.session.state import State

__all__ = ["to_fix"]

_SAME_S = 1e-3


def to_fix(step: int) -> Callable[[State], State]:
    """Go to the next fix of the selected aircraft (or the previous one); without a selection nothing happens."""

    def change(state: State) -> State:
        project = state.project
        numbers = numbers_of(project, state.selection.tracks[:1]) if project else ()
        if project is None or not numbers:
            return state
        fixes = project.fixes
        times = fixes.time_s[int(fixes.offsets[numbers[0]]) : int(fixes.offsets[numbers[0] + 1])]
        if step > 0:
            place = int(np.searchsorted(times, state.clock.now_s + _SAME_S, side="right"))
        else:
            place = int(np.searchsorted(times, state.clock.now_s - _SAME_S, side="left")) - 1
        return at(float(times[place]))(pause(state)) if 0 <= place < len(times) else state

    return change
