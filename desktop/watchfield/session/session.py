"""The one mutable thing: it holds the state, remembers what can be undone, and tells who watches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Generic, Protocol, TypeVar

from watchfield.core.model.project import Project
from watchfield.core.model.zone import Zone
from watchfield.session.state import State, ZoneDraft

__all__ = ["Change", "Edit", "Keeper", "Session"]

Part = TypeVar("Part")
Change = Callable[[State], State]

_HISTORY = 200  # steps; each holds a few small values


class Keeper(Protocol):
    """Whoever writes zones into the project file, as one transaction with its audit entry."""

    def __call__(self, project: Project, zones: tuple[Zone, ...], action: str, /) -> Project:
        """Return the project as it stands in the file now; raise ProjectError where it could not be written."""


@dataclass(frozen=True)
class Edit:
    """A gesture that can be undone.

    label : what the menu calls it: "Move a corner of Hmeimim"
    change : from the state before to the state after; only zones and the draft are remembered
    closes_draft : whether the steps of drawing are done with, and become this one step
    """

    label: str
    change: Change
    closes_draft: bool = False


@dataclass(frozen=True)
class _Kept:
    """The small old values that undo puts back."""

    zones: tuple[Zone, ...]
    draft: ZoneDraft | None


@dataclass(frozen=True)
class _Step:
    label: str
    before: _Kept
    after: _Kept


@dataclass
class _Watch(Generic[Part]):
    part: Callable[[State], Part]
    show: Callable[[Part], None]
    last: Part


class Session:
    """The running application."""

    def __init__(self, keeper: Keeper, state: State | None = None) -> None:
        self._keeper = keeper
        self._state = state or State()
        self._watches: list[_Watch[Any]] = []
        self._done: list[_Step] = []
        self._undone: list[_Step] = []

    @property
    def state(self) -> State:
        """What is shown now."""
        return self._state

    @property
    def undo_label(self) -> str:
        """What would be undone, empty if nothing."""
        return self._done[-1].label if self._done else ""

    @property
    def redo_label(self) -> str:
        """What would be done again, empty if nothing."""
        return self._undone[-1].label if self._undone else ""

    def watch(self, part: Callable[[State], Part], show: Callable[[Part], None]) -> Callable[[], None]:
        """Show a part of the state now and whenever it differs; return how to stop.

        Small parts differ by value, big ones (projects, fixes) compare by identity and so differ by it.
        """
        watch = _Watch(part, show, part(self._state))
        self._watches.append(watch)
        show(watch.last)
        return lambda: self._watches.remove(watch) if watch in self._watches else None

    def change(self, change: Change) -> None:
        """Show something else: where one looks, what is selected, what time it is. Never undone, never stored."""
        self._become(change(self._state))

    def do(self, edit: Edit) -> None:
        """Make an edit that can be undone; zones go into the project file before anyone sees them.

        Raises ProjectError where the file could not be written; then nothing has changed.
        """
        before, after = self._state, edit.change(self._state)
        if after is before:
            return
        step = _Step(edit.label, _small(before), _small(after))
        if edit.closes_draft:
            step = self._whole_drawing(step)
        after = self._stored(after, before.zones, edit.label)
        self._done = [*(self._before_drawing() if edit.closes_draft else self._done), step][-_HISTORY:]
        self._undone = []
        self._become(after)

    def undo(self) -> None:
        """Put back what the last edit changed."""
        if self._done:
            step = self._done[-1]
            self._put_back(step.before, f"Undo: {step.label}")
            self._undone.append(self._done.pop())
            self._tell()

    def redo(self) -> None:
        """Do again what was undone last."""
        if self._undone:
            step = self._undone[-1]
            self._put_back(step.after, f"Redo: {step.label}")
            self._done.append(self._undone.pop())
            self._tell()

    def drop_draft(self) -> None:
        """Put the shape back that was there before drawing began, and forget the steps."""
        self._done = self._before_drawing()
        self._undone = []
        self._become(replace(self._state, draft=None))

    def open(self, change: Change) -> None:
        """Show another project; nothing of the one before can be undone."""
        self._done, self._undone = [], []
        self._become(change(self._state))

    def close(self) -> None:
        """Let go of the project."""
        self._done, self._undone = [], []
        kept = self._state
        self._become(State(theme=kept.theme, view=kept.view, layers=kept.layers, trail_s=kept.trail_s))

    def _put_back(self, kept: _Kept, action: str) -> None:
        before = self._state
        project = before.project
        if project and project.zones != kept.zones:
            project = replace(project, zones=kept.zones)
        after = replace(before, project=project, draft=kept.draft)
        self._become(self._stored(after, before.zones, action))

    def _stored(self, after: State, zones_before: tuple[Zone, ...], action: str) -> State:
        if after.project is None or after.project.zones == zones_before:
            return after
        kept = self._keeper(after.project, after.project.zones, action)
        shapes_before = {zone.version for zone in zones_before}
        reshaped = shapes_before != {zone.version for zone in kept.zones}
        return replace(after, project=kept, out_of_date=after.out_of_date or reshaped)

    def _before_drawing(self) -> list[_Step]:
        """Return the history without the steps that only changed a draft."""
        count = len(self._done)
        while (
            count
            and self._done[count - 1].after.draft
            and self._done[count - 1].before.zones == self._done[count - 1].after.zones
        ):
            count -= 1
        return self._done[:count]

    def _whole_drawing(self, last: _Step) -> _Step:
        return _Step(last.label, replace(last.before, draft=None), last.after)

    def _become(self, state: State) -> None:
        if state is not self._state:
            self._state = state
            self._tell()

    def _tell(self) -> None:
        """Tell everyone whose part differs; who changes the state while being told starts another round."""
        state = self._state
        for watch in tuple(self._watches):
            part = watch.part(state)
            if part is watch.last or part == watch.last:
                continue
            watch.last = part
            watch.show(part)
            if self._state is not state:
                return  # that change told everybody else already


def _small(state: State) -> _Kept:
    return _Kept(state.zones, state.draft)
