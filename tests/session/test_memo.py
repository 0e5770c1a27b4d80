from __future__ import annotations

import gc
import weakref
from dataclasses import replace

from watchfield.session import lanes, listing, opening, scene
from watchfield.session.memo import per_project
from watchfield.session.state import State


def test_an_answer_is_computed_once_for_each_project_and_argument(project):
    asked = []

    @per_project(2)
    def double(project, number):
        asked.append(number)
        return 2 * number

    assert [double(project, number) for number in (1, 1, 2, 1, 3, 2)] == [2, 2, 4, 2, 6, 4]
    assert asked == [1, 2, 3, 2]
    double(replace(project), 1)
    assert asked[-1] == 1


def test_nothing_that_was_computed_keeps_a_project_that_is_closed(project):
    mine = replace(project)
    state = opening.opened(mine, (1000, 700))(State())
    assert lanes.lanes(state)
    assert listing.listing(state).rows
    assert scene.marks(state)
    gone = weakref.ref(mine)
    del mine, state
    gc.collect()
    assert gone() is None
