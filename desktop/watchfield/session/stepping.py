"""From fix to fix of what is selected."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from watchfield.session.derived import numbers_of
from watchfield.session.playback import at, pause
from watchfield.session.state import State

__all__ = ["to_fix"]


def to_fix(step: int) -> Callable[[State], State]:
    """Go to the next fix of the selected aircraft (or the previous one); without a selection nothing happens."""

    def change(state: State) -> State:
        project = state.project
        numbers = numbers_of(project, state.selection.tracks[:1]) if project else ()
        if project is None or not numbers:
            return state
        fixes = project.fixes
        times = fixes.time_s[int(fixes.offsets[numbers[0]]) : int(fixes.offsets[numbers[0] + 1])]
        side = "right" if step > 0 else "left"
        place = int(np.searchsorted(times, state.clock.now_s + (1e-3 if step > 0 else -1e-3), side=side))
        place = place if step > 0 else place - 1
        return at(float(times[place]))(pause(state)) if 0 <= place < len(times) else state

    return change
