"""Gestures of the filter bar, and what it says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from watchfield.core.model.movement import MovementKind
from watchfield.core.model.movement import State as Certainty
from watchfield.session import words
from watchfield.session.movements import KIND_WORDS, STATE_WORDS
from watchfield.session.state import Filter, State

__all__ = ["Said", "cleared", "describe", "only_state", "set_kinds", "set_text", "set_zone"]

Change = Callable[[State], State]


@dataclass(frozen=True)
class Said:
    """What the chips say.

    anything : whether the filter holds anything back
    """

    zone: str
    kinds: str
    states: str
    anything: bool


def describe(state: State) -> Said:
    """Return what the chips say."""
    wanted = state.filter
    zone = next((words.plain(zone.name) for zone in state.zones if zone.id == wanted.zone), "any")
    kinds = ", ".join(KIND_WORDS[kind].lower() for kind in MovementKind if kind in wanted.kinds) or "any"
    states = ", ".join(STATE_WORDS[one].lower() for one in Certainty if one in wanted.states) or "any"
    return Said(zone, kinds, states, wanted != Filter())


def cleared(state: State) -> State:
    """List everything."""
    return replace(state, filter=Filter())


def set_zone(zone: str | None) -> Change:
    """List what a zone saw, or everything."""
    return lambda state: replace(state, filter=replace(state.filter, zone=zone))


def set_kinds(kinds: frozenset[MovementKind]) -> Change:
    """List these kinds; none is all."""
    return lambda state: replace(state, filter=replace(state.filter, kinds=kinds))


def only_state(wanted: Certainty | None) -> Change:
    """List one state, or all."""
    return lambda state: replace(
        state, filter=replace(state.filter, states=frozenset({wanted}) if wanted else frozenset())
    )


def set_text(text: str) -> Change:
    """List what has a text in it."""
    return lambda state: replace(state, filter=replace(state.filter, text=text.strip()))
