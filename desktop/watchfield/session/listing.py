"""The list of movements as it is shown: made anew only when filter, order or project differ."""

from __future__ import annotations

from dataclasses import dataclass, replace

from watchfield.core.model.movement import Movement, MovementKind
from watchfield.core.model.movement import State as Certainty
from watchfield.core.model.project import Project
from watchfield.session.looking import select_movement
from watchfield.session.memo import per_project
from watchfield.session.movements import Rows, counts_text, rows
from watchfield.session.session import Change
from watchfield.session.state import Filter, Order, State

__all__ = ["SURE", "Listing", "hide_undetermined", "in_time", "listing", "neighbour", "place_of", "toggle_kind"]

SURE = frozenset({Certainty.CONFIRMED, Certainty.PROBABLE, Certainty.POSSIBLE})


@dataclass(frozen=True, eq=False)
class Listing:
    """Rows in their order, and what the filter bar says about them."""

    rows: Rows
    order: Order
    descending: bool
    text: str


def listing(state: State) -> Listing:
    """Return what the table shows."""
    if state.project is None:
        return _NOTHING
    return _listing(state.project, state.filter, state.order, state.descending)


def place_of(state: State, movement: str | None) -> int:
    """Return the place of a movement in the list, -1 where it is not listed."""
    return next((place for place, one in enumerate(listing(state).rows.movements) if one.id == movement), -1)


def neighbour(state: State, step: int) -> State:
    """Go to the next movement in the list, or the previous one; from nowhere to the first."""
    listed = listing(state).rows.movements
    if not listed:
        return state
    place = place_of(state, state.selection.movement)
    new = 0 if place < 0 else min(max(place + step, 0), len(listed) - 1)
    return select_movement(listed[new])(state)


def in_time(state: State, step: int) -> State:
    """Go to the next movement in time, or the previous one."""
    listed = sorted(listing(state).rows.movements, key=lambda movement: movement.time_s)
    now_s = state.clock.now_s
    ahead: list[Movement] = (
        [one for one in listed if one.time_s > now_s + 0.5]
        if step > 0
        else [one for one in reversed(listed) if one.time_s < now_s - 0.5]
    )
    return select_movement(ahead[0])(state) if ahead else state


def hide_undetermined(state: State) -> State:
    """List only what is at least possible, or everything again."""
    states = frozenset() if state.filter.states == SURE else SURE
    return replace(state, filter=replace(state.filter, states=states))


def toggle_kind(kind: MovementKind) -> Change:
    """List only this kind, or every kind again."""

    def change(state: State) -> State:
        kinds = frozenset() if state.filter.kinds == {kind} else frozenset({kind})
        return replace(state, filter=replace(state.filter, kinds=kinds))

    return change


@per_project(4)
def _listing(project: Project, wanted: Filter, order: Order, descending: bool) -> Listing:  # noqa: FBT001
    found = rows(project.movements, project.zones, wanted, order, descending=descending)
    return Listing(found, order, descending, counts_text(found.movements, len(project.movements)))


_NOTHING = Listing(Rows(), Order.TIME, True, "")  # noqa: FBT003
